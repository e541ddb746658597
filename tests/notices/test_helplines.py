"""Help lines carry their source and read in every language."""

import pytest

from eastwind.notices import complaint_lines, help_lines
from eastwind.notices.forms import LANGUAGES
from eastwind.notices.helplines import content


@pytest.mark.parametrize("line", content()["line"], ids=lambda line: f"{line['country']}-{line['number']}")
def test_every_line_has_its_source_and_its_certainty(line):
    assert set(line) == {"country", "kind", "number", "name", "hours", "source", "url", "confidence"}
    assert line["kind"] in ("help", "complaint")
    assert line["confidence"] in ("source", "secondary")
    assert line["source"].strip()
    assert line["url"].startswith("http")
    assert set(line["name"]) == set(line["hours"]) == set(LANGUAGES)


@pytest.mark.parametrize(("country", "number"), [("CN", "12356"), ("TW", "1925"), ("US", "988")])
@pytest.mark.parametrize("language", LANGUAGES)
def test_somebody_in_distress_finds_the_line_of_their_country(country, number, language):
    assert [line.number for line in help_lines(country, language)] == [number]


def test_complaints_go_to_the_supervisors_of_the_country():
    assert [line.number for line in complaint_lines("CN", "en")] == ["12378", "12363"]
    assert [line.number for line in complaint_lines("TW", "zh-Hant")] == ["1998", "0800-789-885"]


def test_a_country_without_a_line_on_file_gets_none_made_up():
    assert help_lines("FR", "en") == ()
