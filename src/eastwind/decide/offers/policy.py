"""Policy: what a lender is ready to agree, as data of the strategy: `[offers]`.

In        nothing.
Out       `Offers` and a record per kind of offer; amounts in minor units of the strategy's currency.
Not here  reading and checking TOML (reading), what becomes of a person (kinds, best).
Proof     tests/decide/offers/test_reading.py.
"""

from dataclasses import dataclass, field
from typing import Any, Final

from eastwind.core.agreements import OFFER_KINDS

CATCH_UP: Final = "catch-up"
EXTENSION: Final = "extension"
LOWER: Final = "lower-instalment"
SETTLEMENT: Final = "settlement"
TOKEN: Final = "token"
PAUSE: Final = "pause"
KINDS: Final = OFFER_KINDS
# The field of `Offers` for each kind.
BY_NAME: Final = {kind: kind.replace("-", "_") for kind in KINDS} | {LOWER: "lower"}
ENDING: Final = (CATCH_UP, EXTENSION, LOWER, SETTLEMENT)  # the debt ends with the last instalment; the others bridge

# Interest during an arrangement: what the contract has scheduled and no more · none from today · its rate runs on what
# is left.
SCHEDULED: Final = "scheduled"
STOPPED: Final = "stopped"
RUNS: Final = "runs"
INTEREST: Final = (SCHEDULED, STOPPED, RUNS)
LATE_CHARGES: Final = (STOPPED, RUNS)


@dataclass(frozen=True, slots=True)
class CatchUp:
    """The contract goes on; what is past due is paid beside it in up to `months_max` parts."""

    months_max: int
    source: str = ""


@dataclass(frozen=True, slots=True)
class Respread:
    """What is owed spread anew: at the contract's payment (extension), or at what is affordable (lower instalment)."""

    months_max: int
    interest: str = SCHEDULED
    late_charges: str = STOPPED
    least_minor: int = 0  # a month, of all loans together: a smaller payment is a token, no plan
    source: str = ""


@dataclass(frozen=True, slots=True)
class Bridge:
    """Months in which nothing (pause) or `instalment_minor` (token) is asked; then the means are seen anew."""

    months: int
    instalment_minor: int = 0
    interest: str = SCHEDULED
    late_charges: str = STOPPED
    source: str = ""


@dataclass(frozen=True, slots=True)
class Settlement:
    """A row of the lender's matrix: the least share of what is owed that ends a debt of this age."""

    buckets: tuple[int, ...]
    share_bp: int
    parts_max: int
    approval_above_minor: int  # debts above it need a named person's consent
    products: tuple[str, ...] = ()  # empty = all
    source: str = ""


@dataclass(frozen=True, slots=True)
class Offers:
    """What may be offered. A kind that is null is not offered; `order` settles ties, the first named first."""

    valid_days: int
    first_due_after_days: int  # nobody is asked to pay sooner than this after the offer
    income_max_minor: int  # a month; a higher figure is taken for a slip of the unit, and asked about
    order: tuple[str, ...]
    catch_up: CatchUp | None
    extension: Respread | None
    lower: Respread | None
    pause: Bridge | None
    token: Bridge | None
    settlement: tuple[Settlement, ...]
    content: dict[str, Any] = field(repr=False)
