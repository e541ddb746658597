"""Input that cannot be used: one sentence that says what, where, which value and what to do; nothing left behind."""

import shutil
from collections.abc import Callable
from pathlib import Path

import polars as pl
import pytest

from eastwind.cli import planfolder
from eastwind.core.plan import SILENCE
from tests.book.folders import folder
from tests.cli.run import EXAMPLE, contents, refused, run

pytestmark = pytest.mark.usefixtures("undrawn")

DAY = "2026-03-01"
Damage = Callable[[Path], None]


def replace(name: str, old: str, new: str) -> Damage:
    def change(book: Path) -> None:
        text = (book / name).read_text(encoding="utf-8")
        assert old in text
        (book / name).write_text(text.replace(old, new, 1), encoding="utf-8")

    return change


def write(name: str, data: bytes) -> Damage:
    return lambda book: (book / name).write_bytes(data) and None


def cut(name: str) -> Damage:
    return lambda book: (book / name).write_bytes((book / name).read_bytes()[:-100]) and None


def added(name: str, text: str) -> Damage:
    return lambda book: (
        (book / name).write_text((book / name).read_text(encoding="utf-8") + text, encoding="utf-8") and None
    )


def default(line: str) -> Damage:
    return replace("mapping.toml", "[defaults]", f"[defaults]\n{line}")


def gone(name: str) -> Damage:
    return lambda book: (book / name).unlink()


FILES = {
    "gb18030 read as utf-8": (write("people.csv", "person_id,姓名\n".encode("gb18030")), ("people.csv", "UTF-8", "0x")),
    "utf-16": (write("people.csv", "person_id\nP1\n".encode("utf-16")), ("people.csv", "UTF-16")),
    "parquet cut short": (cut("contacts.parquet"), ("contacts.parquet", "Parquet")),
    "no parquet at all": (write("contacts.parquet", b"hello"), ("contacts.parquet", "Parquet")),
    "a column is missing": (replace("people.csv", "person_id", "person"), ("people.csv", "person_id")),
    "a file is missing": (gone("accounts.csv"), ("accounts.csv",)),
    "a file is empty": (write("accounts.csv", b""), ("accounts.csv", "empty")),
    "no mapping": (gone("mapping.toml"), ("mapping.toml",)),
    "mapping is no TOML": (write("mapping.toml", b"= 1"), ("mapping.toml", "line 1")),
    "unknown key of the mapping": (replace("mapping.toml", "zone ", "zoen "), ("mapping.toml", "'zoen'", "'zone'")),
    "unknown table": (replace("mapping.toml", 'table = "people"', 'table = "peple"'), ("'peple'", "'people'")),
    "unknown zone": (replace("mapping.toml", "Asia/Taipei", "Asia/Taipeh"), ("Asia/Taipeh", "zone")),
    "unknown currency": (replace("mapping.toml", "TWD", "TWX"), ("TWX",)),
    "unknown default": (default("sed = 1"), ("'sed'", "'seed'")),
    "seed is a word": (replace("mapping.toml", "seed     = 2005", 'seed = "one"'), ("seed", "one")),
    "mode is unknown": (default('mode = "lenient"'), ("lenient", "cautious")),
    "law book is unknown": (default('laws = "tw,mars"'), ("mars", "tw")),
    "law books are none": (default("laws = []"), ("laws", "tw")),
    "strategy is absent": (replace("mapping.toml", "strategy.toml", "none.toml"), ("none.toml",)),
    "made is absent": (replace("mapping.toml", "made.toml", "none.toml"), ("none.toml",)),
    "made is no TOML": (write("made.toml", b"= 1"), ("made.toml", "line 1")),
    "made lacks a language": (write("made.toml", b'[[made]]\nzh = "x"'), ("made.toml", "en")),
    "strategy names an absent channel": (
        replace("strategy.toml", 'channel = "sms"', 'channel = "pigeon"'), ("strategy.toml", "'pigeon'", "sms"),
    ),
    "strategy in another currency": (
        replace("strategy.toml", 'currency = "TWD"', 'currency = "CNY"'), ("CNY", "TWD", "--strategy"),
    ),
    "strategy with an unknown key": (added("strategy.toml", "\n[luck]\nx = 1\n"), ("strategy.toml", "'luck'")),
    "strategy is no TOML": (write("strategy.toml", b"= 1"), ("strategy.toml", "line 1")),
    "strategy is no text": (write("strategy.toml", b"\xff\xfe\x00"), ("strategy.toml", "UTF-8")),
    "a country without a law book": (replace("mapping.toml", 'country   = "TW"', 'country   = "JP"'), ("JP", "--laws")),
}  # fmt: skip


