"""Books: every one that stands is read in every mode; what a mode reads; wrong books are named; which books bind."""

from pathlib import Path

import pytest

import eastwind.audit as auditor
from eastwind.audit import words
from eastwind.audit.books import Book
from eastwind.audit.errors import Unreadable
from eastwind.audit.laws import Laws
from tests.audit.support import BOOKS, DATA, book, broken, case, judge, read, standing

FORBID = 'kind = "recipient"\n'


def test_every_standing_book_is_read_in_every_mode():
    laws = standing()
    assert set(laws.books) == {path.stem for path in BOOKS.glob("*.toml")}
    for made in laws.books.values():
        assert set(made.rules) == set(words.MODES)
        assert made.rules["cautious"] or made.duties["cautious"]


@pytest.mark.parametrize(
    ("keys", "cautious", "letter", "draft"),
    [
        ("", True, True, True),
        ('force = "draft"', False, False, True),
        ('force = "policy"', True, False, True),
        ('force = "provider"', True, True, True),
        ('letter = "off"', True, False, True),
        ('letter = {purposes = ["care"]}', True, False, True),
        ('purposes = ["care"]\nletter = {purposes = ["collect"]}', False, True, False),
    ],
)
def test_what_each_mode_reads(keys: str, cautious: bool, letter: bool, draft: bool):
    laws = book(FORBID + keys)
    assert [broken(laws, case(mode=mode)) for mode in words.MODES] == [cautious, letter, draft]


def test_a_warning_speaks_and_never_blocks():
    verdict = judge(book(f'{FORBID}force = "warning"'), case())
    assert (verdict["allowed"], verdict["breaches"], verdict["lawful_from"]) == (True, [], "2026-03-10T02:00:00Z")
    assert [warning["rule"] for warning in verdict["warnings"]] == ["made.1"]


@pytest.mark.parametrize(
    ("keys", "channel", "direction", "speaks"),
    [
        ("", "letter", "out", True),
        ("", "fee", "out", False),
        ('channels = ["fee"]', "fee", "out", True),
        ('channels = ["fee"]', "letter", "out", False),
        ("", "letter", "in", False),
        ('direction = "any"', "letter", "in", True),
        ('direction = "in"', "letter", "out", False),
    ],
)
def test_which_contacts_a_rule_is_about(keys: str, channel: str, direction: str, speaks: bool):
    assert broken(book(FORBID + keys), case(channel=channel, contact_direction=direction)) is speaks


VERSIONS = [
    "2026-03-09T23:59:59+08:00",
    "2026-03-10T00:00:00+08:00",
    "2026-03-11T23:59:59+08:00",
    "2026-03-12T00:00:00+08:00",
]


def test_a_version_is_in_force_from_its_first_day_to_its_last():
    laws = book(f"{FORBID}since = 2026-03-10\nuntil = 2026-03-11")
    assert [broken(laws, case(at)) for at in VERSIONS] == [False, True, True, False]
    (breach,) = judge(laws, case("2026-03-10T10:00:00+08:00"))["breaches"]
    assert breach["until"] == "2026-03-11T16:00:00Z"


def test_the_day_in_any_plausible_zone_puts_a_version_in_force():
    laws = book(f"{FORBID}since = 2026-03-10\nuntil = 2026-03-10")
    borrower = {"residence": ["TW", "US-CA"]}
    times = ["2026-03-09T15:59:59Z", "2026-03-09T16:00:00Z", "2026-03-11T06:59:59Z", "2026-03-11T07:00:00Z"]
    assert [broken(laws, case(at, borrower=borrower)) for at in times] == [False, True, True, False]


def test_a_day_whose_law_is_asked_decides_whatever_the_contacts_own():
    laws = book(f"{FORBID}since = 2026-03-10\nuntil = 2026-03-11")
    told = case("2026-05-01T10:00:00+08:00")
    assert auditor.judge(told, laws)["allowed"]
    verdict = auditor.judge(told, laws, law_on="2026-03-10")
    assert (verdict["allowed"], verdict["lawful_from"]) == (False, None)


