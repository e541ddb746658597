"""Measure the law: how many candidate contacts the gate judges in a second, and a rules engine beside it.

In        which books, how many people, how many past contacts each, how many processes.
Out       one JSON line a measurement: contacts a second, share refused, breaches.
Not here  a lender's day (measure), repeats (bench).
Proof     tests/cli/test_measure_law.py runs it with little.

People are made, not real: one candidate each, by day, mostly lawful; one in thirty has a state open, one in eight gave
or withdrew a consent, past contacts lie in the last year. Verdicts are complete: every breach with its evidence and
`until`, and `lawful_from` for whoever is refused.
"""

import json
import multiprocessing
import os
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from datetime import UTC, date, datetime
from typing import Any, Final

import numpy as np
import polars as pl

from eastwind import law
from eastwind.core import words
from eastwind.core.facts import CANDIDATES, CONSENTS, CONTACTS, LOANS, PEOPLE, POINT_NAMED, SITUATIONS, STATES, Facts

PLACES: Final = {"cn": ("CN-GD", "Asia/Shanghai"), "us": ("US-NYC", "America/New_York")}
STACKS: Final = {"cn": ("cn", "house"), "us": ("us", "us-ny", "us-nyc", "house")}
DAY: Final = 86_400
# Tuesday, 29 September 2026: contacts of a day start between 09:05 and 17:59 on the person's clock.
MORNING: Final = {
    "cn": int(datetime(2026, 9, 29, 1, 5, tzinfo=UTC).timestamp()),
    "us": int(datetime(2026, 9, 29, 13, 5, tzinfo=UTC).timestamp()),
}
SPAN: Final = 9 * 3600 - 400
CHANNELS: Final = ("voice", "sms", "email", "app", "letter")
SHARES: Final = (0.35, 0.3, 0.15, 0.15, 0.05)
# People judged at once have about so many past contacts, and are so many at most.
PIECE_CONTACTS: Final = 4_000_000
# Arrays of megabytes come and go. A process that hands their pages back each time spends a third of its time on that.
MEMORY: Final = {
    "MALLOC_MMAP_MAX_": "0",
    "MALLOC_TRIM_THRESHOLD_": "8000000000",
    "MALLOC_TOP_PAD_": "536870912",
}
PIECE_PEOPLE: Final = 400_000


def people(stack: str, count: int, past: int, seed: int) -> tuple[pl.DataFrame, Facts]:
    """Made people with one loan, `past` contacts in the last year and one candidate each."""
    rng = np.random.default_rng([seed, count, past])
    place, zone = PLACES[stack]
    person = np.arange(count, dtype=np.int32)
    agency = rng.random(count) < 0.5
    candidate = _contacts(rng, person, MORNING[stack] + rng.integers(0, SPAN, count), agency, stack)
    candidate["candidate"], candidate["outcome"] = person, [None] * count
    facts = Facts(
        situations=pl.DataFrame(
            {"places": [[place]], "time_zones": [[zone]], "languages": [["zh"]], "lender_country": [None]},
            schema=SITUATIONS,
        ),
        people=_frame({"situation": np.zeros(count, np.int32)}, PEOPLE, count),
        loans=_loans(rng, person),
        contacts=_history(rng, stack, person, agency, past),
        states=_states(rng, person, MORNING[stack]),
        consents=_consents(rng, person, MORNING[stack]),
    )
    return _frame(candidate, CANDIDATES, count), facts


def _loans(rng: np.random.Generator, person: Any) -> pl.DataFrame:
    count = len(person)
    return _frame(
        {
            "person": person,
            "account": person * 0,
            "dpd": rng.integers(1, 200, count),
            "product": pl.Series(["instalment"]).gather(person * 0),
            "lender": pl.Series(["bank"]).gather(person * 0),
            "collector": person * 0,
            "principal_minor": rng.integers(10_000, 5_000_000, count),
            "charges_minor": rng.integers(0, 10_000, count),
            "annual_rate_bp": rng.integers(700, 2400, count),
            "late_rate_ppm_day": np.full(count, 500),
            "due_on": [date(2026, 8, 1)] * count,
            "final_due_on": [date(2027, 8, 1)] * count,
            "defaulted_on": [date(2026, 8, 1)] * count,
            "facts": np.zeros(count, np.uint64),
        },
        LOANS,
        count,
    )


