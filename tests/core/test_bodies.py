"""Bodies of entries: the checker and the library `jsonschema` agree, on valid and on altered bodies of every kind."""

import copy
import re
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator, FormatChecker

from eastwind.cli.planfolder import BESIDE, Counted, plan_body
from eastwind.core import bodies as bodies_module
from eastwind.core import digests, words
from eastwind.core.bodies import KEYWORDS, BodyError, check, kinds, schema
from eastwind.core.frames import ALLOCATIONS
from tests.engine.made import policy

PAGE = Path(__file__).resolve().parents[2] / "docs" / "reference" / "log-bodies.md"
KINDS = (
    "access", "arrangement", "charge", "consent", "contact", "credit-report", "erasure", "hold", "offer",
    "payment-allocated", "payment-received", "payment-reversed", "plan", "promise", "refusal", "title", "versions",
    "waiver",
)  # fmt: skip

# Text that fits a form, and text that nearly does.
SAMPLES = {
    "instant": ["2026-09-30T01:00:00Z", "2028-02-29T23:59:59Z"],
    "date": ["2026-09-30", "2028-02-29"],
    "hex32": ["0123456789abcdef" * 2],
    "hex64": ["0123456789abcdef" * 4],
    "digest": ["sha256:" + "0a" * 32, "frame1:" + "0a" * 32],
    "keyed": ["hmac:" + "0a" * 32],
    "id": ["l0000000017", "cn.gbt45251.cap-interactive-voice", "reminder/sms/gentle", "借字2026-001", "A", "10023456"],
    "party": ["creditor", "buyer", "agency", "agency:harbour", "agency:海港"],
    "word": ["income-lost", "partly_kept"],
    "currency": ["CNY", "TWD"],
}
NOT_QUITE = [
    "", " ", "2026-02-30", "2026-02-30T01:00:00Z", "2026-09-30T25:00:00Z", "2026-09-30 01:00:00Z", "0000-01-01",
    "2026-09-30\n", "0" * 31, "0" * 33, "G" * 32, "sha256:" + "0a" * 31, "md5:" + "0a" * 32, "hmac:", "l17 ", "l 17",
    "A\n", "x" * 129, "张三", "li@example.org", "+8613800000000", "13800000000", "8613800000000", "110101199003071234",
    "021-55550000", "CNY\n", "cny", "agency:", "Agency", "2026a", "2026f", "conversation",
]  # fmt: skip
JUNK = [
    None, True, False, 0, 1, -1, 2**53 - 1, 2**53, -(2**53), [], {}, [None], ["sms", "sms"], [1, 1], [{}],
    {"x": 1}, {"X": 1}, {"x": [{"y": None}]}, {"x": "li@example.org"},
    *NOT_QUITE, *(one for found in SAMPLES.values() for one in found),
]  # fmt: skip


def formats():
    """What `format` means, for the library: by default it is but a remark."""
    checker = FormatChecker(formats=())
    checker.checks("date", ValueError)(lambda text: date.fromisoformat(text) if isinstance(text, str) else True)
    checker.checks("date-time", ValueError)(
        lambda text: datetime.fromisoformat(text) if isinstance(text, str) else True
    )
    return checker


LIBRARY = {kind: Draft202012Validator(schema(kind), format_checker=formats()) for kind in KINDS}


def values(rule, defs):
    """Values that a rule of a schema allows."""
    if "$ref" in rule:
        name = rule["$ref"].rsplit("/", 1)[1]
        if name == "fact":
            return st.none() | st.booleans() | st.integers(-5, 5) | st.sampled_from(["sms", "2026-09-30T01:00:00Z"])
        return values({**defs[name], "form": name.removesuffix("_or_null")}, defs)
    if "const" in rule:
        return st.just(rule["const"])
    if "enum" in rule:
        return st.sampled_from(rule["enum"])
    names = rule["type"] if isinstance(rule["type"], list) else [rule["type"]]
    return st.one_of([of_type(name, rule, defs) for name in names])


