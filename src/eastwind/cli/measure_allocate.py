"""Measure allocation: seconds and gap for many people, and the exact linear programme by HiGHS beside it.

In        how many people; a seed.
Out       lines: seconds, how far the plan is from the bound at most, whether it is feasible and the same by chunks.
Not here  a lender's day (measure), repeats (bench).
Proof     tests/cli/test_measure_allocate.py runs it with little.

People are made, not real, of the kind the field study used: eight treatments (calls by agents and seniors, visits,
letters, SMS, app, e-mail, a talk about a settlement), eight capacities (minutes of either, visits, letters, each kind
of message, money), values spread over four powers of ten, three quarters of the treatments open to each.
"""

import json
import os
import resource
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from eastwind import decide

Ints = NDArray[np.int64]

SIZES: Final = (10_000, 100_000, 1_000_000)
BESIDE: Final = (10_000, 100_000)  # people whom HiGHS is given in the same run; more take it too long
PARTS: Final = 7
SEED: Final = 7
WITHIN: Final = {"time_limit": 240.0}  # seconds that HiGHS may take
ONE_THREAD: Final = dict.fromkeys(("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS"), "2")
# Minutes of agents and seniors, visits, money, letters, SMS, app messages, e-mails that a treatment takes.
USES: Final = (
    (8, 0, 0, 300, 0, 0, 0, 0),
    (0, 15, 0, 800, 0, 0, 0, 0),
    (0, 30, 1, 2_000, 0, 0, 0, 0),
    (0, 0, 0, 500, 1, 0, 0, 0),
    (0, 0, 0, 8, 0, 1, 0, 0),
    (0, 0, 0, 4, 0, 0, 1, 0),
    (0, 0, 0, 1, 0, 0, 0, 1),
    (12, 4, 0, 1_500, 1, 0, 0, 0),
)
# The same of the day, for each thousand people.
THERE: Final = (400, 150, 3, 45_000, 30, 150, 200, 300)
EFFECTS: Final = (0.05, 0.06, 0.07, 0.02, 0.012, 0.012, 0.006, 0.06)


@dataclass(frozen=True, slots=True)
class Day:
    """A made day to share out."""

    options: decide.Options
    uses: Ints
    there: Ints


