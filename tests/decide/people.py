"""People as silence, value and candidates see them, from what is said of them; the rest is ordinary."""

import polars as pl

from eastwind.assess.standing import STANDING
from eastwind.core.plan import WAYS
from eastwind.core.reasons import REASONS

SCHEMA = STANDING | {
    "ability": pl.Int32(),
    "willingness": pl.Int32(),
    "repays_ppm": pl.Int32(),
    "way": pl.Enum(WAYS),
    "reasons": pl.List(pl.Enum(REASONS)),
}
# Forty days late, owing a thousand, never reached, even odds: somebody for whom treatments may be weighed.
ORDINARY = {
    "person_id": "p", "dpd": 40, "bucket": 2, "overdue_minor": 100_000, "outstanding_minor": 900_000,
    "contract_minor": 100_000, "loans_late": 1, "in_grace": False, "next_due_in_days": 20, "with_agency": False,
    "income_known": False, "ability_known": False, "cures": 0, "good_record": False, "contacts_28d": 0,
    "promise_broken": False, "promise_runs": False, "adapted": False, "open_states": 0, "recent_states": 0,
    "ability": 0, "willingness": 0, "repays_ppm": 500_000, "way": "will-but-cannot", "reasons": [],
}  # fmt: skip


def people(*changes):
    """One row for each dictionary of changes."""
    rows = [{name: {**ORDINARY, **change}.get(name) for name in SCHEMA} for change in changes]
    return pl.DataFrame(rows, schema=SCHEMA, orient="row")
