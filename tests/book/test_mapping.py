"""The mapping: its reference names every key and reason, and what files say goes before what the book says."""

import re
from pathlib import Path

from eastwind.book import load
from eastwind.book.mapping import BOOK_KEYS, FILE_KEYS, LENDER_KEYS, read_mapping
from eastwind.book.quarantine import SENTENCES
from tests.book.folders import folder

REFERENCE = Path(__file__).parents[2] / "docs" / "reference" / "mapping.md"


def test_the_reference_names_every_key_and_every_reason() -> None:
    text = REFERENCE.read_text(encoding="utf-8")
    named = set(re.findall(r"`([a-z_]+)`", text))
    assert {*BOOK_KEYS, *LENDER_KEYS, *FILE_KEYS} <= named
    assert all(f"| `{flaw.value}` | {english} |" in text for flaw, (english, _) in SENTENCES.items())


def test_the_example_of_the_reference_is_a_mapping(tmp_path: Path) -> None:
    example = re.search(r"```toml\n(.*?)```", REFERENCE.read_text(encoding="utf-8"), re.DOTALL)
    assert example is not None
    (tmp_path / "mapping.toml").write_text(example[1], encoding="utf-8")
    mapping = read_mapping(tmp_path)
    assert [source.table for source in mapping.sources] == ["loans", "liabilities"]
    assert set(mapping.defaults) == {"strategy", "model", "out_of_fold"}


def test_a_file_goes_before_the_book_and_a_row_before_the_file(tmp_path: Path) -> None:
    where = folder(
        tmp_path,
        loans=[
            "loan_id,opened_on,product,grace_days",
            "L1,2026-01-05,小额贷,",
            "L2,2026-01-06,instalment,9",
            "L3,2026-01-07,credit_line,",
        ],
    )
    path = where / "mapping.toml"
    text = path.read_text(encoding="utf-8").replace("[lender]", "grace_days = 2\n[lender]")
    loans = 'table = "loans"\ncolumns = {principal_minor = "principal"}\n'
    more = 'table = "loans"\ndefaults = {grace_days = 5}\nvalues.product = {"小额贷" = "micro"}\n'
    path.write_text(text.replace(loans, more), encoding="utf-8")
    found = load(where).book.loans
    assert found["grace_days"].to_list() == [5, 9, 9, 5]
    assert found["product"].to_list() == ["micro", "instalment", "instalment", "credit_line"]
    assert found["loan_id"].to_list() == ["L1", "L2", "L2", "L3"]
