"""Rendering: parameters in, texts out; what is missing or too long is named."""

from dataclasses import fields, replace

import pytest
from hypothesis import given as drawn
from hypothesis import settings
from hypothesis import strategies as st
from jinja2.exceptions import SecurityError

from eastwind.core import words
from eastwind.notices import MissingParameter, Parameters, TemplateError, TooLong, load, needs, render
from eastwind.notices.samples import usual

LIBRARY = load()
SMS = LIBRARY.find("reminder", "sms", "gentle", "en")


def test_every_parameter_that_is_missing_is_named_with_its_template():
    for template in LIBRARY.templates():
        if template.language != "en":
            continue
        given = usual("en")
        for name in needs(template):
            if name == "currency":  # the lines have it too
                continue
            with pytest.raises(MissingParameter) as error:
                render(LIBRARY, template, replace(given, **{name: None}))
            assert f"'{name}'" in str(error.value)
            assert f"'{template.id}'" in str(error.value)


def test_nothing_but_what_a_template_needs_has_to_be_given():
    for template in LIBRARY.templates():
        given = usual(template.language)
        only = Parameters(**{name: getattr(given, name) for name in needs(template)})
        whole, bare = render(LIBRARY, template, given), render(LIBRARY, template, only)
        assert (whole.subject is None, whole.contains) == (bare.subject is None, bare.contains)
        if "lines" in needs(template) or (template.product is None and "product" not in template.body):
            assert whole == bare


def test_the_currency_of_the_lines_is_enough():
    letter = LIBRARY.find("reminder", "letter", "gentle", "en")
    assert "$1,836.75" in render(LIBRARY, letter, replace(usual("en"), currency=None)).body


def test_sums_of_a_payment_need_a_currency():
    receipt = LIBRARY.find("receipt", "letter", None, "en")
    with pytest.raises(MissingParameter, match="currency"):
        render(LIBRARY, receipt, replace(usual("en"), currency=None, lines=None))


def test_a_parameter_is_never_read_as_a_template():
    given = replace(usual("en"), borrower="{{ lender }}{% include 'x' %}")
    body = render(LIBRARY, LIBRARY.find("help", "email", None, "en"), given).body
    assert "Dear {{ lender }}{% include 'x' %}," in body


def test_a_name_that_ends_in_a_point_ends_the_sentence():
    said = replace(usual("en"), lender="East Wind Inc.")
    body = render(LIBRARY, LIBRARY.find("reminder", "robocall", "plain", "en"), said).body
    assert "from East Wind Inc. There is" in body


def test_the_sandbox_holds():
    evil = replace(SMS, body="{{ lender_short.__class__.__mro__ }}")
    with pytest.raises(SecurityError):
        render(LIBRARY, evil, usual("en"))


def test_a_message_beyond_its_parts_is_refused_with_the_figures():
    with pytest.raises(TooLong) as error:
        render(LIBRARY, SMS, replace(usual("en"), lender_short="东风消费金融有限公司东风消费金融有限公司"))
    assert "ucs-2" in str(error.value)
    assert "2 at most" in str(error.value)


def test_a_short_text_of_several_lines_is_refused():
    with pytest.raises(TemplateError, match="several lines"):
        render(LIBRARY, replace(SMS, body="a\nb"), usual("en"))


def test_a_short_text_with_a_link_is_refused():
    with pytest.raises(TemplateError, match="link"):
        render(LIBRARY, replace(SMS, body="go to eastwind.example"), usual("en"))


def test_the_letter_lists_every_loan_and_the_total():
    body = render(
        LIBRARY, LIBRARY.find("first-notice", "letter", None, "zh-Hans", place="CN-GD"), usual("zh-Hans")
    ).body
    assert "1. 信用贷款，尾号4821，应还日2026年8月5日" in body
    assert "本金1,200.00元，利息34.50元，费用0.00元，小计1,234.50元" in body
    assert "合计1,836.75元" in body
    assert "（盖章）东风消费金融有限公司业务专用章" in body


@pytest.mark.parametrize(
    ("product", "said"),
    [("micro", "小额贷款"), ("credit_line", "信用贷款"), ("instalment", "分期付款"), ("card", "信用卡")],
)
def test_a_product_is_called_by_its_name(product, said):
    given = usual("zh-Hans")
    lines = tuple(replace(line, product=product) for line in given.lines or ())
    body = render(LIBRARY, LIBRARY.find("reminder", "email", "gentle", "zh-Hans"), replace(given, lines=lines)).body
    assert f"您的{said}" in body


def test_loans_of_several_kinds_are_called_the_account():
    assert "您的账户" in render(LIBRARY, LIBRARY.find("reminder", "email", "gentle", "zh-Hans"), usual("zh-Hans")).body


def test_an_ordinary_chinese_reminder_is_two_parts_at_most():
    for language in ("zh-Hans", "zh-Hant"):
        for tone in ("gentle", "plain", "firm"):
            rendered = render(LIBRARY, LIBRARY.find("reminder", "sms", tone, language), usual(language))
            assert rendered.segments is not None
            assert rendered.segments <= 2


def test_every_field_of_the_parameters_is_used_somewhere():
    used = {name for template in LIBRARY.templates() for name in needs(template)}
    assert used == {field.name for field in fields(Parameters)}


def names(letters: str) -> st.SearchStrategy[str]:
    return st.text(alphabet=letters, min_size=1, max_size=20).filter(lambda name: name == name.strip())


@settings(max_examples=60, deadline=None, derandomize=True)
@drawn(names("East Wind&Bank'N"), names("Ab-c 9"), st.sampled_from(words.TONES), st.sampled_from(["CN", "US", "TW"]))
def test_no_english_name_that_parameters_take_breaks_the_budget(lender, agency, tone, place):
    said = replace(usual("en"), lender_short=lender, agency_short=agency)
    for by in ("creditor", "agency"):
        assert render(LIBRARY, LIBRARY.find("reminder", "sms", tone, "en", None, by, place), said).segments


@settings(max_examples=60, deadline=None, derandomize=True)
@drawn(names("东风消费金融A 1"), names("誠和吉"), st.sampled_from(words.TONES), st.sampled_from(["zh-Hans", "zh-Hant"]))
def test_no_chinese_name_that_parameters_take_breaks_the_budget(lender, agency, tone, language):
    said = replace(usual(language), lender_short=lender, agency_short=agency)
    for by in ("creditor", "agency"):
        assert render(LIBRARY, LIBRARY.find("reminder", "sms", tone, language, None, by, "US"), said).segments
