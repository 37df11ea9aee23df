"""What ``evaluate`` prints of a release on a dataset that it was not released with."""

from typing import TYPE_CHECKING

from rich.table import Table

from fer.commands.console import console
from fer.emotions import EMOTIONS, TEST_SPLITS

if TYPE_CHECKING:
    from fer.data.dataset import Dataset
    from fer.release import Release


def print_scorecard(release: "Release", dataset: "Dataset") -> None:
    """Predict a dataset's test splits and print figures, confusion matrix and findings."""
    from fer.evaluation.findings import findings
    from fer.evaluation.photographs import found_in, neutral_claim
    from fer.evaluation.predicting import predict
    from fer.evaluation.scorecard import score

    predictions = predict(release, dataset)
    for split in TEST_SPLITS:
        rows = predictions[predictions["split"] == split]
        if not len(rows):
            continue
        card = score(rows)
        table = Table(
            title=f"{release.title} on {dataset.name}, {split}: labelled down, called across",
            title_justify="left",
        )
        for column in ("", *EMOTIONS, "all"):
            table.add_column(column, justify="right" if column else "left")
        for name, cells in zip(EMOTIONS, card.matrix, strict=True):
            table.add_row(name, *(f"{n:,}" for n in cells), f"{cells.sum():,}")
        table.add_section()
        table.add_row("all", *(f"{n:,}" for n in card.matrix.sum(axis=0)), f"{card.n:,}")
        console.print(table)
        for name, figure in (("Accuracy", card.accuracy), ("Macro F1", card.macro_f1)):
            spread = f"{figure.low:.1%} to {figure.high:.1%}"
            console.print(f"{name} {figure.value:.1%} ({spread}), n = {card.n:,}")
        for finding in findings(card.matrix):
            console.print(f"· {finding.text}")
        if (found := found_in(dataset, split)) is not None:
            claim = neutral_claim(card.matrix)
            console.print(found.sentence(card.matrix))
            console.print(f"The paper: {claim.paper} Here {claim.verdict}: {claim.here}")
    console.print("Nothing was written; the scorecard page shows the same.")
