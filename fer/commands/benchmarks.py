"""``benchmark``: how quick the chain, every release, a training and a comparison are here."""

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.box import SIMPLE_HEAD
from rich.table import Table

from fer.commands.comparing import benchmark_comparison
from fer.commands.console import console, sentences
from fer.errors import FerError

if TYPE_CHECKING:
    from fer.benchmark import Serving
    from fer.release import Release


@sentences
def benchmark(
    photo: Annotated[Path | None, typer.Option(help="Instead of the built-in portrait.")] = None,
    repeats: Annotated[int, typer.Option(min=3, help="Calls that count.")] = 50,
    training: Annotated[
        bool, typer.Option("--training", help="Time training steps instead, beside a plain loop.")
    ] = False,
    recipe: Annotated[str, typer.Option(help="With --training: what is trained.")] = "cnn4",
    comparison: Annotated[
        bool, typer.Option("--comparison", help="Time comparisons of two models instead.")
    ] = False,
) -> None:
    """Time the whole chain and every release on this machine; or training; or comparisons."""
    if comparison:
        benchmark_comparison()
    elif training:
        _benchmark_training(recipe)
    else:
        _benchmark_chain(photo, repeats)
        _benchmark_releases(repeats)


def _benchmark_chain(photo: Path | None, repeats: int) -> None:
    from fer.benchmark import resident_megabytes, timed, torch_is_imported
    from fer.data.samples import photograph
    from fer.images import decode
    from fer.recognition.chain import Recogniser
    from fer.release import releases

    if photo:
        decode(photo)  # refuses in a sentence what is no picture
    encoded = photo.read_bytes() if photo else photograph()
    found = releases()
    if not found:
        raise FerError("No release yet. Train one: python -m fer train cnn4")
    table = Table(title="Decode, detect, register, classify: one photograph", title_justify="left")
    for column in ("release", "faces", "median ms", "95th ms"):
        table.add_column(column, justify="left" if column == "release" else "right")
    for release in found:
        chain = Recogniser(release)
        whole = timed(partial(chain.recognise, encoded), repeats=repeats)
        table.add_row(
            release.id,
            str(len(chain.recognise(encoded).faces)),
            f"{whole.median:.1f}",
            f"{whole.p95:.1f}",
        )
    console.print(table)
    memory = resident_megabytes()
    console.print(
        f"Resident memory: {'unknown' if memory is None else f'{memory:.0f} MB'}; "
        f"torch imported: {'yes' if torch_is_imported() else 'no'}; n = {repeats} calls."
    )


def _benchmark_releases(repeats: int) -> None:
    """Set every release beside eager torch with the same weights, each in a process of its own."""
    from fer.benchmark import machine, served
    from fer.release import releases

    table = Table(
        title=f"Serving: {machine()}",
        title_justify="left",
        box=SIMPLE_HEAD,
        pad_edge=False,
        padding=(0, 1, 0, 0),
    )
    for column in (
        "release",
        "1 face\nms",
        "95th\nms",
        "×\ntorch",
        "faces/s",
        "MB\nmemory",
        "MB\nfiles",
        "acc.\n%",
        "macro\nF1 %",
        "ECE\n%",
    ):
        table.add_column(column, justify="left" if column == "release" else "right", no_wrap=True)
    for release in releases():
        with console.status(f"{release.id} …"):
            quick = served(release.folder, "fer.benchmark", repeats)
            plain = None
            if release.has("model.safetensors"):
                plain = served(release.folder, "fer.training.eager", repeats)
        times = f"{plain.median / quick.median:.1f}" if plain else "–"
        table.add_row(
            release.id,
            *_speeds(quick, times),
            f"{release.size / 1e6:.1f}",
            *_worth(release),
        )
        if plain:
            table.add_row("  by torch", *_speeds(plain, "1.0"))
    console.print(table)
    console.print(
        f"n = {repeats} calls with one face; batches of 256; PrivateTest; resident memory of a "
        "process that serves one release, through ONNX Runtime. By torch: the same network, eager, "
        "in 32-bit floats, where some graphs compute in 8-bit integers; as many threads."
    )


def _speeds(one: "Serving", times: str) -> list[str]:
    memory = "unknown" if one.memory is None else f"{one.memory:.0f}"
    many = one.per_second
    speed = f"{many:,.0f}" if many < 1e6 else f"{many / 1e6:.1f} M"
    return [f"{one.median:.2f}", f"{one.p95:.2f}", times, speed, memory]


def _worth(release: "Release") -> list[str]:
    """Return accuracy, macro F1 and calibration error on PrivateTest, or why there are none."""
    from fer.evaluation.scorecard import score

    try:
        predictions = release.predictions()
        card = score(predictions[predictions["split"] == "PrivateTest"])
    except (FerError, ValueError):
        return ["–", "–", "–"]
    figures = (card.accuracy.value, card.macro_f1.value, card.calibration_error)
    return [f"{100 * value:.2f}" for value in figures]


def _benchmark_training(recipe: str) -> None:
    import logging

    from fer.training.throughput import compare

    logging.getLogger("lightning").setLevel(logging.ERROR)
    with console.status("Training on noise, twice each way …"):
        found = compare(recipe)
    table = Table(title=f"Learning from faces: {recipe}, by step", title_justify="left")
    for column in ("loop", "faces/s (median)", "slowest", "quickest", "steps", "× plain"):
        table.add_column(column, justify="left" if column == "loop" else "right")
    best = max(one.median for one in found if one.name.startswith("plain"))
    for one in found:
        speeds = (f"{v:,.0f}" for v in (one.median, one.low, one.high))
        table.add_row(one.name, *speeds, str(one.steps), f"{one.median / best:.2f}")
    console.print(table)
