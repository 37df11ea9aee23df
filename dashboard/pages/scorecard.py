"""Scorecard: how good a release is, with every figure's n and interval."""

import streamlit as st

from dashboard import cache, components, state
from dashboard.components import percent
from dashboard.scorecards import curves, matrix, per_class, provenance
from fer.emotions import TEST_SPLITS
from fer.errors import FerError

components.opening(
    "How often is the network right?",
    "Right means: it gives the label that FER-2013's annotators gave. Every figure comes from the "
    "release's own predictions.",
)
left, middle, right = st.columns([2, 2, 2], vertical_alignment="bottom")
with left:
    release = components.choose_release()
with middle:
    split = st.segmented_control(
        "Split",
        list(TEST_SPLITS),
        default="PrivateTest",
        key=state.SPLIT,
        bind="query-params",
        required=True,
        help="PublicTest is used to choose between models, PrivateTest only to report.",
    )
with right:
    clean = st.toggle(
        "Leave out leaked rows",
        key=state.LEAKS,
        bind="query-params",
        help="Test pictures of FER-2013 that also stand, pixel for pixel, in what was learnt from.",
    )
if release is None or split is None:
    st.stop()
try:
    card = cache.scorecard(release, split, leaked=not clean)
except (FerError, ValueError) as error:
    st.error(f"The scores of '{release.id}' cannot be shown: {error}", icon=":material/error:")
    st.stop()

learnt = split in release.train_splits
if learnt:
    st.warning(
        f"{release.title} learnt from {split}: these figures say how well it remembers, not how "
        "good it is. Look at PrivateTest.",
        icon=":material/school:",
    )
n = f"of {card.n:,} faces"
components.figures(
    [
        ("Accuracy", card.accuracy, n),
        ("Macro F1", card.macro_f1, "over seven classes"),
        ("Weighted F1", card.weighted_f1, "by faces"),
    ]
)
other = cache.scorecard(release, split, leaked=clean)
st.caption(
    f"Ranges are 95 % intervals (Wilson for accuracy, bootstrap for F1). "
    f"{'With' if clean else 'Without'} the leaked rows: accuracy {percent(other.accuracy.value)}, "
    f"macro F1 {percent(other.macro_f1.value)}, n = {other.n:,}. "
    f"Expected calibration error: {percent(card.calibration_error)}."
)
matrix(card)
per_class(card, release, split)
curves(release)
provenance(release)
