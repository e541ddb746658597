"""Agreements: tables of what is offered to people, agreed with them and waived for them.

In        the kinds of offer.
Out       one dataframely schema a table; `WRITTEN` lists them by name. Column types as in core.schema.
Not here  the tables that an import fills (core.schema), reckoning offers (decide.offers), agreeing (web.care).
Proof     tests/core/test_schema.py: docs/reference/tables.md in step; tests/engine/test_offers.py fills `offers`.

The platform writes these tables; no import fills them, so nothing of a lender's own arrangements is read into them. An
arrangement of the lender's that holds contact comes in as a state (`arrangement`), a waiver as a charge (`waiver`).
"""

from typing import Final

import dataframely as dy

from eastwind.core.columntypes import codes, count, identity, instant, local_date, money, text, word

OFFER_KINDS: Final = ("catch-up", "extension", "lower-instalment", "settlement", "token", "pause")
ARRANGEMENT_STATUS: Final = ("open", "kept", "broken", "ended")
WAIVED: Final = ("interest", "late-charges", "fee", "principal")


class Offers(dy.Schema):
    """What can be offered to a person on a day, and the month it was reckoned from."""

    offer_id = identity(
        "digest of the circumstances and the policy: the same for all in the same circumstances", key=True
    )
    person_id = identity("to whom", key=True)
    loan_ids = codes("the person's loans, all of which the ceiling counts")
    kind = word(OFFER_KINDS, "the best kind open to the person")
    months = count("how long it runs")
    instalment_minor = money("asked in the first month; of a catch-up with the contract's own instalment")
    monthly_minor = money("the most asked in a month over all the person's loans with the lender")
    first_due_on = local_date("first due date; of a pause the first on which nothing is asked")
    total_minor = money("paid under it")
    after_minor = money("still owed after it")
    contract_minor = money("what the contract would still cost for the loans concerned")
    approval = dy.Bool(description="needs a named person's consent")
    ceiling_minor = money("the most that may be asked a month")
    income_minor = money("income a month; null = not told, or not believed", nullable=True)
    living_minor = money("the higher of declared and published cost of living, 0 where neither is known")
    bills_minor = money("priority bills", nullable=True)
    buffer_minor = money("a tenth of the income", nullable=True)
    others_minor = money("a fair share for other creditors", nullable=True)
    surplus_minor = money("what is left; null = income unknown", nullable=True, least=None)
    missing = codes("what is to be asked")
    policy = text("digest of the policy", nullable=False)
    valid_until = local_date("last day on which it holds")


class Arrangements(dy.Schema):
    """What was agreed with a person in place of the contract's instalments."""

    arrangement_id = identity("the arrangement", key=True)
    offer_id = identity("the offer it came from; null = agreed otherwise", nullable=True)
    person_id = identity("with whom")
    loan_ids = codes("about which loans")
    kind = word(OFFER_KINDS, "which kind")
    agreed_on = local_date("the day it was agreed")
    first_due_on = local_date("first due date")
    months = count("how long it runs")
    instalment_minor = money("agreed a month")
    total_minor = money("agreed in all")
    status = word(ARRANGEMENT_STATUS, "how it stands")
    ended_on = local_date("when it ended", nullable=True)
    approved_by = text("who consented, where consent is needed: a staff code")
    recorded_at = instant("when it became known")


class Waivers(dy.Schema):
    """What is no longer asked for; the charge of kind `waiver` that lowers the debt is booked besides."""

    waiver_id = identity("the waiver", key=True)
    loan_id = identity("on which loan")
    arrangement_id = identity("the arrangement it belongs to", nullable=True)
    what = word(WAIVED, "interest, late charges, a fee or principal")
    amount_minor = money("how much; null = whatever would fall due from then on", nullable=True)
    waived_on = local_date("from when")
    charge_id = identity("the charge that books it; null = nothing had fallen due", nullable=True)
    approved_by = text("who consented: a staff code")
    recorded_at = instant("when it became known")


WRITTEN: Final[dict[str, type[dy.Schema]]] = {"offers": Offers, "arrangements": Arrangements, "waivers": Waivers}
