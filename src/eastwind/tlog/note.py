"""Signed notes and checkpoints: who vouches for a root.

In        an Ed25519 key with a name; origin, size and root of a log.
Out       C2SP signed-note and tlog-checkpoint bytes, and their strict reading.
Not here  what the root is over (merkle), when a checkpoint is due (log).
Proof     tests/tlog/test_note.py: the vector of Go's sumdb/note, the example of C2SP's signed-note, every byte flipped.

Reading is strict: every accepted file has exactly one spelling, so a changed byte never goes unnoticed.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
import re
from dataclasses import dataclass, field

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from eastwind.tlog.errors import BadNote

ED25519 = b"\x01"
SIGNATURES_MAX = 64
DASH = "— "
_NAME = re.compile(r"[^\s+]+")
_NUMBER = re.compile(r"0|[1-9][0-9]{0,17}")


def decode_base64(text: str, count: int | None = None) -> bytes:
    """Standard base64 in its only spelling; BadNote otherwise, or if it is not `count` bytes."""
    try:
        data = base64.b64decode(text.encode("ascii"), validate=True)
    except (binascii.Error, UnicodeEncodeError) as error:
        raise BadNote(f"Not base64: {text!r}.") from error
    if base64.b64encode(data).decode() != text:
        raise BadNote(f"Base64 with stray bits: {text!r}.")
    if count is not None and len(data) != count:
        raise BadNote(f"Expected {count} bytes in base64, found {len(data)}: {text!r}.")
    return data


def encode_base64(data: bytes) -> str:
    """Standard base64 with padding."""
    return base64.b64encode(data).decode()


def decode_number(text: str) -> int:
    """A decimal number without sign or leading zeroes, below 10^18; BadNote otherwise."""
    if not _NUMBER.fullmatch(text):
        raise BadNote(f"Not a plain decimal number: {text!r}.")
    return int(text)


@dataclass(frozen=True, slots=True)
class Verifier:
    """A name and an Ed25519 public key; `vkey` is its one-line form, name+id+base64."""

    name: str
    public: bytes
    key_id: bytes = field(init=False)

    def __post_init__(self) -> None:
        if not _NAME.fullmatch(self.name) or not self.name.isprintable():
            raise BadNote(f"{self.name!r} is no key name. Use text without spaces, plus signs or control characters.")
        if len(self.public) != 32:
            raise BadNote(f"An Ed25519 public key has 32 bytes, not {len(self.public)}.")
        named = self.name.encode() + b"\n" + ED25519 + self.public
        object.__setattr__(self, "key_id", hashlib.sha256(named).digest()[:4])

    @property
    def vkey(self) -> str:
        """The public form, as published and as kept in `log.vkey`."""
        return f"{self.name}+{self.key_id.hex()}+{encode_base64(ED25519 + self.public)}"

    @classmethod
    def parse(cls, vkey: str) -> Verifier:
        """Read the one-line form; BadNote if any character is not as it must be."""
        parts = vkey.split("+", 2)  # base64 may itself hold plus signs
        if len(parts) != 3:
            raise BadNote(f"Not a key of the form name+id+base64: {vkey!r}.")
        data = decode_base64(parts[2], 33)
        if data[:1] != ED25519:
            raise BadNote(f"Key type {data[0]} is not Ed25519 (1): {vkey!r}.")
        verifier = cls(parts[0], data[1:])
        if verifier.vkey != vkey:
            raise BadNote(f"The key's id should be {verifier.key_id.hex()}, found {parts[1]!r}.")
        return verifier

    def open(self, note: bytes) -> str:
        """The text of a note that this key signed; BadNote if it did not, or if the note is malformed.

        Signatures of other keys are passed over unread, as the standard asks: witnesses may add theirs.
        """
        text, signatures = _split_note(note)
        mine = [sig for name, sig in signatures if name == self.name and sig[:4] == self.key_id]
        if len(mine) != 1:
            raise BadNote(f"{len(mine)} signatures by {self.name}+{self.key_id.hex()}; exactly one is needed.")
        try:
            Ed25519PublicKey.from_public_bytes(self.public).verify(mine[0][4:], text.encode())
        except (InvalidSignature, ValueError) as error:
            raise BadNote(f"The signature by {self.name} does not hold for this text.") from error
        return text


@dataclass(frozen=True, slots=True)
class Signer:
    """A name and an Ed25519 private key. Its name is the origin of the log it signs."""

    name: str
    secret: bytes = field(repr=False)  # the 32-byte seed of RFC 8032

    @classmethod
    def derived(cls, name: str, root: bytes) -> Signer:
        """The signer that tests and demonstrations get from a test root key: the same on every run."""
        return cls(name, hmac.digest(root, b"eastwind/tlog/signer/v1\x00" + name.encode(), "sha256"))

    @property
    def verifier(self) -> Verifier:
        """The public half."""
        return Verifier(self.name, Ed25519PrivateKey.from_private_bytes(self.secret).public_key().public_bytes_raw())

    @property
    def skey(self) -> str:
        """The private form of Go's sumdb/note: PRIVATE+KEY+name+id+base64. Keep it secret."""
        return f"PRIVATE+KEY+{self.name}+{self.verifier.key_id.hex()}+{encode_base64(ED25519 + self.secret)}"

    @classmethod
    def parse(cls, skey: str) -> Signer:
        """Read the private form; BadNote, without repeating the key, if it is malformed."""
        parts = skey.strip().split("+", 4)
        if len(parts) != 5 or parts[:2] != ["PRIVATE", "KEY"]:
            raise BadNote("Not a signing key of the form PRIVATE+KEY+name+id+base64.")
        try:
            data = decode_base64(parts[4], 33)
        except BadNote:
            raise BadNote(f"The signing key of {parts[2]!r} is not 33 bytes in base64.") from None
        signer = cls(parts[2], data[1:])
        if data[:1] != ED25519 or signer.verifier.key_id.hex() != parts[3]:
            raise BadNote(f"The signing key of {parts[2]!r} does not have the id {parts[3]!r}.")
        return signer

    def sign(self, text: str) -> bytes:
        """The signed note of `text`, which ends in a newline."""
        assert text.endswith("\n"), text
        public = self.verifier
        signature = Ed25519PrivateKey.from_private_bytes(self.secret).sign(text.encode())
        return f"{text}\n{DASH}{self.name} {encode_base64(public.key_id + signature)}\n".encode()


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """A log's head: its origin, how many leaves, and their root."""

    origin: str
    size: int
    root: bytes

    def text(self) -> str:
        """The note text of tlog-checkpoint."""
        return f"{self.origin}\n{self.size}\n{encode_base64(self.root)}\n"

    @classmethod
    def parse(cls, text: str) -> Checkpoint:
        """Read the note text; three lines, for we use no extension lines."""
        lines = text.split("\n")
        if len(lines) != 4 or lines[3] or not lines[0]:
            raise BadNote(f"A checkpoint has three lines: origin, size, root. Found {text!r}.")
        return cls(lines[0], decode_number(lines[1]), decode_base64(lines[2], 32))

    @classmethod
    def open(cls, note: bytes, verifier: Verifier) -> Checkpoint:
        """The checkpoint of a note signed by `verifier`, whose name is the origin."""
        checkpoint = cls.parse(verifier.open(note))
        if checkpoint.origin != verifier.name:
            raise BadNote(f"The checkpoint's origin is {checkpoint.origin!r}, the key's name {verifier.name!r}.")
        return checkpoint


def _split_note(note: bytes) -> tuple[str, list[tuple[str, bytes]]]:
    """Text and (name, key id || signature) of each signature line; BadNote if malformed."""
    try:
        content = note.decode()
    except UnicodeDecodeError as error:
        raise BadNote(f"The note is not UTF-8: {error}.") from error
    if any(character < " " and character != "\n" for character in content):
        raise BadNote("The note holds a control character.")
    split = content.rfind("\n\n")
    if split < 0 or not content.endswith("\n"):
        raise BadNote("The note is no text, blank line and signature lines, each ending in a newline.")
    lines = content[split + 2 : -1].split("\n")
    if len(lines) > SIGNATURES_MAX:
        raise BadNote(f"The note has {len(lines)} signatures, more than {SIGNATURES_MAX}.")
    return content[: split + 1], [_signature(line) for line in lines]


def _signature(line: str) -> tuple[str, bytes]:
    name, _, text = line.removeprefix(DASH).partition(" ")
    if not line.startswith(DASH) or not _NAME.fullmatch(name):
        raise BadNote(f"Not a signature line: {line!r}.")
    signature = decode_base64(text)
    if len(signature) < 5:
        raise BadNote(f"A signature of {len(signature)} bytes: {line!r}.")
    return name, signature
