"""The page as a reader meets it: two widths, two languages, a reader of screens, a printer."""

import shutil
from pathlib import Path

import pytest

from eastwind import assess
from eastwind.assess import card as cards
from eastwind.report import cardpage, render
from tests.assess.learnt import people, written
from tests.report import sample

CHROMIUM = shutil.which("chromium")
pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(CHROMIUM is None, reason="no chromium here: the page was NOT looked at (make browser-setup)"),
]
WIDTHS = (390, 1280)
# What a screen reader trips over first: pictures without a name, tables without heads, skipped levels, labels.
FAULTS = """() => {
  const faults = [];
  const shown = (one) => one.getClientRects().length > 0;
  for (const svg of document.querySelectorAll('svg')) {
    const says = document.getElementById(svg.getAttribute('aria-labelledby'));
    if (svg.getAttribute('role') !== 'img' || !svg.querySelector('title') || !says || !says.innerText.trim())
      faults.push('svg without role, title or name');
  }
  for (const img of document.images) if (!img.alt) faults.push('img without alt');
  if (document.querySelectorAll('h1').length !== 1) faults.push('not one h1');
  let level = 1;
  for (const head of document.querySelectorAll('h1,h2,h3,h4')) {
    const now = Number(head.tagName[1]);
    if (now > level + 1) faults.push('level skipped: ' + head.textContent);
    if (shown(head) && !head.innerText.trim()) faults.push('empty heading');
    level = now;
  }
  for (const table of document.querySelectorAll('table')) {
    if (!table.querySelector('th[scope]')) faults.push('table without heads: ' + table.innerText.slice(0, 40));
    if (!table.caption) faults.push('table without caption: ' + table.innerText.slice(0, 40));
  }
  for (const one of document.querySelectorAll('section, [role=region]')) {
    const says = document.getElementById(one.getAttribute('aria-labelledby'));
    if (!says?.textContent.trim()) faults.push('unnamed ' + one.id);
  }
  for (const input of document.querySelectorAll('input'))
    if (!input.labels.length) faults.push('input without label');
  for (const a of document.querySelectorAll('a')) if (shown(a) && !a.innerText.trim()) faults.push('empty link');
  return faults;
}"""
# Contrast of text against the nearest painted ground (WCAG 2.2, 4.5 to 1), for everything that is shown.
CONTRAST = """() => {
  const part = (v) => v / 255 <= .03928 ? v / 255 / 12.92 : ((v / 255 + .055) / 1.055) ** 2.4;
  const light = ([r, g, b]) => .2126 * part(r) + .7152 * part(g) + .0722 * part(b);
  const clear = (c) => c.length > 3 && c[3] === 0;
  const says = (one) => [...one.childNodes].some((n) => n.nodeType === 3 && n.textContent.trim());
  const parse = (text) => (text.match(/[\\d.]+/g) || []).map(Number);
  const faults = [];
  for (const one of document.querySelectorAll('body *:not(svg):not(svg *)')) {
    if (!one.getClientRects().length || !says(one)) continue;
    let ground = one, colour = [0, 0, 0, 0];
    for (; ground && clear(colour); ground = ground.parentElement)
      colour = parse(getComputedStyle(ground).backgroundColor);
    if (clear(colour)) colour = [255, 255, 255];
    const a = light(parse(getComputedStyle(one).color).slice(0, 3)), b = light(colour.slice(0, 3));
    const ratio = (Math.max(a, b) + .05) / (Math.min(a, b) + .05);
    if (ratio < 4.5) faults.push(one.tagName + ' ' + one.className + ' ' + ratio.toFixed(2));
  }
  return faults;
}"""
TEXT_SIZES = """() => [...document.querySelectorAll('svg text')].filter((t) => t.getClientRects().length)
  .map((t) => parseFloat(getComputedStyle(t).fontSize) * Math.hypot(t.getScreenCTM().a, t.getScreenCTM().b))"""


@pytest.fixture(scope="module")
def browser():
    from playwright.sync_api import sync_playwright

    with sync_playwright() as run:
        opened = run.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield opened
        opened.close()


@pytest.fixture(scope="module")
def file(tmp_path_factory) -> Path:
    """The page with every section that there is."""
    path = tmp_path_factory.mktemp("report") / "report.html"
    path.write_text(render(sample.full()), encoding="utf-8")
    return path


