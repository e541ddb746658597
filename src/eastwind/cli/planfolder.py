"""Plan folder: what a day leaves on disk, and reading it again.

In        an `engine.Plan` with what it was made from.
Out       plan.parquet, refusals.parquet, prices.parquet, quarantine.parquet, reconciliation.parquet, plan.json, log/.
Not here  the report (daily), the log's format (tlog).
Proof     tests/cli/test_plan.py: read back equal; the log's root covers every row.

plan.json names everything the plan's number is a digest of, and holds the key that blinds the rows under the log's
root: the folder is the lender's own, receipts made from it are for the person concerned.
"""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import polars as pl

from eastwind import engine, scale, tlog
from eastwind.cli.guard import Unusable
from eastwind.cli.inputs import Keys, test_keys
from eastwind.core import digests, zones
from eastwind.core.plan import row_bytes
from eastwind.engine import Policy

PLAN_JSON: Final = "plan.json"
LOG: Final = "log"
REPORT: Final = "report.html"
TABLES: Final = ("plan", "refusals", "prices", "quarantine", "reconciliation")
FILES: Final = (PLAN_JSON, LOG, REPORT, *(f"{name}.parquet" for name in TABLES))
ROWS_AT_ONCE: Final = 200_000


@dataclass(frozen=True, slots=True)
class Written:
    """What a plan folder says of itself: the parsed plan.json, and the frames."""

    meta: dict[str, Any]
    plan: pl.DataFrame
    refusals: pl.DataFrame
    prices: pl.DataFrame


@dataclass(frozen=True, slots=True)
class Counted:
    """How much a plan is, once its rows are written."""

    plan_id: str
    rows: int
    refusals: int
    prices: pl.DataFrame


def is_plan(path: Path) -> bool:
    """Whether `path` is a plan folder."""
    return (path / PLAN_JSON).is_file()


def write_frames(folder: Path, day: engine.Plan, quarantine: pl.DataFrame) -> None:
    """The five tables, as Parquet."""
    frames = {
        "plan": day.plan,
        "refusals": day.refusals,
        "prices": day.prices,
        "quarantine": quarantine,
        "reconciliation": day.reconciliation,
    }
    for name, frame in frames.items():
        frame.write_parquet(folder / f"{name}.parquet", compression="zstd", statistics=False)


def log_plan(folder: Path, day: engine.Plan, policy: Policy, book_digest: str, keys: Keys) -> tlog.Checkpoint:
    """Append the plan's entry to the log in `folder`/log and write plan.json; the log's new checkpoint."""
    key = tlog.row_key(keys.store, day.plan_id)
    root = tlog.rows_root(leaves(key, day.plan, day.refusals))
    counted = Counted(day.plan_id, day.plan.height, day.refusals.height, day.prices)
    return _log(folder, plan_body(counted, policy, book_digest, root), key, policy, keys)


def write_stream(
    folder: Path, decided: scale.Decided, policy: Policy, book_digest: str, keys: Keys
) -> tuple[Counted, tlog.Checkpoint]:
    """As `write_frames` and `log_plan` for a book too big to hold: plan.parquet is a folder with a part per chunk."""
    key = tlog.row_key(keys.store, decided.plan_id)
    parts = folder / "plan.parquet"
    parts.mkdir()
    refusals: list[pl.DataFrame] = []
    reconciliation: list[pl.DataFrame] = []
    rows = 0

    def written() -> Iterator[bytes]:
        nonlocal rows
        for number, chunk in enumerate(decided.rows):
            chunk.plan.write_parquet(parts / f"part-{number:05d}.parquet", compression="lz4", statistics=False)
            refusals.append(chunk.refusals)
            reconciliation.append(chunk.reconciliation)
            rows += chunk.plan.height
            yield from row_bytes(chunk.plan)
        for frame in refusals:
            yield from row_bytes(frame)

    root = tlog.rows_root(tlog.blinded(key, written()))
    refused = pl.concat(refusals)
    counted = Counted(decided.plan_id, rows, refused.height, decided.prices)
    refused.write_parquet(folder / "refusals.parquet", compression="zstd", statistics=False)
    decided.prices.write_parquet(folder / "prices.parquet", compression="zstd", statistics=False)
    pl.concat(reconciliation).write_parquet(folder / "reconciliation.parquet", compression="zstd", statistics=False)
    return counted, _log(folder, plan_body(counted, policy, book_digest, root), key, policy, keys)