def _contacts(rng: np.random.Generator, person: Any, at: Any, agency: Any, stack: str) -> dict[str, Any]:
    count = len(person)
    channel = rng.choice(len(CHANNELS), count, p=SHARES)
    good = words.mask(
        ("recorded", "id-shown", "authority-letter", "verified", "forbearance-considered"),
        words.CONTACT_FACTS,
        what="a fact",
    )
    return {
        "person": person,
        "first": np.ones(count, np.bool_),
        "loan": person,
        "at": pl.Series(np.asarray(at, np.int64) * 1_000_000).cast(pl.Datetime("us", "UTC")),
        "channel": pl.Series(CHANNELS).gather(channel),
        "direction": pl.Series(["out"]).gather(person * 0),
        "to": pl.Series(["borrower"]).gather(person * 0),
        "who": person * 0,
        "by": np.where(agency, 1, 0),
        "point": channel + POINT_NAMED,
        "place": pl.Series(["unknown"]).gather(person * 0),
        "provenance": pl.Series(["given"]).gather(person * 0),
        "purpose": pl.Series(["collect", "notice", "service"]).gather(rng.choice(3, count, p=[0.8, 0.1, 0.1])),
        "visitors": np.ones(count, np.int16),
        "missed_meetings": np.zeros(count, np.int16),
        "facts": np.full(count, good, np.uint64),
        **{name: np.zeros(count, np.uint64) for name in CONTACTS if name.startswith(("contains", "lacks"))},
    }


def _history(rng: np.random.Generator, stack: str, person: Any, agency: Any, past: int) -> pl.DataFrame:
    owner = np.repeat(person, past)
    ago = np.sort(rng.integers(1, 365, (len(person), past)), axis=1)[:, ::-1].ravel()
    at = MORNING[stack] - ago * DAY + rng.integers(0, SPAN, len(owner))
    made = _contacts(rng, owner, at, np.repeat(agency, past), stack)
    voice = (made["channel"] == "voice").to_numpy()
    inbound = rng.random(len(owner)) < 0.05
    outcomes = np.where(
        voice,
        rng.choice(["no_answer", "not_connected", "answered", "conversation"], len(owner), p=[0.5, 0.2, 0.15, 0.15]),
        "delivered",
    )
    made["outcome"] = pl.Series(outcomes)
    made["direction"] = pl.Series(np.where(inbound, "in", "out"))
    return _frame(made, CONTACTS, len(owner))


def _states(rng: np.random.Generator, person: Any, now: int) -> pl.DataFrame:
    owner = person[rng.random(len(person)) < 1 / 30]
    count = len(owner)
    opened = now - rng.integers(1, 200, count) * DAY
    closed = np.where(rng.random(count) < 0.4, opened + 20 * DAY, 0)
    kinds = ("dispute", "hardship", "promise", "complaint", "attorney", "vulnerable", "arrangement", "cease")
    return _frame(
        {
            "person": owner,
            "state": pl.Series(kinds).gather(rng.choice(len(kinds), count)),
            "who": owner * 0,
            "opened": pl.Series(opened * 1_000_000).cast(pl.Datetime("us", "UTC")),
            "closed": pl.Series(closed * 1_000_000).set(pl.Series(closed == 0), None).cast(pl.Datetime("us", "UTC")),
            "facts": np.full(count, words.mask(("written",), words.STATE_FACTS, what="a fact"), np.uint64),
        },
        STATES,
        count,
    )


def _consents(rng: np.random.Generator, person: Any, now: int) -> pl.DataFrame:
    owner = person[rng.random(len(person)) < 1 / 8]
    count = len(owner)
    kinds = ("contact", "agreed-time", "opt-out", "inconvenient-time", "prior-consent")
    kind = rng.choice(len(kinds), count, p=[0.5, 0.2, 0.1, 0.1, 0.1])
    hours = (kind == 1) | (kind == 3)
    scopes = pl.Series([None, "separate", "all", None, "calls"], dtype=pl.Enum(words.SCOPES))
    return _frame(
        {
            "person": owner,
            "kind": pl.Series(kinds).gather(kind),
            "channel": pl.Series(CHANNELS).gather(rng.choice(len(CHANNELS), count)),
            "who": owner * 0,
            "given": pl.Series((now - rng.integers(1, 300, count) * DAY) * 1_000_000).cast(pl.Datetime("us", "UTC")),
            "from_minute": pl.Series(np.full(count, 20 * 60)).set(pl.Series(~hours), None),
            "to_minute": pl.Series(np.full(count, 22 * 60)).set(pl.Series(~hours), None),
            "days": np.zeros(count, np.uint8),
            "scope": scopes.gather(kind),
            "given_to": owner * 0,
        },
        CONSENTS,
        count,
    )


def _frame(columns: dict[str, Any], schema: Any, count: int) -> pl.DataFrame:
    """A frame of `schema`; columns not given are null."""
    made = [
        pl.Series(name, columns[name]).cast(dtype)
        if name in columns
        else pl.Series(name, [None], dtype).new_from_index(0, count)
        for name, dtype in schema.items()
    ]
    return pl.DataFrame(made)


