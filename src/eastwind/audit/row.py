"""Row: one contact about one of its loans, which is what a rule is asked about.

In        a case, or a past contact of it with what had happened before.
Out       `Row`.
Not here  answers (conditions, kinds).
Proof     tests/audit/test_judge.py, contacts about several loans.
"""

from __future__ import annotations

from dataclasses import dataclass

from .record import Case, Contact, Loan


@dataclass(slots=True)
class Row:
    """A contact, its history, and the one loan it is looked at for; no loan where it names none."""

    case: Case
    contact: Contact
    history: list[Contact]
    loan: Loan | None
    loan_name: str | None

    def same_loan(self, past: Contact) -> bool:
        """Whether the past contact was about this loan, or either names none."""
        return not past.loans or self.loan_name is None or self.loan_name in past.loans

    def _account_of(self, name: str) -> str:
        return self.case.loans[name].account if name in self.case.loans else name

    def same_account(self, past: Contact) -> bool:
        """Whether the past contact was about a loan of this account, or either names none."""
        if not past.loans or self.loan is None:
            return True
        loans = self.case.loans
        return any((loans[name].account if name in loans else name) == self.loan.account for name in past.loans)

    def at_its_time(self, past: Contact, per: str) -> Row:
        """A past contact as it stood when it was made, with what had happened before it.

        It is asked about the loan by which it counts: the row's, the first of the row's account, or its first.
        """
        name = past.loans[0] if past.loans else None
        if per == "loan" and self.loan_name in past.loans:
            name = self.loan_name
        elif per == "account" and self.loan is not None:
            name = next((one for one in past.loans if self._account_of(one) == self.loan.account), name)
        before = [entry for entry in self.history if entry.at < past.at]
        return Row(self.case, past, before, self.case.loans.get(name) if name else None, name)


def rows(case: Case) -> list[Row]:
    """One row for each loan that the contact names, in that order."""
    contact, history = case.contact, case.history
    if not contact.loans:
        return [Row(case, contact, history, None, None)]
    return [Row(case, contact, history, case.loans[name], name) for name in contact.loans]
