"""Tables: DESIGN's columns are there, the reference is in step, and no table has room for a third person."""

import inspect
from pathlib import Path

import dataframely as dy
import polars as pl

from eastwind.core import agreements, frames, schema, words

REFERENCE = Path(__file__).parents[2] / "docs" / "reference" / "tables.md"
EVENTS = ("charges", "payments", "debits", "contacts", "states", "consents", "promises", "events", "titles", "mandates")


def kind_of(column: dy.Column) -> str:
    """The type of a column as the reference names it."""
    if isinstance(column, dy.List):
        return f"list of {kind_of(column.inner)}s"
    if isinstance(column, dy.Enum):
        return "word"
    names = {dy.String: "text", dy.Date: "date", dy.Datetime: "instant", dy.Bool: "yes or no"}
    return next((name for sort, name in names.items() if isinstance(column, sort)), "number")


def as_markdown(tables: dict[str, type[dy.Schema]]) -> str:
    """The reference's tables as the schemas have them."""
    lines = []
    for table, model in tables.items():
        lines += [
            f"## {table}",
            "",
            inspect.cleandoc(model.__doc__ or ""),
            "",
            "| column | type | means |",
            "|---|---|---|",
        ]
        for name, column in model.columns().items():
            marks = " (key)" if column.primary_key else "?" if column.nullable else ""
            says = (column.description or "").replace("|", "\\|")
            lines.append(f"| `{name}`{marks} | {kind_of(column)} | {says} |")
        lines.append("")
    return "\n".join(lines)


def test_the_reference_is_in_step_with_the_schemas() -> None:
    text = REFERENCE.read_text(encoding="utf-8")
    for tables in (schema.TABLES, agreements.WRITTEN):
        assert as_markdown(tables) in text, (
            f"{REFERENCE.name} is behind: put in what tests/core/test_schema.py as_markdown() gives"
        )


def test_every_table_of_the_plan_is_there_and_what_is_agreed_is_not_imported() -> None:
    assert len(schema.TABLES) == 20
    assert set(agreements.WRITTEN) == {"arrangements", "offers", "waivers"}
    assert not set(agreements.WRITTEN) & set(schema.TABLES)


def test_every_event_row_has_its_own_id_an_owner_and_the_moment_it_became_known() -> None:
    for table in EVENTS:
        columns = schema.columns(table)
        assert schema.key(table)[0].endswith("_id")
        assert {"loan_id", "person_id"} & set(columns)
        assert columns["recorded_at"].dtype == pl.Datetime("us", "UTC")


def test_money_is_whole_minor_units_dates_are_dates_and_instants_are_utc() -> None:
    for table in schema.TABLES:
        for name, dtype in schema.dtypes(table).items():
            if name.endswith("_minor"):
                assert dtype == pl.Int64, (table, name)
            if name.endswith("_on"):
                assert dtype == pl.Date, (table, name)
            if name.endswith("_at"):
                assert dtype == pl.Datetime("us", "UTC"), (table, name)


def test_word_columns_hold_the_words_of_core() -> None:
    def categories(table: str, column: str) -> tuple[str, ...]:
        dtype = schema.dtypes(table)[column]
        inner = dtype.inner if isinstance(dtype, pl.List) else dtype
        return tuple(inner.categories)

    assert categories("contacts", "channel") == words.CHANNELS
    assert categories("contacts", "contains") == words.ITEMS + words.PARTS
    assert categories("states", "state") == words.STATES
    assert categories("consents", "kind") == words.CONSENTS
    assert categories("loans", "allocation") == frames.ALLOCATIONS
    assert categories("charges", "kind") == frames.CHARGES_KINDS


def test_the_book_that_the_engine_reads_has_a_column_for_each_of_its_tables() -> None:
    """Columns of one name have one type in files and in frames, but where a code stands for a text."""
    coded = {"account", "collector", "by", "names", "given_to", "facts", "days", "needs", "contains", "lacks", "person"}
    for table, wanted in frames.SCHEMAS.items():
        if table == "situations":
            continue
        ours = schema.dtypes(table)
        for name in set(ours) & set(wanted) - coded:
            assert ours[name].is_integer() == wanted[name].is_integer(), (table, name)
            assert ours[name].is_temporal() == wanted[name].is_temporal(), (table, name)


def test_contacts_have_every_key_of_the_facts() -> None:
    columns = set(schema.columns("contacts"))
    renamed = {"who": "person", "point": "point_id", "loan": "loan_ids", "first": "contact_id", "person": "person_id"}
    for name in frames.BOOK_CONTACTS:
        stem = name.removesuffix("_items").removesuffix("_parts")
        assert renamed.get(name, stem) in columns, name


def test_an_empty_frame_of_every_table_is_valid() -> None:
    for model in (*schema.TABLES.values(), *agreements.WRITTEN.values()):
        assert model.validate(model.create_empty()).columns == list(model.columns())
