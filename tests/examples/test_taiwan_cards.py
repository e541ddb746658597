"""The worked example: real figures stay what they were, made ones are told apart, and every row lands."""

import hashlib
import tomllib
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import polars as pl
import pytest

from eastwind import book
from eastwind.decide import strategy

EXAMPLE = Path(__file__).resolve().parents[2] / "examples" / "taiwan-cards-2005"
SOURCE = EXAMPLE / "accounts.parquet"
AS_OF = datetime(2026, 9, 30, 0, 30, tzinfo=UTC)
PEOPLE = 24_069
CODED_BUT_NOTHING_BILLED = 1_327
BANDS = {1: (1, 30), 2: (31, 60), 3: (61, 90), 4: (91, 120), 5: (121, 150), 6: (151, 180)}


@pytest.fixture(scope="module")
def delinquency(loaded):
    return book.delinquency(loaded.book, AS_OF)


def _hashes(folder: Path) -> dict[str, str]:
    return {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in sorted(folder.iterdir())}


def _ids(source):
    return source.select(pl.format("C{}", pl.col("ID").cast(pl.String).str.zfill(5)).alias("loan_id"), pl.all())


# The folder


def test_the_same_bytes_twice(make_book, folder, tmp_path):
    make_book.make(SOURCE, tmp_path / "again")
    assert _hashes(tmp_path / "again") == _hashes(folder)


def test_a_book_of_this_example_is_made_anew_in_place(make_book, source, tmp_path):
    few = tmp_path / "few.parquet"
    source.head(50).write_parquet(few)
    make_book.make(few, tmp_path / "book")
    (tmp_path / "book" / "left-over").write_text("x")
    make_book.make(few, tmp_path / "book")
    assert not (tmp_path / "book" / "left-over").exists()
    assert [path.name for path in tmp_path.iterdir() if path.name.startswith(".")] == []


def test_every_row_lands_and_every_column_is_read(loaded):
    assert loaded.quarantine.height == 0
    assert loaded.dropped.height == 0
    assert (loaded.counts["read"] == loaded.counts["landed"]).all()
    assert (loaded.people_read, loaded.people_quarantined) == (PEOPLE, 0)
    assert loaded.book.currency == "TWD"


def test_what_the_command_line_takes_as_defaults_stands_beside_the_book(folder, loaded):
    defaults = loaded.mapping.defaults
    assert datetime.fromisoformat(defaults["as_of"]) == AS_OF
    assert strategy.load(folder / defaults["strategy"]).currency == "TWD"
    assert (folder / defaults["made"]).is_file()


def test_what_is_shifted_assumed_and_made_is_said_in_both_languages():
    said = tomllib.loads((EXAMPLE / "made.toml").read_text(encoding="utf-8"))
    assert set(said) == {"shifted", "assumed", "made"}
    for entries in said.values():
        for entry in entries:
            assert set(entry) == {"zh", "en"}
            assert entry["zh"] != entry["en"]
    told = " ".join(entry["en"] for entry in said["made"])
    for word in ("points", "consents", "Past contacts", "promises", "agency", "Income", "Two products", "States"):
        assert word in told


def test_the_strategy_differs_from_the_shipped_one_in_amounts_alone(folder):
    ours, shipped = strategy.load(folder / "strategy.toml"), strategy.load()
    assert [each.name for each in ours.treatments] == [each.name for each in shipped.treatments]
    assert [each.effect_ppm for each in ours.treatments] == [each.effect_ppm for each in shipped.treatments]
    assert ours.fixed == shipped.fixed
    assert ours.guardrails == shipped.guardrails
    assert {each.name for each in ours.capacities} == {each.name for each in shipped.capacities}


# What is real


def test_bills_and_payments_are_those_of_the_source(tables, source):
    bills = tables["statements.csv"].group_by("loan_id").agg(pl.col("billed").sort_by("closed_on", descending=True))
    paid = tables["payments.csv"].group_by("loan_id").agg(pl.col("amount").sort_by("paid_on", descending=True))
    wanted = _ids(source).select(
        "loan_id",
        pl.concat_list([f"BILL_AMT{k}" for k in range(1, 7)]).alias("bills"),
        pl.concat_list([f"PAY_AMT{k}" for k in range(1, 7)]).list.filter(pl.element() > 0).alias("paid"),
    )
    both = wanted.join(bills, on="loan_id").join(paid, on="loan_id", how="left")
    assert both.height == PEOPLE
    assert (both["bills"] == both["billed"]).all()
    assert (both["paid"] == both["amount"].fill_null(pl.Series([[]], dtype=pl.List(pl.Int64)))).all()


