"""The reference page: every template as it is sent, at the usual made-up parameters.

In        a library.
Out       Markdown, the same for the same library: `python -m eastwind.notices.reference > docs/reference/notices.md`.
Not here  the words' meaning (docs/reference/vocabulary.md).
Proof     tests/notices/test_reference.py: the page in the repository is the one that the library gives.
"""

import difflib
import sys
from collections.abc import Iterator
from dataclasses import replace
from itertools import groupby

from eastwind.notices import samples
from eastwind.notices.library import Library, Template
from eastwind.notices.load import load
from eastwind.notices.parameters import Parameters
from eastwind.notices.render import needs, render

HEAD = """# Notices

Every text that may be sent, as it reads at made-up parameters. This page is written by
`python -m eastwind.notices.reference`; a test fails while it differs from the templates.

A template's id is `family/channel/tone`, or `family/channel` where a text has no tone. A plan names the id and, apart
from it, the language. Each id shows its first text whole, in three languages; texts of other senders, or for places
whose law asks for more, follow as the lines that they change (`-` goes, `+` comes). *Holds* are the content items
(vocabulary.md) that the gate judges: a test finds each in the text, at the smallest and the largest parameters too.
*Needs* are the parameters without which nothing is rendered.

True of all, and tested: no threat, no hurry, no shame, no new borrowing. What others may see or hear (SMS, push, social
messages, voicemail, recorded calls, subject lines, the first words of a call) names the lender and "your account" and
says nothing of money; a United States agency adds there that it is a debt collector, because the law demands it. Each
message carries the lender's name and a code to check it by, but for two texts of United States agencies that may hold
no more than the law lists. No SMS, push or call carries a link.

Left to others: a letter's `seal` and its type of 12 points are set by the letter channel; a validation notice in
Chinese goes out with the English one, never alone.
"""


def page(library: Library) -> str:
    """The whole page."""
    pieces = [HEAD]
    for family, templates in groupby(library.templates(), key=lambda template: template.family):
        pieces.append(f"\n## {family}\n")
        ordered = sorted(templates, key=_order)
        for template_id, same in groupby(ordered, key=lambda template: template.id):
            pieces.append(f"\n### {template_id}\n")
            pieces.extend(_entries(library, list(same)))
    return "\n".join(pieces)


def _order(template: Template) -> tuple[int, str, bool, str, str, str]:
    channels = ("sms", "app", "email", "letter", "voice")
    place = channels.index(template.channel) if template.channel in channels else len(channels)
    agency = template.by != "creditor"
    return place, template.id, agency, template.by, template.place or "", template.product or ""


def _entries(library: Library, templates: list[Template]) -> Iterator[str]:
    """One entry for each sender and place, its languages below each other; the first entry whole, then the changes."""
    whole: dict[str, str] = {}
    for (by, place, product), same in groupby(templates, key=lambda one: (one.by, one.place, one.product)):
        languages = list(same)
        first = languages[0]
        scope = " · ".join(["by " + by, *([place] if place else []), *([product] if product else [])])
        yield f"**{scope}** · purpose {first.purpose}" + (f" · {', '.join(first.facts)}" if first.facts else "")
        yield f"\nHolds: {', '.join(first.contains)}."
        yield f"Needs: {', '.join(needs(first))}.\n"
        for template in languages:
            rendered = render(library, template, given(template))
            text = rendered.body if rendered.subject is None else f"[{rendered.subject}]\n\n{rendered.body}"
            size = "" if rendered.segments is None else f" · SMS parts: {rendered.segments} of {template.segments_max}"
            base = whole.setdefault(template.language, text)
            yield f"{template.language}{size}\n"
            yield f"```text\n{text}\n```\n" if base is text else f"```diff\n{_changes(base, text)}\n```\n"


def _changes(base: str, text: str) -> str:
    lines = difflib.unified_diff(base.split("\n"), text.split("\n"), n=0, lineterm="")
    kept = [line for line in lines if not line.startswith(("---", "+++", "@@")) and line not in ("+", "-")]
    return "\n".join(kept) or "  the same"


def given(template: Template) -> Parameters:
    """The usual parameters, with lines of the template's product where it is for one."""
    usual = samples.usual(template.language)
    if template.product is None or usual.lines is None:
        return usual
    return replace(usual, lines=tuple(replace(line, product=template.product) for line in usual.lines[:1]))


if __name__ == "__main__":
    sys.stdout.write(page(load()))