def plan_body(day: Counted, policy: Policy, book_digest: str, rows_root: bytes) -> dict[str, Any]:
    """The body of the plan's log entry (core.bodies, kind `plan`)."""
    return {
        "kind": "plan",
        "at": policy.as_of.strftime("%Y-%m-%dT%H:%M:%SZ"),
        "plan_id": day.plan_id,
        "rows": day.rows + day.refusals,
        "rows_root": rows_root.hex(),
        "refusals": day.refusals,
        "book": book_digest,
        "laws": policy.laws.digest,
        "strategy": digests.digest(policy.strategy.content),
        "model": digests.digest(policy.model.content),
        "templates": policy.library.digest,
        "prices": digests.frame_digest(day.prices),
        "as_of": policy.as_of.strftime("%Y-%m-%dT%H:%M:%SZ"),
        "seed": policy.seed,
        "mode": policy.mode,
        "law_on": None if policy.law_on is None else policy.law_on.isoformat(),
        "engine": engine.VERSION,
        "tzdata": zones.tzdata_version(),
    }


def _log(folder: Path, body: dict[str, Any], key: bytes, policy: Policy, keys: Keys) -> tlog.Checkpoint:
    log = tlog.Log(folder / LOG, keys.signer)
    entries = tlog.FileEntries(folder / LOG / "entries.jsonl")
    entries.pend(tlog.Entry(body, retention="plan"), keys.store)
    checkpoint = log.integrate(entries)
    entries.close()
    meta = {
        "plan": body,
        "books": list(policy.laws.names),
        "vkey": keys.signer.verifier.vkey,
        "test_keys": keys.test,
        "rows_key": key.hex(),
    }
    (folder / PLAN_JSON).write_text(json.dumps(meta, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")
    return checkpoint


def leaves(key: bytes, plan: pl.DataFrame, refusals: pl.DataFrame) -> Iterator[bytes]:
    """Leaf bytes of a plan: its rows, then its refusals, blinded."""

    def rows() -> Iterator[bytes]:
        for frame in (plan, refusals):
            for part in frame.iter_slices(ROWS_AT_ONCE):
                yield from row_bytes(part)

    return tlog.blinded(key, rows())


def read(folder: Path) -> Written:
    """A plan folder as written; Unusable says what is missing."""
    try:
        meta = json.loads((folder / PLAN_JSON).read_text(encoding="utf-8"))
        frames = [pl.read_parquet(folder / f"{name}.parquet") for name in ("plan", "refusals", "prices")]
    except FileNotFoundError as error:
        raise Unusable(
            f"{folder} is no plan folder: {error.filename} is missing. Make one by `eastwind plan`."
        ) from error
    except (json.JSONDecodeError, pl.exceptions.ComputeError) as error:
        raise Unusable(
            f"{folder} is damaged ({error}). Make the plan again: the same input gives the same plan."
        ) from error
    return Written(meta, *frames)


def verify(folder: Path, vkey: str | None, keys: tlog.KeyStore | None) -> list[tlog.Finding]:
    """Check the plan's log, and that its root covers exactly the rows that stand in the folder.

    `keys` opens the entries; a plan made with the test keys is opened by them.
    """
    written = read(folder)
    if keys is None and written.meta["test_keys"]:
        keys = test_keys()
    key = bytes.fromhex(written.meta["rows_key"])
    plan_id = written.meta["plan"]["plan_id"]
    return tlog.verify(folder / LOG, vkey=vkey, keys=keys, rows={plan_id: leaves(key, written.plan, written.refusals)})
