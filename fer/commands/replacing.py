"""What may take the place of a release: what was made as it was, or what is told to."""

from collections.abc import Callable, Mapping
from typing import Any

from fer.data.dataset import Dataset
from fer.errors import ReleaseError, TrainingError
from fer.release import WEIGHTS, Release


def refuse_to_replace(
    name: str, dataset: Dataset, made_so: Callable[[Mapping[str, Any]], bool]
) -> None:
    """Refuse a name whose release comes from another dataset or another recipe.

    Parameters
    ----------
    name : str
        Of the release that is to be made.
    dataset : Dataset
        What it learns from.
    made_so : callable
        Whether the recipe of a card is that of the release to be made.

    Raises
    ------
    TrainingError
        If the release there was made otherwise.
    """
    try:
        earlier = Release.open(WEIGHTS, name)
    except ReleaseError:
        return  # there is none, or one that nobody can use
    if earlier.dataset != dataset.name or not made_so(earlier.card["recipe"]):
        raise TrainingError(
            f"There is a release '{name}' already, made otherwise. Give this one another name, or "
            "replace it with --overwrite."
        )
