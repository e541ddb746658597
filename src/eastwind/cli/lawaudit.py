"""`eastwind law audit`: a lender's or an agency's past contacts, judged contact by contact, as of their own time.

In        a call list, a mapping that says which column is which, states and consents, law books.
Out       counts and rules on the terminal; with --out breaches.csv (a row a breach) and audit.html.
Not here  reading the list (calllist, callmap), judging (law.afterwards), counting and the page (report.pastcontacts).
Proof     tests/cli/test_lawaudit.py; on the example an auditor that shares no code finds the same breaches.
"""

import csv
import json
from collections.abc import Iterable, Iterator
from datetime import date
from pathlib import Path
from typing import Annotated, Any, Final

import typer

from eastwind import law
from eastwind.cli import calllist, callmap, calltexts, inputs
from eastwind.cli.calllist import CallList, Unreadable
from eastwind.cli.callmap import CallMap
from eastwind.cli.folder import whole
from eastwind.cli.guard import ANSWER_NO, Unusable, guarded
from eastwind.core import words
from eastwind.law import afterwards, history
from eastwind.law.history import Version
from eastwind.report import RuleText, pastcontacts
from eastwind.report.labels import CONFIDENCES, FORCES
from eastwind.report.numbers import Text, share
from eastwind.report.pastcontacts import Past

FILES: Final = ("breaches.csv", "audit.html")
SHOWN: Final = 10  # unreadable rows on the terminal
STANDINGS: Final = {
    "lawful": Text("合规", "lawful"),
    "unlawful": Text("不合规", "unlawful"),
    "unclear": Text("无法确认合规", "cannot be cleared"),
    "own": Text("仅不符合更严的自定规则", "against stricter house rules alone"),
}
# What else than a fact that is lacking may break a rule of conduct.
OTHERWISE: Final = frozenset(
    ("visitors_least", "visitors_most", "not_at", "only_at", "only_from", "abandon_rate_bp_most", "entry_consent")
)
NO_STATES: Final = Text(
    "未提供 --states：异议、律师代理等停催情形没有判断。",
    "No --states: disputes, attorneys and other holds were not judged.",
)
NO_CONSENTS: Final = Text(
    "未提供 --consents：需要同意的联系按没有同意判断。",
    "No --consents: contacts that need one count as made without it.",
)
NO_HISTORY: Final = Text(
    "名单之前的联系按没有发生过处理（映射文件的 known_from 可改）。",
    "What happened before the list begins counts as nothing (known_from in the mapping says otherwise).",
)
NO_FACTS: Final = Text(
    "名单没有 facts 列：规则要求的行为（如录音、出示证件）是否做到无从得知，按无法确认合规计。",
    "The list has no column 'facts': whether conduct that a rule asks for (recording a call, showing an identity card) "
    "was there is not known; such contacts cannot be cleared.",
)
TEXTS: Final = (
    "按规则读了 {texts:,} 条文字：确实找到的内容计为违规；没有找到不等于没有，也不等于合规。",
    "{texts:,} texts were read by rules: what they surely say counts; that something was not found clears nothing.",
)
UNREAD: Final = {
    "not-mapped": Text("未读取的列（没有对应）", "Columns left unread (not mapped)"),
    "identity": Text("未读取的列（姓名、号码或地址）", "Columns left unread (who somebody is, or how to reach them)"),
    "phone-book": Text("未读取的列（债务以外的人）", "Columns left unread (people outside the debt)"),
}
NO_ADVICE: Final = Text("不构成法律意见。", "No legal advice.")


