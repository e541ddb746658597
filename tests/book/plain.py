"""Delinquency read plainly: one loan, one pot per instalment and kind, one sum after another."""

from dataclasses import dataclass, field
from typing import Any

ORDERS = {
    "fee_interest_principal": ["charged fee", "fee", "charged interest", "interest", "principal"],
    "interest_fee_principal": ["charged interest", "interest", "charged fee", "fee", "principal"],
    "principal_first": ["principal", "interest", "fee", "charged interest", "charged fee"],
}
KINDS = ["fee", "interest", "principal"]


@dataclass
class Pot:
    """Something owed: due on a day, so much of each kind left."""

    due: int
    left: dict[str, int]
    whole: int = 0
    paid_on: int | None = None

    def __post_init__(self) -> None:
        self.whole = sum(self.left.values())

    def take(self, kind: str, money: int, on: int) -> int:
        """Pay one kind of it; what is left of the money."""
        part = min(money, self.left.get(kind, 0))
        if part:
            self.left[kind] -= part
        if self.paid_on is None and self.whole and not sum(self.left.values()):
            self.paid_on = on
        return money - part


@dataclass
class Reading:
    """What the plain reading finds."""

    figures: dict[str, Any] = field(default_factory=dict)


def net(rows: list[dict[str, Any]], key: str, on: str, day: int, at: Any) -> list[tuple[int, dict[str, Any], int]]:
    """Rows known, each with its day and what reversals left of it."""
    known = [row for row in rows if row["recorded_at"] <= at and row["day"] <= day]
    found = []
    for row in known:
        if row.get("reversal_of") is not None:
            continue
        taken = sum(abs(other["amount_minor"]) for other in known if other.get("reversal_of") == row[key])
        left = max(abs(row["amount_minor"]) - taken, 0)
        found.append((row["day"], row, left if row["amount_minor"] > 0 else -left))
    return found


def read(
    loan: dict[str, Any],
    instalments: list[tuple[int, int, int, int]],
    payments: list[dict[str, Any]],
    charges: list[dict[str, Any]],
    day: int,
    at: Any,
) -> dict[str, Any]:
    """Figures of a loan with instalments (due, fee, interest, principal) at the close of `day`, as known at `at`."""
    pots = [
        Pot(due, {"fee": fee, "interest": interest, "principal": principal})
        for due, fee, interest, principal in instalments
    ]
    pots.sort(key=lambda pot: pot.due)
    entries = net(charges, "charge_id", "on", day, at)
    raised, lowered = [], []
    for on, row, amount in entries:
        if row["kind"] == "fee" or (row["kind"] == "adjustment" and amount > 0):
            raised.append(Pot(on, {"charged fee": amount}))
        elif row["kind"] == "interest":
            raised.append(Pot(on, {"charged interest": amount}))
        elif row["kind"] in ("waiver", "adjustment"):
            lowered.append((on, 0, abs(amount)))
    sums = lowered + [(on, 1, amount) for on, _, amount in net(payments, "payment_id", "paid_on", day, at)]
    credit = 0
    for on, is_payment, amount in sorted(sums, key=lambda entry: entry[:2]):
        money = amount + credit
        due = [pot for pot in pots if pot.due <= on]
        put_on = [pot for pot in raised if pot.due <= on]

        def by_kind(
            kinds: list[str], money: int, due: list[Pot] = due, put_on: list[Pot] = put_on, on: int = on
        ) -> int:
            for kind in kinds:
                for pot in put_on if kind.startswith("charged") else due:
                    money = pot.take(kind, money, on)
            return money

        def one_by_one(which: list[Pot], money: int, on: int = on) -> int:
            for pot in which:
                for kind in KINDS:
                    money = pot.take(kind, money, on)
            return money

        if not is_payment:
            money = by_kind(["charged fee", "charged interest"], money)
            money = one_by_one(due, money) if loan["allocation"] == "oldest_first" else by_kind(KINDS, money)
        elif loan["allocation"] == "oldest_first":
            money = by_kind(["charged fee", "charged interest"], one_by_one(due, money))
        else:
            money = by_kind(ORDERS[loan["allocation"]], money)
        credit = one_by_one(pots, money)
    for kind in ("charged fee", "charged interest"):
        for pot in raised:
            credit = pot.take(kind, credit, day)
    return figures(loan, pots, raised, entries, payments, credit, day, at)


