"""Small days to share out, drawn at random, and what HiGHS makes of them."""

from dataclasses import dataclass

import numpy as np
from hypothesis import strategies as st
from scipy.optimize import Bounds, LinearConstraint, linprog, milp
from scipy.sparse import csr_matrix, vstack

from eastwind.decide.crowd import Options


def ints(values):
    return np.array(values, dtype=np.int64)


@dataclass(frozen=True)
class Day:
    """Rows (person, kind, value), a tie number for each person, what each kind takes, what is there."""

    rows: list
    ties: list
    uses: np.ndarray
    there: np.ndarray

    @property
    def options(self):
        person, kind, value = (ints([row[k] for row in self.rows]) for k in range(3))
        return Options.of(person, kind, value, ints(self.ties)[person] if self.rows else ints([]))

    def chosen(self, allocated):
        """{person: kind} of what was chosen."""
        options = self.options
        people = options.person.tolist()
        return {
            person: int(options.kind[row])
            for person, row in zip(people, np.asarray(allocated).tolist(), strict=True)
            if row >= 0
        }

    def worth(self, chosen):
        value = {(person, kind): worth for person, kind, worth in self.rows}
        return sum(value[pair] for pair in chosen.items())

    def taken(self, chosen):
        return sum((self.uses[kind] for kind in chosen.values()), start=np.zeros(len(self.there), dtype=np.int64))


@st.composite
def days(draw, minimums=0):
    """A few people; few different values, so that ties and scarcity are common."""
    kinds = draw(st.integers(1, 4))
    scarce = draw(st.integers(0, 3))
    people = draw(st.integers(1, 9))
    uses = draw(st.lists(st.lists(st.sampled_from([0, 0, 1, 2, 5]), min_size=scarce, max_size=scarce),
                         min_size=kinds, max_size=kinds))  # fmt: skip
    cells = st.sampled_from([(person, kind) for person in range(people) for kind in range(kinds)])
    pairs = sorted(draw(st.sets(cells, min_size=1)))
    values = draw(st.lists(st.sampled_from([1, 2, 3, 5, 8, 13, 100]), min_size=len(pairs), max_size=len(pairs)))
    rows = [(person, kind, value) for (person, kind), value in zip(pairs, values, strict=True)]
    ties = draw(st.permutations(range(people)))
    there = draw(st.lists(st.integers(0, 9), min_size=scarce, max_size=scarce))
    table, available = ints(uses).reshape(kinds, scarce), ints(there)
    for _ in range(minimums):
        named = draw(st.sets(st.integers(0, kinds - 1), min_size=1))
        eases = ints([[-1 if kind in named else 0] for kind in range(kinds)])
        table = np.hstack([table, eases])
        available = np.append(available, -draw(st.integers(1, 3)))
    return Day(rows, list(ties), table, available)


def crowd_day(people, seed, short=0.3, kinds=6, scarce=4):
    """A larger day, drawn evenly: everyone has some of the kinds."""
    dice = np.random.default_rng([people, seed])
    uses = dice.integers(0, 4, (kinds, scarce)) * dice.integers(0, 2, (kinds, scarce))
    uses[np.arange(kinds), np.arange(kinds) % scarce] += 1
    value = np.maximum(dice.lognormal(6, 1, (people, kinds)), 1).astype(np.int64)
    person, kind = np.nonzero(dice.random((people, kinds)) < 0.6)
    there = np.maximum((people * short * (0.5 + dice.random(scarce) / 2)).astype(np.int64), 1)
    rows = list(zip(person.tolist(), kind.tolist(), value[person, kind].tolist(), strict=True))
    return Day(rows, dice.permutation(people).tolist(), uses, there)


def _tables(day):
    person, kind, value = (ints(column) for column in zip(*day.rows, strict=True))
    row = np.arange(len(person))
    once = csr_matrix((np.ones(len(row)), (person, row)), shape=(int(person.max()) + 1, len(row)))
    limits = csr_matrix(day.uses[kind].T.astype(float))
    return value, vstack([once, limits]), np.concatenate([np.ones(once.shape[0]), day.there])


def by_highs(day):
    """The value of the linear programme; None where it has no solution."""
    value, table, limit = _tables(day)
    found = linprog(-value, A_ub=table, b_ub=limit, bounds=(0, 1), method="highs")
    return -found.fun if found.status == 0 else None


def best_plan(day):
    """The value of the best plan in whole contacts; None where there is none."""
    value, table, limit = _tables(day)
    found = milp(-value, constraints=LinearConstraint(table, ub=limit), integrality=np.ones(len(value)),
                 bounds=Bounds(0, 1))  # fmt: skip
    return round(-found.fun) if found.status == 0 else None