def of_type(name, rule, defs):
    if name == "null":
        return st.none()
    if name == "boolean":
        return st.booleans()
    if name == "integer":
        return st.integers(rule["minimum"], rule["maximum"])
    if name == "string":
        form = rule.get("form")
        return st.sampled_from(SAMPLES[form] if form else ["2026f"] if "20[0-9]" in rule["pattern"] else ["contact"])
    if name == "array":
        unique = repr if rule.get("uniqueItems") else None
        items = values(rule["items"], defs)
        return st.lists(items, min_size=rule.get("minItems", 0), max_size=3, unique_by=unique)
    if "properties" not in rule:
        return st.dictionaries(st.sampled_from(["dpd", "contacts_7d"]), values(rule["additionalProperties"], defs))
    return st.fixed_dictionaries({key: values(one, defs) for key, one in rule["properties"].items()})


def bodies(kind):
    whole = schema(kind)
    return values(whole, whole["$defs"])


def allowed(body):
    try:
        check(body)
    except BodyError:
        return False
    return True


def places(value, path=()):
    """Every place inside a value."""
    yield path
    inside = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, item in inside:
        yield from places(item, (*path, key))


def alter(body, data):
    """The body with one place altered: another value, a key gone, a key or an item more."""
    altered = copy.deepcopy(body)
    *way, last = data.draw(st.sampled_from([path for path in places(altered) if path and path != ("kind",)]))
    holder = altered
    for key in way:
        holder = holder[key]
    how = data.draw(st.sampled_from(["set", "set", "drop", "more"]))
    if how == "set":
        holder[last] = data.draw(st.sampled_from(JUNK))
    elif how == "drop":
        del holder[last]
    elif isinstance(holder, dict):
        holder[data.draw(st.sampled_from(["more", "n", "Upper"]))] = data.draw(st.sampled_from(JUNK))
    else:
        holder.append(copy.deepcopy(holder[0]))
    return altered


def test_every_kind_has_its_file():
    assert kinds() == KINDS


@pytest.mark.parametrize("kind", KINDS)
def test_a_schema_is_one_and_says_all_it_should(kind):
    whole = schema(kind)
    Draft202012Validator.check_schema(whole)
    assert whole["$schema"] == "https://json-schema.org/draft/2020-12/schema"
    assert whole["title"] == kind == whole["properties"]["kind"]["const"]
    assert set(whole["required"]) == set(whole["properties"]) - {"n"}
    for path in places(whole):
        key = path[-1] if path else None
        named = isinstance(key, int) or len(path) < 1 or path[-2:-1] in [("properties",), ("$defs",)]
        assert named or key in KEYWORDS or "enum" in path or "required" in path, path
    for rule in rules(whole):
        assert rule.get("description"), rule
        integer = rule.get("type") == "integer" or "integer" in rule.get("type", [])
        assert not integer or -(2**53) < rule["minimum"] <= rule["maximum"] < 2**53, rule
        assert rule.get("type") != "object" or rule["additionalProperties"] is not True
        assert "string" not in rule.get("type", "") or "pattern" in rule, rule
        assert "pattern" not in rule or (rule["pattern"].startswith("^") and rule["pattern"].endswith(r"(?!\n)$")), rule


def rules(whole):
    """Every schema that describes a value, from the definitions and properties down."""
    found = [*whole["$defs"].values(), *whole["properties"].values()]
    for rule in found:
        found += rule.get("properties", {}).values()
    return found


def test_one_form_is_the_same_in_every_file():
    met = {}
    for kind in KINDS:
        for name, rule in schema(kind)["$defs"].items():
            assert met.setdefault(name, rule) == rule, (kind, name)


def enum(kind, *path):
    found = schema(kind)
    for key in path:
        found = found[key]
    return [word for word in found["enum"] if word is not None]


