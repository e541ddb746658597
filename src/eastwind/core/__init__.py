"""Core: the words of the trade as code. Every other room stands on it; it stands on nothing of ours.

In        nothing but its own data files.
Out       words, facts and frames (the contracts between rooms), table schemas, money, zones, calendars, places,
          reasons, digests.
Not here  anything that decides (law, decide) or acts (web, cli).
Proof     tests/core.
"""

__all__: list[str] = []
