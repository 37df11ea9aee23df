"""What an error costs somewhere: the choices, the answer, and what is shown in which order."""

from html import escape
from typing import TYPE_CHECKING

import streamlit as st

from dashboard import (
    cache_workshop,
    components,
    costs_alarms,
    costs_setting,
    costs_tables,
    state,
    state_workshop,
)
from dashboard.costs_alarms import RULE_NAMES, Shown
from fer.emotions import EMOTIONS
from fer.errors import FerError
from fer.evaluation.contexts import CONTEXTS, context
from fer.evaluation.decisions import RULES, Estimate, Rule
from fer.evaluation.stakes import Changes, Context

if TYPE_CHECKING:
    from streamlit.delta_generator import DeltaGenerator


def show(top: "DeltaGenerator") -> None:
    """Show the activity, its answer in `top`; a sentence where nothing can be said."""
    place, changes = _choose_context()
    release = components.choose_release()
    if release is None:
        with top:
            _lead("Without a release there are no errors to count.")
        return
    st.markdown(place.use)
    if place.law:
        st.caption(place.law)
    picture, asked = st.columns([5, 3], gap="large")
    with asked:
        flag, rule = _choose_answer(place)
    try:
        judged = cache_workshop.judged(release, place.id, changes)
    except FerError as error:
        with top:
            _lead("Set costs and shares, and see what the errors of a release cost.")
        st.warning(str(error), icon=":material/balance:")
        costs_setting.show(place, Changes.parse(changes))
        return
    shown = Shown(place, changes, release, flag, rule, judged)
    found = judged.labelled_so(rule, flag)
    with top:
        _lead(_answer(shown, found))
    with picture:
        costs_alarms.thousand_of(shown, found)
    with asked:
        costs_alarms.figures(shown)
    costs_setting.show(place, Changes.parse(changes))
    costs_tables.releases(shown)
    costs_tables.conclusions(shown)


def _lead(text: str) -> None:
    st.html(f'<p class="fer-lead">{escape(text)}</p>')


def _choose_context() -> tuple[Context, str]:
    titles = {one.id: one.title for one in CONTEXTS}
    flags = {one.id: EMOTIONS[one.flags[0]] for one in CONTEXTS}
    state.link(state_workshop.CONTEXT, list(titles), "police")
    chosen = st.segmented_control(
        "Where is it used?",
        list(titles),
        format_func=titles.__getitem__,
        key=state_workshop.CONTEXT,
        required=True,
        on_change=state_workshop.enter,
        args=(flags,),
    )
    state.keep(state_workshop.CONTEXT, "police")
    place = context(chosen or "police")
    changes = str(Changes.parse(state_workshop.changes()).beside(place))
    state_workshop.set_changes(changes)
    return place, changes


def _choose_answer(place: Context) -> tuple[int, Rule]:
    first = EMOTIONS[place.flags[0]]
    state.link(state_workshop.FLAG, list(EMOTIONS), first)
    flag = st.pills(
        "An alarm is a face called", EMOTIONS, key=state_workshop.FLAG, required=True, wrap=True
    )
    state.keep(state_workshop.FLAG, first)
    state.link(state_workshop.RULE, list(RULES), "probable")
    rule = st.segmented_control(
        "It answers with the label that is",
        list(RULES),
        format_func=lambda name: RULE_NAMES[name][0],
        key=state_workshop.RULE,
        required=True,
        help="Expected costs come from the release's calibrated probabilities, carried to the "
        "shares of labels that are set here (Elkan 2001; Saerens et al. 2002). Silence is no "
        "answer at all (Chow 1970).",
    )
    state.keep(state_workshop.RULE, "probable")
    return EMOTIONS.index(flag or first), rule or "probable"


def _answer(shown: Shown, found: Estimate | None) -> str:
    where, title = shown.context.title, shown.release.title
    if found is None:
        return f"{where}: {title} calls no face {shown.name} when it answers so."
    right = round(found.value)
    return (
        f"{where}: of 1,000 faces called {shown.name}, {right:,} are labelled {shown.name}; "
        f"{1000 - right:,} alarms are false."
    )
