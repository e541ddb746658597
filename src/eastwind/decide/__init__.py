"""Decide: what to do. Candidates, value, guardrails, allocation under capacity; the strategy is data.

In        people as they stand (assess), points, a strategy; verdicts come back from the gate through the engine.
Out       candidates for the gate, values, the option chosen for each person, prices.
Not here  the law (law), the words (notices), the composition (engine).
Proof     tests/decide.
"""

from eastwind.decide.allocate import NO_LIMITS, UNLIMITED, Allocation, CutOffs, allocate, allocate_with, most, settle
from eastwind.decide.candidates import Candidates, Contents, Reachable, build, horizon, reachable
from eastwind.decide.crowd import MICRO, Options
from eastwind.decide.queue import Round
from eastwind.decide.reading import MILLION
from eastwind.decide.scarce import Scarce
from eastwind.decide.silence import may_explore, may_hear_firm, silence
from eastwind.decide.strategy import Strategy, StrategyError, load, parse
from eastwind.decide.value import value_minor, within_harm

__all__ = [
    "MICRO",
    "MILLION",
    "NO_LIMITS",
    "UNLIMITED",
    "Allocation",
    "Candidates",
    "Contents",
    "CutOffs",
    "Options",
    "Reachable",
    "Round",
    "Scarce",
    "Strategy",
    "StrategyError",
    "allocate",
    "allocate_with",
    "build",
    "horizon",
    "load",
    "may_explore",
    "may_hear_firm",
    "most",
    "parse",
    "reachable",
    "settle",
    "silence",
    "value_minor",
    "within_harm",
]
