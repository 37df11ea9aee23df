"""Should this exist? The same poll before and after, and how the room has changed its mind."""

from html import escape

import streamlit as st

from dashboard import cache_rooms, state_rooms
from dashboard.rooms import casting, tallies
from dashboard.rooms.casting import Seat
from dashboard.rooms.tallies import REASON, Opinion
from dashboard.store import ballots
from dashboard.store.ballots import LONGEST_REASON
from dashboard.store.rooms import Room
from fer.errors import FerError
from fer.evaluation.contexts import CONTEXTS
from fer.evaluation.rooms import ANSWERS
from fer.evaluation.wording import listed

QUESTION = "Should software that gives faces a label be used here?"
SIGNS = ("−−", "−", "+", "++")  # of the answers, so that no colour needs to be told
_SHADES = ("#D55E00", "#F0B27A", "#9CC3E6", "#2A6FBB")  # from no to yes; numbers say the same


def seat(room: Room, me: Seat) -> None:
    """Ask a participant; then show how the room has changed."""
    if room.position.phase == "show":
        change(room)
        return
    st.markdown(f"**{QUESTION}**")
    with st.container(key="fer-poll"):
        for place in CONTEXTS:
            question = f"{place.title}: {place.use}"
            casting.choice(room, me, place.id, question, ANSWERS)
    _reason(room, me)


def _reason(room: Room, me: Seat) -> None:
    kept = me.said[REASON].text if REASON in me.said else ""
    key = state_rooms.holds(casting.key_of(room, REASON), kept)
    with st.form(f"{key}-form", border=False):
        st.text_area(
            f"Why? In your own words, up to {LONGEST_REASON} characters, without names; the room "
            "reads it.",
            key=key,  # no max_chars: the browser would take a longer text without a word, or not
            height=110,
        )
        st.form_submit_button("Send the reason", on_click=_send, args=(room, me, key))


def _send(room: Room, me: Seat, key: str) -> None:
    text = str(state_rooms.held(key) or "").strip()
    if not text and REASON not in me.said:
        state_rooms.refuse("There is no reason yet. Write one, then send it.")
        return
    casting.cast(room, me.who, REASON, text=text)


def lead(room: Room, secret: str) -> None:
    """Show the questions while people answer; then the change, and the reasons on request."""
    if room.position.phase == "ask":
        st.markdown(f"**{QUESTION}** Everyone answers on their phone, before any talk.")
        rows = "".join(
            f"<li><b>{escape(place.title)}.</b> {escape(place.use)}</li>" for place in CONTEXTS
        )
        st.html(f'<ul class="fer-asked">{rows}</ul>')
        if room.position.stage == "before":
            st.caption("The same questions come again at the end: what was said now is shown then.")
        return
    change(room)
    _reasons(room, secret)


def change(room: Room) -> None:
    """Show what the room said before and after, and who moved which way."""
    found = tallies.opinions(room)
    if not found:
        st.info("Nobody has answered the poll.", icon=":material/how_to_vote:")
        return
    st.html(f'<p class="fer-lead">{escape(headline(found))}</p>')
    st.html(f'<div class="fer-change">{"".join(map(_change, found))}</div>')
    st.caption(
        ", ".join(f"{sign} {answer}" for sign, answer in zip(SIGNS, ANSWERS, strict=True))
        + ". Numbers are people. Only who answered both times can have moved."
    )


def headline(found: list[Opinion]) -> str:
    """Return where the room has changed most, in a sentence."""
    most = max(found, key=lambda one: (_moved(one), one.change.both))
    up, down = most.change.up, most.change.down
    if not most.change.both:
        return "Nobody has answered both times yet, so nobody can have moved."
    if not up + down:
        return f"Nobody of {most.change.both} who answered both times has moved."
    level = [one for one in found if _moved(one) == _moved(most)]
    alike = [one.title for one in level]
    who = listed(alike) if len(alike) < 3 else f"{len(alike)} of {len(found)} uses"
    if any(_moves(one) != _moves(most) for one in level):
        people = "person" if up + down == 1 else "people"
        alike_way = all((one.change.up, one.change.down) == (up, down) for one in level)
        way = " towards no" if not up else " towards yes" if not down else " either way"
        way = way if alike_way else ", not all the same way"
        return f"{who} moved the room most: {up + down} {people} each{way}."
    if up == down:
        return (
            f"{who} moved the room most: {up} of {most.change.both} towards yes, and as "
            "many towards no."
        )
    way, n, rest = ("no", down, up) if down > up else ("yes", up, down)
    return f"{who} moved the room most: {n} of {most.change.both} towards {way}" + (
        f", {rest} the other way." if rest else "."
    )


def _moved(one: Opinion) -> int:
    return one.change.up + one.change.down


def _moves(one: Opinion) -> tuple[int, int, int]:
    return one.change.up, one.change.down, one.change.both


def _change(one: Opinion) -> str:
    strips = "".join(
        f'<div class="when">{when}</div>{_strip(counts, f"{one.title}, {when}")}'
        for when, counts in (("before", one.change.before), ("after", one.change.after))
    )
    law = f'<p class="fer-quiet">{escape(one.law)}</p>' if one.law else ""
    return (
        f"<section><h3>{escape(one.title)}</h3>"
        f'<div class="strips">{strips}</div><p class="fer-quiet">{moved(one)}</p>{law}</section>'
    )


def moved(one: Opinion) -> str:
    """Return who moved which way, in words."""
    c = one.change
    if not c.both:
        return "nobody answered both times"
    return f"of {c.both}: {c.up} towards yes, {c.down} towards no, {c.stayed} as before"


def _strip(counts: tuple[int, ...], name: str) -> str:
    total = sum(counts)
    words = ", ".join(f"{answer} {n}" for answer, n in zip(ANSWERS, counts, strict=True))
    if not total:
        return f'<div class="strip" role="img" aria-label="{escape(name)}: nobody"></div>'
    parts = "".join(
        f'<span style="width:{n / total * 100:.2f}%;background:{shade};'
        f'color:{"#fff" if i == 3 else "#000"}">{SIGNS[i]} {n}</span>'
        for i, (n, shade) in enumerate(zip(counts, _SHADES, strict=True))
        if n
    )
    return (
        f'<div class="strip" role="img" aria-label="{escape(name)}: {words}" title="{words}">'
        f"{parts}</div>"
    )


def _reasons(room: Room, secret: str) -> None:
    said = tallies.reasons(room)
    if not said:
        return
    st.subheader("Reasons", anchor=False)
    if not st.toggle(f"Show {len(said)} of them to the room", key=f"reasons-{room.code}"):
        return
    for stage, vote in said:
        left, right = st.columns([8, 1], vertical_alignment="center")
        left.html(
            f'<div class="fer-said"><blockquote>{escape(vote.text)}</blockquote>'
            f'<span class="fer-quiet">{stage}</span></div>'
        )
        right.button(
            "Take out",
            key=f"out-{stage}-{vote.participant}",
            type="tertiary",
            on_click=_withdraw,
            args=(room, secret, stage, vote.participant),
        )


def _withdraw(room: Room, secret: str, stage: str, who: str) -> None:
    try:
        ballots.withdraw(cache_rooms.store(), room.code, secret, stage, who, REASON)
    except FerError as error:
        state_rooms.refuse(str(error))
