"""What ships is proven: every template, every sender and place, at the usual, smallest and largest parameters."""

import pytest

from eastwind.core import words
from eastwind.notices import load, prove, render
from eastwind.notices.samples import usual

LIBRARY = load()
FAMILIES = [
    "agency-notice",
    "ask-broken-promise",
    "care",
    "due-soon",
    "first-notice",
    "help",
    "opt-out",
    "receipt",
    "reminder",
    "report-notice",
    "seek-talk",
    "validation",
]


def test_every_template_holds_what_it_declares_and_nothing_forbidden():
    failures = prove(LIBRARY)
    assert not failures, "\n".join(str(failure) for failure in failures[:20])


def test_the_families_are_those_of_the_house():
    assert sorted(LIBRARY.families) == FAMILIES


NEEDED = [("sms", "reminder", tone) for tone in words.TONES] + [
    (channel, family, None)
    for family, channels in {
        "due-soon": "sms app email social",
        "ask-broken-promise": "sms app email social voice letter",
        "seek-talk": "robocall voicemail visit",
        "help": "sms app email letter voice social",
        "care": "sms app email social",
        "agency-notice": "letter email",
        "report-notice": "letter email",
        "first-notice": "letter",
        "opt-out": "sms email social",
        "receipt": "sms app email letter social",
    }.items()
    for channel in channels.split()
]


@pytest.mark.parametrize(("channel", "family", "tone"), NEEDED)
@pytest.mark.parametrize("language", ["zh-Hans", "zh-Hant", "en"])
@pytest.mark.parametrize("place", ["CN-GD", "TW-TPE", "US-CA"])
def test_the_creditor_can_say_it_in_every_language(channel, family, tone, language, place):
    assert LIBRARY.get(family, channel, tone, language, place=place) is not None


# What the fact sheets ask of a message (../shared/law: cn.card.letter-content, tw.bank.notice-before, us.regf.*).
DEMANDED = [
    ("reminder", "letter", "gentle", "card", "creditor", "CN-GD",
     "borrower-name amount legal-basis rights dispute-how contact seal identity"),
    ("reminder", "email", "plain", "card", "creditor", "CN-GD",
     "borrower-name amount legal-basis rights dispute-how contact seal identity"),
    ("agency-notice", "letter", None, None, "creditor", "TW-TPE",
     "agency-notice amount recording-retention complaint-how prohibited-acts"),
    ("agency-notice", "email", None, None, "creditor", "TW-TPE",
     "agency-notice amount recording-retention complaint-how prohibited-acts"),
    ("reminder", "sms", "gentle", None, "agency:a", "US-TX", "identity collector-disclosure opt-out"),
    ("reminder", "email", "gentle", None, "agency:a", "US-TX", "collector-disclosure collection-purpose opt-out"),
    ("help", "social", None, None, "agency:a", "US-TX", "collector-disclosure opt-out"),
    ("seek-talk", "voice", "plain", None, "agency:a", "US-TX", "collector-disclosure collection-purpose identity"),
    ("seek-talk", "voice", "plain", None, "agency:a", "TW-TPE", "identity purpose-stated creditor-name"),
    ("reminder", "letter", "firm", None, "agency:a", "US-NYC", "language-services collector-disclosure"),
    ("reminder", "robocall", "plain", None, "creditor", "US-TX", "identity phone-number opt-out"),
    ("report-notice", "letter", None, None, "creditor", "CN-GD", "report-notice identity"),
]  # fmt: skip


@pytest.mark.parametrize(("family", "channel", "tone", "product", "by", "place", "items"), DEMANDED)
def test_a_message_holds_what_the_law_of_its_place_asks_for(family, channel, tone, product, by, place, items):
    for language in ("zh-Hans", "zh-Hant", "en"):
        found = LIBRARY.find(family, channel, tone, language, product, by, place)
        assert set(items.split()) <= set(found.contains)


def test_a_limited_content_message_holds_its_parts_and_nothing_else():
    found = LIBRARY.find("seek-talk", "voicemail", None, "en", by="agency:a", place="US-TX")
    assert found.facts == ("limited-content",)
    assert set(found.contains) <= set(words.LIMITED_CONTENT_ITEMS)
    assert {"business-name", "reply-request", "contact-person", "phone-number"} <= set(found.contains)
    body = render(LIBRARY, found, usual("en")).body
    assert "account" not in body.lower()
    assert "East Wind" not in body


def test_the_validation_notice_has_every_item_of_the_regulation_for_paper():
    found = LIBRARY.find("validation", "letter", None, "en", by="agency:a", place="US-TX")
    left_out = {"val-c3-v", "val-c5"}  # sent electronically; home loans
    assert set(words.VALIDATION_ITEMS) - left_out <= set(found.contains)
    assert "demand" not in found.contains


def test_help_and_care_ask_for_nothing():
    for template in LIBRARY.templates():
        if template.purpose == "care":
            assert not {"demand", "amount", "payment-details"} & set(template.contains), template.id


def test_short_texts_declare_nothing_of_a_debt():
    for template in LIBRARY.templates():
        if template.channel in ("sms", "app", "social", "voicemail", "robocall"):
            assert not {"debt", "amount", "overdue-time", "demand", "due-date"} & set(template.contains), template.id


def test_an_offer_is_never_part_of_a_notice():
    assert not any("offer" in template.contains for template in LIBRARY.templates())


def test_the_answer_to_distress_says_that_everything_rests_and_who_comes():
    for language, paused in (("en", "Everything is paused"), ("zh-Hans", "一切都已暂停"), ("zh-Hant", "一切都已暫停")):
        body = render(LIBRARY, LIBRARY.find("care", "sms", None, language), usual(language)).body
        assert paused in body
        assert str(usual(language).staff) in body


TRADITIONAL_ONLY = set("帳戶貸繳還務產聯絡電話號碼這裡點時間請謝訊網頁開啟為與來從臺幣")
SIMPLIFIED_ONLY = set("账户贷缴还务产联络电话号码这里点时间请谢讯网页开启为与来从币")
MAINLAND_WORDS = ("短信", "邮箱", "账户", "信息", "投诉热线", "合同")


def test_each_script_keeps_to_its_own_characters():
    for thing in (*LIBRARY.texts, *LIBRARY.parts):
        if thing.language == "zh-Hans":
            assert not set(thing.body) & (TRADITIONAL_ONLY - SIMPLIFIED_ONLY), thing.body
        if thing.language == "zh-Hant":
            assert not set(thing.body) & (SIMPLIFIED_ONLY - TRADITIONAL_ONLY), thing.body
            assert not any(word in thing.body for word in MAINLAND_WORDS), thing.body
