"""Groups: protected traits put beside people, for the tables that ask whether people are treated alike.

In        the book's `traits` table (person_id, trait, value).
Out       `members`: one row per person and trait, "not-recorded" where the book has none; groups in a fixed order.
Not here  any decision. What reads traits stands here, in fairness and compare alone, and is handed them by cli.
Proof     tests/report/test_groups.py: nothing else of ours reads the table; another trait changes no byte of a plan.
"""

from collections.abc import Sequence
from typing import Final

import polars as pl

from eastwind.report.numbers import Text

TRAITS: Final[dict[str, Text]] = {"sex": Text("性别", "sex"), "age-band": Text("年龄段", "age band")}
NOT_RECORDED: Final = "not-recorded"
GROUPS: Final[dict[str, Text]] = {
    "female": Text("女", "women"),
    "male": Text("男", "men"),
    "under-25": Text("25 岁以下", "under 25"),
    "25-34": Text("25–34 岁", "25 to 34"),
    "35-44": Text("35–44 岁", "35 to 44"),
    "45-54": Text("45–54 岁", "45 to 54"),
    "55-64": Text("55–64 岁", "55 to 64"),
    "65-and-over": Text("65 岁及以上", "65 and over"),
    NOT_RECORDED: Text("未记录", "not recorded"),
}
TOO_FEW: Final = 30  # people, under which a share says nothing and might tell of one of them


def members(traits: pl.DataFrame, people: pl.Series) -> pl.DataFrame:
    """person_id, trait, value: each of `people` once for every trait of TRAITS that the book has for anybody."""
    there = [trait for trait in TRAITS if traits.filter(pl.col("trait") == trait).height]
    everyone = pl.DataFrame({"person_id": people}).join(
        pl.DataFrame({"trait": there}, {"trait": pl.String}), how="cross"
    )
    known = traits.select("person_id", "trait", "value").unique(["person_id", "trait"], keep="first")
    found = everyone.join(known, on=["person_id", "trait"], how="left", maintain_order="left")
    return found.with_columns(pl.col("value").fill_null(NOT_RECORDED))


def in_order(values: Sequence[str]) -> list[str]:
    """Groups as a reader expects them: those of GROUPS in its order, others by name, those not recorded last."""
    known = {value: place for place, value in enumerate(GROUPS)}
    return sorted(values, key=lambda value: (value == NOT_RECORDED, known.get(value, len(known)), value))


def group(value: str) -> Text:
    """What a group is called; one that the house has no word for is shown as it is spelled."""
    return GROUPS.get(value) or Text(value, value.replace("-", " "))


def trait(name: str) -> Text:
    """What a trait is called."""
    return TRAITS[name]
