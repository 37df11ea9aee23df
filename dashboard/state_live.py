"""What live camera and crowds remember of a visit: session keys, and nothing of any picture."""

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

import streamlit as st

if TYPE_CHECKING:
    from dashboard.crowd import Crowd
    from fer.recognition.video import Video

LIVE = "live"
CROWD = "crowd"
_VIDEO = "live_video"
_ANSWER = "live_answer"
_CROWD = "crowd_so_far"


def frame() -> Any:
    """Return what the browser has just sent, before the component is drawn.

    None where the page has been left meanwhile: the last frame comes after it.
    """
    component = st.session_state.get(LIVE)
    return None if component is None else component.get("frame")


def video(release: str, make: "Callable[[], Video]") -> "Video":
    """Return the faces that are followed for this visitor; another release begins anew."""
    kept: tuple[str, Video] | None = st.session_state.get(_VIDEO)
    if kept is None or kept[0] != release:
        kept = (release, make())
        st.session_state[_VIDEO] = kept
    return kept[1]


def put_answer(answer: Mapping[str, Any]) -> None:
    """Keep the answer to a frame until it is sent."""
    st.session_state[_ANSWER] = answer


def take_answer() -> Mapping[str, Any] | None:
    """Return the answer that is to be sent, once."""
    answer: Mapping[str, Any] | None = st.session_state.pop(_ANSWER, None)
    return answer


def photographs() -> Any:
    """Return what a crowd's sender has just sent, in its callback; None where the page was left."""
    component = st.session_state.get(CROWD)
    return None if component is None else component.get("photographs")


def crowd() -> "Crowd | None":
    """Return the crowd of this visit."""
    kept: Crowd | None = st.session_state.get(_CROWD)
    return kept


def keep_crowd(crowd: "Crowd | None") -> None:
    """Keep what is known of a crowd for this visit, or let it go."""
    st.session_state[_CROWD] = crowd
