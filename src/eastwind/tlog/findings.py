"""What a verification finds: data, never exceptions.

In        nothing.
Out       Finding, and the list that collects them.
Not here  the checks (verify_log, receipt).
Proof     tests/tlog/test_tamper.py: every byte flipped gives at least one.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that is wrong. `where` names the file and the byte, line or entry in it."""

    where: str
    what: str
    expected: str
    found: str

    def __str__(self) -> str:
        return f"{self.where}: {self.what}; expected {self.expected}, found {self.found}"


class Findings(list[Finding]):
    """The findings of one verification, in the order they came up."""

    def add(self, where: str, what: str, expected: object, found: object) -> None:
        """Note one finding; bytes are shown as hexadecimal digits."""
        self.append(Finding(where, what, _shown(expected), _shown(found)))

    def differ(self, where: str, what: str, expected: object, found: object) -> bool:
        """Note a finding if the two differ; whether they do."""
        if expected == found:
            return False
        self.add(where, what, expected, found)
        return True


def _shown(value: object) -> str:
    if isinstance(value, bytes):
        return value.hex() if len(value) <= 64 else f"{value[:32].hex()}… ({len(value)} bytes)"
    return str(value)
