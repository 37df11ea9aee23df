"""The study as Plotly objects: parallel coordinates, and accuracy against cost.

Nothing here knows Streamlit or computes a figure. The parallel coordinates are drawn as lines, not
as Plotly's own, which need WebGL, ignore the theme and cannot be read on a phone.
"""

from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt
import plotly.graph_objects as go
from plotly.colors import sample_colorscale

from dashboard.theme import BEHIND_LABEL, LABEL, LEARNT, SERIES, WATCHED
from fer.evaluation.study import FACTORS, name_of

if TYPE_CHECKING:
    import pandas as pd

Floats = npt.NDArray[np.float64]
_SCALE = [[0.0, "#8DA0B5"], [0.5, "#C98F5E"], [1.0, WATCHED]]
_SYMBOLS = {1: "circle", 2: "diamond"}
_SPREAD = 0.07  # how far variants of one level lie apart, in shares of an axis


def _label(row: "pd.Series") -> str:
    return (
        f"{name_of(row)}<br>{row['accuracy'] * 100:.1f} % ({row['low'] * 100:.1f}–"
        f"{row['high'] * 100:.1f}), n = {int(row['n']):,}<br>"
        f"{row['macs'] / 1e6:,.1f} million multiply-accumulates"
    )


def parallel(table: "pd.DataFrame") -> go.Figure:
    """Draw every variant as a line through depth, kernel, stride, cost and accuracy.

    Parameters
    ----------
    table : DataFrame
        Of `fer.evaluation.study.read`.
    """
    table = table.sort_values("accuracy").reset_index(drop=True)
    figure = go.Figure()
    places = np.column_stack(
        [
            *(_level_places(table, factor) for factor in FACTORS),
            _unit(np.log(table["macs"].to_numpy(np.float64))),
            _unit(table["accuracy"].to_numpy(np.float64)),
        ]
    )
    colours = sample_colorscale(_SCALE, list(places[:, -1]))
    for i, row in table.iterrows():
        best = i == len(table) - 1
        figure.add_trace(
            go.Scatter(
                x=list(range(places.shape[1])),
                y=places[int(str(i))],
                mode="lines+markers",
                line={"color": colours[int(str(i))], "width": 4 if best else 1.8},
                marker={"size": 8 if best else 5},
                opacity=1 if best else 0.8,
                hovertemplate=f"{_label(row)}<extra></extra>",
                showlegend=False,
            )
        )
    _axes(figure, table)
    figure.update_layout(
        height=430, margin={"l": 8, "r": 40, "t": 8, "b": 8}, hovermode="closest", dragmode=False
    )
    return figure


def _unit(values: Floats) -> Floats:
    width = values.max() - values.min()
    return (values - values.min()) / width if width > 0 else np.full(len(values), 0.5)


def _level_places(table: "pd.DataFrame", factor: str) -> Floats:
    """Return heights of the levels, each variant a little apart from the others of its level."""
    levels = sorted(int(v) for v in table[factor].unique())
    base = table[factor].map({v: i / max(1, len(levels) - 1) for i, v in enumerate(levels)})
    group = table.groupby(factor)["accuracy"]
    rank = (group.rank(method="first") - 1) / (group.transform("size") - 1).clip(lower=1) - 0.5
    return base.to_numpy(np.float64) + _SPREAD * rank.to_numpy(np.float64)


def _axes(figure: go.Figure, table: "pd.DataFrame") -> None:
    names = [*FACTORS, "cost", "accuracy"]
    for x in range(len(names)):
        figure.add_vline(x, line={"width": 1, "color": LEARNT}, layer="below")
    marks: list[tuple[float, float, str]] = []
    for x, factor in enumerate(FACTORS):
        levels = sorted(int(v) for v in table[factor].unique())
        marks += [(x, i / max(1, len(levels) - 1), str(v)) for i, v in enumerate(levels)]
    costs, hits = table["macs"], table["accuracy"] * 100
    for place, macs, share in ((0.0, costs.min(), hits.min()), (1.0, costs.max(), hits.max())):
        marks.append((len(FACTORS), place, f"{macs / 1e6:,.0f} M"))
        marks.append((len(FACTORS) + 1, place, f"{share:.1f} %"))
    for at, y, text in marks:
        figure.add_annotation(
            x=at,
            y=y,
            text=f"<b>{text}</b>",
            showarrow=False,
            xanchor="left",
            xshift=9,
            font={"size": 13, "color": LABEL},
            bgcolor=BEHIND_LABEL,
        )
    figure.update_xaxes(
        tickvals=list(range(len(names))),
        ticktext=names,
        side="top",
        range=[-0.3, len(names) - 0.55],
        showgrid=False,
        zeroline=False,
        fixedrange=True,
        tickfont={"size": 14},
    )
    figure.update_yaxes(visible=False, range=[-0.1, 1.1], fixedrange=True)


def cost(table: "pd.DataFrame", best: "pd.DataFrame") -> go.Figure:
    """Draw accuracy against multiply-accumulates, with 95 % intervals and the frontier.

    Parameters
    ----------
    table, best : DataFrame
        Of `fer.evaluation.study.read` and `frontier`.
    """
    figure = go.Figure()
    figure.add_trace(
        go.Scatter(
            x=best["macs"],
            y=best["accuracy"] * 100,
            mode="lines",
            line={"color": LEARNT, "dash": "dot", "shape": "hv"},
            name="best so far at that cost",
            hoverinfo="skip",
        )
    )
    for depth, stride in sorted({*zip(table["depth"], table["stride"], strict=True)}):
        some = table[(table["depth"] == depth) & (table["stride"] == stride)]
        colour = SERIES[(int(depth) - 1) % len(SERIES)]
        figure.add_trace(
            go.Scatter(
                x=some["macs"],
                y=some["accuracy"] * 100,
                error_y={
                    "array": (some["high"] - some["accuracy"]) * 100,
                    "arrayminus": (some["accuracy"] - some["low"]) * 100,
                    "thickness": 1,
                    "width": 3,
                    "color": colour,
                },
                mode="markers+text",
                text=[str(kernel) for kernel in some["kernel"]],
                textfont={"color": "#FFFFFF", "size": 11},
                marker={"size": 20, "color": colour, "symbol": _SYMBOLS.get(int(stride), "square")},
                name=f"depth {depth}, stride {stride}",
                hovertext=[_label(row) for _, row in some.iterrows()],
                hovertemplate="%{hovertext}<extra></extra>",
            )
        )
    figure.update_xaxes(
        title="multiply-accumulates a face (each step tenfold)",
        type="log",
        dtick=1,
        fixedrange=True,
        exponentformat="SI",
    )
    figure.update_yaxes(title="accuracy on PublicTest", ticksuffix=" %", fixedrange=True)
    figure.update_layout(
        height=470,
        margin={"l": 8, "r": 8, "t": 8, "b": 8},
        legend={"orientation": "h", "y": -0.2, "x": 0},
        hovermode="closest",
    )
    return figure
