"""Bodies: what an entry of the log says, checked against one JSON Schema per kind before it is sealed.

In        the parsed body of an entry: dicts, lists, text, whole numbers, true, false, null.
Out       nothing, or BodyError with the path, the value and what to write.
Not here  sealing and storing entries (tlog), canonical bytes (digests); what each kind says (data/log/<kind>.json,
          shown in docs/reference/log-bodies.md).
Proof     tests/core/test_bodies.py: the library `jsonschema` agrees, on valid and on altered bodies of every kind.

The schemas are JSON Schema 2020-12, so that anyone can check a body with any validator. This checker knows the keywords
they use (KEYWORDS) and no others; it asserts `format`, and takes a whole number written as 1.0 for what it is: a float,
which canonical JSON has none of. Patterns end in `(?!\\n)$`, which means the same in every dialect of patterns.
"""

import json
import re
from collections.abc import Callable
from datetime import date, datetime
from functools import cache
from importlib.resources import files
from typing import Any, Final

Schema = dict[str, Any]

KEYWORDS: Final = frozenset(
    {
        "$schema", "$id", "$defs", "$ref", "title", "description", "type", "const", "enum", "format", "pattern",
        "minLength", "maxLength", "minimum", "maximum", "items", "minItems", "uniqueItems", "required", "properties",
        "additionalProperties", "propertyNames",
    }
)  # fmt: skip
TYPES: Final[dict[str, type]] = {
    "object": dict, "array": list, "string": str, "integer": int, "boolean": bool, "null": type(None),
}  # fmt: skip
FORMATS: Final[dict[str, Callable[[str], object]]] = {"date": date.fromisoformat, "date-time": datetime.fromisoformat}


class BodyError(ValueError):
    """A body that is not of its kind. The message names the path, the value and what to write."""


@cache
def kinds() -> tuple[str, ...]:
    """Every kind of entry, in the order of the alphabet."""
    found = (files("eastwind.core") / "data" / "log").iterdir()
    return tuple(sorted(entry.name.removesuffix(".json") for entry in found if entry.name.endswith(".json")))


@cache
def schema(kind: str) -> Schema:
    """The JSON Schema document of a kind; BodyError names the kinds there are."""
    if kind not in kinds():
        raise BodyError(f"$.kind is {kind!r}, which is no kind of entry. Write one of {', '.join(kinds())}.")
    text = (files("eastwind.core") / "data" / "log" / f"{kind}.json").read_text(encoding="utf-8")
    found: Schema = json.loads(text)
    return found


def check(body: object) -> None:
    """Refuse a body that its kind's schema does not allow. `n`, which the log adds, may be there or not."""
    if type(body) is not dict:
        raise BodyError(f"$ is {_shown(body)}. Write an object with kind, at and what the kind asks for.")
    kind = body.get("kind")
    if type(kind) is not str:
        raise BodyError(f"$.kind is {_shown(kind)}. Write one of {', '.join(kinds())}.")
    whole = schema(kind)
    _value(body, whole, "$", whole["$defs"])


def _value(value: Any, rule: Schema, at: str, defs: Schema) -> None:
    """Check one value; a `$ref` first, then the keywords beside it."""
    if "$ref" in rule:
        aimed = defs[rule["$ref"].removeprefix("#/$defs/")]
        _value(value, {**aimed, "description": _both(rule, aimed)}, at, defs)
    if "type" in rule:
        wanted = rule["type"] if isinstance(rule["type"], list) else [rule["type"]]
        if not any(type(value) is TYPES[name] for name in wanted):
            raise _refused(at, value, f"a value of type {' or '.join(wanted)}", rule)
    if "const" in rule and not _same(value, rule["const"]):
        raise _refused(at, value, repr(rule["const"]), rule)
    if "enum" in rule and not any(_same(value, one) for one in rule["enum"]):
        raise _refused(at, value, "one of " + ", ".join("null" if one is None else one for one in rule["enum"]), rule)
    if type(value) is str:
        _text(value, rule, at)
    elif type(value) is int:
        _number(value, rule, at)
    elif type(value) is list:
        _list(value, rule, at, defs)
    elif type(value) is dict:
        _object(value, rule, at, defs)


def _text(value: str, rule: Schema, at: str) -> None:
    low, high = rule.get("minLength", 0), rule.get("maxLength", len(value))
    if not low <= len(value) <= high:
        raise _refused(at, value, f"{low} to {high} characters", rule)
    if "pattern" in rule and re.search(rule["pattern"], value) is None:
        raise _refused(at, value, "text of this form", rule)
    if "format" in rule:
        try:
            FORMATS[rule["format"]](value)
        except ValueError:
            raise _refused(at, value, "a day of the calendar", rule) from None


def _number(value: int, rule: Schema, at: str) -> None:
    low, high = rule.get("minimum", value), rule.get("maximum", value)
    if not low <= value <= high:
        raise _refused(at, value, f"a whole number from {low} to {high}", rule)


def _list(value: list[Any], rule: Schema, at: str, defs: Schema) -> None:
    if len(value) < rule.get("minItems", 0):
        raise _refused(at, value, f"{rule['minItems']} or more items", rule)
    for place, item in enumerate(value):
        if "items" in rule:
            _value(item, rule["items"], f"{at}[{place}]", defs)
        if rule.get("uniqueItems") and any(_same(item, other) for other in value[:place]):
            raise _refused(f"{at}[{place}]", item, "each item once", rule)


def _object(value: dict[str, Any], rule: Schema, at: str, defs: Schema) -> None:
    properties, others = rule.get("properties", {}), rule.get("additionalProperties", True)
    for name in rule.get("required", ()):
        if name not in value:
            raise BodyError(
                f"{at} lacks '{name}'. Write it: {_both(properties[name], _aimed(properties[name], defs))}."
            )
    for name, item in value.items():
        inside = f"{at}.{name}"
        if "propertyNames" in rule and (type(name) is not str or not re.search(rule["propertyNames"]["pattern"], name)):
            raise BodyError(f"{at} has the key {name!r}. Name it in lower case ASCII, as dpd or contacts_28d.")
        if name in properties:
            _value(item, properties[name], inside, defs)
        elif others is False:
            raise BodyError(f"{at} has the key {name!r}, which is none here. Write {', '.join(properties)} alone.")
        elif isinstance(others, dict):
            _value(item, others, inside, defs)


def _same(one: Any, other: Any) -> bool:
    """Equality of JSON: true is not 1."""
    return type(one) is type(other) and bool(one == other)


def _aimed(rule: Schema, defs: Schema) -> Schema:
    found: Schema = defs[rule["$ref"].removeprefix("#/$defs/")] if "$ref" in rule else {}
    return found


def _both(rule: Schema, aimed: Schema) -> str:
    """What a key holds, and in which form."""
    return ": ".join(dict.fromkeys(said["description"] for said in (rule, aimed) if "description" in said))


def _refused(at: str, value: object, wanted: str, rule: Schema) -> BodyError:
    says = f" ({rule['description']})" if "description" in rule else ""
    return BodyError(f"{at} is {_shown(value)}. Write {wanted}{says}.")


def _shown(value: object) -> str:
    text = repr(value)
    return text if len(text) <= 80 else text[:77] + "…"
