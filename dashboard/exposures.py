"""The part of the page Robustness on the paper's claim about exposure."""

from collections.abc import Mapping
from typing import TYPE_CHECKING

import streamlit as st

from dashboard import charts, charts_robustness, components
from dashboard.components import percent
from dashboard.robustness import MIDDLE, Shown, figures_of, without
from fer.evaluation import exposure
from fer.evaluation.corruptions import CORRUPTIONS
from fer.release import Release

if TYPE_CHECKING:
    import pandas as pd


def show(shown: Shown) -> None:
    """Show the paper's claim about exposure, verdicts, and networks without normalisation."""
    st.markdown(f"> {exposure.CLAIM}")
    st.caption("Releases that have no batch normalisation stand beside those that have it.")
    figures = figures_of(shown)
    if not figures:
        without(shown)
        return
    for name, frame in figures.items():
        found = exposure.verdict(frame)
        icon = ":material/check_circle:" if found.holds else ":material/cancel:"
        st.markdown(f"{icon} **{shown.releases[name].title}.** {found.text}")
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
        "with an offset, greys beyond 0 and 255 are. Dashed: without batch normalisation."
    )
    _pairs(shown, figures)


def _sweeps(frame: "pd.DataFrame") -> "pd.DataFrame":
    import pandas as pd

    kinds: tuple[exposure.Kind, ...] = ("gain", "offset")
    return pd.concat([exposure.sweep_of(frame, kind).assign(kind=kind) for kind in kinds])


def _pairs(shown: Shown, figures: Mapping[str, "pd.DataFrame"]) -> None:
    st.subheader("With and without batch normalisation", anchor=False)
    architectures = {name: str(shown.releases[name].card["architecture"]) for name in figures}
    found = exposure.pairs(architectures)
    if not found:
        st.caption(
            "No two releases differ by batch normalisation alone yet. Networks without it are "
            "`cnn4-plain` and `cnn2-plain`; a release of one appears here once it is measured: "
            "`python -m fer robustness`."
        )
    for one, other in found:
        with_it, plain = shown.releases[one], shown.releases[other]
        st.markdown(
            f"**{with_it.title} ({_schedule(with_it)}) beside {plain.title} ({_schedule(plain)})**"
        )
        rows = exposure.difference(figures[one], figures[other], MIDDLE)
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


def _schedule(release: Release) -> str:
    epochs = release.card["recipe"].get("epochs")
    return f"{epochs} epochs" if epochs else "no epochs"
