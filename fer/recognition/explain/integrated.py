"""Integrated gradients: how much each pixel adds to a label's logit on the way from plain grey.

Sundararajan, Taly & Yan (2017), *Axiomatic attribution for deep networks*; computed by Captum. The
map sums to the logit of the face minus that of the plain picture (completeness).
"""

from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from fer.recognition.explain.weights import as_input

if TYPE_CHECKING:
    from torch import nn

STEPS = 64
_BATCH = 8


def integrated_gradients(
    network: "nn.Module", face: npt.NDArray[np.uint8], label: int, steps: int = STEPS
) -> tuple[npt.NDArray[np.float64], float]:
    """Return what each pixel adds to a label's logit, beginning from the face's mean grey.

    Parameters
    ----------
    network : nn.Module
        From faces ``(N, 48, 48)`` to logits ``(N, 7)``, not in training.
    face : uint8 array, shape (48, 48)
    label : int
        0–6.
    steps : int
        Points of the way at which gradients are taken.

    Returns
    -------
    map : float64 array, shape (48, 48)
    missing : float
        By how much its sum falls short of, or exceeds, what it should be.
    """
    import torch
    from captum.attr import IntegratedGradients

    given = as_input(face)
    plain = torch.full_like(given, round(float(face.mean())))
    found, missing = IntegratedGradients(network).attribute(
        given,
        baselines=plain,
        target=label,
        n_steps=steps,
        internal_batch_size=_BATCH,
        return_convergence_delta=True,
    )
    return np.asarray(found[0].detach().numpy(), np.float64), float(missing[0])
