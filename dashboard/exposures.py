"""The part of the page Robustness on the paper's claim about exposure."""

from collections.abc import Mapping
from typing import TYPE_CHECKING

import streamlit as st

from dashboard import charts, charts_robustness, components
from dashboard.components import percent
from dashboard.robustness import MIDDLE, Shown, counted, figures_of, without
from fer.evaluation import exposure
from fer.evaluation.corruptions import CORRUPTIONS

if TYPE_CHECKING:
    import pandas as pd


_ICONS = {
    True: ":material/check_circle:",
    False: ":material/cancel:",
    None: ":material/do_not_disturb_on:",
}


def show(shown: Shown) -> None:
    """Show the paper's claim about exposure, verdicts, and networks without normalisation."""
    st.markdown(f"> {exposure.CLAIM}")
    figures = figures_of(shown)
    if not figures:
        without(shown)
        return
    for name, frame in figures.items():
        found = exposure.verdict(frame)
        without_it = not exposure.normalises(str(shown.releases[name].card["architecture"]))
        note = " (no batch normalisation)" if without_it else ""
        st.markdown(f"{_ICONS[found.holds]} **{shown.titles[name]}**{note}. {found.text}")
    without(shown)
    series = shown.series({name: _sweeps(frame) for name, frame in figures.items()})
    for field, said in (
        ("flipped", "**Labels that change** against the unchanged face"),
        ("accuracy", "**Accuracy**"),
    ):
        st.markdown(said)
        st.plotly_chart(
            charts_robustness.exposure(series, field),
            config=charts.CONFIG,
            alt=f"{said.replace('*', '')}, along gain and along offset, for each release.",
        )
    st.caption(
        f"{shown.split}. A stop is a factor of 2. Below 0 stops nothing is cut off; above it, and "
        "with an offset, greys beyond 0 and 255 are. Dashed: trained without batch normalisation "
        f"for this comparison. {counted(shown)}"
    )
    _pairs(shown, figures)


def _sweeps(frame: "pd.DataFrame") -> "pd.DataFrame":
    import pandas as pd

    kinds: tuple[exposure.Kind, ...] = ("gain", "offset")
    return pd.concat([exposure.sweep_of(frame, kind).assign(kind=kind) for kind in kinds])


def _pairs(shown: Shown, figures: Mapping[str, "pd.DataFrame"]) -> None:
    st.subheader("With and without batch normalisation", anchor=False)
    found = exposure.pairs({name: shown.releases[name].card for name in figures})
    if not found:
        st.caption(
            "No release of a network stands beside one of the same without batch normalisation "
            "yet. Such are `cnn4-plain` and `cnn2-plain`; a release of one appears here once it is "
            "measured: `python -m fer robustness`."
        )
    for one, other in found:
        with_it, plain = shown.releases[one], shown.releases[other]
        rows = exposure.difference(figures[one], figures[other], MIDDLE)
        others = exposure.differ(with_it.card, plain.card)
        st.markdown(f"**{shown.titles[one]} beside {shown.titles[other]}.**")
        st.markdown(exposure.conclusion(rows, others))
        components.table(
            ["", "flips with", "flips without", "fewer with, points (95 %)"],
            [
                [
                    f"{CORRUPTIONS[row['corruption']].title} "
                    f"{CORRUPTIONS[row['corruption']].write(row['strength'])}",
                    percent(row["normalised"]),
                    percent(row["plain"]),
                    f"{row['fewer'] * 100:.1f} <span class='paper'>({row['low'] * 100:.1f} to "
                    f"{row['high'] * 100:.1f})</span>",
                ]
                for _, row in rows.iterrows()
            ],
        )
        st.caption(
            f"{shown.split}, severity {MIDDLE}. {_told(shown, one, figures[one])}; "
            f"{_told(shown, other, figures[other])}."
        )


def _told(shown: Shown, name: str, frame: "pd.DataFrame") -> str:
    epochs = shown.releases[name].card["recipe"].get("epochs")
    schedule = f"{epochs} epochs, " if epochs else ""
    unchanged = frame[frame["severity"] == 0].iloc[0]
    return (
        f"{shown.titles[name]}: {schedule}{percent(unchanged['accuracy'])} of unchanged faces "
        f"right, n = {int(unchanged['n']):,}"
    )
