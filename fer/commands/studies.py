"""``study``: the paper's study of depth, kernel and stride."""

import logging
from pathlib import Path
from typing import Annotated

import typer
from rich.table import Table

from fer.commands.console import console, sentences
from fer.data.opening import open_dataset
from fer.errors import TrainingError
from fer.places import RUNS
from fer.variants import GRID, NAME, default_url, open_study, table


@sentences
def study(
    data: Annotated[str, typer.Option(help="Dataset; 'sketches' is built in.")] = "fer2013",
    storage: Annotated[
        str | None, typer.Option(help="Database URL; by default SQLite under runs/.")
    ] = None,
    name: Annotated[str, typer.Option(help="Name of the study in the database.")] = NAME,
    epochs: Annotated[int, typer.Option(min=1, help="Budget of every variant.")] = 3,
    seed: Annotated[int, typer.Option(min=0, help="Seed of every variant.")] = 0,
    threads: Annotated[int | None, typer.Option(min=1, help="Threads of this worker.")] = None,
    out: Annotated[Path | None, typer.Option(help="Write the table to this CSV file.")] = None,
    only_table: Annotated[bool, typer.Option(help="Train nothing, show what is there.")] = False,
) -> None:
    """Train every variant of depth, kernel and stride on one budget, and compare them.

    Start it several times, on one machine or many with one --storage, to share the work.
    """
    if out is not None and not out.resolve().parent.is_dir():
        raise TrainingError(f"There is no folder {out.resolve().parent} to write {out.name} to.")
    place = RUNS / "study"
    opened = open_study(storage or default_url(RUNS), name)
    if not only_table:
        from fer.training import study as studies

        logging.getLogger("lightning").setLevel(logging.ERROR)
        studies.run(
            opened,
            open_dataset(data),
            place / name,
            epochs=epochs,
            seed=seed,
            threads=threads,
            say=lambda text: console.print(text, highlight=False),
        )
    found = table(opened)
    first = found.iloc[0]
    terms = (
        f"{first['dataset']}, {first['epochs']} epochs on {first['train_faces']:,} faces, "
        f"PublicTest n = {first['n']:,}, seed {first['seed']}"
    )
    shown = Table(title=terms)
    for column in (*GRID, "million MACs", "accuracy", "loss", "seconds"):
        shown.add_column(column, justify="right")
    for _, row in found.iterrows():
        shown.add_row(
            *(str(row[factor]) for factor in GRID),
            f"{row['macs'] / 1e6:,.1f}",
            f"{row['correct'] / row['n']:.2%}",
            f"{row['loss']:.3f}",
            f"{row['seconds']:,.0f}",
        )
    console.print(shown)
    if out is not None:
        found.to_csv(out, index=False, lineterminator="\n")
        console.print(f"Written to {out}.")
