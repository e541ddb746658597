"""Considered: surplus, every kind of offer and the best of them, for everybody at once and as one person's paper.

In        circumstances, a policy.
Out       `consider`: arrays over people; `numbers` of their offers; `paper`: all of one person's as plain values.
Not here  sentences (sentences), frames of a plan (engine.offers).
Proof     tests/decide/offers/test_sameness.py: the same circumstances give the same bytes, in any crowd and order.
"""

import hashlib
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import numpy as np
import orjson
from numpy.typing import NDArray

from eastwind.core import digests
from eastwind.core.segments import Ints
from eastwind.decide.offers.best import NOTHING, best
from eastwind.decide.offers.circumstances import Circumstances
from eastwind.decide.offers.kinds import SHUT, Kind, every
from eastwind.decide.offers.policy import (
    BY_NAME,
    CATCH_UP,
    PAUSE,
    SCHEDULED,
    SETTLEMENT,
    STOPPED,
    Bridge,
    Offers,
    Respread,
)
from eastwind.decide.offers.schedule import first_due, months_on, schedule
from eastwind.decide.offers.surplus import MISSING, Surplus, surplus


@dataclass(frozen=True, slots=True)
class Considered:
    """What may be offered to whom; `best` is the place in the policy's order, NOTHING where nothing is open."""

    found: Circumstances
    policy: Offers
    means: Surplus
    kinds: dict[str, Kind]
    best: NDArray[np.int8]


def consider(found: Circumstances, policy: Offers) -> Considered:
    """Every kind of the policy for everybody, and the best."""
    means = surplus(found, policy.income_max_minor)
    kinds = every(found, means, policy)
    return Considered(found, policy, means, kinds, best(found, means, kinds, policy.order))


def numbers(every_one: Considered, rows: Ints) -> list[str]:
    """The offer_id of some people: a digest of their circumstances and the policy, the same for all alike."""
    policy = digests.digest(every_one.policy.content)
    found = every_one.found.each(rows)
    # Plain values that `each` made itself, so canonical JSON without looking for what has none.
    plain = (orjson.dumps(one, option=orjson.OPT_SORT_KEYS) for one in found)
    # digests.short_id("offer", digest of the circumstances, digest of the policy), as bytes.
    parts = b'["offer","sha256:%s","%s"]'
    named = (parts % (hashlib.sha256(text).hexdigest().encode(), policy.encode()) for text in plain)
    return [hashlib.sha256(text).hexdigest()[: digests.SHORT] for text in named]


def paper(every_one: Considered, k: int) -> dict[str, Any]:
    """All of person `k`'s, as plain values in canonical order; `offer_id` names circumstances and policy together."""
    found, policy = every_one.found, every_one.policy
    circumstances = found.of(k)
    on = first_due(found.on, int(found.due_day[k]), policy.first_due_after_days)
    chosen = int(every_one.best[k])
    return {
        "offer_id": numbers(every_one, np.array([k], dtype=np.int64))[0],
        "circumstances": circumstances,
        "surplus": lines(every_one.means, found, k),
        "offers": [_offer(every_one.kinds[name], found, k, on, policy) for name in policy.order],
        "best": None if chosen == NOTHING else policy.order[chosen],
        "first_due_on": on.isoformat(),
        "valid_until": (found.on + timedelta(days=policy.valid_days)).isoformat(),
        "policy": digests.digest(policy.content),
    }


def lines(means: Surplus, found: Circumstances, k: int) -> dict[str, Any]:
    """The lines of the surplus; null where nobody told, and from the buffer on where the income is unknown."""
    known = bool(means.income_known[k])
    told = found.of(k)
    missing = [name for place, name in enumerate(MISSING) if int(means.missing[k]) >> place & 1]

    def if_known(value: Any) -> int | None:
        return int(value) if known else None

    return {
        "income_minor": told["income"],
        "declared_minor": told["declared"],
        "published_minor": told["published"] if told["status"] == "known" else None,
        "published_status": told["status"],
        "living_minor": int(means.living[k]),
        "bills_minor": told["bills"],
        "buffer_minor": if_known(means.buffer[k]),
        "left_minor": if_known(means.left[k]),
        "ours_minor": int(means.ours[k]),
        "others_told_minor": told["others"],
        "others_minor": if_known(means.others[k]),
        "surplus_minor": if_known(means.surplus[k]),
        "ceiling_minor": int(means.ceiling[k]),
        "missing": missing,
    }


def _runs(kind: str, policy: Offers) -> dict[str, str]:
    """What becomes of interest and late charges under an offer: words of the policy."""
    rule = getattr(policy, BY_NAME[kind])
    if isinstance(rule, Respread | Bridge):
        return {"interest": rule.interest, "late_charges": rule.late_charges}
    return {"interest": SCHEDULED if kind == CATCH_UP else STOPPED, "late_charges": STOPPED}


def _offer(kind: Kind, found: Circumstances, k: int, first: date, policy: Offers) -> dict[str, Any]:
    """One kind for one person: why it is shut, or all that it asks."""
    why = SHUT[int(kind.shut[k])]
    if why != "open":
        return {"kind": kind.name, "open": False, "why": why}
    rows = schedule(kind, found, k, first)
    months = int(kind.months[k])
    last = months if kind.name == PAUSE else months - 1  # a pause ends where the next payment could be due
    return {
        "kind": kind.name,
        "open": True,
        "months": months,
        "instalment_minor": int(kind.instalment[k]),
        "monthly_minor": int(kind.monthly[k]),
        "total_minor": int(kind.total[k]),
        "after_minor": int(kind.after[k]),
        "contract_minor": int(kind.contract[k]),
        "cost_minor": int(kind.cost[k]),
        "forgiven_minor": int(kind.contract[k] - kind.total[k]) if kind.name == SETTLEMENT else 0,
        **_runs(kind.name, policy),
        "approval": bool(kind.approval[k]),
        "ends_on": None if kind.name == CATCH_UP else months_on(first, last, int(found.due_day[k])).isoformat(),
        "beside_contract": kind.name == CATCH_UP,
        "loans": [bool(covered) for covered in kind.covers[int(found.start[k]) : int(found.start[k + 1])]],
        "schedule": [{"on": due.on.isoformat(), "amounts_minor": list(due.amounts)} for due in rows],
    }
