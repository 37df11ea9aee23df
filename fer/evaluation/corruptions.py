"""Changes to faces that a camera, a file or a hand may make: twelve corruptions, and exposure.

Each takes and returns faces, uint8 ``(N, 48, 48)``, at any strength between two ends; five of them
are its severities. After Hendrycks & Dietterich (2019), *Benchmarking neural network robustness to
common corruptions and perturbations*, with strengths for faces of 48 pixels. It knows no model.
"""

from collections.abc import Mapping
from types import MappingProxyType

import numpy as np
import numpy.typing as npt

from fer.data.dataset import SIDE, Faces
from fer.evaluation import distortions as do
from fer.evaluation.strengths import SEVERITIES, Corruption

__all__ = [
    "COMMON",
    "CORRUPTIONS",
    "EXPOSURES",
    "SEVERITIES",
    "Corruption",
    "at_severity",
    "combined",
    "corrupt",
]
Seeds = npt.NDArray[np.int64]
_NOISE, _DIRECTION = 0, 1  # independent streams of a face's seed

_LIST = (
    Corruption(
        "brightness",
        "Brightness",
        "Adds the same to every pixel; below 0 and above 255 is cut off.",
        do.offset,
        (25, 50, 75, 100, 125),
        *(-160, 0, 160),
        "{:+.0f} grey levels",
    ),
    Corruption(
        "contrast",
        "Contrast",
        "Moves every pixel towards the face's mean grey, or away from it.",
        do.contrast,
        (0.7, 0.5, 0.35, 0.2, 0.1),
        *(0.05, 1, 3),
        "× {:.2f}",
        logarithmic=True,
    ),
    Corruption(
        "gamma",
        "Gamma",
        "Bends the scale of greys: above 1 the middle gets darker, below 1 lighter; which of the "
        "two is drawn for each face.",
        do.gamma,
        (1.25, 1.6, 2, 2.5, 3.2),
        *(0.25, 1, 4),
        "γ = {:.2f}",
        mirrored=True,
        logarithmic=True,
    ),
    Corruption(
        "gaussian-noise",
        "Noise",
        "Adds Gaussian noise to every pixel, as in the dark.",
        do.gaussian_noise,
        (6, 12, 20, 32, 48),
        *(0, 0, 64),
        "σ = {:.0f} grey levels",
        drawn=True,
    ),
    Corruption(
        "blur",
        "Blur",
        "Gaussian blur, as out of focus.",
        do.blur,
        (0.5, 0.8, 1.2, 1.7, 2.5),
        *(0, 0, 4),
        "σ = {:.1f} px",
    ),
    Corruption(
        "jpeg",
        "JPEG",
        "Saves the face as JPEG of this quality and reads it again; at 100 it is left alone.",
        do.jpeg,
        (60, 40, 25, 15, 8),
        *(2, 100, 100),
        "quality {:.0f}",
    ),
    Corruption(
        "downscale",
        "Down-scaling",
        "Makes the face smaller and enlarges it again, as a face far away.",
        do.downscale,
        (36, 28, 20, 14, 10),
        *(6, SIDE, SIDE),
        "{:.0f} px wide",
    ),
    Corruption(
        "rotation",
        "Rotation",
        "Turns the face in the picture, clockwise above 0; which way is drawn for each face.",
        do.rotation,
        (5, 10, 20, 30, 45),
        *(-60, 0, 60),
        "{:+.0f}°",
        mirrored=True,
    ),
    Corruption(
        "shift",
        "Shift",
        "Moves the face to one side, as a careless crop does; the edge is continued.",
        do.shift,
        (1, 2, 4, 6, 9),
        *(0, 0, 16),
        "{:.0f} px",
        drawn=True,
    ),
    Corruption(
        "zoom",
        "Zoom",
        "Crops closer above 1, wider below 1, where the edge is continued; which of the two is "
        "drawn for each face.",
        do.zoom,
        (1.1, 1.2, 1.35, 1.55, 1.8),
        *(0.5, 1, 2),
        "× {:.2f}",
        mirrored=True,
        logarithmic=True,
    ),
    Corruption(
        "occlude-eyes",
        "Covered eyes",
        "Lays a bar of the face's mean grey over the eyes; the strength is its height.",
        do.occlude_eyes,
        (3, 6, 9, 12, 16),
        *(0, 0, 20),
        "{:.0f} px high",
    ),
    Corruption(
        "occlude-mouth",
        "Covered mouth",
        "Lays a bar of the face's mean grey over the mouth; the strength is its height.",
        do.occlude_mouth,
        (3, 6, 10, 14, 18),
        *(0, 0, 20),
        "{:.0f} px high",
    ),
    Corruption(
        "darkness",
        "Darkening",
        "Subtracts the same from every pixel; below 0 is cut off.",
        do.offset,
        (-25, -50, -75, -100, -125),
        *(-160, 0, 160),
        "{:+.0f} grey levels",
    ),
    Corruption(
        "underexposure",
        "Underexposure",
        "Multiplies every pixel: ¼, ½, 1, 1½ and 2 stops less light.",
        do.gain,
        (2**-0.25, 2**-0.5, 0.5, 2**-1.5, 0.25),
        *(0.125, 1, 8),
        "× {:.2f}",
        logarithmic=True,
    ),
    Corruption(
        "overexposure",
        "Overexposure",
        "Multiplies every pixel: ¼, ½, 1, 1½ and 2 stops more light; above 255 is cut off.",
        do.gain,
        (2**0.25, 2**0.5, 2, 2**1.5, 4),
        *(0.125, 1, 8),
        "× {:.2f}",
        logarithmic=True,
    ),
)
CORRUPTIONS: Mapping[str, Corruption] = MappingProxyType({one.name: one for one in _LIST})
EXPOSURES = ("underexposure", "overexposure", "darkness", "brightness")
COMMON = tuple(name for name in CORRUPTIONS if name not in EXPOSURES[:3])
_ORDER = (
    *("rotation", "zoom", "shift", "occlude-eyes", "occlude-mouth", "downscale", "blur"),
    *("underexposure", "overexposure", "brightness", "darkness", "contrast", "gamma"),
    *("gaussian-noise", "jpeg"),
)


