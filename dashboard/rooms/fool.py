"""Fool the model: on one's own phone, until it gives the label that one wants.

The picture stays in the visitor's session. The room is told a label, whether it was reached and at
what probability, and that only where the visitor says so.
"""

import streamlit as st

from dashboard import cache, components, inputs, state_rooms
from dashboard.answers import answer
from dashboard.camera import camera_allowed
from dashboard.components import percent
from dashboard.rooms import casting, tallies
from dashboard.rooms.casting import Seat
from dashboard.store.rooms import Room
from fer.emotions import EMOTIONS
from fer.errors import FerError
from fer.recognition.faces import Face

EVERY = 2
_WAYS = {"camera": ":material/photo_camera: Camera", "upload": ":material/upload: Upload"}
TASK = (
    "Make the model give a face the label that you choose. Your own, if you like: with a grimace, "
    "glasses, light, a hand. Or a drawing, or a photograph of somebody who has agreed."
)


def lead(room: Room, secret: str) -> None:
    """Show what people told, as it comes in."""
    del secret
    st.markdown(f"**{TASK}** Everybody on their own phone; pictures are not shown here.")
    if room.position.stage == "fool" and room.closed is None:
        _live(room)
    else:
        told(room)


@st.fragment(run_every=EVERY)
def _live(room: Room) -> None:
    try:
        told(room)
    except FerError as error:
        st.caption(f"The room cannot be seen at the moment: {error}")


def told(room: Room) -> None:
    """Show how many told of each label, how many reached it, and the best."""
    found = tallies.fooled(room)
    if not found:
        st.caption("Nobody has told the room of a try yet.")
        return
    head = ["", "told of it", "reached it", "highest probability"]
    rows = [
        [
            components.swatch(EMOTIONS[one.label]),
            f"{one.told:,}",
            f"{one.reached:,}",
            percent(one.best, 0),
        ]
        for one in found
    ]
    components.table(head, rows, folds=head)


def seat(room: Room, me: Seat) -> None:
    """Let a participant try, and tell the room if they want to."""
    face, target = _try()
    if face is None or target is None:
        return
    p, reached = _said(face, target)
    st.button(
        f"Tell the room: {EMOTIONS[target]} {'reached' if reached else 'not reached'}, "
        f"{percent(p, 0)}",
        type="primary",
        icon=":material/campaign:",
        on_click=_tell,
        args=(room, me.who, target, p, reached),
    )
    st.caption("Only this line is told: no picture, no name. Of several tries the best is kept.")


def _tell(room: Room, who: str, target: int, p: float, reached: bool) -> None:
    casting.cast(room, who, EMOTIONS[target], value=tallies.score(p, reached), best=True)


def _try() -> tuple[Face | None, int | None]:
    found = cache.list_releases()
    if not found:
        st.info("There is no release yet that could be fooled.", icon=":material/inventory_2:")
        return None, None
    release = found[cache.default_release(found)]
    st.markdown(TASK)
    with st.container(key="fer-target"):
        target = st.pills("The label that you want", EMOTIONS, key=state_rooms.TARGET, wrap=True)
    ways = _WAYS if camera_allowed() else {"upload": _WAYS["upload"]}
    way = st.segmented_control(
        "Picture from",
        list(ways),
        format_func=ways.__getitem__,
        default=next(iter(ways)),
        required=True,
        key=state_rooms.WAY,
    )
    given = inputs.camera() if way == "camera" else inputs.uploads()
    if not given:
        return None, None
    try:
        result = answer(cache.recogniser(release), given[-1].data).result
    except FerError as error:
        st.error(str(error), icon=":material/broken_image:")
        return None, None
    if not result.faces:
        st.warning(
            "No face was found, which fools the detector and not the model. Face the camera, or "
            "let the face fill more of the picture.",
            icon=":material/face_retouching_off:",
        )
        return None, None
    face = max(result.faces, key=lambda one: one.box.side)
    components.face_card(face, 1, 1)
    if target is None:
        st.info("Choose the label that you want above.", icon=":material/arrow_upward:")
        return None, None
    return face, EMOTIONS.index(target)


def _said(face: Face, target: int) -> tuple[float, bool]:
    p = float(face.probabilities[target])
    reached = int(face.probabilities.argmax()) == target
    name = EMOTIONS[target]
    text = (
        f"<b>Reached.</b> The model says {name}, at {percent(p, 0)}. Did you feel it?"
        if reached
        else f"<b>Not yet.</b> {name} is at {percent(p, 0)}; the model says {face.emotion}."
    )
    st.html(f'<p class="fer-lead" role="status">{text}</p>')
    return p, reached
