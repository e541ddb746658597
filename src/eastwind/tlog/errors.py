"""What can go wrong in the log, each with one clear sentence.

In        nothing.
Out       exceptions; every message says what, where and what to do.
Not here  findings of a verification: those are data (findings.Finding), never raised.
Proof     the tests of the modules that raise them.
"""


class LogError(Exception):
    """Anything the log refuses to do."""


class NotCanonical(LogError):
    """A value or a text outside the restricted RFC 8785 profile."""


class BadNote(LogError):
    """A key, signed note or checkpoint that does not parse or whose signature does not hold."""


class AlreadyLogged(LogError):
    """A second entry for a (contact_id, transition) that the log already has."""


class LogConflict(LogError):
    """The entry store and the log directory do not tell the same history."""
