"""The facilitator's screen: who is here, who has answered, the time, and the next step."""

import time
from html import escape

import streamlit as st

from dashboard import cache_rooms, state_rooms, state_workshop
from dashboard.rooms import casting, lobby, price, stages, tallies
from dashboard.rooms.plans import PLANS, TITLES, first_of, onward
from dashboard.store import ballots, rooms
from dashboard.store.rooms import Position, Room
from fer.errors import FerError

EVERY = 2  # seconds between two looks at the room


def show(room: Room, secret: str) -> None:
    """Show a room to whoever leads it."""
    room = price.kept(room, secret)
    if room.position.stage != "costs":
        state_workshop.forget()
        state_rooms.set_stakes_shown(room.code, "")  # on coming back the store's are shown
    st.title(TITLES[room.position.stage], anchor=False)
    casting.refusal()
    _turnout(room)
    if room.closed is None:
        _steer(room, secret)
    else:
        st.info("This room is closed: nobody can join or vote.", icon=":material/lock:")
    try:
        stages.STAGES[room.position.stage].lead(room, secret)
    except FerError as error:
        st.error(str(error), icon=":material/error:")
    _rest(room, secret)


@st.fragment(run_every=EVERY)
def _turnout(room: Room) -> None:
    """Show who is here; draw everything anew when the room was moved from elsewhere."""
    store = cache_rooms.store()
    try:
        now = rooms.find(store, room.code)
        joined, answered = ballots.turnout(store, room.code, room.position, casting.prefix_of(room))
    except FerError as error:
        st.caption(f"The room cannot be seen at the moment: {error}")
        return
    if now is None or _place(now) != _place(room):
        st.rerun(scope="app")
    parts = [f"<span><b>{joined:,}</b> joined</span>"]
    if room.position.phase == "ask":
        parts.append(f"<span><b>{answered:,}</b> of {joined:,} answered</span>")
    st.html(
        f'<p class="fer-here" role="status">{"".join(parts)}</p>'
        f'<p class="fer-quiet">{escape(_clock(room))}</p>'
    )


def _place(room: Room) -> tuple[Position, int | None, str]:
    return room.position, room.closed, room.context


def _clock(room: Room) -> str:
    """Return how long this stage and the whole have taken, beside what the plan gives them."""
    if room.begun is None or room.closed is not None:
        return f"Room {room.code}"
    now = time.time() * 1000
    stage, whole = ((now - since) / 60000 for since in (room.since, room.begun))
    plan = PLANS[room.plan]
    minutes, _ = plan.span(room.position.stage)
    welcome, _ = plan.span("lobby")
    if not plan.minutes:
        return f"Room {room.code} · {_minutes(stage)} in this step"
    return (
        f"Room {room.code} · {_minutes(stage)} of {minutes} min in this step · "
        f"{_minutes(whole + welcome)} of {plan.minutes} min in all"
    )


def _minutes(value: float) -> str:
    seconds = max(0, int(value * 60))
    return f"{seconds // 60}:{seconds % 60:02d}"


def _steer(room: Room, secret: str) -> None:
    plan, at = PLANS[room.plan], room.position
    # A button's key says where it is pressed: a double-click does not press the next one as well.
    here = f"{at.stage}-{at.item}-{at.phase}"
    back, on = (plan.beside(at, len(room.faces), step) for step in (-1, 1))
    with st.container(horizontal=True):
        if on is not None:
            st.button(
                onward(plan, at, len(room.faces)),
                type="primary",
                icon=":material/arrow_forward:",
                on_click=_go,
                args=(room, secret, on),
                key=f"room-on-{here}",
            )
        if back is not None:
            st.button(
                "Back",
                icon=":material/arrow_back:",
                on_click=_go,
                args=(room, secret, back),
                key=f"room-back-{here}",
            )


def _go(room: Room, secret: str, to: Position) -> None:
    asked = room.position == Position("costs", 0, "ask") and to != room.position
    try:
        now = rooms.find(cache_rooms.store(), room.code)  # its use may have been set elsewhere
        changes = tallies.changes(now) if asked and now is not None else None
        rooms.go(cache_rooms.store(), room.code, secret, to, changes)
    except FerError as error:
        state_rooms.refuse(str(error))


def _rest(room: Room, secret: str) -> None:
    if room.position.stage != "lobby" and room.closed is None:
        with st.expander("Latecomers: code and QR", icon=":material/qr_code_2:"):
            lobby.way_in(room)
    with st.expander("The plan, and every step of it", icon=":material/list_alt:"):
        _plan(room, secret)
    with st.expander("Close or delete this room", icon=":material/door_front:"):
        _end(room, secret)


def _plan(room: Room, secret: str) -> None:
    plan, at = PLANS[room.plan], room.position
    items = []
    for stage, minutes in plan.stages:
        here = stage == at.stage
        when = f"{minutes} min" if minutes else ""
        items.append(
            f"<li{' class=now' if here else ''}><span>{'▸ ' if here else ''}"
            f"{escape(TITLES[stage])}{' (now)' if here else ''}</span>"
            f'<span class="when">{when}</span></li>'
        )
    st.html(f'<ol class="fer-plan">{"".join(items)}</ol>')
    if room.closed is not None:
        return
    with st.container(horizontal=True, vertical_alignment="bottom"):
        key = f"room-to-{room.code}"
        st.selectbox(
            "Go straight to",
            [stage for stage, _ in plan.stages],
            format_func=TITLES.__getitem__,
            key=key,
        )
        st.button("Go there", on_click=_jump, args=(room, secret, key), key="room-jump")


def _jump(room: Room, secret: str, key: str) -> None:
    stage = str(state_rooms.held(key))
    _go(room, secret, first_of(PLANS[room.plan], stage, len(room.faces)))


def _end(room: Room, secret: str) -> None:
    closed = room.closed is not None
    st.markdown(
        "Closing ends joining and voting; what was said stays, and the room can be opened again. "
        "Deleting takes everything in it away, for good."
    )
    with st.container(horizontal=True):
        st.button(
            "Open it again" if closed else "Close the room",
            on_click=_close,
            args=(room.code, secret, not closed),
            key=f"room-close-{closed}",
        )
        sure = st.checkbox("I want to delete everything said here", key=f"sure-{room.code}")
        st.button(
            "Delete the room",
            disabled=not sure,
            on_click=_erase,
            args=(room.code, secret),
            key="room-erase",
        )


def _close(code: str, secret: str, closed: bool) -> None:
    try:
        rooms.close(cache_rooms.store(), code, secret, closed=closed)
    except FerError as error:
        state_rooms.refuse(str(error))


def _erase(code: str, secret: str) -> None:
    try:
        rooms.erase(cache_rooms.store(), code, secret)
        state_rooms.leave()
    except FerError as error:
        state_rooms.refuse(str(error))
