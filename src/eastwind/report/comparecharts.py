"""Compare charts: what a change of strategy does, by bucket and by group, in two pictures.

In        `Compared` (comparing).
Out       SVG text (drawing).
Not here  the tables beside them (templates), sums (comparing).
Proof     tests/report/test_comparing.py; looked at by tests/report/test_browser.py.
"""

from typing import TYPE_CHECKING, Any, Final

import numpy as np

from eastwind.report import groups
from eastwind.report.comparing import KINDS, UNCHANGED, Compared, GroupChange
from eastwind.report.drawing import FILLS, INK, LINE, SOFT, both, draw, legend
from eastwind.report.numbers import Text

if TYPE_CHECKING:
    from matplotlib.figure import Figure

ROW: Final = 24.0  # units of height for one line of a chart


def kinds_shown(compared: Compared) -> list[str]:
    """The kinds of change that occur, in their order; `unchanged` is none."""
    return [kind for kind in KINDS if kind != UNCHANGED and compared.kinds[kind]]


def buckets_chart(compared: Compared) -> str:
    """People treated differently in each bucket, stacked by kind of change; somebody must be."""
    kinds = kinds_shown(compared)
    shown = [bucket for bucket, counts in compared.by_bucket.items() if any(counts[kind] for kind in kinds)]
    head = 18.0 * -(-len(kinds) // 2) + 8
    height = head + ROW * len(shown) + 26

    def paint(figure: "Figure") -> None:
        axes = figure.add_axes((0.1, 24 / height, 0.86, ROW * len(shown) / height))
        foot = np.zeros(len(shown))
        for rank, kind in enumerate(kinds):
            wide = np.array([compared.by_bucket[bucket][kind] for bucket in shown], dtype=np.float64)
            face, hatch = FILLS[rank % len(FILLS)]
            axes.barh(
                np.arange(len(shown)), wide, 0.7, left=foot, facecolor=face, hatch=hatch, edgecolor=INK, linewidth=0.7
            )
            foot += wide
        for place, total in enumerate(foot):
            axes.text(total, place, f" {total:,.0f}", va="center", ha="left", fontsize=10.5)
        axes.set_xlim(0, float(foot.max()) * 1.14)
        axes.set_ylim(len(shown) - 0.5, -0.5)
        axes.set_yticks(range(len(shown)), [f"M{bucket}" for bucket in shown])
        _count_axis(axes)
        legend(figure, axes, [KINDS[kind] for kind in kinds], across=2, top=1 - 11 / height, step=18 / height)

    title = Text("会被不同对待的人数，按逾期阶段", "People treated differently, by bucket")
    return draw("changes", title, height, paint)


def groups_chart(compared: Compared) -> str:
    """Share contacted of each group's people past due: hollow before, filled after; some group must be told."""
    rows = [row for row in compared.by_group if row.told]
    height = ROW * len(rows) + 58

    def paint(figure: "Figure") -> None:
        axes = figure.add_axes((0.27, 26 / height, 0.69, ROW * len(rows) / height))
        for place, row in enumerate(rows):
            old, new = 100 * row.contacted_before / row.late, 100 * row.contacted_after / row.late
            axes.plot([old, new], [place, place], color=INK, linewidth=1.6, zorder=1)
            spot: dict[str, Any] = {"marker": "o", "markersize": 8.5, "markeredgecolor": INK, "linestyle": "none"}
            axes.plot([new], [place], markerfacecolor=INK, zorder=2, **spot)
            axes.plot([old], [place], markerfacecolor="white", markeredgewidth=1.4, zorder=3, **spot)
            both(axes, -0.02, place, _named(row), transform=axes.get_yaxis_transform(), ha="right", va="center",
                 fontsize=10.5, clip_on=False)  # fmt: skip
        axes.set_ylim(len(rows) - 0.5, -0.5)
        low, high = axes.get_xlim()
        axes.set_xlim(max(0.0, low - 1), high + 1)
        axes.set_yticks([])
        axes.xaxis.set_major_formatter(lambda value, _: f"{value:.0f}%")
        axes.grid(axis="x", color=LINE, linewidth=0.5)
        axes.set_axisbelow(True)
        style: dict[str, Any] = {"transform": figure.transFigure, "fontsize": 10.5, "color": SOFT, "clip_on": False}
        both(axes, 0.02, 1 - 12 / height, Text("○ 之前　● 之后", "○ before   ● after"), va="center", **style)

    title = Text("各群体中被联系者的比例，之前与之后", "Share contacted in each group, before and after")
    return draw("groups", title, height, paint)


def _named(row: GroupChange) -> Text:
    return groups.group(row.value)


def _count_axis(axes: Any) -> None:
    from matplotlib.ticker import MaxNLocator

    axes.xaxis.set_major_formatter(lambda value, _: f"{value:,.0f}")
    axes.xaxis.set_major_locator(MaxNLocator(nbins=4, integer=True))
    axes.grid(axis="x", color=LINE, linewidth=0.5)
    axes.set_axisbelow(True)