def test_a_payment_pays_the_statement_of_the_month_before(tables):
    """PAY_AMTk falls after BILL_AMT(k+1) closed and not after BILL_AMTk did."""
    months = tables["statements.csv"].select("loan_id", "closed_on", pl.col("closed_on").dt.month().alias("month"))
    paid = tables["payments.csv"].with_columns(pl.col("paid_on").dt.month().alias("month"))
    closing = paid.join(months, on=["loan_id", "month"])
    assert closing.height == paid.height
    assert (closing["paid_on"] <= closing["closed_on"]).all()
    before = paid.with_columns(pl.col("month") - 1).join(months, on=["loan_id", "month"])
    assert (before["paid_on"] > before["closed_on"]).all()


def test_payments_come_up_to_the_due_day_unless_the_month_is_coded_late(tables, source):
    due = tables["statements.csv"].select("loan_id", "due_on", pl.col("due_on").dt.month().alias("month"))
    paid = (
        tables["payments.csv"]
        .with_columns(pl.col("paid_on").dt.month().alias("month"))
        .join(due, on=["loan_id", "month"])
    )
    codes = _ids(source).unpivot(["PAY_0", "PAY_2", "PAY_3", "PAY_4", "PAY_5"], index="loan_id", value_name="code")
    month = {"PAY_0": 9, "PAY_2": 8, "PAY_3": 7, "PAY_4": 6, "PAY_5": 5}
    codes = codes.with_columns(pl.col("variable").replace_strict(month, return_dtype=pl.Int8).alias("month"))
    both = paid.join(codes, on=["loan_id", "month"])
    assert ((both["paid_on"] > both["due_on"]) == (both["code"] >= 1)).all()


def test_each_bills_days_late_are_those_of_its_months_code_and_known_when_the_month_is_over(tables, source, loaded):
    codes = ["PAY_0", "PAY_2", "PAY_3", "PAY_4", "PAY_5", "PAY_6"]
    found = _ids(source).join(
        tables["statements.csv"].group_by("loan_id").agg(pl.col("days_late").sort_by("closed_on", descending=True)),
        on="loan_id",
    )
    for place, name in enumerate(codes):
        code, days = found[name], found["days_late"].list.get(place)
        assert (days.filter(code < 1) == 0).all()
        for months, (low, high) in BANDS.items():
            assert days.filter(code == months).is_between(low, high).all(), (name, months)
        assert (days.filter(code >= 7) > 180).all()
    both = found.join(tables["accounts.csv"], on="loan_id", suffix="_now")
    assert (both["days_late"].list.get(0) == both["days_late_now"]).all()
    eve = book.known(loaded.book, datetime(2026, 8, 30, 4, tzinfo=UTC)).statements
    assert eve.filter(pl.col("closed_on") >= date(2026, 8, 1))["given_dpd"].null_count() == PEOPLE
    assert eve.filter(pl.col("closed_on") < date(2026, 8, 1))["given_dpd"].null_count() == 0
    end = book.known(loaded.book, datetime(2026, 8, 31, 4, tzinfo=UTC)).statements
    assert end["given_dpd"].null_count() == 0