def test_a_version_that_begins_later_is_waited_out_too():
    laws = book(f"{FORBID}until = 2026-03-10", f"{FORBID}since = 2026-03-11\nuntil = 2026-03-12")
    verdict = judge(laws, case())
    assert verdict["breaches"][0]["until"] == "2026-03-10T16:00:00Z"
    assert verdict["lawful_from"] == "2026-03-12T16:00:00Z"


RULE = '[book]\nname = "x"\n[[rule]]\nid = "x.1"\nkind = "cap"'
WRONG = [
    ("id = 5\nkind", "no TOML"),
    (RULE, "force is missing"),
    (f'{RULE}\nforce = "law"\nsince = 2020-01-01', "'limit' is missing"),
    (f"{RULE}\nforce = 'law'\nsince = 2020-01-01\nlimit = 1\nwindow = {{days = 1}}\ndays = 3", "'days'"),
    ("[book]\n", "has no name"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "told"), WRONG, ids=range(len(WRONG)))
def test_a_book_that_nobody_can_read_is_named(tmp_path: Path, text: str, told: str):
    (tmp_path / "x.toml").write_text(text)
    with pytest.raises(Unreadable) as error:
        auditor.load(tmp_path, DATA)
    assert told in str(error.value)
    assert "x.toml" in str(error.value)


@pytest.mark.parametrize("folders", [(Path("nowhere"), DATA), (BOOKS, Path("nowhere"))])
def test_a_folder_that_is_not_there_is_named(folders: tuple[Path, Path]):
    with pytest.raises(Unreadable, match="nowhere"):
        auditor.load(*folders)


@pytest.mark.parametrize(
    ("borrower", "country", "books"),
    [
        ({"residence": "TW-TPE"}, None, ("house", "tw")),
        ({"residence": "TW"}, "CN", ("house", "tw", "cn")),
        ({"residence": ["TW", "CN-GD"]}, None, ("house", "tw", "cn")),
        ({"residence": "US-NYC"}, None, ("house", "us-nyc", "us-ny", "us")),
        ({"residence": "MO"}, None, None),
        ({"residence": ["TW", "MO"]}, None, None),
        ({}, None, None),
    ],
)
def test_the_books_of_every_place_bind(borrower: dict[str, object], country: str | None, books: tuple[str, ...] | None):
    assert standing().stack(read(case(books=None, borrower=borrower)), country) == books


def test_a_place_without_a_book_blocks_for_good():
    verdict = auditor.judge(case(books=None, borrower={"residence": "MO"}), standing())
    assert verdict["allowed"] is False
    assert verdict["lawful_from"] is None
    (breach,) = verdict["breaches"]
    assert (breach["rule"], breach["part"], breach["force"]) == ("gate.unmapped-place", "", "law")
    assert all(breach[key] is None for key in breach if key not in ("rule", "part", "force"))


def test_a_book_that_binds_and_is_not_at_hand_blocks():
    whole = standing()
    some = Laws([whole.books["tw"]], whole.stacks, whole.calendars, whole.places)
    verdict = auditor.judge(case(books=None, borrower={"residence": "TW"}), some)
    assert [breach["rule"] for breach in verdict["breaches"]] == ["gate.unmapped-place"]


def test_rules_stand_in_the_order_of_the_books_and_of_the_file():
    calendars, places = standing().calendars, standing().places

    def made(name: str) -> Book:
        rules = [{"id": f"{name}.{n}", "kind": "recipient", "force": "law", "since": "2000-01-01"} for n in (2, 1)]
        return Book({"book": {"name": name}, "rule": rules}, name, calendars)

    laws = Laws([made("a"), made("b")], None, calendars, places)
    breaches = judge(laws, case(books=["b", "a"]))["breaches"]
    assert [breach["rule"] for breach in breaches] == ["b.2", "b.1", "a.2", "a.1"]
