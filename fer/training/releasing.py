"""``release``: a trained network becomes a folder under ``weights/``, whole or not at all."""

import shutil
import tempfile
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from torch import Tensor, nn

from fer.data.dataset import Dataset
from fer.data.opening import DRAWN
from fer.emotions import EMOTIONS
from fer.errors import DatasetError, ReleaseError, TrainingError
from fer.files import sha256, write_json
from fer.places import WEIGHTS
from fer.release import Release
from fer.training import checkpoint
from fer.training.calibrate import Calibration
from fer.training.compress import factorise
from fer.training.exporting import (
    PLAIN,
    Shape,
    answered_shares,
    export_calibrated,
    predict,
    write_predictions,
)
from fer.training.graph import halve
from fer.training.networks import build, mac_count, parameter_count, state_of
from fer.training.recipe import Recipe

_MEANT = "A label is the word that a dataset has for such a face, not what a person feels."
_FORBIDDEN = "Not to be used for decisions about people."
_SOURCES = {
    "fer2013": "Trained on FER-2013: faces that an image search found in 2013 under words for "
    "emotions; annotators of FER+ often see something else in them than its labels say.",
    DRAWN: "Trained on drawn faces of people who do not exist: its figures say nothing of "
    "photographs.",
}


def limits_of(dataset: str) -> list[str]:
    """Return what a reader of a release's card is to be warned of."""
    other = f"Trained on '{dataset}': its figures hold for faces like those, and no others."
    return [_MEANT, _SOURCES.get(dataset, other), _FORBIDDEN]


@dataclass(frozen=True)
class Provenance:
    """How a network came to be: goes into the card as it stands."""

    recipe: Mapping[str, Any]
    train_splits: tuple[str, ...]
    fingerprint: Mapping[str, str]
    hardware: str
    wall_time_s: float
    selection: str
    dataset: str
    began: Mapping[str, Any] | None = None


def selection_of(recipe: Recipe, began: Mapping[str, Any] | None = None) -> str:
    """Say in sentences how the released weights were chosen; `release` adds the calibration.

    Parameters
    ----------
    recipe : Recipe
    began : mapping, optional
        The training that it went on from, see `fer.training.teacher.start_from`.
    """
    learnt = " + ".join(recipe.train_splits)
    chosen = "no epoch was chosen by it"
    if recipe.horizon > recipe.epochs:
        chosen = f"{recipe.horizon} were planned, and with it in sight the training was ended"
    said = [
        f"The weights after the last of {recipe.epochs} epochs on {learnt}; "
        f"{recipe.watch_split} was measured after every epoch and {chosen}."
    ]
    if recipe.start:
        said.insert(0, f"It went on from the weights of {recipe.start}.")
    while began:
        planned = began["recipe"].get("horizon", 0)
        if planned > began["epochs"]:
            watched = began["recipe"]["watch_split"]
            said.append(
                f"{began['name']} was ended after {began['epochs']} of {planned} epochs with "
                f"{watched} in sight."
            )
        began = began.get("began")
    return " ".join(said)


def _calibration(found: Calibration, threshold: float | None) -> str:
    """Say what `release` chose on PublicTest."""
    what = "Temperature, factors and shifts of the logits" if found.factors else "Temperature"
    if threshold is not None:
        return f" {what} and abstention threshold were chosen on PublicTest."
    if found.factors:
        return f" {what} were fitted on PublicTest."
    return "" if found.temperature == 1 else " Temperature was fitted on PublicTest."


