"""Charts: the three pictures of the daily page.

In        grids of whole numbers (standing, tally).
Out       SVG text (drawing).
Not here  bars in tables (the page's own HTML), what a chart is called and its data table (templates).
Proof     tests/report/test_charts.py; looked at by tests/report/test_browser.py.
"""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import polars as pl

from eastwind.report.drawing import FILLS, INK, LINE, SOFT, both, draw, legend
from eastwind.report.labels import CHANNELS
from eastwind.report.numbers import Text
from eastwind.report.standing import Map, Rolls, Way

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure


def hours_chart(hours: pl.DataFrame) -> str:
    """Contacts by hour of the local day, stacked by channel. `hours` has hour, channel, contacts; not empty."""
    title = Text("各小时开始的联系数，按渠道", "Contacts by the hour they start, by channel")
    sums = (
        hours.group_by("channel").agg(pl.col("contacts").sum()).sort(["contacts", "channel"], descending=[True, False])
    )
    channels = [channel for channel in sums["channel"] if channel is not None]
    low, high = int(hours["hour"].min()), int(hours["hour"].max())  # type: ignore[arg-type]
    low, high = min(low, 8), max(high, 20)

    def paint(figure: "Figure") -> None:
        from matplotlib.ticker import MaxNLocator

        axes = figure.add_axes((0.13, 0.12, 0.85, 0.68))
        foot = np.zeros(high + 1 - low)
        for rank, channel in enumerate(channels):
            part = hours.filter(pl.col("channel") == channel).group_by("hour").agg(pl.col("contacts").sum())
            tall = np.zeros(high + 1 - low)
            tall[part["hour"].to_numpy() - low] = part["contacts"].to_numpy()
            face, hatch = FILLS[rank % len(FILLS)]
            axes.bar(
                np.arange(low, high + 1) + 0.5,
                tall,
                0.86,
                bottom=foot,
                facecolor=face,
                hatch=hatch,
                edgecolor=INK,
                linewidth=0.7,
            )
            foot += tall
        axes.set_xlim(low, high + 1)
        ticks = list(range(low, high + 2, 2))
        axes.set_xticks(ticks, [f"{hour}:00" for hour in ticks])
        axes.yaxis.set_major_formatter(lambda value, _: f"{value:,.0f}")
        axes.yaxis.set_major_locator(MaxNLocator(nbins=4, integer=True))
        axes.grid(axis="y", color=LINE, linewidth=0.5)
        axes.set_axisbelow(True)
        legend(figure, axes, [CHANNELS[channel] for channel in channels])

    return draw("hours", title, 212, paint)


def rolls_chart(rolls: Rolls) -> str:
    """Where the loans of each bucket went: row = from, column = to, each cell the share of its row."""
    title = Text("从上期逾期阶段到今天的变化", "From the bucket then to the bucket today")
    used = [place for place in range(8) if rolls.loans[place].sum() or rolls.loans[:, place].sum()]
    size = len(used)

    def paint(figure: "Figure") -> None:
        left, top = 0.12, 0.15
        axes = figure.add_axes((left, 0.01, 0.98 - left, 0.99 - top))
        axes.set_xlim(-0.5, size - 0.5)
        axes.set_ylim(size - 0.5, -0.5)
        grid = rolls.loans[np.ix_(used, used)]
        for row in range(size):
            whole = int(grid[row].sum())
            for column in range(size):
                _cell(axes, column, row, int(grid[row, column]), whole)
        axes.set_xticks(range(size), [f"M{place}" for place in used])
        axes.set_yticks(range(size), [f"M{place}" for place in used])
        axes.tick_params(
            length=0, labelsize=11, labelcolor=INK, top=True, labeltop=True, bottom=False, labelbottom=False
        )
        for spine in axes.spines.values():
            spine.set_visible(False)
        style: dict[str, Any] = {"transform": figure.transFigure, "fontsize": 10.5, "color": SOFT, "clip_on": False}
        both(axes, 0.98, 0.975, Text("今天 →", "today →"), ha="right", va="top", **style)
        both(axes, 0.01, 0.975, Text("↓ 上期", "↓ then"), ha="left", va="top", **style)

    return draw("rolls", title, 306, paint)


def _cell(axes: "Axes", x: int, y: int, loans: int, whole: int) -> None:
    from matplotlib.patches import Rectangle

    part = loans / whole if whole else 0.0
    grey = 1 - 0.78 * part**0.6
    edge = INK if x == y else LINE
    axes.add_patch(
        Rectangle((x - 0.47, y - 0.47), 0.94, 0.94, facecolor=(grey, grey, grey), edgecolor=edge, linewidth=0.9)
    )
    if loans:
        shown = f"{100 * part:.0f}%" if part >= 0.005 else "<1%"
        axes.text(x, y, shown, ha="center", va="center", fontsize=10.5, color="white" if grey < 0.55 else INK)


