"""The proof itself: broken on purpose, it says what is broken."""

from dataclasses import replace

import pytest

from eastwind.notices import load
from eastwind.notices.markers import MARKERS, NEVER, SHORT_NEVER, Said
from eastwind.notices.proof import prove_one
from eastwind.notices.render import render
from eastwind.notices.samples import usual

LIBRARY = load()
SMS = LIBRARY.find("reminder", "sms", "gentle", "en")
CALL = LIBRARY.find("reminder", "voice", "gentle", "en")


def failures(template):
    return " | ".join(str(failure) for failure in prove_one(LIBRARY, template))


BROKEN = [
    ("{{ lender_short }}: hello. Code {{ code }}.", "declares 'opt-out' and does not hold it"),
    (SMS.body + " You owe {{ total_minor | money(currency) }}.", "says 'owe' where others may see or hear it"),
    (SMS.body + " It comes to {{ total_minor | money(currency) }}.", "says '$' where others may see or hear it"),
    (SMS.body + " Otherwise we go to court.", "says 'court', which no text may say"),
    (SMS.body.replace("{{ code }}", "1"), "carries no code"),
    (SMS.body.replace("{{ lender_short }}", "Your bank"), "does not name the lender"),
    (SMS.body + " Please do look at it." * 10, "SMS parts"),
]


@pytest.mark.parametrize(("body", "message"), BROKEN)
def test_a_broken_message_is_found_out(body, message):
    assert failures(SMS) == ""
    assert message in failures(replace(SMS, body=body))


def test_an_item_that_is_declared_and_not_held_is_found_out():
    assert "declares 'amount'" in failures(replace(SMS, contains=(*SMS.contains, "amount")))


def test_an_item_without_a_marker_cannot_be_proven():
    assert "no marker" in failures(replace(SMS, contains=(*SMS.contains, "vat-statement")))


def test_a_call_that_speaks_of_money_before_the_person_is_known_is_found_out():
    assert failures(CALL) == ""
    assert "'overdue'" in failures(replace(CALL, body=CALL.body.replace("Hello,", "Hello, it is overdue,")))
    assert "no mark where the person is known" in failures(
        replace(CALL, body=CALL.body.replace("[It is the person]", ""))
    )


def test_a_call_with_a_link_is_found_out():
    assert "link" in failures(replace(CALL, body=CALL.body + " www.eastwind.example"))


def test_every_declared_item_has_a_marker_that_misses_an_empty_text():
    declared = {item for template in LIBRARY.templates() for item in template.contains}
    assert declared <= set(MARKERS)
    for item in sorted(declared - {"validation"}):  # which is the sum of the others
        for language in ("en", "zh-Hans", "zh-Hant"):
            holder = next(t for t in LIBRARY.templates() if item in t.contains and t.language == language)
            assert not MARKERS[item](Said("", holder, usual(language))), item


def test_a_marker_misses_its_item_once_the_words_are_taken_out():
    """Each value a marker looks for is blanked in a text that holds it: then the item is gone."""
    values = {
        "borrower-name": "borrower", "payment-details": "pay_to", "legal-basis": "legal_basis", "seal": "seal",
        "complaint-how": "complaint_line", "authority-named": "supervisor", "recording-retention": "recording_kept",
    }  # fmt: skip
    notice = LIBRARY.find("agency-notice", "letter", None, "zh-Hans", place="CN-GD")
    given = usual("zh-Hans")
    body = render(LIBRARY, notice, given).body
    for item, name in values.items():
        assert MARKERS[item](Said(body, notice, given)), item
        assert not MARKERS[item](Said(body.replace(getattr(given, name), "…"), notice, given)), item


def test_a_sum_one_unit_off_is_not_the_amount():
    letter = LIBRARY.find("reminder", "letter", "gentle", "en")
    given = usual("en")
    body = render(LIBRARY, letter, given).body
    assert MARKERS["amount"](Said(body, letter, given))
    assert not MARKERS["amount"](Said(body.replace("$1,836.75", "$1,836.74"), letter, given))
    assert not MARKERS["itemization"](Said(body.replace("interest $12.25", "interest $12.26"), letter, given))


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "We will sue you"), ("en", "final warning"), ("en", "a seized car"), ("en", "your employer"),
        ("zh", "将向法院起诉"), ("zh", "列入黑名单"), ("zh", "後果自負"), ("zh", "通知您的单位"), ("zh", "凍結帳戶"),
    ],
)  # fmt: skip
def test_a_threat_is_a_word_no_text_may_say(language, text):
    assert NEVER[language].search(text)


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "your overdue loan"),
        ("en", "you owe us"),
        ("en", "$5"),
        ("zh", "您已逾期"),
        ("zh", "欠款5元"),
        ("zh", "請繳款"),
    ],
)
def test_what_tells_of_a_debt_is_a_word_no_short_text_may_say(language, text):
    assert SHORT_NEVER[language].search(text)
