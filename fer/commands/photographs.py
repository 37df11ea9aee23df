"""``recognise`` and ``benchmark``: photographs in, labelled faces or milliseconds out."""

import csv
import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.table import Table
from rich.text import Text

from fer.commands.console import console, count_bar, errors, sentences
from fer.errors import FerError

if TYPE_CHECKING:
    from fer.recognition.photographs import Outcome

_DEFAULT = "flagship"


@sentences
def recognise(
    photos: Annotated[list[Path], typer.Argument(help="Photographs, or folders of them.")],
    release: Annotated[str, typer.Option(help="Id of the release that speaks.")] = _DEFAULT,
    crop: Annotated[bool, typer.Option(help="Each picture is a face: detect nothing.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
    as_csv: Annotated[bool, typer.Option("--csv", help="Print CSV.")] = False,
    annotate: Annotated[
        Path | None, typer.Option(help="Folder for pictures with the boxes drawn in.")
    ] = None,
) -> None:
    """Label every face in photographs; bad files are reported and skipped."""
    import fer
    from fer.recognition.photographs import gather, recognise_all

    files = gather(photos)
    if not files:
        raise FerError(f"No pictures in {', '.join(map(str, photos))}.")
    recogniser = fer.load(release)
    contents: list[dict[str, Any]] = []  # not the outcomes: each holds its whole picture
    undrawn: FerError | None = None
    bar = count_bar()
    bar.disable = len(files) == 1
    with bar:
        task = bar.add_task("Recognising", total=len(files))
        for outcome in recognise_all(recogniser, files, crop=crop):
            contents.append(outcome.to_json())
            if annotate is not None and outcome.result is not None and undrawn is None:
                try:
                    _draw(outcome, annotate)
                except FerError as error:  # the labels are printed all the same
                    undrawn = error
            bar.advance(task)
    if as_json:
        print(json.dumps(contents, indent=2))  # noqa: T201
    elif as_csv:
        _write_csv(contents)
    else:
        _print(contents)
    failed = [content for content in contents if "error" in content]
    for content in failed:
        said = f"{content['file']}: {content['error']}"
        errors.print(Text(said, style="red"), soft_wrap=True)
    if undrawn is not None:
        raise undrawn
    if len(failed) == len(contents):
        raise typer.Exit(1)


def _draw(outcome: "Outcome", folder: Path) -> None:
    from fer.recognition.annotate import annotate, encode_png

    if outcome.result is None:
        return
    target = folder / f"{Path(outcome.name).stem}.png"
    number = 2
    try:
        while target.exists():
            target = folder / f"{Path(outcome.name).stem}-{number}.png"
            number += 1
        folder.mkdir(parents=True, exist_ok=True)
        target.write_bytes(encode_png(annotate(outcome.result)))
    except OSError as error:
        raise FerError(f"No pictures can be written to '{folder}': {error.strerror}.") from error


def _write_csv(contents: list[dict[str, Any]]) -> None:
    from fer.recognition.photographs import COLUMNS, records

    writer = csv.DictWriter(sys.stdout, COLUMNS)
    writer.writeheader()
    for content in contents:
        writer.writerows(records(content))


def _print(contents: list[dict[str, Any]]) -> None:
    table = Table()
    for column in ("file", "face", "labelled", "confidence", "then", "found by", "doubts"):
        table.add_column(column, overflow="fold")
    for content in contents:
        if "error" in content:
            continue
        if not content["faces"]:
            table.add_row(Text(content["file"]), "–", "no face found", "", "", "", "")
        for number, face in enumerate(content["faces"], start=1):
            first, second = face["nearest"]
            share, other = (face["probabilities"][name] for name in (first, second))
            table.add_row(
                Text(content["file"]),
                str(number),
                first if face["sure"] else f"not sure: {first}?",
                f"{share:.0%}",
                f"{second} {other:.0%}",
                face["detector"],
                ", ".join(one["kind"] for one in face["doubts"]),
            )
    if table.row_count:
        console.print(table)
