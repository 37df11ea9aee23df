"""Several networks that answer as one: the mean of their probabilities, in one graph."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from torch import nn

from fer.data.dataset import Dataset
from fer.errors import TrainingError
from fer.release import Release, check_id
from fer.training import checkpoint, releasing
from fer.training.exporting import Shape
from fer.training.networks import build
from fer.training.recipe import VIEWS, Recipe, Scaling
from fer.training.restoring import network_of
from fer.training.views import Ensemble, Views


@dataclass(frozen=True)
class Member:
    """A trained network, not calibrated, and how it came to be.

    What a release was calibrated by is left out: a set is calibrated as a whole, and weighed by the
    faces that calibrations are fitted on.
    """

    name: str
    network: nn.Module
    recipe: Recipe
    fingerprint: Mapping[str, Any]
    seconds: float
    hardware: str
    began: Mapping[str, Any] | None = None

    def whole(self, views: int) -> nn.Module:
        """Return its network as it is part of an ensemble."""
        return Views(self.network, views).eval()

    def told(self) -> dict[str, Any]:
        """Return its recipe, and how it began where it went on from another training."""
        steps, began = [], self.began
        while began:
            steps.append({key: began[key] for key in ("name", "epochs", "recipe", "wall_time_s")})
            began = began.get("began")
        return {**self.recipe.to_json(), **({"before": steps} if steps else {})}


def release_ensemble(
    name: str,
    sources: Sequence[Path | Release],
    dataset: Dataset,
    *,
    views: int = 2,
    quantised: bool = False,
    scaling: Scaling = "temperature",
    weights: Path | None = None,
) -> Release:
    """Release several trained networks as one.

    Which they are is decided by the caller before PrivateTest is read. Large weights are stored as
    8-bit integers with a scale for each output, so that several networks fit into one release.

    Parameters
    ----------
    name : str
        Id of the release.
    sources : sequence of Path or Release
        Folders of trainings, packed checkpoints of them, or releases with torch weights.
    dataset : Dataset
        The one that all have learnt from.
    views : int
        What each member averages over.
    quantised : bool
        Whether the graph also computes in 8-bit integers.
    scaling : str
        How the set is calibrated, see `Recipe`.
    weights : Path, optional
        The folder of the releases.

    Raises
    ------
    TrainingError
        If there are fewer than two, or they learnt from other data or other splits.
    ReleaseError
        If a release has no weights of one network.
    """
    check_id(name)
    members = members_of(sources, dataset, views)
    recipes = [member.recipe for member in members]
    named = ", ".join(f"{recipe.name} ({recipe.architecture})" for recipe in recipes)
    origin = releasing.Provenance(
        recipe={"members": [member.told() for member in members], "views": views},
        train_splits=recipes[0].train_splits,
        fingerprint=dataset.fingerprint(),
        hardware="; ".join(sorted({member.hardware for member in members})),
        wall_time_s=sum(member.seconds for member in members),
        selection=" ".join(
            [
                f"The mean of {len(members)} networks: {named}.",
                *(f"{m.name}: {releasing.selection_of(m.recipe, m.began)}" for m in members),
            ]
        ),
        dataset=dataset.name,
    )
    return releasing.release(
        Ensemble([member.whole(views) for member in members]),
        name,
        f"Ensemble of {len(members)}",
        f"{len(members)} networks that answer as one: the mean of their probabilities.",
        "ensemble",
        origin,
        dataset,
        weights=weights,
        shape=Shape(quantised=quantised, storage="bytes", scaling=scaling),
    )


def members_of(sources: Sequence[Path | Release], dataset: Dataset, views: int) -> list[Member]:
    """Return trainings and releases as members of one release of that dataset.

    Raises
    ------
    TrainingError, ReleaseError
        If they cannot be that.
    """
    if views not in VIEWS:
        raise TrainingError(f"Expected 1, 2 or 10 views of a face, got {views}.")
    if len(sources) < 2:
        raise TrainingError("An ensemble needs at least two trainings or releases.")
    members = []
    for source in sources:
        member = _of_training(source) if isinstance(source, Path) else _of_release(source)
        if member.fingerprint != dataset.fingerprint():
            raise TrainingError(f"{member.name} learnt from other data than '{dataset.name}'.")
        if member.recipe.watch_split == "PrivateTest":
            raise TrainingError(
                f"{member.name} was measured on PrivateTest after every epoch; a set that is "
                "chosen with that in sight is not an honest one."
            )
        members.append(member)
    if len({member.recipe.train_splits for member in members}) > 1:
        raise TrainingError("The members of an ensemble must have learnt from the same splits.")
    return members


def _of_training(run: Path) -> Member:
    saved = run / "checkpoint.safetensors" if run.is_dir() else run
    progress = checkpoint.read_progress(saved)
    recipe = Recipe.from_json(progress.recipe)
    if progress.epoch != recipe.epochs:
        raise TrainingError(
            f"{run.name} has finished {progress.epoch} of {recipe.epochs} epochs. Finish it first: "
            "the command that began it, with --resume."
        )
    network = build(recipe.architecture)
    checkpoint.restore_result(saved, network)
    return Member(
        run.name,
        network,
        recipe,
        progress.fingerprint,
        progress.seconds,
        progress.hardware,
        began=progress.began,
    )


def _of_release(release: Release) -> Member:
    card = release.card
    return Member(
        release.id,
        network_of(release),
        Recipe.from_json(card["recipe"]),
        card["data"],
        float(card["wall_time_s"]),
        str(card["hardware"]),
        card.get("began"),
    )
