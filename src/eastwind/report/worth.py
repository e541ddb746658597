"""Worth: what a day's prices say, in sentences.

In        the prices frame of a plan (core.plan), its currency, a strategy's own words.
Out       `sentences`: for each limit what one more or one fewer would mean, and how near the plan is to the best there
          is; `went_to`: why somebody did not get what takes of a scarce capacity.
Not here  the prices (decide), the page.
Proof     tests/report/test_worth.py.
"""

from collections.abc import Mapping
from typing import Any, Final

import polars as pl

from eastwind.core.money import format_minor
from eastwind.decide import MICRO
from eastwind.report import labels
from eastwind.report.numbers import Text

Own = Mapping[str, tuple[str, str]]

NO_WORDS: Final[Own] = {}
SAY: Final[dict[str, Text]] = {
    "short": Text(
        "{name}：每多 {count} {unit}，今天约多得 {worth}；每少 {count} {unit}，约少得同样多（已用 {used} / {there}）。",
        "{name} ({unit}): {count} more would bring about {worth} today, {count} fewer would cost about as much "
        "({used} of {there} used).",
    ),
    "enough": Text(
        "{name}并不紧缺：已用 {used} / {there} {unit}，再多也不会带来更多。",
        "{name}: not short, {used} of {there} {unit} used; more would bring nothing today.",
    ),
    "none": Text(
        "{name}今天没有可用额度；若有，每 {count} {unit}约值 {worth}。",
        "{name} ({unit}): {there} today, not enough for anybody; {count} more would bring about {worth}.",
    ),
    "idle": Text("{name}：没有任何方案使用它。", "{name}: no treatment uses it."),
    "met": Text(
        "{name}：已安排 {used} 人，承诺至少 {there} 人，没有因此放弃任何价值。",
        "{name}: {used} planned, at least {there} promised; nothing is given up for it.",
    ),
    "owed": Text(
        "{name}：已安排 {used} 人，承诺至少 {there} 人；少承诺一人，别处约多得 {worth}。",
        "{name}: {used} planned, at least {there} promised; one fewer promised would bring about {worth} elsewhere.",
    ),
    "whole": Text(
        "全部联系合计约值 {value}；在这些限额内，任何方案都不会超过 {bound}，因此最多相差 {gap}。",
        "All contacts together are worth about {value}; no plan within these limits is worth more than {bound}, "
        "so at most {gap} is missed.",
    ),
    "went": Text(
        "未选{treatment}：它需要 {amount} {unit}{name}，今天都给了比起其他办法至少多带来 {worth} 的人",
        "not {treatment}: it takes {amount} {unit} of {name}, which went to people for whom it brings at least {worth} "
        "more than what else was open to them",
    ),
}


def sentences(prices: pl.DataFrame, currency: str, own: Own = NO_WORDS) -> list[Text]:
    """A sentence for each limit of the strategy, and one for the whole; none where there are no limits."""
    rows = prices.to_dicts()
    said = [_of(row, currency, own) for row in rows]
    if rows and rows[0]["bound_minor"] is not None:
        value, bound = rows[0]["value_minor"], rows[0]["bound_minor"]
        gap = f"{(bound - value) / bound:.3%}" if bound else "0 %"
        said.append(_say("whole", gap=Text(gap, gap), value=_money(value, currency), bound=_money(bound, currency)))
    return said


def went_to(prices: pl.DataFrame, treatment: str, currency: str, own: Own = NO_WORDS) -> list[Text]:
    """Where what `treatment` takes of scarce capacities went, a sentence for each of them."""
    said = []
    for row in prices.to_dicts():
        takes = dict(zip(row["treatments"] or (), row["takes"] or (), strict=True))
        if row["limit"] == "at-most" and row["price_micro"] and takes.get(treatment):
            worth = takes[treatment] * row["price_micro"] // MICRO
            named = labels.treatment(treatment, own)
            amount = f"{takes[treatment]:,}"
            said.append(
                _say("went", row, own, treatment=named, amount=Text(amount, amount), worth=_money(worth, currency))
            )
    return said


def _of(row: dict[str, Any], currency: str, own: Own) -> Text:
    """What one row says."""
    count = 1
    while row["price_micro"] and row["price_micro"] * count < MICRO // 2:
        count *= 1_000
    worth = _money((row["price_micro"] * count + MICRO // 2) // MICRO, currency)
    if row["limit"] == "at-least":
        kind = "owed" if row["price_micro"] else "met"
    elif not row["treatments"]:
        kind = "idle"
    elif not row["price_micro"]:
        kind = "enough"
    else:
        kind = "short" if row["used"] else "none"
    return _say(kind, row, own, worth=worth, count=Text(f"{count:,}", f"{count:,}"))


def _say(kind: str, row: dict[str, Any] | None = None, own: Own = NO_WORDS, **values: Text) -> Text:
    if row is not None:
        used, there = f"{row['used']:,}", f"{row['available']:,}"
        values |= {
            "name": labels.capacity(row["capacity"], own),
            "unit": labels.unit(row["unit"], own),
            "used": Text(used, used),
            "there": Text(there, there),
        }
    zh = SAY[kind].zh.format(**{key: value.zh for key, value in values.items()})
    return Text(zh, SAY[kind].en.format(**{key: value.en for key, value in values.items()}))


def _money(minor: int, currency: str) -> Text:
    return Text(format_minor(minor, currency, "zh"), format_minor(minor, currency, "en"))
