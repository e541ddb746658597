"""One made day and its page, shared: nothing changes them."""

import pytest

from eastwind.report import Day, render
from tests.report import sample


@pytest.fixture(scope="session")
def day() -> Day:
    return sample.day(3_000)


@pytest.fixture(scope="session")
def page(day: Day) -> str:
    return render(day)


@pytest.fixture(scope="session")
def whole_page() -> str:
    """The page of the worked example's size."""
    return render(sample.day())
