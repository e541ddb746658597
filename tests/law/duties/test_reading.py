"""Duties refuse nonsense when a book is read, and say where, what, and what to write instead."""

import re
from datetime import date

import pytest

from eastwind.law import BookError
from eastwind.law.duties.rules import KINDS
from tests.law.people import book

CLOCK = 'kind = "clock"\nevents = ["complaint"]\nwithin = {days = 8}'
RETAIN = 'kind = "retain"\nevents = ["contact-record"]\nkeep = {years = 2}'
PERIODIC = 'kind = "periodic"\nevents = ["arrears"]\nevery = {months = 6}'
REPORT = 'kind = "report"\nevents = ["agency-rating"]\nperiod = "quarter"\nwithin = {months = 1}'

NONSENSE = {
    "no event": (CLOCK.replace('events = ["complaint"]\n', ""), "'events' is missing"),
    "an unknown event": (CLOCK.replace("complaint", "compliment"), "holds 'compliment'"),
    "no event in the list": (CLOCK.replace('"complaint"', ""), "'events' is empty"),
    "an unknown fact": (CLOCK + '\nfacts = ["odd"]', "holds 'odd'"),
    "an unknown key": (CLOCK + '\nchannels = ["sms"]', "'channels' is not a key here"),
    "no span": (CLOCK.replace("within = {days = 8}", ""), "'within' is missing"),
    "a span of nothing": (CLOCK.replace("8", "0"), "'days' is 0. Write a whole number, 1 or more"),
    "a span of two units": (CLOCK.replace("days = 8", "days = 8, weeks = 1"), "and this has days, weeks"),
    "a span of no unit": (CLOCK.replace("days = 8", ""), "and this has none of them"),
    "a span of an unknown unit": (
        CLOCK.replace("days = 8", "days = 8, fortnights = 1"),
        "'fortnights' is not a key here",
    ),
    "working days by no calendar": (CLOCK.replace("days = 8", "working_days = 8"), "'calendar' is missing"),
    "days by a calendar": (CLOCK.replace("days = 8", 'days = 8, calendar = "us"'), "'calendar' is not a key here"),
    "an unknown calendar": (CLOCK.replace("days = 8", 'working_days = 8, calendar = "zz"'), "'calendar' is 'zz'"),
    "a roll nowhere": (CLOCK + '\nroll = {to = "up", calendar = "us"}', "'to' is 'up'"),
    "a roll by no calendar": (CLOCK + '\nroll = {to = "forward"}', "'calendar' is missing"),
    "a roll of working days": (
        CLOCK.replace("days = 8", 'working_days = 8, calendar = "us"') + '\nroll = {to = "back", calendar = "us"}',
        "'roll' has nothing to move after working_days",
    ),
    "a roll of hours": (
        CLOCK.replace("days", "hours") + '\nroll = {to = "back", calendar = "us"}',
        "'roll' has nothing to move after hours",
    ),
    "hours after days": (CLOCK.replace("days", "hours") + "\nafter = {days = 1}", "hours count from an instant"),
    "after hours": (CLOCK + "\nafter = {hours = 1}", "a span has one of days, weeks, months, years, working_days here"),
    "the day of the event as day 1 of months": (
        CLOCK.replace("days", "months") + '\nday_one = "that-day"',
        "months are not counted by days",
    ),
    "an unknown first day": (CLOCK + '\nday_one = "yesterday"', "'day_one' is 'yesterday'"),
    "a record kept how long?": (RETAIN.replace("keep = {years = 2}", ""), "neither 'keep' nor 'at_most' is there"),
    "a ceiling below the floor": (RETAIN + "\nat_most = {months = 23}", "'at_most' is shorter than 'keep'"),
    "a record kept for hours": (RETAIN.replace("years", "hours"), "a span has one of days, weeks, months, years here"),
    "a record renewed by whom?": (RETAIN + '\nrenewed = "lender"', "'renewed' is 'lender'"),
    "a hold on an unknown state": (RETAIN + '\nhold = ["anger"]', "holds 'anger'"),
    "a retention that rolls": (RETAIN + '\nroll = {to = "back", calendar = "us"}', "'roll' is not a key here"),
    "nothing that recurs": (PERIODIC.replace("every = {months = 6}", ""), "'every' is missing"),
    "a doing that starts": (PERIODIC + '\ndone = ["arrears"]', "'arrears' is named twice"),
    "an end that is a doing": (PERIODIC + '\ndone = ["paid-off"]\nends = ["paid-off"]', "'paid-off' is named twice"),
    "what recurs by whom?": (PERIODIC + '\nper = "lender"', "'per' is 'lender'"),
    "what recurs in hours": (PERIODIC.replace("months", "hours"), "a span has one of"),
    "a report of no period": (REPORT.replace('period = "quarter"\n', ""), "'period' is missing"),
    "a report of an unknown period": (REPORT.replace("quarter", "moon"), "'period' is 'moon'"),
    "a month after a week": (REPORT.replace("quarter", "week"), "a week does not end with a month"),
    "days past due the wrong way round": (CLOCK + "\ndpd = {from = 5, to = 3}", "from 5 is above to 3"),
    "days past due without an end": (CLOCK + "\ndpd = {}", "neither 'from' nor 'to' is there"),
    "a place that is no list": (CLOCK + '\nresidence = "CN"', "'residence' is 'CN'"),
    "no place in the list": (CLOCK + "\nresidence = []", "'residence' is []"),
    "an end before the start": (CLOCK + "\nuntil = 2019-01-01", "'until' 2019-01-01 is before 'since' 2020-01-01"),
    "no source": (CLOCK + '\ncite = ""', "'cite' is empty"),
    "half a sentence": (CLOCK + '\nsays = {en = "8 days"}', "'zh' is missing"),
    "a letter that moves the events": (CLOCK + '\nletter = {events = ["opt-out"]}', "'letter' may not change 'events'"),
    "a letter that says what it is not": (CLOCK + '\nletter = "on"', "'letter' is 'on'"),
    "nonsense in the plain reading alone": (CLOCK + "\nletter = {within = {days = 0}}", "'days' is 0"),
}


