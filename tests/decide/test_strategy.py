"""Each wrong key, word and number of a strategy is refused: the key, its value, and what to write instead."""

import copy
import tomllib
from importlib import resources

import pytest

from eastwind.decide import StrategyError, load, parse
from eastwind.decide.strategy import CONTACT_REASONS
from eastwind.decide.value import BASIS

TEXT = resources.files("eastwind.decide").joinpath("strategies/everyday.toml").read_text(encoding="utf-8")
CONTENT = tomllib.loads(TEXT)


def changed(change):
    content = copy.deepcopy(CONTENT)
    change(content)
    return content


def treatment(**keys):
    """The strategy that ships with keys of its second treatment, sms-gentle, set."""
    return lambda content: content["treatment"][1].update(keys)


def fixed(**keys):
    """The strategy that ships with keys of its fixed treatment `help` set."""
    return lambda content: next(entry for entry in content["fixed"] if entry["name"] == "help").update(keys)


def rails(**keys):
    return lambda content: content["guardrails"].update(keys)


def without(table, key):
    return lambda content: (content[table][1] if isinstance(content[table], list) else content[table]).pop(key)


def again(table):
    return lambda content: content[table].append(content[table][0])


WRONG = {
    # keys
    "an unknown key": (lambda c: c.update(treatments=[]), ["'treatments'", "Did you mean 'treatment'?"]),
    "an unknown key of a treatment": (treatment(chanel="sms"), ["'sms-gentle'", "'chanel'", "Did you mean 'channel'?"]),
    "an unknown key of the guardrails": (rails(colour=1), ["[guardrails]", "'colour'", "Known: annoyance_growth_bp"]),
    "an unknown key of a capacity": (lambda c: c["capacity"][0].update(size=1), ["'agent_minutes'", "'size'"]),
    "an unknown key of the exploration": (lambda c: c["exploration"].update(share=1), ["[exploration]", "'share_ppm'"]),
    "no guardrails": (lambda c: c.pop("guardrails"), ["lacks 'guardrails'", "strategy that ships"]),
    "no name": (lambda c: c.pop("name"), ["lacks 'name'"]),
    "no slots": (without("treatment", "slots"), ["'sms-gentle'", "'slots' is missing"]),
    "no source": (without("treatment", "effect_source"), ["'effect_source' is missing"]),
    "no bound": (without("guardrails", "complaint_ppm_max"), ["[guardrails]", "'complaint_ppm_max' is missing"]),
    # words
    "a currency that is none": (lambda c: c.update(currency="CNX"), ["'CNX' is no currency", "Did you mean 'CNY'?"]),
    "an absent channel": (treatment(channel="sm"), ["'sms-gentle'", "'sm' is no channel", "Did you mean 'sms'?"]),
    "an act as a channel": (treatment(channel="court"), ["'court' is no channel", "Known: voice"]),
    "an absent tone": (treatment(tone="firmly"), ["'firmly' is no tone", "Did you mean 'firm'?"]),
    "an absent way": (treatment(ways=["can-and-wil"]), ["'can-and-wil' is no way", "Did you mean 'can-and-will'?"]),
    "an absent bucket": (treatment(buckets=[1, 8]), ["8 is no bucket", "Known: 0, 1"]),
    "a bucket in quotes": (treatment(buckets=["1"]), ["'1' is no bucket"]),
    "a truth as a bucket": (treatment(buckets=[True]), ["True is no bucket"]),
    "an absent purpose": (treatment(purpose="colect"), ["'colect' is no purpose", "Did you mean 'collect'?"]),
    "an absent reason": (treatment(reason="remindd"), ["'remindd' is no reason", "Did you mean 'remind'?"]),
    "a reason for silence": (treatment(reason="nothing-owed"), ["'nothing-owed' is no reason for a contact"]),
    "an absent fact": (treatment(facts=["record"]), ["'record' is no contact fact", "Did you mean 'recorded'?"]),
    "an absent capacity": (treatment(uses={"smss": 1}), ["'smss'", "Given: agent_minutes"]),
    "an absent condition": (fixed(when="late"), ["'help'", "'late' is no condition"]),
    "an absent item": (fixed(contains="agency"), ["'agency' is no content item"]),
    "an absent channel of a duty": (fixed(channels=["email", "fax"]), ["'fax' is no channel"]),
    # numbers
    "a negative number": (treatment(cost_minor=-1), ["cost_minor = -1", "0 or more"]),
    "a fraction": (treatment(cost_minor=0.5), ["cost_minor = 0.5", "whole number"]),
    "a number in quotes": (treatment(effect_ppm="9"), ["effect_ppm = '9'", "whole number"]),
    "a truth as a number": (treatment(visitors=True), ["visitors = True", "whole number"]),
    "no visitors": (treatment(visitors=0), ["visitors = 0", "1 or more"]),
    "a chance above one": (treatment(effect_ppm=1_000_001), ["effect_ppm = 1000001 is above 1000000"]),
    "a bound above one": (rails(complaint_ppm_max=2_000_000), ["[guardrails]", "complaint_ppm_max = 2000000"]),
    "a sum beyond all money": (treatment(annoyance_minor=10**13), ["annoyance_minor", "10000000000000 is above"]),
    "repeats that help more": (rails(repeat_decay_bp=BASIS + 1), ["repeat_decay_bp = 10001 is above 10000"]),
    "a share above one": (lambda c: c["exploration"].update(share_ppm=1_000_001), ["[exploration]", "share_ppm"]),
    "a use below nothing": (treatment(uses={"sms": -1}), ["sms = -1"]),
    "a use with a fraction": (treatment(uses={"sms": 0.5}), ["sms = 0.5"]),
    "a capacity in quotes": (lambda c: c["capacity"][0].update(available="9"), ["available = '9'"]),
    # texts, lists, tables
    "a name that is no text": (lambda c: c.update(name=7), ["name = 7", "should be text"]),
    "a tone that is no text": (treatment(tone=7), ["tone = 7", "should be text"]),
    "a slot that is no time": (treatment(slots=["25:00"]), ["slot '25:00'", "'09:30'"]),
    "a slot without a nought": (treatment(slots=["9:30"]), ["slot '9:30'"]),
    "a slot that is a number": (treatment(slots=[930]), ["slot 930"]),
    "slots that are no list": (treatment(slots="10:00"), ["slots = '10:00'", "square brackets"]),
    "one slot twice": (treatment(slots=["10:00", "10:00"]), ["names '10:00' twice"]),
    "empty slots": (treatment(slots=[]), ["slots is empty", '["10:00"]']),
    "empty buckets": (treatment(buckets=[]), ["buckets is empty"]),
    "empty ways": (treatment(ways=[]), ["has no ways"]),
    "an empty template": (treatment(template=""), ["template is empty"]),
    "an empty source": (treatment(effect_source=" "), ["effect_source is empty"]),
    "no channels": (fixed(channels=[]), ["channels is empty"]),
    "ways for people who have none": (fixed(buckets=[0]), ["bucket 0", "leave out the ways"]),
    "uses that are no table": (treatment(uses=["sms"]), ["uses = ['sms']", "{sms = 1}"]),
    "guardrails that are no table": (lambda c: c.update(guardrails=7), ["guardrails = 7", "[guardrails]"]),
    "a treatment that is no list": (lambda c: c.update(treatment={"name": "x"}), ["[[treatment]]"]),
    "a capacity that is no table": (lambda c: c.update(capacity=["sms"]), ["[[capacity]]"]),
    # one of each
    "one name twice": (again("treatment"), ["'app-gentle' stands twice"]),
    "a duty named like a treatment": (fixed(name="sms-gentle"), ["'sms-gentle' stands twice"]),
    "silence as a treatment": (treatment(name="silence"), ["'silence'"]),
    "an empty name": (treatment(name=""), ["is empty"]),
    "one capacity twice": (again("capacity"), ["capacity 'agent_minutes' stands twice"]),
}


