"""`make audit-standalone`: the auditor's folder alone, copied out, on the example's log and on one with planted faults.

In        the example's plan, opened (`eastwind open`); src/eastwind/audit; law books and calendars.
Out       what the auditor says of both; exit 1 if it is not: nothing, and exactly the planted faults.
Not here  the auditor's own tests.
Proof     it is one: run by hand and before a release.

The interpreter is bare: a venv without pip that holds cryptography (with what it needs) and tzdata, nothing of ours.
"""

import json
import shutil
import subprocess
import sys
import sysconfig
import tempfile
import venv
from pathlib import Path
from typing import Any

REPOSITORY = Path(__file__).parents[2]
SOURCE = REPOSITORY / "src" / "eastwind"
PACKAGES = ("cryptography", "cffi", "_cffi_backend", "pycparser", "tzdata")


def main() -> int:
    """Make the example's log, open it, audit it alone; then spoil it and audit it again."""
    with tempfile.TemporaryDirectory(prefix="eastwind-audit-") as work:
        folder = Path(work)
        _eastwind("demo", "--out", folder / "demo")
        _eastwind("open", folder / "demo" / "plan", folder / "demo" / "book", "--out", folder / "opened")
        python = alone(folder / "alone")
        code, said = audit(python, folder / "alone", folder / "opened")
        _say(f"the example's log: exit {code}, {counted(said)}")
        right = code == 0 and not said["findings"]
        planted = spoil(folder / "opened")
        code, said = audit(python, folder / "alone", folder / "opened")
        found = {(one["code"], one["where"]) for one in said["findings"]}
        _say(f"with three breaches planted and one row removed: exit {code}, {counted(said)}")
        for one in said["findings"]:
            _say("  " + " · ".join(str(one[key]) for key in one if one[key] not in (None, "", [])))
        right &= code == 1 and as_planted(found, planted)
    _say("exactly those" if right else "NOT as planted")
    return 0 if right else 1


def alone(folder: Path) -> Path:
    """The auditor's folder, books and data copied out, beside a bare interpreter; its python."""
    bare = shutil.ignore_patterns("__pycache__")
    shutil.copytree(SOURCE / "audit", folder / "audit", ignore=bare)
    shutil.copytree(SOURCE / "law" / "books", folder / "books", ignore=bare)
    shutil.copy(SOURCE / "law" / "stacks.toml", folder / "books" / "stacks.toml")
    shutil.copytree(SOURCE / "core" / "data", folder / "data", ignore=bare)
    venv.create(folder / "venv", with_pip=False)
    (site,) = (folder / "venv" / "lib").glob("python3.*/site-packages")
    installed = Path(sysconfig.get_paths()["purelib"])
    for name in PACKAGES:
        for path in [
            *installed.glob(f"{name}"),
            *installed.glob(f"{name}.*.so"),
            *installed.glob(f"{name}-*.dist-info"),
        ]:
            if path.is_dir():
                shutil.copytree(path, site / path.name, ignore=bare)
            else:
                shutil.copy(path, site / path.name)
    return folder / "venv" / "bin" / "python"


def audit(python: Path, folder: Path, opened: Path) -> tuple[int, dict[str, Any]]:
    """`python -m audit log` in the folder, isolated from everything else."""
    command = [python, "-E", "-s", "-m", "audit", "log", opened, "--books", "books", "--data", "data", "--json"]
    ran = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
    if ran.returncode == 2 or not ran.stdout:
        raise SystemExit(f"the auditor cannot read the log: {ran.stderr}")
    return ran.returncode, json.loads(ran.stdout)


def spoil(opened: Path) -> dict[str, str]:
    """Make three contacts unlawful by what the lender knew, and take one silent row away; contact id → rule."""
    (plan,) = opened.glob("plan-*")
    contacts = [json.loads(line) for line in (plan / "contacts.jsonl").read_text(encoding="utf-8").splitlines()]
    sent = [one for one in contacts if one["case"]["contact"]["channel"] == "sms"][:3]
    long_ago = "2026-09-01T00:00:00Z"
    sent[0]["case"].setdefault("consent", []).append({"kind": "opt-out", "channel": "sms", "given": long_ago})
    sent[1]["case"].setdefault("state", []).append({"state": "distress", "opened": long_ago})
    sent[2]["case"].setdefault("state", []).append({"state": "deceased", "opened": long_ago})
    _write(plan / "contacts.jsonl", contacts)
    rows = [json.loads(line) for line in (plan / "rows.jsonl").read_text(encoding="utf-8").splitlines()]
    silent = next(row for row in rows[100:] if json.loads(row["row"]).get("treatment") == "silence")
    _write(plan / "rows.jsonl", [row for row in rows if row is not silent])
    return {one["contact_id"]: "breach" for one in sent} | {str(silent["index"]): "missing-row"}


def as_planted(found: set[tuple[str, str]], planted: dict[str, str]) -> bool:
    """Whether each planted fault was found, and nothing else."""
    places = [name for name in planted if not any(name in where for code, where in found if code == planted[name])]
    others = [one for one in found if not any(name in one[1] and code == one[0] for name, code in planted.items())]
    for where in places:
        _say(f"  not found: {planted[where]} {where}")
    for one in others:
        _say(f"  not planted: {one}")
    return not places and not others


def counted(said: dict[str, Any]) -> str:
    """The counts and how many findings, in one line."""
    counts = ", ".join(f"{name} {count:,}" for name, count in said["counts"].items())
    return f"{len(said['findings'])} findings ({counts})"


def _write(path: Path, lines: list[dict[str, Any]]) -> None:
    text = "".join(json.dumps(line, ensure_ascii=False, separators=(",", ":")) + "\n" for line in lines)
    path.write_text(text, encoding="utf-8")


def _eastwind(*arguments: object) -> None:
    command = [sys.executable, "-c", "from eastwind.cli import app; app()", *map(str, arguments)]
    subprocess.run(command, cwd=REPOSITORY, check=True, stdout=subprocess.DEVNULL)


def _say(line: str) -> None:
    sys.stdout.write(f"{line}\n")


if __name__ == "__main__":
    sys.exit(main())
