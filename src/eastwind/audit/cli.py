"""Commands: `python -m audit check|log|contacts`.

In        the command line.
Out       tables on standard output, or JSON with --json; exit 0 nothing found, 1 findings, 2 unreadable.
Not here  what the commands do (check, opened, contacts).
Proof     tests/audit/test_commands.py, as a folder of its own beside a bare interpreter.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from . import check, laws
from .errors import Unreadable

NOTHING, FINDINGS, UNREADABLE = 0, 1, 2


def main(arguments: Sequence[str] | None = None, program: str = "python -m audit") -> int:
    """Run one command; its exit code. `program` is what it was called by."""
    options = _parser(program).parse_args(arguments)
    try:
        return int(options.run(options))
    except Unreadable as error:
        sys.stderr.write(f"{error}\n")
        return UNREADABLE
    except ModuleNotFoundError as error:
        sys.stderr.write(
            f"The package {error.name!r} is not installed. Install it: python -m pip install {error.name}\n"
        )
        return UNREADABLE
    except BrokenPipeError:
        return NOTHING


def _say(line: str) -> None:
    sys.stdout.write(f"{line}\n")


def _parser(program: str) -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog=program, description="Decide again, from the same books.")
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    one = commands.add_parser("check", help="judge worked cases", description="Judge worked cases.")
    one.add_argument("files", nargs="+", type=Path, metavar="CASES.toml")
    one.add_argument("--found", type=Path, metavar="JSON", help="items found in texts: {case id: [items]}")
    one.set_defaults(run=_check)
    two = commands.add_parser("log", help="verify an opened log", description="Verify an opened log, judge it again.")
    two.add_argument("folder", type=Path, metavar="OPENED")
    two.add_argument("--vkey", help="the key that the lender publishes, as text or the file that holds it")
    two.set_defaults(run=_log)
    three = commands.add_parser("contacts", help="judge a file of past contacts", description="Judge past contacts.")
    three.add_argument("files", nargs="+", type=Path, metavar="FILE")
    three.add_argument("--mode", default="cautious", choices=("cautious", "letter", "draft"))
    three.add_argument("--country", help="the lender's country, whose books bind beside those of the places")
    three.add_argument("--bind", metavar="BOOKS", help="these books alone, as in cn,house; else by the places")
    three.add_argument("--states", nargs="+", default=(), type=Path, metavar="FILE", help="disputes, attorneys …")
    three.add_argument("--consents", nargs="+", default=(), type=Path, metavar="FILE", help="permissions, opt-outs …")
    three.add_argument("--known-from", metavar="INSTANT", help="contacts before are unknown, not absent")
    three.set_defaults(run=_contacts)
    for command in (one, two, three):
        command.add_argument("--books", type=Path, required=True, help="folder of law books")
        command.add_argument("--data", type=Path, required=True, help="folder with places.toml and holidays/")
        command.add_argument("--json", action="store_true", help="one JSON document instead of lines")
    return parser


def _load(options: argparse.Namespace) -> laws.Laws:
    return laws.load(options.books, options.data)


def _check(options: argparse.Namespace) -> int:
    at_hand = _load(options)
    found = _items_found(options.found)
    results = [result for path in options.files for result in check.check(path, at_hand, found)]
    counts = {word: sum(r.word == word for r in results) for word in ("passed", "failed", "not covered")}
    if options.json:
        shown = [
            {"file": r.file, "case": r.case, "result": r.word, "differences": r.differences, "why": r.uncovered}
            for r in results
        ]
        _json({"cases": shown, "counts": counts})
    else:
        for result in results:
            for told in result.differences or ([result.uncovered] if result.uncovered else []):
                _say(f"{result.word}: {result.file} {result.case}: {told}")
        _say(", ".join(f"{count} {word}" for word, count in counts.items()))
    return FINDINGS if counts["failed"] else NOTHING


def _items_found(path: Path | None) -> dict[str, list[str]]:
    if path is None:
        return {}
    try:
        found = json.loads(path.read_text("utf-8"))
    except (OSError, ValueError) as error:
        raise Unreadable(f"{path}: cannot be read as JSON ({error}). Write {{'case id': ['item']}}.") from None
    if not isinstance(found, dict):
        raise Unreadable(f"{path}: this is no JSON object. Write {{'case id': ['item']}}.")
    return found


def _log(options: argparse.Namespace) -> int:
    from . import opened  # cryptography is needed here alone

    report = opened.audit(options.folder, _load(options), _vkey(options.vkey))
    return _show(report, options.json)


def _vkey(value: str | None) -> str | None:
    if value is None:
        return None
    path = Path(value)
    return path.read_text("utf-8").strip() if len(value) < 256 and path.is_file() else value.strip()


def _contacts(options: argparse.Namespace) -> int:
    from . import contacts

    at_hand = _load(options)
    asked = contacts.Asked(
        mode=options.mode,
        country=options.country,
        bind=contacts.bind(options.bind, at_hand),
        known_from=options.known_from,
        states=options.states,
        consents=options.consents,
    )
    report = contacts.audit(options.files, at_hand, asked)
    return _show(report, options.json)


def _show(report: Mapping[str, Any], as_json: bool) -> int:
    if as_json:
        _json(report)
    else:
        _print_findings(report)
    return FINDINGS if report["findings"] else NOTHING


def _print_findings(report: Mapping[str, Any]) -> None:
    rows = [(f["code"], f["where"], f["says"]) for f in report["findings"]]
    first = max([len(row[0]) for row in rows], default=0)
    second = min(60, max([len(row[1]) for row in rows], default=0))
    for code, where, says in rows:
        _say(f"{code:<{first}}  {where:<{second}}  {says}")
    for note in report["notes"]:
        _say(f"note: {note}")
    _say(", ".join(f"{count} {word.replace('_', ' ')}" for word, count in report["counts"].items()))


def _json(document: Mapping[str, Any]) -> None:
    _say(json.dumps(document, ensure_ascii=False, sort_keys=True, indent=1))
