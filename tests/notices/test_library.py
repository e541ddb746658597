"""Finding: which text serves which contact, and what is refused."""

import pytest

from eastwind.core import words
from eastwind.notices import NoTemplate, contains_mask, load

LIBRARY = load()

FOUND = """
    family          channel   tone    product     by          place   id                     where
    reminder        sms       gentle  -           creditor    CN-GD   reminder/sms/gentle    -
    reminder        sms       firm    micro       agency:a    TW      reminder/sms/firm      -
    reminder        robocall  plain   -           creditor    US-CA   reminder/robocall      -
    help            email     firm    card        creditor    CN-GD   help/email             -
    seek-talk       voice     firm    -           creditor    -       seek-talk/voice/firm   -
    reminder        email     gentle  card        creditor    CN-GD   reminder/email         CN
    reminder        email     gentle  card        creditor    TW-TPE  reminder/email/gentle  -
    reminder        email     gentle  instalment  creditor    CN-GD   reminder/email/gentle  -
    agency-notice   email     -       -           creditor    TW-TPE  agency-notice/email    TW
    validation      letter    -       -           agency:x    US-CA   validation/letter      US
"""


@pytest.mark.parametrize("row", [line.split() for line in FOUND.strip().splitlines()[1:]], ids=" ".join)
def test_a_contact_finds_its_text(row):
    family, channel, tone, product, by, place, template_id, _ = (None if cell == "-" else cell for cell in row)
    for language in ("zh-Hans", "zh-Hant", "en"):
        found = LIBRARY.find(family, channel, tone, language, product, by, place)
        assert (found.id, found.language) == (template_id, language)


NOT_FOUND = [
    ("reminder", "visit", "gentle", "en", None, "creditor", None),  # a visit only seeks a talk
    ("reminder", "robocall", "plain", "en", None, "agency:a", "US-CA"),  # would tell whoever picks up
    ("reminder", "robocall", "plain", "en", None, "agency:a", None),  # place not known: not said
    ("seek-talk", "voicemail", None, "en", None, "agency:a", None),
    ("reminder", "sms", "gentle", "en", None, "buyer", "CN-GD"),  # neither creditor nor its agency
    ("reminder", "app", "gentle", "en", None, "agency:a", "CN-GD"),  # the app is the lender's
    ("validation", "letter", None, "en", None, "agency:a", "CN-GD"),
    ("reminder", "sms", None, "en", None, "creditor", None),  # a tone is never guessed
    ("reminder", "sms", "gentle", "fr", None, "creditor", None),
    ("nothing", "sms", "gentle", "en", None, "creditor", None),
]


@pytest.mark.parametrize("asked", NOT_FOUND, ids=str)
def test_what_is_not_proven_is_not_found(asked):
    assert LIBRARY.get(*asked) is None
    with pytest.raises(NoTemplate) as error:
        LIBRARY.find(*asked)
    assert asked[0] in str(error.value)
    assert "There are: " in str(error.value)


def test_a_text_is_never_firmer_than_asked():
    for text in LIBRARY.texts:
        for channel in text.channels:
            for at, tone in enumerate(words.TONES):
                for sender in text.by:
                    found = LIBRARY.get(text.family, channel, tone, text.language, by=sender)
                    assert found is None or found.tone is None or words.TONES.index(found.tone) <= at


def test_a_gentler_text_serves_where_the_tone_asked_for_is_not_written(tmp_path):
    library = load()
    gentle = [text for text in library.texts if not (text.family == "reminder" and text.tone in ("plain", "firm"))]
    fewer = type(library)(tuple(gentle), library.parts, library.vocabulary, library.digest)
    assert fewer.find("reminder", "sms", "firm", "en").tone == "gentle"


def test_an_unknown_tone_is_an_error():
    with pytest.raises(words.UnknownWord, match="harsh"):
        LIBRARY.get("reminder", "sms", "harsh", "en")


def test_a_plan_names_a_template_and_finds_it_again():
    for template in LIBRARY.templates():
        again = LIBRARY.named(template.id, template.language, template.product, template.by, template.place)
        assert again.body == template.body


def test_the_mask_is_that_of_the_items():
    for template in LIBRARY.templates():
        items, parts = contains_mask(template)
        assert words.unmask(items, words.ITEMS) + words.unmask(parts, words.PARTS) == template.contains


def test_what_a_part_holds_the_text_holds():
    plain, american = (LIBRARY.find("reminder", "sms", "gentle", "en", by="agency:a", place=p) for p in ("CN-GD", "US"))
    assert "collector-disclosure" not in plain.contains
    assert "collector-disclosure" in american.contains


def test_california_asks_an_agency_for_its_licence_on_letters():
    letter = LIBRARY.find("reminder", "letter", "gentle", "en", by="agency:a", place="US-CA")
    assert {"licence-number", "licence-12-point", "collector-disclosure"} <= set(letter.contains)


def test_every_treatment_word_of_a_template_is_a_word_of_core():
    for template in LIBRARY.templates():
        assert template.channel in words.CONTACT_CHANNELS
        assert template.purpose in words.PURPOSES
        assert set(template.facts) <= set(words.CONTACT_FACTS)


def test_the_digest_stays_while_nothing_changes():
    assert load().digest == load().digest
    assert load().digest.startswith("sha256:")
