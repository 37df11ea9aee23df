"""What a training learns from besides labels: a teacher (Hinton, Vinyals & Dean 2015), a start."""

from collections.abc import Mapping
from typing import Any

import torch
from torch import Tensor, nn

from fer.classifier import Classifier
from fer.errors import TrainingError
from fer.places import RUNS, WEIGHTS
from fer.release import Release
from fer.training import checkpoint
from fer.training.calibrate import Calibration
from fer.training.networks import build
from fer.training.recipe import Recipe
from fer.training.restoring import network_of
from fer.training.views import Ensemble, Views

_ASKED_AT_ONCE = 512


class Graph(nn.Module):
    """The graph that a release serves, asked as if it were a network.

    On a processor it answers several times as fast as the network that it was made of, with its
    views, but not calibrated: what was fitted on PublicTest is no lesson for a network that is
    chosen by PublicTest.

    Parameters
    ----------
    classifier : Classifier
    calibration : Calibration
        What the graph makes of its network's logits, which is undone.
    """

    def __init__(self, classifier: Classifier, calibration: Calibration) -> None:
        super().__init__()
        self._classifier = classifier
        self._calibration = calibration

    def forward(self, faces: Tensor) -> Tensor:
        """Return logits ``(N, 7)`` for faces ``(N, 48, 48)``, rounded to whole grey levels."""
        levels = faces.round().clamp(0, 255).to(torch.uint8)
        return torch.from_numpy(self._calibration.undone(self._classifier.logits(levels.numpy())))


def teachers_of(recipe: Recipe, device: torch.device, fingerprint: Mapping[str, str]) -> nn.Module:
    """Return whoever teaches by a recipe as one network, see `teacher_of`."""
    found = [teacher_of(name, device, recipe, fingerprint) for name in recipe.teachers]
    return found[0] if len(found) == 1 else Ensemble(found)


def teacher_of(
    name: str, device: torch.device, recipe: Recipe, fingerprint: Mapping[str, str]
) -> nn.Module:
    """Return a release, or else a training, as a network that gives answers and learns nothing.

    Parameters
    ----------
    name : str
        A release's id, or the name of a training in ``runs/``.
    device : torch.device
        On a processor the release's graph answers, elsewhere its torch weights. Both, and a
        training, answer with their views and are not calibrated.
    recipe : Recipe
        What is taught.
    fingerprint : mapping of str to str
        Of the faces that it learns from and is measured by, for each split.

    Raises
    ------
    ReleaseError
        If there is neither, or a file is missing.
    TrainingError
        If it has learnt from faces that the recipe keeps to measure and choose by, or is a training
        that is not finished.
    """
    trained = RUNS / name / "checkpoint.safetensors"
    if not (WEIGHTS / name).exists() and trained.is_file():
        progress = checkpoint.read_progress(trained)
        _refuse_learnt(_of_training(name, progress), recipe, fingerprint)
        own = Recipe.from_json(progress.recipe)
        if progress.epoch < own.epochs:
            raise TrainingError(
                f"'{name}' has finished {progress.epoch} of {own.epochs} epochs and cannot teach "
                "yet. Finish it first: the command that began it, with --resume."
            )
        network = build(own.architecture)
        checkpoint.restore_result(trained, network)
        network = Views(network, own.views)
    else:
        release = Release.open(WEIGHTS, name)
        _refuse_learnt(_of_release(release), recipe, fingerprint)
        if device.type == "cpu":
            return Graph(Classifier.of(release), Calibration.from_json(release.card))
        views = int(release.card["recipe"].get("views", 1))
        network = Views(network_of(release), views)
    network.to(device).to(memory_format=torch.channels_last)  # type: ignore[call-overload]
    return network.eval().requires_grad_(False)


