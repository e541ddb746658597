"""Report: the day on one page, for the people who answer for it.

In        a `Day`: the plan's frames (core.plan), what was read, the texts of the rules, the log's checkpoint.
Out       `render(day)`: one self-contained HTML page in zh and en, the same bytes for the same day.
Not here  deciding (engine), writing the file (cli), the office's live screens (web).
Proof     tests/report: sums against a row-by-row reading, the page's structure, and a browser at two widths.

Nothing of a person but the given examples is read one by one: every figure is a Polars aggregate, so a day of ten
million people is drawn from a few hundred numbers (docs/adr/0009-report-drawn-with-matplotlib.md).
"""

from eastwind.report.comparing import Compared, Named, changes, compare
from eastwind.report.day import (
    Comparison,
    Counts,
    Day,
    DayGap,
    Example,
    LawBook,
    Log,
    Moved,
    Observed,
    RuleText,
    Scoring,
)
from eastwind.report.fairness import Fairness, NamedReason
from eastwind.report.numbers import Text
from eastwind.report.page import render

__all__ = [
    "Compared", "Comparison", "Counts", "Day", "DayGap", "Example", "Fairness", "LawBook", "Log", "Moved",
    "Named", "NamedReason", "Observed", "RuleText", "Scoring", "Text", "changes", "compare", "render",
]  # fmt: skip
