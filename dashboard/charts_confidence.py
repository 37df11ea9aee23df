"""Confidence as Plotly objects: reliability, risk by coverage, precision by recall.

Nothing here knows Streamlit or computes a figure.
"""

from collections.abc import Sequence
from typing import TYPE_CHECKING

import plotly.graph_objects as go
from plotly.subplots import make_subplots

from dashboard.theme import COLOURS, LEARNT, WATCHED

if TYPE_CHECKING:
    import pandas as pd

_BAR = "#2A8CC7"
# on a telephone, as shares of its chart: a letter, a line, from a point to its name, a disc
_LETTER, _LINE, _OFF, _DISC = 0.021, 0.046, 0.025, 0.022
_EDGES = (0.0, 0.0, 1.02, 1.03)  # left, bottom, right, top: the axes end at 1.03
_PLACES = (
    "top right",
    "top center",
    "bottom left",
    "bottom center",
    "top left",
    "bottom right",
    "middle right",
    "middle left",
)
_DASHES = ("solid", "dash", "dot", "dashdot", "longdash", "longdashdot", "solid")


def reliability(bins: "pd.DataFrame") -> go.Figure:
    """Draw accuracy by confidence with its intervals, and beneath it the faces of every bin.

    Parameters
    ----------
    bins : DataFrame
        Of `fer.evaluation.confidence.reliability`.
    """
    figure = make_subplots(
        rows=2, cols=1, shared_xaxes=True, row_heights=[0.78, 0.22], vertical_spacing=0.05
    )
    figure.add_trace(
        go.Scatter(
            x=[0, 100],
            y=[0, 100],
            mode="lines",
            line={"color": LEARNT, "dash": "dash", "width": 1.5},
            hoverinfo="skip",
        ),
        row=1,
        col=1,
    )
    accuracy = bins["accuracy"] * 100
    figure.add_trace(
        go.Scatter(
            x=bins["confidence"] * 100,
            y=accuracy,
            mode="lines+markers",
            marker={"size": 8, "color": WATCHED},
            line={"color": WATCHED, "width": 1.5},
            error_y={
                "array": bins["accuracy_high"] * 100 - accuracy,
                "arrayminus": accuracy - bins["accuracy_low"] * 100,
                "color": WATCHED,
                "thickness": 1.2,
                "width": 3,
            },
            customdata=bins[["n", "accuracy_low", "accuracy_high"]],
            hovertemplate=(
                "%{customdata[0]:,} faces<br>mean confidence %{x:.1f} %<br>right %{y:.1f} % "
                "(%{customdata[1]:.1%} to %{customdata[2]:.1%})<extra></extra>"
            ),
        ),
        row=1,
        col=1,
    )
    figure.add_trace(
        go.Bar(
            x=(bins["low"] + bins["high"]) * 50,
            y=bins["n"],
            width=(bins["high"] - bins["low"]) * 92,
            marker={"color": _BAR},
            text=bins["n"],
            texttemplate="%{text:,}",
            textposition="outside",
            textfont={"size": 10},
            cliponaxis=False,
            hovertemplate="%{y:,} faces<extra></extra>",
        ),
        row=2,
        col=1,
    )
    figure.update_yaxes(title="right, %", range=[0, 101], row=1, col=1)
    figure.update_yaxes(title="faces", rangemode="tozero", showgrid=False, nticks=3, row=2, col=1)
    figure.update_xaxes(title="confidence, %", range=[0, 101], row=2, col=1)
    return _quiet(figure, 430)


def risk_coverage(
    curve: "pd.DataFrame", here: tuple[float, float] | None, threshold: float
) -> go.Figure:
    """Draw errors among answers by the share of faces answered, the current threshold marked.

    Parameters
    ----------
    curve : DataFrame
        Of `fer.evaluation.confidence.risk_coverage`.
    here : (float, float) or None
        Coverage and risk of the current threshold, 0–1; None where nothing is answered.
    threshold : float
    """
    figure = go.Figure(
        go.Scatter(
            x=curve["coverage"] * 100,
            y=curve["risk"] * 100,
            mode="lines",
            line={"color": _BAR, "width": 2.2},
            customdata=curve[["threshold", "n"]],
            hovertemplate=(
                "from a confidence of %{customdata[0]:.1%}<br>%{x:.1f} % answered "
                "(%{customdata[1]:,} faces)<br>%{y:.1f} % of them wrong<extra></extra>"
            ),
        )
    )
    if here is not None:
        figure.add_trace(
            go.Scatter(
                x=[here[0] * 100],
                y=[here[1] * 100],
                mode="markers+text",
                marker={"size": 13, "color": WATCHED, "symbol": "diamond"},
                text=[f"from {threshold:.0%}"],
                textposition="top left",
                hovertemplate="%{x:.1f} % answered, %{y:.1f} % of them wrong<extra></extra>",
            )
        )
    figure.update_xaxes(title="faces answered, %", range=[0, 103])
    figure.update_yaxes(title="wrong among the answers, %", rangemode="tozero")
    return _quiet(figure, 430)


