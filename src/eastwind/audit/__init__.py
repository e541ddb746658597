"""Audit: decides again what a gate decided, from the same books, in plain Python that shares no code with it.

In        law books and calendars as files; contacts as worked cases, opened logs or tables.
Out       `load` and `judge`; `python -m audit check|log|contacts`.
Not here  anything of Eastwind's: this folder runs when it is copied out, with Python, tzdata and cryptography alone.
Proof     tests/audit.
"""

from .errors import Unreadable
from .laws import Laws, judge, load

__all__ = ["Laws", "Unreadable", "judge", "load"]
