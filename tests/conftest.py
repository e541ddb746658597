"""What all tests share: Hypothesis profiles, the material beside the repository, and a browser where there is one.

In        pytest's own options; `--hypothesis-profile=thorough` asks for more examples, drawn afresh.
Out       the fixtures `shared` and `browser`. What is absent skips its tests and says why (`-rs` prints it).
Not here  helpers of one room: they lie beside its tests and are imported as tests.<room>.<module>.
"""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, settings

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Browser

ROOT = Path(__file__).resolve().parents[1]

# One run is like the next: a failure that comes and goes hides behind luck. Deadlines would time a busy machine.
settings.register_profile(
    "steady", derandomize=True, deadline=None, print_blob=True, suppress_health_check=[HealthCheck.too_slow]
)
settings.register_profile("thorough", settings.get_profile("steady"), derandomize=False, max_examples=2_000)
settings.load_profile("steady")


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder of public data and worked cases beside the repository, or the one EASTWIND_SHARED names."""
    folder = Path(os.environ.get("EASTWIND_SHARED", ROOT.parent / "shared"))
    if not folder.is_dir():
        pytest.skip(f"no folder '{folder.name}' beside the repository (EASTWIND_SHARED may name one)")
    return folder


def _browser_lacks() -> str | None:
    """What stands in the way of looking at pages, or None."""
    if shutil.which("chromium") is None:
        return "chromium is not installed (make browser-setup)"
    fonts = shutil.which("fc-list") and subprocess.run(
        ["fc-list", ":lang=zh"], capture_output=True, text=True, check=False
    )
    return None if fonts and fonts.stdout.strip() else "no Chinese font is installed (make browser-setup)"


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Chromium without a window. Tests that use it carry the mark `browser`."""
    if lacks := _browser_lacks():
        pytest.skip(lacks)
    from playwright.sync_api import sync_playwright  # Slow to import, and few tests look at pages.

    sandbox = ["--no-sandbox"] if os.geteuid() == 0 else []  # Chromium refuses its sandbox to root.
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=sandbox)
        yield chromium
        chromium.close()
