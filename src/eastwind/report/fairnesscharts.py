"""Fairness charts: every ratio with its interval against the band that counts as even, in one picture per trait.

In        ratios (fairness).
Out       SVG text (drawing); `section`: all that the section on fairness shows.
Not here  the tables beside it (templates), sums (fairness).
Proof     tests/report/test_fairness.py; looked at by tests/report/test_browser.py.
"""

import math
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, Final

from markupsafe import Markup

from eastwind.report import groups
from eastwind.report.drawing import INK, LINE, SOFT, both, draw
from eastwind.report.fairness import HIGH, LOW, OUTCOMES, STATUSES, Fairness, Ratio
from eastwind.report.numbers import Text

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

ROW: Final = 19.0
LEFT, RIGHT = 0.36, 2.8  # of the axis; what lies beyond stands at its edge, as an arrow
TICKS: Final = (0.5, 0.8, 1.0, 1.25, 2.0)


def section(found: Fairness | None) -> dict[str, Any]:
    """What the section on fairness is drawn from, on any page; nothing where the book has no traits."""
    if found is None or not found.ratios:
        return {"fairness": None}
    told = list(dict.fromkeys(row.trait for row in found.ratios))
    drawn = {trait: ratios_chart(trait, found.ratios) for trait in told}
    return {
        "fairness": found,
        "uneven": [row for row in found.ratios if row.status == "uneven"],
        "traits_told": told,
        "references": {row.trait: row.reference for row in found.ratios},
        "ratios_svg": {trait: None if svg is None else Markup(svg) for trait, svg in drawn.items()},
        "outcome_names": OUTCOMES,
        "status_names": STATUSES,
    }


def ratios_chart(trait: str, rows: Sequence[Ratio]) -> str | None:
    """Ratios of one trait on a log axis, outcome by outcome; None where nothing can be said of any."""
    told = [row for row in rows if row.trait == trait and row.status != "few"]
    if not told:
        return None
    lines: list[Ratio | str] = []
    for outcome in OUTCOMES:
        mine = [row for row in told if row.outcome == outcome]
        lines += [outcome, *mine] if mine else []
    height = ROW * len(lines) + 34

    def paint(figure: "Figure") -> None:
        axes = figure.add_axes((0.3, 28 / height, 0.67, ROW * len(lines) / height))
        axes.set_xscale("log")
        axes.set_xlim(LEFT, RIGHT)
        axes.set_ylim(len(lines) - 0.5, -0.5)
        axes.axvspan(LOW, HIGH, facecolor="#e6e9ec", edgecolor="none", zorder=0)
        axes.axvline(1, color=SOFT, linewidth=0.8, zorder=1)
        for place, line in enumerate(lines):
            style: dict[str, Any] = {"transform": axes.get_yaxis_transform(), "va": "center", "clip_on": False}
            if isinstance(line, str):
                both(axes, -0.44, place, OUTCOMES[line], ha="left", fontsize=10.5, fontweight="bold", **style)
            else:
                both(axes, -0.02, place, groups.group(line.group), ha="right", fontsize=10.5, **style)
                _ratio(axes, place, line)
        axes.set_yticks([])
        axes.set_xticks(TICKS, [f"{tick:g}" for tick in TICKS])
        axes.minorticks_off()
        axes.grid(axis="x", color=LINE, linewidth=0.5)
        axes.set_axisbelow(True)

    title = Text("同等需要下与最大群体的比值", "Ratios to the largest group at equal need")
    return draw(f"ratios-{trait}", title, height, paint)


def _ratio(axes: "Axes", place: int, row: Ratio) -> None:
    low, high = max(row.low, LEFT), min(row.high, RIGHT)
    axes.plot([low, high], [place, place], color=INK, linewidth=1.3, zorder=2)
    for edge, beyond, marker in ((LEFT, row.low < LEFT, "<"), (RIGHT, row.high > RIGHT, ">")):
        if beyond:
            axes.plot([edge], [place], marker=marker, markersize=5, color=INK, clip_on=False, zorder=2)
    at = min(max(row.ratio, LEFT), RIGHT) if math.isfinite(row.ratio) else RIGHT
    uneven = row.status == "uneven"
    axes.plot([at], [place], marker="D" if uneven else "o", markersize=7.5 if uneven else 6.5, color=INK,
              markerfacecolor=INK if uneven else "white", markeredgewidth=1.2, clip_on=False, zorder=3)  # fmt: skip
