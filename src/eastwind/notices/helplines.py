"""Help lines: where a person can turn, by country, with hours and source.

In        helplines.toml beside this module.
Out       `help_lines(country, language)`, `complaint_lines(country, language)`: HelpLine in the reader's language.
Not here  when help is offered (assess, decide, web.care); the lender's own numbers (settings).
Proof     tests/notices/test_helplines.py: every line has its source, certainty and both scripts.
"""

import tomllib
from functools import cache
from importlib import resources
from typing import Any

from eastwind.notices.forms import LANGUAGES
from eastwind.notices.parameters import HelpLine


def help_lines(country: str, language: str) -> tuple[HelpLine, ...]:
    """Lines for people in distress; empty where none is on file, and then no message that needs one can be made."""
    return _lines(country, language, "help")


def complaint_lines(country: str, language: str) -> tuple[HelpLine, ...]:
    """The supervisors' lines for complaints about a lender; empty where none is on file."""
    return _lines(country, language, "complaint")


@cache
def content() -> dict[str, Any]:
    """The parsed file."""
    text = resources.files("eastwind.notices").joinpath("helplines.toml").read_text(encoding="utf-8")
    return tomllib.loads(text)


def _lines(country: str, language: str, kind: str) -> tuple[HelpLine, ...]:
    assert language in LANGUAGES, language
    return tuple(
        HelpLine(name=line["name"][language], number=line["number"], hours=line["hours"][language])
        for line in content()["line"]
        if line["country"] == country and line["kind"] == kind
    )
