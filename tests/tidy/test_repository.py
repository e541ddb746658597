"""What is committed can be built by anyone: no address of a registry, no path of one machine, nothing oversized."""

import re
import tomllib
from pathlib import Path

from tests.tidy.source import ROOT, files, offence, report

BYTES_MAX = 3_000_000

# Put together from halves, so that this page does not find itself.
REGISTRIES = re.compile(
    "|".join(
        [
            "pypi" + r"\.org/(simple|packages)",
            "files.python" + r"hosted\.org",
            "registry\\.np" + r"mjs\.org",
            "mirrors\\.ali" + r"yun\.com",
            "pypi\\.tuna\\." + "tsinghua",
            "--(extra-)?index" + "-url",
            r"https?://[^\s\"']+\.(whl|tgz)\b",
        ]
    )
)
MACHINE_PATHS = re.compile(r"(?<![\w./])/(root|home/\w+|Users/\w+|work/\w+)/")


def texts() -> list[tuple[Path, str]]:
    """Every file that is text; pictures and Parquet are not."""
    found = []
    for path in files():
        raw = path.read_bytes()
        if b"\0" not in raw[:8192]:
            found.append((path, raw.decode("utf-8", errors="replace")))
    return found


def lines_with(pattern: re.Pattern[str], what: str) -> list[str]:
    """One offence per line in which the pattern stands."""
    return [
        offence(path, number, f"{what}: {hit.group()}")
        for path, text in texts()
        for number, line in enumerate(text.splitlines(), start=1)
        if (hit := pattern.search(line))
    ]


def test_no_address_of_a_package_registry_is_committed():
    offences = lines_with(REGISTRIES, "take the registry's address out")
    assert not offences, report(offences)


def test_no_path_of_one_machine_is_committed():
    here = re.compile(f"{MACHINE_PATHS.pattern}|{re.escape(str(ROOT))}/")
    offences = lines_with(here, "a path of one machine")
    assert not offences, report(offences)


def test_no_file_is_too_large_for_a_repository():
    offences = [
        offence(path, 1, f"{path.stat().st_size:,} bytes; fetch or make it instead")
        for path in files()
        if path.stat().st_size > BYTES_MAX
    ]
    assert not offences, report(offences)


def test_every_locked_package_has_an_exact_version_and_hashes():
    """pip would refuse the lock otherwise, but only on the machine of whoever installs next."""
    entries = (ROOT / "requirements.lock").read_text(encoding="utf-8").replace("\\\n", " ").splitlines()
    entries = [entry for entry in entries if entry.strip() and not entry.startswith("#")]
    offences = [entry.split()[0] for entry in entries if "==" not in entry.split()[0] or "--hash=sha256:" not in entry]
    assert entries
    assert not offences, report(offences)


def test_the_lock_holds_every_direct_dependency():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    wanted = project["project"]["dependencies"] + project["dependency-groups"]["dev"]
    names = {_name(requirement) for requirement in wanted}
    lock = (ROOT / "requirements.lock").read_text(encoding="utf-8")
    locked = {_name(line) for line in lock.splitlines() if line[:1].isalnum()}
    assert names <= locked, f"run 'make lock': {sorted(names - locked)}"


def test_the_changelog_has_a_place_for_the_next_entry():
    text = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
    assert re.search(r"^## Unreleased$", text, re.MULTILINE)


def test_decisions_are_numbered_without_gaps_and_say_what_they_cost():
    """An ADR is one page: context, decision, what it costs, what was refused."""
    pages = sorted(path for path in files() if path.parent == ROOT / "docs" / "adr" and path.suffix == ".md")
    assert [page.name[:4] for page in pages] == [f"{number:04}" for number in range(1, len(pages) + 1)]
    offences = [
        offence(page, 1, f"has no section '{section}'")
        for page in pages
        for section in ("Context", "Decision", "What it costs", "Refused")
        if not re.search(rf"^## {section}", page.read_text(encoding="utf-8"), re.MULTILINE)
    ]
    assert not offences, report(offences)


def _name(requirement: str) -> str:
    """`django-allauth[mfa]>=65` → `django-allauth`, in the lock's spelling."""
    return re.split(r"[\[<>=~!; ]", requirement, maxsplit=1)[0].lower().replace("_", "-")
