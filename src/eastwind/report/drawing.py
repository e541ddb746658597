"""Drawing: how every picture of this room's pages is made, by matplotlib as inline SVG.

In        a painter of one figure.
Out       SVG text: no size of its own, text kept as text, both languages in one drawing, the same bytes every time.
Not here  what is painted (charts, and the charts of each page's own sections).
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

from eastwind.report.numbers import Text

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


def draw(name: str, title: Text, height: float, paint: Any) -> str:
    """What `paint` puts on a figure of `height` units, as SVG named `name`; the page says more under `<name>-says`."""
    mpl = _library()
    with mpl.rc_context():
        mpl.rcdefaults()  # a reader's own settings must not change the bytes
        mpl.rcParams.update(STYLE)
        mpl.rcParams["svg.hashsalt"] = f"eastwind-{name}"
        figure = _figure(height)
        paint(figure)
        return _svg(name, title, figure)


def both(axes: "Axes", x: float, y: float, text: Text, **style: Any) -> None:
    """The same label in both languages at one place; the page hides one (ids that hold `zh_` or `en_`)."""
    for language, words in (("zh", text.zh), ("en", text.en)):
        drawn = axes.text(x, y, words, **style)
        drawn.set_gid(f"{language}_{len(axes.texts)}_{round(axes.get_position().y0 * 1000)}")


def legend(
    figure: "Figure", axes: "Axes", names: Sequence[Text], *, across: int = 3, top: float = 0.955, step: float = 0.075
) -> None:
    """Boxes and names, `across` to a row from `top` down, in the order of FILLS."""
    from matplotlib.patches import Rectangle

    tall = 0.6 * step
    for rank, name in enumerate(names):
        face, hatch = FILLS[rank % len(FILLS)]
        x, y = 0.02 + 0.99 / across * (rank % across), top - step * (rank // across)
        box = Rectangle(
            (x, y - tall / 2), 0.034, tall, transform=figure.transFigure, facecolor=face, hatch=hatch, edgecolor=INK,
            linewidth=0.7,
        )  # fmt: skip
        figure.add_artist(box)
        both(axes, x + 0.045, y, name, transform=figure.transFigure, va="center", fontsize=10.5, clip_on=False)
