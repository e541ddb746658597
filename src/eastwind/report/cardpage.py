"""Card page: a model's card on one self-contained page, in Chinese and in English.

In        a `Shown`: assess.card.Card, the fairness of a day planned by the model, who answers for it.
Out       `render_card`: HTML; the same bytes for the same card.
Not here  the figures (assess.card), fairness (fairness), writing the file (cli).
Proof     tests/report/test_cardpage.py.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

from markupsafe import Markup

from eastwind.assess.card import Card, Group
from eastwind.report import cardcharts, fairnesscharts, features, groups, labels
from eastwind.report.fairness import Fairness
from eastwind.report.numbers import Text, count, percent, ratio, share, signed, width
from eastwind.report.page import both, environment

WEIGHTS_SHOWN: Final = 12
DRIFTS_SHOWN: Final = 8
GROUP_MIN: Final = 1_500  # under which chance says more of a group's calibration than the model does
GAP: Final = 0.02
TARGETS: Final[dict[str, Text]] = {
    "default_next_month": Text("没有错过下一个月的还款", "does not miss the next month's payment"),
    "paid_30d": Text("逾期者在 30 天内有任何还款", "if late, pays anything within 30 days"),
    "cured_30d": Text("逾期者在 30 天内回正", "if late, is current again within 30 days"),
    "half_paid_90d": Text(
        "逾期者在 90 天内还清所欠的至少一半", "if late, pays at least half of what is owed within 90 days"
    ),
}
NOT_FOR: Final = (
    Text("决定是否放贷、额度或价格", "granting credit, setting limits or prices"),
    Text(
        "单凭它使用严肃语气、上门、委外、起诉或报送征信",
        "a firm tone, a visit, a placement, a suit or a credit mark on its word alone",
    ),
    Text("招聘、租房、保险或任何催收以外的用途", "hiring, letting, insurance, or anything but collections"),
    Text(
        "对任何人的品格下结论：能力与意愿的划分只是约定",
        "judging anybody's character: the split of ability and willingness is a convention",
    ),
    Text(
        "用于别的国家、产品、币种，或远离训练时期的账本，而不先在其上评估",
        "books of another country, product or currency, or long after the training, unless evaluated there first",
    ),
    Text(
        "代替法规判断：评分再高，法律不许的联系也不会发出",
        "overruling the law: no score makes a forbidden contact lawful",
    ),
)


@dataclass(frozen=True, slots=True)
class Shown:
    """What the page tells: `verify`, `reprint` and `retrain` are commands; `by` = who answers for it, "" = nobody."""

    card: Card
    lender: str
    fairness: Fairness | None
    by: str = ""
    verify: str = ""
    reprint: str = ""
    retrain: str = ""
    language: str = "zh"


def target(name: str) -> Text:
    """What a model foretells, in words."""
    return TARGETS.get(name) or Text(name, name.replace("_", " "))


def calibrated(one: Group) -> Text:
    """Whether a group's scores mean what they say."""
    if one.people < GROUP_MIN:
        return Text("人数不足以下结论", "too few to say")
    if abs(one.said - one.seen) <= GAP:
        return Text("在 ±2% 以内", "within ± 2 %")
    return Text("偏差超过 2%", "off by more than 2 %")


def ordered(found: Sequence[Group]) -> list[Group]:
    """Groups trait by trait, as a reader expects them."""
    rows = {(one.trait, one.value): one for one in found}
    return [
        rows[trait, value]
        for trait in dict.fromkeys(one.trait for one in found)
        for value in groups.in_order([one.value for one in found if one.trait == trait])
    ]


def render_card(shown: Shown) -> str:
    """The card as one self-contained HTML page in zh and en."""
    card = shown.card
    return environment().get_template("card.html.j2").render(
        s=shown, c=card, m=card.model, trained=card.model.data["trained"], settings=card.model.data["settings"],
        t=both, x=lambda words: both(*words), n=count, share=share, width=width, percent=percent, signed=signed,
        ratio=ratio, target=target(card.model.target), not_for=NOT_FOR, feature=features.feature, half=features.half,
        level=features.level, group=groups.group, trait=groups.trait, calibrated=calibrated, label=_label,
        halves=[("ability", _of(card, "ability")), ("willingness", _of(card, "willingness"))],
        ordered=ordered(card.groups), weights_shown=WEIGHTS_SHOWN, drifts_shown=DRIFTS_SHOWN,
        calibration_svg=Markup(cardcharts.calibration_chart(card.bins)),
        distribution_svg=Markup(cardcharts.distribution_chart(card.spread)),
        **fairnesscharts.section(shown.fairness),
    )  # fmt: skip


def _label(word: str) -> Text:
    return labels.label(word, {})


def _of(card: Card, half: str) -> Sequence[Any]:
    return [one for one in card.weights if one.half == half]
