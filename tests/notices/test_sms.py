"""SMS length: alphabets, boundaries, and a plain reading one character at a time."""

from hypothesis import given, settings
from hypothesis import strategies as st

from eastwind.notices.sms import GSM_BASIC, GSM_EXTENDED, segments


def plain_count(text: str) -> int:  # Differential: pack one character after the other, at both alphabets' sizes.
    gsm = set(text) <= GSM_BASIC | GSM_EXTENDED
    cost = (lambda c: 1 + (c in GSM_EXTENDED)) if gsm else (lambda c: len(c.encode("utf-16-le")) // 2)
    if sum(map(cost, text)) <= (160 if gsm else 70):
        return 1
    parts = [0]
    for letter in text:
        if parts[-1] + cost(letter) > (153 if gsm else 67):
            parts.append(0)
        parts[-1] += cost(letter)
    return len(parts)


def test_a_hundred_and_sixty_letters_are_one_part_and_one_more_makes_two():
    assert segments("a" * 160).count == 1
    assert segments("a" * 161).count == 2
    assert segments("a" * 306).count == 2
    assert segments("a" * 307).count == 3


def test_seventy_chinese_characters_are_one_part_and_one_more_makes_two():
    assert segments("账" * 70).count == 1
    assert segments("账" * 71).count == 2
    assert segments("账" * 134).count == 2
    assert segments("账" * 135).count == 3


def test_one_chinese_character_turns_the_whole_text_to_ucs_2():
    assert segments("a" * 70 + "账").encoding == "ucs-2"
    assert segments("a" * 70 + "账").count == 2


def test_an_escaped_character_takes_two_septets_and_is_not_cut_in_half():
    assert segments("€" * 80).count == 1
    assert segments("€" * 81).units == 162
    assert segments("a" + "€" * 152).count == 2  # 153 fit, but the second septet of the 77th sign would not
    assert segments("€" * 153).count == 3  # 306 septets: 76 signs a part, one septet wasted in each


def test_a_pair_of_surrogates_counts_twice_and_is_not_cut_in_half():
    assert segments("😀" * 35).count == 1
    assert segments("😀" * 66).count == 2
    assert segments("😀" * 67).count == 3


def test_an_empty_text_is_one_part_of_nothing():
    assert (segments("").units, segments("").count) == (0, 1)


@settings(max_examples=400, deadline=None, derandomize=True)
@given(st.text(alphabet="aZ é€{}账催😀\n", max_size=400) | st.text(max_size=300))
def test_segments_agree_with_the_plain_reading(text):
    assert segments(text).count == plain_count(text)
