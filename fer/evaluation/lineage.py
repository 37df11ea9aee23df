"""What a release goes back to: the trainings before it, its teachers, and with whom it shares them.

Networks that learnt from one another are no independent witnesses: where they agree, that says
less than where strangers do.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from fer.evaluation.wording import listed
from fer.release import Release


def recipes_of(release: Release) -> list[Mapping[str, Any]]:
    """Return the settings of every training that made a release: its own, then those before."""
    own: Mapping[str, Any] = release.card["recipe"]
    found = [own]
    for member in own.get("members", []):
        found += [member, *(step["recipe"] for step in member.get("before", []))]
    began = release.card.get("began")
    while began:
        found.append(began["recipe"])
        began = began.get("began")
    return found


def besides_labels(release: Release) -> list[str]:
    """Return what a release has learnt from besides labels, in any of the steps that made it."""
    recipes = recipes_of(release)
    votes = ["FER+'s votes"] if any(recipe.get("votes") for recipe in recipes) else []
    teachers = dict.fromkeys(recipe["teacher"] for recipe in recipes if recipe.get("teacher"))
    return [*votes, *(f"the answers of {name}" for name in teachers)]


def kinship(releases: Sequence[Release]) -> str:
    """Return a sentence on those that learnt from one another; empty where all are strangers."""
    kin = [
        release.title
        for release in releases
        if any(_names(release) & _names(other) for other in releases if other.id != release.id)
    ]
    if not kin:
        return ""
    return (
        f"{listed(kin)} learnt from one another or from a common teacher: where they agree, "
        "that says less than where others do."
    )


def _names(release: Release) -> set[str]:
    own, *others = recipes_of(release)
    named = [own.get(key) for key in ("start", "teacher")]  # its own name is its id, or its kind's
    named += [recipe.get(key) for recipe in others for key in ("name", "start", "teacher")]
    return {str(name) for name in named if name} | {release.id}
