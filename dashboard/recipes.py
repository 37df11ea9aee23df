"""How releases were made: every hyperparameter, side by side and in words."""

from collections.abc import Mapping
from html import escape
from typing import Any

from dashboard import components
from fer.release import Release

_FIELDS = {
    "architecture": "network",
    "train_splits": "learns from",
    "watch_split": "measured on, each epoch",
    "epochs": "epochs",
    "batch_size": "faces a step",
    "learning_rate": "largest learning rate",
    "optimiser": "optimiser",
    "schedule": "schedule of the rate",
    "weight_decay": "L2 penalty",
    "precision": "number format",
    "flip": "mirrored faces",
    "seed": "seed",
    "rank": "rank of released wide layers",
    "horizon": "epochs that were planned",
    "warmup_epochs": "epochs of warming up",
    "label_smoothing": "smoothing of labels",
    "votes": "weight of FER+'s votes",
    "voting": "what votes say",
    "average": "running average of weights",
    "augmentation.degrees": "turned by up to, degrees",
    "augmentation.zoom": "made larger or smaller by up to",
    "augmentation.shift": "shifted by up to, pixels",
    "augmentation.contrast": "contrast changed by up to",
    "augmentation.brightness": "brightness changed by up to",
    "augmentation.erase": "share of faces with a rectangle of noise",
    "augmentation.mixup": "blending of two faces (beta distribution)",
    "augmentation.cutmix": "share of batches pasted, not blended",
    "augmentation.calm": "last share of epochs without these changes",
    "sides": "sides of the faces, one after another",
    "start": "began at the weights of",
    "teacher": "taught by",
    "teaching": "weight of the teacher's answers",
    "lesson": "what the teacher sees",
    "views": "views of a face that are averaged",
    "quantised": "computes in 8-bit integers",
    "storage": "stored as",
    "scaling": "calibrated by",
}
_WORDS = {
    "auto": "as suits the processor",
    "32-true": "32-bit floats",
    "bf16-mixed": "16-bit brain floats, weights in 32 bits",
    "16-mixed": "16-bit floats, weights in 32 bits",
    "halves": "16-bit floats",
    "bytes": "8-bit integers",
    "temperature": "one temperature",
    "vector": "a factor and a shift for each label",
    "shares": "an emotion's share of them",
    "labels": "how faces with such votes are labelled",
    "plain": "each training face as it is",
    "changed": "each batch as the network sees it",
}
_NEEDS = {"teaching": "teacher", "lesson": "teacher", "voting": "votes"}  # idle without
_UNSAID = {"name", "title", "summary"}


def table(releases: list[Release]) -> None:
    """Show every hyperparameter of releases side by side."""
    settings = [flat(release.card["recipe"]) for release in releases]
    fields = dict.fromkeys(
        [*_FIELDS, *(f for recipe in settings for f in recipe if f not in _UNSAID)]
    )
    rows = []
    for field in fields:
        values = [recipe.get(field) for recipe in settings]
        if any(value is not None for value in values):
            label = _FIELDS.get(field, field.replace("_", " ").replace(".", ": "))
            cells = [_cell(_said(field, one)) for one in settings]
            rows.append([_cell(label, "wrap label"), *cells])
    cards = [release.card for release in releases]
    rows += [
        ["parameters", *(f"{card['parameters']:,}" for card in cards)],
        ["multiply-accumulates a face", *(f"{card['macs']:,}" for card in cards)],
        ["dataset", *(_cell(card.get("dataset", "not said")) for card in cards)],
        ["trained on", *(_cell(card["hardware"]) for card in cards)],
        ["time", *(_cell(_time(card)) for card in cards)],
    ]
    components.table(["", *(release.title for release in releases)], rows)


def _time(card: Mapping[str, Any]) -> str:
    said = f"{card['wall_time_s'] / 60:,.1f} minutes"
    return f"{said}, after {card['began']['name']}" if "began" in card else said


def _cell(text: Any, kind: str = "wrap") -> str:
    return f'<span class="{kind}">{escape(str(text))}</span>'


def flat(recipe: Mapping[str, Any], before: str = "") -> dict[str, Any]:
    """Return settings by their way: ``augmentation.mixup``."""
    found: dict[str, Any] = {}
    for name, value in recipe.items():
        found |= flat(value, f"{name}.") if isinstance(value, Mapping) else {before + name: value}
    return found


def _said(field: str, recipe: Mapping[str, Any]) -> str:
    value = recipe.get(field)
    needed = _NEEDS.get(field)
    idle = needed is not None and not recipe.get(needed)
    if value is None or value in ("", [], ()) or idle:
        return "—"
    if field == "teacher":
        return " + ".join(str(value).split("+"))
    if field == "flip":
        return "half of them" if value else "none"
    if field == "rank":
        return f"{value:,}" if value else "not reduced"
    if field == "horizon" and not value:
        return "as many"
    if field == "weight_decay" and not value:
        return "none"
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, float):
        return f"{value:g}"
    if isinstance(value, list | tuple):
        return " + ".join(f"{v:g}" if isinstance(v, float) else str(v) for v in value)
    return _WORDS.get(str(value), str(value))
