"""What the label cannot mean: one card after another, on every screen at once."""

import streamlit as st

from dashboard import cache, cards
from dashboard.cards import Card
from dashboard.rooms.casting import Seat
from dashboard.store.rooms import Room


def lead(room: Room, secret: str) -> None:
    """Show the card on the facilitator's screen."""
    del secret
    _show(room)


def seat(room: Room, me: Seat) -> None:
    """Show the card to a participant."""
    del me
    _show(room)


def _show(room: Room) -> None:
    found = every()
    item = min(room.position.item, len(found) - 1)
    cards.draw(found[item])
    st.caption(f"Card {item + 1} of {len(found)}")


def every() -> list[Card]:
    """Return the cards, with the figures of the release that visitors meet first."""
    found = cache.list_releases()
    return cards.every(found[cache.default_release(found)] if found else None)
