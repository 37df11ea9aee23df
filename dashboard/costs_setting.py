"""Where a room sets what errors cost, what silence costs, and who stands before the camera."""

import streamlit as st

from dashboard import components, state_workshop
from fer.emotions import EMOTIONS
from fer.evaluation.metrics import CLASSES
from fer.evaluation.stakes import MOST, Changes, Context

_WIDTH = 150  # pixels: two beside each other on a phone


def show(place: Context, changes: Changes) -> None:
    """Show the costs and shares of a context, to be set otherwise."""
    with st.expander("Set what errors cost", icon=":material/payments:"):
        _costs(place, changes)
    with st.expander("Set how many faces carry each label", icon=":material/groups:"):
        _base(place, changes)
    if str(changes):
        st.button(
            f"Back to the figures assumed for {place.title}",
            icon=":material/undo:",
            on_click=state_workshop.keep_changes,
            args=("",),
        )


def _costs(place: Context, changes: Changes) -> None:
    st.markdown(f"{place.why_costs} An assumption: change it.")
    answer = st.selectbox(
        "When it says",
        range(CLASSES),
        index=place.flags[0],
        format_func=EMOTIONS.__getitem__,
        key=f"cost-answer-{place.id}",
    )
    costs = place.costs()
    for cell, cost in changes.costs.items():
        costs[cell] = cost
    with st.container(horizontal=True):
        for label, name in enumerate(EMOTIONS):
            if label != answer:
                _number(place, f"of a face labelled {name}", costs[label, answer], label, answer)
        silence = place.silence if changes.silence is None else changes.silence
        _number(place, "of no answer", silence)
    rows = [
        [name, *(_cell(costs[i, j], (i, j) in changes.costs) for j in range(CLASSES))]
        for i, name in enumerate(EMOTIONS)
    ]
    with st.container(key="fer-matrix"):
        components.table(["", *EMOTIONS], rows)
    st.caption(
        "Rows: labelled; columns: called. Any unit, 0 to 1,000. Bold ones differ from what is "
        "assumed."
    )


def _base(place: Context, changes: Changes) -> None:
    st.markdown(f"{place.why_base} An assumption: change it.")
    with st.container(horizontal=True):
        for label, name in enumerate(EMOTIONS):
            key = state_workshop.holds(
                f"share-{place.id}-{label}", float(changes.base.get(label, place.base[label]))
            )
            st.number_input(
                name,
                min_value=0.0,
                max_value=MOST,
                step=10.0,
                format="%g",
                key=key,
                width=_WIDTH,
                on_change=_take,
                args=(place, key, label, None),
            )
    total = sum(changes.base.get(i, share) for i, share in enumerate(place.base))
    st.caption(f"Together {total:g}; shares are taken of that sum.")


def _number(
    place: Context, name: str, value: float, label: int | None = None, answer: int | None = None
) -> None:
    key = state_workshop.holds(f"cost-{place.id}-{label}-{answer}", float(value))
    st.number_input(
        f"Cost {name}",
        min_value=0.0,
        max_value=MOST,
        step=1.0,
        format="%g",
        key=key,
        width=_WIDTH,
        on_change=_take,
        args=(place, key, label, answer),
    )


def _take(place: Context, key: str, label: int | None, answer: int | None) -> None:
    """Keep what was entered, beside all that is kept by now.

    A page that is left or changed again before it was drawn answers with the callbacks of an
    earlier run, several in a row or for a context that was left: what they knew then is old.
    """
    value = state_workshop.entered(key)
    if value is None or place.id != state_workshop.place():
        return
    changes = Changes.parse(state_workshop.changes())
    if label is None:
        changed = changes.with_silence(value)
    elif answer is None:
        changed = changes.with_share(label, value)
    else:
        changed = changes.with_cost(label, answer, value)
    state_workshop.keep_changes(str(changed.beside(place)))


def _cell(cost: float, changed: bool) -> str:
    return f"<b>{cost:g}</b>" if changed else f"{cost:g}"
