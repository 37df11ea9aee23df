"""Figures as Plotly objects. Nothing here knows Streamlit or computes a score."""

from typing import TYPE_CHECKING, Literal

import plotly.graph_objects as go
from plotly.subplots import make_subplots

from dashboard.theme import LEARNT, WATCHED

if TYPE_CHECKING:
    import pandas as pd

Share = Literal["count", "row", "column"]
CONFIG = {"displaylogo": False, "modeBarButtonsToRemove": ["zoom", "pan", "select2d", "lasso2d"]}


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
