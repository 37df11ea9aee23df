"""Accuracy of slices as a Plotly object. It knows no Streamlit and computes no figure."""

from collections.abc import Sequence

import plotly.graph_objects as go

from dashboard.theme import LEARNT, WATCHED
from fer.evaluation.properties import Slice

_SAME = "#2A8CC7"


def slices(found: Sequence[Slice], overall: float) -> go.Figure:
    """Draw accuracy with its interval for every slice that is large enough; all faces as a line.

    Parameters
    ----------
    found : sequence of Slice
    overall : float
        Accuracy on all faces, 0–1.
    """
    shown = [(s, s.accuracy) for s in found if s.accuracy is not None]
    figure = go.Figure(
        go.Scatter(
            x=[accuracy * 100 for _, accuracy in shown],
            y=[f"{s.about}: {s.name.split(' (')[0]}" for s, _ in shown],
            mode="markers",
            marker={
                "size": 11,
                "color": [WATCHED if s.differs else _SAME for s, _ in shown],
                "symbol": ["diamond" if s.differs else "circle" for s, _ in shown],
            },
            error_x={
                "array": [(s.interval[1] - accuracy) * 100 for s, accuracy in shown],
                "arrayminus": [(accuracy - s.interval[0]) * 100 for s, accuracy in shown],
                "thickness": 1.4,
                "width": 4,
                "color": LEARNT,
            },
            customdata=[(s.n, *s.interval) for s, _ in shown],
            hovertemplate=(
                "%{y}<br>right %{x:.1f} % (%{customdata[1]:.1%} to %{customdata[2]:.1%})<br>"
                "%{customdata[0]:,} faces<extra></extra>"
            ),
        )
    )
    figure.add_vline(overall * 100, line={"dash": "dash", "width": 1.5, "color": LEARNT})
    figure.update_xaxes(title="right, %", fixedrange=True)
    figure.update_yaxes(autorange="reversed", fixedrange=True, automargin=True, showgrid=True)
    figure.update_layout(
        height=110 + 30 * max(3, len(shown)),
        margin={"l": 8, "r": 8, "t": 16, "b": 8},
        showlegend=False,
    )
    return figure
