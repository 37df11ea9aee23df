"""Which screens belong to which stage of a room."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from dashboard.rooms import fool, guess, lobby, poll, price, reading, results
from dashboard.rooms.casting import Seat
from dashboard.store.rooms import Room


@dataclass(frozen=True)
class Stage:
    """What the facilitator sees, given the secret, and what a participant sees at their seat."""

    lead: Callable[[Room, str], None]
    seat: Callable[[Room, Seat], None]


STAGES: Mapping[str, Stage] = MappingProxyType(
    {
        "lobby": Stage(lobby.lead, lobby.seat),
        "before": Stage(poll.lead, poll.seat),
        "guess": Stage(guess.lead, guess.seat),
        "fool": Stage(fool.lead, fool.seat),
        "costs": Stage(price.lead, price.seat),
        "cards": Stage(reading.lead, reading.seat),
        "after": Stage(poll.lead, poll.seat),
        "results": Stage(results.lead, results.seat),
    }
)
