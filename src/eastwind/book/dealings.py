"""Dealings: contacts, states, consents and points of a book, their people, points and agencies as codes.

In        checked tables and the number of each person and loan.
Out       frames of core.frames, sorted by person and time.
Not here  money (assembly), what the codes mean (core.facts).
Proof     tests/book/test_assembly.py.
"""

import polars as pl

from eastwind.core import frames, words
from eastwind.core.facts import BY_AGENCY, BY_BUYER, BY_CREDITOR, BY_NAMED, CODE, MASK, POINT_NAMED, WHO_NAMED, Schema

Tables = dict[str, pl.DataFrame]


def fit(frame: pl.DataFrame, wanted: Schema, *more: str) -> pl.DataFrame:
    """The columns of `wanted` in their types, and those of `more` as they are."""
    columns = [pl.col(name).cast(dtype) for name, dtype in wanted.items()]
    return frame.select([*columns, *(name for name in more if name in frame.columns)])


def own(table: pl.DataFrame, number: pl.DataFrame) -> pl.DataFrame:
    """`table` with the number of each row's person; a word for another person stands under `said`."""
    if "person" in table.columns:
        table = table.rename({"person": "said"})
    return table.join(number, on="person_id", how="left", maintain_order="left")


def agencies_of(tables: Tables) -> tuple[str, ...]:
    """Names of agencies anywhere in the book, in order, so that a name has one number."""
    loans, contacts, consents = tables["loans"], tables["contacts"], tables["consents"]
    named = [
        column.filter(column.str.starts_with("agency:")).str.strip_prefix("agency:").unique()
        for column in (loans["collector"], contacts["by"], contacts["names"], consents["given_to"])
    ]
    return tuple(sorted({name for column in named for name in column}))


def by_code(column: str, agencies: tuple[str, ...]) -> pl.Expr:
    """Who acts, as a code (core.facts)."""
    known = {"creditor": BY_CREDITOR, "agency": BY_AGENCY, "buyer": BY_BUYER}
    known |= {f"agency:{name}": BY_NAMED + place for place, name in enumerate(agencies)}
    return pl.col(column).replace_strict(known, default=None, return_dtype=CODE).alias(column)


def mask(lists: pl.Series, of: tuple[str, ...]) -> pl.Series:
    """Lists of words as bits, words that `of` does not hold left out; few distinct lists stand for many rows."""
    empty = pl.repeat(0, len(lists), dtype=MASK, eager=True).alias(lists.name)
    if not lists.list.len().sum():
        return empty
    texts = lists.list.eval(pl.element().cast(pl.String)).list.join("|")
    bits = {word: 1 << place for place, word in enumerate(of)}
    distinct = {text: _bits(text, bits) for text in texts.unique() if text}
    return texts.replace_strict(distinct, default=0, return_dtype=MASK).alias(lists.name)


def _bits(text: str, bits: dict[str, int]) -> int:
    found = 0
    for word in text.split("|"):
        found |= bits.get(word, 0)
    return found


def dense(frame: pl.DataFrame) -> pl.Series:
    """Of a frame (owner, word): a number for each of an owner's words, 0 … in their order; null where there is none."""
    owner, word = frame.columns
    ranks = frame.drop_nulls(word).unique().sort(owner, word)
    ranks = ranks.with_columns(pl.int_range(pl.len()).over(owner).cast(CODE).alias("number"))
    return frame.join(ranks, on=[owner, word], how="left", maintain_order="left")["number"]


def point_codes(tables: Tables, number: pl.DataFrame) -> pl.DataFrame:
    """person, point_id and the code of every named point, also of those that only contacts or consents name."""
    named = pl.concat([tables[name].select("person_id", "point_id") for name in ("points", "contacts", "consents")])
    mine = own(named.drop_nulls().unique(), number).select("person", "point_id").sort("person", "point_id")
    return mine.with_columns((POINT_NAMED + dense(mine)).alias("point"))


def points(table: pl.DataFrame, number: pl.DataFrame, codes: pl.DataFrame) -> pl.DataFrame:
    """The points of the book."""
    mine = own(table, number).join(codes, on=["person", "point_id"], how="left")
    return fit(mine, frames.POINTS).sort("person", "point")


