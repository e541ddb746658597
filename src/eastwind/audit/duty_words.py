"""Words of duties: events and their facts, copied by hand from docs/reference/vocabulary.md.

In        nothing.
Out       the words that event cases and duty rules may use.
Not here  the words of contacts (words).
Proof     tests/audit/test_words.py holds them to the page.
"""

from __future__ import annotations

from typing import Final

from .words import split

EVENTS: Final = split(
    """complaint credit-dispute dispute opt-out hardship-request settlement-request data-access data-erasure
    data-objection data-breach statement-request document-request substantiation-request payoff-request plan-agreed
    paid-off payment first-contact arrears default validation-receipt validation-period contact-record call-recording
    assessment-record transfer-log complaint-record
    consent-record staff-start staff-training agency-start agency-review agency-inspection agency-rating agency-end
    statement-sent final-response complaint-update complaint-resolved arrears-notice default-fee data-obtained
    agreement-ended breathing-space error-found"""
)
EVENT_FACTS: Final = split(
    """simple complex extended accepted payment-services more-information oral written about-hardship frivolous"""
)
