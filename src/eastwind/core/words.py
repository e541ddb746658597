"""Words: every code that tables, law books, worked cases and logs share, spelled once.

In        nothing.
Out       tuples of words in a fixed order (their places are the codes that frames carry), bit masks of word sets.
Not here  what a word means to a person (docs/reference/vocabulary.md), sentences (reasons).
Proof     tests/core/test_words.py compares every word with docs/reference/vocabulary.md.

Codes of tables are `snake_case`, everything else is `kebab-case`. A tuple may only grow at its end: places are stored.
"""

from collections.abc import Iterable
from functools import cache
from typing import Final

CONTACT_CHANNELS: Final = ("voice", "robocall", "voicemail", "sms", "email", "app", "social", "letter", "visit")
ACTS: Final = ("furnish", "placement", "sale", "court", "payment", "fee", "agree")
CHANNELS: Final = CONTACT_CHANNELS + ACTS
DIRECTIONS: Final = ("out", "in")
PARTIES: Final = (
    "borrower",
    "spouse",
    "joint_debtor",
    "guarantor",
    "attorney",
    "adviser",
    "representative",
    "relative",
    "reference",
    "employer",
    "other",
)
ROLES: Final = ("borrower", "joint_debtor", "guarantor")
COLLECTORS: Final = ("creditor", "agency", "buyer")
PLACES: Final = ("unknown", "home", "work", "billing", "agreed", "branch", "hospital", "public")
PURPOSES: Final = (
    "collect",
    "locate",
    "reply",
    "notice",
    "legal",
    "service",
    "optin",
    "confirm-optout",
    "verify-employment",
    "care",
    "marketing",
)
OUTCOMES: Final = (
    "unknown",
    "not_connected",
    "no_answer",
    "voicemail",
    "answered",
    "conversation",
    "delivered",
    "undeliverable",
)
PROVENANCES: Final = ("given", "register", "lawful", "unlawful", "unknown")
PRODUCTS: Final = ("micro", "credit_line", "instalment", "card", "medical", "student", "mortgage", "auto")
LENDERS: Final = (
    "bank",
    "consumer_finance",
    "small_loan",
    "finance_company",
    "p2p",
    "money_lender",
    "insurer",
    "utility",
    "other",
)
MODES: Final = ("cautious", "letter", "draft")
FORCES: Final = ("law", "presumption", "standard", "guide", "draft", "policy", "provider", "warning")
CONFIDENCES: Final = ("source", "secondary", "memory")
WEEKDAYS: Final = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
TONES: Final = ("gentle", "plain", "firm")
LANGUAGES: Final = ("zh", "en")

LOAN_FACTS: Final = (
    "itemized",
    "charged-off",
    "accelerated",
    "association-member",
    "family-debt",
    "secured",
    "late-in-last-year",
)

NEEDED_FACTS: Final = (
    "recorded",
    "id-shown",
    "authority-letter",
    "verified",
    "entry-consent",
    "debt-related",
    "volunteered",
    "public-provider",
    "forbearance-considered",
    "required-by-law",
    "undisputed-part",
    "answer-wrong",
    "court-step",
)
BAD_FACTS: Final = (
    "enters",
    "private-device",
    "spoofed-number",
    "hidden-number",
    "unnotified-number",
    "premium-number",
    "unlicensed",
    "uncertified-staff",
    "unapproved-staff",
    "outsourced-staff",
    "shared-line",
    "work-address",
    "public-visible",
    "postcard",
    "marked-envelope",
    "to-occupier",
    "cash",
    "intent-to-annoy",
)
NEUTRAL_FACTS: Final = (
    "autodialled",
    "prerecorded",
    "ai-voice",
    "auto-reply",
    "mobile-line",
    "landline",
    "invalid-number",
    "no-message",
    "limited-content",
    "truncated",
    "first-assertion",
)
CONTACT_FACTS: Final = NEEDED_FACTS + BAD_FACTS + NEUTRAL_FACTS

REQUIRED_ITEMS: Final = (
    # who speaks
    "identity", "creditor-name", "creditor-address", "collector-disclosure", "collection-purpose", "purpose-stated",
    "contact", "supplier-id", "licence-number", "licence-12-point", "authority-named", "seal",
    # the debt
    "debt", "amount", "overdue-time", "itemization", "interest-calculation", "cost-breakdown", "vat-statement",
    "contract-date", "due-date", "legal-basis", "borrower-name", "account-number", "itemization-date",
    "one-reference-date", "payment-details", "demand", "offer",
    # rights
    "rights", "dispute-how", "complaint-how", "opt-out", "opt-out-hard", "language-services", "prohibited-acts",
    "recording-retention", "address-source", "dispute-mark", "authorised-person", "help-line",
    # notices, by their kind
    "validation", "agency-notice", "assignment-notice", "transfer-notice", "default-notice", "warning-letter",
    "due-reminder", "report-notice", "visit-notice", "medical-notice", "first-notice", "time-barred-notice",
    "residue-notice", "promise-warning", "verification", "remedy", "efforts-end", "reminder",
)  # fmt: skip
LIMITED_CONTENT_ITEMS: Final = (
    "business-name",
    "reply-request",
    "contact-person",
    "phone-number",
    "salutation",
    "date-time",
    "reply-times",
    "any-representative",
    "collection-name",
)
VALIDATION_ITEMS: Final = (
    "val-c1", "val-c2-i", "val-c2-ii", "val-c2-iii", "val-c2-iv", "val-c2-v", "val-c2-vi", "val-c2-vii",
    "val-c2-viii", "val-c2-ix", "val-c3-i", "val-c3-ii", "val-c3-iii", "val-c3-iv", "val-c3-v", "val-c4",
    "val-c4-i", "val-c4-ii", "val-c4-iii", "val-c5",
)  # fmt: skip
FORBIDDEN_ITEMS: Final = (
    "threat",
    "violence",
    "abuse",
    "shame",
    "false-claim",
    "false-legal-claim",
    "suit-threat",
    "impersonation",
    "deceptive-purpose",
    "third-party-disclosure",
    "third-party-data",
    "unlawful-fee",
    "induce-borrowing",
    "overshadow",
    "pressure",
)
# Two words of 64 bits hold all items: what is written in the open, and what is a part of a form or forbidden.
ITEMS: Final = REQUIRED_ITEMS
PARTS: Final = LIMITED_CONTENT_ITEMS + VALIDATION_ITEMS + FORBIDDEN_ITEMS