def judged(stack: str, count: int, past: int, seed: int = 7) -> dict[str, Any]:
    """One process judges `count` people, piece by piece; making them is not counted."""
    laws = law.load(STACKS[stack], pinned=True)
    as_of = datetime.fromtimestamp(MORNING[stack], UTC)
    seconds = cpu = refused = breaches = 0.0
    piece = min(PIECE_PEOPLE, max(1, PIECE_CONTACTS // max(past, 1)))
    for first in range(0, count, piece):
        candidates, facts = people(stack, min(piece, count - first), past, seed + first)
        if not first:
            law.judge(candidates.head(1000), facts, laws, as_of)  # plans and calendars are read once
        start, used = time.perf_counter(), time.process_time()
        found = law.judge(candidates, facts, laws, as_of)
        seconds, cpu = seconds + time.perf_counter() - start, cpu + time.process_time() - used
        refused += int((~found.candidates["allowed"]).sum())
        breaches += found.breaches.height
    return {"seconds": seconds, "cpu": cpu, "refused": refused / count, "breaches": breaches / count}


def at_once(stack: str, count: int, past: int, processes: int = 2) -> dict[str, Any]:
    """`processes` of them, each with `count` people; contacts a second of all together, by the slowest."""
    os.environ.update(MEMORY)  # read by the processes when they start
    spawn = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(processes, mp_context=spawn) as pool:
        runs = [pool.submit(judged, stack, count, past, 7 + k) for k in range(processes)]
        found = [run.result() for run in runs]
    return {
        "stack": "+".join(STACKS[stack]),
        "past": past,
        "people": count * processes,
        "processes": processes,
        "per_second": count * processes / max(one["seconds"] for one in found),
        "cpu_us": sum(one["cpu"] for one in found) / (count * processes) * 1e6,
        "refused": sum(one["refused"] for one in found) / processes,
        "breaches": sum(one["breaches"] for one in found) / processes,
    }


def beside(stack: str, rounds: int = 500) -> dict[str, Any]:
    """ZEN Engine on the same rules as far as it can say them: one row a rule, in one decision table that collects all.

    It has no windows, calendars, zones or histories, so every count, flag and clock that a rule needs is handed to it
    ready made, and that work is not measured. It gives the rules broken: no evidence, no `until`, no `lawful_from`.
    """
    import zen  # a development dependency: the program itself never needs it

    laws = law.load(STACKS[stack], pinned=True)
    rules = [rule for book in laws.books for rule in book.rules["cautious"]]
    rows, given = [], {"channel": "voice"}
    for place, rule in enumerate(rules):
        spoken = [f"'{word}'" for at, word in enumerate(words.CHANNELS) if rule.channels >> at & 1]
        rows.append({"_id": str(place), "a": ",".join(spoken), "b": f"n{place} >= 1", "o": f"'{rule.id}'"})
        given[f"n{place}"] = 0  # type: ignore[assignment]
    decision = zen.ZenEngine().create_decision(json.dumps(_table(rows)))
    decision.evaluate(given)
    start, used = time.perf_counter(), time.process_time()
    for _ in range(rounds):
        decision.evaluate(given)
    seconds, cpu = time.perf_counter() - start, time.process_time() - used
    return {"rules": len(rules), "per_second": rounds / seconds, "cpu_us": cpu / rounds * 1e6}


def _table(rows: list[dict[str, str]]) -> dict[str, Any]:
    """A JSON decision model with one table."""
    content = {
        "hitPolicy": "collect",
        "inputs": [{"id": "a", "name": "channel", "field": "channel"}, {"id": "b", "name": "if"}],
        "outputs": [{"id": "o", "name": "rule", "field": "rule"}],
        "rules": rows,
    }
    kinds = {"i": "inputNode", "t": "decisionTableNode", "o": "outputNode"}
    nodes: list[dict[str, Any]] = [
        {"id": key, "name": key, "type": kind, "position": {"x": 0, "y": 0}} for key, kind in kinds.items()
    ]
    nodes[1]["content"] = content
    edges = [{"id": a + b, "sourceId": a, "targetId": b, "type": "edge"} for a, b in ("it", "to")]
    return {"contentType": "application/vnd.gorules.decision", "nodes": nodes, "edges": edges}


def lines(
    people_each: int = 400_000, stacks: tuple[str, ...] = ("cn", "us"), pasts: tuple[int, ...] = (5, 60)
) -> Iterator[str]:
    """What `eastwind bench` prints of the law."""
    for stack in stacks:
        for past in pasts:
            one = at_once(stack, max(people_each // max(past // 15, 1), 1), past)
            yield (
                f"gate, {one['stack']}, {past} past contacts each: {one['per_second']:,.0f} candidate contacts/s in "
                f"{one['processes']} processes ({one['cpu_us']:.1f} µs of CPU each; {one['refused']:.0%} refused, "
                f"{one['breaches']:.2f} breaches each with evidence, until and lawful_from)"
            )
        try:
            other = beside(stack)
        except ImportError:
            yield "beside it: zen-engine is not installed (it is a development dependency: make setup)"
            continue
        yield (
            f"beside it: zen-engine, {other['rules']} rules as rows of one table, counts and clocks handed in ready, "
            f"no evidence: {other['per_second']:,.0f}/s in one process ({other['cpu_us']:.0f} µs each)"
        )


def main() -> None:
    """Without arguments all lines; STACK PEOPLE PAST: one process, one JSON line."""
    if len(sys.argv) == 1:
        for line in lines():
            print(line, flush=True)
        return
    print(json.dumps(judged(sys.argv[1], int(sys.argv[2]), int(sys.argv[3]))))


if __name__ == "__main__":
    main()
