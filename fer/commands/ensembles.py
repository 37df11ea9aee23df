"""``ensemble``: several trained networks become one release."""

import json
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, get_args

import typer
from rich.box import SIMPLE_HEAD
from rich.table import Table

from fer.commands.console import console, sentences
from fer.commands.listing import print_made
from fer.commands.replacing import refuse_to_replace
from fer.data.opening import open_dataset
from fer.errors import TrainingError
from fer.places import RUNS, WEIGHTS
from fer.release import Release

if TYPE_CHECKING:
    from fer.data.dataset import Dataset


@sentences
def ensemble(
    name: Annotated[str, typer.Argument(help="Id of the release.")],
    members: Annotated[
        list[str], typer.Argument(help="Trainings, packed checkpoints, or releases.")
    ],
    data: Annotated[str, typer.Option(help="The dataset that they learnt from.")] = "fer2013",
    views: Annotated[int, typer.Option(help="1, 2 or 10: what each averages over.")] = 2,
    quantised: Annotated[bool, typer.Option(help="Compute in 8-bit integers.")] = False,
    scaling: Annotated[str, typer.Option(help="temperature, or vector.")] = "temperature",
    overwrite: Annotated[
        bool, typer.Option(help="Take the place of a release of another set, or of no set.")
    ] = False,
    weigh: Annotated[
        bool, typer.Option("--weigh", help="Release nothing: say what PublicTest says of the set.")
    ] = False,
) -> None:
    """Release several trained networks as one.

    A member is a training below runs/, else a release below weights/. Choose the set with --weigh:
    PrivateTest is for the one that was chosen.
    """
    from fer.training.ensemble import members_of, release_ensemble
    from fer.training.recipe import Scaling

    sources = [_source(member) for member in members]
    dataset = open_dataset(data)
    if weigh:
        _print_weighed(sources, dataset, views)
        return
    if not overwrite:
        told = [member.told() for member in members_of(sources, dataset, views)]
        own = json.loads(json.dumps({"members": told, "views": views}))
        refuse_to_replace(name, dataset, lambda card: card == own)
    if scaling not in get_args(Scaling):
        raise TrainingError(f"Expected {' or '.join(get_args(Scaling))}, got '{scaling}'.")
    made = release_ensemble(
        name,
        sources,
        dataset,
        views=views,
        quantised=quantised,
        scaling="vector" if scaling == "vector" else "temperature",
    )
    print_made(made)


def _source(member: str) -> Path | Release:
    if (path := Path(member)).is_file():
        return path
    run = RUNS / member
    return run if (run / "checkpoint.safetensors").is_file() else Release.open(WEIGHTS, member)


def _print_weighed(sources: list[Path | Release], dataset: "Dataset", views: int) -> None:
    from fer.evaluation.intervals import wilson
    from fer.training.weighing import weigh

    table = Table(box=SIMPLE_HEAD, pad_edge=False)
    for head in ("", "accuracy (95 %)", "log loss"):
        table.add_column(head, justify="right" if head else "left")
    with console.status("Weighing …"):
        weighed = weigh(sources, dataset, views)
    for one in weighed:
        low, high = wilson(one.right, one.n)
        accuracy = f"{one.right / one.n:.2%} ({low:.1%}–{high:.1%})"
        table.add_row(one.name, accuracy, f"{one.log_loss:.4f}")
    console.print(table)
    console.print(f"n = {weighed[0].n:,} faces of PublicTest; views of each: {views}.")


@sentences
def pack(
    name: Annotated[str, typer.Argument(help="Name of a training.")],
    out: Annotated[Path, typer.Argument(help="The file to write.")],
) -> None:
    """Write what a training is released with as one small file, to be carried elsewhere."""
    from fer.training.checkpoint import pack as write

    if not out.name or out.is_dir():
        raise TrainingError(f"'{out}' is a folder. Name the file to write.")
    try:
        write(RUNS / name / "checkpoint.safetensors", out)
    except OSError as error:
        raise TrainingError(f"'{out}' cannot be written: {error.strerror or error}.") from error
    console.print(f"Written to {out}.")
