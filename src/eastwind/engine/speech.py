"""Speech: in which language people in each situation are written to, and what the words for them hold.

In        templates (notices), the situations of a book.
Out       `Speech`: a language and masks of content items per situation.
Not here  rendering: candidates need no text, only what it contains.
Proof     tests/engine/test_speech.py.
"""

from dataclasses import dataclass

import polars as pl

from eastwind import notices
from eastwind.core import words


@dataclass(frozen=True, slots=True)
class Speech:
    """What can be said to people in each situation: `languages[k]` (null = none that we write) and `places[k]`."""

    library: notices.Library
    languages: tuple[str | None, ...]
    places: tuple[str | None, ...]

    @classmethod
    def of(cls, library: notices.Library, situations: pl.DataFrame) -> "Speech":
        """The speech for a book's situations; residence stands first among places, so does the language asked for."""
        places = [row[0] if row else None for row in situations["places"].to_list()]
        asked = [row[0] if row else None for row in situations["languages"].to_list()]
        languages = [notices.language_of(language, place) for language, place in zip(asked, places, strict=True)]
        return cls(library, tuple(languages), tuple(places))

    def contents(
        self, family: str, channel: str, tone: str, by: str, situation: int, product: str | None
    ) -> tuple[int, int, int] | None:
        """Masks of items, parts and contact facts (decide.Contents); None where no words are proven for the contact."""
        language = self.languages[situation]
        if language is None:
            return None
        found = self.library.get(family, channel, tone or None, language, product, by, self.places[situation])
        if found is None:
            return None
        return *notices.contains_mask(found), words.mask(found.facts, words.CONTACT_FACTS, what="a contact fact")
