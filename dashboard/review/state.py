"""The desk's keys: which errors are shown, who reviews, drafts, and what comes next."""

from typing import Any
from urllib.parse import urlencode

import streamlit as st

from dashboard import state_history
from dashboard.store.reviews import Reviewer

DESK = "desk"
KINDS = "kind"
ORDER = "order"
SURE = "sure"
HUMAN = "votes"
AGREE = "agree"
FACE = "face"
FACE_CLICK = "face_click"
QUEUE = "queue"
FILE = "reviews_file"
_REVIEWER = "reviewer"
_DRAFTS = "drafts"
_SKIPPED = "skipped"
_LATEST = "latest_answer"
_NEXT = "next_face"
_TAKEN = "taken_back"
_COMMENT = "comment_"


def several(key: str) -> list[str]:
    """Return what a linked widget of several values holds."""
    return list(st.session_state.get(key) or ())


def link_range(key: str) -> None:
    """Do for a slider with two ends from 0 to 100 what `link` does; the address says ``20-80``."""
    back = state_history.goes_back()
    if key in st.session_state and not back:
        return
    low, _, high = st.query_params.get(key, "").partition("-")
    there = low.isdecimal() and high.isdecimal() and len(low + high) < 7
    kept = (
        state_history.earlier(key, (0, 100))
        if back
        else st.session_state.get(f"kept_{key}", (0, 100))
    )
    ends = (int(low), int(high)) if there else kept
    if not back:
        state_history.entered(key, (0, 100) if there else ends)
    st.session_state[key] = ends if 0 <= ends[0] <= ends[1] <= 100 else (0, 100)


def keep_range(key: str) -> tuple[int, int]:
    """Write the ends into the address unless they are 0 and 100, and return them."""
    low, high = st.session_state[f"kept_{key}"] = st.session_state[key]
    if (low, high) != (0, 100):
        st.query_params[key] = f"{low}-{high}"
    else:
        st.query_params.pop(key, None)
    return low, high


def face_asked() -> int | None:
    """Return the row that the address asks to see closely, if it is one."""
    row = st.query_params.get(FACE, "")
    return int(row) if row.isdecimal() and len(row) < 10 else None


def link_to_face(row: int) -> str:
    """Return the address of this view with one face shown closely."""
    return f"?{urlencode({**st.query_params.to_dict(), FACE: row})}"


def open_face() -> None:
    """Show the face closely whose tile was clicked, in the callback of the gallery's links."""
    clicked = str(st.session_state[FACE_CLICK].get("face"))
    if clicked.isdecimal() and len(clicked) < 10:
        st.query_params[FACE] = clicked


def leave_face() -> None:
    """Go back from one face to all."""
    st.query_params.pop(FACE, None)


def reviewer() -> Reviewer | None:
    """Return who signed in to review in this session."""
    found: Reviewer | None = st.session_state.get(_REVIEWER)
    return found


def set_reviewer(who: Reviewer | None) -> None:
    """Keep who reviews; with None, forget them and what they had begun."""
    st.session_state[_REVIEWER] = who
    comments = [key for key in st.session_state if str(key).startswith(_COMMENT)]
    for key in (_DRAFTS, _SKIPPED, _LATEST, _NEXT, _TAKEN, *comments):
        st.session_state.pop(key, None)


def draft(face: str) -> dict[str, Any]:
    """Return what the reviewer has said of a face and not saved yet; write into it to keep it."""
    drafts: dict[str, dict[str, Any]] = st.session_state.setdefault(_DRAFTS, {})
    return drafts.setdefault(face, {})


def forget_draft(face: str) -> None:
    """Forget what was said of a face: it is saved."""
    st.session_state.get(_DRAFTS, {}).pop(face, None)


def comment_key(face: str) -> str:
    """Return the key of the comment's field; every face has its own."""
    return f"{_COMMENT}{face}"


def comment(face: str) -> str:
    """Return the comment that is being written about a face."""
    return str(st.session_state.get(comment_key(face)) or "")


def set_comment(face: str, text: str) -> None:
    """Put a comment back into its field."""
    st.session_state[comment_key(face)] = text


def settled_as(row: int) -> tuple[str, str, str]:
    """Return what the form that settles a face holds, in its callback: verdict, label, why."""
    held = (st.session_state.get(f"{part}-{row}") for part in ("as", "label", "why"))
    verdict, label, why = (str(one or "") for one in held)
    return verdict, label, why


def skipped() -> dict[str, None]:
    """Return the faces that the reviewer put off, in order; write into it."""
    put_off: dict[str, None] = st.session_state.setdefault(_SKIPPED, {})
    return put_off


def latest() -> int | None:
    """Return the row that the reviewer answered last in this session."""
    row: int | None = st.session_state.get(_LATEST)
    return row


def set_latest(row: int | None) -> None:
    """Remember the row that was answered last."""
    st.session_state[_LATEST] = row


def taken_back() -> int | None:
    """Return the row whose answer was taken back last, until another is saved."""
    row: int | None = st.session_state.get(_TAKEN)
    return row


def set_taken_back(row: int | None) -> None:
    """Remember the row whose answer was taken back."""
    st.session_state[_TAKEN] = row


def next_up() -> int | None:
    """Return the row that comes next whatever the queue says: its answer was taken back."""
    row: int | None = st.session_state.get(_NEXT)
    return row


def set_next_up(row: int | None) -> None:
    """Let a row come next."""
    st.session_state[_NEXT] = row
