"""The study of depth, kernel and stride: what each buys in accuracy and costs."""

from html import escape
from math import prod
from typing import TYPE_CHECKING

import streamlit as st

from dashboard import cache_training, charts, charts_study, components
from dashboard.components import percent
from fer.evaluation import study
from fer.evaluation.study import Effect
from fer.variants import GRID

if TYPE_CHECKING:
    import pandas as pd


def show() -> None:
    """Show the study's results, or how to get them."""
    found = cache_training.study()
    for note in found.notes:
        st.warning(note, icon=":material/database_off:")
    total = prod(map(len, GRID.values()))
    if found.table is None:
        st.info(
            f"The study has no results yet. It trains {total} small networks, every combination of "
            "depth 1–4, kernel 3, 5 or 7 and stride 1 or 2, on one budget each. Run it once, in "
            "as many terminals as you like to share the work:",
            icon=":material/science:",
        )
        st.code("python -m fer study --out fer/evaluation/study.csv", language="sh")
        return
    table = found.table
    if not found.whole:
        st.info(
            f"{len(table)} of {total} variants are scored so far. Go on with "
            "`python -m fer study --out fer/evaluation/study.csv`.",
            icon=":material/hourglass_top:",
        )
    shares = study.importances(table)
    sentences = study.reading(table, shares)
    st.html(f'<p class="fer-lead">{escape(" ".join(sentences))}</p>')
    st.subheader("Every variant, from its layers to its accuracy", anchor=False)
    st.plotly_chart(
        charts_study.parallel(table),
        config=charts.CONFIG,
        alt="Parallel coordinates: depth, kernel, stride, cost, accuracy. The table below says it.",
    )
    st.caption(
        "One line is one network. The warmer its colour, the more accurate it is; the thick line "
        "is the best. Cost is in multiply-accumulates a face, on a logarithmic axis."
    )
    left, right = st.columns([3, 2], gap="large")
    with left:
        st.subheader("What it costs", anchor=False)
        st.plotly_chart(
            charts_study.cost(table, study.frontier(table)),
            config=charts.CONFIG,
            alt="Accuracy against multiply-accumulates, with 95 % intervals.",
        )
        st.caption(
            "The number in a mark is the kernel's side. Bars are 95 % intervals (Wilson). On the "
            "dotted line nothing cheaper is as good."
        )
    with right:
        _shares(shares)
        _effects(study.effects(table))
    _terms(found.table)
    _table(table)


def _shares(shares: dict[str, float]) -> None:
    st.subheader("What matters", anchor=False)
    if not shares:
        st.caption("To be told once every variant is scored, and if they differ.")
        return
    bars = "".join(
        f'<dt style="margin:0">{escape(name)}</dt><dd class="track" style="margin:0">'
        f'<div class="bar" '
        f'style="width:{share * 100:.1f}%;background:currentColor;opacity:.6"></div></dd>'
        f'<dd class="number">'
        f"{percent(share, 0)}</dd>"
        for name, share in shares.items()
    )
    st.html(f'<dl class="fer-bars">{bars}</dl>')
    st.caption(
        "Shares of the spread of accuracy that the factors explain one by one.",
        help="Main effects of an analysis of variance over all combinations: how far the mean "
        "accuracies of a factor's levels lie apart. What factors do only together is left out.",
    )


def _effects(effects: list[Effect]) -> None:
    st.subheader("What a step buys", anchor=False)
    rows = [
        [
            f"{escape(e.factor)} {e.low} → {e.high}",
            _points(e.gain),
            f"{_points(e.least)} to {_points(e.most)}",
            f"× {e.cost:.1f}" if e.cost >= 1 else f"× {e.cost:.2f}",
        ]
        for e in effects
    ]
    components.table(["", "points", "range", "cost"], rows, quiet=[2])
    st.caption(
        "Mean change of accuracy in points between variants that differ in nothing else, the "
        "smallest and largest such change, and what it does to the cost."
    )


def _points(share: float) -> str:
    return f"{round(share * 100, 1) + 0.0:+.1f}"  # the zero turns -0.0 into 0.0


def _terms(table: "pd.DataFrame") -> None:
    first = table.iloc[0]
    st.caption(
        f"Every variant learnt from {int(first['train_faces']):,} faces of Training "
        f"({first['dataset']}) for "
        f"{int(first['epochs'])} epochs with one seed, and was scored on PublicTest "
        f"(n = {int(first['n']):,}). With a longer schedule deeper networks may gain more, and "
        "with one seed two variants whose intervals overlap may change places."
    )


def _table(table: "pd.DataFrame") -> None:
    with st.expander("The same as a table", icon=":material/table_rows:"):
        rows = [
            [
                f"{row['depth']:.0f}",
                f"{row['kernel']:.0f}",
                f"{row['stride']:.0f}",
                f"{percent(row['accuracy'])} <span class='paper'>({row['low'] * 100:.1f}–"
                f"{row['high'] * 100:.1f})</span>",
                f"{row['macs'] / 1e6:,.1f} M",
                f"{row['parameters']:,.0f}",
                f"{row['loss']:.3f}",
                f"{row['seconds']:,.0f} s",
            ]
            for _, row in table.sort_values("accuracy", ascending=False).iterrows()
        ]
        header = [*GRID, "accuracy (95 %)", "cost", "parameters", "loss", "training"]
        components.table(header, rows, quiet=[5, 6, 7])
