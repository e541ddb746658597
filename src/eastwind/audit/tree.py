"""Tree: the public log on its own: key, checkpoint, leaves, tiles.

In        the folder `log/` of docs/reference/log.md.
Out       its leaves and checkpoints, and what is wrong with them, as (code, where, says).
Not here  what the leaves hide (opened).
Proof     tests/audit/test_tree.py: known roots, and every kind of forgery.
"""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from .errors import Unreadable

WIDTH = 256
Told = tuple[str, str, str]


@dataclass(frozen=True, slots=True)
class Key:
    """A log's public key, `<name>+<id>+<base64>`."""

    text: str
    name: str
    id: bytes
    public: Ed25519PublicKey


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """So many leaves lead to this root."""

    size: int
    root: bytes


def leaf_hash(leaf: bytes) -> bytes:
    """RFC 6962: SHA-256(0x00 || leaf)."""
    return sha256(b"\0" + leaf).digest()


def commit_of(leaf: bytes) -> str:
    """The commit of a public leaf; Unreadable if it is none."""
    return _leaf(leaf)["commit"]


def tag_of(leaf: bytes) -> str:
    """The tag of a public leaf; Unreadable if it is none."""
    return _leaf(leaf)["tag"]


def _leaf(leaf: bytes) -> dict[str, str]:
    found = re.fullmatch(rb'\{"commit":"(?P<commit>[0-9a-f]{64})","tag":"(?P<tag>[0-9a-f]{64})","v":1\}', leaf)
    if found is None:
        raise Unreadable(f"the leaf {leaf!r} is none of a log of this format.")
    return {name: text.decode() for name, text in found.groupdict().items()}


class Roots:
    """The root over a growing list of leaf hashes: one hash of a whole tree for each bit of the size."""

    def __init__(self) -> None:
        self.size = 0
        self._whole: list[bytes] = []

    def add(self, hashed: bytes) -> None:
        """Append one leaf's hash."""
        size = self.size
        while size & 1:
            hashed = sha256(b"\1" + self._whole.pop() + hashed).digest()
            size >>= 1
        self._whole.append(hashed)
        self.size += 1

    def root(self) -> bytes:
        """The root over all leaves so far; of none, the hash of nothing."""
        if not self._whole:
            return sha256(b"").digest()
        root = self._whole[-1]
        for left in reversed(self._whole[:-1]):
            root = sha256(b"\1" + left + root).digest()
        return root


def root_of(leaves: Iterable[bytes]) -> bytes:
    """The RFC 6962 root over leaves."""
    roots = Roots()
    for leaf in leaves:
        roots.add(leaf_hash(leaf))
    return roots.root()


def read_key(text: str, where: str) -> Key:
    """The key of a text such as log.vkey holds."""
    try:
        name, number, encoded = text.strip().split("+", 2)
        raw = base64.b64decode(encoded, validate=True)
        if raw[:1] != b"\1" or len(raw) != 33 or not name:
            raise ValueError("it is no Ed25519 key")
        found = sha256(name.encode() + b"\n" + raw).digest()[:4]
        if found.hex() != number:
            raise ValueError(f"its id should be {found.hex()}")
        return Key(text.strip(), name, found, Ed25519PublicKey.from_public_bytes(raw[1:]))
    except (ValueError, binascii.Error) as error:
        raise Unreadable(f"{where}: this is no public key of a log ({error}). It reads <name>+<id>+<base64>.") from None


def read_checkpoint(path: Path, key: Key) -> Checkpoint:
    """A checkpoint signed by `key`; Unreadable says what is wrong with it."""
    try:
        note = path.read_bytes().decode("utf-8")
        text, signatures = note.rsplit("\n\n", 1)
        origin, size, root = text.split("\n")
        found = Checkpoint(int(size), base64.b64decode(root, validate=True))
        if str(found.size) != size or found.size < 0 or len(found.root) != 32:
            raise ValueError("size or root is not spelled as it must be")
    except (OSError, ValueError, binascii.Error) as error:
        raise Unreadable(f"{path}: this is no checkpoint ({error}).") from None
    if origin != key.name:
        raise Unreadable(f"{path}: its origin is {origin!r}, the key's name {key.name!r}.")
    if not any(_signed(line, text + "\n", key) for line in signatures.split("\n")):
        raise Unreadable(f"{path}: it bears no signature that holds under {key.text}.")
    return found


