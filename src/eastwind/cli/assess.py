"""`eastwind assess`: train a model of who repays, and say what its scores are worth.

In        a book with outcomes, or a month or more of history to look back on.
Out       train: a model's file, and out-of-fold scores of those it learned from; evaluate: what a model is worth on a
          book; crossfit: what models of this kind are worth on a book, each person scored by trees that never saw them.
Not here  learning and scoring (assess), the model card (card), scoring a day (plan).
Proof     tests/cli/test_assess.py.
"""

import json
import os
from contextlib import ExitStack
from datetime import datetime
from pathlib import Path
from typing import Annotated, Any, Final

import numpy as np
import polars as pl
import typer

from eastwind import book
from eastwind.assess import evaluation, labels, train
from eastwind.assess.evaluation import Evaluated
from eastwind.assess.model import BY, Model
from eastwind.assess.modelfile import packed
from eastwind.assess.train import Settings
from eastwind.book import Loaded
from eastwind.cli import inputs
from eastwind.cli.folder import whole_file
from eastwind.cli.guard import Unusable, guarded
from eastwind.cli.progress import Steps
from eastwind.core.frames import Book

app = typer.Typer(help="Train a model of who repays, and say what its scores are worth.", no_args_is_help=True)

# Threads that wait for each other by spinning cost ten times the work on a machine that does something else besides.
os.environ.setdefault("OMP_WAIT_POLICY", "PASSIVE")

SHIPPED: Final = "taiwan-cards-2005"
LATE: Final = "paid_30d"
SEED: Final = 1
SAID_MIN: Final = 100  # of fewer people chance alone decides every figure
GAP: Final = 0.02  # a group may lie so far off, and no further

Folder = Annotated[Path, typer.Argument(metavar="BOOK", help="The folder with mapping.toml.")]
AsOf = Annotated[str | None, typer.Option("--as-of", metavar="DAY", help="Inputs up to this day; else the book's own.")]
Json = Annotated[bool, typer.Option("--json", help="One JSON document instead of lines.")]
Target = Annotated[
    str | None,
    typer.Option("--target", metavar="WORD", help=f"A target of `outcomes`, or {', '.join(labels.LATER)}."),
]
Seed = Annotated[int, typer.Option("--seed", metavar="N", help="Decides folds and what each tree is shown.")]
Products = Annotated[
    str | None,
    typer.Option("--products", metavar="WORDS", help="Products to look at, with commas; else all of the book."),
]
Without = Annotated[str, typer.Option("--without", metavar="NAMES", help="Features to leave out, with commas.")]


def learned_from(
    loaded: Loaded, as_of: datetime, target: str, products: tuple[str, ...], names: tuple[str, ...], bills_min: int
) -> labels.Labelled:
    """Features as of `as_of` (or before it, for a target that looks back) and outcomes of a loaded book's people."""

    def known(at: datetime) -> tuple[Book, pl.DataFrame, int]:
        found = book.known(loaded.book, at, loaded.tables["profiles"])
        return found, book.delinquency(found, at), (book.local_day(found, at) - labels.EPOCH).days

    return labels.labelled(known, loaded.tables["outcomes"], as_of, target, products, names, bills_min)


@app.command("train")
@guarded
def train_model(
    folder: Folder,
    out: Annotated[Path, typer.Option("--out", metavar="FILE", help="The model's file, e.g. model.json.gz.")],
    target: Target = None,
    products: Products = None,
    without: Without = "",
    as_of: AsOf = None,
    seed: Seed = SEED,
    aside: Annotated[
        Path | None,
        typer.Option("--out-of-fold", metavar="FILE", help="Also the training people's own scores, unseen."),
    ] = None,
) -> None:
    """Train a model on a book, calibrate it on people it did not see, and write it as plain data."""
    with Steps() as steps:
        with steps.step("read"):
            loaded = book.load(folder)
            names = train.all_names(_words(without))
            people = learned_from(loaded, *_asked(loaded, as_of, target, products), names, train.BILLS_MIN)
        wanted = _products(loaded, products)
        about = {"currency": loaded.book.currency, "products": list(wanted), "zone": loaded.book.zone}
        settings = Settings.of(people.target)
        made = train.trained(people, names, settings, seed, about, told=lambda *at: steps.told("learn", *at))
        bytes_ = {out: packed(made.content)}
        if aside is not None:
            bytes_[aside] = packed(made.aside(people))
        with ExitStack() as files:  # both, or neither
            for path, content in bytes_.items():
                files.enter_context(whole_file(path)).write_bytes(content)
    found = made.crossfit
    typer.echo(f"{len(people.outcome):,} people learned from, {people.left_out:,} left out with too few bills")
    for line in _lines(people.target, evaluation.evaluated(people.outcome, found, seed)):
        typer.echo(line)
    for path, content in bytes_.items():
        typer.echo(f"{path}: {len(content):,} bytes")


