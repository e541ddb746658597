"""Telling: one person's offers as lines that the person, an adviser or an agent can read.

In        a paper (considered.paper), where its figures come from, the names of the loans, a language.
Out       lines of text.
Not here  figures (considered), words (sentences), messages (notices).
Proof     tests/decide/offers/test_telling.py; docs/guide/offers.md is made of these lines.
"""

from dataclasses import dataclass
from datetime import date
from typing import Any

from eastwind.core.living_costs import Published
from eastwind.core.money import format_minor
from eastwind.decide.offers.sentences import ASK, KIND, LINE, MEANS, SAY, SHUT, Both


@dataclass(frozen=True, slots=True)
class Sources:
    """Where the figures come from: the day of what was told, and the published figure."""

    told_on: date | None
    published: Published


@dataclass(frozen=True, slots=True)
class Telling:
    """What is told: a paper with its sources, the names of the loans, the language."""

    paper: dict[str, Any]
    sources: Sources
    loans: tuple[str, ...]
    zh: bool

    def lines(self) -> list[str]:
        """Surplus, what to ask, every offer, the best first."""
        found = [*self._surplus(), *self._asked()]
        offers = {one["kind"]: one for one in self.paper["offers"]}
        best = self.paper["best"]
        if best is not None:
            found += ["", self._named(self._say("best"), self._of(KIND[best])), *self._open(offers[best])]
        elif any(loan["late"] for loan in self.paper["circumstances"]["loans"]):
            found += ["", self._say("nothing")]
        else:
            found += ["", self._say("current")]
        for one in (one for kind, one in offers.items() if one["open"] and kind != best):
            found += ["", self._named(self._say("also"), self._of(KIND[one["kind"]])), *self._open(one)]
        shut = [one for one in offers.values() if not one["open"]]
        if shut:
            found += ["", self._say("shut")]
            found += ["  " + self._named(self._of(KIND[one["kind"]]), self._of(SHUT[one["why"]])) for one in shut]
        if any(one["open"] for one in offers.values()):
            valid = self._say("valid", on=self.paper["valid_until"])
            found += ["", self._joined([valid, self._say("rounding")], " ")]
        return found

    def _surplus(self) -> list[str]:
        """The lines of the month, each with where it comes from."""
        told = self.paper["surplus"]
        day = self.sources.told_on
        said = "" if day is None else self._say("told", on=day.isoformat())
        rows = [
            ("income", self._amount(told["income_minor"]), said if told["income_minor"] is not None else ""),
            ("living", self._amount(told["living_minor"], "living-cost" in told["missing"]), ""),
            ("declared", self._amount(told["declared_minor"]), said if told["declared_minor"] is not None else ""),
            ("published", self._published(), self._cited()),
            ("bills", self._amount(told["bills_minor"]), said if told["bills_minor"] is not None else ""),
        ]
        if told["surplus_minor"] is not None:
            rows += [
                ("buffer", self._amount(told["buffer_minor"]), ""),
                ("left", self._amount(told["left_minor"]), ""),
                ("others", self._others(), self._say("share")),
                ("surplus", self._amount(told["surplus_minor"]), ""),
            ]
        rows += [
            ("ours", self._amount(told["ours_minor"]), ""),
            ("ceiling", self._amount(told["ceiling_minor"]), ""),
        ]
        return [self._say("surplus"), *(self._row(*row) for row in rows)]

    def _row(self, line: str, amount: str, source: str) -> str:
        inner = "    · " if line in ("declared", "published") else "  "
        return inner + self._named(self._of(LINE[line]), amount) + self._beside(source)

    def _others(self) -> str:
        told = self.paper["surplus"]
        return self._say("unknown") if told["others_told_minor"] is None else self._amount(told["others_minor"])

    def _published(self) -> str:
        told = self.paper["surplus"]
        if told["published_status"] == "known":
            return self._amount(told["published_minor"])
        return self._say(told["published_status"])

    def _cited(self) -> str:
        """Where the published figure comes from, since when, and how sure we are."""
        found = self.sources.published
        name = found.name["zh" if self.zh else "en"]
        if found.status != "known":
            return name
        since = found.since.isoformat() if found.since else ""
        sure = self._say("confidence", word=self._say(found.confidence))
        return self._joined([name, found.cite, since, sure], "; ")

    def _asked(self) -> list[str]:
        missing = self.paper["surplus"]["missing"]
        return ["", self._say("ask"), *(f"  · {self._of(ASK[name])}" for name in missing)] if missing else []

    def _open(self, one: dict[str, Any]) -> list[str]:
        """An open offer: what it means, what it asks and comes to, and its due dates."""
        monthly = "beside" if one["beside_contract"] else "instalment"
        parts = [
            self._say("month") if one["months"] == 1 else self._say("months", n=one["months"]),
            self._say(monthly, amount=self._amount(one["instalment_minor"])),
            "" if one["ends_on"] is None else self._say("until", on=one["ends_on"]),
            self._say("total", amount=self._amount(one["total_minor"])),
            self._say("after", amount=self._amount(one["after_minor"])) if one["after_minor"] else "",
            self._cost(one["cost_minor"]),
            self._say(f"interest-{one['interest']}"),
            self._say(f"late-{one['late_charges']}"),
            self._say("approval") if one["approval"] else "",
        ]
        lines = [f"  {self._of(MEANS[one['kind']])}", "  " + self._joined([part for part in parts if part], " · ")]
        return lines + self._dates(one)

    def _cost(self, cost: int) -> str:
        if cost == 0:
            return self._say("same")
        return self._say("more" if cost > 0 else "less", amount=self._amount(abs(cost)))

    def _dates(self, one: dict[str, Any]) -> list[str]:
        """The first dates and the last, each loan's part where there are several loans."""
        rows = one["schedule"]
        if not rows:
            return []
        shown = rows if len(rows) <= 4 else [*rows[:2], None, rows[-1]]
        head = self._say("dates-beside" if one["beside_contract"] else "dates")
        return ["  " + self._named(head, self._joined(["…" if row is None else self._due(row) for row in shown], ", "))]

    def _due(self, row: dict[str, Any]) -> str:
        amounts = row["amounts_minor"]
        whole = f"{row['on']} {self._amount(sum(amounts))}"
        parts = [f"{name} {self._amount(amount)}" for name, amount in zip(self.loans, amounts, strict=True) if amount]
        return whole + (self._beside(self._joined(parts, ", ")) if len(self.loans) > 1 else "")

    def _named(self, name: str, what: str) -> str:
        return f"{name}：{what}" if self.zh else f"{name}: {what}"

    def _beside(self, source: str) -> str:
        if not source:
            return ""
        return f"（{source}）" if self.zh else f" ({source})"

    def _amount(self, minor: int | None, missing: bool = False) -> str:
        if minor is None or missing:
            return self._say("unknown")
        return format_minor(minor, self.paper["circumstances"]["currency"], "zh" if self.zh else "en")

    def _say(self, key: str, **values: object) -> str:
        return self._of(SAY[key]).format(**values)

    def _of(self, text: Both) -> str:
        return text.zh if self.zh else text.en

    def _joined(self, parts: list[str], mark: str) -> str:
        marks = {", ": "，", "; ": "；", " ": ""}
        return (marks.get(mark, mark) if self.zh else mark).join(parts)
