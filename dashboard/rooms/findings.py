"""What a room has found out, from its votes in the store. It knows no widget."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from dashboard import cache_rooms
from dashboard.cache_rooms import Guessed
from dashboard.store import ballots
from dashboard.store.rooms import Room
from fer.evaluation.agreement import Agreement, krippendorff
from fer.evaluation.metrics import Counts
from fer.evaluation.rooms import ballots as counted

LABEL = "label"  # the field of a vote on a face
_RESAMPLES = 500
_FEW = 3  # faces below which no agreement is shown


@dataclass(frozen=True)
class Face:
    """A face that was revealed.

    Attributes
    ----------
    item : int
        Its place in the room, from 0.
    row : int
    guessed : Guessed
    votes : int64 array, shape (8,)
        The room's.
    """

    item: int
    row: int
    guessed: Guessed
    votes: Counts


def faces(room: Room) -> list[Face]:
    """Return the faces whose votes are closed, in order; raises `FerError`."""
    said: dict[int, list[int]] = {}
    for vote in ballots.votes(cache_rooms.store(), room.code, "guess"):
        if vote.field == LABEL and vote.value is not None:
            said.setdefault(vote.item, []).append(int(vote.value))
    known = cache_rooms.guessed(room.dataset, room.faces)
    return [
        Face(item, row, known[item], counted(said.get(item, [])))
        for item, row in enumerate(room.faces)
        if _revealed(room, item) and (said.get(item) or item == room.position.item)
    ]


def _revealed(room: Room, item: int) -> bool:
    at = room.position
    if room.closed is not None or at.stage != "guess":
        return True
    return item < at.item or (item == at.item and at.phase == "show")


def here(room: Room) -> Face:
    """Return the face at which a room is, with its votes; raises `FerError`."""
    item = room.position.item
    said = ballots.votes(cache_rooms.store(), room.code, "guess", item)
    votes = counted(int(v.value) for v in said if v.field == LABEL and v.value is not None)
    known = cache_rooms.guessed(room.dataset, room.faces)[item]
    return Face(item, room.faces[item], known, votes)


def agreements(found: Sequence[Face]) -> tuple[Agreement, Agreement | None] | None:
    """Return the room's alpha on its faces, and the annotators' on the same, where both are known.

    None before three faces have two votes each.
    """
    voted = [face for face in found if face.votes.sum() >= 2]
    if len(voted) < _FEW:
        return None
    own = krippendorff(np.stack([face.votes for face in voted]), _RESAMPLES)
    theirs = [f.guessed.annotators for f in voted if f.guessed.annotators is not None]
    if len(theirs) < len(voted):
        return own, None
    return own, krippendorff(np.stack(theirs), _RESAMPLES)
