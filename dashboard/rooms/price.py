"""What does an error cost? Everyone says; the room's medians become what the page counts with."""

from collections.abc import Sequence
from dataclasses import replace
from html import escape

import streamlit as st

from dashboard import (
    cache,
    cache_rooms,
    cache_workshop,
    costs,
    costs_alarms,
    state,
    state_history,
    state_rooms,
    state_workshop,
)
from dashboard.rooms import casting, tallies
from dashboard.rooms.casting import Seat
from dashboard.rooms.tallies import Priced
from dashboard.store import rooms
from dashboard.store.rooms import Room
from fer.emotions import EMOTIONS
from fer.errors import FerError
from fer.evaluation.contexts import CONTEXTS, context
from fer.evaluation.stakes import Context
from fer.evaluation.wording import listed

_COSTS = (0.0, 1.0, 2.0, 5.0, 10.0, 20.0, 50.0, 100.0, 500.0)
CHOICES = {
    "false_alarm": _COSTS,
    "miss": _COSTS,
    "silence": (0.0, 0.2, 0.5, 1.0, 2.0, 5.0, 10.0),
    "share": (1.0, 2.0, 5.0, 10.0, 20.0, 50.0, 100.0, 200.0, 500.0),
}
NAMES = {
    "false_alarm": "a false alarm",
    "miss": "a missed face",
    "silence": "no answer",
}


def questions(place: Context) -> dict[str, str]:
    """Return what people are asked about a context."""
    names = [EMOTIONS[flag] for flag in place.flags]
    so = " or ".join(names)
    return {
        "false_alarm": f"A false alarm: somebody is called {so} who is not labelled so.",
        "miss": f"A miss: somebody labelled {so} is called something else.",
        "silence": "Silence: the software gives no answer.",
        "share": f"How many: of 1,000 faces there, how many are labelled {names[0]}?",
    }


def seat(room: Room, me: Seat) -> None:
    """Ask a participant what errors cost; then show what follows from the room's answers."""
    place = context(room.context)
    st.markdown(f"**{place.title}.** {place.use}")
    if room.position.phase == "show":
        room_said(room)
        _follows(room, place)
        return
    st.markdown("How bad is each, if mixing up two other labels costs 1?")
    with st.container(key="fer-poll"):
        for name, question in questions(place).items():
            options = [f"{value:g}" for value in CHOICES[name]]
            field = f"{place.id}:{name}"
            casting.choice(room, me, field, question, options, CHOICES[name])


def _follows(room: Room, place: Context) -> None:
    found = cache.list_releases()
    if not found:
        return
    release = found[cache.default_release(found)]
    judged = cache_workshop.judged(release, place.id, room.changes)
    so = judged.labelled_so("probable", place.flags[0])
    name = EMOTIONS[place.flags[0]]
    if so is None:
        st.markdown(f"{release.title} calls no face {name} here.")
        return
    right = round(so.value)
    st.html(
        f'<p class="fer-lead">Of 1,000 faces called {name}, {right:,} are labelled {name}; '
        f"{1000 - right:,} alarms are false.</p>{costs_alarms.thousand(right, name)}"
    )
    st.caption(
        f"95 % interval {so.low:,.0f} to {so.high:,.0f}; from the "
        f"{judged.faces('probable', place.flags[0]):,} faces of PrivateTest that {release.title} "
        f"calls {name}. {costs_alarms.assumed(release)}"
    )
    cost = judged.costs["probable"]
    st.markdown(
        f"{release.title}: 1,000 faces cost **{cost.value:,.0f}** ({cost.low:,.0f} to "
        f"{cost.high:,.0f}); without looking **{judged.idle[1]:,.0f}**."
    )


def lead(room: Room, secret: str) -> None:
    """Ask the room; then count with its medians, which may be set otherwise."""
    place = context(room.context)
    if room.position.phase == "ask":
        _choose(room, secret)
        st.markdown(f"**{place.title}.** {place.use}")
        asked = "".join(f"<li>{_marked(text)}</li>" for text in questions(place).values())
        st.markdown("How bad is each, if mixing up two other labels costs 1?")
        st.html(f'<ul class="fer-asked">{asked}</ul>')
        st.caption("The median of all answers is what the next step counts with.")
        return
    room_said(room)
    stored = f"{room.context}|{room.changes}"
    if state_rooms.stakes_shown(room.code) != stored or state_history.goes_back():
        state_workshop.address(room.context, EMOTIONS[place.flags[0]])
        state.put(state_workshop.CONTEXT, room.context)
        state.put(state_workshop.FLAG, EMOTIONS[place.flags[0]])
        state_workshop.set_changes(room.changes)
        state_rooms.set_stakes_shown(room.code, stored)
    costs.show(st.container())
    kept(room, secret)


def kept(room: Room, secret: str) -> Room:
    """Return the room with what was set on this screen, which is saved unless it is already.

    It comes first in every run: one that was cut short has saved nothing.
    """
    shown = state_rooms.stakes_shown(room.code)
    if state_history.goes_back():  # the store says what is set, not the browser's history
        return room
    now = (state_workshop.place(), state_workshop.changes())
    if not shown or shown == "|".join(now) or room.closed is not None:
        return room
    if now[0] != room.context:  # what the room has said of that use already is counted with
        now = (now[0], tallies.changes(replace(room, context=now[0])))
        state_workshop.set_changes(now[1])
    rooms.set_stakes(cache_rooms.store(), room.code, secret, *now)
    state_rooms.set_stakes_shown(room.code, "|".join(now))
    return replace(room, context=now[0], changes=now[1])


def _marked(text: str) -> str:
    bold, colon, rest = text.partition(":")
    return f"<b>{escape(bold)}{colon}</b>{escape(rest)}"


def _choose(room: Room, secret: str) -> None:
    titles = {one.id: one.title for one in CONTEXTS}
    key = state_rooms.holds(f"place-{room.code}", room.context)
    st.segmented_control(
        "Where is it used?",
        list(titles),
        format_func=titles.__getitem__,
        key=key,
        required=True,
        on_change=_move,
        args=(room, secret, key),
    )


def _move(room: Room, secret: str, key: str) -> None:
    place = str(state_rooms.held(key))
    if place == room.context:  # Streamlit also calls when the widget is taken off the page
        return
    try:
        rooms.set_stakes(cache_rooms.store(), room.code, secret, place, "")
    except FerError as error:
        state_rooms.refuse(str(error))


def room_said(room: Room) -> None:
    """Show the room's medians and how far its answers lie apart."""
    found = tallies.priced(room)
    if not found:
        st.caption("Nobody has said what an error costs: the assumed figures stand.")
        return
    st.markdown(in_all(found))


def in_all(found: Sequence[Priced]) -> str:
    """Return all that a room said of a context, in a sentence."""
    return "This room's medians: " + listed([in_words(one) for one in found]) + "."


def in_words(one: Priced) -> str:
    """Return a median with its range, such as ``a false alarm 20 (5 to 100)``."""
    said = f"{one.median:g} ({one.low:g} to {one.high:g}, n = {one.people})"
    if one.asked == "share":
        return f"{said} of 1,000 faces labelled so"
    return f"{NAMES[one.asked]} {said}"
