"""SMS length: which alphabet a text needs, and how many parts a network makes of it.

In        a text.
Out       `Segments`: encoding, units, count.
Not here  what the text says (templates), whether it may leave (law), the sending (channels.sms).
Proof     tests/notices/test_sms.py: every boundary, and a plain reading one character at a time.

Standard: 3GPP TS 23.038 (GSM 7-bit default alphabet and its extension table; UCS-2) and TS 23.040 9.2.3.24.1 (a text of
several parts loses 6 octets of each part to the header that joins them: 153 septets or 67 UCS-2 units remain).
"""

from dataclasses import dataclass
from typing import Final

GSM_BASIC: Final = frozenset(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?"
    "¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà"
)
GSM_EXTENDED: Final = frozenset("\f^{}\\[~]|€")  # each is an escape and a character: two septets

GSM_SINGLE, GSM_PART = 160, 153
UCS2_SINGLE, UCS2_PART = 70, 67


@dataclass(frozen=True, slots=True)
class Segments:
    """How a text travels: `encoding` gsm-7 or ucs-2, `units` septets or 16-bit units, `count` parts billed."""

    encoding: str
    units: int
    count: int


def segments(text: str) -> Segments:
    """The parts that a network makes of `text`; an empty text is one part of no units.

    A character of two units (an escaped GSM one, a pair of surrogates) is never cut in half, so a text can need one
    part more than its units alone would tell.
    """
    gsm = all(letter in GSM_BASIC or letter in GSM_EXTENDED for letter in text)
    widths = [_width(letter, gsm=gsm) for letter in text]
    units = sum(widths)
    encoding, single, part = ("gsm-7", GSM_SINGLE, GSM_PART) if gsm else ("ucs-2", UCS2_SINGLE, UCS2_PART)
    if units <= single:
        return Segments(encoding, units, 1)
    count, used = 1, 0
    for width in widths:
        if used + width > part:
            count, used = count + 1, 0
        used += width
    return Segments(encoding, units, count)


def _width(letter: str, *, gsm: bool) -> int:
    if gsm:
        return 2 if letter in GSM_EXTENDED else 1
    return 2 if ord(letter) > 0xFFFF else 1
