"""Versions of rules, and what differs between two days of a book, against the plain reading of made books."""

from datetime import date

import pytest

from eastwind.law import BookError, available, history, load
from eastwind.law.books import Book

HEAD = {"kind": "cap", "channels": ["voice"], "window": {"days": 7}, "force": "law", "cite": "§ 1"}


def rule(name, since, until=None, part=None, **keys):
    table = {"id": name, "since": since, **HEAD, "says": {"en": name, "zh": name}, **keys}
    return {**table, **({"until": until} if until else {}), **({"part": part} if part else {})}


def book(*rules):
    return Book("made", {"en": "Made", "zh": "自制"}, {"rule": list(rules)}, "digest", {})


OLD, NEW = date(2026, 12, 1), date(2027, 1, 2)
MADE = book(
    rule("a", date(2020, 1, 1), date(2026, 12, 31), limit=3),
    rule("a", date(2027, 1, 1), limit=2, letter="off"),
    rule("b", date(2020, 1, 1), date(2026, 12, 31), limit=1),
    rule("c", date(2027, 1, 1), limit=5, part="x"),
    rule("d", date(2020, 1, 1), limit=4),
    rule("e", date(2020, 1, 1), date(2026, 12, 31), limit=9, note="old"),
    rule("e", date(2027, 1, 1), limit=9, says={"en": "said otherwise", "zh": "换了说法"}),
)


def test_what_begins_changes_and_ends_is_told_key_by_key():
    changes = history.compare(MADE, OLD, MADE, NEW)
    assert [(change.what, change.version.name) for change in changes] == [
        ("changes", "a"),
        ("begins", "c (x)"),
        ("ends", "b"),
    ]
    assert changes[0].keys == (("limit", 3, 2), ("letter", None, "off"))


def test_a_rule_said_in_other_words_has_not_changed():
    assert history.unchanged(MADE, OLD, MADE, NEW) == 2  # d, e


def test_a_day_differs_from_itself_in_nothing():
    for name in available():
        (found,) = load([name]).books
        assert history.compare(found, NEW, found, NEW) == ()
        standing = [one for one in history.versions(found) if one.in_force(NEW)]
        assert history.unchanged(found, NEW, found, NEW) == len(standing)


def test_backwards_what_began_ends():
    there, back = history.compare(MADE, OLD, MADE, NEW), history.compare(MADE, NEW, MADE, OLD)
    turned = {"begins": "ends", "ends": "begins", "changes": "changes"}
    assert {(turned[one.what], one.version.name) for one in there} == {(one.what, one.version.name) for one in back}


def test_versions_of_a_rule_come_part_by_part_oldest_first():
    found = history.find([book(rule("a", NEW, part="y"), rule("a", OLD, part="x"), rule("a", OLD, part="y"))], "a")
    assert [(version.part, version.since) for version in found] == [("y", OLD), ("y", NEW), ("x", OLD)]


def test_the_last_day_is_in_force_and_the_next_is_not():
    version = history.Version("made", rule("a", OLD, date(2026, 12, 31)))
    days = [date(2026, 11, 30), OLD, date(2026, 12, 31), date(2027, 1, 1)]
    assert [version.in_force(day) for day in days] == [False, True, True, False]


@pytest.mark.parametrize(("asked", "hint"), [("us.regf.call-frequenzy", "us.regf.call-frequency"), ("zzz", "law list")])
def test_a_rule_that_does_not_exist_is_named_with_near_ones(asked, hint):
    with pytest.raises(BookError, match=asked) as found:
        history.find(load(available()).books, asked)
    assert hint in str(found.value)
