"""Plan folder: what a day leaves on disk, and reading it again.

In        an `engine.Plan` with what it was made from.
Out       plan, refusals, prices, offers, quarantine and reconciliation (each .parquet), plan.json, log/.
Not here  the report (daily), the log's format (tlog).
Proof     tests/cli/test_plan.py: read back equal; the log's root covers every row.

plan.json names everything the plan's number is a digest of, and holds the key that blinds the rows under the log's
root: the folder is the lender's own, receipts made from it are for the person concerned.
"""

import json
from collections.abc import Iterator, Mapping
from contextlib import closing
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Final

import polars as pl

from eastwind import engine, scale, tlog
from eastwind.cli import inputs
from eastwind.cli.guard import Unusable
from eastwind.cli.inputs import Keys, test_keys
from eastwind.core import bodies, digests, zones
from eastwind.core.agreements import WRITTEN
from eastwind.core.plan import PLAN, PRICES, REFUSALS, row_bytes
from eastwind.engine import Policy

PLAN_JSON: Final = "plan.json"
LOG: Final = "log"
REPORT: Final = "report.html"
OFFERS: Final = {name: column.dtype for name, column in WRITTEN["offers"].columns().items()}
SCHEMAS: Final = {"plan": PLAN, "refusals": REFUSALS, "prices": PRICES, "offers": OFFERS}
# Of a plan's body, by readers.
ASKED: Final = ("plan_id", "as_of", "mode", "law_books", "zone", "currency", "prices", "offers")
ABSENT: Final = "absent"
ENTRIES_MAX: Final = 2**53
TABLES: Final = ("plan", "refusals", "prices", "offers", "quarantine", "reconciliation")
FEW: Final = ("refusals", "reconciliation", "offers")  # tables of a chunk that are few rows
BESIDE: Final = ("prices", "offers", "quarantine", "reconciliation")  # tables whose digests the plan's entry holds
FILES: Final = (PLAN_JSON, LOG, REPORT, *(f"{name}.parquet" for name in TABLES))


class Damaged(Unusable):
    """A file of a plan folder that is not as it was written."""

    def __init__(self, folder: Path, name: str, found: str) -> None:
        self.name, self.found = name, found
        super().__init__(
            f"{folder / name} is damaged ({found}). Make the plan again: the same input gives the same plan."
        )


@dataclass(frozen=True, slots=True)
class Written:
    """What a plan folder says of itself: `plan` is the body of its log entry, and the frames."""

    body: dict[str, Any]
    vkey: str
    test_keys: bool
    rows_key: bytes
    plan: pl.DataFrame
    refusals: pl.DataFrame
    prices: pl.DataFrame
    offers: pl.DataFrame


@dataclass(frozen=True, slots=True)
class Counted:
    """How much a plan is, once its rows are written, and the tables BESIDE them."""

    plan_id: str
    rows: int
    refusals: int
    beside: Mapping[str, pl.DataFrame]

    @classmethod
    def of(cls, day: engine.Plan, quarantine: pl.DataFrame) -> "Counted":
        """A plan in memory."""
        beside = {
            "prices": day.prices,
            "offers": day.offers,
            "quarantine": quarantine,
            "reconciliation": day.reconciliation,
        }
        return cls(day.plan_id, day.plan.height, day.refusals.height, beside)


def is_plan(path: Path) -> bool:
    """Whether `path` is a plan folder."""
    return (path / PLAN_JSON).is_file()


def write_frames(folder: Path, day: engine.Plan, quarantine: pl.DataFrame) -> None:
    """The six tables, as Parquet."""
    frames = {"plan": day.plan, "refusals": day.refusals, **Counted.of(day, quarantine).beside}
    for name, frame in frames.items():
        frame.write_parquet(folder / f"{name}.parquet", compression="zstd", statistics=False)