def day(people: int, seed: int = SEED) -> Day:
    """A made day of so many people."""
    rng = np.random.default_rng([seed, people])
    uses = np.array(USES, dtype=np.int64)
    owed = np.exp(rng.normal(10.5, 1.2, people)) * 10
    chance = rng.beta(2, 2, people)
    spread = rng.lognormal(0, 0.5, (people, len(USES)))
    value = np.floor((owed * 4 * chance * (1 - chance))[:, None] * np.array(EFFECTS) * spread - uses[:, 3])
    open_ = (value > 0) & (rng.random(value.shape) < 0.75)
    person, kind = np.nonzero(open_)
    tie = rng.permutation(people).astype(np.int64)
    options = decide.Options.of(
        person.astype(np.int32), kind.astype(np.uint8), value[open_].astype(np.int64), tie[person]
    )
    return Day(options, uses, np.array(THERE, dtype=np.int64) * people // 1_000)


def shared_out(people: int) -> dict[str, Any]:
    """One day, shared out: seconds, value, bound, and whether all is as promised."""
    made = day(people)
    start, busy = time.perf_counter(), time.process_time()
    found = decide.allocate(made.options, made.uses, made.there)
    seconds, cpu = time.perf_counter() - start, time.process_time() - busy
    rows = found.chosen[found.chosen >= 0]
    taken = made.uses[made.options.kind[rows]].sum(axis=0)
    told: dict[str, Any] = {
        "people": people,
        "options": len(made.options.kind),
        "seconds": seconds,
        "cpu": cpu,
        "value": found.value,
        "bound": found.bound,
        "gap": (found.bound - found.value) / max(found.bound, 1),
        "feasible": bool((taken <= made.there).all()) and int(made.options.value[rows].sum()) == found.value,
        "chunks": bool((_by_parts(made, found.cut_offs) == found.chosen).all()),
        "peak_gib": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**20,
    }
    return told | (_by_highs(made) if people in BESIDE else {})


def _by_parts(made: Day, cut_offs: decide.CutOffs) -> Ints:
    """What each of PARTS parts of the people gets when it is decided alone."""
    options, chosen = made.options, np.full(len(made.options.person), -1, dtype=np.int64)
    first = np.cumsum(options.count) - options.count
    for borders in np.array_split(np.arange(len(options.person)), PARTS):
        if not len(borders):
            continue
        begin, stop = int(borders[0]), int(borders[-1]) + 1
        rows = slice(int(first[begin]), int(first[stop - 1]) + int(options.count[stop - 1]))
        part = decide.Options(
            options.person[begin:stop], options.count[begin:stop], options.tie[begin:stop], options.kind[rows],
            options.value[rows],
        )  # fmt: skip
        mine = decide.settle(part, made.uses, cut_offs)
        chosen[begin:stop] = np.where(mine >= 0, mine + rows.start, -1)
    return chosen


def _by_highs(made: Day) -> dict[str, Any]:
    """The exact linear programme by HiGHS, interior point with crossover."""
    # Every command imports this module by way of bench; SciPy would cost each of them a third of a second.
    from scipy.optimize import linprog  # type: ignore[import-untyped]
    from scipy.sparse import csr_matrix, vstack  # type: ignore[import-untyped]

    options = made.options
    rows, person = np.arange(len(options.kind)), np.repeat(np.arange(len(options.person)), options.count)
    once = csr_matrix((np.ones(len(rows)), (person, rows)))
    table = vstack([once, csr_matrix(made.uses[options.kind].T.astype(float))])
    limit = np.concatenate([np.ones(once.shape[0]), made.there])
    start, busy = time.perf_counter(), time.process_time()
    found = linprog(
        -options.value.astype(float), A_ub=table, b_ub=limit, bounds=(0, None), method="highs-ipm", options=WITHIN
    )
    if found.fun is None:
        return {"highs_seconds": time.perf_counter() - start, "highs_value": None}
    return {
        "highs_seconds": time.perf_counter() - start,
        "highs_cpu": time.process_time() - busy,
        "highs_value": -float(found.fun),
    }


def lines(sizes: tuple[int, ...] = SIZES) -> Iterator[str]:
    """What `eastwind bench` prints of the allocation, each size in a process of its own."""
    for people in sizes:
        ran = subprocess.run(
            [sys.executable, "-m", "eastwind.cli.measure_allocate", str(people)],
            capture_output=True, text=True, check=True, env={**os.environ, **ONE_THREAD},
        )  # fmt: skip
        yield from told(json.loads(ran.stdout))


def told(one: dict[str, Any]) -> Iterator[str]:
    """One day in a line; HiGHS in another where it was asked."""
    yield (
        f"allocation, {one['people']:,} people, {len(USES)} treatments, {len(THERE)} capacities ({one['options']:,} "
        f"options): {one['seconds']:.2f} s ({one['cpu']:.2f} s of CPU), at most {one['gap']:.4%} below the bound, "
        f"{'feasible' if one['feasible'] else 'NOT FEASIBLE'}, chunk by chunk "
        f"{'the same' if one['chunks'] else 'NOT THE SAME'}, peak {one['peak_gib']:.2f} GiB"
    )
    if "highs_value" in one and one["highs_value"] is None:
        yield f"beside it: HiGHS found no solution of the linear programme within {one['highs_seconds']:.0f} s"
    elif "highs_value" in one:
        yield (
            f"beside it: HiGHS, the exact linear programme by interior point: {one['highs_seconds']:.1f} s "
            f"({one['highs_cpu']:.1f} s of CPU); "
            f"the plan above is {1 - one['value'] / one['highs_value']:.4%} below its value, the bound "
            f"{one['bound'] / one['highs_value'] - 1:.4%} above"
        )


def main() -> None:
    """Without arguments all lines; PEOPLE: one day, one JSON line."""
    if len(sys.argv) == 1:
        for line in lines():
            print(line, flush=True)
        return
    print(json.dumps(shared_out(int(sys.argv[1]))))


if __name__ == "__main__":
    main()
