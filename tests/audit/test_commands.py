"""The commands, run as a folder copied out of the tree, by an interpreter that knows nothing of Eastwind."""

import json
import shutil
import subprocess
import sys
from pathlib import Path

import cryptography
import pytest
import tzdata

from tests.audit import opened_log
from tests.audit.support import BOOKS, CASES, DATA, ROOT

PACKAGES = Path(tzdata.__file__).parent.parent
LAWS = ("--books", str(BOOKS), "--data", str(DATA))


@pytest.fixture(scope="module")
def bare(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder `audit` alone, and beside it what it may use: tzdata, cryptography and what that needs."""
    folder = tmp_path_factory.mktemp("bare")
    shutil.copytree(ROOT / "src/eastwind/audit", folder / "audit", ignore=shutil.ignore_patterns("__pycache__"))
    needed = folder / "packages"
    needed.mkdir()
    for path in PACKAGES.iterdir():
        if path.name.partition(".")[0].lower() in ("tzdata", "cryptography", "cffi", "_cffi_backend", "pycparser"):
            (needed / path.name).symlink_to(path)
    assert Path(cryptography.__file__).parent.parent == PACKAGES
    return folder


def run(bare: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """`python -m audit …` with an empty environment and no site packages."""
    return subprocess.run(
        [sys.executable, "-S", "-E", "-m", "audit", *arguments],
        cwd=bare, capture_output=True, text=True, check=False, env={"PYTHONPATH": ""},
    )  # fmt: skip


def start(bare: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """The same with the few packages that it may use on the path."""
    code = (
        f"import sys; sys.path.append({str(bare / 'packages')!r}); from audit.cli import main; raise SystemExit(main())"
    )
    return subprocess.run(
        [sys.executable, "-S", "-E", "-c", code, *arguments],
        cwd=bare, capture_output=True, text=True, check=False, env={},
    )  # fmt: skip


def test_nothing_of_ours_and_no_third_package_is_imported(bare: Path):
    code = (
        f"import sys; before = set(sys.modules); sys.path.append({str(bare / 'packages')!r}); "
        "import audit, audit.cli, audit.opened, audit.contacts; "
        "print(*{name.partition('.')[0] for name in sys.modules if name not in before})"
    )
    done = subprocess.run(
        [sys.executable, "-S", "-E", "-c", code], cwd=bare, capture_output=True, text=True, check=True
    )
    allowed = {"audit", "cryptography", "_cffi_backend", "_openssl", "tzdata", *sys.stdlib_module_names}
    assert {name for name in done.stdout.split() if not name.startswith("_sysconfigdata")} <= allowed


def test_worked_cases_are_checked(bare: Path):
    done = start(bare, "check", str(CASES / "tw.toml"), *LAWS)
    assert done.returncode == 0, done.stderr
    assert "0 failed" in done.stdout


def test_a_case_that_fails_is_told(bare: Path, tmp_path: Path):
    case = (
        '[[case]]\nid = "x"\nbooks = ["house"]\nborrower = {residence = "TW"}\n[case.contact]\n'
        'at = 2026-03-10T08:59:59+08:00\nchannel = "voice"\n[case.expect]\nallowed = true\n'
    )
    (tmp_path / "x.toml").write_text(case)
    done = start(bare, "check", str(tmp_path / "x.toml"), *LAWS)
    assert done.returncode == 1
    assert done.stdout == (
        "failed: x.toml x: allowed is False, expected True; breaches: house.hours\n0 passed, 1 failed, 0 not covered\n"
    )
    document = json.loads(start(bare, "check", str(tmp_path / "x.toml"), *LAWS, "--json").stdout)
    assert document["counts"] == {"passed": 0, "failed": 1, "not covered": 0}


def test_an_opened_log_is_verified(bare: Path, tmp_path: Path):
    folder = opened_log.write(tmp_path)
    vkey = str(folder / "log/log.vkey")
    done = start(bare, "log", str(folder), *LAWS, "--vkey", vkey)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout == "6 entries, 0 erased, 1 plans, 3 rows, 4 contacts, 0 breaches\n"
    opened_log.change(folder / "entries.jsonl", lambda lines: lines.pop())
    done = start(bare, "log", str(folder), *LAWS, "--json")
    assert done.returncode == 1
    assert {finding["code"] for finding in json.loads(done.stdout)["findings"]} >= {"missing-entry"}


def test_past_contacts_are_judged(bare: Path, tmp_path: Path):
    path = tmp_path / "calls.csv"
    path.write_text("person_id,at,channel,residence\np,2026-03-10T08:00:00+08:00,voice,TW\n")
    done = start(bare, "contacts", str(path), *LAWS)
    assert done.returncode == 1
    assert "house.hours (calls), policy until=2026-03-10T01:00:00Z" in done.stdout


@pytest.mark.parametrize(
    "arguments",
    [("check", "none.toml"), ("log", "none"), ("contacts", "none.csv"), ("contacts", "x.csv", "--bind", "zz")],
)
def test_what_cannot_be_read_ends_with_one_sentence_and_two(bare: Path, arguments: tuple[str, ...]):
    done = start(bare, *arguments, *LAWS)
    assert done.returncode == 2
    assert done.stdout == ""
    assert len(done.stderr.splitlines()) == 1


def test_a_bare_interpreter_says_which_package_it_lacks(bare: Path):
    done = run(bare, "check", str(CASES / "tw.toml"), *LAWS)
    assert done.returncode == 2
    assert "tzdata" in done.stderr
    assert len(done.stderr.splitlines()) == 1