def together(decided: scale.Decided, keys: Keys) -> tuple[engine.Plan, bytes]:
    """All rows of a day, and the root over them, for a plan that fits in memory: hashed where they are concluded."""
    key = tlog.row_key(keys.store, decided.plan_id)
    done = list(decided.each(_Hashed(key, decided.places[-1].row)))
    rows = [chunk for _, _, chunk in done]
    frames = {name: pl.concat([getattr(chunk, name) for chunk in rows]) for name in ("plan", *FEW)}
    return engine.Plan(decided.plan_id, prices=decided.prices, **frames), _root(done)


def log_plan(
    folder: Path,
    day: engine.Plan,
    quarantine: pl.DataFrame,
    policy: Policy,
    book_digest: str,
    keys: Keys,
    zone: str,
    root: bytes | None = None,
) -> tlog.Checkpoint:
    """Append the plan's entry to the log in `folder`/log and write plan.json; the log's new checkpoint.

    `root` is that over the rows, where it is known already.
    """
    key = tlog.row_key(keys.store, day.plan_id)
    root = root or tlog.rows_root(leaves(key, day.plan, day.refusals))
    return _log(folder, plan_body(Counted.of(day, quarantine), policy, book_digest, root, zone), key, keys)


def write_stream(
    folder: Path,
    decided: scale.Decided,
    quarantine: pl.DataFrame,
    policy: Policy,
    book_digest: str,
    keys: Keys,
    zone: str,
) -> tuple[Counted, tlog.Checkpoint]:
    """As `write_frames` and `log_plan` for a book too big to hold: plan.parquet is a folder with a part per chunk."""
    key = tlog.row_key(keys.store, decided.plan_id)
    parts = folder / "plan.parquet"
    parts.mkdir()
    end = decided.places[-1]
    done = list(decided.each(_Finish(parts, _Hashed(key, end.row))))
    few = {name: pl.concat([getattr(chunk, name) for _, _, chunk in done]) for name in FEW}
    few |= {"prices": decided.prices, "quarantine": quarantine}
    for name, frame in few.items():
        frame.write_parquet(folder / f"{name}.parquet", compression="zstd", statistics=False)
    counted = Counted(decided.plan_id, end.row, few["refusals"].height, {name: few[name] for name in BESIDE})
    return counted, _log(folder, plan_body(counted, policy, book_digest, _root(done), zone), key, keys)


Done = tuple[tlog.RowsHashed, tlog.RowsHashed, scale.Rows]  # hashes of a chunk's rows and of its refusals; its frames


@dataclass(frozen=True, slots=True)
class _Hashed:
    """What becomes of a chunk where it was concluded, which may be another process: hashes beside its frames.

    Refusals stand after all `rows` of the plan.
    """

    key: bytes
    rows: int

    def __call__(self, place: scale.Place, chunk: scale.Rows) -> Done:
        rows = tlog.hashed(self.key, row_bytes(chunk.plan), place.row)
        return rows, tlog.hashed(self.key, row_bytes(chunk.refusals), self.rows + place.refusal), chunk


@dataclass(frozen=True, slots=True)
class _Finish:
    """As `_Hashed`, and a file of its own: of the chunk's frames only those come back that are few rows."""

    folder: Path
    hashed: _Hashed

    def __call__(self, place: scale.Place, chunk: scale.Rows) -> Done:
        path = self.folder / f"part-{place.number:05d}.parquet"
        chunk.plan.write_parquet(path, compression="lz4", statistics=False)
        rows, refusals, _ = self.hashed(place, chunk)
        return rows, refusals, replace(chunk, plan=chunk.plan.clear())


def _root(done: list[Done]) -> bytes:
    """The root over the rows of all chunks, and then over their refusals."""
    return tlog.rows_joined([rows for rows, _, _ in done] + [refusals for _, refusals, _ in done])


