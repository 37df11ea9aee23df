"""``import`` and ``datasets``: what there is to train and to measure with."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.table import Table

from fer.commands.console import console, errors, sentences, share_bar
from fer.emotions import SPLITS
from fer.errors import DatasetError, SourceError

if TYPE_CHECKING:
    from fer.data.dataset import Dataset
    from fer.data.picture import Framing


@sentences
def import_(
    source: Annotated[
        Path, typer.Argument(help="fer2013.csv, icml_face_data.csv, a folder, .zip or .tar.gz.")
    ],
    name: Annotated[str, typer.Option(help="Name of the dataset.")] = "fer2013",
    votes: Annotated[
        Path | None, typer.Option(help="FER+'s fer2013new.csv, to join its votes.")
    ] = None,
    split: Annotated[
        str, typer.Option(help="Split of pictures whose folders name none.")
    ] = "PrivateTest",
    photographs: Annotated[
        bool,
        typer.Option(
            "--photographs", help="Class folders of whole photographs: find the face in each."
        ),
    ] = False,
) -> None:
    """Import labelled faces as a dataset; nothing is half imported."""
    from fer.data.importing import import_dataset
    from fer.evaluation.entries import FER2013
    from fer.evaluation.scorecard import leaked_rows

    framing: Framing | None = None
    if photographs and name == FER2013:
        raise SourceError(
            "Photographs need a name of their own, so that they do not take FER-2013's place. Give "
            "it with --name."
        )
    if photographs:
        from fer.recognition.chain import main_face as framing

    if split not in SPLITS:
        raise SourceError(f"'{split}' is no split. Choose one of {', '.join(SPLITS)}.")
    with share_bar() as bar:
        task = bar.add_task(f"Importing {source.name}", total=None)
        dataset = import_dataset(
            source,
            name,
            votes=votes,
            split=split,
            framing=framing,
            progress=lambda done, total: bar.update(task, completed=done, total=total),
        )
    table = Table(title=f"{dataset.name}: {len(dataset.faces):,} faces", title_justify="left")
    table.add_column("emotion")
    counts = dataset.counts()
    for column in counts.columns:
        table.add_column(column, justify="right")
    for emotion, row in counts.iterrows():
        table.add_row(str(emotion), *(f"{int(value):,}" for value in row))
    table.add_section()
    table.add_row("all", *(f"{int(value):,}" for value in counts.sum()))
    console.print(table)
    distinct, leaked = dataset.rows["first"].nunique(), int(dataset.rows["leaked"].sum())
    console.print(f"{distinct:,} distinct pictures; {leaked:,} test rows also stand in Training.")
    if name == FER2013 and set(dataset.rows.loc[dataset.rows["leaked"], "row"]) != leaked_rows():
        console.print(
            "Its rows are not those of Kaggle's fer2013.csv: 'without leaked rows' leaves out the "
            "wrong ones here. Give it another --name, so that figures are not mixed."
        )
    if dataset.missed is not None:
        console.print(_photographs(dataset))
    console.print("FER+ votes joined." if dataset.has_votes else "No FER+ votes (see --votes).")


def _photographs(dataset: "Dataset") -> str:
    """Say in how many photographs a face was found, and what else there was."""
    from fer.emotions import EMOTIONS

    missed = [] if dataset.missed is None else dataset.missed["emotion"].tolist()
    none = len(missed)
    by_class = ", ".join(f"{EMOTIONS[i]} {missed.count(i)}" for i in sorted(set(missed)))
    several = int((dataset.rows["found"] > 1).sum())
    return (
        f"{len(dataset.faces) + none:,} photographs: a face in {len(dataset.faces):,}, none in "
        f"{none:,}{f' ({by_class})' if none else ''}; several in {several:,}, of which the largest "
        "was taken."
    )


@sentences
def datasets() -> None:
    """List the imported datasets."""
    from fer.data.dataset import Dataset, dataset_names

    names = dataset_names()
    if not names:
        console.print("No dataset yet. Import one: python -m fer import SOURCE")
    for name in names:
        try:
            dataset = Dataset.open(name)
        except DatasetError as error:  # the others are listed all the same
            errors.print(str(error), style="red", soft_wrap=True)
            continue
        by_split = ", ".join(f"{n:,} {split}" for split, n in dataset.counts().sum().items() if n)
        console.print(f"{name}: {len(dataset.faces):,} faces ({by_split})")