def _asked(
    loaded: Loaded, as_of: str | None, target: str | None, products: str | None
) -> tuple[datetime, str, tuple[str, ...]]:
    instant = inputs.as_of(as_of, loaded.mapping.defaults, loaded.book.zone)
    return instant, target or _only_target(loaded), _products(loaded, products)


def _only_target(loaded: Loaded) -> str:
    """The one target that the book's outcomes have."""
    there = loaded.tables["outcomes"]["target"].unique().sort().to_list()
    if len(there) != 1:
        raise Unusable(
            f"The book has {len(there)} targets among its outcomes ({', '.join(there)}). "
            f"Name one with --target, or one that needs no outcomes: {', '.join(labels.LATER)}."
        )
    return str(there[0])


def _products(loaded: Loaded, given: str | None) -> tuple[str, ...]:
    there = tuple(str(each) for each in loaded.book.loans["product"].unique().sort())
    wanted = there if given is None else _words(given)
    strange = [each for each in wanted if each not in there]
    if strange or not wanted:
        raise Unusable(f"--products {given}: the book has no '{(strange or [''])[0]}'. It has: {', '.join(there)}.")
    return wanted


def _words(given: str) -> tuple[str, ...]:
    return tuple(word.strip() for word in given.split(",") if word.strip())


@app.command("evaluate")
@guarded
def evaluate(
    folder: Folder,
    model: Annotated[
        str | None,
        typer.Option("--model", metavar="FILE", help=f"A model's file or name; else the book's own, else {SHIPPED}."),
    ] = None,
    aside: Annotated[
        Path | None,
        typer.Option(
            "--out-of-fold", metavar="FILE", help="Scores of the model's training people; else the book's own."
        ),
    ] = None,
    as_of: AsOf = None,
    seed: Seed = SEED,
    as_json: Json = False,
) -> None:
    """Say what a model's scores are worth on a book whose outcomes are known.

    People whom the model learned from are scored out of fold, if the file of those scores is known, and counted so.
    """
    loaded = book.load(folder)
    found = inputs.trained(model, aside, loaded.mapping.defaults, folder, loaded.book.currency, otherwise=SHIPPED)
    people = of_model(loaded, found, inputs.as_of(as_of, loaded.mapping.defaults, loaded.book.zone))
    halves, by = evaluation.scores(found, people)
    cut = (found.cut[0] / 1000, found.cut[1] / 1000)
    result = evaluation.evaluated(people.outcome, halves, seed, groups=groups(loaded, people.person_id))
    late = evaluation.cells(people.outcome[people.late], halves.of(people.late), cut)
    detail = {
        found.target: {
            "as_of": people.as_of.isoformat(),
            "until": people.until.isoformat(),
            "left_out": people.left_out,
            "scored": by,
            "late": {name: {"people": count, "repaid": share} for name, (count, share) in late.items()},
        }
    }
    if as_json:
        document = result.content()
        extra = {name: document.pop(name) for name in ("cells", "groups", "calibration")}
        detail[found.target] |= extra
        typer.echo(json.dumps({**document, "model": found.digest, "targets": detail}, ensure_ascii=False, indent=2))
        return
    typer.echo(
        f"model {found.version} {found.digest[:19]}…, inputs up to {people.as_of:%Y-%m-%d}, until {people.until}"
    )
    typer.echo(f"scored: {by[BY[2]]:,} by models that did not see them (out of fold), {by[BY[1]]:,} by the model")
    for line in _lines(found.target, result, late):
        typer.echo(line)


def of_model(loaded: Loaded, model: Model, as_of: datetime) -> labels.Labelled:
    """People of a book with the outcome that `model` speaks of, and what it looks at."""
    people = learned_from(loaded, as_of, model.target, model.products, model.names, model.bills_min)
    if not len(people.outcome):
        raise Unusable(
            f"Nobody in the book has both an outcome '{model.target}' and {model.bills_min} bills of "
            f"{', '.join(model.products)}: {people.left_out:,} were left out. Nothing can be said of the model here."
        )
    repaid = int(people.outcome.sum())
    if len(people.outcome) < SAID_MIN or not 0 < repaid < len(people.outcome):
        raise Unusable(
            f"{len(people.outcome):,} people have the outcome '{model.target}', {repaid:,} of them 1. To say what a "
            f"model is worth takes {SAID_MIN} of them, and both outcomes. Give a larger book."
        )
    return people


def groups(loaded: Loaded, person_id: pl.Series) -> dict[str, list[str]]:
    """Sex and age band of each person, `unknown` where the book does not say; only to look at results by."""
    found = {}
    for trait in ("sex", "age-band"):
        rows = loaded.tables["traits"].filter(pl.col("trait") == trait).select("person_id", "value")
        if rows.height:
            joined = person_id.to_frame("person_id").join(rows, on="person_id", how="left", maintain_order="left")
            found[trait] = joined["value"].fill_null("unknown").to_list()
    return found


