"""A model's file: what was written is read back, and what was altered, cut or made for something else is refused."""

import gzip
import json
from pathlib import Path

import numpy as np
import pytest

from eastwind import assess
from eastwind.assess.modelfile import packed
from eastwind.core import digests
from tests.assess.learnt import people, trained, written


@pytest.fixture(scope="module")
def files(tmp_path_factory):
    return written(tmp_path_factory.mktemp("model"))


def document(path):
    return json.loads(gzip.decompress(Path(path).read_bytes()))


def spoiled(tmp_path, content):
    """A file of another content that calls itself by the right name for it."""
    path = tmp_path / "spoiled.json"
    path.write_text(json.dumps({"digest": digests.digest(content), "model": content}))
    return str(path)


def test_what_was_trained_is_read_back_and_scores_the_same(files):
    model = assess.load_model(files[0])
    table = people().values
    assert model.digest == digests.digest(trained().content)
    assert packed(trained().content) == packed(trained().content)
    halves = model.halves(table)
    base, ability, willingness, _ = model.scored(table)
    assert np.abs(halves.logit * 1000 - (base + ability + willingness)).max() < 2
    plain = json.dumps(document(files[0]))
    assert "__" not in plain
    assert digests.canonical(document(files[0]))  # no float anywhere


def test_one_character_changed_anywhere_is_refused(files, tmp_path):
    text = gzip.decompress(Path(files[0]).read_bytes())
    draw = np.random.default_rng(1)
    for at in draw.integers(0, len(text), 40):
        if not chr(text[at]).isdigit():
            continue
        other = bytearray(text)
        other[at] = ord("7") if text[at] != ord("7") else ord("3")
        path = tmp_path / "altered.json"
        path.write_bytes(bytes(other))
        with pytest.raises(assess.ModelError, match=r"altered|no model file"):
            assess.load_model(str(path))


@pytest.mark.parametrize(
    ("raw", "said"),
    [
        (b"", "no model file"),
        (b"not json", "no model file"),
        (b"{}", "no model file"),
        (b"[1, 2]", "no model file"),
        (b"\x1f\x8b broken", "no model file"),
        (gzip.compress(b'{"digest": "x", "model"')[:20], "no model file"),
        (b'{"digest": "x", "model": {"format": "other/9"}}', "of the format 'other/9'"),
    ],
)
def test_what_is_no_model_is_refused(tmp_path, raw, said):
    path = tmp_path / "file.json"
    path.write_bytes(raw)
    with pytest.raises(assess.ModelError, match=said):
        assess.load_model(str(path))


def test_a_name_that_nothing_has_is_refused_with_those_there_are():
    with pytest.raises(assess.ModelError, match=r"no model 'nothing'.*taiwan-cards-2005"):
        assess.load_model("nothing")


@pytest.mark.parametrize(
    ("spoil", "said"),
    [
        (lambda data: data.update(features_version=99), "features of version 99.*Train it anew"),
        (lambda data: data["features"].__setitem__(0, "shoe_size"), "looks at 'shoe_size'.*does not know"),
        (lambda data: data["halves"].__setitem__(0, 1), "'limit_minor' to the other half"),
        (lambda data: data.pop("base"), "lacks or misuses 'base'"),
        (lambda data: data["trees"]["nodes"].append(3), "lacks or misuses"),
        (lambda data: data["trees"]["feature"].__setitem__(0, 77), "lacks or misuses feature"),
        (lambda data: data["trees"]["last"].__setitem__(0, 15), "lacks or misuses leaves of a node"),
        (lambda data: data["trees"]["value"].pop(), "lacks or misuses leaves"),
        (lambda data: data["calibration"].update(meant=[5, 5]), "lacks or misuses calibration"),
        (lambda data: data["edges"].pop(), "lacks or misuses edges"),
    ],
)
def test_a_model_for_something_else_is_refused_by_name(files, tmp_path, spoil, said):
    content = document(files[0])["model"]
    spoil(content)
    with pytest.raises(assess.ModelError, match=said):
        assess.load_model(spoiled(tmp_path, content))


def test_out_of_fold_scores_of_another_model_are_refused(files, tmp_path):
    content = document(files[1])["model"]
    content["model"] = "sha256:0"
    with pytest.raises(assess.ModelError, match="scores of the model sha256:0"):
        assess.load_model(files[0], spoiled(tmp_path, content))
    with pytest.raises(assess.ModelError, match="of the format 'eastwind-model/1'"):
        assess.load_model(files[0], files[0])
    content = document(files[1])["model"]
    content["fold"].pop()
    with pytest.raises(assess.ModelError, match="columns of one length"):
        assess.load_model(files[0], spoiled(tmp_path, content))


def test_the_model_that_ships_loads_and_is_small():
    for name in assess.available():
        model = assess.load_model(name)
        assert model.data["trained"]["people"] > 0
        assert len(packed(model.data)) < 1_500_000
        assert set(model.spreads) == {*model.names, "score"}
        assert all(spread.people == model.data["trained"]["people"] for spread in model.spreads.values())
