"""Offers: affordable repayment offers under the ceiling of promise 7, the same for the same circumstances.

In        circumstances (what is owed, what a household has and needs), a policy of the strategy.
Out       surplus line by line, every kind of offer with terms or the reason it is shut, the best of them, schedules.
Not here  who somebody is, what an offer is worth to the lender, sending it (notices), agreeing to it (web.care).
Proof     tests/decide/offers.
"""

from eastwind.decide.offers.best import NOTHING
from eastwind.decide.offers.circumstances import LOAN_ORDER, PUBLISHED, UNKNOWN, Circumstances
from eastwind.decide.offers.considered import Considered, consider, numbers, paper
from eastwind.decide.offers.policy import KINDS, Offers
from eastwind.decide.offers.reading import read
from eastwind.decide.offers.schedule import first_due
from eastwind.decide.offers.surplus import MISSING
from eastwind.decide.offers.telling import Sources, Telling

__all__ = [
    "KINDS", "LOAN_ORDER", "MISSING", "NOTHING", "PUBLISHED", "UNKNOWN", "Circumstances", "Considered", "Offers",
    "Sources", "Telling", "consider", "first_due", "numbers", "paper", "read",
]  # fmt: skip
