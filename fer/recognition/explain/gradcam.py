"""Grad-CAM: which places of the last convolution's maps push a label up.

Selvaraju et al. (2017), *Grad-CAM: visual explanations from deep networks via gradient-based
localization*; computed by Captum.
"""

from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from fer.errors import ReleaseError
from fer.recognition.explain.weights import as_input

if TYPE_CHECKING:
    from torch import nn


def last_maps(network: "nn.Module") -> "nn.Module | None":
    """Return the module that hands on the last convolution's maps; None without a convolution.

    It is the last one to finish whose output is as large as that of the last convolution: behind
    its normalisation, its ReLU and, in a residual network, its shortcut, before any pooling.
    """
    import torch
    from torch import Tensor, nn

    finished: list[tuple[nn.Module, tuple[int, ...]]] = []

    def note(module: nn.Module, _: tuple[Tensor, ...], output: Tensor) -> None:
        if isinstance(output, Tensor) and output.ndim == 4:
            finished.append((module, tuple(output.shape[2:])))

    hooks = [module.register_forward_hook(note) for module in network.modules()]
    try:
        with torch.no_grad():
            network(torch.zeros(1, 48, 48))
    finally:
        for hook in hooks:
            hook.remove()
    sizes = [size for module, size in finished if isinstance(module, nn.Conv2d)]
    alike = [module for module, size in finished if sizes and size == sizes[-1]]
    return alike[-1] if alike else None


def grad_cam(
    network: "nn.Module", face: npt.NDArray[np.uint8], label: int
) -> npt.NDArray[np.float64]:
    """Return a map of where the last convolution's maps push a label up.

    Parameters
    ----------
    network : nn.Module
        From faces ``(N, 48, 48)`` to logits ``(N, 7)``, not in training.
    face : uint8 array, shape (48, 48)
    label : int
        0–6.

    Returns
    -------
    float64 array, shape (height, width)
        As large as these maps; 0 and above.

    Raises
    ------
    ReleaseError
        If the network has no convolution.
    """
    from captum.attr import LayerGradCam

    layer = last_maps(network)
    if layer is None:
        raise ReleaseError(
            "Grad-CAM looks at the maps of the last convolution, and this release has none. "
            "Occlusion works for every release."
        )
    method = LayerGradCam(network, layer)
    found = method.attribute(as_input(face), target=label, relu_attributions=True)
    return np.asarray(found[0, 0].detach().numpy(), np.float64)
