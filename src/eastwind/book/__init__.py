"""Book: what is owed. A lender's files in; a numbered book, its delinquency, and the rows that did not fit out.

In        a folder of CSV or Parquet with mapping.toml (docs/reference/mapping.md), later days' folders, a native store.
Out       `load`, `apply`, `known`: core.frames.Book; `delinquency` and its kin; `write`, `read`, `read_people`.
Not here  what to do about a loan (decide), what may be done (law), who somebody is (the store's encrypted columns).
Proof     tests/book.
"""

from eastwind.book.delinquency import DELINQUENCY, bucket_of, delinquency
from eastwind.book.deltas import apply
from eastwind.book.errors import BookError
from eastwind.book.given import reconciliation
from eastwind.book.happenings import events
from eastwind.book.kept import keep, kept_store, load
from eastwind.book.knowledge import check_day, known, local_day
from eastwind.book.loading import Loaded
from eastwind.book.movement import movement, roll_table
from eastwind.book.people import PERSON_DELINQUENCY, facts, person_delinquency
from eastwind.book.store import Writer, chunks, people_count, read, read_people, write

__all__ = [
    "DELINQUENCY",
    "PERSON_DELINQUENCY",
    "BookError",
    "Loaded",
    "Writer",
    "apply",
    "bucket_of",
    "check_day",
    "chunks",
    "delinquency",
    "events",
    "facts",
    "keep",
    "kept_store",
    "known",
    "load",
    "local_day",
    "movement",
    "people_count",
    "person_delinquency",
    "read",
    "read_people",
    "reconciliation",
    "roll_table",
    "write",
]