@guarded
def audit(
    contacts: Annotated[Path, typer.Argument(metavar="CONTACTS.csv", help="Past contacts, a row each.")],
    mapping: Annotated[
        Path | None, typer.Option("--mapping", metavar="FILE", help="TOML: which column is which; else our own names.")
    ] = None,
    laws: Annotated[
        str | None,
        typer.Option("--laws", metavar="NAMES", help="These law books alone, with commas; else by residence."),
    ] = None,
    mode: Annotated[str, typer.Option("--mode", metavar="MODE", help="cautious, letter or draft.")] = "cautious",
    country: Annotated[
        str | None, typer.Option("--country", metavar="CC", help="The lender's country, whose books bind too.")
    ] = None,
    states: Annotated[
        Path | None, typer.Option("--states", metavar="FILE", help="CSV of disputes, attorneys and other states.")
    ] = None,
    consents: Annotated[
        Path | None, typer.Option("--consents", metavar="FILE", help="CSV of consents and opt-outs.")
    ] = None,
    out: Annotated[
        Path | None, typer.Option("--out", metavar="FOLDER", help="Write breaches.csv and audit.html there.")
    ] = None,
    replace: Annotated[bool, typer.Option("--replace", help="Replace an earlier audit in --out.")] = False,
    language: Annotated[str, typer.Option("--lang", metavar="LANG", help="Language: en or zh.")] = "en",
    as_json: Annotated[bool, typer.Option("--json", help="One JSON document instead of lines.")] = False,
) -> None:
    """Judge past contacts by the law: breaches by rule, with evidence.

    Exit 1 if a contact is unlawful, cannot be cleared, or cannot be read.
    """
    if language not in words.LANGUAGES:
        raise Unusable(f"--lang {language}: choose {' or '.join(words.LANGUAGES)}.")
    if mode not in words.MODES:
        raise Unusable(f"--mode {mode}: choose one of {', '.join(words.MODES)}.")
    bind = None if laws is None else _bind(laws)
    how = CallMap() if mapping is None else callmap.read_map(mapping, calllist.CALLS)
    how = _with_country(how, country)
    past = examine(contacts, how, bind, mode, states, consents, language)
    if out is not None:
        _write(past, out, replace)
    if as_json:
        typer.echo(json.dumps(document(past), ensure_ascii=False, indent=2))
    else:
        for line in lines(past, out):
            typer.echo(line)
    if past.unreadable or past.standing["lawful"] < past.judged:
        raise typer.Exit(ANSWER_NO)


def _bind(laws: str) -> tuple[str, ...]:
    """The books named, and no others; an unknown name is refused as every command refuses it."""
    inputs.laws(laws, {})
    return tuple(dict.fromkeys(name.strip() for name in laws.split(",") if name.strip()))


def _with_country(how: CallMap, country: str | None) -> CallMap:
    try:
        return how.of_country(country)
    except ValueError as error:
        raise Unusable(f"--country: {error}") from error


def examine(
    contacts: Path,
    how: CallMap,
    bind: tuple[str, ...] | None,
    mode: str,
    states: Path | None,
    consents: Path | None,
    language: str,
) -> Past:
    """Read, judge and count."""
    needed = ("person_id", "at", "channel", *(() if bind else ("residence",)))
    found = calllist.read(contacts, calllist.CALLS, needed, how)
    if not found.read:
        raise Unusable(f"{contacts} has no rows under its header. Give a list with a row a contact.")
    beside = CallMap(zone=how.zone, times=how.times, dates=how.dates, encoding=how.encoding)
    held = _beside(states, calllist.STATES, ("person_id", "state", "opened"), beside, found)
    given = _beside(consents, calllist.CONSENTS, ("person_id", "kind", "given"), beside, found)
    asked = afterwards.Asked(mode, how.country, bind, how.known_from, held, given)
    said = calltexts.read(found.rows)
    verdicts, wrong = afterwards.verdicts(found.rows, asked)
    for place, why in wrong.items():
        says = Text("这一行的内容前后不合。", "What the row says does not fit together.")
        row = Unreadable(contacts.name, found.lines[place], None, "", "row", says, Text(why, why))
        found.unreadable.append(row)
    texts = _Texts()
    if "facts" not in found.columns:
        _mark(verdicts, texts)
    calltexts.mark(said, verdicts)
    breaches = [
        one
        for row, line, verdict in zip(found.rows, found.lines, verdicts, strict=True)
        if verdict is not None
        for one in pastcontacts.breaches_of(row, line, verdict, how.zone, texts.of)
    ]
    judged = [verdict for verdict in verdicts if verdict is not None]
    standing = dict.fromkeys(pastcontacts.STANDINGS, 0)
    for verdict in judged:
        standing[pastcontacts.standing(verdict)] += 1
    times = sorted(row["at"] for row in found.rows)
    return Past(
        file=contacts.name,
        language=language,
        mode=mode,
        laws=", ".join(bind) if bind else "",
        read=found.read - len(wrong),
        unreadable=found.unreadable,
        people=len({row["person_id"] for row in found.rows}),
        first=f"{times[0]:%Y-%m-%d}" if times else "",
        last=f"{times[-1]:%Y-%m-%d}" if times else "",
        standing=standing,
        rules=pastcontacts.by_rule(breaches),
        breaches=breaches,
        notes=_notes(found, how, states, consents, len(said.certain)),
    )


