"""Books refuse nonsense when they are read, and say where, what, and what to write instead."""

import re

import pytest

from eastwind.core import words
from eastwind.law import BookError, available, load
from eastwind.law.books import FOLDER, read, read_stacks, stack
from tests.law.people import allowed, book

CAP = 'kind = "cap"\nlimit = 3\nwindow = {days = 1, kind = "calendar"}'

NONSENSE = {
    "a limit of nothing": ('kind = "cap"\nlimit = 0\nwindow = {days = 1, kind = "calendar"}', "'limit' is 0"),
    "a limit that is a text": ('kind = "cap"\nlimit = "3"\nwindow = {ever = true}', "'limit' is '3'"),
    "no window": ('kind = "cap"\nlimit = 3', "'window' is missing"),
    "two spans in a window": (
        'kind = "cap"\nlimit = 3\nwindow = {days = 1, hours = 2, kind = "calendar"}',
        "a window has one of",
    ),
    "a window of no days": ('kind = "cap"\nlimit = 3\nwindow = {days = 0, kind = "calendar"}', "'days' is 0"),
    "an unknown kind": ('kind = "ban"', "'kind' is 'ban'"),
    "an unknown key": (CAP + "\nlimits = 4", "'limits' is not a key here"),
    "an unknown channel": (CAP + '\nchannels = ["fax"]', "holds 'fax'"),
    "a channel twice": (CAP + '\nchannels = ["sms", "sms"]', "names a word twice"),
    "an empty list": (CAP + "\nchannels = []", "'channels' is empty"),
    "an unknown outcome": (CAP + '\noutcomes = ["talked"]', "holds 'talked'"),
    "an end before the start": (CAP + "\nuntil = 2019-01-01", "'until' 2019-01-01 is before 'since' 2020-01-01"),
    "no source": (CAP + '\ncite = ""', "'cite' is empty"),
    "half a sentence": (CAP + '\nsays = {en = "a rule"}', "'zh' is missing"),
    "an unknown force": (CAP + '\nforce = "rumour"', "'force' is 'rumour'"),
    "hours that end before they start": (
        'kind = "quiet-hours"\nhours = {from = "22:00", to = "08:00"}',
        "'from' is not before 'to'",
    ),
    "an hour that no clock shows": (
        'kind = "quiet-hours"\nhours = {from = "25:00", to = "26:00"}',
        "'from' is '25:00'",
    ),
    "a margin that eats the day": (
        'kind = "quiet-hours"\nmargin_minutes = 700\nhours = {from = "08:00", to = "18:00"}',
        "'margin_minutes' leaves nothing",
    ),
    "no hours": ('kind = "quiet-hours"', "'hours' is missing"),
    "an unknown calendar": ('kind = "quiet-days"\nholidays = true\ncalendar = "zz"', "'calendar' is 'zz'"),
    "holidays of no calendar": ('kind = "quiet-days"\nholidays = true', "'calendar' is missing"),
    "an unknown tag": ('kind = "quiet-days"\ntags = ["carnival"]\ncalendar = "cn"', "carnival"),
    "no quiet day at all": ('kind = "quiet-days"', "no day is quiet"),
    "a hold on nothing": ('kind = "hold"', "'states' is missing"),
    "an unknown state": ('kind = "hold"\nstates = ["angry"]', "holds 'angry'"),
    "a consent that neither needs nor forbids": ('kind = "consent"', "write either 'needs' or 'forbids'"),
    "an empty condition": ('kind = "recipient"\nonly_if = [{}]', "the condition is empty"),
    "an unknown fact in a condition": ('kind = "recipient"\nonly_if = [{facts = ["nice"]}]', "holds 'nice'"),
    "a consent of no kind": ('kind = "consent"\nneeds = [{consent = {days = 3}}]', "'kind' is missing"),
    "no items": ('kind = "content-requires"', "'items' is missing"),
    "items and only": ('kind = "content-forbids"\nitems = ["threat"]\nonly = ["identity"]', "either 'items'"),
    "conduct that asks nothing": ('kind = "conduct"', "nothing is asked"),
    "an amount without limit": ('kind = "amount"\nnumber = "annual_rate_bp"', "either 'most', or 'percent'"),
    "years without dates": ('kind = "time-bar"\nyears = 3', "together"),
    "days past due the wrong way round": (CAP + "\ndpd = {from = 5, to = 3}", "from 5 is above to 3"),
    "a letter that moves the date": (CAP + "\nletter = {since = 2021-01-01}", "'letter' may not change 'since'"),
    "a letter that says what it is not": (CAP + '\nletter = "on"', "'letter' is 'on'"),
    "nonsense in the plain reading alone": (CAP + "\nletter = {limit = 0}", "'limit' is 0"),
    "a tag that no country knows": ('kind = "quiet-days"\ntags = ["carnival"]\ncalendar = "here"', "carnival"),
    "working days of no calendar": ('kind = "cap"\nlimit = 3\nwindow = {working_days = 1}', "'calendar' is missing"),
    "working days after a state by no calendar": (
        'kind = "hold"\nstates = ["promise"]\nworking_days_after = 1',
        "'calendar' is missing",
    ),
    "days and working days after a state": (
        'kind = "hold"\nstates = ["promise"]\ndays_after = 1\nworking_days_after = 1\ncalendar = "cn"',
        "either 'days_after' or",
    ),
    "a calendar that counts nothing": (
        'kind = "hold"\nstates = ["promise"]\ncalendar = "cn"',
        "'calendar' counts nothing here",
    ),
    "working days after what works for ever": (
        'kind = "hold"\nstates = ["promise"]\nclosed_too = true\nworking_days_after = 1\ncalendar = "cn"',
        "'closed_too' works for ever",
    ),
    "a rest after a number": (
        'kind = "rest"\nafter_date = "dpd"\nwindow = {days = 1, kind = "calendar"}',
        "'after_date' is 'dpd'",
    ),
    "a rest of hours after a date": (
        'kind = "rest"\nafter_date = "due_on"\nwindow = {hours = 4}',
        "a date has no hour",
    ),
    "a rest after a date and after a contact": (
        'kind = "rest"\nafter_date = "due_on"\nafter = {}\nwindow = {days = 1, kind = "calendar"}',
        "'after' is not a key here",
    ),
    "a rest after nothing": ('kind = "rest"\nwindow = {hours = 4}', "'after' is missing"),
    "a reply without end": (CAP + "\nunless = [{reply = {limit = 1}}]", "'hours' is missing"),
    "unreachable by what": ('kind = "recipient"\nonly_if = [{unreached = {}}]', "'calls' failed in a row"),
    "a place that is no list": (CAP + '\nresidence = "CN"', "'residence' is 'CN'"),
}


