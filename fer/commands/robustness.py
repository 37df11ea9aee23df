"""``robustness``: what a release still knows of faces that were changed."""

from typing import TYPE_CHECKING, Annotated

import numpy as np
import typer
from rich.table import Table

from fer.commands.console import console, count_bar, errors, sentences
from fer.data.opening import open_dataset
from fer.errors import FerError

if TYPE_CHECKING:
    import pandas as pd

    from fer.data.dataset import Dataset
    from fer.release import Release

_SPLIT = "PrivateTest"
_MIDDLE = 3


@sentences
def robustness(
    ids: Annotated[
        list[str] | None, typer.Argument(help="Releases; without any, all that lack the table.")
    ] = None,
    data: Annotated[
        str | None, typer.Option(help="Dataset; by default the one that a release belongs to.")
    ] = None,
    faces: Annotated[
        int | None,
        typer.Option(min=0, help="Faces of each split, 0 for all; by default what is quick."),
    ] = None,
) -> None:
    """Measure releases under twelve corruptions and by exposure; write robustness.parquet."""
    from fer.release import WEIGHTS, Release, releases

    chosen = [Release.open(WEIGHTS, name) for name in ids or []]
    if not chosen:
        chosen = [release for release in releases() if _lacks_table(release)]
        if not chosen:
            console.print("Every release has its robustness.parquet. Name one to measure it anew.")
    failed = 0
    for release in chosen:
        try:
            _print(release, _measured(release, data, faces))
        except FerError as error:
            errors.print(str(error), style="red", markup=False, emoji=False, soft_wrap=True)
            failed += 1
    if failed:
        raise typer.Exit(1)


def _lacks_table(release: "Release") -> bool:
    from fer.evaluation.robustness import table_of

    try:
        table_of(release)
    except FerError:
        return True
    return False


def _measured(release: "Release", data: str | None, faces: int | None) -> "pd.DataFrame":
    from fer.classifier import Classifier
    from fer.evaluation.sweep import faces_within, measure, write

    dataset = _dataset_of(release, data)
    classifier = Classifier.of(release)
    count = faces_within(release.card["macs"]) if faces is None else faces or None
    with count_bar() as bar:
        task = bar.add_task(release.id, total=None)
        table = measure(
            lambda some: classifier.logits(some).argmax(axis=1).astype(np.int64),
            dataset,
            count,
            lambda done, total: bar.update(task, completed=done, total=total),
        )
    write(release, table)
    return table


def _dataset_of(release: "Release", data: str | None) -> "Dataset":
    """Open a dataset once it is sure that the release was scored on its very faces."""
    dataset = open_dataset(data or release.dataset)
    dataset.refuse_other_faces(release.card["data"], release.id)
    return dataset


def _print(release: "Release", table: "pd.DataFrame") -> None:
    from fer.evaluation.corruptions import CORRUPTIONS, SEVERITIES
    from fer.evaluation.robustness import by_severity

    split = _SPLIT if (table["split"] == _SPLIT).any() else str(table["split"].iloc[0])
    figures = by_severity(table, split)
    n = int(figures["n"].iloc[0])
    title = (
        f"{release.id}: accuracy by severity, and labels flipped at {_MIDDLE}; {split}, n = {n:,}"
    )
    shown = Table(title=title, title_justify="left")
    shown.add_column("corruption")
    for severity in range(SEVERITIES + 1):
        shown.add_column(str(severity), justify="right")
    shown.add_column("flipped", justify="right")
    for name in CORRUPTIONS:
        rows = figures[figures["corruption"] == name]
        flipped = float(rows["flipped"].iloc[_MIDDLE])
        shown.add_row(name, *(f"{value:.1%}" for value in rows["accuracy"]), f"{flipped:.1%}")
    console.print(shown)
