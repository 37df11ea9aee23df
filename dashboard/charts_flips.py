"""The figure of where one face's label flips. It knows no Streamlit and computes nothing."""

from collections.abc import Mapping, Sequence

import plotly.graph_objects as go

from dashboard.charts_robustness import Series, framed
from dashboard.theme import with_alpha


def flips(series: Sequence[Series], titles: Mapping[str, str]) -> go.Figure:
    """Draw where one face's label flips: a row a corruption, a mark a release.

    Parameters
    ----------
    series : sequence of Series
        Frames with ``corruption, position, said``.
    titles : mapping
        From the names of corruptions to what visitors read, from top to bottom.
    """
    figure = go.Figure()
    names = list(titles)
    spread = 0.56 / max(1, len(series) - 1)
    for i, one in enumerate(series):
        nudge = (i - (len(series) - 1) / 2) * spread
        figure.add_trace(
            go.Scatter(
                x=one.frame["position"] * 100,
                y=[names.index(name) + nudge for name in one.frame["corruption"]],
                name=one.title,
                mode="markers",
                marker={"color": one.colour, "symbol": one.symbol, "size": 9},
                customdata=one.frame["said"],
                hovertemplate=f"%{{customdata}}<extra>{one.title}</extra>",
            )
        )
    for edge in range(len(names) - 1):
        figure.add_hline(y=edge + 0.5, line_width=1, line_color=with_alpha("#8A8F98", 0.25))
    figure.add_vline(x=0, line_width=1.5, line_color="#8A8F98")
    figure.update_xaxes(
        title="how far the slider has moved",
        range=[-104, 104],
        tickvals=[-100, -50, 0, 50, 100],
        ticktext=["lower end", "half", "unchanged", "half", "end"],
        fixedrange=True,
        zeroline=False,
    )
    figure.update_yaxes(
        tickvals=list(range(len(names))),
        ticktext=list(titles.values()),
        range=[len(names) - 0.5, -0.5],
        fixedrange=True,
        automargin=True,
        showgrid=False,
        zeroline=False,
    )
    return framed(figure, 110 + 34 * len(names)).update_layout(hovermode="closest")
