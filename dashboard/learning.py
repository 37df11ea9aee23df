"""The curves of releases overlaid, the recipes beside them, and the claim about overfitting."""

from collections.abc import Mapping, Sequence
from html import escape
from typing import Any

import streamlit as st

from dashboard import cache, cache_training, charts, charts_learning, components, state
from dashboard.components import percent
from fer.errors import FerError
from fer.evaluation import overfitting, paper
from fer.evaluation.intervals import wilson
from fer.evaluation.learning import Curve
from fer.evaluation.overfitting import Verdict
from fer.evaluation.wording import listed
from fer.release import Release

_ICONS = {
    "holds": ":material/check_circle:",
    "holds in part": ":material/adjust:",
    "does not hold": ":material/cancel:",
    "cannot be tested": ":material/help:",
}
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
}
_FORMATS = {
    "32-true": "32-bit floats",
    "bf16-mixed": "16-bit brain floats, weights in 32 bits",
    "16-mixed": "16-bit floats, weights in 32 bits",
}
_DRAWN: tuple[charts_learning.Field, ...] = ("loss", "accuracy")
_BESIDE = 1  # how many recipes fit beside the curves
_UNSAID = {"name", "title", "summary"}
_SOFT = (
    *("label_smoothing", "votes", "teaching"),
    *("augmentation.mixup", "augmentation.cutmix"),
)


def show() -> None:
    """Show the curves of the chosen releases, what is missing, verdicts and recipes."""
    found = {release.id: release for release in cache.list_releases()}
    for what in cache.list_broken().values():
        st.warning(what, icon=":material/folder_off:")
    curves, refusals = _read(list(found.values()))
    if not curves:
        st.info(
            "No release has a curve yet. Restore the folder `weights/` of the repository, train "
            "one with `python -m fer train cnn4`, or start a small training on this page.",
            icon=":material/show_chart:",
        )
    else:
        _overlaid(found, curves)
    if refusals:
        st.subheader("Without a curve", anchor=False)
        st.markdown("\n".join(f"- {what}" for what in refusals))


def _read(found: Sequence[Release]) -> tuple[dict[str, Curve], list[str]]:
    curves: dict[str, Curve] = {}
    refusals = []
    for release in found:
        try:
            curves[release.id] = cache_training.curve(release)
        except FerError as error:
            refusals.append(str(error))
    return curves, refusals


def _overlaid(found: dict[str, Release], curves: dict[str, Curve]) -> None:
    usual = [_usual(list(curves))]
    state.link_several(state.CURVES, list(curves), usual)
    chosen = st.pills(
        "Releases",
        list(curves),
        selection_mode="multi",
        format_func=lambda name: found[name].title if name in found else name,
        key=state.CURVES,
        help="Choose several to lay their curves over one another.",
    )
    state.keep_several(state.CURVES, usual)
    if not chosen:
        st.caption("Choose a release to see its curve.")
        return
    named = [(found[name].title, curves[name]) for name in chosen]
    claim = not any(found[name].card["recipe"].get("start") for name in chosen)
    beside = len(chosen) <= _BESIDE
    columns = st.columns([3, 2] if beside else 2, gap="medium")
    for place, field in zip(columns[:1] * 2 if beside else columns, _DRAWN, strict=True):
        place.plotly_chart(
            charts_learning.overlaid(named, field, claim=claim),
            config=charts.CONFIG,
            alt=f"{field} by training step of {', '.join(title for title, _ in named)}.",
        )
    if beside:
        with columns[1]:
            recipes([found[name] for name in chosen])
    st.caption(
        f"Solid: the test split, measured after each epoch. {harder([found[n] for n in chosen])} "
        "The diamond marks where test loss, averaged over five epochs, is lowest before it rises. "
        "No epoch was chosen by these curves. Some test pictures also stand among those learnt "
        "from; *Scorecard* has figures without them."
    )
    for name in chosen:
        if notes := curves[name].notes:
            st.warning(f"{found[name].title}: {' '.join(notes)}", icon=":material/data_alert:")
    _claim([(found[name], curves[name]) for name in chosen])
    if not beside:
        st.subheader("Recipes", anchor=False)
        recipes([found[name] for name in chosen])


def harder(releases: Sequence[Release]) -> str:
    """Say why the batches learnt from cannot be held against the test split."""
    recipes = [_flat(release.card["recipe"]) for release in releases]
    changed = any(
        value for recipe in recipes for name, value in recipe.items() if name.startswith("augment")
    )
    soft = [
        release.title
        for release, recipe in zip(releases, recipes, strict=True)
        if any(recipe.get(name) for name in _SOFT)
    ]
    said = f"Dotted: the batches learnt from, where dropout{' and changed faces' * changed} "
    said += f"make{'' if changed else 's'} the task harder."
    if soft:
        whose = "its" if len(soft) == 1 else "their"
        said += (
            f" Targets of {listed(soft)} are softened there, by other labels, other faces or a "
            f"teacher: {whose} loss is another quantity than on the test split."
        )
    return said


