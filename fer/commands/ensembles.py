"""``ensemble``: several trained networks become one release."""

from pathlib import Path
from typing import Annotated

import typer

from fer.commands.console import console, sentences
from fer.commands.models import print_releases
from fer.data.opening import open_dataset
from fer.errors import TrainingError
from fer.places import RUNS, WEIGHTS
from fer.release import Release


@sentences
def ensemble(
    name: Annotated[str, typer.Argument(help="Id of the release.")],
    members: Annotated[
        list[str], typer.Argument(help="Trainings, packed checkpoints, or releases.")
    ],
    data: Annotated[str, typer.Option(help="The dataset that they learnt from.")] = "fer2013",
    views: Annotated[int, typer.Option(help="1, 2 or 10: what each averages over.")] = 2,
    quantised: Annotated[bool, typer.Option(help="Compute in 8-bit integers.")] = False,
) -> None:
    """Release several trained networks as one. Fix the set before you look at scores.

    A member is a training below runs/, else a release below weights/.
    """
    from fer.training.ensemble import release_ensemble

    sources = [_source(member) for member in members]
    made = release_ensemble(name, sources, open_dataset(data), views=views, quantised=quantised)
    console.print(f"Released {made.folder}.")
    print_releases([made])


def _source(member: str) -> Path | Release:
    if (path := Path(member)).is_file():
        return path
    run = RUNS / member
    return run if (run / "checkpoint.safetensors").is_file() else Release.open(WEIGHTS, member)


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
