"""The scorecard against a row-by-row reading of its TOML; what adds up, what is worth nothing, what is refused."""

import copy
import math
import tomllib
from importlib import resources

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from eastwind.assess import ScorecardError, load
from eastwind.assess.reading import SCORED, parse
from eastwind.assess.scorecard import Scorecard
from eastwind.assess.standing import STANDING

TEXT = resources.files("eastwind.assess").joinpath("scorecard.toml").read_text(encoding="utf-8")
CARD = tomllib.loads(TEXT)
EDGES = sorted({bin_["upto"] + step for line in CARD["characteristic"] for bin_ in line["bins"] if "upto" in bin_
                for step in (-1, 0, 1)})  # fmt: skip
SHIPPED = load()
NEVER_NULL = {"dpd", "loans_late", "cures"}


@st.composite
def standings(draw):
    """People as the card sees them: every edge of every bin, and unknown."""
    count = draw(st.integers(1, 6))
    columns = {name: [None] * count for name in STANDING}
    for name in SCORED:
        small = STANDING[name] == pl.Int8
        numbers = st.sampled_from([edge for edge in EDGES if not small or abs(edge) < 100])
        values = st.booleans() if STANDING[name] == pl.Boolean else numbers
        columns[name] = draw(
            st.lists(values if name in NEVER_NULL else st.none() | values, min_size=count, max_size=count)
        )
    columns["ability_known"] = draw(st.lists(st.booleans(), min_size=count, max_size=count))
    return pl.DataFrame(columns, schema=STANDING)


def line_of(entry, value):
    """Points and word of one line of the card for one value."""
    if value is None:
        return 0, entry.get("null_reason")
    for bin_ in entry["bins"]:
        if int(value) <= bin_.get("upto", math.inf):
            return bin_["points"], bin_.get("reason")
    raise AssertionError(entry)


def plain(row):
    """One person by the card, read line by line."""
    halves, told = {"ability": 0, "willingness": 0}, []
    for place, entry in enumerate(CARD["characteristic"]):
        points, word = line_of(entry, row[entry["column"]])
        halves[entry["half"]] += points
        if word is not None:
            decides = word == "income-unknown" and not row["ability_known"]
            told.append((-math.inf if decides else -max(abs(points), 1), place, word))
    can, will = row["ability_known"] and halves["ability"] >= 0, halves["willingness"] >= 0
    way = {(True, True): "can-and-will", (False, True): "will-but-cannot", (True, False): "not-yet-in-touch"}
    logit = CARD["base"] + halves["ability"] + halves["willingness"]
    return {
        **halves,
        "repays_ppm": round(1_000_000 / (1 + math.exp(-max(-8_000, min(8_000, logit)) / 1_000))),
        "way": way.get((can, will), "care-first") if row["dpd"] > 0 else None,
        "reasons": [word for _, _, word in sorted(told)[:3]],
    }


@settings(max_examples=100)
@given(standings())
def test_agrees_with_a_row_by_row_reading_of_the_file(people):
    found = SHIPPED.score(people).to_dicts()
    assert found == [plain(row) for row in people.to_dicts()]


@given(standings())
def test_the_halves_add_up_to_the_logit(people):
    card = SHIPPED
    found = card.score(people)
    for ability, willingness, ppm in found.select("ability", "willingness", "repays_ppm").iter_rows():
        logit = card.base + ability + willingness
        assert abs(logit) <= 8_000
        assert abs(math.log(ppm / (1_000_000 - ppm)) * 1_000 - logit) < 0.1 * math.exp(abs(logit) / 1_000)


@given(standings(), st.integers(0, 6))
def test_chunks_agree_with_the_whole(people, cut):
    card = SHIPPED
    parts = [card.score(people.head(cut)), card.score(people.slice(cut))]
    assert pl.concat(parts).equals(card.score(people))


def test_unknown_is_worth_nothing():
    nobody = dict.fromkeys(STANDING) | {"ability_known": False, "dpd": 5}
    found = SHIPPED.score(pl.DataFrame([nobody], schema=STANDING)).to_dicts()[0]
    lateness = next(line for line in CARD["characteristic"] if line["id"] == "lateness")
    assert (found["ability"], found["willingness"]) == (0, line_of(lateness, 5)[0])


@pytest.mark.parametrize("name", SCORED)
def test_making_any_one_thing_unknown_takes_its_points_away_and_nothing_else(name):
    row = {name: 1 if dtype != pl.Boolean else True for name, dtype in STANDING.items() if name in SCORED}
    row |= {"ability_known": True}
    people = [row, {**row, name: None}] if name not in ("dpd", "ability_known") else [row, row]
    told, not_told = (one for one in SHIPPED.score(pl.DataFrame(people, schema=STANDING)).to_dicts())
    lost = [line_of(line, row[name])[0] for line in CARD["characteristic"] if line["column"] == name]
    expected = sum(lost) if name not in ("dpd", "ability_known") else 0
    assert told["ability"] + told["willingness"] - not_told["ability"] - not_told["willingness"] == expected


