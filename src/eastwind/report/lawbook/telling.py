"""Telling: a rule's parameters, its versions and a change of law as lines to read.

In        versions and changes (law.history), `zh` or `en`.
Out       lists of lines.
Not here  terms for keys (terms), whole pages (pages).
Proof     tests/report/lawbook/test_telling.py.
"""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any, Final

from eastwind.law.history import Change, Version
from eastwind.report import labels
from eastwind.report.lawbook import terms
from eastwind.report.lawbook.terms import term
from eastwind.report.numbers import Text

HEAD: Final = ("kind", "force", "cite", "confidence", "letter")  # told apart from the parameters
SPANS: Final = ("window", "within", "keep", "at_most", "first", "every")  # so many days, months …
SAY: Final[dict[str, Text]] = {
    "since": Text("自 {since} 起", "since {since}"),
    "span": Text("{since} 至 {until}", "{since} to {until}"),
    "begins": Text("新增", "Begins"),
    "ends": Text("废止", "Ends"),
    "changes": Text("修改", "Changes"),
    "from": Text("自 {since} 起施行", "from {since}"),
    "last": Text("施行至 {until}", "in force until {until}"),
    "was": Text("原", "was"),
    "now": Text("现", "now"),
    "same": Text("未变规则：{number} 条", "Unchanged: {number} rules"),
    "nothing": Text("两日之间没有变化。", "Nothing differs between the two days."),
    "rules": Text("{number} 条", "{number}"),
    "cases": Text("案例", "cases"),
    "no_cases": Text("没有案例提及", "no case names it"),
}


def say(key: str, language: str, **values: object) -> str:
    """A phrase of this page in `zh` or `en`."""
    return str(getattr(SAY[key], language)).format(**values)


def parameters(version: Version, language: str) -> list[tuple[str, str]]:
    """What a version says, as (term, value in words), in the order of the book."""
    return [
        (term(terms.KEYS, key, language), value(key, found, language))
        for key, found in version.content.items()
        if key not in HEAD
    ]


def value(key: str, found: Any, language: str) -> str:
    """A value of a law book in words: 7 consecutive days, 08:00–21:00, consent: kind agreed-time."""
    if found is None:
        return str(getattr(terms.NONE, language))
    if key == "letter" and found == "off":
        return str(getattr(terms.OFF, language))
    if key in ("force", "confidence", "kind") and isinstance(found, str):
        among = {"force": labels.FORCES, "confidence": labels.CONFIDENCES, "kind": terms.KINDS}[key]
        return term(among, found, language)
    if isinstance(found, Mapping):
        return _table(key, found, language)
    if isinstance(found, list):
        mark = "；" if language == "zh" else "; "
        if any(isinstance(one, Mapping) for one in found):
            return mark.join(value(key, one, language) for one in found)
        between = "、" if language == "zh" else ", "
        return between.join(term(labels.CHANNELS, one, language) if _channel(key) else str(one) for one in found)
    return f"{found:,}" if isinstance(found, int) and not isinstance(found, bool) else str(found)


def span(version: Version, language: str) -> str:
    """From when to when a version is in force."""
    key = "since" if version.until is None else "span"
    return say(key, language, since=version.since, until=version.until)


def rule(found: Sequence[Version], cases: Mapping[str, Sequence[str]], language: str) -> list[str]:
    """All parts and versions of one rule, with the cases that name it (id → what it says)."""
    lines = [found[0].id]
    for version in found:
        table = version.table
        lines += ["", f"  {version.part or version.book} · {span(version, language)} · {_about(version, language)}"]
        lines += [f"    {table['says'][one]}" for one in ("en", "zh")]
        width = max((_wide(name) for name, _ in parameters(version, language)), default=0)
        lines += [f"      {name}{' ' * (width - _wide(name))}  {said}" for name, said in parameters(version, language)]
        if "letter" in table:
            lines.append(f"      {term(terms.KEYS, 'letter', language)}: {value('letter', table['letter'], language)}")
        lines += [f"      {table[key]}" for key in ("note", "url") if table.get(key)]
    named = cases.get(found[0].id, ())
    lines += ["", f"  {say('cases', language)}: {len(named)}" if named else f"  {say('no_cases', language)}"]
    return lines + [f"    {case}" for case in named]


