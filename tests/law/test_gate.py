"""The gate: candidates of many kinds at once, several loans, modes, other days' law, unknown law."""

from datetime import UTC, date, datetime, timedelta

import polars as pl
import pytest

from eastwind.core.facts import CANDIDATES
from eastwind.law import BREACHES, VERDICTS, judge, load
from eastwind.law.gate import UNMAPPED
from tests.law.people import allowed, book, case, together, verdict

NOON = datetime(2026, 3, 10, 4, tzinfo=UTC)
LAWS = load(["cn", "tw", "us", "us-ny"])
OHIO = {"residence": "US-OH", "time_zones": ["America/Chicago"]}
TAIPEI = {"residence": "TW", "time_zones": ["Asia/Taipei"]}


def test_every_breach_is_listed_and_never_one_by_precedence():
    found = verdict(LAWS.pin(), {"at": NOON.replace(hour=15), "by": "agency", "facts": ["spoofed-number"]})
    assert {"cn.gbt45251.quiet-hours", "cn.cba2026.call-recording", "cn.fraud.callerid"} <= set(found.breaches["rule"])
    assert found.breaches.schema == pl.Schema(BREACHES)
    assert found.candidates.schema == pl.Schema(VERDICTS)


def test_judged_together_is_as_judged_alone():
    cases = [
        case({"at": NOON + timedelta(hours=hour), "channel": channel, "by": by, "facts": facts}, borrower=borrower)
        for hour in range(0, 24, 5)
        for channel in ("voice", "sms", "visit", "furnish")
        for by in ("creditor", "agency")
        for facts in ([], ["recorded"])
        for borrower in (OHIO, TAIPEI, {"residence": "CN-GD"}, {"residence": "FR"})
    ]
    facts, candidates = together(cases)
    laws = _without_house()
    whole = judge(candidates, facts, laws, NOON)
    assert 0 < whole.candidates["allowed"].sum() < whole.candidates.height
    for place, (one, candidate) in enumerate(cases):
        alone = judge(candidate, one, laws, NOON)
        assert alone.candidates.row(0)[1:] == whole.candidates.row(place)[1:]
        mine = whole.breaches.filter(pl.col("candidate") == place)
        assert mine.drop("candidate").equals(alone.breaches.drop("candidate"))


def test_what_a_group_has_in_common_is_settled_as_each_row_would_settle_it(monkeypatch):
    laws = load(["cn", "us", "house"]).pin()
    cases = [
        case({"at": NOON, "channel": channel, "by": by, "to": to, "purpose": purpose, "direction": direction})
        for channel in ("voice", "sms", "letter", "placement")
        for by in ("creditor", "agency:a", "buyer")
        for to in ("borrower", "spouse", "attorney", "employer")
        for purpose in ("collect", "locate", "reply", "notice", "care")
        for direction in ("out", "in")
    ]
    facts, candidates = together(cases)
    found = judge(candidates, facts, laws, NOON)
    monkeypatch.setattr("eastwind.law.gate.KNOWN", ("channel",))
    plain = judge(candidates, facts, laws, NOON)
    assert 0 < found.candidates["allowed"].sum() < len(cases)
    assert found.candidates.equals(plain.candidates)
    assert found.breaches.equals(plain.breaches)
    assert found.warnings.equals(plain.warnings)


def test_a_place_without_books_blocks_for_good():
    found = verdict(LAWS, {"at": NOON}, borrower={"residence": "FR", "time_zones": ["Europe/Paris"]})
    assert found.breaches["rule"].to_list() == [UNMAPPED]
    assert found.candidates["lawful_from"][0] is None


def test_books_bind_by_place():
    late = {
        "at": datetime(2026, 3, 10, 14, 30, tzinfo=UTC),
        "by": "agency",
        "facts": ["recorded"],
    }  # 22:30 in Asia, 9:30 in Ohio
    assert allowed(_without_house(), late, borrower=OHIO)
    assert not allowed(_without_house(), late, borrower={"residence": "CN-GD"})


def _without_house():
    return type(LAWS)(LAWS.books, LAWS.by_place, ())


def test_a_candidate_about_several_loans_is_allowed_if_it_is_for_each(tmp_path):
    laws = book(tmp_path, 'kind = "hold"\nstates = ["dispute"]')
    state = [{"state": "dispute", "loan": "B", "opened": NOON - timedelta(days=2)}]
    loans = [{"id": "A"}, {"id": "B"}]
    assert allowed(laws, {"at": NOON, "loan": "A"}, loan=loans, state=state)
    found = verdict(laws, {"at": NOON, "loan": ["A", "B"]}, loan=loans, state=state)
    assert found.candidates.height == 1
    assert not found.candidates["allowed"][0]
    assert found.breaches.select("state", "opened_at").rows() == [("dispute", NOON - timedelta(days=2))]


