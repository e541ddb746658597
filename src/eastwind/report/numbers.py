"""Numbers: counts, shares, money and moments as people write them in Chinese and in English.

In        integers, minor units, instants.
Out       strings, or a `Text` where the two languages differ.
Not here  words for codes (labels), sums.
Proof     tests/report/test_numbers.py.

No locale of the machine is asked: the page must be the same bytes everywhere.
"""

import math
from datetime import date, datetime
from typing import Final, NamedTuple
from zoneinfo import ZoneInfo

from eastwind.core.money import currency

MONTHS: Final = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
MONTHS_LONG: Final = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)
DAYS_ZH: Final = "一二三四五六日"
DAYS_EN: Final = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
NEVER: Final = "—"


class Text(NamedTuple):
    """One sentence or word in both languages of the page."""

    zh: str
    en: str


def count(number: int) -> str:
    """A whole number with thousands marks: 24,069."""
    return f"{number:,}"


def people(number: int) -> Text:
    """So many people: 24,069 人; 1 person, 24,069 people."""
    return Text(f"{number:,} 人", f"{number:,} {'person' if number == 1 else 'people'}")


def share(part: int, whole: int) -> str:
    """A part of a whole in per cent with one decimal; something that is there is never 0.0%, nor all but one 100.0%."""
    if whole <= 0:
        return NEVER
    if 0 < part * 1000 < whole:
        return "<0.1%"
    if part < whole and part * 1000 > whole * 999:
        return ">99.9%"
    return f"{100 * part / whole:.1f}%"


def percent(part: float) -> str:
    """A share from 0 to 1 in per cent with one decimal."""
    return NEVER if math.isnan(part) else f"{100 * part:.1f}%"


def signed(part: float) -> str:
    """A difference of shares from −1 to 1 in points with its sign: +1.2."""
    return NEVER if math.isnan(part) else points(round(part * 1_000_000), 1_000_000)


def ratio(value: float) -> str:
    """A ratio with two decimals; ∞ where nothing stands below the line."""
    return NEVER if math.isnan(value) else "∞" if math.isinf(value) else f"{value:.2f}"


def points(part: int, whole: int) -> str:
    """A difference of shares in percentage points with its sign: +1.2, −0.4, 0.0."""
    if whole <= 0:
        return NEVER
    figure = f"{abs(100 * part / whole):.1f}"
    return figure if float(figure) == 0 else f"{'+' if part > 0 else '−'}{figure}"


def width(part: int, whole: int) -> str:
    """The same share as a CSS width; anything above nothing stays visible."""
    if whole <= 0 or part <= 0:
        return "0%"
    return f"{max(0.4, 100 * part / whole):.2f}%"


def money(minor: int, code: str, *, small: bool = False) -> Text:
    """An amount rounded to what a reader takes in: 1.23 亿元, CNY 123.4 million; exact amounts are core.money's.

    `small`: a price of a single thing, whose minor units count even where the currency is usually written without.
    """
    known = currency(code)
    minus = "−" if minor < 0 else ""
    units = abs(minor) / 10**known.digits
    digits = known.digits if small else known.usual
    plain = f"{units:,.{digits if 0 < units < 100 else 0}f}"
    zh = en = plain
    if units >= 100_000_000:
        zh = f"{units / 100_000_000:,.2f} 亿"
    elif units >= 100_000:
        zh = f"{units / 10_000:,.1f} 万"
    if units >= 1_000_000_000:
        en = f"{units / 1_000_000_000:,.2f} billion"
    elif units >= 1_000_000:
        en = f"{units / 1_000_000:,.1f} million"
    ahead, behind = known.before.get("en", ""), known.after.get("en", "")
    en = f"{minus}{ahead}{en}{behind}" if ahead or behind else f"{minus}{code} {en}"
    # Where Chinese names the currency behind the number alone (元, 美元), so does the page; else the sign of English.
    named = known.after.get("zh", "") if not known.before.get("zh") else ""
    zh = f"{minus}{zh}{named}" if named else f"{minus}{ahead or f'{code} '}{zh}"
    return Text(zh, en)


def day(on: date) -> Text:
    """A date in full with its weekday: 2026年9月30日（周三）, Wednesday written Wed 30 September 2026."""
    return Text(
        f"{on.year}年{on.month}月{on.day}日（周{DAYS_ZH[on.weekday()]}）",
        f"{DAYS_EN[on.weekday()]} {on.day} {MONTHS_LONG[on.month - 1]} {on.year}",
    )


def moment(at: datetime, zone: str, *, year: int) -> Text:
    """An instant on the wall clock of `zone`; the year is written only when it is not `year`.

    Seconds are written where there are any: a contact that is lawful from 08:00:01 is not lawful at 08:00.
    """
    local = at.astimezone(ZoneInfo(zone))
    clock = f"{local:%H:%M:%S}" if local.second else f"{local:%H:%M}"
    other = local.year != year
    zh = f"{f'{local.year}年' if other else ''}{local.month}月{local.day}日（周{DAYS_ZH[local.weekday()]}）{clock}"
    month = f"{MONTHS[local.month - 1]}{f' {local.year}' if other else ''}"
    return Text(zh, f"{DAYS_EN[local.weekday()]} {local.day} {month}, {clock}")


def seconds(spent: float) -> Text:
    """A run time: 0.42 秒, 0.42 s; longer than a minute in minutes and seconds."""
    if spent < 60:
        figure = f"{spent:.2f}" if spent < 10 else f"{spent:.1f}"
        return Text(f"{figure} 秒", f"{figure} s")
    minutes, rest = divmod(round(spent), 60)
    return Text(f"{minutes} 分 {rest} 秒", f"{minutes} min {rest} s")
