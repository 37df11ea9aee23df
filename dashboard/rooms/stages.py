"""Which screens belong to which stage of a room."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from dashboard.rooms import guess, lobby, results
from dashboard.rooms.plans import PLANS, Plan
from dashboard.store.rooms import Room


@dataclass(frozen=True)
class Stage:
    """What the facilitator sees, and what a participant sees who has taken a seat."""

    lead: Callable[[Room], None]
    seat: Callable[[Room, str], None]


STAGES: Mapping[str, Stage] = MappingProxyType(
    {
        "lobby": Stage(lobby.lead, lobby.seat),
        "guess": Stage(guess.lead, guess.seat),
        "results": Stage(results.lead, results.seat),
    }
)


def offered() -> dict[str, Plan]:
    """Return the plans that can be opened."""
    return {
        name: plan
        for name, plan in PLANS.items()
        if all(stage in STAGES for stage, _ in plan.stages)
    }
