"""Past contacts: what an audit of a call list found, counted by rule, and drawn as one page.

In        rows of a call list with their verdicts (law.afterwards), texts of the rules, what could not be read.
Out       `Past` with its counts, `table` with a row a breach, `render`: one self-contained HTML page in zh and en.
Not here  reading files and printing (cli.lawaudit), judging (law).
Proof     tests/report/test_pastcontacts.py counts again row by row.

A contact is unlawful if it breaks, for certain, a rule that binds; it cannot be cleared if it breaks none for certain,
yet something a rule needs is not known; stricter rules of the house or of a provider alone are counted apart.
"""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final
from zoneinfo import ZoneInfo

from eastwind.core import places
from eastwind.report import labels
from eastwind.report.day import GATE_RULES, RuleText
from eastwind.report.labels import OWN_FORCES
from eastwind.report.numbers import Text, count, share, width
from eastwind.report.page import both, environment

Row = Mapping[str, Any]
TextOf = Callable[[str, str, date], RuleText]

EVIDENCE: Final = ("count", "limit", "first_at", "last_at", "state", "opened_at", "until", "items", "unknown")
TABLE: Final = (
    "contact_id", "line", "person_id", "at", "channel", "rule", "part", "force", "certain", *EVIDENCE, "lawful_from",
    "sentence", "cite", "confidence",
)  # fmt: skip
STANDINGS: Final = ("lawful", "unlawful", "unclear", "own")
EXAMPLES: Final = 3
UNREADABLE_SHOWN: Final = 20


@dataclass(frozen=True, slots=True)
class Found:
    """One breach of one contact."""

    name: str  # of the contact
    line: int
    person: str
    at: datetime  # on the clock of the person
    channel: str
    text: RuleText
    breach: Row
    lawful_from: str | None

    @property
    def certain(self) -> bool:
        """Whether the breach is known, not only that it cannot be ruled out."""
        return _certain(self.breach)

    def evidence(self, language: str) -> str:
        """What shows it, in words."""
        told = [
            f"{getattr(labels.label(key, {}), language)} {_shown(self.breach[key], language, self.at)}"
            for key in EVIDENCE
            if self.breach.get(key) not in (None, [], "")
        ]
        return ", ".join(told)


@dataclass(frozen=True, slots=True)
class RuleFound:
    """One rule and the contacts that broke it."""

    rule: str
    part: str
    text: RuleText
    contacts: int
    unknown: int  # of them, those in which something it needs is not known
    examples: tuple[Found, ...]

    @property
    def own(self) -> bool:
        """Whether it is a rule stricter by choice, of the house or of a provider."""
        return self.text.force in OWN_FORCES


@dataclass(frozen=True, slots=True)
class Past:
    """All that an audit of a call list found."""

    file: str
    language: str
    mode: str
    laws: str  # which bound, as a reader names them
    read: int
    unreadable: Sequence[Any]  # cli.calllist.Unreadable
    people: int
    first: str
    last: str
    standing: Mapping[str, int]  # contacts, by STANDINGS
    rules: Sequence[RuleFound]
    breaches: Sequence[Found]
    notes: Sequence[Text]

    @property
    def judged(self) -> int:
        """Contacts judged."""
        return sum(self.standing.values())


def _certain(breach: Row) -> bool:
    """`untold`: it rests on conduct of which the list has no column (cli.lawaudit marks it)."""
    return breach.get("unknown") is None and not breach.get("untold") and breach["rule"] not in GATE_RULES


def standing(verdict: Row) -> str:
    """What becomes of a contact: lawful, unlawful, unclear (it cannot be cleared) or own (stricter rules alone)."""
    breaches = verdict["breaches"]
    if not breaches:
        return "lawful"
    if any(_certain(one) and one["force"] not in OWN_FORCES for one in breaches):
        return "unlawful"
    return "own" if all(_certain(one) for one in breaches) else "unclear"


def breaches_of(row: Row, line: int, verdict: Row, zone: str | None, text_of: TextOf) -> Iterator[Found]:
    """The breaches of one contact, with the texts of the rules as of its day."""
    clock = _clock(row, zone)
    at = row["at"].astimezone(clock)
    for breach in verdict["breaches"]:
        text = GATE_RULES.get(breach["rule"]) or text_of(breach["rule"], breach["part"], at.date())
        name = row.get("contact_id", f"{line}")
        yield Found(name, line, row["person_id"], at, row["channel"], text, breach, verdict["lawful_from"])


def _clock(row: Row, zone: str | None) -> ZoneInfo:
    zones = row.get("time_zones") or [z for place in row.get("residence") or () for z in places.zones_of(place)[:1]]
    return ZoneInfo(zones[0] if zones else zone or "UTC")


def by_rule(breaches: Sequence[Found]) -> list[RuleFound]:
    """Breaches by rule and part: the rules that bind first, the one most often broken at the head."""
    counts: Counter[tuple[str, str]] = Counter()
    unknown: Counter[tuple[str, str]] = Counter()
    examples: dict[tuple[str, str], list[Found]] = {}
    for one in breaches:
        key = (one.breach["rule"], one.breach["part"])
        counts[key] += 1
        unknown[key] += not one.certain
        examples.setdefault(key, []).append(one)
    made = [
        RuleFound(
            *key, shown[0].text, counts[key], unknown[key],
            tuple(sorted(shown, key=lambda one: not one.certain)[:EXAMPLES]),
        )
        for key, shown in examples.items()
    ]  # fmt: skip
    return sorted(made, key=lambda one: (one.own, -one.contacts, one.rule, one.part))


def table(past: Past) -> Iterator[dict[str, str]]:
    """A row a breach, under TABLE; sentences in the language of the audit."""
    for one in past.breaches:
        told = {key: _plain(one.breach.get(key)) for key in ("rule", "part", "force", *EVIDENCE)}
        yield {
            "contact_id": one.name, "line": str(one.line), "person_id": one.person, "at": one.at.isoformat(),
            "channel": one.channel, **told, "certain": "yes" if one.certain else "no",
            "lawful_from": one.lawful_from or "", "sentence": getattr(one.text.says, past.language),
            "cite": one.text.cite, "confidence": one.text.confidence,
        }  # fmt: skip


def render(past: Past) -> str:
    """The page; the same bytes for the same `Past`."""
    return (
        environment()
        .get_template("pastcontacts.html.j2")
        .render(
            d=past,
            t=both,
            x=lambda words: both(*words),
            n=count,
            share=share,
            width=width,
            label=lambda word: labels.label(word, {}),
            forces=labels.FORCES,
            confidence_names=labels.CONFIDENCES,
            own_forces=OWN_FORCES,
            unreadable_shown=UNREADABLE_SHOWN,
        )
    )


def _plain(value: object) -> str:
    if isinstance(value, list):
        return "|".join(value)
    return "" if value is None else str(value)


def _shown(value: object, language: str, at: datetime) -> str:
    if isinstance(value, list):
        return ", ".join(value)
    if not isinstance(value, str):
        return str(value)
    return str(getattr(labels.HOUSE[value], language)) if value in labels.HOUSE else _local(value, at)


def _local(value: str, at: datetime) -> str:
    """An instant of the evidence on the clock of the contact."""
    try:
        return f"{datetime.fromisoformat(value).astimezone(at.tzinfo):%Y-%m-%d %H:%M:%S}"
    except ValueError:
        return value
