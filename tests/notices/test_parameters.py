"""Parameters refuse what no message may carry, and say what to write instead."""

from dataclasses import replace
from datetime import date, datetime

import pytest

from eastwind.notices.parameters import HelpLine, Itemization, Line, ParameterError, Parameters
from eastwind.notices.samples import bounds, usual

LINE = Line("card", "4821", date(2026, 8, 5), 100, 2, 0, "CNY")
WRONG = [
    ({"lender": ""}, "'lender' is ''"),
    ({"lender": " East"}, "without blanks around it"),
    ({"lender": "East\nWind"}, "U+000A"),
    ({"lender": "East\u202eWind"}, "U+202E"),
    ({"lender": "East\u200bWind"}, "U+200B"),
    ({"lender": "\ud800"}, "U+D800"),
    ({"lender": "x" * 301}, "300 at most"),
    ({"lender": 7}, "give text"),
    ({"lender_short": "x" * 21}, "20 at most"),
    ({"lender_short": "pay at bank.com"}, "reads as a link"),
    ({"staff": "https://x"}, "reads as a link"),
    ({"opt_out": "UNSUBSCRIBE"}, "6 at most"),
    ({"phone": "call me"}, "not a number to dial"),
    ({"phone": "+"}, "not a number to dial"),
    ({"code": "12345-6789"}, "two groups of five"),
    ({"code": "IIIII-OOOOO"}, "without I L O U"),
    ({"paid_minor": -1}, "minor units"),
    ({"paid_minor": 1.5}, "minor units"),
    ({"paid_minor": True}, "minor units"),
    ({"paid_minor": 2**53}, "minor units"),
    ({"paid_on": datetime(2026, 8, 5)}, "give a date"),
    ({"reply_by": "2026-08-05"}, "give a date"),
    ({"lines": ()}, "1 to 50 Line"),
    ({"lines": [LINE]}, "give a tuple"),
    ({"lines": (LINE,) * 51}, "1 to 50 Line"),
    ({"help_lines": ("988",)}, "1 to 6 HelpLine"),
    ({"itemization": 1}, "give an Itemization"),
    ({"currency": "RMB"}, "Known: CNY"),
    ({"lines": (LINE, replace(LINE, currency="USD"))}, "one currency"),
    ({"lines": (LINE,), "currency": "USD"}, "one currency"),
]


@pytest.mark.parametrize(("fields", "message"), WRONG, ids=[f"{next(iter(w[0]))}-{n}" for n, w in enumerate(WRONG)])
def test_a_wrong_value_is_refused_by_name(fields, message):
    with pytest.raises(ParameterError) as error:
        Parameters(**fields)
    assert message in str(error.value)


WRONG_LINES = [
    ({"product": "loan"}, "product is 'loan'"),
    ({"account": "6222021234567890"}, "last 2 to 6"),
    ({"principal_minor": -5}, "minor units"),
    ({"principal_minor": 0, "interest_minor": 0}, "adds up to 0"),
    ({"currency": "YUAN"}, "currency is 'YUAN'"),
    ({"due_on": None}, "give a date"),
]


@pytest.mark.parametrize(("fields", "message"), WRONG_LINES)
def test_a_wrong_line_is_refused_by_name(fields, message):
    with pytest.raises(ParameterError) as error:
        replace(LINE, **fields)
    assert message in str(error.value)


def test_an_itemization_that_leaves_nothing_owed_is_refused():
    with pytest.raises(ParameterError, match="nothing is owed"):
        Itemization(date(2026, 6, 30), "East Wind", "4821", 100, 0, 0, 100)


def test_an_itemization_adds_up():
    assert Itemization(date(2026, 6, 30), "East Wind", "4821", 1_000, 50, 7, 300).now_minor == 757


def test_the_total_is_that_of_all_lines():
    assert Parameters(lines=(LINE, replace(LINE, fee_minor=8))).total_minor == 212
    assert Parameters().total_minor is None


def test_a_help_line_needs_name_number_and_hours():
    with pytest.raises(ParameterError, match=r"help_lines\.hours"):
        HelpLine("988 Lifeline", "988", "")


@pytest.mark.parametrize("language", ["zh-Hans", "zh-Hant", "en"])
def test_the_samples_are_at_their_bounds(language):
    cases = bounds(language)
    assert cases["usual"] == usual(language)
    assert len(cases["largest"].lender_short or "") == 20
    assert len(cases["smallest"].lender_short or "") == 1