def plan_body(day: Counted, policy: Policy, book_digest: str, rows_root: bytes, zone: str = "UTC") -> dict[str, Any]:
    """The body of the plan's log entry; `zone` is the lender's, for whoever shows its instants."""
    return {
        "kind": "plan",
        "at": policy.as_of.strftime("%Y-%m-%dT%H:%M:%SZ"),
        "plan_id": day.plan_id,
        "rows": day.rows + day.refusals,
        "rows_root": rows_root.hex(),
        "refusals": day.refusals,
        "book": book_digest,
        "laws": policy.laws.digest,
        "law_books": list(policy.laws.names),
        "strategy": digests.digest(policy.strategy.content),
        "model": digests.digest(policy.model.content),
        "templates": policy.library.digest,
        **{name: digests.frame_digest(day.beside[name]) for name in BESIDE},
        "as_of": policy.as_of.strftime("%Y-%m-%dT%H:%M:%SZ"),
        "seed": policy.seed,
        "mode": policy.mode,
        "law_on": None if policy.law_on is None else policy.law_on.isoformat(),
        "engine": engine.VERSION,
        "tzdata": zones.tzdata_version(),
        "zone": zone,
        "currency": policy.strategy.currency,
    }


def _log(folder: Path, body: dict[str, Any], key: bytes, keys: Keys) -> tlog.Checkpoint:
    bodies.check(body)
    log = tlog.Log(folder / LOG, keys.signer)
    with closing(tlog.FileEntries(folder / LOG / "entries.jsonl")) as entries:
        entries.pend(tlog.Entry(body, retention="plan"), keys.store)
        checkpoint = log.integrate(entries)
    meta = {"plan": body, "vkey": keys.signer.verifier.vkey, "test_keys": keys.test, "rows_key": key.hex()}
    (folder / PLAN_JSON).write_text(_text(meta), encoding="utf-8")
    return checkpoint


def _text(meta: dict[str, Any]) -> str:
    return json.dumps(meta, ensure_ascii=False, indent=2) + "\n"


def leaves(key: bytes, plan: pl.DataFrame, refusals: pl.DataFrame) -> Iterator[bytes]:
    """Leaf bytes of a plan: its rows, then its refusals, blinded."""

    def rows() -> Iterator[bytes]:
        for frame in (plan, refusals):
            yield from row_bytes(frame)

    return tlog.blinded(key, rows())


def read(folder: Path) -> Written:
    """A plan folder as written; Unusable says which file is missing or damaged."""
    meta = _read_meta(folder)
    frames = [_read_frame(folder, name, schema) for name, schema in SCHEMAS.items()]
    return Written(meta["plan"], meta["vkey"], meta["test_keys"], bytes.fromhex(meta["rows_key"]), *frames)


def _read_meta(folder: Path) -> dict[str, Any]:
    try:
        text = (folder / PLAN_JSON).read_text(encoding="utf-8")
        meta: dict[str, Any] = json.loads(text)
        known = [type(meta[key]) for key in ("plan", "vkey", "test_keys", "rows_key")] == [dict, str, bool, str]
        if not known or text != _text(meta):
            raise ValueError("not as it was written")
        if lacks := next((key for key in ASKED if key not in meta["plan"]), None):
            raise ValueError(f"the plan lacks '{lacks}'")
        bytes.fromhex(meta["rows_key"])
    except FileNotFoundError as error:
        raise Unusable(f"{folder} is no plan folder: it holds no {PLAN_JSON}. Make one by `eastwind plan`.") from error
    except (ValueError, KeyError, TypeError) as error:
        raise Damaged(folder, PLAN_JSON, str(error)) from error
    return meta


def _read_frame(folder: Path, table: str, schema: Mapping[str, Any] | None = None) -> pl.DataFrame:
    name = f"{table}.parquet"
    try:
        frame = pl.read_parquet(folder / name)
    except FileNotFoundError as error:
        raise Damaged(folder, name, "missing") from error
    except pl.exceptions.PolarsError as error:
        raise Damaged(folder, name, str(error).splitlines()[0]) from error
    except BaseException as error:
        # Polars panics on some damaged pages, with an exception that is no Exception.
        if type(error).__name__ != "PanicException":
            raise
        raise Damaged(folder, name, "not Parquet that can be read") from None
    if schema is not None and dict(frame.schema) != dict(schema):
        raise Damaged(folder, name, "other columns than a plan has")
    return frame


