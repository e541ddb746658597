"""Pages: a law book as one page to read, Chinese and English side by side.

In        a book as read (law.books), the places that stand on it, the cases that name its rules.
Out       Markdown for docs/law, the same bytes for the same book.
Not here  writing files (cli), telling one rule in full (telling).
Proof     tests/report/lawbook/test_pages.py; tests/cli/test_lawbook.py holds docs/law against the books.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Final

from eastwind.law.books import Book
from eastwind.law.history import Version, versions
from eastwind.report import labels
from eastwind.report.lawbook import terms
from eastwind.report.lawbook.telling import span
from eastwind.report.lawbook.terms import term

NO_ADVICE: Final = (
    "**No legal advice.** These are the rules as Eastwind applies them, each with its source and with how sure we are "
    "of it; counsel confirms before they are used. **本页不构成法律意见。** 以下是东风所执行的规则，"
    "逐条注明依据与可信度；使用前须由律师确认。"
)
MADE: Final = "<!-- Made from the law book by `make law-pages`; change the book, not this page. -->"
CONFIDENCE: Final = ("source", "secondary", "memory")


def page(book: Book, places: Sequence[str], cases: Mapping[str, Sequence[str]]) -> str:
    """The page of one book. `places` stand on it; `cases` are, by rule id, the worked cases that name it."""
    found = versions(book)
    lines = [MADE, "", f"# {book.title['zh']} · {book.title['en']}", "", NO_ADVICE, "", *_counts(found, places)]
    for kind, name in terms.KINDS.items():
        told = [version for version in found if version.table["kind"] == kind]
        if told:
            lines += ["", f"## {name.zh} · {name.en}", ""]
        for version in told:
            lines += _entry(version, len(cases.get(version.id, ())))
    return "\n".join(lines).rstrip() + "\n"


def index(books: Sequence[Book]) -> str:
    """The page that leads to all others."""
    lines = [
        MADE, "", "# 法规册 · Law books", "", NO_ADVICE, "",
        "| 法规册 book | | 规则 rules | 已读原文 read at the source | 二手资料 second-hand | 凭记忆 from memory |",
        "|---|---|--:|--:|--:|--:|",
    ]  # fmt: skip
    for book in books:
        sure = Counter(str(version.table["confidence"]) for version in versions(book))
        cells = " | ".join(str(sure[one]) for one in CONFIDENCE)
        lines.append(
            f"| [{book.name}]({book.name}.md) | {book.title['zh']} · {book.title['en']} | {sure.total()} | {cells} |"
        )
    return "\n".join(lines) + "\n"


def _counts(found: Sequence[Version], places: Sequence[str]) -> list[str]:
    sure = Counter(str(version.table["confidence"]) for version in found)
    where = ", ".join(f"`{place}`" for place in places) or "everywhere · 各地"
    lines = [f"适用 Binds: {where}", "", f"共 {len(found)} 条 · {len(found)} rules and parts, of which:", ""]
    return lines + [
        f"- {sure[one]} {labels.CONFIDENCES[one].zh} · {labels.CONFIDENCES[one].en}" for one in CONFIDENCE if sure[one]
    ]


def _entry(version: Version, cases: int) -> list[str]:
    """One version of one part: its sentences, then its force, days, source and certainty."""
    table = version.table
    cite = f"[{table['cite']}]({table['url']})" if str(table.get("url", "")).startswith("http") else table["cite"]
    force, sure = labels.FORCES[str(table["force"])], labels.CONFIDENCES[str(table["confidence"])]
    letter = _letter(version)
    facts = [
        f"{force.zh} {force.en}", f"{span(version, 'zh')} · {span(version, 'en')}", str(cite),
        f"{sure.zh} {sure.en}", *([letter] if letter else []), f"案例 cases: {cases}",
    ]  # fmt: skip
    return [
        f"**`{version.name}`**  ",
        f"{table['says']['zh']}  ",
        f"{table['says']['en']}  ",
        f"<sub>{' · '.join(facts)}</sub>",
        "",
    ]


def _letter(version: Version) -> str:
    """That the plain reading differs, and how far."""
    if "letter" not in version.table:
        return ""
    if version.table["letter"] == "off":
        return f"{terms.OFF.zh} {terms.OFF.en}"
    keys = "、".join(term(terms.KEYS, key, "zh") for key in version.table["letter"])
    return f"文义解释不同 plain reading differs: {keys}"
