"""Lines: finds the line of a file at which an error stands, since a parsed TOML table no longer knows its own.

In        the text, which entry is meant (`[[rule]]` number 12), and the message that reading gave about it.
Out       the same error with `file:line`.
Not here  what is wrong (reading, rules, cases).
Proof     tests/law/test_bad_books.py.

Messages say where they are about, outermost first: `books/cn.toml, rule 'cn.x' (p), unless[0], consent: 'kind' is …`.
"""

import re
from collections.abc import Iterator
from contextlib import contextmanager

from eastwind.law.reading import BookError


@contextmanager
def located(text: str, file: str, block: str, place: int) -> Iterator[None]:
    """Raises what goes wrong inside with the line of `[[block]]` number `place`, or of the key in it that is named."""
    try:
        yield
    except BookError as error:
        said = str(error)
        if not said.startswith(f"{file},"):
            raise
        where, _, what = said.partition(": ")
        key = re.match(r"'([\w.-]+)'", what)
        line = line_of(text, block, place, tuple(where.split(", ")[2:]), key[1] if key else "")
        raise type(error)(f"{file}:{line}{said.removeprefix(file)}") from error


def line_of(text: str, block: str, place: int, path: tuple[str, ...] = (), key: str = "") -> int:
    """Number of the line of an entry, of a table or list inside it (`history[2]`, `unless[0]`), or of a key there."""
    lines = text.splitlines()
    heads = [at for at, line in enumerate(lines) if re.match(rf"\s*\[\[\s*{block}\s*\]\]", line)]
    if place >= len(heads):
        return 1
    first = heads[place]
    last = next((at for at in range(first + 1, len(lines)) if _head(lines[at], block)), len(lines))
    for step in path:
        name, _, number = step.rstrip("]").partition("[")
        first, last = _inside(lines, first, last, f"{block}.{name}", name, int(number or 0))
    names = [f"{step.partition('[')[0]}.{key}" for step in path[-1:]] + [key]
    for name in names if key else ():
        for at in range(first, last):
            if re.search(rf"(^|[{{,\s\"]){re.escape(name)}\"?\s*[.=]", _bare(lines[at])):
                return at + 1
    return first + 1


def _head(line: str, block: str) -> bool:
    """Whether a line begins another entry: any header that is no part of this block."""
    found = re.match(r"\s*\[\[?\s*([\w.-]+)\s*\]", line)
    return found is not None and not found[1].startswith(f"{block}.")


def _inside(lines: list[str], first: int, last: int, header: str, name: str, number: int) -> tuple[int, int]:
    """The span of lines of a table or list of an entry; the same span where it is not found."""
    heads = [at for at in range(first, last) if re.match(rf"\s*\[\[?\s*{re.escape(header)}\s*\]", lines[at])]
    if number < len(heads):
        start = heads[number]
        end = next((at for at in range(start + 1, last) if lines[at].lstrip().startswith("[")), last)
        return start, end
    for at in range(first, last):
        if re.search(rf"(^|[{{,\s]){re.escape(name)}\s*[.=]", _bare(lines[at])):
            more = (on for on in range(at + 1, last) if re.match(r"[\w\"]", lines[on]))
            end = next((on for on in more if not lines[on].startswith(f"{name}.")), last)
            return at, end
    return first, last


def _bare(line: str) -> str:
    """A line without its remark, if it is nothing but one."""
    return "" if line.lstrip().startswith("#") else line
