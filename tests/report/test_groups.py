"""Protected traits: who reads them, and how people are put into groups."""

import polars as pl

from eastwind.core import schema
from eastwind.report import groups
from tests.tidy.source import PACKAGE, python_files, tree

# Where the table is named as one of many (core, book), handed on unread (cli), and read (report).
HANDS_ON = {"cli/assess.py", "cli/card.py", "cli/compare.py", "cli/daily.py"}
READERS = {"report/groups.py", "report/comparing.py", "report/fairness.py"}
NAMES_THE_TABLE = {"core/schema.py", "book/checks.py", *HANDS_ON, *READERS}


def names_traits(path) -> bool:
    """Whether a module has the word in its code: docstrings may tell of the table."""
    import ast

    module = tree(path)
    told = {
        id(node.body[0].value)
        for node in ast.walk(module)
        if isinstance(node, ast.Module | ast.FunctionDef | ast.ClassDef)
        and node.body
        and isinstance(node.body[0], ast.Expr)
    }
    for node in ast.walk(module):
        if isinstance(node, ast.Constant) and node.value == "traits" and id(node) not in told:
            return True
        if isinstance(node, ast.Name | ast.arg | ast.Attribute):
            name = getattr(node, "id", None) or getattr(node, "arg", None) or getattr(node, "attr", None)
            if name == "traits":
                return True
    return False


def test_nothing_but_the_fairness_tables_reads_traits():
    found = {str(path.relative_to(PACKAGE)) for path in python_files("src/eastwind") if names_traits(path)}
    assert found == NAMES_THE_TABLE


def test_everybody_stands_once_under_each_trait_that_the_book_has():
    traits = pl.DataFrame(
        {
            "person_id": ["a", "b", "a", "z"],
            "trait": ["sex", "sex", "education", "age-band"],
            "value": ["female", "male", "university", "35-44"],
        },
        schema=schema.dtypes("traits"),
    )
    found = groups.members(traits, pl.Series(["a", "b", "c"]))
    assert found.sort("trait", "person_id").rows() == [
        ("a", "age-band", "not-recorded"),
        ("b", "age-band", "not-recorded"),
        ("c", "age-band", "not-recorded"),
        ("a", "sex", "female"),
        ("b", "sex", "male"),
        ("c", "sex", "not-recorded"),
    ]


def test_a_book_without_traits_has_no_groups():
    nothing = pl.DataFrame(schema=schema.dtypes("traits"))
    assert groups.members(nothing, pl.Series(["a"])).height == 0


def test_groups_stand_in_the_order_of_age_with_strangers_and_the_unknown_last():
    values = ["not-recorded", "x", "65-and-over", "under-25", "35-44"]
    assert groups.in_order(values) == ["under-25", "35-44", "65-and-over", "x", "not-recorded"]
    assert groups.group("x-y") == ("x-y", "x y")
