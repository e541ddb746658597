"""Reading: `[offers]` of a strategy into a policy, every key, word and number checked.

In        the table `[offers]` of parsed TOML.
Out       `Offers`; StrategyError names the key, its value, and what to write instead.
Not here  the strategy's other tables (decide.reading, decide.strategy), what a policy does (kinds).
Proof     tests/decide/offers/test_reading.py: each wrong key, word and number is refused by name.
"""

from typing import Any, Final

from eastwind.core import words
from eastwind.decide.offers.policy import (
    CATCH_UP,
    EXTENSION,
    INTEREST,
    KINDS,
    LATE_CHARGES,
    LOWER,
    PAUSE,
    RUNS,
    SCHEDULED,
    SETTLEMENT,
    TOKEN,
    Bridge,
    CatchUp,
    Offers,
    Respread,
    Settlement,
)
from eastwind.decide.reading import StrategyError, known, record, records, table, word

MONTHS_MAX: Final = 240
DAYS_MAX: Final = 366
SHARE_MAX_BP: Final = 10_000
BUCKET_MAX: Final = 7
HEAD: Final = ("valid_days", "first_due_after_days", "income_max_minor", "order")
RECORDS: Final[dict[str, type]] = {
    CATCH_UP: CatchUp,
    EXTENSION: Respread,
    LOWER: Respread,
    PAUSE: Bridge,
    TOKEN: Bridge,
}


def read(content: dict[str, Any], where: str) -> Offers | None:
    """The policy under `[offers]` of a strategy's parsed TOML; null where it has none."""
    if "offers" not in content:
        return None
    found = table(content, "offers", where)
    at = f"{where}: [offers]"
    known(found, {*HEAD, *RECORDS, SETTLEMENT}, at, "[offers]")
    for key in HEAD:
        if key not in found:
            raise StrategyError(f"{at} lacks '{key}'. Copy it from the strategy that ships.")
    kinds = {name: _kind(found, name, at) for name in RECORDS}
    matrix = records(Settlement, found, SETTLEMENT, at)
    given = tuple(name for name in KINDS if (matrix if name == SETTLEMENT else kinds[name]))
    policy = Offers(
        valid_days=_whole(found, "valid_days", at, DAYS_MAX),
        first_due_after_days=_whole(found, "first_due_after_days", at, DAYS_MAX),
        income_max_minor=_whole(found, "income_max_minor", at, 10**14),
        order=_order(found["order"], given, at),
        catch_up=kinds[CATCH_UP],
        extension=kinds[EXTENSION],
        lower=kinds[LOWER],
        pause=kinds[PAUSE],
        token=kinds[TOKEN],
        settlement=matrix,
        content=found,
    )
    for name in given:
        for row in matrix if name == SETTLEMENT else (kinds[name],):
            _check(row, name, f"{at} {name}")
    return policy


def _kind(found: dict[str, Any], name: str, at: str) -> Any:
    """The record of one kind; null where the policy does not have it."""
    if name not in found:
        return None
    return record(RECORDS[name], table(found, name, at), f"{at} {name}")


def _whole(found: dict[str, Any], key: str, at: str, most: int) -> int:
    value = found[key]
    if type(value) is not int or not 1 <= value <= most:
        raise StrategyError(f"{at}: {key} = {value!r} should be a whole number from 1 to {most}.")
    return value


def _order(found: Any, given: tuple[str, ...], at: str) -> tuple[str, ...]:
    """Every kind of the policy once, the one preferred among equals first."""
    if not isinstance(found, list):
        raise StrategyError(f"{at}: order = {found!r} should be a list of kinds, such as {list(KINDS)}.")
    for name in found:
        word(name, KINDS, at, "kind of offer")
    if sorted(found) != sorted(given):
        raise StrategyError(f"{at}: order names {found}, the policy has {list(given)}; name each of these once.")
    return tuple(found)


def _check(row: Any, name: str, at: str) -> None:
    """Bounds, and what the parts of one kind say of each other."""
    for key in ("months_max", "months", "parts_max"):
        value = getattr(row, key, 1)
        if not 1 <= value <= MONTHS_MAX:
            raise StrategyError(f"{at}: {key} = {value} should be from 1 to {MONTHS_MAX}.")
    if hasattr(row, "interest"):
        word(row.interest, (SCHEDULED, RUNS) if name in (PAUSE, TOKEN) else INTEREST, at, "way of interest")
        word(row.late_charges, LATE_CHARGES, at, "way of late charges")
    if name == PAUSE and row.instalment_minor:
        raise StrategyError(
            f"{at}: a pause asks for nothing; take out instalment_minor, or write it under [offers.token]."
        )
    if name == TOKEN and not row.instalment_minor:
        raise StrategyError(f"{at}: instalment_minor is 0, which is a pause; write what is paid a month.")
    if name == SETTLEMENT:
        _check_settlement(row, at)


def _check_settlement(row: Settlement, at: str) -> None:
    if not row.buckets:
        raise StrategyError(f"{at}: buckets is empty, so it could never be offered; write e.g. buckets = [6, 7].")
    for bucket in row.buckets:
        word(bucket, tuple(range(1, BUCKET_MAX + 1)), at, "bucket of a debt past due")
    for product in row.products:
        word(product, words.PRODUCTS, at, "product")
    if not 1 <= row.share_bp <= SHARE_MAX_BP:
        raise StrategyError(f"{at}: share_bp = {row.share_bp} should be from 1 to {SHARE_MAX_BP} (10,000 = all of it).")
