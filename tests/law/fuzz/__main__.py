"""`python -m tests.law.fuzz`: gate against auditor on many random cases, with a table of how often each rule spoke.

In        --cases, --seed, --jobs, --minutes, --kept, --table, --scan.
Out       every difference at once, with its case as TOML; progress; rules broken or kept too seldom, totals. Exit 1 if
          there is a difference.
Not here  comparing (compare), the file that a stopped run goes on from (progress), looking minute by minute (scan).

    make law-fuzz                 a million cases; stopped and started again, it goes on where it stood
    make law-fuzz CASES=20000 SEED=2
"""

import argparse
import sys
from collections.abc import Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from itertools import islice
from multiprocessing import get_context
from pathlib import Path
from threading import Event, Timer

from tests.law.fuzz import aim, progress, scan
from tests.law.fuzz.compare import BLOCK, Compared, compare

LEAST = 20  # how often each rule must have been broken, and kept
TOLD_EVERY = 20  # blocks

Task = tuple[int, int, int]


def main() -> int:
    """Compare, and tell."""
    parser = argparse.ArgumentParser(prog="law-fuzz", description="Gate against auditor on random cases.")
    parser.add_argument("--cases", type=int, default=1_000_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--jobs", type=int, default=2)
    parser.add_argument("--minutes", type=float, default=0, help="stop after so many; 0 = when all is done")
    parser.add_argument("--kept", type=Path, default=progress.KEPT, help="the file of what is done")
    parser.add_argument("--table", action="store_true", help="a line for every rule")
    parser.add_argument("--scan", type=int, default=2_000, help="so many refused cases minute by minute")
    asked = parser.parse_args()
    enough = Event()
    if asked.minutes:
        clock = Timer(asked.minutes * 60, enough.set)
        clock.daemon = True
        clock.start()
    blocks = progress.done(asked.kept, asked.seed)
    tasks = [
        (asked.seed, block, min(BLOCK, asked.cases - block * BLOCK))
        for block in range(-(-asked.cases // BLOCK))
        if block not in blocks or blocks[block].cases < min(BLOCK, asked.cases - block * BLOCK)
    ]
    whole = Compared()
    for one in blocks.values():
        whole.add(one)
    if blocks:
        _say(f"{whole.cases:,} cases were done before, {whole.different:,} differences")
    asked.kept.parent.mkdir(parents=True, exist_ok=True)
    with ProcessPoolExecutor(asked.jobs, mp_context=get_context("spawn")) as pool, asked.kept.open("a") as kept:
        for count, (task, one) in enumerate(_done(pool, tasks, asked.jobs, enough), 1):
            kept.write(progress.line(task[0], task[1], one) + "\n")
            kept.flush()
            for difference in one.differences:
                _say(difference)
            whole.add(one)
            if count % TOLD_EVERY == 0:
                _say(f"{whole.cases:>9,} cases, {whole.different:,} differences")
    for line in summary(whole, table=asked.table):
        _say(line)
    scanned = scan.scan(asked.seed, asked.scan) if asked.scan else scan.Scanned()
    for wrong in scanned.wrong:
        _say(wrong)
    if asked.scan:
        _say(f"{scanned.cases:,} refused cases looked at minute by minute, {scanned.moments:,} moments: {scanned.told}")
    return 1 if whole.different or scanned.wrong else 0


def _done(
    pool: ProcessPoolExecutor, tasks: Sequence[Task], jobs: int, enough: Event
) -> Iterator[tuple[Task, Compared]]:
    """What came of each task, as it comes; after `enough` none is begun."""
    left = iter(tasks)
    running: dict[Future[Compared], Task] = {pool.submit(compare, task): task for task in islice(left, jobs + 1)}
    while running:
        for ready in wait(running, return_when=FIRST_COMPLETED).done:
            yield running.pop(ready), ready.result()
            if not enough.is_set() and (task := next(left, None)) is not None:
                running[pool.submit(compare, task)] = task


def summary(whole: Compared, *, table: bool) -> list[str]:
    """What came of it, in lines."""
    names = list(dict.fromkeys((str(rule["id"]), str(rule.get("part", ""))) for _, rule in aim.rules()))
    seldom = [name for name in names if min(whole.broken[name], whole.kept[name]) < LEAST]
    lines = []
    for name in names if table else seldom:
        lines.append(f"{whole.broken[name]:>9,} broken {whole.kept[name]:>9,} kept  {' '.join(name).strip()}")
    return [
        *lines,
        f"{len(names):,} rules and parts; broken and kept at least {LEAST} times each: {len(names) - len(seldom):,}",
        f"{whole.cases:,} cases ({whole.allowed:,} allowed), {whole.different:,} differences",
    ]


def _say(line: str) -> None:
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main())