def figures(
    loan: dict[str, Any],
    pots: list[Pot],
    raised: list[Pot],
    entries: list[tuple[int, dict[str, Any], int]],
    payments: list[dict[str, Any]],
    credit: int,
    day: int,
    at: Any,
) -> dict[str, Any]:
    """What the pots say."""
    pots = [pot for pot in pots if pot.whole]
    grace = loan["grace_days"]
    open_ = [pot for pot in pots if sum(pot.left.values())]
    oldest = min((pot.due for pot in open_ if pot.due <= day), default=None)
    dpd = 0 if oldest is None or day - oldest <= grace else day - oldest
    charges_owed = sum(sum(pot.left.values()) for pot in raised)
    fallen = [pot for pot in pots if pot.due <= day]
    lateness = []
    on_time = 0
    for pot in fallen:
        late = (day if pot.paid_on is None else pot.paid_on) - pot.due
        lateness.append((pot.due, late if late > grace else 0))
        on_time += pot.paid_on is not None and late <= grace
    received = [(on, amount) for on, _, amount in net(payments, "payment_id", "paid_on", day, at) if amount]
    first = pots[0] if pots else None
    if first is None:
        defaulted = None
    else:
        waited = (day if first.paid_on is None else min(first.paid_on, day)) - first.due
        defaulted = True if waited >= 30 else (False if first.paid_on is not None else None)
    owed_pots = sum(sum(pot.left.values()) if pot.due <= day else pot.left["principal"] for pot in pots)
    return {
        "dpd": dpd,
        "bucket": 0 if dpd == 0 else min((dpd + 29) // 30, 7),
        "due_on": oldest,
        "next_due_on": min((pot.due for pot in open_ if pot.due >= day), default=None),
        "overdue_minor": sum(sum(pot.left.values()) for pot in open_ if pot.due + grace < day) + charges_owed
        if dpd
        else 0,
        "due_minor": sum(sum(pot.left.values()) for pot in fallen) + charges_owed,
        "outstanding_minor": owed_pots + charges_owed
        if pots
        else max((loan["principal_minor"] or 0) + charges_owed - credit, 0),
        "charges_owed_minor": charges_owed,
        "credit_minor": credit if pots else 0,
        "paid_minor": sum(amount for _, amount in received),
        "last_payment_on": max((on for on, _ in received), default=None),
        "paid_recent_max_minor": max((amount for on, amount in received if on > day - 90), default=0),
        "instalments_due": len(fallen),
        "on_time": on_time,
        "late": sum(late > 0 for _, late in lateness),
        "longest_late_days": max((late for _, late in lateness), default=0),
        "longest_late_year_days": max((late for due, late in lateness if due > day - 365), default=0),
        "first_payment_default": defaulted,
    }


def read_line(
    loan: dict[str, Any],
    bills: list[tuple[int, int, int, int]],
    payments: list[dict[str, Any]],
    charges: list[dict[str, Any]],
    day: int,
    at: Any,
) -> dict[str, Any]:
    """Figures of a credit line with statements (closed, due, balance, minimum)."""
    bills = sorted(bill for bill in bills if bill[0] <= day)
    entries = net(charges, "charge_id", "on", day, at)
    credits = [(on, amount) for on, _, amount in net(payments, "payment_id", "paid_on", day, at)]
    credits += [
        (on, abs(amount))
        for on, row, amount in entries
        if row["kind"] == "waiver" or (row["kind"] == "adjustment" and amount < 0)
    ]
    raised = [
        (on, amount)
        for on, row, amount in entries
        if row["kind"] in ("fee", "interest") or (row["kind"] == "adjustment" and amount > 0)
    ]
    grace = loan["grace_days"]
    unmet, lateness, on_time, first_met = met_minima(bills, credits, day, grace)
    closed, _, balance, _ = bills[-1]
    since = sum(amount for on, amount in credits if on > closed)
    extra = sum(amount for on, amount in raised if on > closed)
    owed = max(balance + extra - since, 0)
    oldest = min((due for due, _ in unmet if due <= day), default=None)
    dpd = 0 if oldest is None or day - oldest <= grace else day - oldest
    waited = (day if first_met is None else min(first_met, day)) - bills[0][1]
    return {
        "dpd": dpd,
        "due_on": oldest,
        "next_due_on": min((due for due, _ in unmet if due >= day), default=None),
        "overdue_minor": min(max((short for due, short in unmet if due + grace < day), default=0), owed) if dpd else 0,
        "due_minor": min(max((short for due, short in unmet if due <= day), default=0), owed),
        "outstanding_minor": owed,
        "charges_owed_minor": min(extra, owed),
        "instalments_due": len(lateness),
        "on_time": on_time,
        "late": sum(late > 0 for _, late in lateness),
        "longest_late_days": max((late for _, late in lateness), default=0),
        "first_payment_default": True if waited >= 30 else (False if first_met is not None else None),
    }


def met_minima(
    bills: list[tuple[int, int, int, int]], credits: list[tuple[int, int]], day: int, grace: int
) -> tuple[list[tuple[int, int]], list[tuple[int, int]], int, int | None]:
    """Minima not met (due, short), lateness of each that fell due, how many were on time, when the first was met."""
    unmet, lateness, on_time, first_met = [], [], 0, None
    for place, (closed, due, balance, minimum) in enumerate(bills):
        minimum = min(minimum, max(balance, 0))
        got, met = 0, closed if minimum == 0 else None
        for on, amount in sorted(credits):
            if on > closed:
                got += amount
                if met is None and got >= minimum:
                    met = on
        if place == 0:
            first_met = met
        if minimum - got > 0:
            unmet.append((due, minimum - got))
        if due <= day:
            late = (day if met is None else met) - due
            lateness.append((due, late if late > grace else 0))
            on_time += met is not None and late <= grace
    return unmet, lateness, on_time, first_met
