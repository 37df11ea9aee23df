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
    teachers = dict.fromkeys(name for recipe in recipes for name in _teachers(recipe))
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
    named = {release.id}  # its recipe's name is that, or its kind's
    for recipe in (own, *others):
        named |= {str(recipe.get("start", "")), *_teachers(recipe)}
    named |= {str(recipe.get("name", "")) for recipe in others}
    return named - {""}


def _teachers(recipe: Mapping[str, Any]) -> list[str]:
    """Return the names of those whose answers a training learnt from."""
    names = str(recipe.get("teacher") or "")
    return names.split("+") if names else []
