"""Opening a room: which plan, and which faces."""

import secrets

import streamlit as st

from dashboard import cache, cache_rooms, state_rooms
from dashboard.pictures import title_of
from dashboard.rooms.plans import FIRST, PLANS, TITLES
from dashboard.store import rooms
from fer.errors import FerError
from fer.evaluation.contexts import CONTEXTS

_VOTED = "fer2013"


def show() -> None:
    """Ask what the room is to do, and open it."""
    st.title("Open a room", anchor=False)
    st.html(
        '<p class="fer-lead">Participants join from their phones with a code; your screen shows '
        "who has answered and leads from step to step.</p>"
    )
    with st.form("open-room", border=False):
        plan = st.radio(
            "Plan",
            list(PLANS),
            format_func=lambda name: PLANS[name].title,
            captions=[_stages(name) for name in PLANS],
            key=state_rooms.PLAN,
        )
        with_votes = cache_rooms.with_votes(_VOTED)
        sets = [cache.DRAWN, *([_VOTED] if with_votes else [])]
        dataset = st.segmented_control(
            "Faces to guess at",
            sets,
            format_func=title_of,
            default=sets[-1],
            required=True,
            key=state_rooms.FACES,
        )
        titles = {one.id: one.title for one in CONTEXTS}
        place = st.selectbox(
            "Where an error costs something",
            list(titles),
            format_func=titles.__getitem__,
            index=list(titles).index("police"),
            key=state_rooms.PLACE,
        )
        opened = st.form_submit_button("Open the room", type="primary", icon=":material/groups:")
    st.caption(
        "Drawn faces need no consent of anybody. FER-2013's faces are offered where its pictures "
        "and FER+'s votes are imported: only then can the room be held against annotators. With "
        "pupils or colleagues, fool the model with drawings, not with faces: the card on the law "
        "says why."
    )
    st.button("Back to the activities", type="tertiary", on_click=state_rooms.leave)
    if opened:
        _open(str(plan), str(dataset), str(place))


def _stages(name: str) -> str:
    parts = PLANS[name].stages
    return " · ".join(f"{TITLES[stage]}{f' {m} min' if m else ''}" for stage, m in parts)


def _open(plan: str, dataset: str, place: str) -> None:
    count = PLANS[plan].faces
    try:
        store = cache_rooms.store()
        # the faces are drawn anew for each room; the room then keeps them
        seed = secrets.randbits(32)
        faces = cache_rooms.chosen(dataset, count, seed) if count else []
        with st.spinner("The releases look at the faces …"):
            cache_rooms.guessed(dataset, faces)  # nobody waits for it at the first reveal
        room, secret = rooms.open_room(store, plan, dataset, faces, place, FIRST)
    except FerError as error:
        st.error(str(error), icon=":material/error:")
        return
    state_rooms.enter(room.code, secret)
    st.rerun()
