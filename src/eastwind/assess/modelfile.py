"""Model files: a trained model, and its out-of-fold scores, as plain data named by its digest.

In        a file (JSON, or JSON in gzip), or the name of a model that ships.
Out       `load`: a Model; `load_aside`: its OutOfFold; `packed`: the bytes to write; ModelError says what is wrong.
Not here  training (train), scoring (model).
Proof     tests/assess/test_modelfile.py: one byte changed anywhere is refused.

{"digest": "sha256:…", "model": {…}}: the digest is that of the canonical JSON (core.digests) under "model", so a file
that was altered, or cut, is no model. Nothing in it is code, and there is no float: leaves are micro-logits.
"""

import gzip
import io
import itertools
import json
import zlib
from importlib import resources
from pathlib import Path
from typing import Any, Final

import numpy as np

from eastwind.assess.bills import PLACES
from eastwind.assess.calibration import KINDS, Calibration
from eastwind.assess.drift import Spread
from eastwind.assess.features import HALVES, NAMED
from eastwind.assess.forest import COLUMNS, CUTS_MAX, LEAVES_MAX, Forest, build
from eastwind.assess.model import Model, OutOfFold
from eastwind.assess.modelerror import ModelError
from eastwind.assess.scorecard import Scorecard
from eastwind.core import digests
from eastwind.core.segments import Ints

FORMAT: Final = "eastwind-model/1"
ASIDE: Final = "eastwind-out-of-fold/1"
FEATURES_VERSION: Final = 1  # raised when a feature of the same name comes to mean another thing
SHIPPED: Final = "models"
SUFFIX: Final = ".json.gz"
BYTES_MAX: Final = 2**28


def available() -> tuple[str, ...]:
    """The models that ship."""
    folder = resources.files("eastwind.assess").joinpath(SHIPPED)
    return tuple(sorted(one.name.removesuffix(SUFFIX) for one in folder.iterdir() if one.name.endswith(SUFFIX)))


def load(name: str, card: Scorecard, aside: str | None = None) -> Model:
    """The model in the file `name`, or the one that ships under that name; `aside` is a file of out-of-fold scores."""
    where, data, digest = _read(name, FORMAT)
    try:
        model = _model(data, digest, card)
    except (KeyError, TypeError, ValueError, IndexError, AssertionError, OverflowError) as error:
        if isinstance(error, ModelError):
            raise ModelError(f"{where}: {error}") from error
        raise ModelError(
            f"{where}: the model lacks or misuses {error}. It was written by another program: train it anew."
        ) from error
    if aside is None:
        return model
    found = load_aside(aside)
    if found.model != digest:
        raise ModelError(
            f"{aside} holds out-of-fold scores of the model {found.model[:19]}…, not of {where} ({digest[:19]}…). "
            "Train both together: eastwind assess train BOOK --out FILE --out-of-fold FILE."
        )
    return _with(model, found)


def load_aside(name: str) -> OutOfFold:
    """Out-of-fold scores as a file has them."""
    where, data, digest = _read(name, ASIDE)
    try:
        raw = np.frombuffer(bytes.fromhex(data["fingerprints"]), ">u8").astype(np.uint64)
        columns = {key: np.array(data[key], np.int32) for key in ("fold", "ability", "willingness")}
        assert all(len(column) == len(raw) for column in columns.values()), "columns of one length"
        assert len(raw), "rows"
        assert bool((raw[1:] > raw[:-1]).all()), "fingerprints that rise"
        base = tuple(int(each) for each in data["base"])
        assert int(columns["fold"].min()) >= 0, "folds"
        assert int(columns["fold"].max()) < len(base), "folds"
        return OutOfFold(
            digest,
            data["model"],
            raw,
            columns["fold"].astype(np.int8),
            columns["ability"],
            columns["willingness"],
            base,
        )
    except (KeyError, TypeError, ValueError, AssertionError) as error:
        raise ModelError(f"{where}: the out-of-fold scores lack or misuse {error}. Train the model anew.") from error


def is_aside_of(name: str, model: Model) -> bool:
    """Whether the file `name` holds the out-of-fold scores of this very model; ModelError where it is none at all."""
    return load_aside(name).model == model.digest


def packed(content: dict[str, Any]) -> bytes:
    """The bytes of a file: gzip without a clock in it, so the same content is the same bytes."""
    text = digests.canonical({"digest": digests.digest(content), "model": content})
    out = io.BytesIO()
    with gzip.GzipFile(fileobj=out, mode="wb", mtime=0, filename="") as file:
        file.write(text)
    return out.getvalue()