STATES: Final = (
    "dispute", "original_creditor_request", "data_dispute", "attorney", "advice", "cease", "breathing_space",
    "mental_health_crisis", "debt_review", "bankruptcy", "deceased", "minor", "incapacity", "incarcerated",
    "military", "hardship", "arrangement", "promise", "settled", "paid", "complaint", "distress", "vulnerable",
    "adapted", "occasion", "legal", "judgment", "lost_contact", "identity_theft", "wrong_person",
)  # fmt: skip
STATE_FACTS: Final = (
    "written", "in-period", "partial", "repeated", "valid-grounds", "court-suggested", "verifiable",
    "address-known", "shenzhen", "xiamen", "discharged", "frivolous", "bereavement", "calamity", "wedding",
    "festival", "family-emergency",
)  # fmt: skip
STATE_SOURCES: Final = ("borrower", "staff", "adviser", "court", "register", "model")

CONSENTS: Final = (
    "contact",
    "opt-out",
    "agreed-time",
    "agreed-frequency",
    "agreed-place",
    "prior-consent",
    "inconvenient-time",
    "inconvenient-place",
    "refusal",
    "third-party",
    "marketing",
    "autodial",
    "esign",
    "data",
    "number-check",
)
SCOPES: Final = (
    "written",
    "oral",
    "all",
    "one-kind",
    "contract",
    "separate",
    "calls",
    "any-time",
    "third-party",
    "despite-attorney",
    "credit-report",
    "provide",
    "referee",
)

EVENTS: Final = (
    "complaint", "credit-dispute", "dispute", "opt-out", "hardship-request", "settlement-request", "data-access",
    "data-erasure", "data-objection", "data-breach", "statement-request", "document-request",
    "substantiation-request", "payoff-request", "plan-agreed", "paid-off", "payment", "first-contact", "arrears",
    "default", "validation-receipt", "validation-period", "contact-record", "call-recording", "assessment-record",
    "transfer-log", "complaint-record", "consent-record", "staff-start", "staff-training", "agency-start",
    "agency-review", "agency-inspection", "agency-rating", "agency-end", "statement-sent", "final-response",
    "complaint-update", "complaint-resolved", "arrears-notice", "default-fee", "data-obtained", "agreement-ended",
    "breathing-space", "error-found",
)  # fmt: skip
EVENT_FACTS: Final = (
    "simple",
    "complex",
    "extended",
    "accepted",
    "payment-services",
    "more-information",
    "oral",
    "written",
    "about-hardship",
    "frivolous",
)


class UnknownWord(ValueError):
    """A word that no table of words holds. The message names it and what could be meant."""


@cache
def codes(words: tuple[str, ...]) -> dict[str, int]:
    """The place of each word of `words`, which is its code."""
    return {word: place for place, word in enumerate(words)}


def code(word: str, words: tuple[str, ...], *, what: str) -> int:
    """The code of `word`; UnknownWord names it, `what` it should have been, and the words there are."""
    found = codes(words).get(word)
    if found is None:
        raise UnknownWord(f"'{word}' is not a word for {what}. Known: {', '.join(words)}.")
    return found


def mask(chosen: Iterable[str], words: tuple[str, ...], *, what: str) -> int:
    """A bit for each chosen word, bit = code; at most 64 words, so that it fits a UInt64."""
    assert len(words) <= 64, what
    bits = 0
    for word in chosen:
        bits |= 1 << code(word, words, what=what)
    return bits


def unmask(bits: int, words: tuple[str, ...]) -> tuple[str, ...]:
    """The words whose bits are set, in the order of the table."""
    return tuple(word for place, word in enumerate(words) if bits >> place & 1)


def item_masks(chosen: Iterable[str]) -> tuple[int, int]:
    """Content items as two masks: (items, parts)."""
    chosen = tuple(chosen)
    for word in chosen:
        if word not in codes(ITEMS) and word not in codes(PARTS):
            raise UnknownWord(f"'{word}' is not a content item. See docs/reference/vocabulary.md, Content items.")
    items = mask([word for word in chosen if word in codes(ITEMS)], ITEMS, what="a content item")
    parts = mask([word for word in chosen if word in codes(PARTS)], PARTS, what="a content item")
    return items, parts
