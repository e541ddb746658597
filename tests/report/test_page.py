"""The page: everything promised is there, in both languages, in one file, the same bytes twice."""

import dataclasses
import re
from html.parser import HTMLParser

import polars as pl
import pytest

from eastwind.report import Counts, Example, Log, render
from tests.report import sample

SECTIONS = ["today", "contacted", "peace", "law", "staff", "standing", "map", "examples", "trust", "words"]
VOID = {"meta", "link", "input", "br", "img"}


class Outline(HTMLParser):
    """Sections, headings, tables and whether every element is closed; reads what a browser would repair."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.sections: list[str] = []
        self.ids: list[str] = []
        self.links: list[str] = []
        self.loads: list[str] = []
        self.tags: list[str] = []
        self.crossed: list[tuple[str, str]] = []
        self.feed(page)

    def handle_starttag(self, tag, attrs):
        known = dict(attrs)
        self.tags.append(tag)
        if "id" in known:
            self.ids.append(known["id"])
        if tag == "section":
            self.sections.append(known["id"])
        if tag == "a":
            self.links.append(known["href"])
        self.loads += [known[name] for name in ("src", "data", "poster") if name in known]
        if tag == "link":
            self.loads.append(known["href"])
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag, attrs):
        self.tags.append(tag)
        known = dict(attrs)
        if "id" in known:
            self.ids.append(known["id"])

    def handle_endtag(self, tag):
        last = self.open.pop()
        if last != tag:
            self.crossed.append((last, tag))


def words(page: str, language: str) -> str:
    """The page's text in one language, tags taken out."""
    other = "en" if language == "zh" else "zh"
    body = re.sub(r"(?s)<(style|script|svg).*?</\1>", "", page)
    body = re.sub(rf'(?s)<span class="{other}"[^>]*>.*?</span>', "", body)
    body = re.sub(rf'(?s)<p class="(lead )?{other}"[^>]*>.*?</p>', "", body)
    return re.sub(r"\s+", " ", re.sub(r"<[^>]*>", "", body))


def test_the_same_day_gives_the_same_bytes(page):
    assert render(sample.day(3_000)) == page


def test_the_order_of_rows_changes_nothing(day, page):
    turned = dataclasses.replace(
        day, plan=day.plan.reverse(), refusals=day.refusals.reverse(), prices=day.prices.reverse()
    )
    assert render(turned) == page


def test_sections_stand_in_the_order_a_head_of_collections_asks(page):
    assert Outline(page).sections == SECTIONS


def test_every_element_is_closed_where_it_was_opened(page):
    outline = Outline(page)
    assert outline.crossed == []
    assert outline.open == []


def test_ids_are_unique_and_links_within_the_page_lead_somewhere(page):
    outline = Outline(page)
    assert len(outline.ids) == len(set(outline.ids))
    assert {link[1:] for link in outline.links if link.startswith("#")} <= set(outline.ids)
    assert outline.tags.count("h1") == 1


def test_nothing_is_loaded_from_elsewhere(page):
    assert Outline(page).loads == ["data:,"]
    assert not re.search(r"@import|url\((?!#)", page)


def test_the_headline_figures_of_the_worked_size_are_told_in_both_languages(whole_page):
    assert "读入 24,069 人，24,010 人得到决定" in words(whole_page, "zh")
    assert "24,069 people were read and 24,010 got a decision" in words(whole_page, "en")
    assert "24,069 read − 59 with a file to be put right = 24,010 decisions" in words(whole_page, "en")


@pytest.mark.parametrize("language", ["zh", "en"])
def test_rules_reasons_books_and_made_up_figures_are_told(day, page, language):
    text = words(page, language)
    place = 0 if language == "zh" else 1
    for told in (
        *(day.rules[rule].says[place] for rule in day.refusals["rule"].unique()),
        *(pair[place] for pair in (*day.made_up, *day.assumptions)),
        "法律意见" if language == "zh" else "No legal advice",
        "凭记忆" if language == "zh" else "from memory",
        day.log.root,
        day.plan_id,
        "GB/T 45251-2025, 5.3",
    ):
        assert told.replace("'", "&#39;") in text, told


def test_no_language_leaks_into_the_other(page):
    """English words of sentences do not stand in the Chinese page, nor Chinese ones in the English, names apart."""
    assert not re.search(r"\b(people|lawful|because|which|between)\b", words(page, "zh"))
    english = words(page, "en")
    for name in (sample.SMS, "东风示范银行", "金融機構委外辦法", "中文", "东风"):
        english = english.replace(name, "")
    assert re.findall("[一-鿿]+", english) == []


@pytest.mark.parametrize(("language", "tag"), [("zh", "zh-Hans"), ("en", "en")])
def test_the_language_asked_for_is_shown_first(language, tag):
    page = render(sample.day(300, language=language))
    assert f'<html lang="{tag}">' in page
    assert re.search(rf'id="to-{language}"[^>]* checked>', page)


def test_a_sum_that_does_not_add_up_is_cried_out(day):
    wrong = dataclasses.replace(day, counts=Counts(8, 100, 0, 5_000, 1))
    page = render(wrong)
    assert "It does not add up" in page
    assert "It adds up" not in page


def test_a_log_that_fails_its_check_is_cried_out(day):
    bad = dataclasses.replace(day, log=Log("x", "y", 1, verified=False))
    assert "do not carry out this plan" in render(bad)


def test_what_people_wrote_is_never_markup(day):
    evil = "<script>alert(1)</script>"
    row = dict(day.examples[0].decision)
    changed = dataclasses.replace(
        day,
        lender_name=evil,
        examples=[Example(evil, row, (), {"zh-Hant": evil})],
        quarantine=day.quarantine.with_columns(value=pl.lit(evil)),
        made_up=[(evil, evil)],
        labels={**day.labels, "remind-sms": (evil, evil)},
    )
    page = render(changed)
    assert evil not in page
    assert page.count("<script>") == 1


def test_a_day_on_which_nothing_happens_is_a_page(day):
    quiet = dataclasses.replace(
        day,
        plan=day.plan.clear(),
        refusals=day.refusals.clear(),
        prices=day.prices.clear(),
        quarantine=day.quarantine.clear(),
        reconciliation=day.reconciliation.clear(),
        counts=Counts(0, 0, 0, 0, 0),
        examples=(),
        made_up=(),
        assumptions=(),
        timings=(),
        comparison=(),
        rolls=None,
    )
    page = render(quiet)
    assert "Nobody is contacted today" in page
    assert "No contact was stopped by the law today" in page
    assert Outline(page).sections == [name for name in SECTIONS if name != "examples"]


def test_the_page_grows_with_what_it_tells_and_not_with_the_people(page, whole_page):
    assert len(whole_page) < 1.1 * len(page)
    assert len(whole_page) < 700_000