def verdict(release: Release, curve: Curve) -> Verdict:
    """Return what a release's curve says of the paper's claim about overfitting."""
    n = _tested(release, curve)
    start = str(release.card["recipe"].get("start", ""))
    return overfitting.judge(curve, n, batch_of(release), start=start)


def _tested(release: Release, curve: Curve) -> int:
    """Return how many faces a figure of the curve rests on; 0 where that is not known."""
    try:
        return int((cache.predictions(release)["split"] == curve.split).sum())
    except FerError:
        return 0


def batch_of(release: Release) -> int:
    """Return how many faces a step took; the paper's number where the card does not say."""
    size = release.card["recipe"].get("batch_size")
    return size if isinstance(size, int) and size > 0 else paper.BATCH_SIZE


def _claim(chosen: list[tuple[Release, Curve]]) -> None:
    st.subheader("“Gains after about 2,000 iterations are overfitting”", anchor=False)
    for release, curve in chosen:
        found = verdict(release, curve)
        st.markdown(f"{_ICONS[found.answer]} **{release.title}: {found.answer}.**")
        note = ""
        if batch_of(release) != paper.BATCH_SIZE:
            note = (
                f" A step here takes {batch_of(release)} faces, not {paper.BATCH_SIZE}: step "
                f"{overfitting.claimed_step(batch_of(release)):,} has seen as many."
            )
        st.html(f'<p class="fer-quiet">{escape(" ".join(found.sentences) + note)}</p>')
    with st.expander("How the verdict is reached", icon=":material/gavel:"):
        st.markdown(
            "The claim of Li, Shen & Miao (2018) **holds** if test loss has turned by about step "
            "2,000 and test accuracy does not rise after it, **does not hold** if test loss never "
            "turns and accuracy rises, and **holds in part** otherwise. “Rises” means that the "
            "95 % interval of the difference lies above zero (Newcombe 1998; both figures come "
            "from the same faces, so that the interval is on the wide side)."
        )


def recipes(releases: list[Release]) -> None:
    """Show every hyperparameter of releases side by side."""
    settings = [_flat(release.card["recipe"]) for release in releases]
    fields = dict.fromkeys(
        [*_FIELDS, *(f for recipe in settings for f in recipe if f not in _UNSAID)]
    )
    rows = []
    for field in fields:
        values = [recipe.get(field) for recipe in settings]
        if any(value is not None for value in values):
            label = _FIELDS.get(field, field.replace("_", " ").replace(".", ": "))
            rows.append([escape(label), *(_cell(_said(field, value)) for value in values)])
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


def _cell(text: Any) -> str:
    return f'<span class="wrap">{escape(str(text))}</span>'


def _flat(recipe: Mapping[str, Any], before: str = "") -> dict[str, Any]:
    """Return settings by their way: ``augmentation.mixup``."""
    found: dict[str, Any] = {}
    for name, value in recipe.items():
        found |= _flat(value, f"{name}.") if isinstance(value, Mapping) else {before + name: value}
    return found


def _said(field: str, value: Any) -> str:
    if value is None or value in ("", [], ()):
        return "—"
    if field == "flip":
        return "half of them" if value else "none"
    if field == "rank":
        return f"{value:,}" if value else "not reduced"
    if field == "weight_decay" and not value:
        return "none"
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, float):
        return f"{value:g}"
    if isinstance(value, list | tuple):
        return " + ".join(f"{v:g}" if isinstance(v, float) else str(v) for v in value)
    return _FORMATS.get(str(value), str(value))


def _usual(ids: Sequence[str]) -> str:
    """Return whose curve is shown first: that of the paper's larger network, where it is here."""
    return "cnn4" if "cnn4" in ids else ids[0]


def lead(found: Sequence[Release]) -> str:
    """Answer the page's question in a sentence, from the curve that is shown first."""
    curves, _ = _read(found)
    if not curves:
        return ""
    release = next(one for one in found if one.id == _usual(list(curves)))
    curve = curves[release.id]
    if curve.turn is None or not len(curve.watched):
        return ""
    last, n = float(curve.watched["accuracy"].iloc[-1]), _tested(release, curve)
    low, high = wilson(last * n, n) if n else (0.0, 1.0)
    spread = f" ({percent(low)} to {percent(high)} of {n:,} faces)" if n else ""
    return (
        f"{release.title}: loss on {curve.split} stops falling at about step "
        f"{curve.turn.step:,} of {curve.last_step:,}; accuracy there ends at "
        f"{percent(last)}{spread}."
    )
