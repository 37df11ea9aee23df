"""Where a picture comes from: samples that ship with the app, an upload, or the camera."""

import hashlib
from dataclasses import dataclass

import streamlit as st

from dashboard import state
from dashboard.camera import camera_allowed, off_notice
from fer.data.samples import drawn_portrait, grace_hopper
from fer.emotions import EMOTIONS

_TYPES = ["jpg", "jpeg", "jfif", "png", "webp", "gif", "bmp", "tif", "tiff", "avif"]
_LARGEST = 50  # megabytes of a photograph
_PORTRAIT = "Grace Hopper"
_SEEDS = (3, 11, 20, 33, 46, 51, 62)


@dataclass(frozen=True)
class Given:
    """A picture that a visitor chose: its name, its encoded bytes, and whether it is ours."""

    name: str
    data: bytes
    sample: bool = False

    @property
    def key(self) -> str:
        """A short name of the content, to tell pictures apart."""
        return hashlib.sha256(self.data).hexdigest()[:12]


def samples() -> list[Given]:
    """Offer the portrait of Grace Hopper and seven drawn faces."""
    names = [_PORTRAIT, *(f"Drawn: {emotion}" for emotion in EMOTIONS)]
    state.link(state.SAMPLE, names, _PORTRAIT)
    chosen = st.pills(
        "Sample",
        names,
        key=state.SAMPLE,
        required=True,
        help="A public-domain photograph of the US Navy, and faces drawn by this project.",
    )
    state.keep(state.SAMPLE, _PORTRAIT)
    state.pictures_given(())
    if chosen in (None, _PORTRAIT):
        return [Given("grace-hopper.jpg", grace_hopper(), sample=True)]
    label = names.index(str(chosen)) - 1
    drawn = drawn_portrait(label, _SEEDS[label])
    return [Given(f"drawn-{EMOTIONS[label].lower()}.png", drawn, sample=True)]


def uploads() -> list[Given]:
    """Take photographs from the visitor's device."""
    files = st.file_uploader(
        "Photographs of faces",
        type=_TYPES,
        accept_multiple_files=True,
        max_upload_size=_LARGEST,
        key=state.UPLOADS,
        help="JPEG, PNG, WebP, GIF, BMP, TIFF or AVIF; several at once; up to 50 megapixels each.",
    )
    st.caption(
        "A picture is processed in the memory of this server, never written to its disk, and gone "
        "when you remove it, or within minutes of closing the page."
    )
    for file in files:
        if file.size > _LARGEST * 1024**2:  # the browser refuses these, but only the browser
            st.error(f"A photograph may have up to {_LARGEST} MB. Save it smaller and try again.")
    state.pictures_given(file.file_id for file in files)
    distinct: dict[str, Given] = {}  # by content: copies are shown once
    for file in files:
        if file.size <= _LARGEST * 1024**2:
            one = Given(file.name, file.getvalue())
            distinct.setdefault(one.key, one)
    return list(distinct.values())


def camera() -> list[Given]:
    """Take a picture with the camera, where it is allowed and once the visitor has agreed to it."""
    if not camera_allowed():
        off_notice()
        return []
    if not state.camera_agreed():
        st.markdown(
            "**Before the camera turns on:** your browser sends one picture when you press the "
            "shutter, and only then. It is processed in the memory of this server, never written "
            "to its disk, and gone when you take another one or turn the camera off, or within "
            "minutes of closing the page. No other visitor sees it; you trust whoever runs this "
            "server. If others are in view, ask them first."
        )
        st.button(
            "I agree, turn the camera on",
            icon=":material/photo_camera:",
            type="primary",
            on_click=state.agree_to_camera,
        )
        return []
    shot = st.camera_input("Take a picture", key=state.CAMERA, width=480)
    st.button(
        "Turn the camera off",
        icon=":material/videocam_off:",
        type="tertiary",
        on_click=state.agree_to_camera,
        args=(False,),
    )
    state.pictures_given([] if shot is None else [shot.file_id])
    return [] if shot is None else [Given("camera.jpg", shot.getvalue())]