def ways_chart(ways: Sequence[Way]) -> str:
    """The four ways as two by two: ability across, willingness up; the darker, the more repaid or are expected to."""
    title = Text("四类人：人数与还款", "The four ways: people and repayment")
    whole = sum(way.people for way in ways)

    def paint(figure: "Figure") -> None:
        axes = figure.add_axes((0.09, 0.1, 0.89, 0.89))
        for number, way in enumerate(ways, start=1):
            _way(axes, number, way, whole)
        axes.set_xlim(0, 2)
        axes.set_ylim(0, 2)
        axes.set_axis_off()
        style: dict[str, Any] = {"transform": figure.transFigure, "fontsize": 11.5, "clip_on": False}
        both(axes, 0.535, 0.04, Text("还款能力 →", "ability →"), ha="center", va="center", **style)
        both(axes, 0.04, 0.535, Text("还款意愿 →", "willingness →"), ha="center", va="center", rotation=90, **style)

    return draw("ways", title, 300, paint)


SPOTS: Final = {"care-first": (0, 0), "will-but-cannot": (0, 1), "not-yet-in-touch": (1, 0), "can-and-will": (1, 1)}


def _way(axes: "Axes", number: int, way: Way, whole: int) -> None:
    """One cell; `whole` people stand in all four."""
    from matplotlib.patches import Rectangle

    x, y = SPOTS[way.way]
    chance = way.repaid / way.known if way.known else max(way.repays_ppm, 0) / 1_000_000
    grey = 0.98 - 0.42 * chance
    axes.add_patch(
        Rectangle((x + 0.02, y + 0.02), 0.96, 0.96, facecolor=(grey, grey, grey), edgecolor=INK, linewidth=0.9)
    )
    style: dict[str, Any] = {"ha": "center", "va": "center", "color": INK}
    axes.text(x + 0.12, y + 0.86, str(number), fontsize=12, fontweight="bold", **style)
    both(axes, x + 0.54, y + 0.86, Text(f"{way.people:,} 人", f"{way.people:,} people"), fontsize=11, **style)
    if not way.people:
        return
    axes.text(x + 0.5, y + 0.54, f"{100 * chance:.0f}%", fontsize=24, **style)
    says = Text("实际还款", "repaid") if way.known else Text("预计自行还款", "expected to pay")
    both(axes, x + 0.5, y + 0.29, says, fontsize=10.5, **style)
    part = f"{100 * way.people / whole:.0f}%"
    both(axes, x + 0.5, y + 0.13, Text(f"占 {part}", f"{part} of those late"), fontsize=10.5, **style)


def map_chart(found: Map, ways: Sequence[Way]) -> str:
    """People past due by ability (across) and willingness (up); numbers mark the middles of the four ways."""
    title = Text("还款能力与意愿：颜色越深人越多", "Ability and willingness: the darker, the more people")

    def paint(figure: "Figure") -> None:
        from matplotlib.colors import ListedColormap

        axes = figure.add_axes((0.09, 0.09, 0.89, 0.89))
        shade = np.ma.masked_equal(np.log1p(found.people), 0)
        greys = ListedColormap([(g, g, g) for g in np.linspace(0.93, 0.18, 64)])
        axes.pcolormesh(found.ability, found.willingness, shade, cmap=greys, edgecolors="white", linewidth=0.4)
        if found.base is not None:
            _isolines(axes, found)
        for number, way in enumerate(ways, start=1):
            if way.ability is not None and way.willingness is not None:
                spot: dict[str, Any] = {"marker": "o", "markersize": 17, "markeredgecolor": INK, "color": INK}
                axes.plot(way.ability, way.willingness, markerfacecolor="white", markeredgewidth=1.4, **spot)
                axes.text(
                    way.ability,
                    way.willingness,
                    str(number),
                    ha="center",
                    va="center_baseline",
                    fontsize=12,
                    fontweight="bold",
                )
        axes.set_xlim(found.ability[0], found.ability[-1])
        axes.set_ylim(found.willingness[0], found.willingness[-1])
        axes.set_xticks([])
        axes.set_yticks([])
        style: dict[str, Any] = {"transform": figure.transFigure, "fontsize": 11.5, "clip_on": False}
        both(axes, 0.535, 0.035, Text("还款能力 →", "ability →"), ha="center", va="center", **style)
        both(axes, 0.04, 0.535, Text("还款意愿 →", "willingness →"), ha="center", va="center", rotation=90, **style)

    return draw("map", title, 326, paint)


def _isolines(axes: "Axes", found: Map) -> None:
    """Lines of equal chance to pay within 30 days if left in peace, where base + ability + willingness = its logit."""
    assert found.base is not None
    left, right = float(found.ability[0]), float(found.ability[-1])
    low, high = float(found.willingness[0]), float(found.willingness[-1])
    for percent in (10, 25, 50, 75, 90):
        chance = percent / 100
        total = float(np.log(chance / (1 - chance))) - found.base
        # The line runs from upper left to lower right: willingness = total − ability.
        start, end = max(left, total - high), min(right, total - low)
        if end - start < 0.12 * (right - left):
            continue
        axes.plot([start, end], [total - start, total - end], color=INK, linewidth=1.0, linestyle=(0, (4, 3)))
        at = start + 0.06 * (end - start)
        axes.text(
            at, total - at, f"{percent}%", ha="center", va="center", fontsize=10,
            bbox={"facecolor": "white", "edgecolor": "none", "pad": 1.2},
        )  # fmt: skip