def _lines(target: str, found: Evaluated, late: dict[str, tuple[int, float]] | None = None) -> list[str]:
    """A result for somebody at a terminal."""
    lines = [
        f"{target}: n {found.n:,}, base rate {found.base_rate:.3f}",
        f"  auc {found.auc:.4f} · ks {found.ks:.3f} · H {found.h_measure:.3f} · brier {found.brier:.4f}",
        f"  ece {found.ece:.4f}; a perfect model would show {found.floor.mean:.4f}, 95 % below {found.floor.p95:.4f}",
        "  repaid, everybody: " + _cells(found.cells),
    ]
    if late:
        lines.append("  repaid, those late, cut at their average: " + _cells(late))
    for name, (people, said, seen) in found.groups.items():
        said_so = (
            "too few to say" if people < evaluation.GROUP_MIN else "within 2 %" if abs(said - seen) <= GAP else "OFF"
        )
        lines.append(f"  {name}: {people:,} people, said {said:.3f}, repaid {seen:.3f}, {said_so}")
    return lines


def _cells(cells: dict[str, tuple[int, float]]) -> str:
    return " · ".join(f"{name} {share:.2f} ({people:,})" for name, (people, share) in cells.items())


@app.command("crossfit")
@guarded
def crossfit(
    folder: Folder,
    products: Products = None,
    without: Without = "",
    as_of: AsOf = None,
    seed: Seed = SEED,
    as_json: Json = False,
) -> None:
    """Measure models of this kind by cross-fitting: the outcome of the book, and paid anything within 30 days if late.

    Each person is scored by trees that did not see them (five folds, people alike in one); the same by trees that may
    look at everything, and with another seed.
    """
    with Steps() as steps:
        with steps.step("read"):
            loaded = book.load(folder)
            names = train.all_names(_words(without))
        found = []
        for number, target in enumerate((_only_target(loaded), LATE)):
            people = learned_from(loaded, *_asked(loaded, as_of, target, products), names, train.BILLS_MIN)
            found.append(_measured(loaded, people, names, seed))
            steps.told("learn", number + 1, 2)
    if as_json:
        typer.echo(json.dumps({one.pop("target"): one for one in found}, ensure_ascii=False, indent=2))
        return
    for one in found:
        for line in _told(one):
            typer.echo(line)


def _measured(loaded: Loaded, people: labels.Labelled, names: tuple[str, ...], seed: int) -> dict[str, Any]:
    """What the kind of model is worth for one target."""
    settings = Settings.of(people.target)
    apart = train.crossfitted(people, names, settings, seed)
    free = train.crossfitted(people, names, settings.free(), seed)
    again = train.crossfitted(people, names, settings, seed + 1)
    result = evaluation.evaluated(people.outcome, apart, seed, groups=groups(loaded, people.person_id))
    return {
        "target": people.target,
        "as_of": people.as_of.isoformat(),
        "folds": train.by_fold(people.outcome, apart),
        "unrestricted": train.by_fold(people.outcome, free),
        "sum_off_max": float(np.abs(apart.calibrated - apart.logit).max()),
        "lightgbm_off_max": float(np.abs(apart.raw_logit - apart.raw / 1e6).max()),
        "ability_rank_correlation": train.rank_correlation(apart.ability, again.ability),
        "willingness_rank_correlation": train.rank_correlation(apart.willingness, again.willingness),
        "pooled": result.content(),
        "lines": _lines("  pooled", result),
    }


def _told(one: dict[str, Any]) -> list[str]:
    ours, free = one["folds"], one["unrestricted"]
    head = f"{one['target']}, inputs up to {one['as_of'][:10]}, five-fold means"
    lines = [head]
    for name, found in (("halves apart", ours), ("unrestricted", free)):
        figures = (
            f"auc {found['auc']:.4f}",
            f"ks {found['ks']:.3f}",
            f"brier {found['brier']:.4f}",
            f"ece {found['ece']:.4f}",
        )
        lines.append(f"  {name}: " + " · ".join(figures))
    lines.append(f"  auc under unrestricted by {free['auc'] - ours['auc']:.4f}")
    lines.append(f"  max |logit − (base + ability + willingness)| {one['sum_off_max']:.1e}")
    lines.append(f"  whole numbers against LightGBM's own sums: at most {one['lightgbm_off_max']:.1e} logits off")
    lines.append(
        f"  another seed: rank correlation of ability {one['ability_rank_correlation']:.3f}, "
        f"of willingness {one['willingness_rank_correlation']:.3f}"
    )
    return [*lines, *one["lines"]]
