"""What logits become so that confidences can be believed: fitted on PublicTest."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
from scipy.optimize import minimize
from scipy.special import log_softmax

from fer.emotions import EMOTIONS
from fer.training.recipe import Scaling

Floats = npt.NDArray[np.float32]
Labels = npt.NDArray[np.int64]
Vector = npt.NDArray[np.float64]
_BOLDEST = 8.0  # temperatures lie between exp(-8) and exp(8)
_DIGITS = 4


@dataclass(frozen=True)
class Calibration:
    """Logits are divided by a temperature, multiplied by a factor for each label, and shifted.

    Attributes
    ----------
    temperature : float
    factors, shifts : tuple of float
        One for each label; empty for 1 and 0 throughout. Factors have a geometric mean of 1.
    """

    temperature: float = 1.0
    factors: tuple[float, ...] = ()
    shifts: tuple[float, ...] = ()

    def __call__(self, logits: Floats) -> Floats:
        """Return calibrated logits, float32 ``(N, 7)``."""
        factors, shifts = (
            np.array(values or neutral, np.float32)
            for values, neutral in ((self.factors, 1), (self.shifts, 0))
        )
        return logits / np.float32(self.temperature) * factors + shifts

    def undone(self, logits: Floats) -> Floats:
        """Return what was calibrated to `logits`."""
        factors, shifts = (
            np.array(values or neutral, np.float32)
            for values, neutral in ((self.factors, 1), (self.shifts, 0))
        )
        return (logits - shifts) / factors * np.float32(self.temperature)

    def to_json(self) -> dict[str, Any]:
        """Return what a release's card says of it."""
        vector = {"factors": list(self.factors), "shifts": list(self.shifts)}
        return {"temperature": self.temperature, **({"scaling": vector} if self.factors else {})}

    @classmethod
    def from_json(cls, card: Mapping[str, Any]) -> "Calibration":
        """Return the calibration that stands in a release's card."""
        vector = card.get("scaling", {})
        return cls(
            float(card["temperature"]),
            tuple(map(float, vector.get("factors", ()))),
            tuple(map(float, vector.get("shifts", ()))),
        )


PLAIN = Calibration()


def calibration_of(logits: Floats, labels: Labels, scaling: Scaling) -> Calibration:
    """Return the calibration that minimises cross-entropy (Guo et al. 2017), to four decimals.

    Parameters
    ----------
    logits : float32 array, shape (N, 7)
    labels : int64 array, shape (N,)
    scaling : str
        ``"temperature"``: one number for all labels, so that no answer changes; ``"vector"``: also
        a factor and a shift for each label, which mends labels that a network says too often. The
        logarithms of the factors and the shifts have a normal distribution of spread 1 as a prior,
        without which a few faces would make them boundless.
    """
    z = logits.astype(np.float64)
    hits = np.eye(len(EMOTIONS))[labels]
    size = 2 * len(EMOTIONS) if scaling == "vector" else 1

    def loss(chosen: Vector) -> tuple[float, Vector]:
        scales, shifts = _parts(chosen)
        log_p = log_softmax(z * scales + shifts, axis=1)
        over = (np.exp(log_p) - hits) / len(z)
        by_scale = (over * z).sum(0) * scales
        cost = -float((log_p * hits).sum(1).mean())
        if size == 1:
            return cost, by_scale.sum(keepdims=True)
        prior = _centred(chosen.reshape(2, -1)).ravel() / len(z)
        slope = np.concatenate([by_scale, over.sum(0)]) + prior
        return cost + float(prior @ prior) * len(z) / 2, slope

    found = minimize(
        loss, np.zeros(size), jac=True, method="L-BFGS-B", bounds=[(-_BOLDEST, _BOLDEST)] * size
    ).x
    scales, shifts = _parts(found)
    temperature = float(np.exp(-np.log(scales).mean()))
    if size == 1:
        return Calibration(round(temperature, _DIGITS))
    return Calibration(
        round(temperature, _DIGITS), _rounded(scales * temperature), _rounded(shifts)
    )


def _parts(chosen: Vector) -> tuple[Vector, Vector]:
    """Return the scale and the shift of every label."""
    if len(chosen) == 1:
        return np.full(len(EMOTIONS), np.exp(chosen[0])), np.zeros(len(EMOTIONS))
    scales, shifts = chosen.reshape(2, -1)
    return np.exp(scales), _centred(shifts)


def _centred(values: Vector) -> Vector:
    centred: Vector = values - values.mean(-1, keepdims=True)
    return centred


def _rounded(values: Vector) -> tuple[float, ...]:
    return tuple(round(float(value), _DIGITS) for value in values)


def answered_share(p: Floats, threshold: float) -> float:
    """Return the share of faces whose confidence reaches `threshold`, 0–1."""
    return float((p.max(1) >= threshold).mean())