@pytest.mark.parametrize(("damage", "named"), FILES.values(), ids=FILES)
def test_a_book_that_cannot_be_used(book, tmp_path, damage, named):
    damage(book)
    said = refused("plan", book, "--out", tmp_path / "plan")
    assert [word for word in named if word not in said] == [], said
    assert [path.name for path in tmp_path.iterdir()] == [book.name]


OPTIONS = {
    "a day that is none": (("--as-of", "2026-13-01"), ("--as-of 2026-13-01", "2026-09-30")),
    "a word for a day": (("--as-of", "tomorrow"), ("--as-of tomorrow",)),
    "no day at all": (("--as-of", ""), ("--as-of",)),
    "a day before zones are known": (("--as-of", "0001-01-01"), ("0001-01-01", "1970")),
    "a day beyond zones": (("--as-of", "9999-12-31"), ("9999-12-31", "2100")),
    "a day before any data": (("--as-of", "2001-01-01"), ("2001-01-01", "first day of the book")),
    "a day beyond the holidays": (("--as-of", "2029-05-05"), ("2029-05-05", "'cn'", "2027", "holidays")),
    "a law before all law": (("--law-on", "1900-01-01"), ("--law-on 1900-01-01", "first rule", "Choose")),
    "a law on no day": (("--law-on", "then"), ("--law-on then",)),
    "an unknown law book": (("--laws", "tw,mars"), ("--laws tw,mars", "'mars'", "tw")),
    "no law book": (("--laws", " , "), ("--laws", "tw")),
    "law books that leave the country out": (("--laws", "tw"), ("CN", "--laws")),
    "an unknown way of reading": (("--mode", "lenient"), ("--mode lenient", "cautious")),
    "a seed too big to write down": (("--seed", "99999999999999999999"), ("--seed 99999999999999999999",)),
    "a strategy that is not there": (("--strategy", "none.toml"), ("none.toml",)),
    "a strategy that is a folder": (("--strategy", "."), ("--strategy .",)),
    "keys in a file": (("--keys", EXAMPLE / "README.md"), ("README.md",)),
}


