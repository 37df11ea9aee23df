"""The handout: what a room found, on paper. It knows no widget."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime

from dashboard import cache, cache_rooms, cache_workshop, costs_alarms
from dashboard.cards import Card
from dashboard.components import percent
from dashboard.pictures import title_of
from dashboard.rooms import findings, poll, price, reading, tallies
from dashboard.rooms.tallies import Priced
from dashboard.store import ballots
from dashboard.store.rooms import Room
from fer.emotions import EMOTIONS
from fer.errors import FerError
from fer.evaluation.conclusions import CONCLUSIONS
from fer.evaluation.document import Document, Points, Table
from fer.evaluation.rooms import ANSWERS
from fer.evaluation.stakes import Context
from fer.evaluation.wording import counted
from fer.release import Release

_FOOT = (
    "A label is the word that a dataset has for such a face, not what a person feels. Do not use "
    "it to decide anything about anyone."
)


def document(room: Room, *, reasons: bool = True) -> Document:
    """Return a room's results as a document; raises `FerError` where the store is away.

    `reasons` says whether what people wrote is in it, too.
    """
    joined, _ = ballots.turnout(cache_rooms.store(), room.code, room.position)
    day = datetime.fromtimestamp(room.opened / 1000, UTC).strftime("%d %B %Y").lstrip("0")
    faces = [face for face in findings.faces(room) if face.votes.sum()] if room.faces else []
    found = cache.list_releases()
    release = found[cache.default_release(found)] if found else None
    tables = [*_opinions(room), *_faces(faces), *_fooled(room), *_claims(room, release)]
    said = tallies.reasons(room) if reasons else []
    return Document(
        "What may software that labels faces be used for?",
        f"What was said in a workshop on {day}, joined by {counted(joined, 'person', 'people')}.",
        [*_poll(room), *_agreement(faces, room), *_costs(room, release)],
        tables,
        [_FOOT],
        [
            *(
                Points(f"Reasons, {when}", [vote.text for stage, vote in said if stage == when])
                for when in ("before", "after")
                if any(stage == when for stage, _ in said)
            ),
            *map(_points, reading.every()),
        ],
    )


def _poll(room: Room) -> list[tuple[str, str]]:
    found = tallies.opinions(room)
    return [("Should this exist?", poll.headline(found))] if found else []


def _agreement(faces: Sequence[findings.Face], room: Room) -> list[tuple[str, str]]:
    both = findings.agreements(faces)
    if both is None:
        return []
    own, theirs = both
    text = (
        f"On {own.units} faces of {title_of(room.dataset)} this room agreed with "
        f"Krippendorff's alpha {findings.alpha(own)}; 1 is agreement, 0 is chance."
    )
    if theirs is not None:
        text += f" FER+'s annotators on the same faces: {findings.alpha(theirs)}."
    return [("Guess before reveal", text)]


def _costs(room: Room, release: Release | None) -> list[tuple[str, str]]:
    return [
        (f"What does an error cost? {place.title}", _cost(room, place, found, release))
        for place, found in tallies.every_price(room)
    ]


def _cost(room: Room, place: Context, found: Sequence[Priced], release: Release | None) -> str:
    text, name = f"{place.use} {price.in_all(found)}", EMOTIONS[place.flags[0]]
    if release is None:
        return text
    try:
        judged = cache_workshop.judged(release, place.id, _medians(room, place.id))
        right = judged.labelled_so("probable", place.flags[0])
    except FerError:
        return text
    if right is None:
        return text
    return (
        f"{text} Then, of 1,000 faces that {release.title} calls {name}, {right.value:,.0f} "
        f"({right.low:,.0f} to {right.high:,.0f}) are labelled {name}. "
        f"{costs_alarms.assumed(release)}"
    )


def _medians(room: Room, place: str) -> str:
    return tallies.changes(replace(room, context=place))


def _points(card: Card) -> Points:
    facts = [fact.replace("**", "").replace("`", "") for fact in card.facts]
    sources = "; ".join(f"{name}: {url}" for name, url in card.sources)
    return Points(card.title, [*facts, f"Source: {sources}"])


def _opinions(room: Room) -> list[Table]:
    found = tallies.opinions(room)
    if not found:
        return []
    rows = [
        [
            one.title,
            " / ".join(map(str, one.change.before)),
            " / ".join(map(str, one.change.after)),
            poll.moved(one),
        ]
        for one in found
    ]
    head = ["used in", "before", "after", "who answered both times"]
    return [Table(f"Should this exist? People who say {' / '.join(ANSWERS)}", head, rows)]


def _faces(faces: Sequence[findings.Face]) -> list[Table]:
    if not faces:
        return []
    head, rows = findings.table(list(faces))
    return [Table("Guess before reveal: what most said", head, rows)]


def _fooled(room: Room) -> list[Table]:
    rows = [
        [EMOTIONS[one.label], f"{one.told:,}", f"{one.reached:,}", percent(one.best, 0)]
        for one in tallies.fooled(room)
    ]
    head = ["wanted", "told of it", "reached it", "highest probability"]
    return [Table("Fool the model", head, rows)] if rows else []


def _claims(room: Room, release: Release | None) -> list[Table]:
    """Return the paper's conclusions with verdicts, where the room spoke about costs."""
    if release is None or not (room.changes or tallies.every_price(room)):
        return []
    rows = []
    for one in CONCLUSIONS:
        set_here = room.changes if one.context == room.context else ""
        changes = set_here or _medians(room, one.context)
        try:
            claim = one.claim(cache_workshop.judged(release, one.context, changes))
        except FerError:
            continue
        whose = "this room's" if changes else "assumed"
        rows.append([claim.paper, whose, claim.verdict, claim.here])
    here = f"{release.title} on PrivateTest"
    head = ["the paper (Li, Shen & Miao 2018)", "costs", "verdict", here]
    return [Table("What the paper concludes", head, rows)] if rows else []
