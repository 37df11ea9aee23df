"""``ensemble``: several finished trainings become one release."""

from pathlib import Path
from typing import Annotated

import typer

from fer.commands.console import console, sentences
from fer.commands.models import print_releases
from fer.data.opening import open_dataset
from fer.places import RUNS


@sentences
def ensemble(
    name: Annotated[str, typer.Argument(help="Id of the release.")],
    members: Annotated[list[str], typer.Argument(help="Trainings, or packed checkpoints.")],
    data: Annotated[str, typer.Option(help="The dataset that they learnt from.")] = "fer2013",
    views: Annotated[int, typer.Option(help="1, 2 or 10: what each averages over.")] = 2,
) -> None:
    """Release several finished trainings as one network. Fix the set before you look at scores."""
    from fer.training.ensemble import release_ensemble

    runs = [path if (path := Path(member)).is_file() else RUNS / member for member in members]
    made = release_ensemble(name, runs, open_dataset(data), views=views)
    console.print(f"Released {made.folder}.")
    print_releases([made])


@sentences
def pack(
    name: Annotated[str, typer.Argument(help="Name of a training.")],
    out: Annotated[Path, typer.Argument(help="The file to write.")],
) -> None:
    """Write what a training is released with as one small file, to be carried elsewhere."""
    from fer.training.checkpoint import pack as write

    write(RUNS / name / "checkpoint.safetensors", out)
    console.print(f"Written to {out}.")