def difference(changes: Sequence[Change], same: int, head: str, language: str) -> list[str]:
    """A change of law as a summary: what begins, what changes, what ends, what stays."""
    lines = [head]
    for what in ("begins", "changes", "ends"):
        told = [change for change in changes if change.what == what]
        if told:
            lines += ["", f"{say(what, language)} ({say('rules', language, number=len(told))})"]
        for change in told:
            lines += _changed(change, language)
    if not changes:
        lines += ["", say("nothing", language)]
    return [*lines, "", say("same", language, number=same)]


def summary(version: Version, language: str) -> str:
    """One line of a list: name, kind, days in force, sentence."""
    kind = term(terms.KINDS, str(version.table["kind"]), language)
    return f"{version.name} · {kind} · {span(version, language)} · {version.table['says'][language]}"


def _changed(change: Change, language: str) -> list[str]:
    version = change.version
    when = say("last", language, until=_last(change)) if change.what == "ends" else None
    when = when or say("from", language, since=version.since)
    lines = [f"  {version.name} · {when} · {_about(version, language)}"]
    if change.what != "changes":
        return [*lines, f"    {version.table['says'][language]}"]
    assert change.before is not None
    assert change.after is not None
    lines += [f"    {say('was', language)}: {change.before.table['says'][language]}"]
    lines += [f"    {say('now', language)}: {change.after.table['says'][language]}"]
    return lines + [
        f"      {term(terms.KEYS, key, language)}: {value(key, old, language)} → {value(key, new, language)}"
        for key, old, new in change.keys
    ]


def _last(change: Change) -> date | str:
    assert change.before is not None
    return change.before.until or "—"


def _about(version: Version, language: str) -> str:
    table = version.table
    sure = term(labels.CONFIDENCES, str(table["confidence"]), language)
    return f"{term(labels.FORCES, str(table['force']), language)} · {table['cite']} · {sure}"


def _table(key: str, found: Mapping[str, Any], language: str) -> str:
    if found and set(found) <= {"from", "to"} and not any(isinstance(end, list) for end in found.values()):
        return f"{found.get('from', '')}–{found.get('to', '')}"
    if "from" in found and "days" in found and "to" in found:
        return f"{', '.join(found['days'])} {found['from']}–{found['to']}"
    if key in SPANS:
        return _window(found, language)
    comma = "，" if language == "zh" else ", "
    return comma.join(_pair(name, inner, language) for name, inner in found.items())


def _pair(name: str, inner: Any, language: str) -> str:
    label = term(terms.KEYS, name, language)
    if inner is True:
        return label
    if isinstance(inner, Mapping) and name not in SPANS:
        return (
            f"{label}（{value(name, inner, language)}）"
            if language == "zh"
            else f"{label} ({value(name, inner, language)})"
        )
    return f"{label} {value(name, inner, language)}"


def _window(found: Mapping[str, Any], language: str) -> str:
    if found.get("ever"):
        return str(getattr(terms.EVER, language))
    unit = next((name for name in terms.UNITS if name in found), None)
    if unit is None:
        return str(dict(found))
    number, kind = found[unit], term(terms.SPANS, found["kind"], language) if "kind" in found else ""
    where = f" ({found['calendar']})" if "calendar" in found else ""
    if language == "zh":
        return f"{kind}{number} {terms.UNITS[unit].zh}{where}"
    return f"{number} {kind}{terms.UNITS[unit].en}{'' if number == 1 else 's'}{where}"


def _channel(key: str) -> bool:
    return key in ("channels", "counts")


def _wide(text: str) -> int:
    """How many columns a terminal gives a text: a Chinese character takes two."""
    return sum(2 if ord(letter) > 0x2E7F else 1 for letter in text)
