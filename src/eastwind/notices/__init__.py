"""Notices: what is said to people, in texts that were proven before anyone is written to.

In        template files, parameters from the store and the lender's settings.
Out       `load`, `Library.find`, `contains_mask` for whoever plans; `render` for whoever sends; help lines by country.
Not here  whether a contact is lawful (law), which is chosen (decide), how it travels (channels).
Proof     tests/notices; docs/reference/notices.md shows every text as it is sent.

Candidates need the masks alone; nothing is rendered until a contact leaves. The engine sees no name, number or address.
"""

from eastwind.notices.forms import LANGUAGES, language_of
from eastwind.notices.helplines import complaint_lines, help_lines
from eastwind.notices.library import Library, NoTemplate, Template, contains_mask
from eastwind.notices.load import load
from eastwind.notices.parameters import HelpLine, Itemization, Line, ParameterError, Parameters
from eastwind.notices.proof import Failure, prove
from eastwind.notices.reading import TemplateError
from eastwind.notices.render import MissingParameter, Rendered, TooLong, needs, render
from eastwind.notices.sms import Segments, segments

__all__ = [
    "LANGUAGES",
    "Failure",
    "HelpLine",
    "Itemization",
    "Library",
    "Line",
    "MissingParameter",
    "NoTemplate",
    "ParameterError",
    "Parameters",
    "Rendered",
    "Segments",
    "Template",
    "TemplateError",
    "TooLong",
    "complaint_lines",
    "contains_mask",
    "help_lines",
    "language_of",
    "load",
    "needs",
    "prove",
    "render",
    "segments",
]
