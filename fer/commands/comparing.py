"""``compare``: whether two models differ, or whether it is chance."""

from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.table import Table

from fer.commands.console import console, sentences
from fer.emotions import EMOTIONS, TEST_SPLITS
from fer.errors import ComparisonError, PredictionsError, ReleaseError

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
    tables = []
    for release in releases():
        if release.dataset == FER2013:
            with suppress(ReleaseError):  # a damaged one says nothing of the others
                tables.append(release.predictions())
    known = pd.concat(tables).drop_duplicates("row") if tables else None
    return Entry.of(
        read_predictions(path.name, path.read_bytes(), known),
        name=path.name,
        title=path.stem,
        dataset=FER2013,
        train_splits=("Training",),
        digest=sha256(path),
    )


def benchmark_comparison(many: int = 1_000_000, repeats: int = 5) -> None:
    """Time what the page *Compare* does, on predictions drawn for 3,589 faces and for `many`."""
    from functools import partial

    from fer.benchmark import machine, timed
    from fer.evaluation import metrics, significance
    from fer.evaluation.comparison import compare as compared
    from fer.evaluation.entries import align
    from fer.evaluation.outcomes import outcomes
    from fer.evaluation.submission import read_predictions

    table = Table(title="Comparing two models", title_justify="left")
    for column in ("what", "faces", "median ms", "95th ms"):
        table.add_column(column, justify="left" if column == "what" else "right")
    for n in (3_589, many):
        files = [_drawn(n, seed) for seed in (1, 2)]
        entries = [_taken(file, seed) for seed, file in enumerate(files)]
        aligned = align(entries, "PrivateTest")
        joint = significance.joint_outcomes(
            aligned.emotion, aligned.predicted(0), aligned.predicted(1)
        )

        def intervals(joint: "metrics.Counts" = joint) -> None:
            draws = significance.resampled(joint)
            for figure in (metrics.accuracy, metrics.macro_f1, metrics.f1):
                significance.interval(figure, draws)

        calls: dict[str, Callable[[], object]] = {
            "read and check a parquet": partial(read_predictions, "drawn", files[0]),
            "bring two to common rows": partial(align, entries, "PrivateTest"),
            "bootstrap intervals, 10,000 resamples": intervals,
            "whole comparison with tests": partial(compared, aligned),
            "list the faces that one fixes": partial(outcomes, aligned, 0, 1, "fixed"),
        }
        for what, call in calls.items():
            spent = timed(call, repeats=repeats, warm=1)
            table.add_row(what, f"{n:,}", f"{spent.median:,.1f}", f"{spent.p95:,.1f}")
        table.add_section()
    console.print(table)
    console.print(f"{machine()}; n = {repeats} calls each.", markup=False)


def _drawn(n: int, seed: int) -> bytes:
    """Return a parquet of drawn predictions: labels are the same whatever the seed."""
    import io

    import numpy as np
    import pandas as pd

    from fer.release import PROBABILITIES

    labels = np.random.default_rng(0).integers(0, len(EMOTIONS), n)
    generator = np.random.default_rng(seed)
    right = generator.random(n) < 0.6
    said = np.where(right, labels, generator.integers(0, len(EMOTIONS), n))
    p = 0.5 * generator.dirichlet(np.ones(len(EMOTIONS)), n)
    p[np.arange(n), said] += 0.5
    columns = dict(zip(PROBABILITIES, p.T.astype(np.float32), strict=True))
    file = io.BytesIO()
    rows = pd.DataFrame({"row": np.arange(n), "split": "PrivateTest", "emotion": labels, **columns})
    rows.to_parquet(file, index=False)
    return file.getvalue()


def _taken(data: bytes, place: int) -> "Entry":
    from fer.evaluation.entries import Entry
    from fer.evaluation.submission import read_predictions

    return Entry.of(
        read_predictions("drawn", data),
        name=str(place),
        title=f"drawn {place}",
        dataset="drawn",
        train_splits=(),
        digest=str(place),
    )
