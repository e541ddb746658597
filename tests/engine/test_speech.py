"""Speech: languages by situation, and no words where none are proven."""

import polars as pl

from eastwind import notices
from eastwind.core.facts import SITUATIONS
from eastwind.engine.speech import Speech


def test_language_follows_what_was_asked_and_where_people_live():
    rows = [
        [["TW-TPE"], ["Asia/Taipei"], ["zh"], "TW"],
        [["CN-GD"], ["Asia/Shanghai"], ["zh"], "CN"],
        [["US-TX"], ["America/Chicago"], ["en"], "US"],
        [["CN-GD"], ["Asia/Shanghai"], [], "CN"],
    ]
    speech = Speech.of(notices.load(), pl.DataFrame(rows, SITUATIONS, orient="row"))
    assert speech.languages == ("zh-Hant", "zh-Hans", "en", None)
    assert speech.contents("reminder", "sms", "gentle", "creditor", 0, None) is not None
    assert speech.contents("reminder", "sms", "gentle", "creditor", 3, None) is None
    assert speech.contents("no-such-family", "sms", "gentle", "creditor", 0, None) is None
