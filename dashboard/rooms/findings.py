"""What a room says of the faces that it guessed at, from its votes. It knows no widget."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from dashboard import cache_rooms
from dashboard.cache_rooms import Guessed
from dashboard.store import ballots
from dashboard.store.rooms import Room
from fer.emotions import EMOTIONS
from fer.evaluation.agreement import Agreement, krippendorff
from fer.evaluation.metrics import Counts
from fer.evaluation.rooms import NONE, OPTIONS
from fer.evaluation.rooms import ballots as counted
from fer.evaluation.wording import listed

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
    if at.stage != "guess":
        return True
    return item < at.item or (item == at.item and at.phase == "show")  # even of a closed room


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


def alpha(found: Agreement) -> str:
    """Return alpha with its interval, or that it is not defined."""
    if not found.defined:
        return "not defined, as all said one thing"
    if np.isnan(found.low):
        return f"{found.alpha:.2f}"
    return f"{found.alpha:.2f} ({found.low:.2f} to {found.high:.2f})"


def first(votes: Counts) -> str:
    """Return what most said and how many, such as ``Sad 12 of 20``; a tie is named."""
    total = int(votes.sum())
    if not total:
        return "–"
    most = int(votes.max())
    names = [OPTIONS[i] for i in range(NONE + 1) if votes[i] == most]
    return f"{listed(names)} {most} of {total}"


def table(found: list[Face]) -> tuple[list[str], list[list[str]]]:
    """Return the header and a row for every face: who called it what."""
    head = ["", "dataset", "this room", "annotators", *(t for t, _ in found[0].guessed.said)]
    rows = []
    for face in found:
        votes = face.guessed.annotators
        rows.append(
            [
                f"Face {face.item + 1}",
                EMOTIONS[face.guessed.label],
                first(face.votes),
                "–" if votes is None else first(votes),
                *(EMOTIONS[int(p.argmax())] for _, p in face.guessed.said),
            ]
        )
    return head, rows