def test_minimum_due_agrees_with_a_row_by_row_reading(tables, source):
    rows = source.sample(500, seed=1)
    found = {key[0]: part["minimum"].to_list() for key, part in tables["statements.csv"].group_by("loan_id")}
    for row in rows.iter_rows(named=True):
        minimum, wanted = 0, []
        for k in range(6, 0, -1):
            bill = max(row[f"BILL_AMT{k}"], 0)
            short = max(minimum - row[f"PAY_AMT{k}"], 0) if k < 6 else 0
            minimum = min(max(-(-bill * 2 // 100), 1_000) + short, bill)
            wanted.append(minimum)
        assert found[f"C{row['ID']:05d}"] == wanted, row["ID"]


def test_days_late_lie_in_the_band_of_the_code(tables, source):
    both = _ids(source).join(tables["accounts.csv"], on="loan_id")
    assert (both.filter(pl.col("PAY_0") < 1)["days_late"] == 0).all()
    for code, (low, high) in BANDS.items():
        late = both.filter(pl.col("PAY_0") == code)["days_late"]
        assert late.is_between(low, high).all(), code
    assert (both.filter(pl.col("PAY_0") >= 7)["days_late"] > 180).all()


def test_coded_late_with_nothing_billed_is_current_and_listed(loaded, delinquency, source):
    coded = _ids(source).filter(pl.col("PAY_0") >= 1, pl.col("BILL_AMT1") <= 0)["loan_id"]
    assert len(coded) == CODED_BUT_NOTHING_BILLED
    listed = book.reconciliation(loaded.book, delinquency).filter(pl.col("why") == "nothing-owed")
    assert sorted(listed["loan_id"]) == sorted(coded)
    assert (listed["used"] == 0).all()


def test_where_something_is_owed_the_lenders_code_decides(loaded, delinquency, source):
    dpd = loaded.book.loans.select("loan_id", dpd=delinquency["dpd"], owed=delinquency["outstanding_minor"])
    both = _ids(source).join(dpd, on="loan_id", how="inner")
    assert both.height == PEOPLE
    assert (both["owed"] == both["BILL_AMT1"].clip(lower_bound=0) * 100).all()
    assert ((both["dpd"] > 0) == ((both["PAY_0"] >= 1) & (both["BILL_AMT1"] > 0))).all()


def test_people_alike_in_all_but_their_id_all_stay(tables, source):
    alike = source.filter(source.drop("ID").is_duplicated())
    assert alike.height > 0
    assert set(_ids(alike)["loan_id"]) <= set(tables["accounts.csv"]["loan_id"])


def test_a_negative_bill_is_a_credit_without_a_minimum(tables):
    credits = tables["statements.csv"].filter(pl.col("billed") < 0)
    assert credits.height > 0
    assert (credits["minimum"] == 0).all()


def test_the_outcome_is_that_of_the_source_and_lies_after_the_day_of_the_plan(loaded, source):
    assert loaded.tables["outcomes"]["value"].sum() == source["default.payment.next.month"].sum()
    assert (loaded.tables["outcomes"]["from_on"] > AS_OF.date()).all()


# What is made


def test_traits_stand_in_traits_alone_and_decide_nothing(make_book, tables, source):
    columns = ["SEX", "EDUCATION", "MARRIAGE", "AGE"]
    other = source.with_columns(pl.col(columns).reverse())
    changed = {name for name, frame in make_book.tables(other).items() if not frame.equals(tables[name])}
    assert changed == {"traits.csv"}
    for name, frame in tables.items():
        for column in frame.columns:
            assert name == "traits.csv" or not any(
                word in column.lower() for word in ("sex", "age_", "marri", "educ")
            ), (
                name,
                column,
            )


def test_traits_name_what_the_publisher_names_and_keep_other_codes(tables, source):
    found = tables["traits.csv"].group_by("trait", "value").len()
    count = dict(found.filter(pl.col("trait") == "education").select("value", "len").iter_rows())
    assert count["university"] == (source["EDUCATION"] == 2).sum()
    assert count["undocumented-0"] == (source["EDUCATION"] == 0).sum()
    assert set(found.filter(pl.col("trait") == "sex")["value"]) == {"male", "female"}
    assert tables["traits.csv"].height == 4 * PEOPLE


def test_no_birth_date_is_told(loaded):
    assert loaded.tables["people"]["born_on"].null_count() == PEOPLE


def test_people_live_in_taiwan(loaded):
    places = loaded.tables["people"]["places"].explode()
    assert places.str.starts_with("TW-").all()
    assert places.n_unique() == 22
    assert (loaded.tables["people"]["time_zones"].list.join("") == "Asia/Taipei").all()


def test_an_account_is_given_the_same_in_a_smaller_file(make_book, tables, source):
    few = make_book.tables(source.gather_every(7))
    for name in ("points.parquet", "consents.parquet", "profiles.csv", "people.csv", "statements.csv", "payments.csv"):
        key = "person_id" if "person_id" in few[name].columns else "loan_id"
        same = tables[name].filter(pl.col(key).is_in(few[name][key].unique().implode()))
        assert few[name].equals(same), name


def test_another_seed_leaves_amounts_alone(make_book, tables, source):
    other = make_book.tables(source, seed=1)
    assert (
        other["statements.csv"]
        .select("loan_id", "billed", "minimum")
        .equals(tables["statements.csv"].select("loan_id", "billed", "minimum"))
    )
    assert not other["points.parquet"].equals(tables["points.parquet"])


def test_a_third_of_the_overdue_files_lies_with_the_agency_the_longer_late_the_likelier(tables, source):
    both = _ids(source).join(tables["accounts.csv"], on="loan_id")
    overdue = both.filter(pl.col("PAY_0") >= 1, pl.col("BILL_AMT1") > 0)
    placed = both.filter(pl.col("collector") != "creditor")
    assert placed["collector"].unique().to_list() == ["agency:example-agency"]
    assert placed.height == overdue.height // 3
    assert set(placed["loan_id"]) <= set(overdue["loan_id"])
    shares = [
        overdue.filter(pl.col("PAY_0") == code)["collector"].str.starts_with("agency").mean() for code in (1, 2, 3)
    ]
    assert shares == sorted(shares)


def test_the_letter_of_the_agency_was_delivered_to_most_and_is_owed_to_some(tables):
    placed = tables["accounts.csv"].filter(pl.col("collector") != "creditor")["person_id"]
    letters = tables["contacts.parquet"].filter(pl.col("contains").str.contains("agency-notice"))
    assert set(letters["person_id"]) <= set(placed)
    assert (letters["channel"] == "letter").all()
    told = letters.filter(pl.col("outcome") == "delivered")["person_id"].n_unique()
    assert 0.8 * len(placed) < told < 0.95 * len(placed)


def test_the_agency_contacts_nobody_before_it_has_the_file(tables):
    placed = tables["accounts.csv"].filter(pl.col("collector") != "creditor")["person_id"]
    by_agency = tables["contacts.parquet"].filter(pl.col("by") != "creditor")
    assert by_agency.height > 0
    assert set(by_agency["person_id"]) <= set(placed)


def test_past_contacts_lie_in_sixty_days_and_before_the_plan(tables):
    found = tables["contacts.parquet"].filter(pl.col("purpose") != "notice")
    first = datetime(2026, 9, 30) - timedelta(days=62)
    assert found["at"].is_between(first, datetime(2026, 9, 29, 23, 59)).all()
    assert (found.filter(pl.col("direction") == "out")["at"].dt.weekday() < 7).all()


def test_caps_and_rests_find_something_to_bite(tables):
    calls = tables["contacts.parquet"].filter(pl.col("channel") == "voice", pl.col("direction") == "out")
    week = calls.filter(pl.col("at") >= datetime(2026, 9, 23)).group_by("person_id").len()
    assert week.filter(pl.col("len") >= 7).height > 50
    talks = calls.filter(pl.col("outcome") == "conversation", pl.col("at") >= datetime(2026, 9, 27))
    assert talks["person_id"].n_unique() > 50
    assert tables["contacts.parquet"].filter(pl.col("direction") == "in")["person_id"].n_unique() > 100


def test_contacts_use_points_that_the_person_has(tables):
    known = tables["points.parquet"]["point_id"]
    assert tables["contacts.parquet"]["point_id"].is_in(known.implode()).all()


def test_every_sort_of_state_occurs_and_some_are_over(tables):
    states = tables["states.csv"]
    wanted = {
        "dispute",
        "hardship",
        "promise",
        "arrangement",
        "distress",
        "deceased",
        "bankruptcy",
        "attorney",
        "complaint",
    }
    assert wanted | {"vulnerable"} <= set(states["state"])
    assert 0 < states["closed"].drop_nulls().len() < states.height / 4
    assert (states["opened"] < datetime(2026, 9, 30)).all()


def test_whether_a_promise_was_kept_is_decided_by_the_payments(tables):
    promises = tables["promises.csv"]
    assert set(promises["status"]) == {"open", "kept", "partly_kept", "broken"}
    paid = promises.join(tables["payments.csv"], on="loan_id", how="left")
    within = pl.col("paid_on").is_between("made_on", "due_on")
    received = paid.group_by("promise_id").agg(pl.col("amount_right").filter(within).sum())
    both = promises.join(received, on="promise_id")
    kept, partly = both.filter(pl.col("status") == "kept"), both.filter(pl.col("status") == "partly_kept")
    assert (kept["amount_right"] >= kept["amount"]).all()
    assert ((partly["amount_right"] > 0) & (partly["amount_right"] < partly["amount"])).all()
    assert (both.filter(pl.col("status") == "broken")["amount_right"] == 0).all()
    still = both.filter(pl.col("status") == "open")
    assert ((still["due_on"] > date(2026, 9, 30)) & (still["made_on"] < date(2026, 9, 30))).all()


def test_income_is_unknown_for_most_and_limits_are_the_sources(tables, source):
    before = pl.col("as_of") == date(2026, 4, 1)
    profiles, early = tables["profiles.csv"].filter(~before), tables["profiles.csv"].filter(before)
    known = profiles["income"].is_not_null()
    assert 0.15 < known.mean() < 0.35
    assert (profiles["source"] == "declared").equals(known)
    assert profiles["credit_limit"].sum() == source["LIMIT_BAL"].sum()
    # The limit alone is known from before the first bill on.
    assert early["credit_limit"].equals(profiles["credit_limit"])
    assert (
        early.drop("person_id", "as_of", "credit_limit", "source").select(pl.all().is_null().all()).row(0)
        == (True,) * 7
    )


def test_two_products_more_are_owed_by_a_minority(loaded, delinquency):
    loans = loaded.book.loans.with_columns(delinquency["dpd"])
    for product in ("micro", "instalment"):
        made = loans.filter(pl.col("product") == product)
        assert 0.05 < made["person"].n_unique() / PEOPLE < 0.1
        assert made.filter(pl.col("dpd").is_between(1, 10)).height > 0
    assert {"joint_debtor", "guarantor"} <= set(loans["role"])
