"""``annotate``: boxes and labels drawn on a copy of the picture."""

from collections.abc import Mapping

import cv2
import numpy as np
import numpy.typing as npt

from fer.recognition.faces import Picture, Result

_FONT = cv2.FONT_HERSHEY_SIMPLEX
_PLAIN = (255, 255, 255)


def annotate(result: Result, colours: Mapping[str, tuple[int, int, int]] | None = None) -> Picture:
    """Draw every face's box, number, label and confidence; of an unsure one no label.

    Parameters
    ----------
    result : Result
    colours : mapping, optional
        RGB by emotion; white otherwise, and for a face that is not sure.

    Returns
    -------
    uint8 array, shape (height, width, 3)
        A new picture, RGB.
    """
    canvas = result.picture.copy()
    unit = max(canvas.shape[:2]) / 640
    line = max(1, round(2 * unit))
    for number, face in enumerate(result.faces, start=1):
        colour = (colours or {}).get(face.emotion, _PLAIN) if face.sure else _PLAIN
        corners = np.rint(face.box.corners()).astype(np.int32)
        cv2.polylines(canvas, [corners], True, (20, 20, 20), line + 2, cv2.LINE_AA)
        cv2.polylines(canvas, [corners], True, colour, line, cv2.LINE_AA)
        text = f"{face.emotion} {face.confidence:.0%}" if face.sure else "not sure"
        if len(result.faces) > 1:
            text = f"{number}: {text}"
        _tag(canvas, text, corners, colour, unit)
    return canvas


def _tag(
    canvas: Picture,
    text: str,
    corners: npt.NDArray[np.int32],
    colour: tuple[int, int, int],
    unit: float,
) -> None:
    """Write dark text on a coloured plate above the box, or inside where there is no room."""
    scale = max(0.4, 0.55 * unit)
    weight = max(1, round(1.4 * unit))
    (width, height), base = cv2.getTextSize(text, _FONT, scale, weight)
    pad = max(3, round(4 * unit))
    left = int(np.clip(corners[:, 0].min(), 0, max(0, canvas.shape[1] - width - 2 * pad)))
    edge, tall = int(corners[:, 1].min()), height + base + pad
    top = edge - tall if edge >= tall else max(0, edge)
    bottom = min(canvas.shape[0] - 1, top + tall)
    top = bottom - tall
    cv2.rectangle(canvas, (left, top), (left + width + 2 * pad, bottom), colour, cv2.FILLED)
    cv2.putText(
        canvas, text, (left + pad, bottom - base), _FONT, scale, (20, 20, 20), weight, cv2.LINE_AA
    )


def encode_png(picture: Picture) -> bytes:
    """Return an RGB or grey picture as the bytes of a PNG file."""
    pixels = cv2.cvtColor(picture, cv2.COLOR_RGB2BGR) if picture.ndim == 3 else picture
    done, data = cv2.imencode(".png", pixels)
    if not done:
        raise RuntimeError("the picture could not be encoded as PNG")
    return bytes(data)
