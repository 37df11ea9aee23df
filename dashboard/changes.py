"""The faces that one model gets right and another wrong, or that both get wrong."""

import streamlit as st

from dashboard import pictures, state, state_comparison
from dashboard.additions import OWN
from dashboard.contenders import Choice
from dashboard.gallery import Tile, gallery
from fer.emotions import EMOTIONS
from fer.evaluation.comparison import Comparison
from fer.evaluation.entries import Aligned
from fer.evaluation.outcomes import Kind, outcomes

_ANY = "any"
_WORDS: dict[Kind, str] = {
    "fixed": "Fixed: only A right",
    "broken": "Broken: only B right",
    "wrong": "Both wrong",
    "all": "All",
}


def faces(choice: Choice, aligned: Aligned, found: Comparison) -> None:
    """Show the faces that one model gets right and the other wrong, or both wrong."""
    counts: dict[Kind, int] = {
        "fixed": found.test.only_a,
        "broken": found.test.only_b,
        "wrong": found.both_wrong,
        "all": found.n,
    }
    state.link(state_comparison.OUTCOME, list(_WORDS), "fixed")
    kind: Kind = (
        st.segmented_control(
            "From B to A",
            list(_WORDS),
            format_func=lambda name: f"{_WORDS[name]} ({counts[name]:,})",
            key=state_comparison.OUTCOME,
            required=True,
            on_change=state.first_page,
        )
        or "fixed"
    )
    state.keep(state_comparison.OUTCOME, "fixed")
    asked = [
        _one(column, key, title)
        for column, key, title in zip(
            st.columns(3),
            (state_comparison.TRUTH, state_comparison.SAID_FIRST, state_comparison.SAID_SECOND),
            ("Labelled", f"{found.a} says", f"{found.b} says"),
            strict=True,
        )
    ]
    places = outcomes(aligned, 0, 1, kind, label=asked[0], said_a=asked[1], said_b=asked[2])
    known = _pictures(choice.a.dataset, aligned)
    pictures.say_absent(known)
    st.caption(
        f"{len(places):,} face{'' if len(places) == 1 else 's'}, those first of which the wrong "
        "answer was given with most confidence."
    )

    def tile(i: int) -> Tile:
        place = places[i : i + 1]
        row = int(aligned.row[place[0]])
        a, b = (aligned.probabilities(which, place)[0] for which in (0, 1))
        return Tile(
            title=EMOTIONS[int(aligned.emotion[place[0]])],
            note=f"row {row}",
            face=known.face(row),
            bars=[
                (f"A: {EMOTIONS[int(a.argmax())]} {a.max():.0%}", a.tolist()),
                (f"B: {EMOTIONS[int(b.argmax())]} {b.max():.0%}", b.tolist()),
            ],
        )

    gallery(len(places), tile)


def _pictures(dataset: str, aligned: Aligned) -> pictures.Pictures:
    import pandas as pd

    if dataset == OWN:
        return pictures.Pictures(None, aligned.row[:0], "Of these pictures only rows are known.")
    rows = pd.DataFrame({"row": aligned.row, "emotion": aligned.emotion})
    return pictures.pictures_of(dataset, rows)


def _one(column: "st.delta_generator.DeltaGenerator", key: str, title: str) -> int | None:
    options = [_ANY, *EMOTIONS]
    state.link(key, options, _ANY)
    column.selectbox(title, options, key=key, on_change=state.first_page)
    state.keep(key, _ANY)
    chosen = state.value(key)
    return None if chosen == _ANY else EMOTIONS.index(chosen)