def _read(name: str, wanted: str) -> tuple[str, dict[str, Any], str]:
    """Where it stands, its content and its digest, checked."""
    raw, where = _bytes(name)
    try:
        if raw[:2] == b"\x1f\x8b":
            with gzip.GzipFile(fileobj=io.BytesIO(raw)) as file:
                raw = file.read(BYTES_MAX + 1)
        document = json.loads(raw)
        digest, content = document["digest"], document["model"]
        kind = content["format"]
    except (OSError, EOFError, zlib.error, ValueError, KeyError, TypeError, RecursionError) as error:
        raise ModelError(
            f"{where} is no model file ({type(error).__name__}: {str(error)[:80]}). Give a file that "
            "`eastwind assess train` wrote."
        ) from error
    if kind != wanted:
        raise ModelError(f"{where} is of the format {kind!r}; {wanted!r} is wanted. Train it with this version.")
    try:
        found = digests.digest(content)
    except (TypeError, ValueError) as error:
        raise ModelError(f"{where} was altered: {error}") from error
    if found != digest:
        raise ModelError(
            f"{where} was altered: it calls itself {str(digest)[:19]}…, its content is {found[:19]}…. "
            "Take the file from where it was trained."
        )
    return where, content, digest


def _bytes(name: str) -> tuple[bytes, str]:
    path = Path(name)
    if path.is_file():
        return path.read_bytes(), str(path)
    if name in available():
        return resources.files("eastwind.assess").joinpath(SHIPPED, name + SUFFIX).read_bytes(), name
    raise ModelError(
        f"There is no model '{name}': no such file, and none that ships has the name ({', '.join(available())}). "
        "Give a file, one of these names, or scorecard."
    )


def _model(data: dict[str, Any], digest: str, card: Scorecard) -> Model:
    if data["features_version"] != FEATURES_VERSION or data["places"] != PLACES:
        raise ModelError(
            f"the model looks at features of version {data['features_version']}, this program makes version "
            f"{FEATURES_VERSION}. Train it anew."
        )
    names = tuple(data["features"])
    strange = [name for name in names if name not in NAMED]
    if strange:
        raise ModelError(f"the model looks at '{strange[0]}', which this program does not know. Train it anew.")
    changed = [name for name, half in zip(names, data["halves"], strict=True) if NAMED[name].half != HALVES[half]]
    if changed:
        raise ModelError(f"the model counts '{changed[0]}' to the other half than this program. Train it anew.")
    edges = tuple(np.array(each, np.int64) for each in data["edges"])
    assert len(edges) == len(names), "edges"
    forest = build(edges, data["trees"]["half"], {key: data["trees"][key] for key in COLUMNS})
    _sound(forest, data["halves"])
    line = data["calibration"]
    assert line["kind"] in KINDS, "calibration"
    assert _rises(line["said"]) and _rises(line["meant"]) and len(line["said"]) == len(line["meant"]) > 1, "calibration"  # noqa: PT018
    return Model(
        digest=digest,
        data=data,
        target=data["target"],
        currency=data["currency"],
        products=tuple(data["products"]),
        names=names,
        bills_min=int(data["bills_min"]),
        always_known=tuple(bool(each) for each in data["always_known"]),
        forest=forest,
        base=int(data["base"]),
        centre=(int(data["centre"][0]), int(data["centre"][1])),
        cut=(int(data["cut"][0]), int(data["cut"][1])),
        calibration=Calibration(line["kind"], tuple(line["said"]), tuple(line["meant"])),
        card=card,
        spreads={name: Spread.of(one) for name, one in data["spreads"].items()},
    )


def _with(model: Model, aside: OutOfFold) -> Model:
    return Model(**{**{name: getattr(model, name) for name in model.__dataclass_fields__}, "out_of_fold": aside})


def _rises(knots: list[int]) -> bool:
    return all(low < high for low, high in itertools.pairwise(knots))


def _sound(forest: Forest, halves: list[int]) -> None:
    """Trees that are whole: every node inside its tree and half, every leaf there. AssertionError names what is not."""
    trees, nodes, leaves = len(forest.nodes), len(forest.feature), len(forest.value)
    assert trees, "trees"
    assert len(forest.half) == trees, "half"
    assert bool(((forest.nodes >= 1) & (forest.nodes < LEAVES_MAX)).all()), "nodes"
    assert int(forest.nodes.sum()) == nodes, "nodes"
    assert nodes + trees == leaves == len(forest.people), "leaves"
    for each in (forest.cut, forest.unknown_left, forest.first, forest.middle, forest.last):
        assert len(each) == nodes, "nodes"
    assert bool(((forest.feature >= 0) & (forest.feature < len(forest.edges))).all()), "feature"
    assert bool(((forest.cut >= 1) & (forest.cut < CUTS_MAX)).all()), "cut"
    ends: Ints = (forest.nodes + 1)[forest.tree_of_node]
    whole = (forest.first >= 0) & (forest.first < forest.middle) & (forest.middle < forest.last) & (forest.last <= ends)
    assert bool(whole.all()), "leaves of a node"
    assert bool((np.array(halves)[forest.feature] == forest.half[forest.tree_of_node]).all()), "a tree of both halves"
