"""Plans of a workshop: which stages in which order and for how long. It knows no page, no store."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

from dashboard.store.rooms import Position

CARDS = 5  # on what the label cannot mean


@dataclass(frozen=True)
class Plan:
    """What happens in a room.

    Attributes
    ----------
    title : str
    stages : sequence of (str, int)
        Each with its minutes; 0 where there is no hurry.
    faces : int
        How many are guessed at.
    """

    title: str
    stages: Sequence[tuple[str, int]]
    faces: int = 0

    @property
    def minutes(self) -> int:
        """How long all of it takes."""
        return sum(minutes for _, minutes in self.stages)

    def walk(self, faces: int) -> list[Position]:
        """Return every position of a room with so many faces, in order."""
        return [at for stage, _ in self.stages for at in _positions(stage, faces)]

    def beside(self, at: Position, faces: int, step: int) -> Position | None:
        """Return the position `step` places further, if there is one."""
        walk = self.walk(faces)
        place = walk.index(at) + step if at in walk else 0
        return walk[place] if 0 <= place < len(walk) else None

    def span(self, stage: str) -> tuple[int, int]:
        """Return the minutes of a stage, and when it ends, counted from the beginning."""
        end = 0
        for name, minutes in self.stages:
            end += minutes
            if name == stage:
                return minutes, end
        return 0, end


TITLES: Mapping[str, str] = MappingProxyType(
    {
        "lobby": "Welcome",
        "before": "Should this exist? Before",
        "guess": "Guess before reveal",
        "fool": "Fool the model",
        "costs": "What does an error cost?",
        "cards": "What the label cannot mean",
        "after": "Should this exist? After",
        "results": "Results",
    }
)
FIRST = Position("lobby", 0, "show")

PLANS: Mapping[str, Plan] = MappingProxyType(
    {
        "45": Plan(
            "45 minutes",
            (
                *(("lobby", 3), ("before", 4), ("guess", 15), ("costs", 13)),
                *(("after", 5), ("results", 5)),
            ),
            6,
        ),
        "60": Plan(
            "60 minutes",
            (
                *(("lobby", 3), ("before", 5), ("guess", 17), ("fool", 10), ("costs", 14)),
                *(("after", 5), ("results", 6)),
            ),
            7,
        ),
        "90": Plan(
            "90 minutes",
            (
                *(("lobby", 5), ("before", 6), ("guess", 24), ("fool", 15), ("costs", 18)),
                *(("cards", 9), ("after", 6), ("results", 7)),
            ),
            10,
        ),
        "guess": Plan("Only guess before reveal", (("lobby", 0), ("guess", 0), ("results", 0)), 7),
        "fool": Plan("Only fool the model", (("lobby", 0), ("fool", 0), ("results", 0))),
        "costs": Plan("Only what an error costs", (("lobby", 0), ("costs", 0), ("results", 0))),
        "poll": Plan(
            "Only should this exist",
            (("lobby", 0), ("before", 0), ("after", 0), ("results", 0)),
        ),
        "cards": Plan(
            "Only what the label cannot mean", (("lobby", 0), ("cards", 0), ("results", 0))
        ),
    }
)


def _positions(stage: str, faces: int) -> list[Position]:
    if stage == "guess":
        return [Position(stage, i, phase) for i in range(faces) for phase in ("ask", "show")]
    if stage in ("costs", "after"):
        return [Position(stage, 0, "ask"), Position(stage, 0, "show")]
    if stage == "cards":
        return [Position(stage, i, "show") for i in range(CARDS)]
    return [Position(stage, 0, "ask" if stage in ("before", "fool") else "show")]


def first_of(plan: Plan, stage: str, faces: int) -> Position:
    """Return where a stage of a plan begins."""
    return next(at for at in plan.walk(faces) if at.stage == stage)


def onward(plan: Plan, at: Position, faces: int) -> str:
    """Return what the button that leads on says; empty at the end."""
    to = plan.beside(at, faces, 1)
    if to is None:
        return ""
    if to.stage != at.stage:
        return "Begin" if at.stage == "lobby" else f"On to: {TITLES[to.stage]}"
    if to.phase == "show" and at.phase == "ask":
        return "Close the vote and reveal"
    return "Next face" if at.stage == "guess" else "Next card"
