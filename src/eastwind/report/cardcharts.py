"""Card charts: whether a model's chances mean what they say, and how people lie along them.

In        bins and distribution of assess.card.
Out       SVG text (drawing).
Not here  the tables beside them (templates), the figures (assess).
Proof     tests/report/test_cardpage.py.
"""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from eastwind.assess.card import Bin
from eastwind.report.drawing import FILLS, INK, LINE, SOFT, both, draw, legend
from eastwind.report.numbers import Text

if TYPE_CHECKING:
    from matplotlib.figure import Figure


def calibration_chart(bins: Sequence[Bin]) -> str:
    """What was said across, what was seen up, with its interval; on the line both are equal."""

    def paint(figure: "Figure") -> None:
        axes = figure.add_axes((0.15, 0.14, 0.79, 0.84))
        axes.plot([0, 1], [0, 1], color=SOFT, linewidth=1.0, linestyle=(0, (4, 3)), zorder=1)
        for one in bins:
            axes.plot([one.said, one.said], [one.low, one.high], color=INK, linewidth=1.2, zorder=2)
            axes.plot([one.said], [one.seen], marker="o", markersize=6, markerfacecolor="white", markeredgecolor=INK,
                      markeredgewidth=1.3, zorder=3)  # fmt: skip
        axes.set_xlim(0, 1)
        axes.set_ylim(0, 1)
        ticks = [0, 0.25, 0.5, 0.75, 1]
        axes.set_xticks(ticks, [f"{100 * tick:.0f}%" for tick in ticks])
        axes.set_yticks(ticks, [f"{100 * tick:.0f}%" for tick in ticks])
        axes.grid(color=LINE, linewidth=0.5)
        axes.set_axisbelow(True)
        style: dict[str, Any] = {"transform": figure.transFigure, "fontsize": 11, "clip_on": False}
        both(axes, 0.56, 0.03, Text("评分所说的可能性", "chance said"), ha="center", va="center", **style)
        both(
            axes,
            0.025,
            0.56,
            Text("实际还款的比例", "share that repaid"),
            ha="center",
            va="center",
            rotation=90,
            **style,
        )

    return draw("calibration", Text("所说与所见", "Said and seen"), 320, paint)


def distribution_chart(spread: Sequence[tuple[int, int]]) -> str:
    """People by twentieth of the chance, those who repaid on top of those who did not."""

    def paint(figure: "Figure") -> None:
        axes = figure.add_axes((0.15, 0.16, 0.79, 0.7))
        left = np.arange(len(spread)) / len(spread)
        ones, zeros = (np.array(column, dtype=np.float64) for column in zip(*spread, strict=True))
        style: dict[str, Any] = {"width": 1 / len(spread), "align": "edge", "edgecolor": INK, "linewidth": 0.6}
        axes.bar(left, zeros, facecolor=FILLS[0][0], **style)
        axes.bar(left, ones, bottom=zeros, facecolor=FILLS[1][0], hatch=FILLS[1][1], **style)
        axes.set_xlim(0, 1)
        ticks = [0, 0.25, 0.5, 0.75, 1]
        axes.set_xticks(ticks, [f"{100 * tick:.0f}%" for tick in ticks])
        axes.yaxis.set_major_formatter(lambda value, _: f"{value:,.0f}")
        axes.grid(axis="y", color=LINE, linewidth=0.5)
        axes.set_axisbelow(True)
        legend(figure, axes, [Text("没有还款", "did not repay"), Text("还款", "repaid")], across=2)
        label: dict[str, Any] = {"transform": figure.transFigure, "fontsize": 11, "clip_on": False}
        both(axes, 0.56, 0.03, Text("评分所说的可能性", "chance said"), ha="center", va="center", **label)

    return draw("distribution", Text("评分的分布", "How scores lie"), 240, paint)
