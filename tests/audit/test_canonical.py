"""Canonical JSON: what is written again as it stands is canonical, and nothing else is."""

import pytest

from eastwind.audit import canonical
from eastwind.audit.errors import Unreadable


@pytest.mark.parametrize("text", ["{}", '{"a":1,"b":[null,true,"ü \\n"]}', "[]", "-5", '"x"'])
def test_canonical_text_is_read(text: str):
    assert canonical.write(canonical.parse(text, "here")) == text


@pytest.mark.parametrize(
    "text",
    [
        '{"a": 1}',
        '{"b":1,"a":2}',
        '{"a":1,"a":1}',
        "1.0",
        "1e3",
        "NaN",
        '"\\u0061"',
        '{"ü":1}',
        "9007199254740992",
        "{",
        "",
    ],
)
def test_any_other_spelling_is_refused(text: str):
    with pytest.raises(Unreadable, match="canonical"):
        canonical.parse(text, "here")
