"""Crowds: a folder or a zip of photographs, labelled one after another while the page stays usable.

The browser reads the folder or unpacks the zip, and sends a few photographs at a time over
Streamlit's own connection; so the server holds these few, however many there are.
"""

from pathlib import Path

import streamlit as st

from dashboard import cache, state_live
from dashboard.crowd import LARGEST, MOST, NO_FACE, UNREAD, UNSURE, take
from dashboard.crowd_results import results
from dashboard.theme import COLOURS
from fer.emotions import EMOTIONS
from fer.errors import FerError
from fer.images import SUFFIXES
from fer.release import Release

_HERE = Path(__file__).parent
_TOGETHER = (12, 2 * 1024**2)  # photographs and bytes that are sent at once, at most
_AIM = 400  # milliseconds that what is sent at once shall take
_QUIET = "#8A8F98"
_sender = st.components.v2.component(
    "fer_crowd",
    html=(_HERE / "crowds.html")
    .read_text(encoding="utf-8")
    .replace("{most}", f"{MOST:,}")
    .replace("{largest}", str(LARGEST)),
    css=(_HERE / "crowds.css").read_text(encoding="utf-8"),
    js="\n".join((_HERE / name).read_text(encoding="utf-8") for name in ("unzip.js", "crowds.js")),
)


def show(release: Release) -> None:
    """Offer to label a crowd, and show what has come of it."""
    try:
        cache.recogniser(release)
    except FerError as error:
        st.error(str(error), icon=":material/error:")
        return
    _panel(release)


@st.fragment
def _panel(release: Release) -> None:
    """Draw the sender and the results; only this runs again for a few photographs."""

    def receive() -> None:
        sent = state_live.photographs()
        if sent is not None:
            state_live.keep_crowd(take(state_live.crowd(), sent, cache.recogniser(release)))

    crowd = state_live.crowd()
    _sender(
        key=state_live.CROWD,
        data={
            "crowd": None if crowd is None else crowd.status(),
            "rows": [*EMOTIONS, UNSURE, NO_FACE, UNREAD],
            "colours": [*(COLOURS[name] for name in EMOTIONS), _QUIET, _QUIET, _QUIET],
            "suffixes": sorted(SUFFIXES),
            "most": MOST,
            "largest": LARGEST * 1024**2,
            "together": _TOGETHER,
            "aim": _AIM,
        },
        on_photographs_change=receive,
    )
    if crowd is not None and crowd.ended and crowd.lines:
        results(crowd)
