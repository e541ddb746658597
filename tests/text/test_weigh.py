"""Weights: scores are plain sums, features know frames, and the file is of the texts that it was learned from."""

import pytest

from eastwind.core import words
from eastwind.text import content
from eastwind.text.content import FORBIDDEN
from eastwind.text.features import concepts, windows
from eastwind.text.weigh import ANY, FEATURES_MIN, LOWEST, Weights, read, scores, weigh, weights, write

SMALL = Weights(
    (ANY, "threat"),
    (-50, 10),
    {"firm": 300, "agree": 0, "send": -20},
    {"kin.": ((0, 40), (1, -7)), "打_": ((1, 90),)},
    "0" * 64,
)


def features_of(text: str, covers=()) -> set[str]:
    return set().union(*(found for _, _, found in windows(text, [(0, len(text))], list(covers))))


@pytest.mark.parametrize("found", [set(), {"kin."}, {"kin.", "打_"}, {f"w{n}" for n in range(30)} | {"kin.", "打_"}])
def test_a_score_is_a_sum_over_the_root_of_the_number_of_features(found):
    root = max(len(found), FEATURES_MIN) ** 0.5
    for score, bias, place in zip(scores(SMALL, frozenset(found)), SMALL.biases, range(2), strict=True):
        total = sum(weight for name in found for at, weight in SMALL.features.get(name, ()) if at == place)
        assert score == pytest.approx(bias + total / root, abs=1)


def test_the_file_of_weights_reads_back_as_it_was():
    assert read(write(SMALL)) == SMALL
    assert read(write(weights())) == weights()


def test_there_are_weights_for_every_forbidden_class():
    assert weights().classes == (ANY, *words.FORBIDDEN_ITEMS)
    assert set(weights().bounds) == {"firm", "agree", "send"}


def test_a_concept_is_found_in_both_languages_whatever_the_ending():
    assert "police." in features_of("警察要来了")
    assert "police." in features_of("the policeman is coming")
    assert "multiply." in features_of("it doubles at once")


def test_concepts_that_stand_together_make_a_pair():
    assert "kin.&owe." in features_of("你妈妈欠钱")


def test_what_stands_in_a_frame_is_a_feature_of_its_own():
    text = "we will not call the police"
    free, framed = features_of(text), features_of(text, [(3, len(text))])
    assert "police." in free
    assert "!police." in framed
    assert "police." not in framed


def test_every_two_sentences_are_weighed_together():
    text = "one two. three four. five six."
    sentences = [(0, 9), (9, 21), (21, 30)]
    assert [(first, last) for first, last, _ in windows(text, sentences, [])] == [(0, 21), (9, 30)]


def test_a_text_without_words_has_the_lowest_score():
    weighed = weigh("...", [(0, 3)], [])
    assert set(weighed.scores.values()) == {LOWEST}
    assert weighed.doubt == 2 * LOWEST
    assert content("🙂 ... !!").found == frozenset()


def test_every_concept_has_words_in_both_languages():
    for name, languages in concepts().items():
        assert languages["zh"], name
        assert languages["en"], name
        for term in (*languages["zh"], *languages["en"]):
            assert term == term.lower(), (name, term)


def test_a_doubtful_text_goes_to_a_human_and_holds_nothing_for_certain():
    read = content("Next time it will be my cousin who rings, and he breaks things.")
    assert read.present & FORBIDDEN


def test_an_uncertain_find_points_into_the_text_and_names_the_weights():
    text = "Your old mother still lives on her own at number nine, right? Think about that."
    for span in content(text).spans:
        assert 0 <= span.start < span.end <= len(text)
        assert span.certain or span.rule


def test_the_weights_were_learned_from_the_texts_that_are_there():
    from tests.text.train import learned_from

    assert weights().learned_from == learned_from(), "Run: python -m tests.text.train --write"
