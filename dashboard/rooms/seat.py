"""A participant's screen: it follows the facilitator, and takes one answer from each browser."""

import time
from pathlib import Path

import streamlit as st

from dashboard import cache_rooms, state_rooms
from dashboard.rooms import address, casting, lobby, results, stages
from dashboard.rooms.plans import TITLES
from dashboard.store import ballots, rooms
from dashboard.store.rooms import Room
from fer.errors import FerError

EVERY = 1.5  # seconds between two looks at where the room is
_browser = st.components.v2.component(
    "fer_seat", js=(Path(__file__).parent / "seat.js").read_text(encoding="utf-8")
)


def show(room: Room) -> None:
    """Show a room to a participant."""
    token = state_rooms.seat()
    if token is None:
        _browser(
            key=state_rooms.SEAT,
            data={"draft": state_rooms.seat_draft(), "told": ""},
            on_token_change=state_rooms.take_seat,
        )
        st.markdown("Joining …")
        return
    who = ballots.seat_of(token, room.code)
    if room.closed is None and not state_rooms.joined(room.code):
        ballots.join(cache_rooms.store(), room.code, who)
        state_rooms.set_joined(room.code)
    _follow(room, time.monotonic())
    casting.refusal()
    if room.closed is not None:
        st.title("This room is closed", anchor=False)
        results.seat(room, casting.Seat(who, {}))
        return
    st.title(TITLES[room.position.stage], anchor=False)
    me = casting.seated(room, who)
    stages.STAGES[room.position.stage].seat(room, me)
    casting.thanks(room, me)
    if room.position.stage != "lobby":  # which says so itself; who comes later is told here
        with st.expander("What is kept of me", icon=":material/shield_person:"):
            lobby.privacy()
    st.html(f'<p class="fer-quiet">Room {address.spoken(room.code)}</p>')


@st.fragment(run_every=EVERY)
def _follow(room: Room, seen: float) -> None:
    """Draw everything anew when the room has gone on; `seen` is when it was looked at."""
    if time.monotonic() - seen < EVERY / 2:  # as part of the whole page, which has just looked
        return
    try:
        now = rooms.find(cache_rooms.store(), room.code)
    except FerError as error:
        st.caption(f"The room cannot be seen at the moment: {error}")
        return
    if now != room:
        st.rerun(scope="app")
