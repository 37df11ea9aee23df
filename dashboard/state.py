"""The one place that spells session keys and query parameters."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, TypeVar

import streamlit as st
from streamlit.runtime.scriptrunner import get_script_run_ctx

from dashboard import state_history

SOURCE = "source"
SAMPLE = "sample"
UPLOADS = "uploads"
CAMERA = "camera"
RELEASE = "release"
SPLIT = "split"
LEAKS = "leaks"
MATRIX = "matrix"
DATA = "data"
SECTION = "section"
BELOW = "below"
LABELLED = "labelled"
CALLED = "called"
DETECT = "detect"
SLICE = "slice"
CELL_CLICK = "cell_click"
PAGE = "page"
PART = "part"
CURVES = "curves"
TRAIN_DATA = "train_data"
TRAIN_NETWORK = "train_network"
TRAIN_EPOCHS = "train_epochs"
CORRUPTION = "corruption"
SEVERITY = "severity"
CLASS = "class"
FACE = "face"
ROW = "row"
_CONSENT = "camera_agreed"
_WHOLE = "taken_whole"
_REFUSAL = "refusal"
LAST_TRIED = "last_tried"
_MADE = "made"
_GIVEN = "given"
_MADE_AT_MOST = 24
T = TypeVar("T")


def link(key: str, options: Sequence[str], default: str) -> None:
    """Let a widget start with what the address says, else with what was chosen before.

    Call it before the widget with this `key`, and `keep` after it. Streamlit's own binding writes
    what options are called on the page into the address; this writes what they are.
    """
    asked = st.query_params.get(key)
    if state_history.goes_back():
        before = (asked, state_history.earlier(key, default))
        st.session_state[key] = next((v for v in before if v in options), default)
        return
    if st.session_state.get(key) in options:
        return
    kept = st.session_state.get(f"kept_{key}")
    st.session_state[key] = next((v for v in (asked, kept) if v in options), default)
    state_history.entered(key, default if asked in options else st.session_state[key])


def keep(key: str, default: str) -> None:
    """Write a widget's value into the address, unless it is the default, and remember it."""
    value = st.session_state[key]
    st.session_state[f"kept_{key}"] = value
    if value is not None and value != default:
        st.query_params[key] = value
    else:
        st.query_params.pop(key, None)


def link_number(key: str, allowed: range, default: int) -> None:
    """As `link`, for a widget whose value is a whole number."""
    asked = st.query_params.get(key)
    found = (st.session_state.get(key), asked, st.session_state.get(f"kept_{key}"))
    if state_history.goes_back():
        found = (asked, state_history.earlier(key, default), None)
    elif key not in st.session_state:
        state_history.entered(key, default if asked is not None else found[2])
    said = (str(value) for value in found if value is not None)
    numbers = (int(text) for text in said if text.isdecimal() and len(text) < 10)
    st.session_state[key] = next((n for n in numbers if n in allowed), default)


def keep_number(key: str, default: int) -> None:
    """As `keep`, for a widget whose value is a whole number."""
    value = st.session_state[key]
    st.session_state[f"kept_{key}"] = value
    if value != default:
        st.query_params[key] = str(value)
    else:
        st.query_params.pop(key, None)


def number(key: str) -> int:
    """Return what a widget of whole numbers holds, or held when it was last shown.

    Where it was not shown yet, what the address says of it, 0 to 99; else 0.
    """
    found = st.session_state.get(key, st.session_state.get(f"kept_{key}"))
    if found is not None:
        return int(found)
    asked = str(st.query_params.get(key, ""))
    return int(asked) if asked.isdecimal() and len(asked) < 3 else 0


def value(key: str) -> str:
    """Return what a linked widget holds."""
    return str(st.session_state.get(key))


def take_cell() -> None:
    """Let a click on the matrix choose label and answer; `link` passes over nonsense."""
    clicked = str(st.session_state[CELL_CLICK].get("cell"))
    label, _, answer = clicked.partition("-")
    st.session_state[LABELLED], st.session_state[CALLED] = label, answer
    first_page()


def first_page() -> None:
    """Begin the gallery anew: it shows other faces now."""
    st.session_state[PAGE] = 1


def page_number(key: str, pages: int) -> int:
    """Return the page of a gallery that the visitor is on, from 1 to `pages`.

    A number that stands for no page (another cell has fewer faces) becomes the first.
    """
    asked = st.query_params.get(key, 1)
    value = str(asked if state_history.goes_back() else st.session_state.get(key, asked))
    known = value.isdecimal() and len(value) < 10 and 1 <= int(value) <= pages
    number = int(value) if known else 1
    st.session_state[key] = number
    if number > 1:
        st.query_params[key] = str(number)
    else:
        st.query_params.pop(key, None)
    return number


