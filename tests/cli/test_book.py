"""A book looked at from the command line: what landed and what did not; how late everybody is."""

import polars as pl
import pytest

from tests.book.folders import folder
from tests.cli.run import contents, refused, run

BAD = ["L9,2026-01-05,micro,-5,CNY,creditor"]


def test_a_good_book_is_read_whole(small):
    ran = run("book", "check", small)
    assert ran.code == 0
    assert ran.line("people: ") == "people: 400 read = 400 to be decided + 0 quarantined"
    tables = [line for line in ran.lines if line.startswith("rows of ")]
    assert len(tables) > 10
    for line in tables:
        read, landed, quarantined, *repeated = [
            int(word.replace(",", "")) for word in line.split() if word[0].isdigit()
        ]
        assert read == landed + quarantined + sum(repeated), line


def test_bad_rows_are_told_by_file_line_column_and_value_and_end_with_1(tmp_path):
    where = folder(tmp_path / "book", {"loans": BAD})
    ran = run("book", "check", where)
    assert ran.code == 1
    found = run("book", "check", where, "--json")
    assert found.code == 1
    rows = found.json["quarantine"]
    assert {row["file"] for row in rows} >= {"loans.csv"}
    for row in rows[:20]:
        assert any(line.startswith(f"{row['file']}:{row['line']} ") for line in ran.lines)


def test_json_adds_up_as_the_lines_do(small):
    found = run("book", "check", small, "--json").json
    assert found["people_read"] == found["people_decided"] + found["people_quarantined"]
    assert all(row["read"] == row["landed"] + row["quarantined"] + row["repeated"] for row in found["tables"])


def test_a_phone_book_is_left_unread_and_refused_when_strict(tmp_path):
    where = folder(tmp_path / "book")
    text = (where / "people.csv").read_text(encoding="utf-8").splitlines()
    rows = [text[0] + ",emergency_contact_1", *(f"{line},13800000000" for line in text[1:])]
    (where / "people.csv").write_text("\n".join(rows) + "\n", encoding="utf-8")
    ran = run("book", "check", where)
    assert ran.code == 0
    assert "13800000000" not in ran.out
    assert "people.csv" in ran.line("not read: ")
    assert "people.csv" in refused("book", "check", where, "--strict")
    assert "people.csv" in refused("plan", where, "--as-of", "2026-03-01", "--strict", "--out", tmp_path / "plan")


def test_each_loan_stands_once_however_many_are_liable(tmp_path):
    where = folder(tmp_path / "book")
    out = tmp_path / "late.csv"
    ran = run("book", "delinquency", where, "--as-of", "2026-03-01", "--out", out)
    assert ran.code == 0
    late = pl.read_csv(out)
    assert sorted(late["loan_id"]) == ["L1", "L2", "L3"]
    assert late.filter(pl.col("loan_id") == "L2")["person_id"].item() == "P2"
    assert ran.lines[:-1] == ["M0: 2 loans, CNY 0.00 overdue", "M1: 1 loan, CNY 3,012.50 overdue"]
    assert ran.lines[-1] == f"3 loans as of 2026-03-01T00:00:00+08:00 → {out}"


@pytest.mark.parametrize("suffix", ["csv", "parquet"])
def test_delinquency_as_json_says_what_the_file_says(small, suffix, tmp_path):
    out = tmp_path / f"late.{suffix}"
    found = run("book", "delinquency", small, "--out", out, "--json").json
    late = pl.read_csv(out) if suffix == "csv" else pl.read_parquet(out)
    assert sum(row["len"] for row in found["buckets"]) == late.height == late["loan_id"].n_unique()
    assert {row["bucket"]: row["overdue_minor"] for row in found["buckets"]} == dict(
        late.group_by("bucket").agg(pl.col("overdue_minor").sum()).iter_rows()
    )


def test_delinquency_asks_no_holidays(small, tmp_path):
    assert run("book", "delinquency", small, "--as-of", "2029-05-05", "--out", tmp_path / "late.csv").code == 0


@pytest.mark.parametrize(
    ("options", "named"),
    [
        (("--out", "late.txt"), "late.txt"),
        (("--out", "no/such/late.csv"), "no/such"),
        (("--out", "book.csv"), "book.csv"),
        (("--out", "late.csv", "--as-of", "tomorrow"), "tomorrow"),
        (("--out", "late.csv", "--as-of", "2001-01-01"), "2001-01-01"),
    ],
)
def test_delinquency_refuses_what_it_cannot_write_or_know(small, options, named, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "book.csv").mkdir()
    assert named in refused("book", "delinquency", small, *options)
    assert [path.name for path in tmp_path.iterdir()] == ["book.csv"]


def test_a_failed_write_leaves_the_older_file(small, tmp_path, monkeypatch):
    out = tmp_path / "late.csv"
    out.write_text("older", encoding="utf-8")

    def full(*_: object, **__: object) -> None:
        (tmp_path / ".late.csv.part").write_text("half", encoding="utf-8")
        raise OSError(28, "No space left on device", str(out))

    monkeypatch.setattr(pl.DataFrame, "write_csv", full)
    assert "disk is full" in refused("book", "delinquency", small, "--out", out, code=3)
    assert contents(tmp_path) == {"late.csv": b"older"}
