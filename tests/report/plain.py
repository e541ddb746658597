"""The day's figures once more, one row at a time in plain Python: what the report's sums are held against."""

from collections import Counter
from datetime import datetime
from zoneinfo import ZoneInfo

from eastwind.report import Day

OWN = ("policy", "provider")


def decisions(day: Day) -> dict[str, dict]:
    return {row["person_id"]: row for row in day.plan.iter_rows(named=True) if row["n"] == 0}


def today(day: Day) -> dict[str, int]:
    main = decisions(day)
    owed_rows = [row for row in day.plan.iter_rows(named=True) if row["n"] > 0]
    owed = {row["person_id"] for row in owed_rows}
    found = Counter()
    for person, row in main.items():
        silent = row["treatment"] == "silence"
        found["chosen"] += not silent
        found["owed_only"] += silent and person in owed
        found["peace"] += silent and person not in owed
        found["late"] += row["bucket"] > 0
        found["overdue_minor"] += row["overdue_minor"]
        found["value_minor"] += 0 if silent else row["value_minor"]
    return dict(found) | {"decided": len(main), "owed": len(owed_rows)}


def silence(day: Day) -> Counter:
    return Counter(row["reason"] for row in decisions(day).values() if row["treatment"] == "silence")


def treatments(day: Day) -> Counter:
    rows = day.plan.iter_rows(named=True)
    return Counter((row["treatment"], row["bucket"]) for row in rows if row["treatment"] != "silence")


def tones(day: Day) -> Counter:
    return Counter((row["bucket"], row["tone"]) for row in decisions(day).values() if row["treatment"] != "silence")


def hours(day: Day) -> Counter:
    zone = ZoneInfo(day.zone)
    rows = [row for row in day.plan.iter_rows(named=True) if row["treatment"] != "silence"]
    starts = [(row["starts_at"].astimezone(zone), row["channel"]) for row in rows]
    return Counter((at.date(), at.hour, channel) for at, channel in starts)


def breaches(day: Day) -> dict[str, list[dict]]:
    found: dict[str, list[dict]] = {}
    for row in day.refusals.iter_rows(named=True):
        found.setdefault(row["person_id"], []).append(row)
    return found


def stopped(day: Day) -> dict[str, int]:
    main, found = decisions(day), breaches(day)
    own = sum(all(row["force"] in OWN for row in rows) for rows in found.values())
    other = sum(main[person]["treatment"] != "silence" for person in found)
    return {
        "people": len(found),
        "other_way": other,
        "in_peace": len(found) - other,
        "by_law": len(found) - own,
        "by_house": own,
    }


def by_rule(day: Day) -> dict[str, tuple[int, datetime | None, datetime | None, int]]:
    """Per rule: people, the first and the last lawful moment, people without one."""
    result = {}
    for rule in {row["rule"] for row in day.refusals.iter_rows(named=True)}:
        rows = [row for row in day.refusals.iter_rows(named=True) if row["rule"] == rule]
        moments = sorted(row["lawful_from"] for row in rows if row["lawful_from"] is not None)
        never = {row["person_id"] for row in rows if row["lawful_from"] is None}
        ends = (moments[0], moments[-1]) if moments else (None, None)
        result[rule] = (len({row["person_id"] for row in rows}), *ends, len(never))
    return result


def waits(day: Day) -> list[int]:
    """People by days to wait: 0, 1, 2–7, 8–30, more, never."""
    zone, found = ZoneInfo(day.zone), [0] * 6
    today_ = day.as_of.astimezone(zone).date()
    for rows in breaches(day).values():
        moments = [row["lawful_from"] for row in rows]
        if None in moments:
            found[5] += 1
            continue
        days = (max(moments).astimezone(zone).date() - today_).days
        found[0 if days <= 0 else 1 if days == 1 else 2 if days <= 7 else 3 if days <= 30 else 4] += 1
    return found


def buckets(day: Day) -> dict[int, tuple[int, int, int]]:
    found: dict[int, list[int]] = {}
    for row in decisions(day).values():
        sums = found.setdefault(row["bucket"], [0, 0, 0])
        for place, number in enumerate((1, row["overdue_minor"], row["outstanding_minor"])):
            sums[place] += number
    return {bucket: (one, two, three) for bucket, (one, two, three) in found.items()}


def ways(day: Day) -> dict[str, tuple[int, int, int]]:
    """Per way: people, those chosen for contact, rows that are fixed."""
    found: dict[str, list[int]] = {}
    for row in day.plan.iter_rows(named=True):
        if row["way"] is not None:
            sums = found.setdefault(row["way"], [0, 0, 0])
            sums[0] += row["n"] == 0
            sums[1] += row["n"] == 0 and row["treatment"] != "silence"
            sums[2] += row["n"] > 0
    return {way: (people, contacted, fixed) for way, (people, contacted, fixed) in found.items()}
