"""`eastwind law replay`: the contacts of a plan under other laws, or under the law of another day.

In        a plan folder, the book it was made from; law books, a day.
Out       which contacts would be judged differently, and by which rules.
Not here  a new plan under that law (`eastwind plan --law-on`): here the contacts stay as they were chosen.
Proof     tests/cli/test_replay.py.

Asked again is every contact of the plan (lawful under its own law) and every one that it refused. The books named bind
everybody, wherever they live: the question is what that law would say of these contacts.
"""

import json
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Annotated, Any, Final

import polars as pl
import typer

from eastwind import law
from eastwind.cli import inputs
from eastwind.cli.again import Again, again
from eastwind.cli.guard import Unusable, guarded
from eastwind.cli.progress import Steps
from eastwind.core import words
from eastwind.engine import Reopened
from eastwind.law import history
from eastwind.law.books import Laws

NAMED_MAX: Final = 3  # contacts named for each rule


@dataclass(slots=True)
class Turned:
    """Contacts whose verdict turned one way, by the rules that turned it, with some people named for each."""

    contacts: int = 0
    by_rule: Counter[str] = field(default_factory=Counter)
    named: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))

    def count(self, turned: pl.Series, breaches: pl.DataFrame, people: pl.Series) -> None:
        """Take in the candidates for which `turned` is true, and the rules that their verdict broke."""
        self.contacts += int(turned.sum())
        rules = breaches.filter(turned.gather(breaches["candidate"])).select("candidate", "rule")
        for candidate, rule in rules.unique(maintain_order=True).iter_rows():
            self.by_rule[rule] += 1
            if len(self.named[rule]) < NAMED_MAX:
                self.named[rule].append(people[candidate])


@dataclass(slots=True)
class Found:
    """What differs between the verdicts of two laws on the same contacts."""

    contacts: int = 0
    lawful_before: int = 0
    lawful_after: int = 0
    now_refused: Turned = field(default_factory=Turned)
    now_lawful: Turned = field(default_factory=Turned)


@guarded
def replay(
    plan: Annotated[Path, typer.Argument(metavar="PLAN_DIR", help="A folder written by `eastwind plan`.")],
    folder: Annotated[Path, typer.Argument(metavar="BOOK", help="The book that the plan was made from.")],
    laws: Annotated[
        str | None, typer.Option("--laws", metavar="NAMES", help="Law books, with commas; else the plan's own.")
    ] = None,
    on: Annotated[str | None, typer.Option("--on", metavar="DATE", help="The day whose law is applied.")] = None,
    mode: Annotated[
        str | None, typer.Option("--mode", metavar="MODE", help="cautious, letter or draft; else the plan's own.")
    ] = None,
    strategy: Annotated[
        Path | None, typer.Option("--strategy", metavar="FILE", help="The plan's strategy, if not the one that ships.")
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="One JSON document instead of lines.")] = False,
) -> None:
    """Study a change of law: which contacts of a plan it would judge differently, by rule."""
    day = inputs.day(on, "--on")
    if mode is not None and mode not in words.MODES:
        raise Unusable(f"--mode {mode}: choose {', '.join(words.MODES)}.")
    if laws is None and day is None and mode is None:
        raise Unusable("Nothing differs from the plan's own law. Give --laws, --on or --mode.")
    with Steps() as steps:
        with steps.step("read"):
            done = again(plan, folder, strategy)
            other = done.policy.laws if laws is None else inputs.laws(laws, {}).pin()
            _known(other, day, mode or done.policy.mode)
        with steps.step("compare"):
            found = compare(done, other, day, mode or done.policy.mode)
    said = {"laws": list(other.names), "on": None if day is None else day.isoformat(), "mode": mode or done.policy.mode}
    if as_json:
        typer.echo(json.dumps(said | document(found), ensure_ascii=False, indent=2))
        return
    cited = {version.id: str(version.table["cite"]) for one in (done.policy.laws, other) for version in _versions(one)}
    for line in lines(found, other, day, mode or done.policy.mode, cited):
        typer.echo(line)


def compare(done: Again, other: Laws, on: date | None, mode: str) -> Found:
    """Judge every contact of the plan, and every one refused, under its own law and under another."""
    found = Found()
    policy = done.policy
    for rows in (done.written.plan.filter(pl.col("contact_id").is_not_null()), done.written.refusals):
        for chunk in done.reopened(rows):
            if not chunk.candidates.height:
                continue
            own = law.judge(chunk.candidates, chunk.facts, policy.laws, policy.as_of, policy.law_on, policy.mode)
            new = law.judge(chunk.candidates, chunk.facts, other, policy.as_of, on or policy.law_on, mode)
            _count(found, own, new, chunk, rows)
    return found


def _count(found: Found, own: law.Verdicts, new: law.Verdicts, chunk: Reopened, rows: pl.DataFrame) -> None:
    before, after = own.candidates["allowed"], new.candidates["allowed"]
    people = rows["person_id"].gather(chunk.rows)
    found.contacts += before.len()
    found.lawful_before += int(before.sum())
    found.lawful_after += int(after.sum())
    found.now_refused.count(before & ~after, new.breaches, people)
    found.now_lawful.count(~before & after, own.breaches, people)


def lines(found: Found, laws: Laws, on: date | None, mode: str, cited: dict[str, str]) -> list[str]:
    """What differs, for somebody at a terminal."""
    when = "the law of each contact's own day" if on is None else f"the law of {on}"
    out = [
        f"{found.contacts:,} contacts judged again by {', '.join(laws.names)} ({when}, {mode}): "
        f"{found.lawful_before:,} lawful before, {found.lawful_after:,} now",
        f"lawful before, refused now: {found.now_refused.contacts:,}",
        *_by_rule(found.now_refused, cited),
        f"refused before, lawful now: {found.now_lawful.contacts:,}",
        *_by_rule(found.now_lawful, cited),
    ]
    return [*out, "A contact may break several rules, so rules add up to more than contacts."]


def _versions(laws: Laws) -> Iterator[history.Version]:
    for book in laws.books:
        yield from history.versions(book)


def _by_rule(turned: Turned, cited: dict[str, str]) -> Iterator[str]:
    width = max((len(rule) for rule in turned.by_rule), default=0)
    for rule, count in sorted(turned.by_rule.items(), key=lambda one: (-one[1], one[0])):
        yield f"  {count:>6,}  {rule:<{width}}  {cited.get(rule, '')}  e.g. {', '.join(turned.named[rule])}"


def document(found: Found) -> dict[str, Any]:
    """What differs, as one document."""
    turned = {"now_refused": found.now_refused, "now_lawful": found.now_lawful}
    return {
        "contacts": found.contacts,
        "lawful_before": found.lawful_before,
        "lawful_after": found.lawful_after,
        **{
            name: {"contacts": one.contacts, "by_rule": dict(one.by_rule.most_common()), "people": dict(one.named)}
            for name, one in turned.items()
        },
    }


def _known(laws: Laws, on: date | None, mode: str) -> None:
    """Refuse a day before all that a book knows: it would allow everything."""
    for book in laws.books if on else ():
        first = min((rule.since for rule in book.rules[mode]), default=0)
        first_day = inputs.EPOCH.fromordinal(inputs.EPOCH.toordinal() + first)
        if on is not None and on < first_day:
            raise Unusable(
                f"--on {on} lies before all that the law book '{book.name}' knows: its first rule holds since "
                f"{first_day}. Choose that day or a later one."
            )
