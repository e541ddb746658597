"""`eastwind assess card`: all that is to be known of a model before anybody relies on it.

In        a book with outcomes, a model.
Out       one self-contained page in zh and en, lines for a terminal, or JSON.
Not here  the figures (assess.card), the page (report.cardpage), training and evaluating (assess).
Proof     tests/cli/test_card.py.
"""

import json
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Annotated, Any, Final

import numpy as np
import polars as pl
import typer

from eastwind import assess as assessing
from eastwind import book, scale
from eastwind.assess import card as cards
from eastwind.assess import labels
from eastwind.assess.bills import UNKNOWN
from eastwind.assess.card import Card, Month
from eastwind.assess.features import features
from eastwind.assess.model import Model
from eastwind.book import Loaded
from eastwind.cli import assess, fairness, inputs
from eastwind.cli.assess import AsOf, Folder, Json, Seed
from eastwind.cli.folder import whole_file
from eastwind.cli.guard import guarded
from eastwind.cli.observed import observed
from eastwind.cli.progress import Steps
from eastwind.report import cardpage, groups
from eastwind.report import features as named
from eastwind.report.fairness import Fairness
from eastwind.report.fairness import fairness as fairness_of

MONTHS: Final = 3
MONTH_DAYS: Final = 30
NEAR_DAYS: Final = 31  # an outcome speaks of a month when its first day lies at most so far behind it
WEIGHTS_SHOWN: Final = 6


@guarded
def card(
    folder: Folder,
    model: Annotated[
        str | None,
        typer.Option("--model", metavar="FILE", help="A model's file or name; else the book's own, else the shipped."),
    ] = None,
    aside: Annotated[
        Path | None,
        typer.Option("--out-of-fold", metavar="FILE", help="Scores of its training people; else the book's own."),
    ] = None,
    out: Annotated[
        Path | None, typer.Option("--out", metavar="FILE", help="The page to write, e.g. card.html.")
    ] = None,
    by: Annotated[str, typer.Option("--by", metavar="TEXT", help="Who trained it and answers for it.")] = "",
    as_of: AsOf = None,
    seed: Seed = assess.SEED,
    as_json: Json = False,
) -> None:
    """Print a model's card: what it is and is not for, what its scores are worth, over time and by group.

    Fairness in outcomes is that of the day that this model would decide, by the book's own strategy.
    """
    with Steps() as steps:
        with steps.step("read"):
            loaded = book.load(folder)
            defaults = loaded.mapping.defaults
            found = inputs.trained(model, aside, defaults, folder, loaded.book.currency, otherwise=assess.SHIPPED)
            instant = inputs.as_of(as_of, defaults, loaded.book.zone)
        with steps.step("card"):
            people = assess.of_model(loaded, found, instant)
            words = {trait: _words(values) for trait, values in assess.groups(loaded, people.person_id).items()}
            made = cards.card(found, people, seed, words, _months(loaded, found, instant, seed))
        fair = _fairness(loaded, folder, found, as_of)
        shown = _shown(made, loaded, folder, model, fair, by, out)
        if out is not None:
            with whole_file(out) as part:
                part.write_text(cardpage.render_card(shown), encoding="utf-8")
    if as_json:
        document = made.content() | {"by": by, "not_for": [text.en for text in cardpage.NOT_FOR]}
        document["outcomes"] = None if fair is None else fairness.summary(fair)
        typer.echo(json.dumps(document, ensure_ascii=False, indent=2))
        return
    for line in [*lines(shown), *([] if fair is None else fairness.lines(fair))]:
        typer.echo(line)
    if out is not None:
        typer.echo(f"card: {out}")


def _words(values: list[str]) -> list[str]:
    return [groups.NOT_RECORDED if value == "unknown" else value for value in values]


def _shown(
    made: Card, loaded: Loaded, folder: Path, model: str | None, fair: Fairness | None, by: str, out: Path | None
) -> cardpage.Shown:
    option = "" if model is None else f" --model {model}"
    book_, target = str(folder), made.model.target
    return cardpage.Shown(
        card=made,
        lender=str(loaded.mapping.defaults.get("lender", loaded.mapping.lender_id)),
        fairness=fair,
        by=by,
        verify=f"eastwind assess evaluate {book_}{option}",
        reprint=f"eastwind assess card {book_}{option} --out {out or 'card.html'}",
        retrain=f"eastwind assess train {book_} --target {target} --products {','.join(made.model.products)} "
        f"--seed {made.model.data['seed']} --out model.json.gz",
    )


def _fairness(loaded: Loaded, folder: Path, model: Model, as_of: str | None) -> Fairness | None:
    """How groups fare on the day that this model decides; None where the book records no groups."""
    traits = loaded.tables["traits"]
    if not traits.height:
        return None
    policy = inputs.policy(
        loaded, folder, as_of_=as_of, strategy_=None, laws_=None, law_on=None, seed=None, mode=None,
        model_=inputs.SCORECARD,
    )  # fmt: skip
    policy = replace(policy, model=model)
    day = scale.run(scale.Source.whole(loaded.book), policy, inputs.book_digest(loaded.book))
    on = inputs.local_day(loaded.book.zone, policy.as_of)
    known = observed(loaded.tables["outcomes"], on)
    said = fairness.reasons(None, loaded, folder, on)
    return fairness_of(day.plan, day.refusals, traits, None if known is None else known.people, said)