@pytest.fixture(scope="module")
def tiny(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Three people in mainland China."""
    return folder(tmp_path_factory.mktemp("tiny") / "book")


@pytest.mark.parametrize(("options", "named"), OPTIONS.values(), ids=OPTIONS)
def test_an_option_that_cannot_be_used(tiny, tmp_path, options, named):
    day = () if "--as-of" in options else ("--as-of", DAY)
    said = refused("plan", tiny, "--out", tmp_path / "deep" / "plan", *day, *options)
    assert [word for word in named if word not in said] == [], said
    assert list(tmp_path.iterdir()) == []


def test_without_a_day_anywhere_the_option_is_named(tmp_path):
    where = folder(tmp_path / "book")
    assert "--as-of" in refused("plan", where, "--out", tmp_path / "plan")
    assert contents(tmp_path).keys() == {f"book/{name}" for name in contents(where)}


@pytest.mark.parametrize("name", ["absent", "file"])
def test_a_book_that_is_no_folder(tmp_path, name):
    (tmp_path / "file").write_text("x", encoding="utf-8")
    for arguments in (
        ("plan", "--out", tmp_path / "plan"),
        ("book", "check"),
        ("book", "delinquency", "--out", "x.csv"),
    ):
        assert name in refused(*arguments, tmp_path / name)
    assert [path.name for path in tmp_path.iterdir()] == ["file"]


@pytest.mark.parametrize("out", [".", "..", "file", "file/plan", "full"])
def test_an_out_that_cannot_be_written(small, tmp_path, monkeypatch, out):
    where = tmp_path / "here"
    (where / "full").mkdir(parents=True)
    (where / "full" / "mine").write_text("mine", encoding="utf-8")
    (where / "file").write_text("x", encoding="utf-8")
    before = contents(tmp_path)
    monkeypatch.chdir(where)
    for command in (("plan", small), ("plan", small, "--replace"), ("demo", "--example", EXAMPLE)):
        assert "--out" in refused(*command, "--out", out) or out == "file/plan"
    assert contents(tmp_path) == before


def test_a_person_whose_place_has_no_law_book_is_refused_and_told_why(book, tmp_path):
    """One person's place stops that person, not the day: unknown is never permission."""
    plan = tmp_path / "plan"
    assert run("plan", book, "--out", plan).code == 0
    written = planfolder.read(plan).plan.filter(pl.col("contact_id").is_not_null() & (pl.col("n") == 0))
    who = written["person_id"][0]
    people = pl.read_csv(book / "people.csv", infer_schema=False)
    places = pl.when(pl.col("person_id") == who).then(pl.lit("JP-13")).otherwise("places")
    people.with_columns(places.alias("places")).write_csv(book / "people.csv")
    ran = run("plan", book, "--out", plan, "--replace")
    assert ran.code == 0
    row = planfolder.read(plan).plan.filter(pl.col("person_id") == who).to_dicts()
    assert [(one["treatment"], one["reason"]) for one in row] == [(SILENCE, "law-forbids")]
    assert "gate.unmapped-place 1" in ran.line("refused, by rule:")
    assert "gate.unmapped-place" in run("explain", plan, who).out


def test_someone_with_a_quarantined_row_gets_no_contact_and_is_counted(book, tmp_path):
    plan = tmp_path / "plan"
    assert run("plan", book, "--out", plan).code == 0
    who = planfolder.read(plan).plan.filter(pl.col("contact_id").is_not_null())["person_id"][0]
    with (book / "states.csv").open("a", encoding="utf-8") as file:
        columns = (book / "states.csv").read_text(encoding="utf-8").splitlines()[0].split(",")
        row = {"state_id": "S-X", "person_id": who, "state": "no such state", "opened": "2026-09-01"}
        file.write(",".join(row.get(column, "") for column in columns) + "\n")
    ran = run("plan", book, "--out", plan, "--replace")
    assert ran.lines[0] == "400 people read, 1 quarantined (1 row), 399 decisions = 400 − 1"
    assert who not in planfolder.read(plan).plan["person_id"]
    assert "quarantine.parquet" in refused("explain", plan, who)
    assert pl.read_parquet(plan / "quarantine.parquet").height == 1


def test_gb18030_is_read_where_the_mapping_says_so(tmp_path):
    where = folder(tmp_path / "book")
    text = (where / "loans.csv").read_text(encoding="utf-8")
    (where / "loans.csv").write_bytes(text.encode("gb18030"))
    assert "gb18030" in refused("plan", where, "--as-of", DAY, "--out", tmp_path / "plan")
    mapping = (where / "mapping.toml").read_text(encoding="utf-8")
    mapping = mapping.replace('path = "loans.csv"', 'path = "loans.csv"\nencoding = "gb18030"')
    (where / "mapping.toml").write_text(mapping, encoding="utf-8")
    assert run("plan", where, "--as-of", DAY, "--out", tmp_path / "plan").code == 0
    shutil.rmtree(tmp_path / "plan")
