"""Releases that a training learns from: its teacher (Hinton, Vinyals & Dean 2015), its start."""

import torch
from torch import Tensor, nn

from fer.classifier import Classifier
from fer.errors import TrainingError
from fer.places import RUNS, WEIGHTS
from fer.release import Release
from fer.training import checkpoint
from fer.training.networks import build

_ASKED_AT_ONCE = 512


class Graph(nn.Module):
    """The graph that a release serves, asked as if it were a network.

    On a processor it answers several times as fast as the network that it was made of, and
    includes its views and its temperature.

    Parameters
    ----------
    classifier : Classifier
    """

    def __init__(self, classifier: Classifier) -> None:
        super().__init__()
        self._classifier = classifier

    def forward(self, faces: Tensor) -> Tensor:
        """Return logits ``(N, 7)`` for faces ``(N, 48, 48)``, rounded to whole grey levels."""
        levels = faces.round().clamp(0, 255).to(torch.uint8)
        return torch.from_numpy(self._classifier.logits(levels.numpy()))


def teacher_of(name: str, device: torch.device) -> nn.Module:
    """Return a release as a network that gives answers and learns nothing.

    Parameters
    ----------
    name : str
        Its id.
    device : torch.device
        On a processor the release's graph answers, elsewhere its torch weights.

    Raises
    ------
    ReleaseError
        If there is no such release, or its file is missing.
    """
    release = Release.open(WEIGHTS, name)
    if device.type == "cpu":
        return Graph(Classifier.of(release))
    network = build(release.card["architecture"])
    start_from(name, network)
    network.to(device).to(memory_format=torch.channels_last)  # type: ignore[call-overload]
    return network.eval().requires_grad_(False)


def start_from(name: str, network: nn.Module) -> None:
    """Give a network the weights of a training, or else of a release.

    Parameters
    ----------
    name : str
        Of a training in ``runs/``, whose result so far is taken; or a release's id.
    network : nn.Module
        Of the same architecture.

    Raises
    ------
    ReleaseError
        If there is neither, or the release holds no torch weights.
    TrainingError
        If it is of another architecture.
    """
    earlier = RUNS / name / "checkpoint.safetensors"
    if earlier.is_file():
        checkpoint.restore_result(earlier, network)
        return
    path = Release.open(WEIGHTS, name).file("model.safetensors")
    try:
        checkpoint.load_weights(path, network)
    except RuntimeError as error:
        raise TrainingError(
            f"'{name}' is another network: its weights do not fit. Start from a release of the "
            "same architecture."
        ) from error


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
