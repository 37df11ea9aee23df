"""Seats and votes in a room: join, vote, and read what was said. It knows no activity.

A seat has one vote for each field of each item: a second one replaces the first.
"""

import hashlib
from dataclasses import dataclass

import sqlalchemy as sa

from dashboard.store.answers import checked_text
from dashboard.store.engine import Store, now
from dashboard.store.rooms import Position, RoomError, held, led
from dashboard.store.tables import PARTICIPANTS, VOTES

LONGEST_REASON = 500
SEATS = 500


@dataclass(frozen=True)
class Vote:
    """What one participant says: a number, some words, or both."""

    participant: str
    field: str
    value: float | None
    text: str
    item: int
    at: int


def seat_of(token: str, code: str) -> str:
    """Return who a browser is in a room; two rooms know it by two names."""
    return hashlib.sha256(f"{token}:{code}".encode()).hexdigest()[:32]


def join(store: Store, code: str, who: str) -> None:
    """Take a seat in a room; whoever has one keeps it."""
    with store.writing() as connection:
        room = held(connection, code)
        here = (PARTICIPANTS.c.room == code) & (PARTICIPANTS.c.id == who)
        if connection.scalar(sa.select(PARTICIPANTS.c.id).where(here)) is not None:
            return
        if room.closed is not None:
            raise RoomError(f"Room {code} is closed: nobody can join it any more.")
        if _seats(connection, code) >= SEATS:
            raise RoomError(f"Room {code} is full: it has {SEATS} seats.")
        store.add(connection, PARTICIPANTS, [{"room": code, "id": who, "at": now()}])


def vote(
    store: Store,
    code: str,
    who: str,
    at: Position,
    field: str,
    value: float | None = None,
    text: str = "",
    *,
    best: bool = False,
) -> None:
    """Keep a participant's vote; when this returns, it is on the disk. A later one replaces it.

    Parameters
    ----------
    store : Store
    code, who : str
    at : Position
        Where the room was when the participant was asked.
    field : str
        What the vote is about.
    value : float, optional
    text : str
    best : bool
        Keep the larger value in place of the later one.

    Raises
    ------
    RoomError
        If the room is closed or has gone on, or this participant never joined.
    """
    clean = checked_text(text, LONGEST_REASON, "reason")
    with store.writing() as connection:
        room = held(connection, code)
        if room.closed is not None:
            raise RoomError("The room is closed: this vote came too late and was not counted.")
        if room.position != at or at.phase != "ask":
            raise RoomError("The room has gone on: this vote came too late and was not counted.")
        here = (PARTICIPANTS.c.room == code) & (PARTICIPANTS.c.id == who)
        if connection.scalar(sa.select(PARTICIPANTS.c.id).where(here)) is None:
            raise RoomError("This browser has no seat in the room. Load the page anew to join.")
        row = {
            **{"room": code, "participant": who, "stage": at.stage, "item": at.item},
            **{"field": field, "value": value, "text": clean, "at": now()},
        }
        store.put(connection, VOTES, row, if_more="value" if best else None)


def withdraw(store: Store, code: str, secret: str, stage: str, who: str, field: str) -> None:
    """Take what a participant said out of a room, for whoever leads it."""
    with store.writing() as connection:
        led(connection, code, secret)
        here = (VOTES.c.room == code) & (VOTES.c.participant == who)
        said = (VOTES.c.stage == stage) & (VOTES.c.field == field)
        connection.execute(sa.delete(VOTES).where(here, said))


def votes(
    store: Store, code: str, stage: str, item: int | None = None, who: str | None = None
) -> list[Vote]:
    """Return what was said in a stage of a room, by time; of one item, or by one participant."""
    columns = [VOTES.c[name] for name in ("participant", "field", "value", "text", "item", "at")]
    query = (
        sa.select(*columns)
        .where(VOTES.c.room == code, VOTES.c.stage == stage)
        .where(sa.true() if item is None else VOTES.c.item == item)
        .where(sa.true() if who is None else VOTES.c.participant == who)
        .order_by(VOTES.c.at, VOTES.c.participant, VOTES.c.field)
    )
    with store.reading() as connection:
        return [Vote(*row) for row in connection.execute(query)]


def own(store: Store, code: str, who: str, at: Position) -> dict[str, Vote]:
    """Return what a participant has said where the room is, by field."""
    return {vote.field: vote for vote in votes(store, code, at.stage, at.item, who)}


def turnout(store: Store, code: str, at: Position, prefix: str = "") -> tuple[int, int]:
    """Return how many have joined a room, and how many of them have said anything at a place.

    With `prefix`, anything of a field that begins with it.
    """
    said = sa.select(sa.func.count(sa.distinct(VOTES.c.participant))).where(
        VOTES.c.room == code,
        VOTES.c.stage == at.stage,
        VOTES.c.item == at.item,
        VOTES.c.field.startswith(prefix, autoescape=True),
    )
    with store.reading() as connection:
        return _seats(connection, code), int(connection.scalar(said) or 0)


def _seats(connection: sa.Connection, code: str) -> int:
    count = sa.select(sa.func.count()).where(PARTICIPANTS.c.room == code)
    return int(connection.scalar(count) or 0)