def _beside(
    path: Path | None, known: tuple[str, ...], needed: tuple[str, ...], how: CallMap, calls: CallList
) -> dict[str, list[dict[str, Any]]]:
    """States or consents by person; an unreadable row stands among the list's."""
    if path is None:
        return {}
    found = calllist.read(path, known, needed, how)
    if found.unreadable:
        first = found.unreadable[0]
        raise Unusable(
            f"{first.file}, line {first.line}, {first.column or 'row'} '{first.value}': {first.says.en} "
            f"{first.write.en} A hold or a consent that cannot be read would change verdicts unseen."
        )
    return calllist.by_person(found)


def _notes(found: CallList, how: CallMap, states: Path | None, consents: Path | None, texts: int) -> list[Text]:
    notes = [NO_STATES] if states is None else []
    notes += [NO_CONSENTS] if consents is None else []
    notes += [] if how.known_from else [NO_HISTORY]
    notes += [] if "facts" in found.columns else [NO_FACTS]
    notes += [Text(*(one.format(texts=texts) for one in TEXTS))] if texts else []
    for word, names in calllist.unread(found.dropped).items():
        notes.append(Text(f"{UNREAD[word].zh}：{'、'.join(names)}", f"{UNREAD[word].en}: {', '.join(names)}"))
    return [*notes, NO_ADVICE]


def _mark(verdicts: Iterable[dict[str, Any] | None], texts: "_Texts") -> None:
    """Of a list without facts nobody knows whether conduct that a rule asks for was there: no breach for certain."""
    for verdict in verdicts:
        for breach in verdict["breaches"] if verdict is not None else ():
            breach["untold"] = texts.asks_conduct(breach["rule"], breach["part"])


class _Texts:
    """What rules say, in the version of the day."""

    def __init__(self) -> None:
        self.versions: dict[tuple[str, str], list[Version]] = {}
        for book in law.load(law.available()).books:
            for version in history.versions(book):
                self.versions.setdefault((version.id, version.part), []).append(version)

    def asks_conduct(self, rule: str, part: str) -> bool:
        """Whether a rule is broken by facts that are lacking, and by nothing else."""
        among = self.versions.get((rule, part), ())
        return bool(among) and all("must" in one.table and OTHERWISE.isdisjoint(one.table) for one in among)

    def of(self, rule: str, part: str, on: date) -> RuleText:
        """The text of a rule on a day; of none in force that day (other clocks reach a day further) the nearest."""
        among = self.versions[(rule, part)]
        chosen = next((one for one in among if one.in_force(on)), among[-1]).table
        says = Text(chosen["says"]["zh"], chosen["says"]["en"])
        return RuleText(says, chosen["cite"], chosen["force"], chosen["confidence"], chosen.get("url"))


