"""``doubts``: reasons in the picture, and in the answer, not to rely on a label.

All limits stand here; ``docs/doubts.md`` has the figures by which each was chosen, on PublicTest.
It measures what can be seen in a picture and knows no network.
"""

from dataclasses import replace

import numpy as np
import numpy.typing as npt

from fer.abstention import PROMISED, Threshold
from fer.images import sharpness
from fer.recognition.detect import FIRST
from fer.recognition.faces import WHOLE, Box, Detection, Doubt, Eye, Face

# For small, soft and cut faces: where cnn4's label becomes another one for one face in four.
SMALLEST = 25.0  # pixels of a face's side in the picture
SOFTEST = 0.30  # sharpness of the crop; 99 of 100 faces of PublicTest have more than 0.45
OUTSIDE = 0.01  # share of the crop beyond the picture's edge; the detector's box lies within it
# For turned faces: below or beyond these all three releases were right less often.
EYES_APART = 0.32  # distance of the eyes by the side of the detector's box
EYES_BESIDE = 0.04  # how far the middle between the eyes lies beside that of the box
_GRID = 48
CONFIDENCE = "confidence"


def hold(face: Face, threshold: Threshold) -> Face:
    """Return a face held to a release's threshold: with a doubt of the answer where it is below."""
    seen = tuple(one for one in face.doubts if one.kind != CONFIDENCE)
    return replace(face, doubts=(*below(threshold, face.confidence), *seen))


def below(threshold: Threshold, confidence: float) -> tuple[Doubt, ...]:
    """Return a doubt where a confidence, 0–1, does not reach the release's threshold."""
    if threshold.passes(confidence):
        return ()
    if threshold.value is None:
        return (Doubt(CONFIDENCE, threshold.said),)
    said = (
        f"Its confidence is {confidence:.1%}. Of test faces from {threshold.value:.1%} on, "
        f"{PROMISED * 100:.0f} of 100 labels are right; below, fewer."
    )
    return (Doubt(CONFIDENCE, said),)


def doubts_about(
    found: Detection, crop: npt.NDArray[np.uint8], shape: tuple[int, ...]
) -> tuple[Doubt, ...]:
    """Return what in the picture speaks against relying on any label.

    Parameters
    ----------
    found : Detection
        Whoever found the face, the square that was cut out, and the eyes.
    crop : uint8 array, shape (48, 48)
    shape : (height, width)
        Of the picture.

    Returns
    -------
    tuple of Doubt
        Of the kinds ``"turned"``, ``"blurred"``, ``"tiny"`` and ``"cut off"``.
    """
    doubts = []
    if found.detector != WHOLE and (turned := _turned(found)):
        doubts.append(Doubt("turned", turned))
    if found.box.side < SMALLEST:
        said = (
            f"The face is {found.box.side:.3g} pixels wide; shrunk below {SMALLEST:.3g}, test "
            "faces got another label in about one case of four."
        )
        doubts.append(Doubt("tiny", said))
    sharp = sharpness(crop)
    if sharp < SOFTEST:
        said = (
            f"The face is blurred: its sharpness is {sharp:.3f}. Blurred below {SOFTEST:.3f}, test "
            "faces got another label in about one case of four."
        )
        doubts.append(Doubt("blurred", said))
    beyond = outside(found.box, shape)
    if beyond > OUTSIDE:
        said = (
            f"The face may be cut off: {beyond:.0%} of its square lies beyond the edge of the "
            "picture."
        )
        doubts.append(Doubt("cut off", said))
    return tuple(doubts)


def _turned(found: Detection) -> str:
    """Return what speaks for a face that does not look ahead; empty where nothing does."""
    if found.detector != FIRST:
        return (
            "The face may be turned: the detector for upright faces from the front did not find "
            "it, a second look did."
        )
    if found.eyes is None:
        return "The face may be turned away or covered: no two eyes were found in it."
    apart, beside = eye_geometry(found.eyes)
    if apart < EYES_APART:
        return (
            "The face may be turned to the side: its eyes stand close together, "
            f"{apart:.0%} of the face's width apart."
        )
    if beside > EYES_BESIDE:
        return (
            "The face may be turned to the side: its eyes stand "
            f"{beside:.0%} of its width beside the middle."
        )
    return ""


def eye_geometry(eyes: tuple[Eye, Eye]) -> tuple[float, float]:
    """Return how far apart two eyes are, and how far their middle lies beside that of the box.

    Both as shares of the box's side, along the line from eye to eye, so that a head that leans
    gives the same.

    Parameters
    ----------
    eyes : pair of (x, y)
        As shares of the side, left one first.
    """
    left, right = np.asarray(eyes, np.float64)
    apart = float(np.hypot(*(right - left)))
    middle = (left + right) / 2 - 0.5
    return apart, abs(float(middle @ (right - left)) / apart)


def outside(box: Box, shape: tuple[int, ...]) -> float:
    """Return the share of a box, 0–1, that lies beyond the edges of a picture.

    Parameters
    ----------
    box : Box
    shape : (height, width)
    """
    steps = (np.arange(_GRID) + 0.5) / _GRID
    corner, right, _, down = box.corners()
    across, along = np.meshgrid(steps, steps)
    points = corner + across[..., None] * (right - corner) + along[..., None] * (down - corner)
    within = (points >= 0) & (points <= [shape[1], shape[0]])  # (48, 48, 2)
    return float(1 - within.all(axis=-1).mean())
