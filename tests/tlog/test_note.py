"""Signed notes and checkpoints: published vectors, and strictness."""

import base64
import json
from pathlib import Path

import pytest

from eastwind.tlog.errors import BadNote
from eastwind.tlog.note import Checkpoint, Signer, Verifier, decode_base64, decode_number
from tests.tlog.support import SIGNER, flipped

GOLDEN = json.loads((Path(__file__).parent / "golden" / "notes.json").read_text("utf-8"))
GO = GOLDEN["go"]


def test_signing_gives_the_bytes_of_the_reference_implementation():
    signer = Signer.parse(GO["skey"])
    assert signer.sign(GO["text"]) == GO["note"].encode()
    assert signer.verifier.vkey == GO["vkey"]
    assert signer.skey == GO["skey"]


def test_a_note_of_the_reference_implementation_opens():
    assert Verifier.parse(GO["vkey"]).open(GO["note"].encode()) == GO["text"]


def test_the_published_checkpoint_has_its_three_lines():
    case = GOLDEN["checkpoint"]
    text = case["note"].partition("\n\n")[0] + "\n"
    checkpoint = Checkpoint.parse(text)
    assert (checkpoint.origin, checkpoint.size) == (case["origin"], case["size"])
    assert base64.b64encode(checkpoint.root).decode() == case["root"]
    assert checkpoint.text() == text
    with pytest.raises(BadNote, match="0 signatures by"):  # well-formed, but not by a key that we know
        Verifier.parse(GO["vkey"]).open(case["note"].encode())


def test_no_altered_note_opens():
    verifier = Verifier.parse(GO["vkey"])
    for _, data in flipped(GO["note"].encode(), (1, 4, 0x20, 0x80, 0xFF)):
        with pytest.raises(BadNote):
            verifier.open(data)
    for end in range(len(GO["note"].encode())):
        with pytest.raises(BadNote):
            verifier.open(GO["note"].encode()[:end])


def test_no_altered_key_is_read():
    for _, data in flipped(GO["vkey"].encode(), (1, 2, 4, 8, 16, 0x20, 0x40)):
        with pytest.raises(BadNote):
            Verifier.parse(data.decode())
    for _, data in flipped(GO["skey"].encode(), (1, 4)):
        with pytest.raises(BadNote):
            Signer.parse(data.decode() + "")


def test_an_error_about_a_signing_key_does_not_repeat_it():
    broken = GO["skey"][:-1]
    with pytest.raises(BadNote) as caught:
        Signer.parse(broken)
    assert broken[-20:] not in str(caught.value)
    assert GO["skey"].rpartition("+")[2] not in repr(Signer.parse(GO["skey"]))


def test_signatures_of_others_are_passed_over():
    note = GO["note"].encode() + SIGNER.sign("x\n").split(b"\n\n")[1]
    assert Verifier.parse(GO["vkey"]).open(note) == GO["text"]


def test_a_signature_given_twice_is_refused():
    with pytest.raises(BadNote, match="2 signatures"):
        Verifier.parse(GO["vkey"]).open(GO["note"].encode() + GO["note"].encode().split(b"\n\n")[1])


@pytest.mark.parametrize(
    "text", ["a\n01\n%s\n", "a\n+1\n%s\n", "a\n1\n%s\nextension\n", "\n1\n%s\n", "a\n1\n%s", "a\n١\n%s\n"]
)
def test_a_checkpoint_in_another_form_is_refused(text):
    with pytest.raises(BadNote):
        Checkpoint.parse(text % base64.b64encode(bytes(32)).decode())


def test_a_checkpoint_of_another_origin_is_refused():
    note = SIGNER.sign(Checkpoint("elsewhere", 1, bytes(32)).text())
    with pytest.raises(BadNote, match="origin"):
        Checkpoint.open(note, SIGNER.verifier)


@pytest.mark.parametrize("name", ["", "a b", "a+b", "a\tb", "a\x00b"])
def test_a_key_needs_a_fit_name(name):
    with pytest.raises(BadNote, match="no key name"):
        Verifier(name, bytes(32))


def test_base64_and_numbers_have_one_spelling():
    for wrong in ("AB==", "QQ", "QQ=", "QQ==\n", "QQ== ", "Q-==", "é"):
        with pytest.raises(BadNote):
            decode_base64(wrong)
    for wrong in ("", "01", "-1", "1_0", " 1", "9" * 19):
        with pytest.raises(BadNote):
            decode_number(wrong)
