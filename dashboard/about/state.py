"""What the page About remembers of a visit: the picture that was tried last."""

from typing import TYPE_CHECKING

import streamlit as st

from dashboard.state import LAST_TRIED

if TYPE_CHECKING:
    from collections.abc import Sequence

    from dashboard.inputs import Given

PICTURE = "picture"
SHEET = "sheet"


def remember_tried(pictures: "Sequence[Given]") -> None:
    """Remember the first picture of the visitor's own on Try a face; forget it with the picture."""
    own = next((given for given in pictures if not given.sample), None)
    st.session_state[LAST_TRIED] = own


def tried() -> "Given | None":
    """Return the visitor's own picture on Try a face, while the visit lasts and it is there."""
    found: Given | None = st.session_state.get(LAST_TRIED)
    return found