def _write(past: Past, out: Path, replace: bool) -> None:
    with whole(out, replaces=FILES if replace else ()) as made:
        with (made / "breaches.csv").open("w", encoding="utf-8-sig", newline="") as file:
            writer = csv.DictWriter(file, pastcontacts.TABLE)
            writer.writeheader()
            writer.writerows(pastcontacts.table(past))
        (made / "audit.html").write_text(pastcontacts.render(past), encoding="utf-8")


def lines(past: Past, out: Path | None) -> Iterator[str]:
    """What was found, for somebody at a terminal."""
    zh = past.language == "zh"

    def say(words: Text) -> str:
        return str(getattr(words, past.language))

    laws = past.laws or ("按居住地" if zh else "by residence")
    yield (
        f"{past.file}：读取 {past.read:,} 行，{past.people:,} 人，{past.first} 至 {past.last}；"
        f"法规册 {laws}，{past.mode}"
        if zh
        else f"{past.file}: {past.read:,} rows read, {past.people:,} people, {past.first} to {past.last}; "
        f"law books {laws}, {past.mode}"
    )
    yield f"  {len(past.unreadable):>7,}  {'无法读取' if zh else 'cannot be read'}"
    yield f"  {past.judged:>7,}  {'已判断' if zh else 'judged, of these'}"
    for word, called in STANDINGS.items():
        yield f"  {past.standing[word]:>7,}  {share(past.standing[word], past.judged):>6}  {say(called)}"
    for rule in past.rules:
        name = f"{rule.rule} ({rule.part})" if rule.part else rule.rule
        unsure = f"，其中 {rule.unknown:,} 次信息不足" if zh else f", {rule.unknown:,} of them not for certain"
        yield ""
        yield f"{rule.contacts:>7,}  {share(rule.contacts, past.judged):>6}  {name}{unsure if rule.unknown else ''}"
        yield f"         {say(rule.text.says)}"
        if rule.own:  # of least weight to somebody new: a line each, the rest stands in the files
            continue
        force, sure = say(FORCES[rule.text.force]), say(CONFIDENCES[rule.text.confidence])
        yield f"         {rule.text.cite} · {force} · {sure}"
        one = rule.examples[0]
        shown = f"{one.name} ({one.at:%Y-%m-%d %H:%M}, {one.channel}) {one.evidence(past.language)}"
        yield f"         {'例' if zh else 'e.g.'} {shown.rstrip()}"
    if past.unreadable:
        yield ""
    for row in past.unreadable[:SHOWN]:
        where = f"{row.file}, line {row.line}" + (f", {row.column} '{row.value}'" if row.column else f" '{row.value}'")
        yield f"{where}: {say(row.says)} {say(row.write)}"
    if len(past.unreadable) > SHOWN:
        yield f"… {len(past.unreadable) - SHOWN:,}"
    yield ""
    for note in past.notes:
        yield say(note)
    if out is not None:
        yield f"{out}: {', '.join(FILES)}"


def document(past: Past) -> dict[str, Any]:
    """What was found, as one document."""
    return {
        "file": past.file,
        "mode": past.mode,
        "laws": past.laws or "by residence",
        "read": past.read,
        "judged": past.judged,
        **past.standing,
        "unreadable": [
            {"file": row.file, "line": row.line, "column": row.column, "value": row.value, "reason": row.reason,
             "says": getattr(row.says, past.language), "write": getattr(row.write, past.language)}
            for row in past.unreadable
        ],
        "rules": [
            {"rule": rule.rule, "part": rule.part, "force": rule.text.force, "contacts": rule.contacts,
             "unknown": rule.unknown, "says": getattr(rule.text.says, past.language), "cite": rule.text.cite,
             "confidence": rule.text.confidence, "example": rule.examples[0].name}
            for rule in past.rules
        ],
        "breaches": list(pastcontacts.table(past)),
        "notes": [getattr(note, past.language) for note in past.notes],
    }  # fmt: skip
