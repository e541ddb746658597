"""`python -m tests.law.fuzz`: gate against auditor on many random cases, with a table of how often each rule spoke.

In        --cases, --seed, --jobs, --table.
Out       differences (exit 1 if any), rules broken or kept too seldom, totals.
Not here  comparing (compare).
"""

import argparse
import sys
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context

from rich.console import Console
from rich.progress import track

from tests.law.fuzz import aim
from tests.law.fuzz.compare import BLOCK, Compared, compare

LEAST = 20  # how often each rule must have been broken, and kept


def main() -> int:
    """Compare, and tell."""
    parser = argparse.ArgumentParser(prog="law-fuzz", description="Gate against auditor on random cases.")
    parser.add_argument("--cases", type=int, default=1_000_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--jobs", type=int, default=2)
    parser.add_argument("--table", action="store_true", help="a line for every rule")
    asked = parser.parse_args()
    blocks = range(-(-asked.cases // BLOCK))
    tasks = [(asked.seed, block, min(BLOCK, asked.cases - block * BLOCK)) for block in blocks]
    whole = Compared()
    with ProcessPoolExecutor(asked.jobs, mp_context=get_context("spawn")) as pool:
        for one in track(pool.map(compare, tasks), "cases", len(tasks), console=Console(stderr=True)):
            whole.add(one)
    for line in told(whole, table=asked.table):
        sys.stdout.write(line + "\n")
    return 1 if whole.different else 0


def told(whole: Compared, *, table: bool) -> list[str]:
    """What came of it, in lines."""
    names = list(dict.fromkeys((str(rule["id"]), str(rule.get("part", ""))) for _, rule in aim.rules()))
    seldom = [name for name in names if min(whole.broken[name], whole.kept[name]) < LEAST]
    lines = list(whole.differences)
    for name in names if table else seldom:
        lines.append(f"{whole.broken[name]:>9,} broken {whole.kept[name]:>9,} kept  {' '.join(name).strip()}")
    return [
        *lines,
        f"{len(names):,} rules and parts; broken and kept at least {LEAST} times each: {len(names) - len(seldom):,}",
        f"{whole.cases:,} cases ({whole.allowed:,} allowed), {whole.different:,} differences",
    ]


if __name__ == "__main__":
    sys.exit(main())
