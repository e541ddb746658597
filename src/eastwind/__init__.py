"""Eastwind (东风): collections for lenders of consumer credit, lawful, kind and provable.

In        a lender's loan book, the law books of the places involved, a strategy, a day and a seed.
Out       one decision for every person, silence included, each with its reason and its place in a log.
Not here  code: each room below this package says what it is for; `engine` composes them, `cli` runs them.
Proof     tests/ mirrors the rooms; tests/tidy holds the rules that all of them share.
"""

__all__ = ["__version__"]

__version__ = "0.1.0"