@pytest.mark.parametrize("what", WRONG)
def test_a_wrong_strategy_is_refused_with_the_key_the_value_and_a_hint(what):
    change, told = WRONG[what]
    with pytest.raises(StrategyError) as error:
        parse(changed(change), "mine.toml")
    for part in ["mine.toml", *told]:
        assert part in str(error.value), str(error.value)


@pytest.mark.parametrize("table", ["treatment", "fixed", "capacity"])
def test_every_key_that_may_not_be_left_out_is_asked_for_by_name(table):
    optional = {"purpose", "facts", "uses", "visitors", "when", "ways", "every_days", "contains", "by"}
    needed = {key for entry in CONTENT[table] for key in entry} - (
        optional if table != "treatment" else optional - {"ways"}
    )
    for key in sorted(needed - {"name"}):
        with pytest.raises(StrategyError, match=f"'{key}' is missing"):
            parse(changed(lambda content, key=key: content[table][-1].pop(key)), "mine.toml")


def test_a_file_that_cannot_be_read_is_refused_by_name(tmp_path):
    broken, odd = tmp_path / "broken.toml", tmp_path / "odd.toml"
    broken.write_text("name = ", encoding="utf-8")
    odd.write_bytes(b"\xff\xfe")
    for path, told in ((broken, "not valid TOML"), (odd, "UTF-8"), (tmp_path / "none.toml", "cannot be read")):
        with pytest.raises(StrategyError, match=told) as error:
            load(path)
        assert path.name in str(error.value)


def test_the_strategy_that_ships_is_read_as_it_stands(tmp_path):
    path = tmp_path / "mine.toml"
    path.write_text(TEXT, encoding="utf-8")
    strategy = load(path)
    assert strategy == load()
    assert strategy.content == CONTENT
    gentle = strategy.treatments[1]
    assert (gentle.slots, gentle.uses, gentle.purpose) == ((600, 750, 1050), (("sms", 1),), "collect")
    assert {entry.reason for entry in (*strategy.treatments, *strategy.fixed)} <= set(CONTACT_REASONS)


def test_no_treatment_that_ships_is_firm_with_a_robot_or_above_the_harm_bound():
    strategy = load()
    for entry in strategy.treatments:
        assert entry.complaint_ppm <= strategy.guardrails.complaint_ppm_max
        assert not (entry.tone == "firm" and entry.channel in ("robocall", "visit"))
        assert entry.tone != "firm" or min(entry.buckets) >= 3
