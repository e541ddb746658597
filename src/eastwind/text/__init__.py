"""Text: what people write, read by rules and weights: which content items a message holds, and how sure that is.

In        a text in simplified or traditional Chinese or English.
Out       `content`: the items found, the uncertain ones, and where each stands; `items`: the same in a case's words.
Not here  what a law makes of it (law), texts of our own and what they declare (notices), intents and distress.
Proof     tests/text: the rules' own examples, and a written test set with its floors (docs/reference/content.md).

What is uncertain goes to a human, never out: it counts as there where it is forbidden, as lacking where
it is asked for.
"""

from eastwind.text.content import READABLE, Content, Found, UnknownLanguage, content, items
from eastwind.text.rules import RuleError

__all__ = ["READABLE", "Content", "Found", "RuleError", "UnknownLanguage", "content", "items"]
