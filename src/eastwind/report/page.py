"""Page: the day's figures put into the templates.

In        a `Day`.
Out       `render`: the page as one string of HTML with its style, script and drawings inside.
Not here  sums (tally, stopped, standing, trust), drawing (charts), prose (templates).
Proof     tests/report/test_page.py: every promised part is there, in both languages, the same bytes twice.
"""

from datetime import datetime
from functools import cache
from typing import Any, Final

import jinja2
from markupsafe import Markup, escape

from eastwind.core.money import currency
from eastwind.core.reasons import sentence
from eastwind.report import (
    charts,
    comparecharts,
    comparing,
    fairnesscharts,
    features,
    groups,
    quiet,
    scarce,
    standing,
    stopped,
    tally,
    trust,
    worth,
)
from eastwind.report import labels as house
from eastwind.report.comparing import Compared
from eastwind.report.day import Day
from eastwind.report.numbers import (
    Text,
    count,
    day,
    moment,
    money,
    people,
    percent,
    points,
    ratio,
    seconds,
    share,
    signed,
    width,
)  # fmt: skip

TONE_FILLS: Final = {"gentle": "dots", "plain": "grey", "firm": "ink"}
RULES_SHOWN: Final = 10  # the rest, and what is longer, is folded away
STORIES_SHOWN: Final = 4
TEXT_SHOWN: Final = 240  # characters of a notice
FLOWS_SHOWN: Final = 8


def render(day_: Day) -> str:
    """The day as one self-contained HTML page in zh and en; no clock, no network, the same bytes for the same `Day`.

    Errors: DayGap has been raised when the `Day` was made; a reason or bucket unknown to core is a KeyError, a bug.
    """
    cube = tally.cube(day_.plan)
    rules = stopped.by_rule(day_)
    by_hour = tally.hours(day_)
    moved = None if day_.rolls is None or day_.rolls.is_empty() else standing.rolls(day_.rolls)
    found = standing.ability_map(day_)
    ways = standing.ways(day_, cube)
    page = environment().get_template("page.html.j2")
    return page.render(
        **_speech(day_),
        d=day_,
        today=tally.today(day_, cube),
        treatments=tally.treatments(cube),
        tones=tally.tones(cube),
        tone_fills=TONE_FILLS,
        span=tally.span(day_),
        by_hour=by_hour.rows(named=True),
        peace=quiet.peace(cube),
        stopped=stopped.stopped(day_),
        waits=stopped.waits(day_),
        rules=rules,
        rules_shown=RULES_SHOWN,
        stories_shown=STORIES_SHOWN,
        text_shown=TEXT_SHOWN,
        confidences=stopped.confidences(rules),
        scarce=scarce.scarce(day_),
        worth=worth.sentences(scarce.ordered(day_), day_.currency, day_.labels),
        buckets=standing.buckets(cube),
        moved=moved,
        ways=ways,
        observed_says=None if day_.observed is None else day_.observed.says,
        too_few=groups.TOO_FEW,
        scoring=day_.scoring,
        drifted=[] if day_.scoring is None else [one for one in day_.scoring.moved if one.level != "steady"],
        features=features,
        found=found,
        quarantine=trust.quarantine(day_),
        reconciliation=trust.reconciliation(day_),
        stories=[trust.story(day_, example) for example in day_.examples],
        hours_svg=Markup(charts.hours_chart(by_hour)) if by_hour.height else None,
        rolls_svg=None if moved is None else Markup(charts.rolls_chart(moved)),
        ways_svg=Markup(charts.ways_chart(ways)) if any(way.people for way in ways) else None,
        map_svg=None if found is None else Markup(charts.map_chart(found, ways)),
        **_compared(day_.compared),
        **_fairness(day_),
    )


def _compared(found: Compared | None) -> dict[str, Any]:
    """What the section of another strategy is drawn from; nothing where none was asked for."""
    if found is None:
        return {"compared": None}
    told = [row for row in found.by_group if row.told]
    return {
        "compared": found,
        "kind_names": comparing.KINDS,
        "kinds": comparecharts.kinds_shown(found),
        "by_bucket": [(house.BUCKETS[bucket], counts) for bucket, counts in found.by_bucket.items()],
        "by_way": [(house.WAYS[way], counts) for way, counts in found.by_way.items()],
        "changes_svg": Markup(comparecharts.buckets_chart(found)) if found.changed else None,
        "groups_svg": Markup(comparecharts.groups_chart(found)) if told and found.changed else None,
        "flows_shown": FLOWS_SHOWN,
    }


def _fairness(day_: Day) -> dict[str, Any]:
    """What the section on fairness is drawn from, with what was observed of people afterwards."""
    observed = None if day_.observed is None else _observed_note(day_.observed.says)
    return fairnesscharts.section(day_.fairness) | {"observed_note": observed}


def _observed_note(says: Text) -> Text:
    return Text(f"这里的“实际”是：{says.zh}。", f"Observed here: {says.en}.")


@cache
def environment() -> jinja2.Environment:
    """The templates of every page of this room: what is not given to one is an error, what is text is escaped."""
    return jinja2.Environment(
        loader=jinja2.PackageLoader("eastwind.report", "templates"),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )


def both(zh: object, en: object) -> Markup:
    """The same words in both languages, of which the page shows one; equal ones stand once."""
    if zh == en:
        return Markup(escape(zh))
    return Markup('<span class="zh" lang="zh-Hans">{}</span><span class="en" lang="en">{}</span>').format(zh, en)


def _speech(day_: Day) -> dict[str, Any]:
    """The words and number forms that templates speak with."""
    year = day_.local.year

    def text(words: Text) -> Markup:
        return both(*words)

    def cash(minor: int) -> Text:
        return money(minor, day_.currency)

    def when(at: datetime) -> Text:
        return moment(at, day_.zone, year=year)

    def label(word: str) -> Text:
        return house.label(word, day_.labels)

    return {
        "t": both,
        "x": text,
        "n": count,
        "people": people,
        "share": share,
        "points": points,
        "percent": percent,
        "signed": signed,
        "ratio": ratio,
        "width": width,
        "cash": cash,
        "price": lambda minor: money(minor, day_.currency, small=True),
        "when": when,
        "day": day,
        "label": label,
        "treatment": lambda word: house.treatment(word, day_.labels),
        "capacity": lambda word: house.capacity(word, day_.labels),
        "unit": lambda word: house.unit(word, day_.labels),
        "reason": lambda word: Text(sentence(word, "zh"), sentence(word, "en")),
        "trait": groups.trait,
        "group": groups.group,
        "currency_name": Text(currency(day_.currency).names["zh"], currency(day_.currency).names["en"]),
        "collector": house.collector,
        "seconds": seconds,
        "ways_mean": house.WAYS_MEAN,
        "bucket_names": house.BUCKETS,
        "forces": house.FORCES,
        "confidence_names": house.CONFIDENCES,
    }
