"""Several releases about one face: who says what, in a strip each; and a face before and after."""

import base64
import hashlib
from collections.abc import Sequence
from html import escape

import numpy as np
import numpy.typing as npt

from dashboard import components
from dashboard.components import percent
from dashboard.theme import COLOURS
from fer.data.dataset import Faces
from fer.emotions import EMOTIONS
from fer.recognition.annotate import encode_png
from fer.release import Release

Probabilities = npt.NDArray[np.float32]


def short_name(face: Faces) -> str:
    """Return a short name of a face's pixels, to tell faces apart."""
    return hashlib.sha256(face.tobytes()).hexdigest()[:16]


def picture(pixels: npt.NDArray[np.uint8], alt: str) -> str:
    """Return HTML of an image that stands in the page itself."""
    data = base64.b64encode(encode_png(pixels)).decode("ascii")
    return f'<img alt="{escape(alt)}" src="data:image/png;base64,{data}">'


def two_faces(face: Faces, changed: Faces) -> str:
    """Return HTML of a face, uint8 ``(48, 48)``, and of what was made of it."""
    parts = [
        f"<figure>{picture(pixels, f'The {said} face, 48 by 48 pixels')}"
        f"<figcaption>{said}</figcaption></figure>"
        for said, pixels in (("unchanged", face), ("changed", changed))
    ]
    return f'<div class="fer-two">{"".join(parts)}</div>'


def strips(lines: Sequence[str]) -> str:
    """Return HTML of the seven colours' names and of a line for each release below."""
    legend = " ".join(f"<span>{components.swatch(name)}</span>" for name in EMOTIONS)
    return f'<div class="fer-legend">{legend}</div><div class="fer-lines">{"".join(lines)}</div>'


def line(title: str, p: Probabilities, tag: str = "") -> str:
    """Return HTML of what a release says of a face.

    Parameters
    ----------
    title : str
        The release's.
    p : float32 array, shape (7,)
    tag : str
        What is to be known of the label, such as ``"was Happy"``.
    """
    order = [int(i) for i in np.argsort(-p, kind="stable")]
    now, share = EMOTIONS[order[0]], percent(float(p[order[0]]), 0)
    marked = f' <span class="flip">{escape(tag)}</span>' if tag else ""
    segments = "".join(
        f'<div style="width:{value * 100:.2f}%;background:{COLOURS[name]}" title="{name} '
        f'{value * 100:.1f} %"></div>'
        for name, value in zip(EMOTIONS, p, strict=True)
    )
    others = " · ".join(f"{EMOTIONS[i]} {percent(float(p[i]), 0)}" for i in order[1:3])
    return (
        f'<div class="fer-line"><div class="head"><span>{escape(title)}</span>'
        f"<span><b>{now} {share}</b>{marked}</span></div>"
        f'<div class="strip" role="img" aria-label="{now} {share}, {others}">{segments}</div>'
        f'<div class="note">{others}</div></div>'
    )


def was(before: Probabilities, now: Probabilities) -> str:
    """Return the tag of a label that a change has flipped; empty where it has not."""
    first = int(before.argmax())
    return "" if first == int(now.argmax()) else f"was {EMOTIONS[first]}"


def looks(release: Release) -> bool:
    """Return whether a release looks at the face at all: the majority rule computes nothing."""
    return int(release.card["macs"]) > 0
