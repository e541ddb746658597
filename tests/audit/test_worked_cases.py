"""Every worked case of every book that stands, judged by the auditor alone."""

import json
from pathlib import Path

import pytest

from eastwind.audit.check import check
from tests.audit.support import CASES, standing

FOUND = json.loads((Path(__file__).parent / "found.json").read_text("utf-8"))


@pytest.mark.parametrize("path", sorted(CASES.glob("*.toml")), ids=lambda path: path.stem)
def test_every_worked_case_is_judged_as_it_expects(path: Path):
    results = check(path, standing(), FOUND)
    assert results
    failed = {result.case: result.differences for result in results if result.differences}
    assert not failed
    assert not {result.case: result.uncovered for result in results if result.uncovered}
