"""`eastwind explain`: one person's decision, in words a borrower's adviser can read.

In        a plan folder, a person.
Out       what was decided, why, what the law refused and from when it would be lawful.
Not here  deciding (engine).
Proof     tests/cli/test_explain.py.
"""

import json
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Annotated, Any, Final

import polars as pl
import typer

from eastwind import law
from eastwind.cli import planfolder
from eastwind.cli.guard import Unusable, guarded
from eastwind.cli.planfolder import Written
from eastwind.core.money import format_minor
from eastwind.core.plan import SILENCE
from eastwind.core.reasons import sentence
from eastwind.report import labels, worth
from eastwind.report.numbers import Text, moment

SAY: Final[dict[str, Text]] = {
    "silence": Text("不联系", "no contact"),
    "besides": Text("除应当告知的以外，不联系。", "besides what is owed, no contact."),
    "duty": Text("应当告知", "owed"),
    "late": Text("逾期 {dpd} 天（M{bucket}）", "{dpd} days past due (M{bucket})"),
    "current": Text("未逾期", "nothing past due"),
    "overdue": Text("逾期金额 {amount}", "{amount} overdue"),
    "about": Text("涉及 {loans}", "about {loans}"),
    "offer": Text("可提供：{offer}", "can be offered: {offer}"),
    "others": Text("也合法的方案：{names}", "also lawful and worth it: {names}"),
    "refused": Text(
        "本应最合适的{treatment}（{at}）不合法：", "what would have been best, {treatment} on {at}, is unlawful:"
    ),
    "from": Text("最早合法时间：{at}", "lawful from {at}"),
    "never": Text("400 天内没有合法时间", "not lawful within 400 days"),
}


@guarded
def explain(
    folder: Annotated[Path, typer.Argument(metavar="PLAN_DIR", help="A folder written by `eastwind plan`.")],
    person: Annotated[str, typer.Argument(metavar="PERSON", help="The person_id, as the book has it.")],
    language: Annotated[str, typer.Option("--lang", metavar="LANG", help="Language: en or zh.")] = "en",
    as_json: Annotated[bool, typer.Option("--json", help="One JSON document instead of lines.")] = False,
) -> None:
    """Tell one person's decision, and why."""
    if language not in ("en", "zh"):
        raise Unusable(f"--lang {language}: choose en or zh.")
    written = planfolder.read(folder)
    mine = pl.col("person_id") == person
    rows, refusals = written.plan.filter(mine).to_dicts(), written.refusals.filter(mine).to_dicts()
    if not rows:
        raise planfolder.nobody(folder, person)
    if as_json:
        typer.echo(json.dumps({"decisions": rows, "refusals": refusals}, ensure_ascii=False, indent=2, default=_json))
        return
    for line in told(rows, refusals, written, language):
        typer.echo(line)


def told(rows: list[dict[str, Any]], refusals: list[dict[str, Any]], written: Written, language: str) -> list[str]:
    """The decision (first row), what is owed besides (the others), what the law refused."""
    main, *owed = rows
    lines = [_standing(main, written, language)]
    if owed and main["treatment"] == SILENCE and main["reason"] in [row["reason"] for row in owed]:
        lines.append(_say("besides", language))
    else:
        lines += _contact(main, _say("silence", language), written, language)
    for row in owed:
        lines += _contact(row, _say("duty", language), written, language)
    if others := [name for name in main["eligible"] if name != main["treatment"]]:
        names = _comma(language).join(_of(labels.treatment(name, {}), language) for name in others)
        lines.append("  " + _say("others", language, names=names))
        currency = written.body["currency"]
        for name in others:
            lines += [f"  · {_of(said, language)}" for said in worth.went_to(written.prices, name, currency)]
    lines += [f"  · {sentence(reason, language)}" for reason in main["reasons"] or ()]
    return lines + _refused(refusals, written, language)