def test_of_one_rule_broken_on_several_loans_the_worst_is_shown(tmp_path):
    laws = book(tmp_path, 'kind = "cap"\nlimit = 1\nwindow = {ever = true}\nper = "loan"')
    history = [
        {"at": NOON - timedelta(days=k), "channel": "sms", "outcome": "delivered", "loan": loan}
        for k, loan in ((1, "A"), (2, "B"), (3, "B"))
    ]
    found = verdict(laws, {"at": NOON, "loan": ["A", "B"]}, loan=[{"id": "A"}, {"id": "B"}], history=history)
    assert found.breaches["count"].to_list() == [2]


def test_warnings_speak_and_do_not_block(tmp_path):
    found = verdict(book(tmp_path, 'kind = "recipient"\nforce = "warning"'), {"at": NOON})
    assert found.candidates["allowed"][0]
    assert found.breaches.is_empty()
    assert found.warnings["rule"].to_list() == ["x.rule"]


@pytest.mark.parametrize(
    ("force", "modes"),
    [
        ("law", {"cautious", "letter", "draft"}),
        ("provider", {"cautious", "letter", "draft"}),
        ("policy", {"cautious", "draft"}),
        ("draft", {"draft"}),
    ],
)
def test_forces_bind_in_their_modes(tmp_path, force, modes):
    laws = book(tmp_path, f'kind = "recipient"\nforce = "{force}"')
    assert {mode for mode in ("cautious", "letter", "draft") if not allowed(laws, {"at": NOON}, mode)} == modes


def test_the_plain_reading_changes_or_drops_a_rule(tmp_path):
    laws = book(
        tmp_path,
        'kind = "quiet-hours"\nhours = {from = "08:00", to = "13:00"}\n'
        "margin_minutes = 90\nletter = {margin_minutes = 0}",
    )
    assert not allowed(laws, {"at": NOON})
    assert allowed(laws, {"at": NOON}, "letter")
    assert allowed(book(tmp_path, 'kind = "recipient"\nletter = "off"'), {"at": NOON}, "letter")


def test_the_law_of_another_day_can_be_asked(tmp_path):
    laws = book(tmp_path, 'kind = "recipient"\nsince = 2027-01-01')
    facts, candidate = case({"at": NOON})
    assert judge(candidate, facts, laws, NOON).candidates["allowed"][0]
    assert not judge(candidate, facts, laws, NOON, law_on=date(2027, 1, 1)).candidates["allowed"][0]
    assert judge(candidate, facts, laws, NOON, law_on=date(2026, 12, 31)).candidates["allowed"][0]


def test_a_version_to_come_is_met_on_the_way_to_the_lawful_moment(tmp_path):
    laws = book(
        tmp_path,
        'kind = "hold"\nstates = ["dispute"]\nuntil = 2026-12-31',
        'kind = "hold"\nstates = ["cease"]\nsince = 2026-04-01\npart = "new"',
    )
    state = [
        {"state": "dispute", "opened": NOON - timedelta(days=1), "closed": datetime(2026, 5, 1, tzinfo=UTC)},
        {"state": "cease", "opened": NOON - timedelta(days=1), "closed": datetime(2026, 6, 1, tzinfo=UTC)},
    ]
    assert verdict(laws, {"at": NOON}, state=state).candidates["lawful_from"][0] == datetime(2026, 6, 1, tzinfo=UTC)
    open_dispute = [state[0] | {"closed": datetime(2029, 1, 1, tzinfo=UTC)}]
    new_year = datetime(2026, 12, 31, 16, tzinfo=UTC)  # midnight in China: the old version has ended
    assert verdict(laws, {"at": NOON}, state=open_dispute).candidates["lawful_from"][0] == new_year


def test_no_candidates_give_no_verdicts():
    facts, candidate = case({"at": NOON})
    found = judge(candidate.clear(), facts, LAWS, NOON)
    assert found.candidates.is_empty()
    assert found.breaches.schema == pl.Schema(BREACHES)


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"mode": "strict"}, "no mode 'strict'"),
        ({"as_of": datetime(2026, 3, 10)}, "has no time zone"),
    ],
)
def test_what_cannot_be_judged_is_said(change, says):
    facts, candidate = case({"at": NOON})
    with pytest.raises(ValueError, match=says):
        judge(candidate, facts, LAWS, **{"as_of": NOON, **change})


def test_candidates_must_be_sorted_and_have_a_time():
    facts, candidate = case({"at": NOON})
    two = pl.concat([candidate.with_columns(candidate=pl.lit(1, pl.Int32)), candidate]).select(list(CANDIDATES))
    with pytest.raises(ValueError, match="sorted"):
        judge(two, facts, LAWS, NOON)
    with pytest.raises(ValueError, match="a time each"):
        judge(candidate.with_columns(at=pl.lit(None, CANDIDATES["at"])), facts, LAWS, NOON)
