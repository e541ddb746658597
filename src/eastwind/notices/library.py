"""The library: every text that may be sent, what it holds, and which one a contact gets.

In        a folder of TOML files: families of texts, parts that several texts share, words of each language.
Out       `Library`: `find` and `get` give a `Template` with its content items; `digest` names the whole content.
Not here  reading and checking the files (reading), making a text of a template (render), the proof that each holds
          what it declares (proof), whether a contact may carry it (law).
Proof     tests/notices/test_library.py, tests/notices/test_templates.py.

A template's id is `family/channel/tone`, or `family/channel` where the text has no tone (a notice is a document, not a
tone). Language, product, sender and place choose among the texts of one id. The order is, each before the next:

1. the language, which never falls back here: every id exists in all of them (forms.language_of chooses it);
2. the text for the narrowest place (US-CA before US before anywhere): what a law asks for there comes first;
3. the text for this product alone, before one for any product;
4. the tone asked for, then the next gentler one, then a text without tone: never a firmer one;
5. the text for this sender alone, before one for any sender.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from eastwind.core import words
from eastwind.notices.reading import Part, TemplateError, Text, place_within, spread


class NoTemplate(LookupError):
    """No text is proven for such a contact, so the contact cannot be made."""


@dataclass(frozen=True, slots=True)
class Template:
    """One text, whole: parts put in, items added up. `contains` stands in the order of core.words."""

    id: str
    family: str
    channel: str
    tone: str | None
    language: str
    by: str
    place: str | None
    product: str | None
    purpose: str
    subject: str | None
    body: str
    contains: tuple[str, ...]
    items: int  # mask of words.ITEMS
    parts: int  # mask of words.PARTS
    facts: tuple[str, ...]
    segments_max: int | None  # of an SMS
    optional: frozenset[str]

    def __hash__(self) -> int:
        return hash((self.id, self.language, self.by, self.place, self.product))


def contains_mask(template: Template) -> tuple[int, int]:
    """The content items of a template as (items, parts), the form in which candidates carry them."""
    return template.items, template.parts


@dataclass(slots=True)
class Library:
    """All texts. Finding is remembered, so that a day's candidates cost a lookup each."""

    texts: tuple[Text, ...]
    parts: tuple[Part, ...]
    vocabulary: dict[str, Any]  # language → products → noun, due
    digest: str
    _found: dict[tuple[str | None, ...], Template | None] = field(default_factory=dict)

    def find(
        self,
        family: str,
        channel: str,
        tone: str | None,
        language: str,
        product: str | None = None,
        by: str = "creditor",
        place: str | None = None,
    ) -> Template:
        """The template for such a contact; NoTemplate says what was looked for and what there is.

        `by` is creditor, agency, agency:<name> or buyer; `place` an ISO 3166-2 code, null = nowhere in particular.
        """
        found = self.get(family, channel, tone, language, product, by, place)
        if found is None:
            there = sorted({text.id for text in self.texts if text.family == family}) or sorted(self.families)
            raise NoTemplate(
                f"No template for family '{family}', channel '{channel}', tone '{tone}', language '{language}', "
                f"by '{by}', place '{place}'. There are: {', '.join(there)}."
            )
        return found

    def get(
        self,
        family: str,
        channel: str,
        tone: str | None,
        language: str,
        product: str | None = None,
        by: str = "creditor",
        place: str | None = None,
    ) -> Template | None:
        """As `find`; null where there is none: then the contact is no candidate."""
        sender = by.partition(":")[0]
        key = (family, channel, tone, language, product, sender, place)
        if key not in self._found:
            text = self._choose(family, channel, tone, language, product, sender, place)
            self._found[key] = None if text is None else self._whole(text, channel, product, sender, place)
        return self._found[key]

    def named(
        self,
        template_id: str,
        language: str,
        product: str | None = None,
        by: str = "creditor",
        place: str | None = None,
    ) -> Template:
        """The template that a plan names: `reminder/sms/gentle`, `help/letter`."""
        family, _, rest = template_id.partition("/")
        channel, _, tone = rest.partition("/")
        return self.find(family, channel, tone or None, language, product, by, place)

    @property
    def families(self) -> tuple[str, ...]:
        """The families, in the order of their files."""
        return tuple(dict.fromkeys(text.family for text in self.texts))

    def templates(self) -> Iterator[Template]:
        """Every distinct template: each text for each sender, place and product that changes it."""
        seen: set[tuple[str, ...]] = set()
        scopes = [text.where for text in self.texts] + [part.where for part in self.parts]
        places = sorted({place for scope in scopes for place in scope})
        for text in self.texts:
            for channel in text.channels:
                for by in text.by:
                    for place in (None, *places):
                        for product in (text.product,) if text.product else (None,):
                            found = self.get(text.family, channel, text.tone, text.language, product, by, place)
                            if found is None:
                                continue
                            key = (found.id, found.language, found.by, found.subject or "", found.body)
                            if key not in seen:
                                seen.add(key)
                                yield found

    def _choose(
        self,
        family: str,
        channel: str,
        tone: str | None,
        language: str,
        product: str | None,
        sender: str,
        place: str | None,
    ) -> Text | None:
        tones = _tones(tone)
        fitting = [
            text
            for text in self.texts
            if text.family == family
            and channel in text.channels
            and text.language == language
            and text.tone in tones
            and sender in text.by
            and (text.product is None or text.product == product)
            and (not text.where or place_within(place, text.where))
        ]
        return min(
            fitting,
            key=lambda text: (
                -_narrow(text.where, place),
                text.product is None,
                tones.index(text.tone),
                len(text.by),
            ),
            default=None,
        )

    def _whole(self, text: Text, channel: str, product: str | None, sender: str, place: str | None) -> Template:
        held: list[Part] = []

        def part(name: str) -> str:
            found = self._part(name, text, channel, sender, place)
            held.append(found)
            return found.body

        body = spread(text.body, part, where=text.id)
        subject = None if text.subject is None else spread(text.subject, part, where=text.id)
        declared = set(text.contains).union(*(one.contains for one in held))
        contains = tuple(word for word in (*words.ITEMS, *words.PARTS) if word in declared)
        items, parts = words.item_masks(contains)
        return Template(
            id=f"{text.family}/{channel}" + (f"/{text.tone}" if text.tone else ""),
            family=text.family,
            channel=channel,
            tone=text.tone,
            language=text.language,
            by=sender,
            place=place,
            product=product,
            purpose=text.purpose,
            subject=subject,
            body=body,
            contains=contains,
            items=items,
            parts=parts,
            facts=text.facts,
            segments_max=dict(text.segments).get(sender) if channel == "sms" else None,
            optional=frozenset(text.optional).union(*(one.optional for one in held)),
        )

    def _part(self, name: str, text: Text, channel: str, sender: str, place: str | None) -> Part:
        fitting = [
            part
            for part in self.parts
            if part.name == name
            and part.language == text.language
            and channel in part.channels
            and sender in part.by
            and (not part.where or place_within(place, part.where))
        ]
        if not fitting:
            raise TemplateError(
                f"{text.id} ({text.language}) puts in '{name}', and no part of that name serves channel '{channel}', "
                f"by '{sender}', place '{place}'. Add one to parts.toml."
            )
        return min(fitting, key=lambda part: (-_narrow(part.where, place), len(part.by), len(part.channels)))


def _tones(tone: str | None) -> tuple[str | None, ...]:
    """The tones that may serve for `tone`, best first: itself, the gentler ones, none."""
    if tone is None:
        return (None,)
    place = words.code(tone, words.TONES, what="a tone")
    return (*reversed(words.TONES[: place + 1]), None)


def _narrow(where: tuple[str, ...], place: str | None) -> int:
    """How narrowly `where` names the place: the length of the code that holds it, 0 for anywhere."""
    return max((len(code) for code in where if place_within(place, (code,))), default=0)
