"""Where a label flips: beneath a slider in words, and for every release in a chart and a table."""

from collections.abc import Callable, Mapping, Sequence

import streamlit as st

from dashboard import cache, charts, charts_flips, components
from dashboard.charts_robustness import Series
from fer.emotions import EMOTIONS
from fer.evaluation.flips import STEPS, Flip
from fer.release import Release

Write = Callable[[str, float], str]  # from a change's name and strength to words


def beneath(name: str, own: Sequence[Flip], shown: Callable[[float], float]) -> None:
    """Say beneath a slider at which of its values the label is another for the first time.

    Parameters
    ----------
    name : str
        The slider's change.
    own : sequence of Flip
        Of the release that the page is about.
    shown : callable
        From a strength to the slider's value.
    """
    marks = [
        f"{EMOTIONS[flip.after]} at {shown(flip.rung.strength):.3g}".replace("-", "−")
        for flip in own
        if flip.rung.corruption == name
    ]
    st.caption(" · ".join(marks) or "no flip")


def of_all(
    there: Sequence[Release],
    where: Mapping[str, Sequence[Flip]],
    titles: Mapping[str, str],
    write: Write,
) -> None:
    """Show where each release's label flips, by change.

    Parameters
    ----------
    there : sequence of Release
    where : mapping
        Flips by a release's id.
    titles : mapping
        From changes to what visitors read.
    write : callable
    """
    import pandas as pd

    series = []
    places = {release.id: place for place, release in enumerate(cache.list_releases())}
    for release in there:
        rows = [
            (
                flip.rung.corruption,
                flip.rung.position,
                f"{EMOTIONS[flip.before]} → {EMOTIONS[flip.after]} at "
                f"{write(flip.rung.corruption, flip.rung.strength)}",
            )
            for flip in where[release.id]
        ]
        frame = pd.DataFrame(rows, columns=["corruption", "position", "said"])
        series.append(Series(release.title, frame, places.get(release.id, 0)))
    st.plotly_chart(
        charts_flips.flips(series, titles),
        config=charts.CONFIG,
        alt="For each change and release, how far the slider moves before the label flips.",
    )
    st.caption(
        f"Each change alone, in {STEPS} steps to either end: the first at which the label is "
        "another. It may turn back further on. A release without a mark in a row keeps its label "
        "at every step."
    )
    with st.expander("The same as a table", icon=":material/table_rows:"):
        components.table(
            ["", *(release.title for release in there)],
            [
                [title, *(_cell(name, where[release.id], write) for release in there)]
                for name, title in titles.items()
            ],
        )


def _cell(name: str, flips: Sequence[Flip], write: Write) -> str:
    marks = (
        f"{write(name, flip.rung.strength)} → {EMOTIONS[flip.after]}"
        for flip in flips
        if flip.rung.corruption == name
    )
    return "<br>".join(marks) or "–"
