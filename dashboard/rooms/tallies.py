"""What a room says beside faces: opinions, tries and costs, from its votes. It knows no widget."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from dashboard import cache_rooms
from dashboard.store import ballots
from dashboard.store.ballots import Vote
from dashboard.store.rooms import Room
from fer.emotions import EMOTIONS
from fer.evaluation.contexts import CONTEXTS, context
from fer.evaluation.rooms import ASKED, Change, as_changes, change, medians
from fer.evaluation.stakes import Context

REASON = "reason"  # the field of a reason in words


@dataclass(frozen=True)
class Opinion:
    """What a room says of one context, before and after, and what the law says of it."""

    title: str
    change: Change
    law: str = ""


def opinions(room: Room) -> list[Opinion]:
    """Return how the room has changed on every context; none where nobody answered."""
    store = cache_rooms.store()
    before, after = (ballots.votes(store, room.code, stage) for stage in ("before", "after"))
    if not before and not after:
        return []
    return [
        Opinion(place.title, change(_said(before, place.id), _said(after, place.id)), place.law)
        for place in CONTEXTS
    ]


def _said(votes: Sequence[Vote], field: str) -> dict[str, int]:
    return {v.participant: int(v.value) for v in votes if v.field == field and v.value is not None}


def reasons(room: Room) -> list[tuple[str, Vote]]:
    """Return the reasons that people gave, with the stage; by stage, then in no telling order."""
    found = [
        (stage, vote)
        for stage in ("before", "after")
        for vote in ballots.votes(cache_rooms.store(), room.code, stage)
        if vote.field == REASON and vote.text
    ]
    return sorted(found, key=lambda one: (one[0] != "before", one[1].participant))


@dataclass(frozen=True)
class Fooled:
    """What was told of one label.

    Attributes
    ----------
    label : int
    told, reached : int
        People.
    best : float
        The highest probability that was told.
    """

    label: int
    told: int
    reached: int
    best: float


def score(p: float, reached: bool) -> float:
    """Return what is kept of a try: its probability, and 1 more where the label was reached."""
    return p + reached


def fooled(room: Room) -> list[Fooled]:
    """Return what was told of every label that somebody tried, in label order."""
    said: dict[str, list[float]] = {}
    for vote in ballots.votes(cache_rooms.store(), room.code, "fool"):
        if vote.value is not None:
            said.setdefault(vote.field, []).append(vote.value)
    return [
        Fooled(
            label,
            len(said[name]),
            sum(value >= 1 for value in said[name]),
            max(value - (value >= 1) for value in said[name]),
        )
        for label, name in enumerate(EMOTIONS)
        if name in said
    ]


@dataclass(frozen=True)
class Priced:
    """What people say that something costs: median, least, most, and how many said it."""

    asked: str
    median: float
    low: float
    high: float
    people: int


def every_price(room: Room) -> list[tuple[Context, list[Priced]]]:
    """Return what the room says of every context that it was asked about and answered."""
    found = [(place, priced(replace(room, context=place.id))) for place in CONTEXTS]
    return [(place, prices) for place, prices in found if prices]


def priced(room: Room) -> list[Priced]:
    """Return what the room says of its context, of what it was asked and answered."""
    found = _prices(room)
    middle = medians((name, value) for name in found for value in found[name])
    return [
        Priced(name, middle[name], min(found[name]), max(found[name]), len(found[name]))
        for name in ASKED
        if name in found
    ]


def _prices(room: Room) -> dict[str, list[float]]:
    said: dict[str, list[float]] = {}
    for vote in ballots.votes(cache_rooms.store(), room.code, "costs"):
        place, _, name = vote.field.partition(":")
        if place == room.context and vote.value is not None:
            said.setdefault(name, []).append(vote.value)
    return said


def changes(room: Room) -> str:
    """Return what the room's medians change in its context, as the store keeps it."""
    middle = {one.asked: one.median for one in priced(room)}
    return str(as_changes(context(room.context), middle))
