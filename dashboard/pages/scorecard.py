"""Scorecard: how good a release is, with every figure's n and interval, down to the faces."""

from collections.abc import Callable

import streamlit as st

from dashboard import cache, components, state
from dashboard.components import percent
from dashboard.confidences import confidences
from dashboard.confusions import confusions
from dashboard.peoples import peoples
from dashboard.scorecard_reports import reports
from dashboard.scorecards import curves, per_class, provenance, sentences
from dashboard.slices import slices
from dashboard.views import View, choose_view


def origin(view: View) -> None:
    """Show how the release learnt and where it comes from."""
    curves(view.release)
    provenance(view.release)


_SECTIONS: dict[str, tuple[str, Callable[[View], None]]] = {
    "confusions": ("Confusions", confusions),
    "findings": ("Findings", sentences),
    "classes": ("Classes", per_class),
    "confidence": ("Confidence", confidences),
    "pictures": ("Pictures", slices),
    "people": ("People", peoples),
    "origin": ("Origin", origin),
}

components.opening(
    "How often is the network right?",
    "Right means: it gives the label that the dataset has. Every figure comes from the release's "
    "own predictions, and every figure opens its faces.",
)
view = choose_view()
if view is None:
    components.stop()
card = view.card
if view.learnt:
    st.warning(
        f"{view.release.title} learnt from {view.split}: these figures say how well it remembers, "
        "not how good it is. Look at PrivateTest.",
        icon=":material/school:",
    )
components.figures(
    [
        ("Accuracy", card.accuracy, f"of {card.n:,} faces"),
        ("Macro F1", card.macro_f1, "over seven classes"),
        ("Weighted F1", card.weighted_f1, "by faces"),
    ]
)
note = "Ranges are 95 % intervals (Wilson for accuracy, bootstrap for F1)."
if view.data == "fer2013":
    other = cache.scorecard(view.release, view.split, leaked=view.clean, data=view.data)
    note += (
        f" {'With' if view.clean else 'Without'} the leaked rows: accuracy "
        f"{percent(other.accuracy.value)}, macro F1 {percent(other.macro_f1.value)}, "
        f"n = {other.n:,}."
    )
st.caption(f"{note} Expected calibration error: {percent(card.calibration_error)}.")
if view.found is not None:
    st.markdown(view.found.sentence(card.matrix))
state.link(state.SECTION, list(_SECTIONS), "confusions")
section = st.segmented_control(
    "Show",
    list(_SECTIONS),
    format_func=lambda name: _SECTIONS[name][0],
    key=state.SECTION,
    required=True,
    label_visibility="collapsed",
)
state.keep(state.SECTION, "confusions")
_SECTIONS[section or "confusions"][1](view)
reports(view)