def contacts(
    table: pl.DataFrame, number: pl.DataFrame, owner: pl.DataFrame, codes: pl.DataFrame, agencies: tuple[str, ...]
) -> pl.DataFrame:
    """A contact about several loans stands once for each, the first of them marked."""
    mine = own(table, number).join(codes, on=["person", "point_id"], how="left")
    mine = mine.with_columns(
        _who(mine, "to").alias("who"),
        pl.coalesce("point", pl.col("channel").to_physical().cast(CODE)).alias("point"),
        by_code("by", agencies),
        by_code("names", agencies),
        mask(mine["facts"], words.CONTACT_FACTS),
        *(
            mask(mine[name], of).alias(f"{name}_{part}")
            for name in ("contains", "lacks")
            for part, of in (("items", words.ITEMS), ("parts", words.PARTS))
        ),
    )
    if mine["loan_ids"].list.len().sum():
        mine = mine.with_columns(pl.col("loan_ids").list.unique()).explode("loan_ids", empty_as_null=True)
        mine = mine.rename({"loan_ids": "loan_id"}).join(owner, on=["person", "loan_id"], how="left")
    else:
        mine = mine.with_columns(pl.lit(None, CODE).alias("loan"))
    mine = mine.sort("person", "at", "contact_id", "loan", nulls_last=True)
    first = (pl.col("contact_id") != pl.col("contact_id").shift()).fill_null(True)
    return fit(mine.with_columns(first.alias("first")), frames.BOOK_CONTACTS)


def states(table: pl.DataFrame, number: pl.DataFrame, owner: pl.DataFrame) -> pl.DataFrame:
    """States, by person and opening."""
    mine = own(table, number).join(owner, on=["person", "loan_id"], how="left")
    mine = mine.with_columns(_who(mine, None).alias("who"), mask(mine["facts"], words.STATE_FACTS))
    return fit(mine.sort("person", "opened", "state_id"), frames.BOOK_STATES)


def _usual_scope() -> pl.Expr:
    """The scope of a consent that names none: what its kind takes for granted, or null."""
    usual = {"agreed-time": "separate", "opt-out": "all"}
    return pl.col("kind").cast(pl.String).replace_strict(usual, default=None).cast(pl.Enum(words.SCOPES))


def consents(
    table: pl.DataFrame, number: pl.DataFrame, owner: pl.DataFrame, codes: pl.DataFrame, agencies: tuple[str, ...]
) -> pl.DataFrame:
    """Consents, by person and the moment they were given."""
    mine = own(table, number).join(owner, on=["person", "loan_id"], how="left")
    mine = mine.join(codes, on=["person", "point_id"], how="left")
    mine = mine.with_columns(
        _who(mine, None).alias("who"),
        # What nobody said was given to an agency was given to the lender alone.
        by_code("given_to", agencies).fill_null(BY_CREDITOR),
        pl.coalesce("scope", _usual_scope()).alias("scope"),
        _minute("from").alias("from_minute"),
        _minute("to").alias("to_minute"),
        mask(mine["days"], words.WEEKDAYS).cast(pl.UInt8),
    )
    return fit(mine.sort("person", "given", "consent_id"), frames.BOOK_CONSENTS)


def _minute(column: str) -> pl.Expr:
    """HH:MM as minutes of the day."""
    said = pl.col(column)
    return said.str.slice(0, 2).cast(pl.Int16) * 60 + said.str.slice(3, 2).cast(pl.Int16)


def _who(mine: pl.DataFrame, party: str | None) -> pl.Series:
    """Which person: the party word's own place, or a number for each other code, dense within the person concerned."""
    default = mine[party].to_physical().cast(CODE) if party else pl.repeat(0, mine.height, dtype=CODE, eager=True)
    said = mine["said"]
    if said.null_count() == len(said):
        return default
    word = said.cast(pl.Enum(words.PARTIES), strict=False).to_physical().cast(CODE)
    other = said.set(word.is_not_null(), None)
    named = WHO_NAMED + dense(pl.DataFrame({"person": mine["person"], "other": other}))
    return pl.select(pl.coalesce(word, named.cast(CODE), default)).to_series()
