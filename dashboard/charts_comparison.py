"""Comparisons as Plotly objects: differences and accuracy against milliseconds.

Nothing here knows Streamlit or computes a score.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

import numpy as np
import numpy.typing as npt
import plotly.graph_objects as go

from dashboard.charts import Share
from dashboard.theme import AHEAD, BEHIND, DIVERGING, LEARNT, SERIES
from fer.emotions import EMOTIONS
from fer.evaluation import paper
from fer.evaluation.comparison import Comparison
from fer.evaluation.metrics import Counts

_QUIET = "#8A8F98"
_GRID = {"showgrid": False, "fixedrange": True, "automargin": True, "tickfont": {"size": 13}}


def deltas(found: Comparison) -> go.Figure:
    """Draw every difference A − B in points with its interval; hollow where it may be chance."""
    names = ["accuracy", "macro F1", *(f"F1 {name}" for name in EMOTIONS)]
    rows = [found.accuracy, found.macro_f1, *found.f1]
    colours = [(AHEAD if d.value > 0 else BEHIND) if d.clear else _QUIET for d in rows]
    figure = go.Figure(
        go.Scatter(
            x=[d.value * 100 for d in rows],
            y=names,
            mode="markers",
            error_x={
                "type": "data",
                "symmetric": False,
                "array": [(d.high - d.value) * 100 for d in rows],
                "arrayminus": [(d.value - d.low) * 100 for d in rows],
                "thickness": 2,
                "width": 5,
                "color": _QUIET,
            },
            marker={
                "size": 12,
                "color": colours,
                "symbol": ["circle" if d.clear else "circle-open" for d in rows],
                "line": {"width": 2, "color": colours},
            },
            customdata=[(d.low * 100, d.high * 100, d.corrected) for d in rows],
            hovertemplate=(
                "%{y}: %{x:+.1f} points<br>95 % interval %{customdata[0]:+.1f} to "
                "%{customdata[1]:+.1f}<br>corrected p = %{customdata[2]:.4f}<extra></extra>"
            ),
        )
    )
    figure.add_vline(0, line={"width": 1.5, "color": _QUIET})
    ends = [v * 100 for d in rows for v in (d.low, d.high)]
    low, high = min(0.0, *ends), max(0.0, *ends)
    room = max(1.0, high - low) * 0.15
    figure.update_xaxes(
        title="points", range=[low - room, high + room], fixedrange=True, zeroline=False
    )
    figure.update_yaxes(autorange="reversed", **_GRID)
    sides = ((0.0, "left", f"← {found.b} ahead"), (1.0, "right", f"{found.a} ahead →"))
    for x, anchor, text in sides:
        figure.add_annotation(
            x=x,
            y=1.0,
            xref="paper",
            yref="paper",
            xanchor=anchor,
            yanchor="bottom",
            text=escape(text),
            showarrow=False,
            font={"size": 13},
        )
    figure.update_layout(height=400, margin={"l": 8, "r": 8, "t": 30, "b": 8})
    return figure


def shares(matrix: Counts, share: Share) -> npt.NDArray[np.float64]:
    """Return a confusion matrix as counts, or as percent of its rows or its columns."""
    if share == "count":
        return matrix.astype(np.float64)
    whole = matrix.sum(axis=1 if share == "row" else 0, keepdims=True)
    return np.asarray(matrix / np.maximum(whole, 1) * 100)


def difference(found: Comparison, share: Share) -> go.Figure:
    """Draw A's confusion matrix minus B's, on a diverging scale centred at zero."""
    a, b = (shares(matrix, share) for matrix in found.matrices)
    gap = a - b
    widest = max(1.0, float(np.abs(gap).max()))
    digits = "," if share == "count" else ".0f"
    unit = "" if share == "count" else " %"
    text = [[f"{v:+{digits}}".replace("-", "−") if round(v) else "0" for v in row] for row in gap]
    figure = go.Figure(
        go.Heatmap(
            z=gap,
            x=EMOTIONS,
            y=EMOTIONS,
            text=text,
            texttemplate="%{text}",
            textfont={"size": 14},
            customdata=np.dstack([a, b]),
            hovertemplate=(
                "labelled %{y}, predicted %{x}<br>"
                f"{escape(found.a)}: %{{customdata[0]:,.1f}}{unit}<br>"
                f"{escape(found.b)}: %{{customdata[1]:,.1f}}{unit}<extra></extra>"
            ),
            colorscale=[list(stop) for stop in DIVERGING],
            zmin=-widest,
            zmax=widest,
            zmid=0,
            showscale=False,
            xgap=2,
            ygap=2,
        )
    )
    figure.update_xaxes(title="predicted", side="top", **_GRID)
    figure.update_yaxes(title="labelled", autorange="reversed", **_GRID)
    figure.update_layout(height=440, margin={"l": 8, "r": 8, "t": 8, "b": 8})
    return figure


@dataclass(frozen=True)
class Standing:
    """A model on the chart: accuracy with interval, 0–1; milliseconds a face where known."""

    title: str
    accuracy: float
    low: float
    high: float
    milliseconds: float | None


def speed(standings: Sequence[Standing], *, context: bool) -> go.Figure:
    """Draw accuracy against milliseconds a face, the latter on a logarithmic scale.

    Parameters
    ----------
    standings : sequence of Standing
        One without milliseconds is a line across, as the paper's figures are.
    context : bool
        Whether to draw what is known of FER-2013: Kaggle's range, people, and the paper.
    """
    figure = go.Figure()
    if context:
        _context(figure)
    timed = [(s, s.milliseconds) for s in standings if s.milliseconds is not None]
    for place, (one, milliseconds) in enumerate(timed):
        figure.add_trace(
            go.Scatter(
                x=[milliseconds],
                y=[one.accuracy * 100],
                error_y={
                    "type": "data",
                    "symmetric": False,
                    "array": [(one.high - one.accuracy) * 100],
                    "arrayminus": [(one.accuracy - one.low) * 100],
                    "thickness": 2,
                    "width": 5,
                },
                mode="markers+text",
                text=[escape(one.title)],
                textposition="top center" if one.accuracy < 0.9 else "bottom center",
                textfont={"size": 13},
                cliponaxis=False,
                marker={"size": 13, "color": SERIES[place % len(SERIES)]},
                hovertemplate=(
                    f"{escape(one.title)}<br>%{{y:.1f}} %<br>%{{x:.3g}} ms a face<extra></extra>"
                ),
                showlegend=False,
            )
        )
    for one in standings:
        if one.milliseconds is None:
            _line(figure, one.accuracy, f"{one.title} (time unknown)", "dashdot", "left")
    times = [milliseconds for _, milliseconds in timed] or [1.0]
    low, high = np.log10(min(times) / 3), np.log10(max(times) * 4)
    figure.update_xaxes(
        type="log", title="milliseconds a face", range=[low, high], fixedrange=True, dtick=1
    )
    figure.update_yaxes(
        title="accuracy", ticksuffix=" %", range=_reach(standings, context), fixedrange=True
    )
    figure.update_layout(height=520, margin={"l": 8, "r": 8, "t": 8, "b": 8}, hovermode="closest")
    return figure


def _reach(standings: Sequence[Standing], context: bool) -> tuple[float, float]:
    """Return where the axis of accuracy begins and ends, in percent."""
    known = (*paper.ACCURACY.values(), *paper.KAGGLE_TOP_20, *paper.HUMAN) if context else ()
    lowest = min(*(one.low for one in standings), 1.0, *known)
    highest = max(*(one.high for one in standings), 0.0, *known)
    return max(0.0, lowest * 100 - 6), min(103.0, highest * 100 + 6)


def _context(figure: go.Figure) -> None:
    """Draw Kaggle's range, people's band and the paper's three figures, each with its name."""
    low, high = paper.KAGGLE_TOP_20
    worst, best = paper.HUMAN
    for bottom, top, opacity in ((low, high, 0.14), (worst, best, 0.2)):
        figure.add_hrect(
            bottom * 100, top * 100, fillcolor=LEARNT, opacity=opacity, line_width=0, layer="below"
        )
    figure.add_annotation(
        **_beside(0.01, "left", "bottom"),
        y=high * 100,
        text=f"Kaggle’s top 20: {low * 100:.0f}–{high * 100:.0f} %",
    )
    middle, half = (worst + best) / 2, (best - worst) / 2
    figure.add_annotation(
        **_beside(0.01, "left", "middle"),
        y=middle * 100,
        text=f"people: {middle * 100:.0f} ± {half * 100:.0f} %",
    )
    for name, accuracy in paper.ACCURACY.items():
        _line(figure, accuracy, f"paper, {paper.TITLES[name]}: {accuracy:.0%}", "dot", "right")


def _line(figure: go.Figure, accuracy: float, text: str, dash: str, side: str) -> None:
    figure.add_hline(accuracy * 100, line={"width": 1.5, "dash": dash, "color": _QUIET})
    figure.add_annotation(
        **_beside(0.01 if side == "left" else 0.99, side, "bottom"),
        y=accuracy * 100,
        text=escape(text),
    )


def _beside(x: float, xanchor: str, yanchor: str) -> dict[str, object]:
    font = {"size": 12}
    return {
        "x": x,
        "xref": "paper",
        "xanchor": xanchor,
        "yanchor": yanchor,
        "showarrow": False,
        "font": font,
    }