def _standing(row: dict[str, Any], written: Written, language: str) -> str:
    if not row["dpd"]:
        return f"{row['person_id']}: {_say('current', language)}"
    parts = [_say("late", language, dpd=f"{row['dpd']:,}", bucket=row["bucket"])]
    if row["overdue_minor"]:
        amount = format_minor(row["overdue_minor"], written.body["currency"], "zh" if language == "zh" else "en")
        parts.append(_say("overdue", language, amount=amount))
    if row["way"]:
        parts.append(_of(labels.label(row["way"], {}), language))
    return f"{row['person_id']}: " + " · ".join(parts)


def _contact(row: dict[str, Any], otherwise: str, written: Written, language: str) -> list[str]:
    """One decision: what and why; for a contact also when, about what, by whom, with which text."""
    why = sentence(row["reason"], language)
    if row["treatment"] == SILENCE:
        return [f"{otherwise}: {why}"]
    name = _of(labels.treatment(row["treatment"], {}), language)
    parts = [
        _at(row["starts_at"], written, language),
        _of(labels.label(row["channel"], {}), language),
        _of(labels.collector(row["by"]), language),
        _say("about", language, loans=_comma(language).join(row["loan_ids"])),
        row["template"],
        "" if row["offer"] is None else _say("offer", language, offer=_of(labels.label(row["offer"], {}), language)),
    ]
    head = name if row["n"] == 0 else f"{otherwise}: {name}"
    return [f"{head}: {why}", "  " + " · ".join(part for part in parts if part)]


def _refused(refusals: list[dict[str, Any]], written: Written, language: str) -> list[str]:
    if not refusals:
        return []
    first = refusals[0]
    name = _of(labels.treatment(first["treatment"], {}), language)
    lines = [_say("refused", language, treatment=name, at=_at(first["starts_at"], written, language))]
    says = _sentences(written.body["law_books"], written.body["mode"])
    for breach in refusals:
        text, cite = says.get((breach["rule"], breach["part"] or ""), (Text(breach["rule"], breach["rule"]), ""))
        found = _evidence(breach["evidence"], written, language)
        source = "; ".join(part for part in (cite, breach["rule"]) if part)
        lines.append(f"  · {_of(text, language)} [{source}]" + (f" — {found}" if found else ""))
    until = first["lawful_from"]
    at = "" if until is None else _at(until, written, language)
    lines.append("  " + _say("never" if until is None else "from", language, at=at))
    return lines


def _sentences(books: list[str], mode: str) -> dict[tuple[str, str], tuple[Text, str]]:
    """Each rule's sentence and article, as the books say them today."""
    known = [name for name in books if name in law.available()]
    rules = [rule for found in law.load(known).books for rule in found.rules[mode]]
    unmapped = labels.label("gate.unmapped-place", {})
    return {
        ("gate.unmapped-place", ""): (unmapped, ""),
        **{(rule.id, rule.part): (Text(rule.says["zh"], rule.says["en"]), rule.cite) for rule in rules},
    }


def _evidence(given: str | None, written: Written, language: str) -> str:
    facts: Mapping[str, Any] = json.loads(given) if given else {}
    shown = []
    for key, value in facts.items():
        if value is not None and key not in labels.NOT_SHOWN:
            name = _of(labels.label(key, {}), language)
            shown.append(f"{name} {_fact(value, written, language)}")
    return _comma(language).join(shown)


def _fact(value: object, written: Written, language: str) -> str:
    if isinstance(value, list):
        return _comma(language).join(_fact(part, written, language) for part in value)
    if not isinstance(value, str):
        return json.dumps(value)
    try:
        at = datetime.fromisoformat(value)
    except ValueError:
        return _of(labels.label(value, {}), language)
    return value if at.tzinfo is None else _at(at, written, language)


def _at(at: datetime, written: Written, language: str) -> str:
    """An instant on the lender's wall clock."""
    year = datetime.fromisoformat(written.body["as_of"]).year
    return _of(moment(at, written.body["zone"], year=year), language)


def _say(key: str, language: str, **values: object) -> str:
    return _of(SAY[key], language).format(**values)


def _comma(language: str) -> str:
    return "、" if language == "zh" else ", "


def _of(text: Text, language: str) -> str:
    return text.zh if language == "zh" else text.en


def _json(value: object) -> str:
    return value.isoformat() if isinstance(value, datetime) else str(value)
