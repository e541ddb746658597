"""Words: the vocabulary, copied by hand from docs/reference/vocabulary.md, as tuples to check words against.

In        nothing.
Out       the words of every key that has words.
Not here  what they do to a verdict (conditions, kinds).
Proof     tests/audit/test_words.py holds them to the page.
"""

from __future__ import annotations

from typing import Final


def split(text: str) -> tuple[str, ...]:
    """The words of a text."""
    return tuple(text.split())


CHANNELS: Final = split("voice robocall voicemail sms email app social letter visit")
ACTS: Final = split("furnish placement sale court payment fee agree")
CALLS: Final = frozenset(split("voice robocall voicemail"))  # one medium
DIRECTIONS: Final = split("out in")
PARTIES: Final = split(
    "borrower spouse joint_debtor guarantor attorney adviser representative relative reference employer other"
)
MAKERS: Final = split("creditor agency buyer")
PLACES: Final = split("unknown home work billing agreed branch hospital public")
PURPOSES: Final = split(
    "collect locate reply notice legal service optin confirm-optout verify-employment care marketing"
)
OUTCOMES: Final = split("unknown not_connected no_answer voicemail answered conversation delivered undeliverable")
UNREACHED: Final = frozenset(split("not_connected no_answer voicemail"))
PROVENANCES: Final = split("given register lawful unlawful unknown")
PRODUCTS: Final = split("micro credit_line instalment card medical student mortgage auto")
LENDERS: Final = split("bank consumer_finance small_loan finance_company p2p money_lender insurer utility other")
DATES: Final = split("due_on final_due_on defaulted_on last_payment_on last_demand_on last_acknowledged_on judgment_on")
NUMBERS: Final = split("dpd principal_minor charges_minor annual_rate_bp late_rate_ppm_day")
LOAN_FACTS: Final = split("itemized charged-off accelerated association-member family-debt secured late-in-last-year")
CONTACT_FACTS: Final = split(
    """recorded id-shown authority-letter verified entry-consent debt-related volunteered public-provider
    forbearance-considered required-by-law undisputed-part answer-wrong court-step
    enters private-device spoofed-number hidden-number unnotified-number premium-number unlicensed uncertified-staff
    unapproved-staff outsourced-staff shared-line work-address public-visible postcard marked-envelope to-occupier cash
    intent-to-annoy
    autodialled prerecorded ai-voice auto-reply mobile-line landline invalid-number no-message limited-content
    truncated first-assertion"""
)
_NAMED_ITEMS: Final = split(
    """
    identity creditor-name creditor-address collector-disclosure collection-purpose purpose-stated contact supplier-id
    licence-number licence-12-point authority-named seal
    debt amount overdue-time itemization interest-calculation cost-breakdown vat-statement contract-date due-date
    legal-basis borrower-name account-number itemization-date one-reference-date payment-details demand offer
    rights dispute-how complaint-how opt-out opt-out-hard language-services prohibited-acts recording-retention
    address-source dispute-mark authorised-person help-line
    validation agency-notice assignment-notice transfer-notice default-notice warning-letter due-reminder report-notice
    visit-notice medical-notice first-notice time-barred-notice residue-notice promise-warning verification remedy
    efforts-end reminder
    business-name reply-request contact-person phone-number salutation date-time reply-times any-representative
    collection-name
    threat violence abuse shame false-claim false-legal-claim suit-threat impersonation deceptive-purpose
    third-party-disclosure third-party-data unlawful-fee induce-borrowing overshadow pressure"""
)
_POINTS: Final = ("", *(f"-{number}" for number in split("i ii iii iv v vi vii viii ix x")))
ITEMS: Final = (*_NAMED_ITEMS, *(f"val-c{part}{point}" for part in range(1, 6) for point in _POINTS))
STATES: Final = split(
    """dispute original_creditor_request data_dispute attorney advice cease breathing_space mental_health_crisis
    debt_review bankruptcy deceased minor incapacity incarcerated military hardship arrangement promise settled paid
    complaint distress vulnerable adapted occasion legal judgment lost_contact identity_theft wrong_person"""
)
STATE_FACTS: Final = split(
    """written in-period partial repeated valid-grounds court-suggested verifiable address-known shenzhen xiamen
    discharged frivolous bereavement calamity wedding festival family-emergency"""
)
CONSENTS: Final = split(
    """contact opt-out agreed-time agreed-frequency agreed-place prior-consent inconvenient-time inconvenient-place
    refusal third-party marketing autodial esign data number-check"""
)
SCOPES: Final = split(
    """all one-kind contract separate calls any-time third-party despite-attorney oral written credit-report provide
    referee"""
)
DEFAULT_SCOPES: Final = {"opt-out": "all", "agreed-time": "separate"}
WEEKDAYS: Final = split("mon tue wed thu fri sat sun")
MODES: Final = split("cautious letter draft")
FORCES: Final = split("law presumption standard guide draft policy provider warning")