@pytest.mark.parametrize("what", sorted(NONSENSE))
def test_nonsense_is_refused_with_file_rule_and_remedy(what, tmp_path):
    rule, says = NONSENSE[what]
    with pytest.raises(BookError, match=re.escape(says)) as error:
        book(tmp_path, rule)
    assert "x.toml" in str(error.value)
    assert "x.rule" in str(error.value)


def test_two_versions_of_one_part_may_not_overlap(tmp_path):
    with pytest.raises(BookError, match=r"two versions are in force on 2021-01-01"):
        book(tmp_path, CAP, CAP + "\nsince = 2021-01-01")


def test_a_new_version_follows_the_old_one_by_the_local_date(tmp_path):
    laws = book(tmp_path, 'kind = "recipient"\nuntil = 2026-12-31', 'kind = "recipient"\nsince = 2028-01-01')
    assert not allowed(laws, {"at": __import__("datetime").datetime.fromisoformat("2026-12-31T23:59:59+08:00")})
    assert allowed(laws, {"at": __import__("datetime").datetime.fromisoformat("2027-01-01T00:00:00+08:00")})


def test_a_missing_book_is_named_with_those_there_are():
    with pytest.raises(BookError, match=r"no law book 'atlantis'.*cn"):
        load(["atlantis"])


def test_a_book_named_twice_is_refused():
    with pytest.raises(BookError, match="named twice"):
        load(["cn", "cn"])


def test_a_book_that_is_not_toml_is_refused(tmp_path):
    (tmp_path / "x.toml").write_text("[book", encoding="utf-8")
    with pytest.raises(BookError, match="is not TOML"):
        load(["x"], tmp_path)


def test_a_book_must_be_named_as_its_file(tmp_path):
    (tmp_path / "x.toml").write_text(
        '[book]\nname = "y"\ntitle = {en = "Y", zh = "Y"}\n[[rule]]\nid = "x"', encoding="utf-8"
    )
    with pytest.raises(BookError, match="'name' is 'y'"):
        load(["x"], tmp_path)


def test_the_digest_is_that_of_the_content_not_of_the_layout(tmp_path):
    first = book(tmp_path, CAP).digest
    text = (tmp_path / "x.toml").read_text(encoding="utf-8")
    (tmp_path / "x.toml").write_text("# a remark\n" + text, encoding="utf-8")
    assert load(["x"], tmp_path, pinned=True).digest == first
    (tmp_path / "x.toml").write_text(text.replace("limit = 3", "limit = 4").replace(" 3 1", " 4 1"), encoding="utf-8")
    assert load(["x"], tmp_path, pinned=True).digest != first


@pytest.mark.parametrize("name", available())
def test_every_book_is_read_and_its_sentences_name_its_numbers(name):
    found = read(FOLDER / f"{name}.toml")
    assert found.name == name
    for rule in found.rules["draft"]:
        assert all(rule.says[language] for language in words.LANGUAGES)


# --- which books bind ---


@pytest.fixture
def placed(tmp_path):
    """Laws with a map of their own."""
    path = tmp_path / "stacks.toml"
    path.write_text(
        'everywhere = []\n[place]\nCN = ["cn"]\nUS = ["us"]\n"US-NY" = ["us-ny"]\nTW = ["tw"]', encoding="utf-8"
    )
    by_place, everywhere = read_stacks(path)
    laws = load(["cn", "tw", "us", "us-ny"])
    return type(laws)(laws.books, by_place, everywhere)


def test_a_place_brings_the_books_of_all_it_lies_in(placed):
    assert stack(["US-NY"], None, placed) == ("us", "us-ny")
    assert stack(["US-TX"], None, placed) == ("us",)


def test_every_plausible_place_and_the_country_of_the_lender_bind(placed):
    assert stack(["US-NY", "CN-GD"], "TW", placed) == ("cn", "tw", "us", "us-ny")


@pytest.mark.parametrize("places", [[], ["FR"], ["CN-GD", "ZZ"]])
def test_unknown_law_blocks(placed, places):
    assert stack(places, None, placed) is None
    assert stack(["CN-GD"], "FR", placed) is None


def test_a_book_that_binds_but_was_not_loaded_blocks(placed):
    few = type(placed)(placed.books[:1], placed.by_place, placed.everywhere)
    assert stack(["US-NY"], None, few) is None
    assert stack(["CN-GD"], None, few) == ("cn",)