@pytest.fixture(scope="module")
def card_file(tmp_path_factory) -> Path:
    """A model's card."""
    model = assess.load_model(*written(tmp_path_factory.mktemp("model")))
    made = cards.card(model, people(), 1, {"sex": ["female", "male", "male"] * 1_000})
    path = tmp_path_factory.mktemp("card") / "card.html"
    shown = cardpage.Shown(made, "示例銀行 Example Bank", sample.full().fairness, "", "verify", "print", "train")
    path.write_text(cardpage.render_card(shown), encoding="utf-8")
    return path


@pytest.fixture
def look(browser, file):
    """Open the page at a width, in a language; fails on any message of the console and any request but the file."""
    opened, heard = [], []

    def visit(width: int, language: str, **context):
        page = browser.new_context(viewport={"width": width, "height": 900}, **context).new_page()
        page.on("console", lambda message: heard.append(message.text))
        page.on("pageerror", lambda fault: heard.append(str(fault)))
        page.on("request", lambda asked: None if asked.url.startswith(("file:", "data:")) else heard.append(asked.url))
        page.goto(file.as_uri())
        page.click(f'label[for="to-{language}"]')
        opened.append(page)
        return page

    yield visit
    for page in opened:
        page.context.close()
    assert heard == []


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("width", WIDTHS)
def test_nothing_runs_over_the_edge(look, width, language):
    page = look(width, language)
    assert page.evaluate("document.scrollingElement.scrollWidth <= innerWidth")
    page.evaluate("document.querySelectorAll('details').forEach((one) => { one.open = true; })")
    assert page.evaluate("document.scrollingElement.scrollWidth <= innerWidth")


@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_card_can_be_read_at_both_widths_by_everybody(browser, card_file, language):
    for width in WIDTHS:
        page = browser.new_context(viewport={"width": width, "height": 900}).new_page()
        page.goto(card_file.as_uri())
        page.click(f'label[for="to-{language}"]')
        page.evaluate("document.querySelectorAll('details').forEach((one) => { one.open = true; })")
        assert page.evaluate("document.scrollingElement.scrollWidth <= innerWidth")
        assert page.evaluate(FAULTS) == []
        assert page.evaluate(CONTRAST) == []
        assert min(page.evaluate(TEXT_SIZES)) >= 9.5
        page.context.close()


@pytest.mark.parametrize("language", ["zh", "en"])
def test_a_reader_of_screens_finds_names_heads_and_order(look, language):
    assert look(1280, language).evaluate(FAULTS) == []


@pytest.mark.parametrize("language", ["zh", "en"])
def test_text_stands_out_from_its_ground(look, language):
    assert look(390, language).evaluate(CONTRAST) == []


@pytest.mark.parametrize("width", WIDTHS)
def test_text_in_drawings_can_be_read(look, width):
    assert min(look(width, "zh").evaluate(TEXT_SIZES)) >= 9.5


@pytest.mark.parametrize("scripts", [True, False], ids=["with script", "without script"])
def test_the_switch_shows_one_language_at_a_time(look, scripts):
    page = look(1280, "en", java_script_enabled=scripts)
    assert page.get_by_text("The day at a glance").is_visible()
    assert not page.get_by_text("今天怎么样").is_visible()
    page.click('label[for="to-zh"]')
    assert page.get_by_text("今天怎么样").is_visible()
    assert not page.get_by_text("The day at a glance").is_visible()
    assert page.locator('svg g[id*="-en_"]').first.is_hidden()
    assert page.locator('svg g[id*="-zh_"]').first.is_visible()
    if scripts:
        assert page.evaluate("document.documentElement.lang") == "zh-Hans"


def test_the_switch_works_from_the_keyboard(look):
    page = look(1280, "zh")
    page.focus("#to-zh")
    page.keyboard.press("ArrowRight")
    assert page.get_by_text("The day at a glance").is_visible()


def test_the_address_chooses_the_language(browser, file):
    page = browser.new_page()
    page.goto(f"{file.as_uri()}#en")
    assert page.get_by_text("The day at a glance").is_visible()
    page.close()


def test_it_prints_without_the_switch_and_with_its_fills(look):
    page = look(1000, "zh")
    page.emulate_media(media="print")
    assert page.locator("nav").is_hidden()
    assert page.locator(".languages").is_hidden()
    shown = page.locator(".strip i").first.evaluate("(one) => getComputedStyle(one).printColorAdjust")
    assert shown == "exact"
    assert len(page.pdf(format="A4")) > 50_000
