"""Past contacts judged afterwards: the same breaches as an auditor that shares no code finds in the same file."""

import csv
import random
from collections import Counter
from datetime import UTC, datetime, timedelta

import pytest

from eastwind.audit import contacts
from eastwind.law import afterwards
from eastwind.law.afterwards import Asked
from tests.audit.support import standing

EVIDENCE = ("rule", "part", "force", "count", "limit", "first_at", "last_at", "state", "opened_at", "until", "unknown")
START = datetime(2026, 6, 1, tzinfo=UTC)


def made_rows(seed, people=40):
    """A made call list: places, callers, debts and outcomes vary; many cells are empty."""
    rng = random.Random(seed)
    rows = []
    for person in range(people):
        lived = rng.choice([["CN-GD"], ["US-NY"], ["US-IL"], ["TW"], ["HK"], ["GB"], ["US-MA", "US-NY"], ["BR"]])
        agency = rng.choice(["creditor", "agency:n", "agency"])
        for _ in range(rng.randint(3, 16)):
            told = {
                "by": (0.9, agency),
                "to": (0.3, rng.choice(["relative", "reference", "spouse"])),
                "outcome": (0.8, rng.choice(["no_answer", "conversation", "delivered", "voicemail", "not_connected"])),
                "product": (0.7, "card"),
                "lender": (0.5, "bank"),
                "dpd": (0.5, rng.choice([1, 40, 95])),
                "facts": (0.5, ["recorded", "id-shown"]),
                "loan_ids": (0.5, rng.choice([["A"], ["B"], ["A", "B"]])),
                "found": (0.3, ["identity", "amount"]),
                "contains": (0.2, ["debt"]),
                "place": (0.5, rng.choice(["home", "work"])),
                "purpose": (0.3, "notice"),
                "direction": (0.1, "in"),
                "time_zones": (0.1, ["UTC"]),
            }
            rows.append(
                {
                    "contact_id": f"c{len(rows)}",
                    "person_id": f"p{person}",
                    "at": START + timedelta(seconds=rng.randrange(10 * 86400)),
                    "channel": rng.choice(["voice", "voice", "sms", "visit", "letter", "robocall", "email", "furnish"]),
                    "residence": lived,
                    **{name: value for name, (chance, value) in told.items() if rng.random() < chance},
                }
            )
    return rows


def written(path, rows):
    """The rows as a file that any program may read."""
    columns = sorted({name for row in rows for name in row})
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file)
        writer.writerow(columns)
        writer.writerows([[cell(row.get(name)) for name in columns] for row in rows])
    return path


def cell(value):
    if isinstance(value, list):
        return "|".join(value)
    return value.isoformat() if isinstance(value, datetime) else "" if value is None else str(value)


def ours(rows, asked):
    found, wrong = afterwards.verdicts(rows, asked)
    assert wrong == {}
    return Counter(
        (row["contact_id"], *(str(breach[key]) for key in EVIDENCE))
        for row, verdict in zip(rows, found, strict=True)
        for breach in verdict["breaches"]
    )


def theirs(path, asked):
    report = contacts.audit([path], standing(), asked)
    assert {finding["code"] for finding in report["findings"]} == {"breach"}
    return Counter(
        (finding["where"].split("contact ")[1], *(str(finding["evidence"].get(key)) for key in EVIDENCE))
        for finding in report["findings"]
    )


@pytest.mark.parametrize(
    ("seed", "how"),
    [(1, {}), (2, {"mode": "letter"}), (3, {"country": "CN"}), (4, {"bind": ("cn", "us")})],
)
def test_the_same_breaches_with_the_same_evidence_as_an_auditor_of_its_own(tmp_path, seed, how):
    rows = made_rows(seed)
    found = ours(rows, Asked(**how))
    assert found == theirs(written(tmp_path / "calls.csv", rows), contacts.Asked(**how))
    assert len(found) > 300


def test_states_and_consents_speak_as_they_do_to_the_auditor(tmp_path):
    rows = made_rows(5)
    early = "2026-05-20T00:00:00+00:00"
    states = [{"person_id": f"p{n}", "state": "attorney", "opened": early, "facts": ["address-known"]} for n in (1, 7)]
    states.append({"person_id": "p2", "state": "dispute", "opened": early, "loan_id": "B", "facts": ["written"]})
    consents = [
        {"person_id": f"p{n}", "kind": "opt-out", "given": early, "channel": channel}
        for n, channel in ((3, "voice"), (4, "sms"), (9, "email"))
    ]
    held = {f"p{n}": [one for one in states if one["person_id"] == f"p{n}"] for n in (1, 2, 7)}
    given = {one["person_id"]: [one] for one in consents}
    files = {"states": [written(tmp_path / "s.csv", states)], "consents": [written(tmp_path / "c.csv", consents)]}
    found = ours(rows, Asked(states=held, consents=given))
    assert found == theirs(written(tmp_path / "calls.csv", rows), contacts.Asked(**files))
    assert found != ours(rows, Asked())


def test_what_happened_before_the_list_may_be_unknown(tmp_path):
    rows = made_rows(6, people=15)
    since = START + timedelta(days=3)
    found = ours(rows, Asked(known_from=since))
    assert found == theirs(written(tmp_path / "calls.csv", rows), contacts.Asked(known_from=since.isoformat()))


def test_batches_do_not_change_a_verdict(monkeypatch):
    rows = made_rows(8, people=15)
    whole = afterwards.verdicts(rows, Asked())
    monkeypatch.setattr(afterwards, "BATCH_ROWS", 1)
    assert afterwards.verdicts(rows, Asked()) == whole


def test_a_row_that_no_case_can_tell_is_named_and_is_nobodys_history():
    rows = [row for row in made_rows(9, people=1) if row["channel"] == "voice"]
    strange = {**rows[0], "contact_id": "strange", "channel": "pigeon"}
    found, wrong = afterwards.verdicts([*rows, strange], Asked())
    assert found[-1] is None
    assert "'channel' is 'pigeon'" in wrong[len(rows)]
    assert found[:-1] == afterwards.verdicts(rows, Asked())[0]
