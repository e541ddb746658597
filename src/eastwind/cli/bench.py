"""`eastwind bench`: what a day costs, beside what this machine could do at all.

In        how many people, how often.
Out       people per second and memory for a day from file to file; one person; one contact judged; the load and a
          calibration line beside them, because machines are noisy.
Not here  timed tests: there are none. One measurement (measure).
Proof     tests/cli/test_bench.py runs it with little.
"""

import hashlib
import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Annotated, Any, Final

import numpy as np
import typer

from eastwind.cli import measure_allocate, measure_law, measure_model
from eastwind.cli.guard import MACHINE, fail, guarded

# CPU time of one decision in open dunning systems, measured on such a machine (docs/guide/speed.md).
PEERS: Final = "Tryton 8.2: 1.0–2.0 ms · Odoo 14 + OCA credit control: 1.5–1.7 ms of CPU for each decision"
COPY_BYTES: Final = 2**28
STEPS_MAX: Final = 1_000_000  # people: a step costs as much in a bigger book


@guarded
def bench(
    people: Annotated[
        int, typer.Option("--people", min=1000, help="People of the first and second shape.")
    ] = 1_000_000,
    big: Annotated[int, typer.Option("--big", min=0, help="People of the big run; 0 leaves it out.")] = 10_000_000,
    repeats: Annotated[int, typer.Option("--repeats", min=1, help="Runs, of which the best counts.")] = 5,
    folder: Annotated[Path | None, typer.Option("--folder", help="Where the made books lie meanwhile.")] = None,
) -> None:
    """Measure a day from file to file, one person, and one contact."""
    typer.echo(calibration())
    with tempfile.TemporaryDirectory(prefix="eastwind-bench-", dir=folder) as work:
        _days(Path(work), "small", people, repeats)
        if big:
            _days(Path(work), "small", big, 1)
        _days(Path(work), "large", people, 1)
        _days(Path(work), "cards", people, 1)
    one = measured("person", "40")
    alone, alone_cpu, together, cpu = (
        one[name] * 1e3 for name in ("one_median", "one_cpu", "thousand_best", "thousand_cpu")
    )
    typer.echo(
        f"engine.plan: one person {alone:.1f} ms (median; {alone_cpu:.1f} of CPU) · "
        f"1,000 people {together:.0f} ms ({cpu:.0f} of CPU)"
    )
    gate = measured("contact", "40")
    for name in ("allowed", "refused"):
        alone, each = gate[f"one_{name}_median"] * 1e3, gate[f"thousand_{name}_each"] * 1e6
        typer.echo(
            f"gate, {name}: one contact {alone:.1f} ms (median) · 1,000 together {each:.0f} µs each, "
            "lawful_from included"
        )
    typer.echo(f"beside it: {PEERS}")
    for part in (measure_law, measure_model, measure_allocate):
        for line in part.lines():
            typer.echo(line)
    typer.echo(calibration())


def _days(work: Path, shape: str, people: int, repeats: int) -> None:
    book = work / f"{shape}-{people}"
    made = measured("make", str(book), str(people), shape)
    runs = [measured("day", str(book), str(people), shape) for _ in range(repeats)]
    best = min(runs, key=lambda run: float(run["seconds"]))
    scored = " by the trained model" if shape == "cards" else ""
    rate, seconds, peak = people / best["seconds"], best["seconds"], best["peak_gib"]
    typer.echo(
        f"a day, {shape} shape{scored}, {people:,} people ({made['bytes'] / 2**30:.1f} GiB of Parquet), file to file: "
        f"{rate:,.0f}/s ({seconds:.1f} s, best of {repeats}; {best['cpu']:.1f} s of CPU), peak {peak:.2f} GiB, "
        f"{best['rows']:,} rows, {best['refusals']:,} refusals"
    )
    if people <= STEPS_MAX:
        told = measured("steps", str(book), shape)
        each = " · ".join(f"{step} {cost * 1e6:.1f}" for step, cost in told["each"].items())
        typer.echo(f"where its CPU goes, µs a person in chunks of {told['chunk']:,}: {each}")
    shutil.rmtree(book)


def measured(*arguments: str) -> dict[str, Any]:
    """One measurement in a process of its own."""
    ran = subprocess.run(
        [sys.executable, "-m", "eastwind.cli.measure", *arguments], capture_output=True, text=True, check=False
    )
    if ran.returncode:
        fail(f"measuring {' '.join(arguments)} failed: {ran.stderr.strip().splitlines()[-1]}", MACHINE)
    found: dict[str, Any] = json.loads(ran.stdout)
    return found


def calibration() -> str:
    """What this machine does at this moment: load, memory copied, SHA-256 of short texts."""
    source = np.zeros(COPY_BYTES, dtype=np.uint8)
    target = np.empty_like(source)
    start = time.perf_counter()
    np.copyto(target, source)
    copied = COPY_BYTES / (time.perf_counter() - start) / 1e9
    start = time.perf_counter()
    for number in range(200_000):
        hashlib.sha256(number.to_bytes(64, "big")).digest()
    hashed = 200_000 / (time.perf_counter() - start) / 1e6
    cores, load = os.cpu_count(), os.getloadavg()[0]
    return f"machine: {cores} cores, load {load:.1f}, memory copy {copied:.1f} GB/s, SHA-256 {hashed:.2f} M/s"