def verify(folder: Path, vkey: str | None, keys: tlog.KeyStore | None) -> list[tlog.Finding]:
    """Check the plan's log, that its root covers exactly the rows in the folder, and that plan.json says the same.

    `keys` opens the entries; a plan made with the test keys is opened by them.
    """
    try:
        written = read(folder)
        beside = {name: digests.frame_digest(_read_frame(folder, name)) for name in BESIDE}
    except Damaged as error:
        return [tlog.Finding(error.name, "damaged", "the file as it was written", error.found)]
    if keys is None and written.test_keys:
        keys = test_keys()
    plan_id = str(written.body.get("plan_id"))
    rows = {plan_id: leaves(written.rows_key, written.plan, written.refusals)}
    found = tlog.verify(folder / LOG, vkey=vkey, keys=keys, rows=rows)
    return [_placed(finding, plan_id) for finding in found] or _agrees(folder, written, beside)


def _placed(finding: tlog.Finding, plan_id: str) -> tlog.Finding:
    """A finding about the plan's rows names the files in which they stand, not the entry that they differ from."""
    if finding.where == f"plan {plan_id}":
        return replace(finding, where=f"{PLAN_JSON}, plan {plan_id}")
    if f"plan {plan_id}" in finding.what:
        return replace(finding, where="plan.parquet or refusals.parquet")
    return finding


def key_store(written: Written, folder: Path | None) -> tlog.KeyStore:
    """The keys that open a plan's entries: those in `folder`, or the test keys if it was signed with these."""
    if folder is None and not written.test_keys:
        raise Unusable("The plan was signed with the lender's own keys. Give their folder with --keys.")
    return test_keys() if folder is None else inputs.keys(folder, "").store


def entry_of(entries: tlog.FileEntries, plan_id: str) -> int:
    """The number of the plan's entry in its log; Unusable if the log is of other plans."""
    for index, row in enumerate(entries.rows(0, ENTRIES_MAX)):
        if row.body is not None and json.loads(row.body).get("plan_id") == plan_id:
            return index
    raise Unusable(f"The log holds no entry of plan {plan_id}. Restore the plan's folder from a backup.")


def nobody(folder: Path, person: str) -> Unusable:
    """A plan holds nothing of somebody."""
    return Unusable(
        f"The plan in {folder} holds no decision for '{person}': no such person, or a row of theirs is quarantined "
        f"(see {folder / 'quarantine.parquet'})."
    )


def _agrees(folder: Path, written: Written, beside: Mapping[str, str]) -> list[tlog.Finding]:
    """What plan.json and the tables BESIDE its rows, of these digests, say otherwise than the log, which holds."""
    with closing(tlog.FileEntries(folder / LOG / "entries.jsonl")) as entries:
        bodies = [json.loads(row.body) for row in entries.rows(0, ENTRIES_MAX) if row.body is not None]
    logged = next(body for body in bodies if body.get("plan_id") == written.body["plan_id"])
    said = {**written.body, "n": logged["n"]}
    pairs: list[tuple[str, str, object, object]] = [
        (PLAN_JSON, f"'{key}' is not what the log says", logged.get(key, ABSENT), said.get(key, ABSENT))
        for key in {**logged, **said}
    ]
    own = (folder / LOG / "log.vkey").read_text(encoding="ascii").strip()
    pairs.append((PLAN_JSON, "'vkey' is not the key of the log", own, written.vkey))
    pairs += [(f"{name}.parquet", f"not the {name} that the log names", logged[name], beside[name]) for name in BESIDE]
    wrong = [pair for pair in pairs if pair[2] != pair[3]]
    return [tlog.Finding(where, what, str(expected), str(found)) for where, what, expected, found in wrong]