@pytest.mark.parametrize(
    ("kind", "key", "known"),
    [
        *[(kind, "channel", words.CHANNELS) for kind in ("contact", "refusal", "consent")],
        *[(kind, "purpose", words.PURPOSES) for kind in ("contact", "refusal")],
        *[(kind, "mode", words.MODES) for kind in ("plan", "refusal", "versions")],
        *[(kind, "source", words.STATE_SOURCES) for kind in ("hold", "consent")],
        ("contact", "direction", words.DIRECTIONS),
        ("contact", "to", words.PARTIES),
        ("contact", "tone", words.TONES),
        ("contact", "outcome", words.OUTCOMES),
        ("hold", "state", words.STATES),
        ("consent", "consent", words.CONSENTS),
        ("consent", "place", words.PLACES),
        ("consent", "scope", words.SCOPES),
        ("payment-allocated", "order", ALLOCATIONS),
    ],
)
def test_words_are_those_of_the_vocabulary(kind, key, known):
    assert enum(kind, "properties", key) == list(known)


def test_words_in_lists_and_breaches_are_those_of_the_vocabulary():
    assert enum("hold", "properties", "facts", "items") == list(words.STATE_FACTS)
    assert enum("consent", "properties", "days", "items") == list(words.WEEKDAYS)
    assert enum("contact", "$defs", "breach", "properties", "force") == list(words.FORCES)


@pytest.mark.parametrize("kind", KINDS)
@settings(max_examples=20)
@given(data=st.data())
def test_a_body_of_its_kind_is_allowed_with_its_number_and_without(kind, data):
    body = data.draw(bodies(kind))
    assert LIBRARY[kind].is_valid(body)
    check(body)
    del body["n"]
    check(body)
    assert digests.canonical(body)


@pytest.mark.parametrize("kind", KINDS)
@settings(max_examples=60)
@given(data=st.data())
def test_checker_and_library_agree_on_altered_bodies(kind, data):
    body = alter(data.draw(bodies(kind)), data)
    assert allowed(body) == LIBRARY[kind].is_valid(body), body


@pytest.mark.parametrize("text", NOT_QUITE)
@pytest.mark.parametrize("form", SAMPLES)
def test_checker_and_library_agree_on_every_text_in_every_form(form, text):
    met = {name: rule for kind in KINDS for name, rule in schema(kind)["$defs"].items()}
    rule = met.get(form) or met[f"{form}_or_null"]
    one = Draft202012Validator(rule, format_checker=formats())
    assert all(one.is_valid(sample) for sample in SAMPLES[form])
    body = {"properties": {"x": rule}, "type": "object"}
    assert own_check({"x": text}, body) == one.is_valid(text)


def own_check(value, rule):
    try:
        bodies_module._value(value, rule, "$", {})
    except BodyError:
        return False
    return True


PROMISE = {
    "kind": "promise", "at": "2026-09-30T01:00:00Z", "promise_id": "m17", "change": "taken", "loan_id": "l17",
    "currency": "CNY", "amount_minor": 50_000, "paid_minor": 0, "made_on": "2026-09-30", "due_on": "2026-10-09",
    "contact_id": None, "by": "s4",
}  # fmt: skip


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"amount_minor": 500.0}, ["$.amount_minor is 500.0", "type integer", "promised, minor units"]),
        ({"amount_minor": True}, ["$.amount_minor is True", "type integer"]),
        ({"amount_minor": 0}, ["$.amount_minor is 0", "a whole number from 1 to 9007199254740991"]),
        ({"amount_minor": 2**53}, ["$.amount_minor is 9007199254740992"]),
        ({"change": "keeped"}, ["$.change is 'keeped'", "one of taken, kept, partly_kept"]),
        ({"made_on": "2026-02-30"}, ["$.made_on is '2026-02-30'", "a day of the calendar", "local day it was made"]),
        ({"at": "2026-09-30T01:00:00+00:00"}, ["$.at is '2026-09-30T01:00:00+00:00'", "2026-09-30T01:00:00Z"]),
        ({"loan_id": "13800000000"}, ["$.loan_id is '13800000000'", "never a number to dial"]),
        ({"loan_id": "张三"}, ["$.loan_id is '张三'", "a code: no spaces"]),
        ({"contact_id": "c17"}, ["$.contact_id is 'c17'", "32 hexadecimal digits"]),
        ({"loan_id": None}, ["$.loan_id is None", "type string"]),
        ({"phone": "1"}, ["$ has the key 'phone'", "promise_id"]),
        ({"kind": "promises"}, ["$.kind is 'promises'", "promise, refusal"]),
        ({"kind": 7}, ["$.kind is 7", "promise, refusal"]),
    ],
    ids=str,
)  # fmt: skip
def test_a_wrong_body_is_refused_with_path_value_and_what_to_write(change, told):
    with pytest.raises(BodyError) as error:
        check({**PROMISE, **change})
    for part in told:
        assert part in str(error.value), str(error.value)


