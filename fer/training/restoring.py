"""A release's network in torch again, with its trained weights."""

from safetensors import SafetensorError
from torch import nn

from fer.errors import ReleaseError, TrainingError
from fer.release import Release
from fer.training.calibrate import Calibration
from fer.training.checkpoint import load_weights
from fer.training.graph import Scaled
from fer.training.networks import build
from fer.training.views import Views


def network_of(release: Release) -> nn.Module:
    """Return a release's network, not in training; what it makes of one view of a face.

    Raises
    ------
    ReleaseError
        If it has no weights of one network.
    """
    if not release.has("model.safetensors"):
        raise ReleaseError(
            f"{release.title} has no weights for torch, so that there is no gradient to draw."
        )
    try:
        network = build(str(release.card["architecture"]))
        load_weights(release.file("model.safetensors"), network)
    except (KeyError, RuntimeError, SafetensorError, TrainingError) as error:
        raise ReleaseError(
            f"{release.title} cannot be restored as one network, so that there is no gradient to "
            "draw. Occlusion works for every release."
        ) from error
    return network.eval()


def whole_of(release: Release, network: nn.Module) -> nn.Module:
    """Return a network as the release's graph has it: with its views and its calibration."""
    shown = Views(network, int(release.card["recipe"].get("views", 1)))
    return Scaled(shown, Calibration.from_json(release.card)).eval()
