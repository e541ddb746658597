"""Draft: a worked case on its way, and past contacts, states and consents that fit what a book asks of them.

In        what a rule or condition wants, as its TOML table; a seeded random number generator.
Out       rows of a case, most keys fitting, times at the edges of windows.
Not here  which rule a case is aimed at (aim).
"""

import random
from collections.abc import Mapping
from datetime import UTC, date, datetime, time, timedelta
from typing import Any, Final
from zoneinfo import ZoneInfo

from eastwind.core import words
from tests.law.fuzz.windows import edge, near

Case = dict[str, Any]
Table = Mapping[str, Any]

FITS: Final = 0.85  # how often a condition of the rule is fulfilled
BY: Final = ("creditor", "agency", "agency:x", "agency:y", "buyer")


class Draft:
    """The parts of one case; rows are made about its contact."""

    rng: random.Random
    at: datetime
    zone: ZoneInfo
    borrower: Case
    contact: Case
    loans: list[Case]
    history: list[Case]
    states: list[Case]
    consents: list[Case]

    def instant(self, day: date, clock: int) -> datetime:
        """A local second of a day, in the first zone, as a UTC instant."""
        local = datetime.combine(day, time(0), tzinfo=self.zone) + timedelta(seconds=clock % 86_400)
        return local.astimezone(UTC)

    def past(self, wanted: Table, then: datetime | None = None) -> Case:
        """A past contact that fits most of what is wanted of it."""
        rng = self.rng
        if then is None:
            then = self._then(wanted)
        row: Case = {"at": then, "channel": rng.choice(wanted.get("channels") or words.CONTACT_CHANNELS)}
        if rng.random() < 0.12:
            row["channel"] = rng.choice(words.CHANNELS)
        direction = wanted.get("direction")
        if direction == "in" or (direction == "any" and rng.random() < 0.5) or rng.random() < 0.05:
            row["direction"] = "in"
        if "outcomes" in wanted:
            row["outcome"] = rng.choice(wanted["outcomes"])
        if rng.random() < 0.2 or "outcome" not in row:
            row["outcome"] = rng.choice(words.OUTCOMES)
        for key, name in (("to", "to"), ("purposes", "purpose"), ("places", "place"), ("by", "by")):
            if key in wanted and rng.random() < FITS:
                row[name] = rng.choice(wanted[key])
        if "facts" in wanted and rng.random() < FITS:
            row["facts"] = list(wanted["facts"])
        elif "any_facts" in wanted and rng.random() < FITS:
            row["facts"] = [rng.choice(wanted["any_facts"])]
        elif "without_facts" in wanted and rng.random() < 0.2:
            row["facts"] = [rng.choice(wanted["without_facts"])]
        if "contains" in wanted and rng.random() < FITS:
            row["contains"] = [rng.choice(wanted["contains"])]
        if "period_days" in wanted or wanted.get("period_over"):
            sent = then.astimezone(self.zone).date()
            row["period_ends"] = sent + timedelta(days=wanted.get("period_days", 30) + rng.choice((-1, 0, 1)))
            if rng.random() < 0.3:
                row["period_ends"] = self.at.astimezone(self.zone).date() + timedelta(days=rng.choice((-1, 0, 1)))
        if "names" in wanted.get("same", ()) or rng.random() < 0.05:
            row["names"] = rng.choice(BY[1:4])
        if rng.random() < 0.06:
            row["outcome_at"] = then + timedelta(hours=rng.choice((1, 30, 24 * 40)))
        return self.same_person(row)

    def same_person(self, row: Case) -> Case:
        """Most often about the person, loan and by the caller of the judged contact; the file may hold others."""
        rng = self.rng
        for name in ("to", "person"):
            if name in self.contact and rng.random() < 0.85:
                row.setdefault(name, self.contact[name])
        if rng.random() < 0.5 and "by" in self.contact:
            row.setdefault("by", self.contact["by"])
        elif rng.random() < 0.15:
            row.setdefault("by", rng.choice(BY))
        if len(self.loans) > 1 and rng.random() < 0.6:
            row["loan"] = rng.choice(("A", "B", ["A", "B"]))
        if rng.random() < 0.1:
            row["point"] = rng.choice(("p-1", "p-2"))
            if rng.random() < 0.5:
                self.contact.setdefault("point", "p-1")
        return row

    def _then(self, wanted: Table) -> datetime:
        rng = self.rng
        if "within" in wanted and rng.random() < 0.8:
            return edge(rng, self.at, wanted["within"], self.zone, sharp=rng.random() < 0.6)
        days = wanted.get("days_before", wanted.get("working_days_before", 0))
        if days:
            back = timedelta(days=days + rng.choice((-1, 0, 1, 1, 2, 3, 4)))
            day = self.at.astimezone(self.zone).date() - back
            return self.instant(day, rng.choice((0, 1, 43_200, 86_399)))
        return self.at - timedelta(seconds=rng.randrange(1, 60 * 86_400))

    def state(self, wanted: Table) -> Case:
        rng = self.rng
        row: Case = {"state": rng.choice(wanted["states"]), "opened": self.at - timedelta(days=rng.randrange(1, 90))}
        if "hours_later" in wanted:
            row["opened"] = self.at - timedelta(seconds=near(rng, wanted["hours_later"] * 3600))
        if "days_at_most" in wanted:
            day = self.at.astimezone(self.zone).date() - timedelta(days=wanted["days_at_most"] + rng.choice((-1, 0, 1)))
            row["opened"] = self.instant(day, rng.choice((0, 1, 43_200, 86_399)))
        after = wanted.get("days_after", wanted.get("working_days_after"))
        if after is not None or rng.random() < 0.25:
            back = timedelta(days=(after or 0) + rng.choice((-2, -1, 0, 0, 1, 2, 3)))
            day = self.at.astimezone(self.zone).date() - back
            row["closed"] = self.instant(day, rng.choice((0, 1, 43_200, 86_399)))
            row["opened"] = min(row["opened"], row["closed"] - timedelta(days=rng.randrange(1, 30)))
        if rng.random() < 0.05:
            row["opened"] = self.at + timedelta(seconds=rng.choice((-1, 0, 1, 86_400)))
            row.pop("closed", None)
        facts = [*wanted.get("with_facts", ())] if rng.random() < FITS else []
        if "but_not_facts" in wanted and rng.random() < 0.3:
            facts.append(rng.choice(wanted["but_not_facts"]))
        if facts:
            row["facts"] = list(dict.fromkeys(facts))
        if rng.random() < 0.2:
            row["loan"] = self.loans[-1]["id"]
        if rng.random() < 0.2:
            row["person"] = rng.choice(("borrower", self.contact.get("to", "borrower"), "ref-1"))
        return row

    def consent(self, wanted: Table) -> Case:
        rng = self.rng
        kinds = wanted["kind"] if isinstance(wanted["kind"], list) else [wanted["kind"]]
        row: Case = {"kind": rng.choice(kinds), "given": self.at - timedelta(days=rng.randrange(1, 200))}
        if "days" in wanted or "after_working_days" in wanted:
            days = wanted.get("days", wanted.get("after_working_days", 0)) + rng.choice((-2, -1, 0, 1, 4))
            day = self.at.astimezone(self.zone).date() - timedelta(days=max(days, 0))
            row["given"] = min(self.instant(day, rng.choice((0, 43_200, 86_399))), self.at)
        if "within" in wanted:
            row["given"] = edge(rng, self.at, wanted["within"], self.zone, sharp=True)
        if "scopes" in wanted and rng.random() < FITS:
            row["scope"] = rng.choice(wanted["scopes"])
        channels = wanted.get("channels") or (self.contact["channel"],)
        if rng.random() < (0.85 if "names" in wanted else 0.4):
            row["channel"] = rng.choice(channels)
        if "point" in wanted.get("names", ()) and rng.random() < 0.8:
            row["point"] = self.contact.setdefault("point", "p-1")
        if rng.random() < 0.12:
            row["withdrawn"] = self.at + timedelta(seconds=rng.choice((-86_400, -1, 0, 1, 86_400)))
        if rng.random() < 0.1:
            row["until"] = self.at + timedelta(seconds=rng.choice((-86_400, -1, 0, 1, 86_400)))
        if row["kind"] in ("agreed-time", "inconvenient-time") or rng.random() < 0.04:
            self._hours(row)
        if ("person" in self.contact or "to" in self.contact) and rng.random() < 0.8:
            row["person"] = self.contact.get("person", self.contact.get("to", "borrower"))
        if row["kind"] in ("agreed-place", "inconvenient-place") and rng.random() < 0.8:
            row["place"] = self.contact.get("place", "home")
        if rng.random() < 0.1:
            row["loan"] = self.loans[-1]["id"]
        if rng.random() < 0.12:
            row["given_to"] = rng.choice(BY[:4])
        return row

    def _hours(self, row: Case) -> None:
        rng, local = self.rng, self.at.astimezone(self.zone)
        minute = local.hour * 60 + local.minute
        first, last = (max(0, min(minute + rng.choice(shift), 1440)) for shift in ((-60, -1, 0, 1), (-1, 0, 1, 60)))
        row["from"], row["to"] = (f"{one // 60:02d}:{one % 60:02d}" for one in (min(first, 1439), last))
        if rng.random() < 0.3:
            row["days"] = sorted(rng.sample(words.WEEKDAYS, rng.randrange(1, 4)), key=words.WEEKDAYS.index)
