"""Proof: that every template holds what it declares, and nothing that it must not, at every bound of its parameters.

In        a library, ours or a lender's own.
Out       `prove`: the failures, empty when the library stands.
Not here  the markers themselves (markers), made-up parameters (samples), the law's own check of a contact (law).
Proof     tests/notices/test_templates.py runs it over what ships; test_proof.py breaks templates on purpose.

A lender that writes texts of its own runs the same proof: a library with a failure is not fit to plan with.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, fields
from typing import Final

from eastwind.notices import samples
from eastwind.notices.library import Library, Template
from eastwind.notices.markers import KNOWN, MARKERS, NEVER, SHORT_NEVER, Said
from eastwind.notices.parameters import LINK, Parameters
from eastwind.notices.reading import place_within
from eastwind.notices.render import MissingParameter, Rendered, TooLong, render

# What others may see or hear: a locked screen, a shared telephone, a machine.
OPEN_CHANNELS: Final = ("sms", "app", "social", "voicemail", "robocall")
TALKS: Final = ("voice", "visit")
NAMES: Final = ("lender", "lender_short", "agency", "agency_short", "business_name", "staff", "borrower")
_DISCLOSURE: Final = re.compile(r"a debt collector|债务催收公司|債務催收公司")


@dataclass(frozen=True, slots=True)
class Failure:
    """What is wrong with one template, at which parameters."""

    template: str
    language: str
    by: str
    place: str | None
    case: str
    what: str

    def __str__(self) -> str:
        return f"{self.template} ({self.language}, by {self.by}, {self.place or 'anywhere'}), {self.case}: {self.what}"


def prove(library: Library) -> list[Failure]:
    """Every failure of every template at the usual, the smallest and the largest parameters."""
    return [failure for template in library.templates() for failure in prove_one(library, template)]


def prove_one(library: Library, template: Template) -> Iterator[Failure]:
    """The failures of one template."""
    for case, given in samples.bounds(template.language).items():
        try:
            rendered = render(library, template, given)
        except (TooLong, MissingParameter) as error:
            yield _failure(template, case, str(error))
            continue
        for what in (*_held(template, rendered, given), *_forbidden(template, rendered, given)):
            yield _failure(template, case, what)
        yield from (_failure(template, case, what) for what in _genuine(template, rendered, given))


def _held(template: Template, rendered: Rendered, given: Parameters) -> Iterator[str]:
    # A push shows title and text together.
    text = f"{rendered.subject}\n{rendered.body}" if template.channel == "app" else rendered.body
    said = Said(text, template, given)
    for item in template.contains:
        marker = MARKERS.get(item)
        if marker is None:
            yield f"declares '{item}', for which there is no marker: add one to markers.py"
        elif not marker(said):
            yield f"declares '{item}' and does not hold it"


def _forbidden(template: Template, rendered: Rendered, given: Parameters) -> Iterator[str]:
    language = "en" if template.language == "en" else "zh"
    body, subject = _without(rendered.body, given), _without(rendered.subject or "", given)
    for text in (body, subject):
        if found := NEVER[language].search(text):
            yield f"says '{found[0]}', which no text may say"
    seen = [subject]
    if template.channel in OPEN_CHANNELS:
        seen.append(body)
    if template.channel in TALKS:
        opening = KNOWN.split(body)
        if len(opening) != 2:
            yield "has no mark where the person is known: [It is the person] or [是本人], once"
        seen.append(opening[0])
    for text in seen:
        if "collector-disclosure" in template.contains:
            text = _DISCLOSURE.sub("", text)
        if found := SHORT_NEVER[language].search(text):
            yield f"says '{found[0]}' where others may see or hear it"
    if template.channel in (*OPEN_CHANNELS, *TALKS) and (found := LINK.search(body)):
        yield f"carries the link '{found[0]}'"


def _genuine(template: Template, rendered: Rendered, given: Parameters) -> Iterator[str]:
    """Each message names the lender and a code, but where a law lets it say nothing more than it must."""
    bare = "limited-content" in template.facts or (
        template.purpose == "confirm-optout" and template.by == "agency" and place_within(template.place, ("US",))
    )
    if bare:
        return
    whole = f"{rendered.subject or ''}\n{rendered.body}"
    if given.code is not None and given.code not in whole:
        yield "carries no code"
    if str(given.lender) not in whole and str(given.lender_short) not in whole:
        yield "does not name the lender"


def _without(text: str, given: Parameters) -> str:
    """The text without what the parameters put in: a lender may have any name."""
    values = [str(getattr(given, field.name)) for field in fields(given) if isinstance(getattr(given, field.name), str)]
    values += [text for line in given.help_lines or () for text in (line.name, line.number, line.hours)]
    for value in sorted(values, key=len, reverse=True):
        text = text.replace(value, "\N{BULLET}") if len(value) > 1 else text
    return text


def _failure(template: Template, case: str, what: str) -> Failure:
    return Failure(template.id, template.language, template.by, template.place, case, what)