def release(
    network: nn.Module,
    name: str,
    title: str,
    summary: str,
    architecture: str,
    origin: Provenance,
    dataset: Dataset,
    *,
    history: Path | None = None,
    weights: Path | None = None,
    shape: Shape = PLAIN,
) -> Release:
    """Export a network, predict both test splits with the exported graph, and write the card.

    Calibration and abstention threshold are chosen on PublicTest when the network has not learnt
    from it. When it has, nothing is left to choose them on, and there are none.

    Parameters
    ----------
    network : nn.Module
        Trained; its large weights are rounded to 16-bit floats in place.
    name, title, summary, architecture : str
    origin : Provenance
    dataset : Dataset
        The dataset whose test splits are predicted.
    history : Path, optional
        ``history.csv`` of the training.
    weights : Path, optional
        The folder of the releases.
    shape : Shape
        What the graph is beside the network.
    """
    root = weights or WEIGHTS
    root.mkdir(parents=True, exist_ok=True)
    network = halve(network.cpu().float().eval())
    with tempfile.TemporaryDirectory(prefix=".release-", dir=root) as scratch:
        folder = Path(scratch) / name
        folder.mkdir()
        calibration, threshold = export_calibrated(
            network,
            folder / "model.onnx",
            shape,
            dataset,
            calibrated="PublicTest" not in origin.train_splits,
        )
        table = predict(folder / "model.onnx", dataset)
        if shape.storage == "halves":  # otherwise the graph holds other numbers than the network
            checkpoint.write_tensors(_stored(network), folder / "model.safetensors")
        if history is not None and history.exists():
            shutil.copyfile(history, folder / "history.csv")
        card = {
            "format": 1,
            "id": name,
            "title": title,
            "summary": summary,
            "architecture": architecture,
            "parameters": parameter_count(network),
            "macs": mac_count(network) * shape.views,
            "labels": list(EMOTIONS),
            "recipe": dict(origin.recipe),
            **({"began": dict(origin.began)} if origin.began else {}),
            "train_splits": list(origin.train_splits),
            "dataset": origin.dataset,
            "data": dict(origin.fingerprint),
            "hardware": origin.hardware,
            "wall_time_s": round(origin.wall_time_s, 1),
            "made": datetime.now(UTC).date().isoformat(),
            "selection": origin.selection + _calibration(calibration, threshold),
            **calibration.to_json(),
            "abstention_threshold": threshold,
            "answered": answered_shares(table, threshold),
            "limits": limits_of(origin.dataset),
            "files": {},
        }
        write_predictions(folder, table)
        seal(folder, card)
        place = root / name
        if place.exists():
            place.rename(Path(scratch) / "earlier")
        folder.rename(place)
    return Release.open(root, name)


def release_trained(
    recipe: Recipe,
    saved: Path,
    dataset: Dataset,
    history: Path,
    *,
    name: str | None = None,
    weights: Path | None = None,
) -> Release:
    """Release the network of a finished training.

    Parameters
    ----------
    recipe : Recipe
    saved : Path
        Its checkpoint.
    dataset : Dataset
        The one that it learnt from.
    history : Path
    name : str, optional
        Id of the release; by default the recipe's.
    weights : Path, optional
        The folder of the releases.
    """
    progress = checkpoint.read_progress(saved)
    network = build(recipe.architecture)
    checkpoint.restore_result(saved, network)
    architecture = recipe.architecture
    if recipe.rank:
        network = factorise(network, recipe.rank)
        architecture = f"{architecture}-rank{recipe.rank}"
    return release(
        network,
        name or recipe.name,
        recipe.title,
        recipe.summary,
        architecture,
        origin_of(recipe, dataset, progress.hardware, progress.seconds, progress.began),
        dataset,
        history=history,
        weights=weights,
        shape=Shape(recipe.views, recipe.quantised, recipe.storage, recipe.scaling),
    )


def evaluate(release: Release, dataset: Dataset) -> Release:
    """Write the predictions of a release anew, and its card with them.

    Raises
    ------
    DatasetError
        If the dataset has other test faces, or counts them otherwise than the predictions there.
    """
    dataset.refuse_other_faces(release.card["data"], release.id)
    table = predict(release.file("model.onnx"), dataset)
    with suppress(ReleaseError):  # what is lost or altered is written anew
        before = release.predictions()
        if before["row"].tolist() != table["row"].tolist():
            raise DatasetError(
                f"Release '{release.id}' was scored on these faces in another order than "
                f"'{dataset.name}' has them. Import what it was scored on again."
            )
    write_predictions(release.folder, table)
    (release.folder / "predictions.parquet").chmod(0o644)
    return release.with_file("predictions.parquet")  # no other file is vouched for anew


def _stored(network: nn.Module) -> dict[str, Tensor]:
    """Weights as the safetensors file holds them: large ones in 16 bits."""
    return {
        name: tensor.half() if tensor.is_floating_point() and tensor.numel() >= 1024 else tensor
        for name, tensor in state_of(network).items()
    }


def seal(folder: Path, card: dict[str, Any]) -> None:
    """Write ``card.json`` with the SHA-256 of every other file."""
    files = sorted(p for p in folder.iterdir() if p.is_file() and p.name != "card.json")
    hashes = {path.name: sha256(path) for path in files if not path.name.startswith(".")}
    for path in files:
        path.chmod(0o644)
    write_json(folder / "card.json", {**card, "files": hashes})


def origin_of(
    recipe: Recipe,
    dataset: Dataset,
    hardware: str,
    seconds: float,
    began: Mapping[str, Any] | None = None,
) -> Provenance:
    """Return the provenance of a network that was trained by a recipe."""
    if not recipe.train_splits:
        raise TrainingError("A recipe must name the splits that it learns from.")
    return Provenance(
        recipe=replace(recipe).to_json(),
        train_splits=recipe.train_splits,
        fingerprint=dataset.fingerprint(),
        hardware=hardware,
        wall_time_s=seconds,
        selection=selection_of(recipe, began),
        dataset=dataset.name,
        began=began,
    )
