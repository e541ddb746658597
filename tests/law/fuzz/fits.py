"""Fits: makes a case fit the conditions of a law book, most keys most of the time.

In        a condition as its TOML table.
Out       a `Draft` changed so that the condition is likely to hold, or just not to.
Not here  the frame of a case and its kinds (aim), rows (draft).
"""

from collections.abc import Sequence
from datetime import timedelta

from eastwind.core import places, words
from tests.law.fuzz.draft import FITS, Draft, Table
from tests.law.fuzz.windows import near


class Fitting(Draft):
    """A draft that can be made to fit."""

    def fit(self, condition: Table) -> None:
        """Make the case fit most keys of a condition."""
        for key, wanted in condition.items():
            fit = getattr(self, f"_fit_{key}", None)
            if fit is not None and self.rng.random() < FITS:
                fit(wanted)

    def _fit_channels(self, wanted: Sequence[str]) -> None:
        self.contact["channel"] = self.rng.choice(wanted)

    def _fit_to(self, wanted: Sequence[str]) -> None:
        self.contact["to"] = self.rng.choice(wanted)
        if self.contact["to"] != "borrower" and self.rng.random() < 0.3:
            self.contact["person"] = self.rng.choice(("ref-1", "ref-2"))

    def _fit_by(self, wanted: Sequence[str]) -> None:
        by = self.rng.choice(wanted)
        self.contact["by"] = self.rng.choice(("agency", "agency:x")) if by == "agency" else by

    def _fit_purposes(self, wanted: Sequence[str]) -> None:
        self.contact["purpose"] = self.rng.choice(wanted)

    def _fit_places(self, wanted: Sequence[str]) -> None:
        self.contact["place"] = self.rng.choice(wanted)

    def _fit_provenances(self, wanted: Sequence[str]) -> None:
        self.contact["provenance"] = self.rng.choice(wanted)

    def _fit_products(self, wanted: Sequence[str]) -> None:
        for loan in self.loans:
            loan["product"] = self.rng.choice(wanted)

    def _fit_lenders(self, wanted: Sequence[str]) -> None:
        for loan in self.loans:
            loan["lender"] = self.rng.choice(wanted)

    def _fit_collectors(self, wanted: Sequence[str]) -> None:
        self.loans[0]["collector"] = self.rng.choice(wanted)

    def _fit_facts(self, wanted: Sequence[str]) -> None:
        self.contact["facts"] = list(dict.fromkeys([*self.contact.get("facts", ()), *wanted]))

    def _fit_any_facts(self, wanted: Sequence[str]) -> None:
        self._fit_facts([self.rng.choice(wanted)])

    def _fit_loan_facts(self, wanted: Sequence[str]) -> None:
        loan = self.loans[0]
        loan["facts"] = list(dict.fromkeys([*loan.get("facts", ()), *wanted]))

    def _fit_contains(self, wanted: Sequence[str]) -> None:
        kept = [one for one in self.contact.get("lacks", ()) if one not in wanted]
        if "lacks" in self.contact:
            self.contact["lacks"] = kept
        here = dict.fromkeys([*self.contact.get("contains", ()), self.rng.choice(wanted)])
        self.contact["contains"] = list(here)

    def _fit_contains_only(self, wanted: Sequence[str]) -> None:
        self.contact["contains"] = self.rng.sample(list(wanted), self.rng.randrange(1 + len(wanted)))

    def _fit_residence(self, wanted: Sequence[str]) -> None:
        if "residence" in self.borrower and self.rng.random() < 0.8:
            where = self.rng.choice(wanted)
            self.borrower["residence"] = where if where in places.places() else self.borrower["residence"]

    def _fit_residence_only(self, wanted: Sequence[str]) -> None:
        self._fit_residence(wanted)

    def _number(self, key: str, wanted: Table) -> None:
        ends = [wanted[end] for end in ("from", "to") if end in wanted]
        value = max(self.rng.choice(ends) + self.rng.choice((-1, 0, 1)), 0)
        for loan in self.loans:
            loan[key] = value
            if "currency" in wanted:
                loan["currency"] = self.rng.choice((wanted["currency"],) * 3 + ("SEK",))

    def _fit_dpd(self, wanted: Table) -> None:
        self._number("dpd", wanted)

    def _fit_principal_minor(self, wanted: Table) -> None:
        self._number("principal_minor", wanted)

    def _fit_charges_minor(self, wanted: Table) -> None:
        self._number("charges_minor", wanted)

    def _fit_annual_rate_bp(self, wanted: Table) -> None:
        self._number("annual_rate_bp", wanted)

    def _fit_late_rate_ppm_day(self, wanted: Table) -> None:
        self._number("late_rate_ppm_day", wanted)

    def _fit_barred(self, wanted: Table) -> None:
        self._old(wanted)

    def _fit_consent(self, wanted: Table) -> None:
        self.consents.append(self.consent(wanted))

    def _fit_state(self, wanted: Table) -> None:
        self.states.append(self.state(wanted))

    def _fit_contact(self, wanted: Table) -> None:
        for _ in range(wanted.get("times", 1) + self.rng.choice((-1, 0, 0, 0))):
            self.history.append(self.past(wanted))

    def _fit_no_contact(self, wanted: Table) -> None:
        if self.rng.random() < 0.5:
            self._fit_contact(wanted)

    def _fit_reply(self, wanted: Table) -> None:
        rng = self.rng
        then = self.at - timedelta(seconds=near(rng, wanted["hours"] * 3600))
        channel = self.contact["channel"]
        row = {"at": then, "channel": channel, "direction": "in"}
        if rng.random() < 0.3:
            row["outcome"] = rng.choice(("conversation", "no_answer", "voicemail"))
        self.history.append(self.same_person(row))
        for _ in range(wanted.get("limit", 1) + rng.choice((-1, -1, 0))):
            back = then + timedelta(seconds=rng.randrange(1, max(int((self.at - then).total_seconds()), 2)))
            self.history.append(self.same_person({"at": back, "channel": channel, "outcome": "delivered"}))

    def _fit_unreached(self, wanted: Table) -> None:
        rng = self.rng
        many = max(wanted.get("calls", 1), wanted.get("days_in_a_row", 1)) + rng.choice((-1, 0, 0, 1))
        step = timedelta(days=1) if "days_in_a_row" in wanted else timedelta(minutes=rng.choice((20, 61, 60)))
        then = self.at - timedelta(minutes=rng.choice((5, 60, 60 * 24)))
        for _ in range(max(many, 0)):
            self.history.append({"at": then, "channel": "voice", "outcome": rng.choice(words.OUTCOMES[:3])})
            then -= step
        if rng.random() < 0.25:
            row = {"at": self.at - timedelta(hours=rng.randrange(1, 50)), "channel": rng.choice(("voice", "sms"))}
            self.history.append(row | rng.choice(({"direction": "in"}, {"outcome": "conversation"}, {})))

    def _old(self, rule: Table) -> None:
        rng, today = self.rng, self.at.astimezone(self.zone).date()
        years = rule.get("years", 3)
        then = today.replace(year=today.year - years, day=min(today.day, 28)) + timedelta(
            days=rng.choice((-1, 0, 1, 9))
        )
        for loan in self.loans:
            for name in rule.get("since_latest_of", ("last_payment_on",)):
                draw = rng.random()
                if draw < 0.6:
                    loan[name] = then - timedelta(days=rng.choice((0, 0, 1, 400)))
