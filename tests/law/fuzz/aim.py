"""Aim: random worked cases that stand at the edges of a rule, made from the books' own numbers.

In        law books as TOML tables, a seeded random number generator.
Out       worked cases as dicts, valid by construction, aimed at one rule each and then shaken.
Not here  judging and comparing (compare), what a rule means: only its words and numbers are looked at.
Proof     tests/law/test_fuzz.py: the same seed, the same cases; every rule is hit from both sides.

Uniform cases would hardly ever break the eighth call in seven days. So each case picks a rule, is made to fit most of
its conditions, and is put a second, a minute, a day or one contact this or that side of its numbers.
"""

import random
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any, Final
from zoneinfo import ZoneInfo

from eastwind.core import places, words
from tests.law.fuzz.draft import BY, Case, Table
from tests.law.fuzz.fits import Fitting
from tests.law.fuzz.windows import edge

LAW: Final = Path(places.__file__).parents[1] / "law"
HOLIDAYS: Final = Path(places.__file__).parent / "data" / "holidays"
AIMED_AT: Final = 6  # rules that the cases of one stack are aimed at: alike enough to be judged quickly together
STRIDE: Final = 1009  # so that one book does not come after another; a prime, and no divisor of the number of rules
MODES: Final = ("cautious",) * 6 + ("letter",) * 3 + ("draft",)
# Books that are judged together with another: a state's with the country's, a country's with the Union's.
ALONG: Final = {"us-nyc": ("us", "us-ny"), "de": ("eu",), "be": ("eu",), "gr": ("eu",), "it": ("eu",), "pt": ("eu",)}
WORDS: Final = {
    "to": words.PARTIES, "purpose": words.PURPOSES, "place": words.PLACES, "provenance": words.PROVENANCES,
}  # fmt: skip
DUTIES: Final = ("clock", "retain", "periodic", "report")


@cache
def rules(folder: Path = LAW / "books") -> tuple[tuple[str, Table], ...]:
    """(book, table) of every gate rule of every book, in order."""
    found = []
    for path in sorted(folder.glob("*.toml")):
        tables = tomllib.loads(path.read_text(encoding="utf-8")).get("rule", [])
        found += [(path.stem, table) for table in tables if table["kind"] not in DUTIES]
    return tuple(found)


@cache
def homes() -> dict[str, tuple[str, ...]]:
    """Places that stand on each book."""
    stacks = tomllib.loads((LAW / "stacks.toml").read_text(encoding="utf-8"))["place"]
    found: dict[str, list[str]] = {}
    for place in places.places():
        for link in (place, *places.parents(place)):
            for book in stacks.get(link, ()):
                found.setdefault(book, []).append(place)
    return {book: tuple(dict.fromkeys(lived)) for book, lived in found.items()}


@cache
def feasts() -> tuple[date, ...]:
    """Every date that stands in a calendar: holidays, days off, days worked."""
    found: set[date] = set()

    def walk(value: Any) -> None:
        if isinstance(value, date) and not isinstance(value, datetime):
            found.add(value)
        for inner in value.values() if isinstance(value, dict) else value if isinstance(value, list) else ():
            walk(inner)

    for path in sorted(HOLIDAYS.glob("*.toml")):
        walk(tomllib.loads(path.read_text(encoding="utf-8")))
    return tuple(sorted(found))


@dataclass(frozen=True, slots=True)
class Stack:
    """Books that bind, the mode, and the rules to aim at: cases of one stack are judged together."""

    books: tuple[str, ...]
    mode: str
    rules: tuple[tuple[str, Table], ...]


def stack(rng: random.Random, number: int) -> Stack:
    """A stack of one jurisdiction, most often with what it is judged along with, sometimes with the house's own. Stacks
    of as many numbers as there are rules are aimed at every rule once."""
    book, table = rules()[number * STRIDE % len(rules())]
    along = ALONG.get(book, ("us",) if book.startswith("us-") else ())
    books = [*(one for one in along if rng.random() < 0.7), book]
    books += ["house"] if book != "house" and rng.random() < 0.2 else []
    among = [one for one in rules() if one[0] in books]
    return Stack(tuple(books), _mode(rng, table), ((book, table), *rng.sample(among, min(AIMED_AT - 1, len(among)))))


