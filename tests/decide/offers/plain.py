"""Offers read plainly: one person, one kind, one number of months at a time, in Python's own integers of any size."""

from typing import Any

from eastwind.core import words
from eastwind.decide.offers.policy import Offers, Respread
from tests.decide.offers.world import PERSON, sorted_loans

YEAR = 12
RATE_MAX = 100_000_000


def up(part: int, whole: int) -> int:
    """A quotient rounded up."""
    return -(-part // whole)


def surplus(person: dict[str, Any], loans: list[dict[str, Any]], policy: Offers) -> dict[str, Any]:
    """The lines of the month, what is missing, and the ceiling (None = no bound but the contract)."""
    missing = []
    income = person["income"]
    if income is None:
        missing.append("income")
    elif income > policy.income_max_minor:
        missing.append("income-implausible")
        income = None
    published = person["published"] if person["status"] == "known" else None
    if person["declared"] is None and person["status"] == "none-known":
        missing.append("living-cost")
    if person["status"] == "known" and not person["household_known"]:
        missing.append("household")
    if person["status"] == "uncovered":
        missing.append("published-cost")
    if person["bills"] is None:
        missing.append("priority-bills")
    if person["others"] is None:
        missing.append("other-debts")
    ours = sum(loan["contract"] for loan in loans)
    if income is None:
        return {"missing": missing, "ours": ours, "ceiling": ours, "surplus": None}
    living = max(person["declared"] or 0, published or 0)
    left = income - living - (person["bills"] or 0) - up(income, 10)
    others = person["others"] or 0
    if left <= 0:
        share = 0
    elif left >= ours + others:
        share = others
    else:
        share = up(left * others, ours + others)
    found = left - share
    ceiling = max(found, 0)
    return {
        "missing": missing, "ours": ours, "surplus": found, "ceiling": min(ceiling, ours) if missing else ceiling
    }  # fmt: skip


def offers(person: dict[str, Any], policy: Offers) -> dict[str, Any]:
    """Every kind: the reason it is shut, or its figures."""
    person = {**PERSON, **person}
    loans = sorted_loans(person.get("loans", [{}]))
    means = surplus(person, loans, policy)
    found: dict[str, Any] = {}
    if policy.catch_up:
        found["catch-up"] = _catch_up(loans, means, policy)
    if policy.extension:
        found["extension"] = _extension(loans, means, policy.extension)
    if policy.lower:
        found["lower-instalment"] = _lower(loans, means, policy.lower, found)
    if policy.settlement:
        found["settlement"] = _settlement(loans, means, policy, found)
    ends = any("months" in one for one in found.values())
    for name, rule in (("token", policy.token), ("pause", policy.pause)):
        if rule:
            found[name] = _bridge(name, person, loans, means, rule, ends)
    if not loans:
        return {name: {"why": "nothing-late"} for name in found}
    return found


def best(person: dict[str, Any], policy: Offers) -> str | None:
    """The first by the stated order."""
    person = {**PERSON, **person}
    loans = sorted_loans(person.get("loans", [{}]))
    told = not surplus(person, loans, policy)["missing"]
    found = {name: one for name, one in offers(person, policy).items() if "months" in one}

    def stands(name: str) -> tuple[Any, ...]:
        one = found[name]
        bridge = name in ("token", "pause")
        keeps = name in ("catch-up", "extension") and one["cost"] <= 0
        first = not bridge if person["hardship"] and not told else bridge
        return first, one["approval"], not keeps, one["cost"], policy.order.index(name)

    return min(found, key=stands, default=None)


def _runs(loan: dict[str, Any], rule: Any) -> int | None:
    """The yearly rate that runs on what is owed; None = not known."""
    rate = 0
    for runs, name in ((rule.interest == "runs", "rate_ppm"), (rule.late_charges == "runs", "late_ppm")):
        if runs:
            if loan[name] is None or loan[name] > RATE_MAX:
                return None
            rate += loan[name]
    return min(rate, RATE_MAX)


def _fewest(
    amounts: list[tuple[int, int, int]], cap: int, most: int, step: int = 1
) -> tuple[int, list[int], list[int]] | None:
    """Months, instalments and totals of (amount, bearing, rate) together within `cap`; None = not in `most` months."""
    if cap < 0:
        return None
    for months in range(1, most + 1):
        totals = [amount + bearing * rate * (months + 1) // (2 * YEAR * 1_000_000) for amount, bearing, rate in amounts]
        each = [up(up(total, months), step) * step for total in totals]
        if sum(each) <= cap:
            return (
                max([up(total, one) for total, one in zip(totals, each, strict=True) if one], default=1),
                each,
                totals,
            )
    return None


def _terms(months: int, monthly: int, total: int, contract: int, **more: Any) -> dict[str, Any]:
    after = more.get("after", 0)
    return {
        "months": months, "monthly": monthly, "total": total, "after": after, "cost": total + after - contract,
        "approval": more.get("approval", False), "instalment": more.get("instalment", monthly),
    }  # fmt: skip


def _catch_up(loans: list[dict[str, Any]], means: dict[str, Any], policy: Offers) -> dict[str, Any]:
    late = [loan for loan in loans if loan["late"]]
    peak = sum(loan["peak"] for loan in loans)
    if not late:
        return {"why": "nothing-late"}
    if means["missing"]:
        return {"why": "ask-first"}
    if means["ceiling"] < peak:
        return {"why": "above-ceiling"}
    found = _fewest([(loan["arrears"], 0, 0) for loan in late], means["ceiling"] - peak, policy.catch_up.months_max)
    if found is None:
        return {"why": "too-many-months"}
    months, each, _ = found
    remaining = sum(loan["remaining"] for loan in late)
    asked = sum(loan["contract"] for loan in late) + sum(each)
    return _terms(months, peak + sum(each), remaining, remaining, instalment=asked)


def _spreads(loan: dict[str, Any], rule: Respread) -> tuple[int, int, int]:
    amount = loan["remaining"] if rule.interest == "scheduled" else loan["owed"]
    return amount, loan["owed"], _runs(loan, rule) or 0


def _extension(loans: list[dict[str, Any]], means: dict[str, Any], rule: Respread) -> dict[str, Any]:
    late = [loan for loan in loans if loan["late"]]
    if not late:
        return {"why": "nothing-late"}
    if any(_runs(loan, rule) is None for loan in late):
        return {"why": "rate-unknown"}
    if any(loan["contract"] <= 0 for loan in late):
        return {"why": "no-contract-payment"}
    if means["ours"] > means["ceiling"]:
        return {"why": "above-ceiling"}
    found = [_fewest([_spreads(loan, rule)], loan["contract"], rule.months_max) for loan in late]
    if any(one is None for one in found):
        return {"why": "too-many-months"}
    each = sum(one[1][0] for one in found if one)
    monthly = each + sum(loan["contract"] for loan in loans if not loan["late"])
    if monthly < rule.least_minor:
        return {"why": "below-least"}
    total = sum(one[2][0] for one in found if one)
    months = max(one[0] for one in found if one)
    return _terms(months, monthly, total, sum(loan["remaining"] for loan in late), instalment=each)


def _lower(loans: list[dict[str, Any]], means: dict[str, Any], rule: Respread, made: dict[str, Any]) -> dict[str, Any]:
    covered = means["ceiling"] >= means["ours"]
    if not any(loan["late"] for loan in loans) and covered:
        return {"why": "nothing-late"}
    if any(_runs(loan, rule) is None for loan in loans):
        return {"why": "rate-unknown"}
    if means["ours"] == 0 and means["missing"]:
        return {"why": "ask-first"}
    if covered and ("months" in made.get("catch-up", {}) or "months" in made.get("extension", {})):
        return {"why": "better-open"}
    cap = means["ceiling"] if means["ours"] == 0 else min(means["ceiling"], means["ours"])
    if cap <= 0:
        return {"why": "above-ceiling"}
    found = _fewest([_spreads(loan, rule) for loan in loans], cap, rule.months_max)
    if found is None:
        return {"why": "too-many-months"}
    months, each, totals = found
    if sum(each) < rule.least_minor:
        return {"why": "below-least"}
    return _terms(months, sum(each), sum(totals), sum(loan["remaining"] for loan in loans))


def _settlement(
    loans: list[dict[str, Any]], means: dict[str, Any], policy: Offers, made: dict[str, Any]
) -> dict[str, Any]:
    def row(loan: dict[str, Any]) -> Any:
        product = words.PRODUCTS[loan["product"]] if loan["product"] >= 0 else None
        fits = (
            one
            for one in policy.settlement
            if loan["late"] and loan["bucket"] in one.buckets and (not one.products or product in one.products)
        )
        return next(fits, None)

    covered = [(loan, row(loan)) for loan in loans if row(loan)]
    if not covered:
        return {"why": "not-in-matrix"}
    if "months" in made.get("catch-up", {}) or "months" in made.get("extension", {}):
        return {"why": "better-open"}
    others = sum(loan["contract"] for loan in loans if not row(loan))
    cap = means["ceiling"] - others
    if cap <= 0:
        return {"why": "above-ceiling"}
    amounts = [(up(loan["owed"] * one.share_bp, 10_000), 0, 0) for loan, one in covered]
    found = _fewest(amounts, cap, min(one.parts_max for _, one in covered))
    if found is None:
        return {"why": "too-many-months"}
    months, each, totals = found
    approval = any(loan["owed"] > one.approval_above_minor for loan, one in covered)
    contract = sum(loan["remaining"] for loan, _ in covered)
    return _terms(months, others + sum(each), sum(totals), contract, approval=approval, instalment=sum(each))


def _bridge(
    name: str, person: dict[str, Any], loans: list[dict[str, Any]], means: dict[str, Any], rule: Any, ends: bool
) -> dict[str, Any]:
    if not any(loan["late"] for loan in loans) and means["ceiling"] >= means["ours"]:
        return {"why": "nothing-late"}
    if ends and not person["hardship"]:
        return {"why": "better-open"}
    if any(_runs(loan, rule) is None for loan in loans):
        return {"why": "rate-unknown"}
    if name == "token" and person["hardship"] and means["missing"]:
        return {"why": "ask-first"}
    if means["ceiling"] < rule.instalment_minor:
        return {"why": "above-ceiling"}
    whole = rule.instalment_minor * rule.months
    largest = max(range(len(loans)), key=lambda k: (loans[k]["owed"], -k), default=0)
    if whole and loans and loans[largest]["owed"] <= whole:
        return {"why": "better-open"}
    added = 0
    for place, loan in enumerate(loans):
        paid = rule.instalment_minor * (rule.months - 1) // 2 if place == largest else 0
        bearing = max(loan["owed"] - paid, 0)
        added += bearing * (_runs(loan, rule) or 0) * rule.months // (YEAR * 1_000_000)
    remaining = sum(loan["remaining"] for loan in loans)
    return _terms(rule.months, rule.instalment_minor, whole, remaining, after=remaining + added - whole)
