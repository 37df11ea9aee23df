"""``key=value`` on the command line becomes another recipe: for attempts that are worth a try."""

import json
from collections.abc import Iterable
from dataclasses import fields, replace
from typing import Any

from fer.errors import TrainingError
from fer.training.augmentation import Augmentation
from fer.training.recipe import Recipe

_GROUP = "augmentation"


def with_settings(recipe: Recipe, settings: Iterable[str]) -> Recipe:
    """Return a recipe with other values.

    Parameters
    ----------
    recipe : Recipe
    settings : iterable of str
        Such as ``"epochs=40"``, ``"sides=32+48"`` or ``"augmentation.mixup=0"``.

    Raises
    ------
    TrainingError
        If there is no such setting, or its value is of another kind.
    """
    top: dict[str, Any] = {}
    inner: dict[str, Any] = {}
    for setting in settings:
        name, equals, text = (part.strip() for part in setting.partition("="))
        group, dot, field = name.partition(".")
        if name == "name":
            raise TrainingError("An attempt gets its name by --name.")
        if not equals or (dot and group != _GROUP) or name == _GROUP:
            raise TrainingError(f"Expected a setting such as epochs=40, got '{setting}'.")
        if dot:
            inner[field] = _value(field, text, recipe.augmentation)
        else:
            top[name] = _value(name, text, recipe)
    return replace(recipe, **top, augmentation=replace(recipe.augmentation, **inner))


def _value(name: str, text: str, of: Recipe | Augmentation) -> Any:
    """Read a value of the kind that the field has."""
    known = [field.name for field in fields(of) if field.name != _GROUP]
    if name not in known:
        raise TrainingError(f"There is no setting '{name}'. There are: {', '.join(known)}.")
    now = getattr(of, name)
    if isinstance(now, tuple):
        parts = [part.strip() for part in text.split("+") if part.strip()]
        return tuple(map(_whole, parts)) if name == "sides" else tuple(parts)
    if isinstance(now, str):
        return text
    try:
        value = json.loads(text.lower())
    except ValueError:
        value = text
    number = isinstance(value, int | float) and not isinstance(value, bool)
    if isinstance(now, float) and number:
        return float(value)
    if type(value) is not type(now):
        kind = {bool: "true or false", int: "a whole number", float: "a number"}[type(now)]
        raise TrainingError(f"The setting '{name}' is {kind}, got '{text}'.")
    return value


def _whole(text: str) -> int:
    try:
        return int(text)
    except ValueError:
        raise TrainingError(f"Expected whole numbers such as 32+48, got '{text}'.") from None