@pytest.mark.parametrize("what", sorted(NONSENSE))
def test_nonsense_is_refused_with_file_rule_and_remedy(what, tmp_path):
    rule, says = NONSENSE[what]
    with pytest.raises(BookError, match=re.escape(says)) as error:
        book(tmp_path, rule)
    assert re.match(r"books/x\.toml(:\d+)?, rule 'x\.rule'", str(error.value))


def test_a_number_that_the_sentence_leaves_out_is_refused(tmp_path):
    with pytest.raises(BookError, match=r"does not name 8"):
        book(tmp_path, CLOCK + '\nsays = {en = "in eight days", zh = "八天内"}')


def test_two_versions_of_one_part_may_not_overlap_and_may_follow(tmp_path):
    with pytest.raises(BookError, match=r"two versions are in force on 2021-01-01"):
        book(tmp_path, CLOCK, CLOCK + "\nsince = 2021-01-01")
    laws = book(tmp_path, CLOCK + "\nuntil = 2020-12-31", CLOCK + "\nsince = 2021-01-01")
    assert [duty.until for duty in laws.books[0].duties["cautious"]] == [
        (date(2020, 12, 31) - date(1970, 1, 1)).days,
        None,
    ]


def test_a_book_holds_gate_rules_and_duties_side_by_side_and_each_mode_its_own(tmp_path):
    laws = book(
        tmp_path,
        'kind = "recipient"',
        CLOCK + '\npart = "a"',
        RETAIN + '\npart = "b"\nletter = "off"',
        PERIODIC + '\npart = "c"\nforce = "draft"',
        REPORT + '\npart = "d"\nforce = "policy"',
    )
    (x,) = laws.books
    assert [rule.kind for rule in x.rules["cautious"]] == ["recipient"]
    assert [duty.kind for duty in x.duties["cautious"]] == ["clock", "retain", "report"]
    assert [duty.kind for duty in x.duties["letter"]] == ["clock"]
    assert [duty.kind for duty in x.duties["draft"]] == list(KINDS)
    assert x.duties["cautious"][0].numbers["within"] == {"days": 8}
