"""A release whose answers another network learns (Hinton, Vinyals & Dean 2015)."""

import torch
from torch import Tensor, nn

from fer.classifier import Classifier
from fer.release import WEIGHTS, Release
from fer.training import checkpoint
from fer.training.networks import build


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
    checkpoint.load_weights(release.file("model.safetensors"), network)
    network.to(device).to(memory_format=torch.channels_last)  # type: ignore[call-overload]
    return network.eval().requires_grad_(False)
