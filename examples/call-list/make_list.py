"""A made call list with the column names that a Chinese collection system might use; nobody in it exists.

In        a seed.
Out       calls.csv beside this file: 240 contacts of 30 people over two weeks, with slips that real lists have.
Not here  what is found in it (`eastwind law audit`).
Proof     tests/cli/test_lawaudit.py makes it again and compares the bytes.
"""

import csv
import io
import random
from datetime import datetime, timedelta
from pathlib import Path

SEED = 20260301
COLUMNS = (
    "联系编号",
    "客户号",
    "联系时间",
    "方式",
    "对象",
    "催收方",
    "结果",
    "居住地",
    "产品",
    "逾期天数",
    "行为",
    "坐席备注",
)
PLACES = ("CN-GD", "CN-GD", "CN-SH", "CN-ZJ", "CN-SC")
WAYS = ("外呼", "外呼", "外呼", "短信", "短信", "机器人")
RESULTS = {
    "外呼": ("接通", "无人接听", "无人接听", "未接通"),
    "短信": ("送达", "送达", "失败"),
    "机器人": ("接通", "无人接听"),
}
START = datetime(2026, 3, 2)  # noqa: DTZ001 - a wall clock, as such lists have it


def rows(seed: int = SEED) -> list[tuple[str, ...]]:
    """The rows, in the order of their time."""
    rng = random.Random(seed)
    made = []
    for person in range(30):
        place, late, eager = rng.choice(PLACES), rng.choice((12, 34, 61)), person % 6 == 0
        for _ in range(rng.randint(12, 16) if eager else rng.randint(4, 8)):
            day = rng.randrange(5 if eager else 14)
            hour = rng.choice((7, 21, 22)) if rng.random() < 0.06 else rng.randint(9, 18)
            at = START + timedelta(days=day, hours=hour, minutes=rng.randrange(60))
            way = rng.choice(WAYS)
            to = "联系人" if way == "外呼" and rng.random() < 0.05 else "本人"
            done = "" if way == "短信" else "录音"
            made.append((at, f"K{person + 1:04}", way, to, rng.choice(RESULTS[way]), place, late + day, done))
    made.sort(key=lambda row: (row[0], row[1]))
    return [
        (
            f"C{number:05}",
            who,
            f"{at:%Y/%m/%d %H:%M}",
            way,
            to,
            "合作机构甲",
            result,
            place,
            "分期",
            str(late),
            done,
            "",
        )
        for number, (at, who, way, to, result, place, late, done) in enumerate(made, start=1)
    ]


def text(seed: int = SEED) -> str:
    """The file, with three rows that no program should guess at."""
    told = [list(row) for row in rows(seed)]
    told[40][2] = "2026/02/30 10:00"
    told[80][3] = "微信语音"
    told[120][1] = ""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(COLUMNS)
    writer.writerows(told)
    return out.getvalue()


if __name__ == "__main__":
    (Path(__file__).parent / "calls.csv").write_bytes(text().encode("gb18030"))
