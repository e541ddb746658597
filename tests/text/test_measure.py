"""The written test set: its form, and the floors under which no class may fall."""

from pathlib import Path

import pytest

from eastwind.core import words
from eastwind.text import RuleError
from eastwind.text.measure import PARTS, REQUIRED, measure, read, table, wilson

DATA = Path(__file__).parent / "data"
# Recall and precision over all classes: what the set gives, less a little (the table: docs/reference/content.md).
FLOORS = {"development": (0.99, 0.99), "held out": (0.95, 0.92)}
POSITIVES_MIN = 60


@pytest.fixture(scope="module")
def texts():
    return read(DATA)


@pytest.fixture(scope="module")
def measured(texts):
    return measure(texts)


def test_every_class_has_its_positives_in_both_languages(texts):
    ours = [text for text in texts if text.part in PARTS[:2]]
    for item in words.FORBIDDEN_ITEMS:
        languages = [text.language for text in ours if item in text.items]
        assert len(languages) >= POSITIVES_MIN, item
        assert min(languages.count("en"), len(languages) - languages.count("en")) >= POSITIVES_MIN // 2, item
        assert any(item in text.near for text in ours), item
    assert sum(text.language == "zh-Hant" for text in ours) >= 100


@pytest.mark.parametrize("part", sorted(FLOORS))
def test_floors_hold(measured, part):
    def total(counts):
        return sum(count for (where, name, _), count in counts.items() if where == part and name != REQUIRED)

    right, missed, wrong = total(measured.right), total(measured.missed), total(measured.wrong)
    recall, precision = FLOORS[part]
    assert right / (right + missed) >= recall
    assert right / (right + wrong) >= precision


def test_required_items_are_found(measured):
    def total(counts):
        return sum(count for (part, name, _), count in counts.items() if name == REQUIRED and part in PARTS[:2])

    assert total(measured.right) / (total(measured.right) + total(measured.missed)) >= 0.95
    assert total(measured.right) / (total(measured.right) + total(measured.wrong)) >= 0.95


def test_the_interval_is_wilsons():
    assert wilson(9, 10) == pytest.approx((0.5958, 0.9821), abs=1e-4)
    assert wilson(0, 0) == (0.0, 1.0)
    assert wilson(10, 10)[1] == pytest.approx(1.0)


def test_the_table_has_a_line_for_each_class_and_language(measured):
    assert len(table(measured, PARTS).splitlines()) == 2 + 2 * (len(words.FORBIDDEN_ITEMS) + 1)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('id = "x"\nlanguage = "en"\ntext = "t"\nitems = ["thraet"]', "'thraet' is not a content item"),
        ('id = "x"\nlanguage = "fr"\ntext = "t"\nitems = []', "'language' is 'fr'"),
        ('id = "x"\nlanguage = "en"\nitems = []', "'text' is missing"),
        ('id = "x"\nlanguage = "en"\ntext = "t"\nitems = []\nlabel = "threat"', "no key 'label'"),
    ],
)
def test_a_text_that_is_not_understood_says_why(tmp_path, text, said):
    (tmp_path / "some.toml").write_text(f"[[text]]\n{text}\n", encoding="utf-8")
    with pytest.raises(RuleError, match=said) as raised:
        read(tmp_path)
    assert "some.toml, x" in str(raised.value)


def test_a_folder_without_texts_is_named(tmp_path):
    with pytest.raises(RuleError, match="no file of texts"):
        read(tmp_path)