def _months(loaded: Loaded, model: Model, as_of: datetime, seed: int) -> list[Month]:
    """The model on what was known at `as_of` and in the months before, the latest first."""
    return [_month(loaded, model, as_of - timedelta(days=MONTH_DAYS * ago), as_of, seed) for ago in range(MONTHS + 1)]


def _month(loaded: Loaded, model: Model, then: datetime, now: datetime, seed: int) -> Month:
    known = book.known(loaded.book, then, loaded.tables["profiles"])
    late = book.delinquency(known, then)
    seen = model.seen(known, late, assessing.standing(known, late, then), then)
    table = features(seen, model.names)
    outcome = _outcome(loaded, model, known.people["person_id"], then, now)
    return cards.month(model, then, table, model.knows(seen, table), outcome, seed)


def _outcome(
    loaded: Loaded, model: Model, person_id: pl.Series, then: datetime, now: datetime
) -> np.typing.NDArray[np.int64] | None:
    """What became of people in the weeks after `then`, as far as is known at `now`; None where nobody's is."""
    near = pl.col("from_on").is_between(then.date(), then.date() + timedelta(days=NEAR_DAYS), closed="right")
    outcomes = loaded.tables["outcomes"].filter(near)
    later = labels.LATER.get(model.target)
    if (later is None and not outcomes.height) or (later is not None and then + timedelta(days=later) > now):
        return None
    # For a target that looks back, the labels of `then` are those told so many days later.
    at = then if later is None else then + timedelta(days=later)
    loaded = replace(loaded, tables={**loaded.tables, "outcomes": outcomes})
    try:
        found = assess.learned_from(loaded, at, model.target, model.products, model.names, model.bills_min)
    except assessing.ModelError:
        return None
    told = pl.DataFrame({"person_id": found.person_id, "outcome": found.outcome})
    joined = person_id.to_frame("person_id").join(told, on="person_id", how="left", maintain_order="left")
    return joined["outcome"].fill_null(UNKNOWN).to_numpy()


def lines(shown: cardpage.Shown) -> list[str]:
    """The card for somebody at a terminal."""
    made, model = shown.card, shown.card.model
    found, trained = made.result, model.data["trained"]
    scored = ", ".join(f"{people:,} {'out of fold' if how == 'out-of-fold' else 'by the model'}"
                       for how, people in made.scored.items() if people)  # fmt: skip
    out = [
        f"model {model.version} · {cardpage.target(model.target).en} · {model.digest}",
        f"learned from {trained['people']:,} people as known up to {trained['as_of'][:10]}, outcomes until "
        f"{trained['until']}; {trained['repaid']:,} repaid · {', '.join(model.products)} · {model.currency}",
        f"answers for it: {shown.by or 'nobody is named'}",
        "not for: " + "; ".join(text.en for text in cardpage.NOT_FOR),
        f"on {found.n:,} people ({scored}), base rate {found.base_rate:.3f}",
        f"  auc {found.auc:.4f} · ks {found.ks:.3f} · H {found.h_measure:.3f} · brier {found.brier:.4f}",
        f"  ece {found.ece:.4f}; a perfect model would show {found.floor.mean:.4f}, 95 % below {found.floor.p95:.4f}",
    ]
    if made.folds:
        out.append("  auc by fold: " + " · ".join(f"{one:.4f}" for one in made.folds))
    out.append("  repaid, those late: " + " · ".join(
        f"{name} {share:.2f} ({people:,})" for name, (people, share) in made.late.items()))  # fmt: skip
    out += [_month_line(one) for one in made.months]
    out.append("  most moved since training (PSI): " + " · ".join(
        f"{one.name} {one.psi:.4f} {one.level}" for one in made.drifts[:3]))  # fmt: skip
    for half in named.HALF:
        mine = [one for one in made.weights if one.half == half]
        heavy = " · ".join(f"{one.name} {100 * one.share:.1f}%" for one in mine[:WEIGHTS_SHOWN])
        out.append(f"  {half} {100 * sum(one.share for one in mine):.1f}% of all that moves scores: {heavy} …")
    return [*out, *_group_lines(made)]


def _month_line(one: Month) -> str:
    head = f"  as of {one.as_of.date()}: {one.scored:,} of {one.people:,} can be scored"
    if one.drift is None:
        return head + "; too little history then, nothing is claimed"
    if one.auc is None or one.brier is None or one.ece is None:
        return head + f", score PSI {one.drift.psi:.4f}; the outcome of that month is not known"
    return head + f", score PSI {one.drift.psi:.4f}; auc {one.auc:.4f} · brier {one.brier:.4f} · ece {one.ece:.4f}"


def _group_lines(made: Card) -> list[str]:
    out = []
    for one in cardpage.ordered(made.groups):
        if one.people < groups.TOO_FEW:
            continue
        name = f"{one.trait}: {groups.group(one.value).en}"
        figures: Any = (one.people, 100 * one.said, 100 * one.seen, one.auc, 100 * one.lowest, one.ratio)
        told = "{:,} people, said {:.1f}%, repaid {:.1f}%, auc {:.3f}, lowest fifth {:.1f}% (ratio {:.2f})".format(
            *figures
        )
        out.append(f"  {name}: {told}, {cardpage.calibrated(one).en}")
    return out
