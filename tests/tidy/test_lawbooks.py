"""No rule without its source: what every entry of every law book carries, whatever its kind."""

import tomllib
from datetime import date
from typing import Any

import pytest

from tests.tidy.source import PACKAGE, ROOT, report

BOOKS = sorted((PACKAGE / "law" / "books").glob("*.toml"))
CONFIDENCE = {"source", "secondary", "memory"}
FORCE = {"law", "presumption", "standard", "guide", "draft", "policy", "provider", "warning"}


def lacks(rule: dict[str, Any]) -> list[str]:
    """What a rule lacks, in words; empty when it stands."""
    says = rule.get("says", {})
    checks = {
        "id": bool(rule.get("id")),
        "kind": bool(rule.get("kind")),
        "cite (the section it comes from)": bool(str(rule.get("cite", "")).strip()),
        f"confidence (one of {', '.join(sorted(CONFIDENCE))})": rule.get("confidence") in CONFIDENCE,
        f"force (one of {', '.join(sorted(FORCE))})": rule.get("force") in FORCE,
        "since (a date)": isinstance(rule.get("since"), date),
        "says.en": bool(says.get("en", "").strip()),
        "says.zh": bool(says.get("zh", "").strip()),
    }
    return [what for what, stands in checks.items() if not stands]


@pytest.mark.parametrize("book", BOOKS, ids=lambda path: path.stem)
def test_every_rule_has_its_source_its_certainty_and_its_sentence_in_both_languages(book):
    rules = tomllib.loads(book.read_text(encoding="utf-8")).get("rule", [])
    offences = [
        f"{book.relative_to(ROOT)}: rule {number} '{rule.get('id', '?')}' lacks {what}"
        for number, rule in enumerate(rules, start=1)
        for what in lacks(rule)
    ]
    assert rules, f"{book.relative_to(ROOT)} holds no [[rule]]"
    assert not offences, report(offences)


def test_a_rule_without_source_or_sentence_is_found():
    bare = {"id": "cn.x", "kind": "cap", "force": "law", "since": date(2025, 1, 1), "cite": " ", "says": {"en": "A"}}
    assert [what.split()[0] for what in lacks(bare)] == ["cite", "confidence", "says.zh"]