def aimed_at(rng: random.Random, book: str, table: Table) -> Stack:
    """A stack to aim at one rule."""
    return Stack((book,), _mode(rng, table), ((book, table),))


def _mode(rng: random.Random, table: Table) -> str:
    return rng.choice(MODES) if table["force"] != "draft" else rng.choice(("draft", "draft", "cautious"))


def case(rng: random.Random, number: int, under: Stack, *, bounds: bool = False) -> Case:
    """The case of a number, aimed at one of the stack's rules; with `bounds` at the first or last day of that rule."""
    book, table = rng.choice(under.rules)
    return _Aimed(rng, number, book, table, under, bounds=bounds).case


class _Aimed(Fitting):
    """One case on its way."""

    def __init__(self, rng: random.Random, number: int, book: str, table: Table, under: Stack, *, bounds: bool) -> None:
        self.rng = rng
        mode = under.mode
        letter = table.get("letter")
        rule = {**table, **letter} if mode == "letter" and isinstance(letter, dict) else dict(table)
        self.zones = self._borrower(book)
        self.zone = ZoneInfo(self.zones[0] if self.zones else "UTC")
        self.at = self._moment(rule, bounds=bounds)
        channel = rng.choice(rule.get("channels") or words.CONTACT_CHANNELS)
        self.contact: Case = {"channel": channel}
        self.loans: list[Case] = [{"id": "A"}]
        self.history: list[Case] = []
        self.states: list[Case] = []
        self.consents: list[Case] = []
        self._loans()
        direction = rule.get("direction", "out")
        if direction != "out" and rng.random() < 0.7:
            self.contact["direction"] = "in"
        self.fit(rule)
        self._kind(rule)
        for exception in rule.get("unless", ()):
            if rng.random() < 0.35:
                self.fit(exception)
        self._noise(rule)
        self.contact["at"] = self.at
        self.case: Case = {
            "id": f"fuzz.{number}", "books": list(under.books), "mode": mode, "borrower": self.borrower,
            "contact": self.contact, "expect": {"allowed": True},
        }  # fmt: skip
        for name in ("loans", "history", "states", "consents"):
            rows = getattr(self, name)
            if rows:
                self.case[{"loans": "loan", "states": "state", "consents": "consent"}.get(name, name)] = rows

    # --- the frame of the case ---

    def _borrower(self, book: str) -> list[str]:
        rng = self.rng
        lived = homes().get(book) or places.places()
        where = rng.choice(lived) if rng.random() < 0.5 else min(lived, key=len)
        listed = [where] if rng.random() < 0.8 else list(dict.fromkeys([where, rng.choice(places.places())]))
        self.borrower: Case = {"residence": listed[0] if len(listed) == 1 else listed}
        if rng.random() < 0.04:
            del self.borrower["residence"]
            listed = []
        zones = [zone for place in listed for zone in places.zones_of(place)]
        draw = rng.random()
        if draw < 0.25 or not listed:
            zones = [] if rng.random() < 0.15 else [rng.choice(zones or ["Asia/Shanghai"])]
            if rng.random() < 0.15:
                zones.append(rng.choice(("America/New_York", "Asia/Shanghai", "Europe/London", "Asia/Kolkata")))
            self.borrower["time_zones"] = zones
        return zones

    def _moment(self, rule: Table, *, bounds: bool) -> datetime:
        """A second of 2024–2028, most often at an edge of the rule's day."""
        rng, draw = self.rng, self.rng.random()
        ends = [rule["since"], *([rule["until"]] if "until" in rule else [])]
        first = max(rule["since"], date(2024, 6, 1))
        if bounds or draw < 0.12:
            day = rng.choice(ends) + timedelta(days=rng.choice((-1, 0, 1)))
        elif draw < 0.35:
            day = rng.choice(feasts()) + timedelta(days=rng.choice((-1, 0, 0, 0, 1)))
        else:
            day = first + timedelta(days=rng.randrange(1, 700))
            day = min(day, rule.get("until", day))
        if not bounds and (day.year < 1980 or day.year > 2028):
            day = date(2026, 1 + rng.randrange(12), 1 + rng.randrange(28))
        if rng.random() < 0.8 and day < rule["since"] and draw >= 0.12 and not bounds:
            day = rule["since"] + timedelta(days=rng.randrange(60))
        return self.instant(day, self._clock(rule))

    def _clock(self, rule: Table) -> int:
        rng = self.rng
        hours = rule.get("hours", ())
        spans = [hours] if isinstance(hours, Mapping) else list(hours)
        edges = [_seconds(span[end]) for span in spans for end in ("from", "to")]
        edges += [edge - rule["margin_minutes"] * 60 for edge in edges if rule.get("margin_minutes")]
        draw = rng.random()
        if edges and draw < 0.7:
            return (rng.choice(edges) + rng.choice((-60, -1, 0, 1, 60))) % 86_400
        if draw < 0.85:
            return rng.randrange(9 * 3600, 19 * 3600)
        return rng.choice((0, 1, 59, 86_399, rng.randrange(86_400)))

    def _loans(self) -> None:
        rng = self.rng
        if rng.random() < 0.25:
            self.loans.append({"id": "B"})
            if rng.random() < 0.4:
                self.loans[1]["account"] = "A"
            if rng.random() < 0.6:
                self.contact["loan"] = rng.choice((["A", "B"], ["B", "A"], "B"))
        for loan in self.loans:
            if rng.random() < 0.4:
                loan["dpd"] = rng.choice((0, 1, 3, 4, 30, 31, 60, 90, 200))
            if rng.random() < 0.3:
                loan["product"] = rng.choice(words.PRODUCTS)
            if rng.random() < 0.3:
                loan["lender"] = rng.choice(words.LENDERS)
            if rng.random() < 0.2:
                loan["collector"] = rng.choice(BY)

    # --- kinds ---

    def _kind(self, rule: Table) -> None:
        making = getattr(self, "_aim_" + rule["kind"].replace("-", "_"), None)
        if making is not None:
            making(rule)

    def _aim_cap(self, rule: Table) -> None:
        rng = self.rng
        wanted = dict(rule.get("counted", {}))
        wanted.setdefault("channels", rule.get("counts") or rule.get("channels") or words.CONTACT_CHANNELS)
        if "outcomes" in rule:
            wanted.setdefault("outcomes", rule["outcomes"])
        many = min(rule["limit"] + rng.choice((-1, -1, 0, 0, 0, 1)), 40)
        for place in range(max(many, 0)):
            sharp = place == 0 or rng.random() < 0.25
            then = edge(rng, self.at, rule["window"], self.zone, sharp=sharp)
            self.history.append(self.past(wanted, then))
        for condition in rule.get("not_counted", ()):
            if rng.random() < 0.5:
                self.fit(condition)
        if "outcomes" in rule and rng.random() < 0.25:
            self.contact["outcome"] = rng.choice(words.OUTCOMES)

    def _aim_rest(self, rule: Table) -> None:
        rng = self.rng
        if "after_date" in rule:
            then = edge(rng, self.at, rule["window"], self.zone, sharp=True).astimezone(self.zone).date()
            for loan in self.loans:
                if rng.random() < 0.8:
                    loan[rule["after_date"]] = then + timedelta(days=rng.choice((-1, 0, 0, 1)))
            return
        for _ in range(rng.choice((0, 1, 1, 1, 2))):
            then = edge(rng, self.at, rule["window"], self.zone, sharp=rng.random() < 0.7)
            self.history.append(self.past(rule["after"], then))

    def _aim_hold(self, rule: Table) -> None:
        for _ in range(self.rng.choice((0, 1, 1, 1, 2))):
            self.states.append(self.state(rule))

    def _aim_consent(self, rule: Table) -> None:
        for needed in rule.get("needs", ()):
            if self.rng.random() < 0.5:
                self.fit(needed)
        for forbidden in rule.get("forbids", ()):
            if self.rng.random() < 0.6:
                self.consents.append(self.consent(forbidden))

    def _aim_recipient(self, rule: Table) -> None:
        for condition in rule.get("only_if", ()):
            if self.rng.random() < 0.4:
                self.fit(condition)

    def _aim_precondition(self, rule: Table) -> None:
        for condition in rule.get("needs", ()):
            if self.rng.random() < 0.6:
                self.fit(condition)

    def _aim_conduct(self, rule: Table) -> None:
        rng = self.rng
        for key, kept in (("must", 0.8), ("must_not", 0.3)):
            chosen = [one for one in rule.get(key, ()) if rng.random() < kept]
            if chosen:
                self._fit_facts(chosen)
        if rule.get("entry_consent"):
            self._fit_facts([one for one in ("enters", "entry-consent") if rng.random() < 0.6])
        for key in ("visitors_least", "visitors_most"):
            if key in rule:
                self.contact["visitors"] = max(rule[key] + rng.choice((-1, 0, 1)), 1)
        for key in ("not_at", "only_at"):
            if key in rule and rng.random() < 0.6:
                self.contact["place"] = rng.choice(rule[key])
        if "only_from" in rule and rng.random() < 0.6:
            self.contact["provenance"] = rng.choice(words.PROVENANCES)
        if "abandon_rate_bp_most" in rule:
            self.contact["abandon_rate_bp"] = rule["abandon_rate_bp_most"] + rng.choice((-1, 0, 1))

    def _aim_content_requires(self, rule: Table) -> None:
        lacking = [one for one in rule["items"] if self.rng.random() < 0.3]
        if lacking and self.rng.random() < 0.7:
            here = self.contact.get("contains", ())
            self.contact["lacks"] = [one for one in lacking if one not in here]

    def _aim_content_forbids(self, rule: Table) -> None:
        rng = self.rng
        among = rule.get("items") or (*rule["only"], *rng.sample(words.ITEMS, 2))
        lacks = self.contact.get("lacks", ())
        here = [one for one in rng.sample(list(among), rng.randrange(1 + min(len(among), 3))) if one not in lacks]
        if here:
            self.contact["contains"] = list(dict.fromkeys([*self.contact.get("contains", ()), *here]))

    def _aim_amount(self, rule: Table) -> None:
        rng = self.rng
        for loan in self.loans:
            top = rule.get("most")
            if top is None:
                base = rng.choice((100, 101, 1_000, 99_999, 10_000_000))
                loan[rule["of"]] = base
                top = base * rule["percent"] // 100
            loan[rule["number"]] = max(top + rng.choice((-1, 0, 0, 1, 2)), 0)
            if rng.random() < 0.1:
                loan.pop(rng.choice((rule["number"], rule.get("of", rule["number"]))), None)
            if "currency" in rule:
                loan["currency"] = rng.choice((rule["currency"],) * 3 + ("SEK",))

    def _aim_time_bar(self, rule: Table) -> None:
        self._old(rule)
        if "items" in rule and self.rng.random() < 0.8:
            self._fit_contains(rule["items"])

    # --- and what has nothing to do with it ---

    def _noise(self, rule: Table) -> None:
        rng = self.rng
        if rng.random() < 0.06:
            self.borrower["contacts_known_from"] = self.at - timedelta(days=rng.choice((0, 1, 6, 7, 8, 30, 31, 400)))
        for key, among in WORDS.items():
            if rng.random() < 0.05:
                self.contact[key] = rng.choice(among)
        if rng.random() < 0.08:
            self.contact["by"] = rng.choice(BY)
        for _ in range(rng.choice((0, 0, 0, 0, 1, 2))):
            self.history.append(self.past({}))
        if rng.random() < 0.08:
            self.states.append(self.state({"states": words.STATES}))
        if rng.random() < 0.08:
            self.consents.append(self.consent({"kind": rng.choice(words.CONSENTS)}))
        if rng.random() < 0.1:
            self._fit_facts([rng.choice(words.CONTACT_FACTS)])
        if rng.random() < 0.06:
            self.history.append(self.past({}, self.at + timedelta(seconds=rng.choice((0, 1, 3600)))))
        rng.shuffle(self.history)


def _seconds(clock: str) -> int:
    parts = [int(part) for part in clock.split(":")]
    return parts[0] * 3600 + parts[1] * 60 + (parts[2] if len(parts) > 2 else 0)
