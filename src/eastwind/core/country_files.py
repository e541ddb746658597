"""Country files: what this room holds by country, a TOML file each, in a folder of its data.

In        the name of a folder in core/data: holidays, living_costs.
Out       the countries of which there is a file, and what it says, parsed.
Not here  what the files mean (holiday_files, living_costs).
Proof     tests/core/test_calendars_more.py, tests/core/test_living_costs.py.
"""

import tomllib
from functools import cache
from importlib.resources import files
from typing import Any


def countries(folder: str) -> tuple[str, ...]:
    """Countries that have a file in `folder`, sorted; lower case, as the files are called."""
    names = (entry.name for entry in (files("eastwind.core") / "data" / folder).iterdir())
    return tuple(sorted(name.removesuffix(".toml") for name in names if name.endswith(".toml")))


@cache
def raw(folder: str, country: str) -> dict[str, Any]:
    """The parsed file of a country."""
    path = files("eastwind.core") / "data" / folder / f"{country}.toml"
    return tomllib.loads(path.read_text(encoding="utf-8"))
