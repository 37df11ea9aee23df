"""``compare``: whether two models differ, or whether it is chance."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.table import Table

from fer.commands.console import console, sentences
from fer.emotions import EMOTIONS, TEST_SPLITS
from fer.errors import ComparisonError, PredictionsError

if TYPE_CHECKING:
    from fer.evaluation.comparison import Delta
    from fer.evaluation.entries import Entry

_FILES = (".csv", ".parquet")


@sentences
def compare(
    a: Annotated[str, typer.Argument(help="A release's id, or a CSV or parquet of predictions.")],
    b: Annotated[str, typer.Argument(help="What it is compared with.")],
    split: Annotated[str, typer.Option(help="PublicTest or PrivateTest.")] = "PrivateTest",
    leaked: Annotated[
        bool, typer.Option(help="Whether pictures that were learnt from too are counted.")
    ] = True,
) -> None:
    """Compare two models' predictions of the same faces: differences, tests and a verdict."""
    from fer.evaluation.comparison import compare as compared
    from fer.evaluation.entries import align
    from fer.evaluation.wording import bare_p

    if split not in TEST_SPLITS:
        raise ComparisonError(f"'{split}' is no test split. Choose {' or '.join(TEST_SPLITS)}.")
    entries = [_entry(name) for name in (a, b)]
    aligned = align(entries, split, leaked=leaked)
    found = compared(aligned)
    console.print(found.verdict(), markup=False, soft_wrap=True)
    console.print(found.classes(), markup=False, soft_wrap=True)
    for entry in entries:
        if split in entry.train_splits:
            console.print(f"{entry.title} learnt from {split}.", markup=False)
    for gap in aligned.gaps():
        console.print(gap, markup=False, soft_wrap=True)
    table = Table(title=f"{found.a} − {found.b}, in points, on {found.n:,} faces")
    for column in ("", "difference", "95 % interval", "p", "p corrected (Holm)"):
        table.add_column(column, justify="right" if column else "left")
    for name, delta in (("accuracy", found.accuracy), ("macro F1", found.macro_f1)):
        table.add_row(name, *_cells(delta), "")
    table.add_section()
    for name, delta in zip(EMOTIONS, found.f1, strict=True):
        table.add_row(
            f"F1 {name}",
            *_cells(delta),
            bare_p(delta.corrected),
        )
    console.print(table)
    console.print(
        f"Right: both {found.both_right:,}, only the first {found.test.only_a:,}, only the second "
        f"{found.test.only_b:,}, neither {found.both_wrong:,}. Intervals: paired bootstrap, "
        f"{found.resamples:,} resamples, seed {found.seed}. p: McNemar's test "
        f"({found.test.method}) for accuracy, paired randomisation for F1.",
        markup=False,
        soft_wrap=True,
    )


def _cells(delta: "Delta") -> tuple[str, str, str]:
    from fer.evaluation.wording import bare_p, points

    span = f"{points(delta.low)} to {points(delta.high)}"
    return points(delta.value), span, bare_p(delta.p)


def _entry(name: str) -> "Entry":
    """Open a release, or read a file of predictions against the known labels."""
    import pandas as pd

    from fer.evaluation.entries import FER2013, Entry
    from fer.evaluation.submission import read_predictions
    from fer.files import sha256
    from fer.release import WEIGHTS, Release, releases

    path = Path(name)
    if path.suffix.lower() not in _FILES:
        return Entry.of_release(Release.open(WEIGHTS, name))
    if not path.is_file():
        raise PredictionsError(f"There is no file '{name}'.")
    tables = [r.predictions() for r in releases() if r.card.get("dataset", FER2013) == FER2013]
    known = pd.concat(tables).drop_duplicates("row") if tables else None
    return Entry.of(
        read_predictions(path.name, path.read_bytes(), known),
        name=path.name,
        title=path.stem,
        dataset=FER2013,
        train_splits=("Training",),
        digest=sha256(path),
    )
