"""Live camera: the browser sends one small picture after another and draws the answers.

They travel over Streamlit's own connection, one at a time: the next is sent when the last has been
answered, so that the rate is what machine and line can bear. No picture is kept.
"""

import base64
import binascii
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import streamlit as st

from dashboard import cache_live, state_live
from dashboard.camera import camera_allowed, off_notice
from dashboard.theme import COLOURS
from fer.abstention import Threshold
from fer.emotions import EMOTIONS
from fer.errors import FerError, ImageError
from fer.images import decode
from fer.recognition.doubts import below
from fer.recognition.tracking import TIME_CONSTANT, Track
from fer.recognition.video import MOST, Video
from fer.release import Release

LONGEST = 320  # pixels of a frame's longer side
FRAMES = 15  # a second, at most
_LARGEST = 640  # pixels: what is refused
_LONGEST_TEXT = 400_000  # characters of an encoded frame
_HERE = Path(__file__).parent
_camera = st.components.v2.component(
    "fer_live_camera",
    html=(_HERE / "live.html").read_text(encoding="utf-8").replace("{frames}", str(FRAMES)),
    css=(_HERE / "live.css").read_text(encoding="utf-8"),
    js=(_HERE / "live.js").read_text(encoding="utf-8"),
)


def show(release: Release) -> None:
    """Offer the live camera, or say why there is none."""
    if not camera_allowed():
        off_notice()
        return
    try:
        cache_live.recogniser(release)
    except FerError as error:
        st.error(str(error), icon=":material/error:")
        return
    _panel(release)
    st.caption(
        f"Probabilities are an exponential average with a time constant of {TIME_CONSTANT:g} s, so "
        f"that a label does not flicker; up to {MOST} faces are followed. Faces are looked for "
        "where they were a moment ago and once a second everywhere, upright only: a photograph is "
        "looked at more carefully."
    )


@st.fragment
def _panel(release: Release) -> None:
    """Draw the camera; only this runs again for a frame."""
    # not in a callback: leaving the page would interrupt it, and what interrupts one is lost
    sent = state_live.frame()
    if sent is not None:
        video = state_live.video(release.digest, lambda: Video(cache_live.recogniser(release)))
        state_live.put_answer(answer(video, sent, time.monotonic()))
    _camera(
        key=state_live.LIVE,
        data={
            "answer": state_live.take_answer(),
            "labels": list(EMOTIONS),
            "colours": [COLOURS[name] for name in EMOTIONS],
            "longest": LONGEST,
            "frames": FRAMES,
        },
        on_frame_change=lambda: None,
    )


def answer(video: Video, sent: Any, at: float) -> dict[str, Any]:
    """Return what is said of a frame as plain values; of a bad one, a sentence.

    Parameters
    ----------
    video : Video
    sent : mapping
        ``number`` of the frame, and its ``jpeg`` as base64.
    at : float
        When it came, in seconds.
    """
    number = sent.get("number") if isinstance(sent, Mapping) else None
    try:
        picture = decode(_encoded(sent))
        height, width = picture.shape[:2]
        if max(height, width) > _LARGEST:
            raise ImageError(f"A frame may have up to {_LARGEST} pixels a side.")
    except FerError as error:
        return {"number": number, "error": str(error).replace("The file", "A frame", 1)}
    faces = [described(track, video.threshold) for track in video.look(picture, at)]
    return {"number": number, "width": width, "height": height, "faces": faces}


def described(track: Track, threshold: Threshold) -> dict[str, Any]:
    """Return a face as the browser draws it: its square, its label or why there is none."""
    first, second = track.probabilities.argsort()[::-1][:2]
    doubts = (*below(threshold, track.confidence), *track.doubts)
    words = f"Not sure: {EMOTIONS[first]} or {EMOTIONS[second]}" if doubts else track.label
    box = track.box
    return {
        "number": track.number,
        "box": [round(v, 1) for v in (box.x, box.y, box.side, box.angle)],
        "label": int(first),
        "words": words,
        "doubts": [one.said for one in doubts],
        "probabilities": [round(float(p), 4) for p in track.probabilities],
    }


def _encoded(sent: Any) -> bytes:
    text = sent.get("jpeg") if isinstance(sent, Mapping) else None
    if not isinstance(text, str) or len(text) > _LONGEST_TEXT:
        raise ImageError("The file is no picture from this page. Load the page again.")
    try:
        return base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError) as error:
        raise ImageError("The file arrived damaged. Load the page again.") from error