def test_a_missing_key_and_a_body_that_is_none_are_named():
    with pytest.raises(
        BodyError, match=r"\$ lacks 'due_on'. Write it: last day on which a payment counts: a local date"
    ):
        check({key: value for key, value in PROMISE.items() if key != "due_on"})
    with pytest.raises(BodyError, match=r"\$ is \['promise'\]"):
        check(["promise"])
    with pytest.raises(BodyError, match=r"\$.kind is None"):
        check({})


def test_a_wrong_value_deep_inside_is_named_by_its_path():
    breach = {"rule": "cn.x", "part": None, "force": "law", "evidence": {"counts": [1, {"last": "li@example.org"}]}}
    body = {
        "kind": "refusal", "at": "2026-09-30T01:00:00Z", "contact_id": None, "plan_id": None, "channel": "sms",
        "by": "creditor", "purpose": "collect", "loan_ids": [], "starts_at": "2026-09-30T02:00:00Z",
        "breaches": [breach], "lawful_from": None, "laws": "sha256:" + "0a" * 32, "law_on": None,
        "mode": "cautious", "facts": {},
    }  # fmt: skip
    with pytest.raises(BodyError, match=re.escape("$.breaches[0].evidence.counts[1].last is 'li@example.org'")):
        check(body)


@pytest.mark.parametrize("law_on", [None, date(2025, 2, 28)])
def test_the_root_of_a_plan_as_it_is_written_is_a_body(law_on):
    counted = Counted(digests.short_id("a", "plan"), rows=3, refusals=2, beside=dict.fromkeys(BESIDE, pl.DataFrame()))
    body = plan_body(counted, replace(policy(seed=-7), law_on=law_on), digests.digest("a book"), b"\x0a" * 32)
    check(body)
    assert LIBRARY["plan"].is_valid(body)


def test_the_page_lists_every_key_of_every_kind_and_no_other():
    sections = re.split(r"\n## ", PAGE.read_text(encoding="utf-8"))
    found = {section.split("\n", 1)[0]: re.findall(r"^\| `(\w+)` \|", section, re.M) for section in sections}
    assert {kind: found.get(kind) for kind in KINDS} == {
        kind: [key for key in schema(kind)["properties"] if key not in ("kind", "at", "n")] for kind in KINDS
    }
    assert found["Every kind"] == ["kind", "at", "n"]
    forms = {name.removesuffix("_or_null") for kind in KINDS for name in schema(kind)["$defs"]}
    assert found["Forms"] == sorted(forms)


def test_the_page_says_of_each_key_what_the_file_says():
    page = PAGE.read_text(encoding="utf-8")
    for kind in KINDS:
        assert f"\n## {kind}\n\n{schema(kind)['description']}\n" in page
        for key, rule in schema(kind)["properties"].items():
            assert re.search(rf"^\| `{key}` \| .* \| {re.escape(rule['description'])} \|$", page, re.M), (kind, key)