def test_who_is_not_late_has_no_way_and_who_has_unknown_ability_cannot():
    rows = [{"dpd": 0, "ability_known": True}, {"dpd": 5, "ability_known": False}]
    found = SHIPPED.score(pl.DataFrame([{**dict.fromkeys(STANDING), **row} for row in rows], schema=STANDING))
    assert found["way"].to_list() == [None, "will-but-cannot"]


def test_nobody_is_scored_where_nobody_is():
    assert SHIPPED.score(pl.DataFrame(schema=STANDING)).height == 0


def test_unanswered_contacts_are_no_column_of_the_card():
    """Silence moves an estimate toward unknown, never toward will not."""
    assert "contacts_28d" not in {line["column"] for line in CARD["characteristic"]}
    talk = next(line for line in CARD["characteristic"] if line["column"] == "days_since_talk")
    assert min(bin_["points"] for bin_ in talk["bins"]) >= 0


def changed(change):
    content = copy.deepcopy(CARD)
    change(content, content["characteristic"][0])
    return content


WRONG = {
    "a missing key": (lambda card, line: line.pop("source"), ["'surplus'", "'source' is missing"]),
    "an unknown key": (lambda card, line: line.update(colum="dpd"), ["'colum'", "Did you mean 'column'?"]),
    "an unknown key above": (lambda card, line: card.update(basis=1), ["'basis'", "base"]),
    "a missing version": (lambda card, line: card.pop("version"), ["'version' is missing"]),
    "another half": (lambda card, line: line.update(half="luck"), ["half = 'luck'", "ability, willingness"]),
    "an unknown column": (lambda card, line: line.update(column="dpds"), ["column = 'dpds'", "Did you mean 'dpd'?"]),
    "a state as a column": (lambda card, line: line.update(column="open_states"), ["column = 'open_states'"]),
    "a need as a column": (lambda card, line: line.update(column="adapted"), ["column = 'adapted'"]),
    "an id as a column": (lambda card, line: line.update(column="person_id"), ["column = 'person_id'"]),
    "an unknown reason": (lambda card, line: line["bins"][0].update(reason="lazy"), ["reason = 'lazy'"]),
    "an unknown null reason": (lambda card, line: line.update(null_reason="lazy"), ["reason = 'lazy'"]),
    "points that are no number": (
        lambda card, line: line["bins"][0].update(points="9"),
        ["points = '9'", "whole number"],
    ),
    "points with a fraction": (lambda card, line: line["bins"][0].update(points=0.5), ["points = 0.5", "whole number"]),
    "points beyond bounds": (lambda card, line: line["bins"][0].update(points=9_000), ["points = 9000", "8000"]),
    "bins that fall": (lambda card, line: line["bins"][1].update(upto=-5), ["must rise", "-5"]),
    "no bin for the rest": (lambda card, line: line["bins"][-1].update(upto=10_000), ["above 10000 have no bin"]),
    "no bins": (lambda card, line: line.update(bins=[]), ["bins must rise"]),
    "a bin that is no table": (lambda card, line: line.update(bins=[7]), ["7 should be a table"]),
    "bins that are no list": (lambda card, line: line.update(bins=7), ["bins = 7", "a list of tables"]),
    "an empty source": (lambda card, line: line.update(source=" "), ["source is empty"]),
    "one id twice": (lambda card, line: card["characteristic"].append(line), ["'surplus' stands twice"]),
    "no characteristics": (lambda card, line: card.update(characteristic=[]), ["0 characteristics"]),
    "a characteristic that is no table": (lambda card, line: card.update(characteristic=[7]), ["7 should be a table"]),
    "a base that is no number": (lambda card, line: card.update(base="0"), ["base = '0'", "whole number"]),
    "a base beyond bounds": (lambda card, line: card.update(base=99_999), ["base = 99999"]),
}


@pytest.mark.parametrize("what", WRONG)
def test_a_wrong_scorecard_is_refused_by_name(what):
    change, told = WRONG[what]
    with pytest.raises(ScorecardError) as error:
        parse(changed(change), "card.toml")
    for part in ["card.toml", *told]:
        assert part in str(error.value)


def test_a_file_that_cannot_be_read_is_refused_by_name(tmp_path):
    broken, odd = tmp_path / "broken.toml", tmp_path / "odd.toml"
    broken.write_text("version = ", encoding="utf-8")
    odd.write_bytes(b"\xff\xfe")
    for path, told in ((broken, "not valid TOML"), (odd, "UTF-8"), (tmp_path / "none.toml", "cannot be read")):
        with pytest.raises(ScorecardError, match=told) as error:
            load(str(path))
        assert path.name in str(error.value)


def test_a_scorecard_of_ones_own_is_read_each_time_it_is_asked_for(tmp_path):
    path = tmp_path / "card.toml"
    path.write_text(TEXT, encoding="utf-8")
    assert load(str(path)) == load()
    path.write_text(TEXT.replace("points = 900", "points = 910"), encoding="utf-8")
    assert load(str(path)) != load()


@pytest.mark.parametrize("place", range(len(CARD["characteristic"])))
def test_every_line_says_where_its_points_come_from(place):
    card = SHIPPED
    assert isinstance(card, Scorecard)
    assert len(card.characteristics[place].source) > 20