def precision_recall(
    curves: Sequence[tuple[str, float, "pd.DataFrame"]],
    points: Sequence[tuple[str, float, float]],
) -> go.Figure:
    """Draw precision by recall of every class, and where the release's own answers stand.

    Parameters
    ----------
    curves : sequence of (emotion, average precision, DataFrame)
    points : sequence of (emotion, recall, precision)
    """
    figure = go.Figure()
    for place, (name, average, curve) in enumerate(curves):
        figure.add_trace(
            go.Scatter(
                x=curve["recall"] * 100,
                y=curve["precision"] * 100,
                name=f"{name} {average:.2f}",
                legendgroup=name,
                mode="lines",
                line={"color": COLOURS[name], "width": 2, "dash": _DASHES[place]},
                customdata=curve[["threshold"]],
                hovertemplate=(
                    f"{name} from a probability of %{{customdata[0]:.1%}}<br>recall %{{x:.1f}} %, "
                    "precision %{y:.1f} %<extra></extra>"
                ),
            )
        )
    for (name, recall, precision), place_of_name in zip(points, places(points), strict=True):
        figure.add_trace(
            go.Scatter(
                x=[recall * 100],
                y=[precision * 100],
                legendgroup=name,
                showlegend=False,
                mode="markers+text",
                marker={
                    "size": 11,
                    "color": COLOURS[name],
                    "line": {"width": 1.5, "color": LEARNT},
                },
                text=[name],
                textposition=place_of_name,
                textfont={"size": 11},
                hovertemplate=(
                    f"{name}: recall %{{x:.1f}} %, precision %{{y:.1f}} %<extra></extra>"
                ),
            )
        )
    figure.update_xaxes(title="recall, %", range=[0, 103])
    figure.update_yaxes(title="precision, %", range=[0, 103])
    _quiet(figure, 470)
    figure.update_layout(
        showlegend=True, legend={"orientation": "h", "y": -0.2, "x": 0}, hovermode="closest"
    )
    return figure


def places(points: Sequence[tuple[str, float, float]]) -> list[str]:
    """Return where the names of points stand: apart and whole, on a telephone too.

    Curves fall, so above to the right is free of a point's own and is tried first. Where discs are
    in the way everywhere, a name lies on a disc; where names are, it stands there all the same.

    Parameters
    ----------
    points : sequence of (name, recall, precision)
        Both 0–1.
    """
    discs = [(x - _DISC, y - _DISC, x + _DISC, y + _DISC) for _, x, y in points]
    names: list[tuple[float, ...]] = []
    found = []
    for name, recall, precision in points:
        boxes = {place: name_box(name, recall, precision, place) for place in _PLACES}
        inside = [place for place in _PLACES if _within(boxes[place])]
        apart = [place for place in inside if _free(boxes[place], names)]
        clear = [place for place in apart if _free(boxes[place], discs)]
        found.append((clear or apart or inside or [*_PLACES])[0])
        names.append(boxes[found[-1]])
    return found


def name_box(
    name: str, recall: float, precision: float, place: str
) -> tuple[float, float, float, float]:
    """Return left, bottom, right and top of a name on a telephone, as shares of the axes."""
    high, side = place.split()
    width = len(name) * _LETTER
    left = {"left": recall - _OFF - width, "center": recall - width / 2, "right": recall + _OFF}
    bottom = {
        "bottom": precision - _OFF - _LINE,
        "middle": precision - _LINE / 2,
        "top": precision + _OFF,
    }
    return left[side], bottom[high], left[side] + width, bottom[high] + _LINE


def _within(box: tuple[float, ...]) -> bool:
    left, bottom, right, top = _EDGES
    return left <= box[0] and bottom <= box[1] and box[2] <= right and box[3] <= top


def _free(box: tuple[float, ...], others: Sequence[tuple[float, ...]]) -> bool:
    return not any(
        all(box[axis] < other[axis + 2] and other[axis] < box[axis + 2] for axis in (0, 1))
        for other in others
    )


def _quiet(figure: go.Figure, height: int) -> go.Figure:
    figure.update_xaxes(fixedrange=True)
    figure.update_yaxes(fixedrange=True)
    figure.update_layout(height=height, margin={"l": 8, "r": 8, "t": 24, "b": 8}, showlegend=False)
    return figure
