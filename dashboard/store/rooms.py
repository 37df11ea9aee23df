"""Rooms of the workshop: open, find, lead, close, delete. It knows no activity and no vote."""

import hashlib
import hmac
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from dashboard.store.engine import Store, now
from dashboard.store.tables import ROOMS
from fer.errors import FerError

DAYS_KEPT = 30
OPENED_A_DAY = 200
_LETTERS = "23456789BCDFGHJKMNPQRSTVWXYZ"  # none that look alike, no vowels: no words
_LENGTH = 6
_DAY = 24 * 3600 * 1000


class RoomError(FerError):
    """A room that is not there, is closed, or has gone on; nothing was changed."""


@dataclass(frozen=True)
class Position:
    """Where a room is: a stage of its plan, the item in it, and whether votes are taken.

    Attributes
    ----------
    stage : str
    item : int
    phase : str
        ``"ask"`` while votes are taken, ``"show"`` afterwards.
    """

    stage: str
    item: int = 0
    phase: str = "ask"


@dataclass(frozen=True)
class Room:
    """A room as it stands in the store.

    Attributes
    ----------
    code : str
    plan : str
    dataset : str
    faces : tuple of int
        Rows of the dataset that are guessed at.
    context, changes : str
        Where an error costs something, and what the room has set otherwise.
    position : Position
    since, opened : int
        Milliseconds since 1970: when the stage was entered, and the room opened.
    begun, closed : int, optional
    """

    code: str
    plan: str
    dataset: str
    faces: tuple[int, ...]
    context: str
    changes: str
    position: Position
    since: int
    opened: int
    begun: int | None
    closed: int | None


def clean_code(text: str) -> str:
    """Return what was typed as a code: capitals, without spaces and hyphens."""
    return "".join(c for c in text.upper() if c.isascii() and c.isalnum())[:8]


def open_room(
    store: Store, plan: str, dataset: str, faces: Sequence[int], context: str, first: Position
) -> tuple[Room, str]:
    """Open a room and return it with the secret that leads it, which is told only now.

    Rooms that were opened more than `DAYS_KEPT` days ago are deleted on the way.
    """
    secret, time = secrets.token_urlsafe(16), now()
    with store.writing() as connection:
        _clear(connection)
        young = sa.select(sa.func.count()).where(ROOMS.c.opened > time - _DAY)
        if (connection.scalar(young) or 0) >= OPENED_A_DAY:
            raise RoomError(
                f"{OPENED_A_DAY} rooms were opened here within a day. Try again tomorrow, or ask "
                "whoever runs this server."
            )
        row = {
            **{"secret": _hash(secret), "plan": plan, "dataset": dataset, "context": context},
            **{"faces": ",".join(map(str, faces)), "changes": "", **_columns(first)},
            **{"since": time, "begun": None, "opened": time, "closed": None},
        }
        for _ in range(20):
            code = "".join(secrets.choice(_LETTERS) for _ in range(_LENGTH))
            if store.add(connection, ROOMS, [{"code": code, **row}]):
                break
        else:
            raise RoomError("No code is free. Try again.")
        return _room(connection.execute(_select(code)).one()), secret


def find(store: Store, code: str) -> Room | None:
    """Return the room with a code, if there is one; those that are too old are deleted."""
    with store.reading() as connection:
        row = connection.execute(sa.select(ROOMS).where(ROOMS.c.code == code)).first()
    if row is not None and row.opened < _oldest():
        with store.writing() as connection:
            _clear(connection)
        return None
    return None if row is None else _room(row)


def leads(store: Store, code: str, secret: str) -> bool:
    """Return whether this is the secret of a room."""
    with store.reading() as connection:
        row = connection.execute(_select(code)).first()
    return row is not None and hmac.compare_digest(row.secret, _hash(secret))


def go(store: Store, code: str, secret: str, to: Position, changes: str | None = None) -> None:
    """Move a room, and set what it has changed where that is given."""
    with store.writing() as connection:
        room = led(connection, code, secret)
        if room.closed is not None:
            raise RoomError("This room is closed. Open it again to go on.")
        values: dict[str, Any] = _columns(to)
        if to.stage != room.position.stage:
            values["since"] = now()
            values["begun"] = room.begun or now()
        if changes is not None:
            values["changes"] = changes
        connection.execute(sa.update(ROOMS).where(ROOMS.c.code == code).values(values))


def set_stakes(store: Store, code: str, secret: str, context: str, changes: str) -> None:
    """Set where an error costs something in a room, and what."""
    with store.writing() as connection:
        led(connection, code, secret)
        values = {"context": context, "changes": changes}
        connection.execute(sa.update(ROOMS).where(ROOMS.c.code == code).values(values))


def close(store: Store, code: str, secret: str, *, closed: bool = True) -> None:
    """Close a room, or open it again: its votes stay either way."""
    with store.writing() as connection:
        led(connection, code, secret)
        at = now() if closed else None
        connection.execute(sa.update(ROOMS).where(ROOMS.c.code == code).values(closed=at))


def erase(store: Store, code: str, secret: str) -> None:
    """Delete a room and all that was said in it."""
    with store.writing() as connection:
        led(connection, code, secret)
        connection.execute(sa.delete(ROOMS).where(ROOMS.c.code == code))


def _hash(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()


def _columns(at: Position) -> dict[str, Any]:
    return {"stage": at.stage, "item": at.item, "phase": at.phase}


def _select(code: str) -> sa.Select[Any]:
    return sa.select(ROOMS).where(ROOMS.c.code == code, ROOMS.c.opened >= _oldest())


def _oldest() -> int:
    return now() - DAYS_KEPT * _DAY


def _clear(connection: sa.Connection) -> None:
    """Delete every room that was opened more than `DAYS_KEPT` days ago."""
    connection.execute(sa.delete(ROOMS).where(ROOMS.c.opened < _oldest()))


def _room(row: Any) -> Room:
    faces = tuple(int(face) for face in row.faces.split(",") if face)
    at = Position(row.stage, row.item, row.phase)
    kept = (row.since, row.opened, row.begun, row.closed)
    return Room(row.code, row.plan, row.dataset, faces, row.context, row.changes, at, *kept)


def held(connection: sa.Connection, code: str) -> Room:
    """Return a room that nobody moves, closes or deletes before this transaction has ended."""
    return _room(_there(connection, _select(code).with_for_update(read=True), code))


def _there(connection: sa.Connection, query: sa.Select[Any], code: str) -> Any:
    row = connection.execute(query).first()
    if row is None:
        raise RoomError(f"There is no room {code} any more: it was deleted.")
    return row


def led(connection: sa.Connection, code: str, secret: str) -> Room:
    """Return a room to whoever knows its secret; it waits for this transaction's end."""
    row = _there(connection, _select(code).with_for_update(), code)
    if not hmac.compare_digest(row.secret, _hash(secret)):
        raise RoomError("This link does not lead the room. Use the facilitator's own.")
    return _room(row)
