"""Figures as Plotly objects. Nothing here knows Streamlit or computes a score."""

from typing import TYPE_CHECKING, Literal

import numpy as np
import plotly.graph_objects as go
from plotly.subplots import make_subplots

from dashboard.theme import LEARNT, SEQUENTIAL, WATCHED
from fer.emotions import EMOTIONS
from fer.evaluation.metrics import Counts

if TYPE_CHECKING:
    import pandas as pd

Share = Literal["count", "row", "column"]
CONFIG = {"displaylogo": False, "modeBarButtonsToRemove": ["zoom", "pan", "select2d", "lasso2d"]}


def confusion(matrix: Counts, share: Share) -> go.Figure:
    """Draw a confusion matrix, labels down, predictions across.

    Parameters
    ----------
    matrix : int64 array, shape (7, 7)
    share : str
        ``"count"``, ``"row"`` (percent of a label's faces: recall on the diagonal) or ``"column"``
        (percent of a prediction's faces: precision on the diagonal).
    """
    rows = matrix / np.maximum(matrix.sum(axis=1, keepdims=True), 1) * 100
    columns = matrix / np.maximum(matrix.sum(axis=0, keepdims=True), 1) * 100
    shown = {"count": matrix, "row": rows, "column": columns}[share]
    details = np.dstack([matrix, rows, columns])
    figure = go.Figure(
        go.Heatmap(
            z=shown,
            x=EMOTIONS,
            y=EMOTIONS,
            customdata=details,
            texttemplate="%{z:,d}" if share == "count" else "%{z:.0f}",
            hovertemplate=(
                "labelled %{y}, predicted %{x}<br>%{customdata[0]:,} faces<br>"
                "%{customdata[1]:.1f} % of those labelled %{y}<br>"
                "%{customdata[2]:.1f} % of those predicted %{x}<extra></extra>"
            ),
            colorscale=SEQUENTIAL,
            zmin=0,
            zmax=None if share == "count" else 100,
            showscale=False,
            xgap=2,
            ygap=2,
            textfont={"size": 15},
        )
    )
    figure.update_xaxes(title="predicted", side="top", fixedrange=True, showgrid=False)
    figure.update_yaxes(title="labelled", autorange="reversed", fixedrange=True, showgrid=False)
    figure.update_layout(height=470, margin={"l": 8, "r": 8, "t": 8, "b": 8})
    figure.update_xaxes(tickfont={"size": 13}, automargin=True)
    figure.update_yaxes(tickfont={"size": 13}, automargin=True)
    return figure


def curves(history: "pd.DataFrame") -> go.Figure:
    """Draw loss and accuracy by step, what was learnt from against what was not.

    Parameters
    ----------
    history : DataFrame
        ``step, epoch, split, loss, accuracy``, accuracy 0–1.
    """
    figure = make_subplots(rows=1, cols=2, subplot_titles=("Loss", "Accuracy"))
    for split, rows in history.groupby("split", sort=False):
        learnt = split == "Training"
        line = {"color": LEARNT if learnt else WATCHED, "width": 2}
        for column, (field, factor) in enumerate((("loss", 1), ("accuracy", 100)), start=1):
            unit = " %" if field == "accuracy" else ""
            figure.add_trace(
                go.Scatter(
                    x=rows["step"],
                    y=rows[field] * factor,
                    name="batches learnt from" if learnt else f"{split}, after each epoch",
                    legendgroup=split,
                    showlegend=column == 1,
                    mode="lines" if learnt else "lines+markers",
                    marker={"size": 5},
                    line=line if not learnt else {**line, "dash": "dot"},
                    hovertemplate=f"step %{{x:,}}: %{{y:.3g}}{unit}<extra></extra>",
                ),
                row=1,
                col=column,
            )
    figure.update_xaxes(title="step", fixedrange=True, rangemode="tozero")
    figure.update_yaxes(fixedrange=True)
    figure.update_yaxes(ticksuffix=" %", row=1, col=2)
    figure.update_layout(
        height=380,
        margin={"l": 8, "r": 8, "t": 36, "b": 8},
        legend={"orientation": "h", "y": -0.28, "x": 0},
        hovermode="x unified",
    )
    return figure
