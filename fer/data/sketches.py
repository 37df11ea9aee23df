"""Drawn faces: seven expressions on people who do not exist.

They are ours to train on, to show and to guess at, so that nobody needs to lend a face. A person
and the strength of an expression come from a generator; a portrait and a face that are drawn with
equal generators show the same person.
"""

from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from fer.data.dataset import SIDE, Dataset
from fer.data.drawing.canvas import Canvas
from fer.data.drawing.expression import PROTOTYPES, Expression, prototype
from fer.data.drawing.head import draw_head
from fer.data.drawing.sitter import Sitter
from fer.data.drawing.view import View, face_centre
from fer.data.duplicates import first_rows, leaked_rows
from fer.emotions import EMOTIONS, SPLITS
from fer.images import to_grey

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["PROTOTYPES", "Expression", "draw_face", "draw_portrait", "sketch_dataset"]

Picture = npt.NDArray[np.uint8]

# Lengths are shares of half the width of a face. A face is framed as OpenCV's Haar cascade
# frontalface_alt2 frames it, a touch lower so that open mouths stay in sight: its boxes on 416
# portraits were 2.54 wide (sd 0.16), their middles 0.21 below the eyes (sd 0.04).
_PORTRAIT_EXTENT, _PORTRAIT_HEIGHT = 4.6, 0.12
_FACE_EXTENT, _FACE_HEIGHT = 2.58, 0.24
_FACE_SHIFT = 0.75  # how much less the frame of a face wanders than that of a portrait
_FINER = 2  # canvas pixels along a pixel of the picture
_SMALLEST = 16
_TRAINING, _PUBLIC = 0.70, 0.15  # shares of the splits; the rest is PrivateTest


def draw_portrait(emotion: int, generator: np.random.Generator, side: int = 480) -> Picture:
    """Draw head and shoulders of someone who does not exist, before a plain background.

    Parameters
    ----------
    emotion : int
        A label, 0–6.
    generator : Generator
        Chooses the person, the pose (roll within 12°), the light and how the expression is shown.
    side : int
        Pixels along the picture, at least 16.

    Returns
    -------
    uint8 array, shape (side, side, 3)
        RGB.

    Raises
    ------
    ValueError
        If `emotion` is no label or `side` is too small.
    """
    sitter, face = _sit(emotion, generator, side)
    centre = (sitter.shift_x, _PORTRAIT_HEIGHT + sitter.shift_y)
    return _drawn(sitter, face, side, centre, _PORTRAIT_EXTENT)


def draw_face(emotion: int, generator: np.random.Generator, side: int = SIDE) -> Picture:
    """Draw a face as a detector would crop it from the portrait: ear to ear, forehead to chin.

    Parameters
    ----------
    emotion : int
        A label, 0–6.
    generator : Generator
        As for `draw_portrait`.
    side : int
        Pixels along the picture, at least 16.

    Returns
    -------
    uint8 array, shape (side, side)
        Grey.

    Raises
    ------
    ValueError
        If `emotion` is no label or `side` is too small.
    """
    sitter, face = _sit(emotion, generator, side)
    x, y = face_centre(sitter, _FACE_HEIGHT)
    centre = (x + _FACE_SHIFT * sitter.shift_x, y + _FACE_SHIFT * sitter.shift_y)
    return to_grey(_drawn(sitter, face, side, centre, _FACE_EXTENT))


def sketch_dataset(count: int = 700, seed: int = 0, splits: tuple[str, ...] = SPLITS) -> Dataset:
    """Draw a dataset in memory: balanced emotions, splits in the order of FER-2013.

    Row n is drawn with ``default_rng([seed, n])``; `draw_portrait` with the same generator and
    emotion shows the person at length.

    Parameters
    ----------
    count : int
        How many faces, at least 7: 70 % Training, 15 % PublicTest, 15 % PrivateTest.
    seed : int
        At least 0. Equal seeds give equal pixels.
    splits : tuple of str
        The splits whose faces are drawn; each face is the same whichever others are.

    Returns
    -------
    Dataset
        Named ``sketches``.

    Raises
    ------
    ValueError
        If `count` or `seed` is too small.
    """
    if count < len(EMOTIONS) or seed < 0:
        raise ValueError(
            f"expected at least {len(EMOTIONS)} sketches and a seed of 0 or more, "
            f"got {count} and {seed}"
        )
    rows = _rows(count, np.random.default_rng(seed))
    rows = rows[rows["split"].isin(splits)].reset_index(drop=True)
    faces = np.empty((len(rows), SIDE, SIDE), np.uint8)
    for place, (row, emotion) in enumerate(zip(rows["row"], rows["emotion"], strict=True)):
        faces[place] = draw_face(int(emotion), np.random.default_rng([seed, int(row)]))
    faces.flags.writeable = False  # as faces mapped from disk are
    rows["first"] = first_rows(faces)
    rows["leaked"] = leaked_rows(rows["first"].to_numpy(np.int32), rows["split"].to_numpy(str))
    return Dataset("sketches", faces, rows)


def sketch_rows(count: int = 700, seed: int = 0) -> "pd.DataFrame":
    """Return ``row, emotion, split, source`` of `sketch_dataset`, without drawing any face."""
    return _rows(count, np.random.default_rng(seed))


def sketch_counts(count: int = 700) -> dict[str, int]:
    """Return how many faces each split of `sketch_dataset` has, without drawing any."""
    splits = _rows(count, np.random.default_rng(0))["split"]
    return {split: int((splits == split).sum()) for split in SPLITS}


def _rows(count: int, generator: np.random.Generator) -> "pd.DataFrame":
    import pandas as pd

    ends = np.rint(count * np.cumsum([_TRAINING, _PUBLIC])).astype(int)
    labels = np.arange(count) % len(EMOTIONS)
    parts = np.split(labels, ends)
    return pd.DataFrame(
        {
            "row": np.arange(count, dtype=np.int32),
            "emotion": np.concatenate([generator.permutation(p) for p in parts]).astype(np.int8),
            "split": np.repeat(SPLITS, [len(part) for part in parts]),
            "source": [f"sketch {row}" for row in range(count)],
        }
    )


def _sit(emotion: int, generator: np.random.Generator, side: int) -> tuple[Sitter, Expression]:
    ideal = prototype(emotion)
    if side < _SMALLEST:
        raise ValueError(f"expected a side of at least {_SMALLEST} pixels, got {side}")
    sitter = Sitter.sample(generator)
    return sitter, ideal.varied(float(generator.uniform(0.8, 1.1)), 1.0, generator)


def _drawn(
    sitter: Sitter, face: Expression, side: int, centre: tuple[float, float], extent: float
) -> Picture:
    view = View.of(sitter, _FINER * side, centre, extent / sitter.zoom)
    canvas = Canvas(view.side, view.scale, sitter.ground)
    draw_head(canvas, view, sitter, face)
    return canvas.finish(side, sitter.exposure)
