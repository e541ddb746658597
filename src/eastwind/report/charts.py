"""Charts: the three pictures of the page, drawn by matplotlib as inline SVG.

In        grids of whole numbers (standing, tally).
Out       SVG text: no size of its own, text kept as text, both languages in one drawing, the same bytes every time.
Not here  bars in tables (the page's own HTML), what a chart is called and its data table (templates).
Proof     tests/report/test_charts.py; looked at by tests/report/test_browser.py.

A drawing is 332 units wide, what a phone leaves it, and 1 unit of text is 1 pixel there. Greys, hatches and figures
carry the meaning, never a hue. Fonts are the reader's own, so Chinese needs none here.
"""

import logging
import re
import warnings
from collections.abc import Sequence
from io import StringIO
from types import ModuleType
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import polars as pl

from eastwind.report.labels import CHANNELS
from eastwind.report.numbers import Text
from eastwind.report.standing import Map, Rolls, Way

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

WIDTH: Final = 332.0
INK: Final = "#1b1f24"
SOFT: Final = "#59616b"
LINE: Final = "#c9ced5"
# Face and hatch by rank: each pair differs in both, so that a copying machine keeps them apart.
FILLS: Final = (
    ("#3a4047", ""),
    ("#ffffff", "////"),
    ("#c3c9d0", ""),
    ("#ffffff", "...."),
    ("#8a929b", ""),
    ("#ffffff", "xxxx"),
    ("#e6e9ec", "\\\\\\\\"),
    ("#ffffff", ""),
    ("#59616b", "++++"),
)
STYLE: Final[Any] = {
    "svg.fonttype": "none",
    "font.size": 11.0,
    "axes.edgecolor": LINE,
    "axes.labelcolor": INK,
    "axes.linewidth": 0.8,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.unicode_minus": True,
    "xtick.color": SOFT,
    "ytick.color": SOFT,
    "xtick.major.size": 3.0,
    "ytick.major.size": 3.0,
    "hatch.linewidth": 0.7,
    "hatch.color": INK,
    "text.color": INK,
}


def _figure(height: float) -> "Figure":
    """An empty drawing, WIDTH units wide."""
    from matplotlib.figure import Figure

    return Figure(figsize=(WIDTH / 72, height / 72), dpi=72)


def _svg(name: str, title: Text, figure: "Figure") -> str:
    """The drawing as an SVG element whose ids begin with `name`, so that several may stand on one page."""
    out = StringIO()
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", message="Glyph .* missing from font")  # the reader's font has it
        nothing = {"Date": None, "Creator": None, "Format": None, "Type": None}
        figure.savefig(out, format="svg", metadata=nothing, facecolor="none")
    text = out.getvalue()
    text = text[text.index("<svg") :]
    text = re.sub(r"<metadata>.*?</metadata>", "", text, flags=re.DOTALL)
    text = re.sub(r'\bid="', f'id="{name}-', text)
    text = re.sub(r'(href="|url\()#', rf"\1#{name}-", text)
    view = re.search(r'viewBox="[^"]*"', text)
    assert view is not None, name
    head = (
        f'<svg class="drawing" {view[0]} xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" '
        f'role="img" aria-labelledby="{name}-says"><title>{title.zh} / {title.en}</title>'
    )
    return head + text[text.index(">") + 1 :].strip()


def _library() -> ModuleType:
    """matplotlib, imported by the first drawing: a run without a report does not pay for it."""
    log = logging.getLogger("matplotlib")
    level = log.level
    # Where the home is read-only, matplotlib keeps its font list in a temporary folder of its own and says so: no news.
    log.setLevel(logging.ERROR)
    try:
        import matplotlib
        import matplotlib.figure
    finally:
        log.setLevel(level)
    return matplotlib


def _draw(name: str, title: Text, height: float, paint: Any) -> str:
    mpl = _library()
    with mpl.rc_context():
        mpl.rcdefaults()  # a reader's own settings must not change the bytes
        mpl.rcParams.update(STYLE)
        mpl.rcParams["svg.hashsalt"] = f"eastwind-{name}"
        figure = _figure(height)
        paint(figure)
        return _svg(name, title, figure)


def _both(axes: "Axes", x: float, y: float, text: Text, **style: Any) -> None:
    """The same label in both languages at one place; the page hides one (ids that hold `zh_` or `en_`)."""
    for language, words in (("zh", text.zh), ("en", text.en)):
        drawn = axes.text(x, y, words, **style)
        drawn.set_gid(f"{language}_{len(axes.texts)}_{round(axes.get_position().y0 * 1000)}")


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
        _legend(figure, axes, [CHANNELS[channel] for channel in channels])

    return _draw("hours", title, 212, paint)


def _legend(figure: "Figure", axes: "Axes", names: Sequence[Text]) -> None:
    """Boxes and names above the plot, three to a row."""
    from matplotlib.patches import Rectangle

    for rank, name in enumerate(names):
        face, hatch = FILLS[rank % len(FILLS)]
        across, down = rank % 3, rank // 3
        x, y = 0.02 + 0.33 * across, 0.955 - 0.075 * down
        box = Rectangle(
            (x, y - 0.022), 0.034, 0.044, transform=figure.transFigure, facecolor=face, hatch=hatch, edgecolor=INK,
            linewidth=0.7,
        )  # fmt: skip
        figure.add_artist(box)
        _both(axes, x + 0.045, y, name, transform=figure.transFigure, va="center", fontsize=10.5, clip_on=False)


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
        _both(axes, 0.98, 0.975, Text("今天 →", "today →"), ha="right", va="top", **style)
        _both(axes, 0.01, 0.975, Text("↓ 上期", "↓ then"), ha="left", va="top", **style)

    return _draw("rolls", title, 306, paint)


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
        _both(axes, 0.535, 0.035, Text("还款能力 →", "ability →"), ha="center", va="center", **style)
        _both(axes, 0.04, 0.535, Text("还款意愿 →", "willingness →"), ha="center", va="center", rotation=90, **style)

    return _draw("map", title, 326, paint)


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
