"""Drawn faces: seven expressions on people who do not exist, ours to train on and to show."""

import numpy as np
import numpy.typing as npt

from fer.data.drawing.canvas import Canvas
from fer.data.drawing.expression import PROTOTYPES, Expression, prototype
from fer.data.drawing.head import draw_head
from fer.data.drawing.sitter import Sitter
from fer.data.drawing.view import View

Picture = npt.NDArray[np.uint8]
_PORTRAIT = 4.6
_FACE = 2.58


def draw_portrait(emotion: int, generator: np.random.Generator, side: int = 480) -> Picture:
    sitter, face = _sit(emotion, generator)
    extent = _PORTRAIT / sitter.zoom
    view = View.of(sitter, side * 2, (sitter.shift_x, 0.12 + sitter.shift_y), extent)
    canvas = Canvas(view.side, view.scale, sitter.ground)
    draw_head(canvas, view, sitter, face)
    return canvas.finish(side, sitter.exposure)


def draw_face(emotion: int, generator: np.random.Generator, side: int = 48) -> Picture:
    import cv2
    sitter, face = _sit(emotion, generator)
    cos, sin = np.cos(sitter.roll), np.sin(sitter.roll)
    # the middle of the face as it turns and rolls
    dx, dy = 0.85 * np.sin(sitter.yaw), 0.25 - 0.45
    centre = (cos * dx - sin * dy + sitter.shift_x, sin * dx + cos * dy + 0.45 + sitter.shift_y)
    view = View.of(sitter, side * 2, centre, _FACE / sitter.zoom)
    canvas = Canvas(view.side, view.scale, sitter.ground)
    draw_head(canvas, view, sitter, face)
    return np.asarray(cv2.cvtColor(canvas.finish(side, sitter.exposure), cv2.COLOR_RGB2GRAY), np.uint8)


def _sit(emotion, generator):
    ideal = prototype(emotion)
    sitter = Sitter.sample(generator)
    face = ideal.varied(float(generator.uniform(0.8, 1.1)), 1.0, generator)
    return sitter, face
