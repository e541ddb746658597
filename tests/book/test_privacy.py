"""Nobody else learns of the debt: phone books stay unread, and no column of a book has room for one."""

from pathlib import Path

import pytest

from eastwind.book import BookError, load
from eastwind.book.files import sort_of
from eastwind.core import frames, schema
from tests.book.folders import folder

PHONE_BOOK = (
    "联系人",
    "紧急联系人",
    "紧急联系人电话",
    "第一联系人姓名",
    "通讯录",
    "聯絡人",
    "緊急聯絡人電話",
    "亲属关系",
    "配偶手机",
    "同事姓名",
    "通话记录",
    "emergency_contact",
    "Emergency Contact Phone",
    "contact_list",
    "contacts",
    "contact_name",
    "contact_phone_1",
    "phone_book",
    "phonebook",
    "addressBook",
    "next_of_kin",
    "spouse_phone",
    "reference_1_name",
    "relative_phone",
    "friend_name",
    "call_log",
    "ec1_phone",
)
IDENTITY = (
    "姓名",
    "手机号",
    "联系电话",
    "家庭地址",
    "身份证号",
    "email",
    "mobile",
    "phone_no",
    "name",
    "full_name",
    "home_address",
    "id_card",
    "wechat",
    "iban",
)


@pytest.mark.parametrize("name", PHONE_BOOK)
def test_a_phone_book_is_known_by_its_name(name: str) -> None:
    assert sort_of(name) == "phone-book"


@pytest.mark.parametrize("name", IDENTITY)
def test_what_names_or_reaches_somebody_is_known_by_its_name(name: str) -> None:
    assert sort_of(name) == "identity"


def test_no_column_of_ours_is_taken_for_one_or_is_one() -> None:
    ours = {name for table in schema.TABLES for name in schema.columns(table)}
    ours |= {name for table in frames.SCHEMAS.values() for name in table}
    assert {name for name in ours if sort_of(name)} == set()


def test_a_phone_book_is_left_unread_and_reported(tmp_path: Path) -> None:
    people = ["person_id,places,紧急联系人,姓名", "P1,CN-GD,李四13900000000,张三", "P2,CN-BJ,,", "P3,CN-SH,,"]
    loaded = load(folder(tmp_path, people=people))
    assert set(loaded.dropped.rows()) == {
        ("people.csv", "紧急联系人", "phone-book"),
        ("people.csv", "姓名", "identity"),
    }
    everything = [*loaded.tables.values(), loaded.book.people, loaded.quarantine]
    for table in everything:
        for column in table.iter_columns():
            assert not any("李四" in str(cell) or "张三" in str(cell) for cell in column.to_list())


def test_strict_refuses_the_file(tmp_path: Path) -> None:
    where = folder(tmp_path, people=["person_id,places,emergency_contact", "P1,CN-GD,x", "P2,CN-BJ,", "P3,CN-SH,"])
    with pytest.raises(BookError, match="emergency_contact"):
        load(where, strict=True)


def test_a_number_to_dial_cannot_be_mapped_to_a_code(tmp_path: Path) -> None:
    where = folder(tmp_path, points=["手机号,person_id,channel", "m-1,P1,voice"])
    path = where / "mapping.toml"
    text = path.read_text(encoding="utf-8")
    head, tail = text.split('table = "points"\ncolumns = {}')
    path.write_text(head + 'table = "points"\ncolumns = {point_id = "手机号"}' + tail, encoding="utf-8")
    with pytest.raises(BookError, match="手机号"):
        load(where)
