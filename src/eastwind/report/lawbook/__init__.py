"""Law books in words: what a rule says, number by number, and what a change of law changes.

In        versions and changes of rules (law.history).
Out       lines for the command line, pages of docs/law, in Chinese and in English.
Not here  reading books (law), the day's report (report).
Proof     tests/report/lawbook.
"""

from eastwind.report.lawbook.pages import page
from eastwind.report.lawbook.telling import difference, parameters, rule, summary

__all__ = ["difference", "page", "parameters", "rule", "summary"]
