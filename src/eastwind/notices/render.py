"""Rendering: a template and its parameters into the text that leaves.

In        a Template of the library, Parameters.
Out       `Rendered`: subject, body, SMS segments, content items.
Not here  which template (library), typesetting of letters and HTML of e-mail (channels): all text here is plain, so
          nothing is escaped here; whoever sets it in markup escapes it there.
Proof     tests/notices/test_render.py, tests/notices/test_templates.py.

Jinja runs in its sandbox with undefined names as errors. A parameter's text is data: it is never read as a template.
"""

import re
from dataclasses import dataclass, fields
from functools import cache
from typing import Any, Final

from jinja2 import StrictUndefined, TemplateSyntaxError, meta
from jinja2 import Template as Compiled
from jinja2.sandbox import SandboxedEnvironment

from eastwind.notices.forms import filters
from eastwind.notices.library import Library, Template
from eastwind.notices.parameters import LINK, Line, Parameters
from eastwind.notices.reading import INCLUDE, TemplateError
from eastwind.notices.sms import segments

SHORT_CHANNELS: Final = ("sms", "app", "social", "voicemail")
FIELDS: Final = tuple(field.name for field in fields(Parameters))
# What is made of the fields, and of which.
DERIVED: Final = {
    "total_minor": ("lines",),
    "first_due_on": ("lines",),
    "several": ("lines",),
    "product": (),
    "help_line": ("help_lines",),
}


class MissingParameter(ValueError):
    """A parameter that the template needs and nobody gave."""


class TooLong(ValueError):
    """A message that would take more SMS parts than its template may."""


@dataclass(frozen=True, slots=True)
class Rendered:
    """A text as it leaves. `subject` is what a subject line, a push title or an envelope's window shows."""

    subject: str | None
    body: str
    segments: int | None  # of an SMS
    contains: tuple[str, ...]


def render(library: Library, template: Template, parameters: Parameters) -> Rendered:
    """The text; MissingParameter, TooLong or TemplateError says what is wrong and what to do."""
    given = _context(library, template, parameters)
    subject = None if template.subject is None else _fill(template, template.subject, given)
    body = _fill(template, template.body, given)
    if template.channel in SHORT_CHANNELS:
        _check_short(template, body)
    if subject is not None:
        _check_short(template, subject)
    count = None
    if template.channel == "sms":
        parts = segments(body)
        count = parts.count
        if template.segments_max is not None and count > template.segments_max:
            raise TooLong(
                f"Template '{template.id}' ({template.language}) makes {count} SMS parts in {parts.encoding} "
                f"({parts.units} units), {template.segments_max} at most: give a shorter lender_short or agency_short"
                + (", in letters of the English alphabet." if template.language == "en" else ".")
            )
    return Rendered(subject, body, count, template.contains)


def needs(template: Template) -> tuple[str, ...]:
    """The parameters without which the template cannot be rendered, in the order of Parameters."""
    used = _names(template.language, template.body) | _names(template.language, template.subject or "")
    wanted = {name for one in used - template.optional for name in DERIVED.get(one, (one,))}
    return tuple(name for name in FIELDS if name in wanted)


def check_names(source: str, language: str, *, where: str) -> None:
    """TemplateError if a source does not parse, or uses a name that no parameter gives."""
    unknown = _names(language, INCLUDE.sub("", source)) - set(FIELDS) - set(DERIVED)
    if unknown:
        raise TemplateError(
            f"{where} ({language}) uses {', '.join(sorted(unknown))}, which no parameter gives. "
            f"Known: {', '.join((*FIELDS, *DERIVED))}."
        )


def _context(library: Library, template: Template, parameters: Parameters) -> dict[str, Any]:
    for name in needs(template):
        if getattr(parameters, name) is None and not (name == "currency" and parameters.lines):
            raise MissingParameter(
                f"Template '{template.id}' ({template.language}, by {template.by}) needs '{name}', which was not "
                f"given. Set {name} in its Parameters."
            )
    given = {name: getattr(parameters, name) for name in FIELDS}
    products = library.vocabulary[template.language]["products"]
    lines = parameters.lines or ()
    kinds = {line.product for line in lines} or {template.product or "any"}
    given["product"] = products[kinds.pop() if len(kinds) == 1 else "any"]
    given["several"] = len(lines) > 1
    if lines:
        given["lines"] = tuple(_line(line, products) for line in lines)
        given["currency"] = lines[0].currency
        given["total_minor"] = parameters.total_minor
        given["first_due_on"] = min(line.due_on for line in lines)
    if parameters.help_lines:
        first = parameters.help_lines[0]
        given["help_line"] = {"name": first.name, "number": first.number, "hours": first.hours}
    return given


def _line(line: Line, products: dict[str, Any]) -> dict[str, Any]:
    return {
        "product": products[line.product]["noun"],
        "account": line.account,
        "due_on": line.due_on,
        "principal_minor": line.principal_minor,
        "interest_minor": line.interest_minor,
        "fee_minor": line.fee_minor,
        "total_minor": line.total_minor,
    }


def _fill(template: Template, source: str, given: dict[str, Any]) -> str:
    text = _compiled(template.language, source, template.id).render(given)
    text = re.sub(r"[ \t]+\n", "\n", text)
    text = re.sub(r"(?<!\.)\.\.(?!\.)", ".", text)  # A name that ends in a point ends the sentence too: "Inc."
    return re.sub(r"\n{3,}", "\n\n", text).strip()


def _check_short(template: Template, text: str) -> None:
    """Short texts are one line and carry no link, whatever the parameters were."""
    if "\n" in text:
        raise TemplateError(
            f"Template '{template.id}' ({template.language}) is short and has several lines: make it one."
        )
    if LINK.search(text):
        raise TemplateError(
            f"Template '{template.id}' ({template.language}) carries a link in a short text: take it out."
        )


@cache
def _environment(language: str) -> SandboxedEnvironment:
    environment = SandboxedEnvironment(
        undefined=StrictUndefined, autoescape=False, trim_blocks=True, lstrip_blocks=True, keep_trailing_newline=False
    )
    environment.filters.update(filters(language))
    environment.globals.clear()
    return environment


@cache
def _compiled(language: str, source: str, template_id: str) -> Compiled:
    try:
        return _environment(language).from_string(source)
    except TemplateSyntaxError as error:
        raise TemplateError(f"Template '{template_id}' ({language}), line {error.lineno}: {error.message}.") from error


@cache
def _names(language: str, source: str) -> frozenset[str]:
    try:
        return frozenset(meta.find_undeclared_variables(_environment(language).parse(source)))
    except TemplateSyntaxError as error:
        raise TemplateError(
            f"A {language} text, line {error.lineno}: {error.message}. It begins '{source[:40]}'."
        ) from error