def start_from(
    name: str, network: nn.Module, recipe: Recipe, fingerprint: Mapping[str, str]
) -> dict[str, Any]:
    """Give a network the weights of a training, or else of a release.

    Parameters
    ----------
    name : str
        Of a training in ``runs/``, whose result so far is taken; or a release's id.
    network : nn.Module
        Of the same architecture.
    recipe : Recipe
        What learns further.
    fingerprint : mapping of str to str
        Of the faces that it learns from and is measured by, for each split.

    Returns
    -------
    dict
        What a card tells of it: ``name``, ``epochs`` (how many were learnt), ``recipe``,
        ``wall_time_s``, ``hardware``, ``data``, and where it came from another, its own ``began``.

    Raises
    ------
    ReleaseError
        If there is neither, or the release holds no torch weights.
    TrainingError
        If it is of another architecture, or has learnt from faces that the recipe keeps to measure
        and choose by.
    """
    earlier = RUNS / name / "checkpoint.safetensors"
    if earlier.is_file():
        began = _of_training(name, checkpoint.read_progress(earlier))
    else:
        began = _of_release(Release.open(WEIGHTS, name))
    _refuse_learnt(began, recipe, fingerprint)
    del began["train_splits"]
    if earlier.is_file():
        checkpoint.restore_result(earlier, network)
        return began
    path = Release.open(WEIGHTS, name).file("model.safetensors")
    try:
        checkpoint.load_weights(path, network)
    except RuntimeError as error:
        raise TrainingError(
            f"'{name}' is another network: its weights do not fit. Start from a release of the "
            "same architecture."
        ) from error
    return began


def refuse_unfit(
    name: str, recipe: Recipe, fingerprint: Mapping[str, str], *, teaches: bool
) -> None:
    """Refuse what a training cannot start from, or cannot be taught by.

    Raises
    ------
    ReleaseError
        If there is neither a training nor a release of that name.
    TrainingError
        If it has learnt from faces that the recipe keeps to measure and choose by; as a teacher, if
        it is not finished; as a start, if it is of another architecture.
    """
    if teaches:
        teacher_of(name, torch.device("cpu"), recipe, fingerprint)
    else:
        start_from(name, build(recipe.architecture), recipe, fingerprint)


def _refuse_learnt(
    origin: Mapping[str, Any], recipe: Recipe, fingerprint: Mapping[str, str]
) -> None:
    learnt = {origin["data"].get(split) for split in origin["train_splits"]} - {None}
    kept = [s for s, sha in fingerprint.items() if s not in recipe.train_splits and sha in learnt]
    if kept:
        raise TrainingError(
            f"'{origin['name']}' has learnt from {' and '.join(kept)}, by which this training is "
            "measured. Take one that has not."
        )


def _of_training(name: str, progress: checkpoint.Progress) -> dict[str, Any]:
    return {
        "name": name,
        "epochs": progress.epoch,
        "recipe": progress.recipe,
        "wall_time_s": round(progress.seconds, 1),
        "hardware": progress.hardware,
        "data": progress.fingerprint,
        "train_splits": progress.recipe["train_splits"],
        **({"began": progress.began} if progress.began else {}),
    }


def _of_release(release: Release) -> dict[str, Any]:
    card = release.card
    return {
        "name": release.id,
        "epochs": card["recipe"].get("epochs"),
        **{key: card[key] for key in ("recipe", "wall_time_s", "hardware", "data", "train_splits")},
        **({"began": card["began"]} if "began" in card else {}),
    }


@torch.no_grad()
def taught(teacher: nn.Module, faces: Tensor, targets: Tensor, weight: float) -> Tensor:
    """Return targets with a teacher's answers mixed in.

    Parameters
    ----------
    teacher : nn.Module
    faces : tensor, shape (N, 48, 48)
    targets : float tensor, shape (N, 7)
    weight : float
        Of the answers, 0 to 1.

    Returns
    -------
    float tensor, shape (N, 7)
    """
    parts = torch.split(faces, _ASKED_AT_ONCE)
    answers = [teacher(part.float()).float().softmax(1) for part in parts]
    return (1 - weight) * targets + weight * torch.cat(answers)