def link_several(key: str, options: Sequence[str], default: Sequence[str]) -> None:
    """Do for a widget that holds several values what `link` does for one."""
    there = st.session_state.get(key)
    asked = [v for v in st.query_params.get(key, "").split(",") if v in options]
    if state_history.goes_back():
        before = [v for v in state_history.earlier(key, default) if v in options]
        st.session_state[key] = asked or before or list(default)
        return
    if there is not None:
        st.session_state[key] = [v for v in there if v in options]
        return
    kept = [v for v in st.session_state.get(f"kept_{key}", ()) if v in options]
    st.session_state[key] = asked or kept or list(default)
    state_history.entered(key, list(default) if asked else st.session_state[key])


def keep_several(key: str, default: Sequence[str]) -> None:
    """Do for a widget that holds several values what `keep` does for one."""
    values = list(st.session_state[key])
    st.session_state[f"kept_{key}"] = values
    if values and values != list(default):
        st.query_params[key] = ",".join(values)
    else:
        st.query_params.pop(key, None)


def forget(*keys: str) -> None:
    """Take parameters of what is not shown now out of the address."""
    for key in keys:
        st.query_params.pop(key, None)


def strength(name: str, neutral: float) -> str:
    """Return the key of a corruption's slider, which starts at its neutral strength."""
    key = f"strength-{name}"
    st.session_state.setdefault(key, neutral)
    return key


def reset_strengths(neutral: Mapping[str, float]) -> None:
    """Put every slider of a corruption back to its neutral strength."""
    for name, value in neutral.items():
        st.session_state[f"strength-{name}"] = value


def remembered(key: str, make: Callable[[], T]) -> T:
    """Return what `make` makes, made once while the page shows the same.

    It lives in the visitor's session, and what is made of an own picture no longer than that
    picture (`pictures_given`).
    """
    kept: dict[str, T] = st.session_state.setdefault(_MADE, {})
    if key not in kept:
        while len(kept) >= _MADE_AT_MOST:
            kept.pop(next(iter(kept)))
        kept[key] = make()
    return kept[key]


def pictures_given(names: Iterable[str]) -> None:
    """Say which pictures of the visitor's own are there, by the ids of their files.

    Others, and what was made of them, are let go: a browser says nothing of a picture whose
    uploader or camera is no longer on the page.
    """
    before, there = st.session_state.get(_GIVEN, frozenset()), frozenset(names)
    if before - there:
        st.session_state.pop(_MADE, None)
        st.session_state.pop(LAST_TRIED, None)
    for gone in before - there:
        _remove(gone)
    st.session_state[_GIVEN] = there


def let_go(file: Any) -> None:
    """Free an uploaded file, of which Streamlit keeps the bytes until the visit ends."""
    if file is not None:
        _remove(file.file_id)


def _remove(name: str) -> None:
    context = get_script_run_ctx()
    remove = getattr(context.uploaded_file_mgr, "remove_file", None) if context else None
    if remove is not None and context is not None:
        remove(session_id=context.session_id, file_id=name)


def forget_visit(visit: Any) -> None:
    """Empty what a visit that has ended had kept."""
    visit.session_state.clear()


def camera_agreed() -> bool:
    """Return whether this visitor has agreed to the camera, in this session."""
    return bool(st.session_state.get(_CONSENT, False))


def agree_to_camera(agreed: bool = True) -> None:
    """Keep the visitor's answer about the camera for this session; without it, no picture."""
    st.session_state[_CONSENT] = agreed
    if not agreed:
        let_go(st.session_state.get(CAMERA))
        pictures_given(())


def taken_whole(picture: str) -> bool:
    """Return whether the visitor said that this picture is a face as it stands."""
    return picture in st.session_state.get(_WHOLE, set())


def take_whole(picture: str) -> None:
    """Remember that this picture is to be classified whole."""
    st.session_state[_WHOLE] = {*st.session_state.get(_WHOLE, set()), picture}


def asked(key: str) -> str:
    """Return what the address says of a key; empty where it says nothing."""
    return str(st.query_params.get(key, ""))


def fresh(key: str) -> str:
    """Return the key of a widget that `renew` empties."""
    return f"{key}_{st.session_state.get(f'renewed_{key}', 0)}"


def renew(key: str) -> None:
    """Let a widget begin anew: what was uploaded through it is let go."""
    let_go(st.session_state.get(fresh(key)))
    st.session_state[f"renewed_{key}"] = st.session_state.get(f"renewed_{key}", 0) + 1


def uploaded(key: str) -> Any:
    """Return the file that an uploader holds, in its callback."""
    return st.session_state.get(key)


def put(key: str, what: str) -> None:
    """Set a widget's value, in the callback of another."""
    st.session_state[key] = what


def keep_refusal(sentence: str) -> None:
    """Remember why something that a callback tried was refused, until it has been shown."""
    st.session_state[_REFUSAL] = sentence


def take_refusal() -> str | None:
    """Return the last refusal once."""
    sentence = st.session_state.pop(_REFUSAL, None)
    return None if sentence is None else str(sentence)
