"""CSV records and their lines, against Python's csv reader and lines counted by hand."""

import csv
import io

from hypothesis import given, settings
from hypothesis import strategies as st

from eastwind.book.csvs import header_of, rows_of

CELLS = st.text(alphabet=st.sampled_from('ab 0,;\t"\n期，。'), max_size=6)


def written(rows: list[list[str]], separator: str, line_end: str, always: bool) -> str:
    out = io.StringIO(newline="")
    style = csv.QUOTE_ALL if always else csv.QUOTE_MINIMAL
    csv.writer(out, delimiter=separator, lineterminator=line_end, quoting=style).writerows(rows)
    return out.getvalue()


@settings(max_examples=300, deadline=None, derandomize=True)
@given(
    st.integers(2, 4).flatmap(
        lambda width: st.lists(st.lists(CELLS, min_size=width, max_size=width), min_size=1, max_size=6)
    ),
    st.sampled_from([",", ";", "\t"]),
    st.sampled_from(["\n", "\r\n"]),
    st.booleans(),
    st.booleans(),
)
def test_cells_and_lines_are_those_of_a_plain_reading(
    rows: list[list[str]], separator: str, line_end: str, always: bool, cut: bool
) -> None:
    width = len(rows[0])
    header = [f"c{place}" for place in range(width)]
    text = written([header, *rows], separator, line_end, always)
    data = (text.removesuffix(line_end) if cut else text).encode()
    names, found_separator = header_of(data, separator)
    assert (names, found_separator) == (header, separator)
    found = rows_of(data, separator, list(range(width)), names)
    expected, lines = [], []
    reader = csv.reader(io.StringIO(data.decode(), newline=""), delimiter=separator)
    before = reader.line_num
    for row in reader:
        if row and before:
            expected.append(tuple(cell or None for cell in row))
            lines.append(before + 1)
        before = reader.line_num
    assert [tuple(cell or None for cell in row) for row in found.cells.rows()] == expected
    assert found.lines.tolist() == lines
    assert found.broken == ()


def test_lines_count_quoted_breaks_and_blank_lines() -> None:
    data = b'a,b\n1,"x\ny"\n\n2,z\n'
    found = rows_of(data, ",", [0], ["a"])
    assert found.cells["a"].to_list() == ["1", "2"]
    assert found.lines.tolist() == [2, 5]


def test_a_row_of_another_width_is_set_apart_and_the_rest_is_read() -> None:
    found = rows_of(b"a,b\n1,2\n1,2,3\n4\n5,6\n", ",", [0, 1], ["a", "b"])
    assert found.cells.rows() == [("1", "2"), ("5", "6")]
    assert [(bad.line, bad.reason, bad.value) for bad in found.broken] == [(3, "fields", "1,2,3"), (4, "fields", "4")]


def test_one_stray_quote_costs_one_row() -> None:
    found = rows_of(b'a,b\n1,2\n"3,4\n5,6\n"7"x,8\n9" pipe,0\n', ",", [0, 1], ["a", "b"])
    assert found.cells.rows() == [("1", "2"), ("5", "6"), ('9" pipe', "0")]
    assert found.lines.tolist() == [2, 4, 6]
    assert [(bad.line, bad.reason) for bad in found.broken] == [(3, "quotes"), (5, "quotes")]


def test_the_separator_is_the_commonest_of_the_header() -> None:
    assert header_of(b"a;b,c;d\n", None) == (["a", "b,c", "d"], ";")
    assert header_of("借据号\t金额\n".encode(), None) == (["借据号", "金额"], "\t")


def test_columns_not_asked_for_are_not_read() -> None:
    found = rows_of(b"a,b,c\n1,2,3\n", ",", [2, 0], ["c", "a"])
    assert found.cells.to_dicts() == [{"c": "3", "a": "1"}]
