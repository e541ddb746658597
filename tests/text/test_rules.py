"""Each rule and each frame does what its own example says; a file that cannot be read says why."""

import pytest

from eastwind.core import words
from eastwind.text import READABLE, RuleError, content
from eastwind.text.content import FORBIDDEN
from eastwind.text.rules import read, rulebook

RULES = rulebook().rules
FRAMES = rulebook().frames
RULE = """
[[rule]]
id       = "seal.zh"
item     = "seal"
language = "zh"
match    = ['公章']
example  = "(公章)"
counter  = "公众号"
"""


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.id)
def test_a_rule_finds_its_example(rule):
    assert rule.id in {span.rule for span in content(rule.example).spans}


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.id)
def test_a_rule_leaves_its_counter_example(rule):
    assert rule.item not in {span.item for span in content(rule.counter).spans if span.certain or span.rule == rule.id}


@pytest.mark.parametrize("frame", FRAMES, ids=lambda frame: frame.id)
def test_a_frame_excuses_its_example_alone(frame):
    assert not content(frame.example).found & FORBIDDEN
    assert content(frame.counter).present & FORBIDDEN


def test_every_readable_item_has_a_rule_in_both_languages():
    """But for the Spanish invitation of 12 CFR 1006.34(e), in Latin script whatever the letter's language."""
    for language in ("zh", "en"):
        there = {rule.item for rule in RULES if rule.language == language} | set(rulebook().composed)
        assert READABLE - there <= ({"val-c5"} if language == "zh" else set())


def test_every_forbidden_class_is_known_to_the_rules():
    assert {rule.item for rule in RULES} >= set(words.FORBIDDEN_ITEMS)


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ('"seal"', '"seel"', "'seel' is not a content item"),
        ('"zh"', '"fr"', "Write zh or en"),
        ("['公章']", "['公章(']", "is no pattern"),
        ("['公章']", "['<seals>']", "no list <seals>"),
        ("['公章']", "[]", "'match' is missing"),
        ('"(公章)"', '""', "'example' is ''"),
        ("example", "exemple", "no key 'exemple'"),
        ("[[rule]]", "[[rule]", "is not TOML"),
    ],
)
def test_a_rule_that_is_not_understood_says_what_to_write(old, new, said):
    with pytest.raises(RuleError, match=said.replace("(", r"\(").replace("[", r"\[")) as raised:
        read({"some.toml": RULE.replace(old, new, 1)})
    assert "some.toml" in str(raised.value)


def test_two_rules_of_one_id_are_refused():
    with pytest.raises(RuleError, match="is there twice"):
        read({"some.toml": RULE + RULE})
