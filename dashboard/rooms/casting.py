"""How a participant answers: a tap is saved at once, and may be changed while votes are taken."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import streamlit as st

from dashboard import cache_rooms, state_rooms
from dashboard.store import ballots
from dashboard.store.ballots import Vote
from dashboard.store.rooms import Room
from fer.errors import FerError


@dataclass(frozen=True)
class Seat:
    """A participant, and what they have said where the room is, by field."""

    who: str
    said: Mapping[str, Vote]


def seated(room: Room, who: str) -> Seat:
    """Return a participant with what they have said where the room is."""
    return Seat(who, ballots.own(cache_rooms.store(), room.code, who, room.position))


def key_of(room: Room, field: str) -> str:
    """Return the key of an answer's widget."""
    at = room.position
    return f"vote-{room.code}-{at.stage}-{at.item}-{field}"


def choice(
    room: Room,
    seat: Seat,
    field: str,
    question: str,
    options: Sequence[str],
    values: Sequence[float] | None = None,
) -> None:
    """Ask for one of several options; the tap saves it.

    Parameters
    ----------
    room : Room
    seat : Seat
    field, question : str
    options : sequence of str
    values : sequence of float, optional
        What each option stands for; its place by default.
    """
    stand_for = [float(i) for i in range(len(options))] if values is None else list(values)
    kept = seat.said.get(field)
    value = None if kept is None else kept.value
    place = stand_for.index(value) if value in stand_for else None
    key = key_of(room, field)
    if place is not None:  # else what a browser tapped while the server was away would be lost
        state_rooms.holds(key, place)
    chosen = st.pills(
        question,
        range(len(options)),
        format_func=options.__getitem__,
        key=key,
        on_change=_take,
        args=(room, seat.who, field, key, stand_for),
        wrap=True,
    )
    if kept is None and chosen is not None:  # tapped while the server was away
        if cast(room, seat.who, field, value=stand_for[chosen]):
            st.rerun()
        refusal()


def _take(room: Room, who: str, field: str, key: str, stand_for: Sequence[float]) -> None:
    place = state_rooms.held(key)
    if place is None:  # a second tap on the same answer: it stands
        state_rooms.let_go(key)
        return
    cast(room, who, field, value=stand_for[place], key=key)


def cast(
    room: Room,
    who: str,
    field: str,
    *,
    value: float | None = None,
    text: str = "",
    key: str = "",
    best: bool = False,
) -> bool:
    """Save an answer and return whether it is; if not, the page says why."""
    try:
        ballots.vote(
            cache_rooms.store(), room.code, who, room.position, field, value, text, best=best
        )
    except FerError as error:
        state_rooms.refuse(str(error))
        if key:
            state_rooms.let_go(key)
        return False
    return True


def refusal() -> None:
    """Say why the last answer was not taken, once."""
    refused = state_rooms.refused()
    if refused:
        st.error(refused, icon=":material/error:")


def prefix_of(room: Room) -> str:
    """Return what the fields begin with that are asked now: what errors cost is asked by use."""
    return f"{room.context}:" if room.position.stage == "costs" else ""


def thanks(room: Room, seat: Seat) -> None:
    """Say that an answer is counted, while it can be changed."""
    said = any(field.startswith(prefix_of(room)) for field in seat.said)
    if room.position.phase == "ask" and said:
        st.success(
            "Your answer is counted. You can change it until the vote is closed.",
            icon=":material/check:",
        )