def corrupt(faces: Faces, name: str, strength: float, seeds: npt.ArrayLike = 0) -> Faces:
    """Return faces changed by one corruption; those given are left alone.

    Parameters
    ----------
    faces : uint8 array, shape (N, 48, 48)
    name : str
        A key of `CORRUPTIONS`.
    strength : float
        Between its ends; at its neutral strength the faces come back as they are.
    seeds : int or int array, shape (N,)
        At least 0; one for each face. Equal seeds draw equal noise and directions at every
        strength, in a batch of any size.

    Returns
    -------
    uint8 array, shape (N, 48, 48)
    """
    one = _called(name)
    if faces.dtype != np.uint8 or faces.ndim != 3 or faces.shape[1:] != (SIDE, SIDE):
        raise ValueError(f"expected uint8 (N, {SIDE}, {SIDE}), got {faces.dtype} {faces.shape}")
    if one.position(strength) == 0:
        return faces.copy()
    if not one.drawn:
        return one.apply(faces, strength)
    stream = _NOISE if one.apply is do.gaussian_noise else _DIRECTION
    return one.apply(faces, strength, _generators(_per_face(seeds, len(faces)), stream))


def at_severity(faces: Faces, name: str, severity: int, seeds: npt.ArrayLike = 0) -> Faces:
    """Return faces changed at a severity of 1 to 5, or unchanged at 0; else as `corrupt`.

    Where a corruption has two equal directions, a face's seed says which of them it meets.
    """
    one = _called(name)
    if not 0 <= severity <= SEVERITIES:
        raise ValueError(f"expected a severity from 0 to {SEVERITIES}, got {severity}")
    level = one.levels[severity - 1] if severity else one.neutral
    each = _per_face(seeds, len(faces))
    if not (one.mirrored and severity):
        return corrupt(faces, name, level, each)
    opposite = 1 / level if one.logarithmic else -level
    coins = np.array([g.random() < 0.5 for g in _generators(each, _DIRECTION)], bool)
    changed = np.empty_like(faces)
    for way, chosen in ((level, coins), (opposite, ~coins)):
        changed[chosen] = corrupt(faces[chosen], name, way, each[chosen])
    return changed


def combined(faces: Faces, strengths: Mapping[str, float], seeds: npt.ArrayLike = 0) -> Faces:
    """Return faces changed by several corruptions, in the order in which a picture meets them.

    First how the face is held and what covers it, then lens and light, then the sensor's noise and
    the file.

    Parameters
    ----------
    faces : uint8 array, shape (N, 48, 48)
    strengths : mapping
        From names to strengths; what is not named is left alone.
    seeds : as for `corrupt`
    """
    for name in strengths:
        _called(name)
    changed = faces.copy()
    for name in _ORDER:
        if name in strengths:
            changed = corrupt(changed, name, strengths[name], seeds)
    return changed


def _called(name: str) -> Corruption:
    if name not in CORRUPTIONS:
        raise ValueError(f"'{name}' is no corruption, expected one of {', '.join(CORRUPTIONS)}")
    return CORRUPTIONS[name]


def _per_face(seeds: npt.ArrayLike, n: int) -> Seeds:
    return np.broadcast_to(np.asarray(seeds, np.int64), (n,))


def _generators(seeds: Seeds, stream: int) -> list[np.random.Generator]:
    return [np.random.default_rng([int(seed), stream]) for seed in seeds]
