"""What releases are worth, as tables in a terminal."""

from typing import TYPE_CHECKING

from rich.box import SIMPLE_HEAD
from rich.table import Table

from fer.commands.console import console, errors
from fer.errors import ReleaseError

if TYPE_CHECKING:
    from fer.release import Release


def print_made(made: "Release") -> None:
    """Print what a new release is worth, without PrivateTest as long as there may be a choice."""
    console.print(f"Released {made.folder}.")
    unread = "PublicTest" not in made.train_splits
    print_releases([made], "PublicTest" if unread else "PrivateTest")
    if unread:
        console.print(
            "Choose between attempts by this. PrivateTest, once you have chosen: "
            f"python -m fer evaluate {made.id}",
            soft_wrap=True,
        )


def print_releases(found: "list[Release]", wanted: str = "PrivateTest") -> None:
    """Print accuracy, macro F1, size and speed of releases on a split, or the other test split."""
    other = "PublicTest" if wanted == "PrivateTest" else "PrivateTest"
    from fer.benchmark import faces_per_second
    from fer.classifier import Classifier
    from fer.evaluation.scorecard import score

    table = Table(box=SIMPLE_HEAD, pad_edge=False, padding=(0, 1, 0, 0))
    table.add_column("id", no_wrap=True)
    table.add_column("title")
    table.add_column("n", justify="right", no_wrap=True)
    for head in ("accuracy\n(95 %)", "macro F1\n(95 %)"):
        table.add_column(head, justify="right", min_width=len("(51.9%–55.2%)"))
    for head in ("MB", "faces/s"):
        table.add_column(head, justify="right", no_wrap=True)
    fallen_back = False
    for one in found:
        try:
            predictions = one.predictions()
            split = wanted if (predictions["split"] == wanted).any() else other
            card = score(predictions[predictions["split"] == split])
            speed = faces_per_second(Classifier.of(one))
        except (ReleaseError, ValueError) as error:  # the others are listed all the same
            errors.print(f"'{one.id}' is left out: {error}", style="red", soft_wrap=True)
            continue
        fallen_back |= split == other
        table.add_row(
            one.id,
            one.title,
            f"{card.n:,}{'' if split == wanted else '*'}",
            *(f"{f.value:.2%} ({f.low:.1%}–{f.high:.1%})" for f in (card.accuracy, card.macro_f1)),
            f"{one.size / 1e6:.1f}",
            f"{speed:,.0f}",
        )
    console.print(table)
    console.print(f"n: faces of {wanted}" + (f"; * of {other}." if fallen_back else "."))
