"""The page in the repository shows the templates as they are."""

from pathlib import Path

from eastwind.notices import load
from eastwind.notices.reference import page

PAGE = Path(__file__).resolve().parents[2] / "docs" / "reference" / "notices.md"


def test_the_reference_page_is_the_one_that_the_templates_give():
    assert PAGE.read_text(encoding="utf-8") == page(load()), (
        "docs/reference/notices.md is not up to date. Write it again: "
        "python -m eastwind.notices.reference > docs/reference/notices.md"
    )


def test_every_template_stands_on_the_page():
    text = PAGE.read_text(encoding="utf-8")
    for template in load().templates():
        assert f"### {template.id}\n" in text
