"""What a command is given, put together with the defaults of the book."""

from datetime import UTC, date, datetime, timedelta, timezone

import pytest

from eastwind import law
from eastwind.book import load
from eastwind.cli import inputs
from eastwind.cli.guard import INPUT_ERRORS, Unusable
from tests.book.folders import folder

TAIPEI = "Asia/Taipei"
MIDNIGHT = datetime(2026, 9, 29, 16, tzinfo=UTC)


@pytest.mark.parametrize(
    ("said", "instant"),
    [
        ("2026-09-30", MIDNIGHT),
        ("20260930", MIDNIGHT),
        ("2026-09-30T08:30", MIDNIGHT + timedelta(hours=8, minutes=30)),
        ("2026-09-30 08:30:00+09:00", MIDNIGHT + timedelta(hours=7, minutes=30)),
        ("2026-09-30T00:00:00Z", MIDNIGHT + timedelta(hours=8)),
        (date(2026, 9, 30), MIDNIGHT),
        (datetime(2026, 9, 30, 1), MIDNIGHT + timedelta(hours=1)),
        (datetime(2026, 9, 30, 1, 0, 0, 5, tzinfo=timezone(timedelta(hours=8))), MIDNIGHT + timedelta(hours=1)),
    ],
)
def test_an_instant_is_read_in_the_lenders_zone(said, instant):
    assert inputs.as_of(None, {"as_of": said}, TAIPEI) == instant
    if isinstance(said, str):
        assert inputs.as_of(said, {"as_of": "2001-01-01"}, TAIPEI) == instant, "the command line goes first"


@pytest.mark.parametrize("said", ["", "now", "2026-02-30", "1969-12-31", "2105-01-01", 5])
def test_what_is_no_instant_is_named_with_where_it_stands(said):
    with pytest.raises(Unusable, match=r"mapping\.toml \[defaults\] as_of"):
        inputs.as_of(None, {"as_of": said}, TAIPEI)
    with pytest.raises(Unusable, match="--as-of"):
        inputs.as_of(str(said), {}, TAIPEI)


def test_an_hour_that_the_clocks_skip_or_repeat_is_some_instant():
    for said in ("2026-03-08T02:30", "2026-11-01T01:30"):
        found = inputs.as_of(said, {}, "America/Chicago")
        assert inputs.local_day("America/Chicago", found) == date.fromisoformat(said[:10])


def test_law_books_come_sorted_with_those_that_bind_everywhere():
    assert inputs.laws("tw", {}).names == ("house", "tw")
    assert inputs.laws("tw,cn", {"laws": "us"}).names == ("cn", "house", "tw")
    assert inputs.laws(None, {"laws": ["us"]}).names == ("house", "us")
    assert inputs.laws(None, {}).names == law.available()


def policy(tmp_path, as_of_="2026-03-01", **options):
    where = folder(tmp_path / "book")
    given = {"as_of_": as_of_, "strategy_": None, "laws_": None, "law_on": None, "seed": None, "mode": None, **options}
    return inputs.policy(load(where), where, **given)


def test_what_is_not_given_is_the_usual(tmp_path):
    found = policy(tmp_path)
    assert (found.seed, found.mode, found.law_on) == (inputs.SEED, "cautious", None)
    assert found.strategy.currency == "CNY"


def test_a_book_of_law_speaks_from_its_first_rule_on(tmp_path):
    first = date(2015, 1, 1)  # the house's
    assert policy(tmp_path, law_on="2015-01-01").law_on == first
    with pytest.raises(Unusable, match=r"'house'.*since 2015-01-01"):
        policy(tmp_path, law_on="2014-12-31")


def test_the_same_content_has_the_same_name_and_another_another(tmp_path):
    one = load(folder(tmp_path / "one")).book
    same = load(folder(tmp_path / "same")).book
    other = load(folder(tmp_path / "other", {"payments": ["Y3,L1,2026-02-05 10:00:00,1,"]})).book
    assert inputs.book_digest(one) == inputs.book_digest(same) != inputs.book_digest(other)


def test_keys_are_the_lenders_own_or_those_that_everybody_has(tmp_path):
    test = inputs.keys(None, "bank/log")
    assert test.test
    assert test.signer.verifier.vkey == inputs.keys(None, "bank/log").signer.verifier.vkey
    own = inputs.keys(tmp_path / "keys", "bank/log")
    assert not own.test
    assert own.signer.verifier.vkey == inputs.keys(tmp_path / "keys", "bank/log").signer.verifier.vkey
    assert own.signer.verifier.vkey != inputs.keys(tmp_path / "others", "bank/log").signer.verifier.vkey


@pytest.mark.parametrize("name", ["signer.skey", "keys.sqlite"])
def test_keys_that_were_damaged_are_named(tmp_path, name):
    inputs.keys(tmp_path / "keys", "bank/log")
    (tmp_path / "keys" / name).write_bytes(b"garbage\xff" * 200)
    with pytest.raises((*INPUT_ERRORS, Unusable), match="key"):
        inputs.keys(tmp_path / "keys", "bank/log")
