"""What the tests of commands share: the demo run once, a small book of the example, a plan of it."""

import shutil
from collections.abc import Callable
from pathlib import Path

import polars as pl
import pytest

from eastwind import report
from eastwind.cli.demo import make_book
from tests.cli.run import EXAMPLE, Ran, run

SMALL = 400  # accounts, enough for contacts, silences and duties, with one of whom the law refuses all that day
FORBIDDEN = 2046


@pytest.fixture(scope="session")
def demo_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("demo") / "out"


@pytest.fixture(scope="session")
def demo(demo_folder: Path) -> Ran:
    ran = run("demo", "--example", EXAMPLE, "--out", demo_folder)
    assert ran.code == 0, ran
    return ran


@pytest.fixture(scope="session")
def small_accounts(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("accounts") / "accounts.parquet"
    accounts = pl.read_parquet(EXAMPLE / "accounts.parquet")
    pl.concat([accounts.head(SMALL - 1), accounts.filter(pl.col("ID") == FORBIDDEN)]).write_parquet(path)
    return path


@pytest.fixture(scope="session")
def small(small_accounts: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A book of the example's first accounts; tests copy it before they change it (`book`)."""
    folder = tmp_path_factory.mktemp("small") / "book"
    make_book(EXAMPLE, small_accounts, folder)
    return folder


@pytest.fixture
def book(small: Path, tmp_path: Path) -> Path:
    """A copy of the small book to damage."""
    return Path(shutil.copytree(small, tmp_path / "book"))


@pytest.fixture(scope="session")
def planned(small: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[Ran, Path]:
    """The plan of the small book, and what was said."""
    out = tmp_path_factory.mktemp("planned") / "plan"
    ran = run("plan", small, "--out", out)
    assert ran.code == 0, ran
    return ran, out


@pytest.fixture
def plan_folder(planned: tuple[Ran, Path], tmp_path: Path) -> Path:
    """A copy of that plan to damage."""
    return Path(shutil.copytree(planned[1], tmp_path / "plan"))


@pytest.fixture
def undrawn(monkeypatch: pytest.MonkeyPatch) -> None:
    """Plans without the drawing of their page: for tests that look at everything else, in half the time."""
    monkeypatch.setattr(report, "render", lambda day: f"the page of {day.plan_id}")


@pytest.fixture(scope="session")
def person(planned: tuple[Ran, Path]) -> Callable[[pl.Expr], str]:
    """The first person of the plan of whom something holds."""
    plan = pl.read_parquet(planned[1] / "plan.parquet")

    def first(condition: pl.Expr) -> str:
        found: str = plan.filter(condition)["person_id"][0]
        return found

    return first
