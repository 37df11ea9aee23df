"""The curves of releases overlaid, the recipes beside them, and the claim about overfitting."""

from collections.abc import Sequence
from html import escape

import streamlit as st

from dashboard import cache, cache_training, charts, charts_learning, recipes, state
from dashboard.components import percent
from fer.errors import FerError
from fer.evaluation import overfitting, paper
from fer.evaluation.entries import FER2013
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
_LEAKED = (
    "Some test pictures of FER-2013 also stand among those learnt from; *Scorecard* has figures "
    "without them."
)
_DRAWN: tuple[charts_learning.Field, ...] = ("loss", "accuracy")
_BESIDE = 1  # how many recipes fit beside the curves
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
            recipes.table([found[name] for name in chosen])
    shown = [found[name] for name in chosen]
    st.caption(
        f"Solid: the test split, measured after each epoch. {harder(shown)} "
        "The diamond marks where test loss, averaged over five epochs, is lowest before it rises. "
        f"No epoch was chosen by these curves. {apart(shown)}"
        + (_LEAKED if any(one.dataset == FER2013 for one in shown) else "")
    )
    for name in chosen:
        if notes := curves[name].notes:
            st.warning(f"{found[name].title}: {' '.join(notes)}", icon=":material/data_alert:")
    _claim([(found[name], curves[name]) for name in chosen])
    if not beside:
        st.subheader("Recipes", anchor=False)
        recipes.table([found[name] for name in chosen])


def harder(releases: Sequence[Release]) -> str:
    """Say why the batches learnt from cannot be held against the test split."""
    settings = [recipes.flat(release.card["recipe"]) for release in releases]
    changed = any(
        value for recipe in settings for name, value in recipe.items() if name.startswith("augment")
    )
    soft = [
        release.title
        for release, recipe in zip(releases, settings, strict=True)
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


def apart(releases: Sequence[Release]) -> str:
    """Return why scorecards of releases differ from where their curves end, where they do."""
    views = [one.title for one in releases if one.card["recipe"].get("views", 1) > 1]
    began = [one.title for one in releases if "began" in one.card]
    said = ""
    if views:
        said += (
            f"The network of {listed(views)} is measured alone here; the release averages several "
            "views of a face, so that its scorecard differs. "
        )
    if began:
        said += f"The steps before that {listed(began)} went on from are not drawn. "
    return said


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
