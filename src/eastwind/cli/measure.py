"""Measure: one thing, once, in a process of its own, so that its memory is its own.

In        what to measure and with how much, as arguments.
Out       one JSON line: seconds, peak memory, what was done.
Not here  repeats and the best of them (bench).
Proof     tests/cli/test_bench.py runs each with little.
"""

import functools
import gc
import json
import math
import resource
import shutil
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final

import numpy as np
import polars as pl

from eastwind import assess, book, decide, engine, law, notices, scale, tlog
from eastwind.cli import inputs, planfolder
from eastwind.core import digests
from eastwind.core.plan import row_bytes
from eastwind.engine import Policy
from eastwind.scale import synthetic

AS_OF: Final = datetime(2026, 9, 29, 22, 0, tzinfo=UTC)
SEED: Final = 7
SHAPES: Final = {"small": synthetic.SMALL, "large": synthetic.LARGE, "cards": synthetic.CARDS}
MODEL: Final = "taiwan-cards-2005"
TAIWAN: Final = synthetic.Home("TW", "Asia/Taipei", "zh-Hant", "TW", "TWD")
CONTACTS: Final = 1_000
PART_PEOPLE: Final = 250_000  # written at once
STEPS: Final = ("read", "consider", "share out", "conclude", "write", "text and hash")
STEPS_CHUNKS: Final = 5
PERSON: Final = ("one_median", "one_cpu", "thousand_best", "thousand_cpu")


def policy(shape: str = "small") -> Policy:
    """All law books that ship, the strategy that ships; for cards the trained model, else the scorecard."""
    model: assess.Assessor = assess.load_model(MODEL) if shape == "cards" else assess.load()
    # The strategy's prices are of another country; how long it takes does not depend on them.
    strategy = replace(decide.load(), currency=_home(shape).currency)
    return Policy(law.load(law.available()), strategy, model, notices.load(), AS_OF, SEED)


def _home(shape: str) -> synthetic.Home:
    """Where the people live: where the model was trained, for cards."""
    return TAIWAN if shape == "cards" else synthetic.Home()


def make(folder: Path, people: int, shape: str) -> dict[str, Any]:
    """Write a made book into `folder`, block by block."""
    with book.Writer(folder) as writer:
        for first in range(0, people, PART_PEOPLE):
            count = min(PART_PEOPLE, people - first)
            writer.add(synthetic.part(first, count, SHAPES[shape], seed=SEED, as_of=AS_OF, home=_home(shape)))
    return {"people": people, "bytes": sum(path.stat().st_size for path in folder.rglob("*.parquet"))}


def day(folder: Path, people: int, shape: str) -> dict[str, Any]:
    """A day from file to file: read the law and the book, decide, write, log."""
    out = Path(tempfile.mkdtemp(prefix="eastwind-bench-"))
    named, keys, zone = digests.digest("bench"), inputs.keys(None, "bench/log"), _home(shape).zone
    start = time.perf_counter()
    source = scale.Source.stored(folder)
    with scale.Helpers(source) as helpers:
        rules = policy(shape)
        decided = scale.decide(source, rules, named, helpers=helpers)
        counted, _ = planfolder.write_stream(out, decided, pl.DataFrame(), rules, named, keys, zone)
    seconds = time.perf_counter() - start
    shutil.rmtree(out)
    return {"people": people, "seconds": seconds, "rows": counted.rows, "refusals": counted.refusals}