def _signed(line: str, text: str, key: Key) -> bool:
    start = f"— {key.name} "
    if not line.startswith(start):
        return False
    try:
        raw = base64.b64decode(line[len(start) :], validate=True)
        key.public.verify(raw[4:], text.encode())
    except (binascii.Error, ValueError, InvalidSignature):
        return False
    return raw[:4] == key.id


def number_path(number: int) -> str:
    """`1234067` as `x001/x234/067`."""
    digits = f"{number % 1000:03d}"
    while number >= 1000:
        number //= 1000
        digits = f"x{number % 1000:03d}/{digits}"
    return digits


def _tile(folder: Path, level: str, number: int, width: int) -> bytes:
    path = folder / "tile" / level / number_path(number)
    if width < WIDTH:
        path = path.with_name(path.name + ".p") / str(width)
    return path.read_bytes()


def _widths(size: int) -> Iterator[tuple[int, int]]:
    for number in range(size // WIDTH):
        yield number, WIDTH
    if size % WIDTH:
        yield size // WIDTH, size % WIDTH


def read_leaves(folder: Path, size: int) -> list[bytes]:
    """The leaves of the log in their order; Unreadable if a bundle is missing or broken."""
    leaves: list[bytes] = []
    for number, width in _widths(size):
        where = f"{folder}/tile/entries/{number_path(number)}"
        try:
            bundle = _tile(folder, "entries", number, width)
        except OSError as error:
            raise Unreadable(
                f"{where}: it cannot be read ({error}). The public part of the log is not whole."
            ) from None
        at = count = 0
        while at < len(bundle) and count < width:
            length = int.from_bytes(bundle[at : at + 2], "big")
            leaves.append(bundle[at + 2 : at + 2 + length])
            at, count = at + 2 + length, count + 1
        if at != len(bundle) or count != width:
            raise Unreadable(f"{where}: it does not hold {width} leaves.")
    return leaves


def verify(folder: Path, key: Key, newest: Checkpoint, leaves: list[bytes]) -> Iterator[Told]:
    """What does not agree: leaves and roots of every checkpoint, leaves and tiles."""
    hashes = [leaf_hash(leaf) for leaf in leaves]
    older = {}
    for path in sorted((folder / "checkpoints").rglob("*")):
        if path.is_file():
            try:
                point = read_checkpoint(path, key)
                older[point.size] = (path, point.root)
            except Unreadable as error:
                yield "unsigned", f"log/checkpoints/{path.name}", str(error)
    roots = Roots()
    for size in range(len(hashes) + 1):
        if size in older and older[size][1] != roots.root():
            yield "root", f"log/checkpoints/{older[size][0].name}", f"the first {size} leaves lead to another root"
        if size < len(hashes):
            roots.add(hashes[size])
    for size in sorted(older):
        if size > len(hashes):
            yield (
                "root",
                f"log/checkpoints/{older[size][0].name}",
                f"it was signed for {size} leaves; {len(hashes)} are there",
            )
    if roots.root() != newest.root or roots.size != newest.size:
        yield (
            "root",
            "log/checkpoint",
            f"{roots.size} leaves lead to the root {roots.root().hex()}, signed is {newest.root.hex()}",
        )
    yield from _tiles(folder, hashes)


def _tiles(folder: Path, hashes: list[bytes]) -> Iterator[Told]:
    level = 0
    while hashes:
        for number, width in _widths(len(hashes)):
            where = f"log/tile/{level}/{number_path(number)}"
            try:
                same = _tile(folder, str(level), number, width) == b"".join(hashes[number * WIDTH :][:width])
            except OSError:
                yield "root", where, "the tile is missing"
                continue
            if not same:
                yield "root", where, "the tile does not hold the hashes of its leaves"
        hashes = [_whole(hashes[start : start + WIDTH]) for start in range(0, len(hashes) - WIDTH + 1, WIDTH)]
        level += 1


def _whole(hashes: list[bytes]) -> bytes:
    while len(hashes) > 1:
        hashes = [sha256(b"\1" + a + b).digest() for a, b in zip(hashes[::2], hashes[1::2], strict=True)]
    return hashes[0]
