"""Several networks that answer as one: the mean of their probabilities, in one graph."""

from collections.abc import Sequence
from pathlib import Path

import torch
from torch import Tensor, nn

from fer.data.dataset import Dataset
from fer.errors import TrainingError
from fer.release import Release
from fer.training import checkpoint, releasing
from fer.training.exporting import Shape
from fer.training.networks import build
from fer.training.recipe import Recipe
from fer.training.views import Views


class Ensemble(nn.Module):
    """The mean of its members' probabilities, as logarithms (Hansen & Salamon 1990)."""

    def __init__(self, members: Sequence[nn.Module]) -> None:
        super().__init__()
        self.members = nn.ModuleList(members)

    def forward(self, faces: Tensor) -> Tensor:
        """Return ``(N, 7)`` for faces ``(N, 48, 48)``."""
        answers = [member(faces).float().softmax(1) for member in self.members]
        mean: Tensor = torch.stack(answers).mean(0)
        return mean.clamp(min=1e-12).log()


def release_ensemble(
    name: str,
    runs: Sequence[Path],
    dataset: Dataset,
    *,
    views: int = 2,
    weights: Path | None = None,
) -> Release:
    """Release the networks of several finished trainings as one.

    Which they are is decided by the caller before PrivateTest is read. Large weights are stored as
    8-bit integers with a scale for each output, so that several networks fit into one release.

    Parameters
    ----------
    name : str
        Id of the release.
    runs : sequence of Path
        Folders of trainings, or packed checkpoints of them.
    dataset : Dataset
        The one that all have learnt from.
    views : int
        What each member averages over.
    weights : Path, optional
        The folder of the releases.

    Raises
    ------
    TrainingError
        If there are fewer than two, or they learnt from other data or other splits.
    """
    if len(runs) < 2:
        raise TrainingError("An ensemble needs at least two trainings.")
    members, recipes, seconds, hardware = [], [], 0.0, set()
    for run in runs:
        saved = run / "checkpoint.safetensors" if run.is_dir() else run
        progress = checkpoint.read_progress(saved)
        if progress.fingerprint != dataset.fingerprint():
            raise TrainingError(f"{run.name} learnt from other data than '{dataset.name}'.")
        recipe = Recipe.from_json(progress.recipe)
        if progress.epoch != recipe.epochs:
            raise TrainingError(
                f"{run.name} has finished {progress.epoch} of {recipe.epochs} epochs. Finish it: "
                f"python -m fer train {recipe.name} --resume"
            )
        if recipe.watch_split == "PrivateTest":
            raise TrainingError(
                f"{run.name} was measured on PrivateTest after every epoch; a set that is chosen "
                "with that in sight is not an honest one."
            )
        network = build(recipe.architecture)
        checkpoint.restore_result(saved, network)
        members.append(Views(network, views).eval())
        recipes.append(recipe)
        seconds += progress.seconds
        hardware.add(progress.hardware)
    learnt = {recipe.train_splits for recipe in recipes}
    if len(learnt) > 1:
        raise TrainingError("The members of an ensemble must have learnt from the same splits.")
    named = ", ".join(f"{recipe.name} ({recipe.architecture})" for recipe in recipes)
    origin = releasing.Provenance(
        recipe={"members": [recipe.to_json() for recipe in recipes], "views": views},
        train_splits=recipes[0].train_splits,
        fingerprint=dataset.fingerprint(),
        hardware="; ".join(sorted(hardware)),
        wall_time_s=seconds,
        selection=f"The mean of {len(members)} networks: {named}. Each is the last epoch of its "
        "training, watched on PublicTest; temperature and abstention threshold were chosen there.",
        dataset=dataset.name,
    )
    return releasing.release(
        Ensemble(members),
        name,
        f"Ensemble of {len(members)}",
        f"{len(members)} networks that answer as one: the mean of their probabilities.",
        "ensemble",
        origin,
        dataset,
        weights=weights,
        shape=Shape(storage="bytes"),
    )