def steps(folder: Path, shape: str) -> dict[str, Any]:
    """Seconds of CPU a person in each step of a day, in one process: the least of some chunks."""
    rules, source = policy(shape), scale.Source.stored(folder)
    size = min(source.chunk, source.people // (STEPS_CHUNKS + 1))
    key, least = bytes(32), dict.fromkeys(STEPS, math.inf)
    with tempfile.TemporaryDirectory(prefix="eastwind-bench-") as out:
        for chunk in range(STEPS_CHUNKS + 1):
            marks = [time.process_time()]
            known = book.known(source.cut(chunk * size, chunk * size + size), AS_OF)
            marks.append(time.process_time())
            found = engine.consider(known, rules)
            marks.append(time.process_time())
            chosen, _ = engine.allocate([engine.Part.of(found, rules)], rules)
            marks.append(time.process_time())
            rows, _ = engine.conclude(found.kept(), chosen[0], rules, "bench", source.agencies)
            marks.append(time.process_time())
            rows.write_parquet(Path(out) / "plan.parquet", compression="lz4", statistics=False)
            marks.append(time.process_time())
            tlog.hashed(key, row_bytes(rows), 0)
            marks.append(time.process_time())
            del known, found, rows
            gc.collect()
            if chunk:  # the first one fetches its memory
                took = zip(STEPS, np.diff(marks) / size, strict=True)
                least = {name: min(least[name], float(each)) for name, each in took}
    return {"each": least, "chunk": size}


def person(repeats: int) -> dict[str, Any]:
    """`engine.plan` for one person, and for a thousand together."""
    rules = policy()
    made = synthetic.book(CONTACTS, seed=SEED, as_of=AS_OF)
    prices = {capacity.name: 0 for capacity in rules.strategy.capacities}
    ones = [made.slice(k, k + 1) for k in range(repeats + 3)]
    one = [_timed(functools.partial(engine.plan, found, rules, "bench", prices)) for found in ones][3:]
    many = [_timed(functools.partial(engine.plan, made, rules, "bench", prices)) for _ in range(6)][1:]
    medians = [statistics.median(each) for each in zip(*one, strict=True)]
    best = [min(each) for each in zip(*many, strict=True)]
    return dict(zip(PERSON, [*medians, *best], strict=True))


def contact(repeats: int) -> dict[str, Any]:
    """The gate alone: one contact, and a thousand together; all of them also where every one is refused."""
    rules = policy()
    made = synthetic.book(CONTACTS, seed=SEED, as_of=AS_OF)
    night = AS_OF.replace(hour=15)  # 23:00 in Shanghai: everybody is refused, and `lawful_from` is searched
    found = {}
    for name, instant in (("allowed", AS_OF.replace(hour=2)), ("refused", night)):
        late = book.delinquency(made, instant)
        known = book.facts(made, late)
        frame = synthetic.calls(made, instant)
        single = [frame.filter(frame["candidate"] == k) for k in range(repeats + 3)]
        one = [_timed(functools.partial(law.judge, f, known, rules.laws, instant)) for f in single][3:]
        many = [_timed(functools.partial(law.judge, frame, known, rules.laws, instant)) for _ in range(6)][1:]
        found[f"one_{name}_median"] = statistics.median(wall for wall, _ in one)
        found[f"thousand_{name}_each"] = min(wall for wall, _ in many) / CONTACTS
    return found


def _timed(work: Callable[[], object]) -> tuple[float, float]:
    """Seconds on the wall, and of CPU."""
    start, used = time.perf_counter(), time.process_time()
    work()
    return time.perf_counter() - start, time.process_time() - used


def main() -> None:
    """One measurement, named by the arguments: make or day FOLDER PEOPLE SHAPE · steps FOLDER SHAPE · person N …"""
    what, *rest = sys.argv[1:]
    if what == "make":
        found = make(Path(rest[0]), int(rest[1]), rest[2])
    elif what == "day":
        found = day(Path(rest[0]), int(rest[1]), rest[2])
    elif what == "steps":
        found = steps(Path(rest[0]), rest[1])
    elif what == "person":
        found = person(int(rest[0]))
    else:
        found = contact(int(rest[0]))
    # Of this process and the largest of its own: a day has one of them beside it.
    used = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    found["peak_gib"] = sum(each.ru_maxrss for each in used) / 2**20
    found["cpu"] = sum(each.ru_utime + each.ru_stime for each in used)
    print(json.dumps(found))


if __name__ == "__main__":
    main()
