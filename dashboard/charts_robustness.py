"""Figures of robustness as Plotly objects. Nothing here knows Streamlit or computes a score."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import plotly.graph_objects as go
from plotly.subplots import make_subplots

from dashboard.theme import COLOURS, SERIES
from fer.emotions import EMOTIONS
from fer.evaluation.corruptions import CORRUPTIONS, SEVERITIES

if TYPE_CHECKING:
    import pandas as pd

_SYMBOLS = ("circle", "square", "diamond", "triangle-up", "x", "star", "pentagon", "cross")
_MARGIN = {"l": 8, "r": 8, "t": 30, "b": 8}
_FAINT = 0.28


@dataclass(frozen=True)
class Series:
    """A release as a chart shows it: its title, its frame, and its place among all releases."""

    title: str
    frame: "pd.DataFrame"
    place: int
    dash: str = "solid"

    @property
    def colour(self) -> str:
        """Its colour, the same on the whole page."""
        return SERIES[self.place % len(SERIES)]

    @property
    def symbol(self) -> str:
        """Its mark, so that colour is not the only sign."""
        return _SYMBOLS[self.place % len(_SYMBOLS)]


def losses(series: Sequence[Series], chosen: str | None) -> go.Figure:
    """Draw the points that each corruption costs, sorted by what it costs the chosen release.

    Parameters
    ----------
    series : sequence of Series
        Frames of `robustness.losses`.
    chosen : str, optional
        The title whose intervals are drawn; without it the first one sorts.
    """
    first = next((one for one in series if one.title == chosen), series[0])
    order = [CORRUPTIONS[name].title for name in first.frame["corruption"]][::-1]
    figure = go.Figure()
    for one in sorted(series, key=lambda one: one is first):
        main = one.title == chosen
        titles = [CORRUPTIONS[name].title for name in one.frame["corruption"]]
        loss = one.frame["loss"] * 100
        figure.add_trace(
            go.Scatter(
                x=loss,
                y=titles,
                name=one.title,
                mode="markers",
                marker={
                    "color": one.colour,
                    "symbol": one.symbol,
                    "size": 11 if main else 8,
                    "opacity": 1 if main else 0.75,
                },
                error_x={
                    "type": "data",
                    "symmetric": False,
                    "array": one.frame["high"] * 100 - loss,
                    "arrayminus": loss - one.frame["low"] * 100,
                    "thickness": 1.6,
                    "width": 3,
                    "visible": main,
                },
                customdata=one.frame[["before", "after", "n"]] * [100, 100, 1],
                hovertemplate=(
                    "%{y}: %{x:.1f} points lost<br>%{customdata[0]:.1f} % → "
                    f"%{{customdata[1]:.1f}} %, n = %{{customdata[2]:,}}<extra>{one.title}</extra>"
                ),
            )
        )
    figure.add_vline(x=0, line_width=1, line_color="#8A8F98")
    figure.update_xaxes(title="points of accuracy lost", fixedrange=True, zeroline=False)
    figure.update_yaxes(
        categoryorder="array", categoryarray=order, fixedrange=True, automargin=True, showgrid=True
    )
    return framed(figure, 90 + 27 * len(order))


def by_severity(series: Sequence[Series], corruption: str) -> go.Figure:
    """Draw accuracy against the severity of one corruption, a line for each release.

    Parameters
    ----------
    series : sequence of Series
        Frames of `robustness.by_severity`.
    corruption : str
    """
    figure = go.Figure()
    for one in series:
        rows = one.frame[one.frame["corruption"] == corruption]
        value = rows["accuracy"] * 100
        figure.add_trace(
            go.Scatter(
                x=rows["severity"],
                y=value,
                name=one.title,
                mode="lines+markers",
                line={"color": one.colour, "width": 2, "dash": one.dash},
                marker={"symbol": one.symbol, "size": 8},
                error_y={
                    "type": "data",
                    "symmetric": False,
                    "array": rows["high"] * 100 - value,
                    "arrayminus": value - rows["low"] * 100,
                    "thickness": 1,
                    "width": 2,
                },
                customdata=rows[["flipped", "n"]] * [100, 1],
                hovertemplate=(
                    "%{y:.1f} % right, %{customdata[0]:.1f} % of labels flipped, "
                    f"n = %{{customdata[1]:,}}<extra>{one.title}</extra>"
                ),
            )
        )
    _severities(figure, corruption)
    figure.update_yaxes(title="accuracy", ticksuffix=" %", fixedrange=True, rangemode="tozero")
    return framed(figure, 400)


def by_class(frame: "pd.DataFrame", corruption: str, chosen: str | None = None) -> go.Figure:
    """Draw recall by class against severity; a chosen class stands out, with its intervals.

    Parameters
    ----------
    frame : DataFrame
        Of `robustness.by_class`.
    corruption : str
    chosen : str, optional
        An emotion.
    """
    figure = go.Figure()
    for emotion in EMOTIONS:
        rows = frame[frame["emotion"] == emotion]
        if not len(rows):
            continue
        stands_out = chosen in (None, emotion)
        value = rows["recall"] * 100
        figure.add_trace(
            go.Scatter(
                x=rows["severity"],
                y=value,
                name=emotion,
                mode="lines+markers",
                opacity=1 if stands_out else _FAINT,
                line={"color": COLOURS[emotion], "width": 3 if chosen == emotion else 2},
                marker={"symbol": _SYMBOLS[EMOTIONS.index(emotion)], "size": 7},
                error_y={
                    "type": "data",
                    "symmetric": False,
                    "array": rows["high"] * 100 - value,
                    "arrayminus": value - rows["low"] * 100,
                    "thickness": 1.2,
                    "width": 3,
                    "visible": chosen == emotion,
                },
                customdata=rows[["low", "high", "n"]] * [100, 100, 1],
                hovertemplate=(
                    "%{y:.0f} % (%{customdata[0]:.0f} to %{customdata[1]:.0f}), "
                    f"n = %{{customdata[2]:,}}<extra>{emotion}</extra>"
                ),
            )
        )
    _severities(figure, corruption)
    figure.update_yaxes(title="recall", ticksuffix=" %", fixedrange=True, range=[0, 100])
    return framed(figure, 400)


def every(series: Sequence[Series], names: Sequence[str]) -> go.Figure:
    """Draw accuracy against severity in a small panel for every corruption."""
    columns = 3
    rows = -(-len(names) // columns)
    figure = make_subplots(
        rows=rows,
        cols=columns,
        shared_yaxes=True,
        subplot_titles=[CORRUPTIONS[name].title for name in names],
        vertical_spacing=0.36 / rows,
        horizontal_spacing=0.03,
    )
    for place, name in enumerate(names):
        for one in series:
            own = one.frame[one.frame["corruption"] == name]
            figure.add_trace(
                go.Scatter(
                    x=own["severity"],
                    y=own["accuracy"] * 100,
                    name=one.title,
                    legendgroup=one.title,
                    showlegend=place == 0,
                    mode="lines+markers",
                    line={"color": one.colour, "width": 2, "dash": one.dash},
                    marker={"symbol": one.symbol, "size": 5},
                    hovertemplate=f"severity %{{x}}: %{{y:.1f}} %<extra>{one.title}</extra>",
                ),
                row=place // columns + 1,
                col=place % columns + 1,
            )
    figure.update_xaxes(fixedrange=True, dtick=1)
    figure.update_yaxes(fixedrange=True, rangemode="tozero", ticksuffix=" %")
    figure.update_annotations(font_size=13)
    framed(figure, 60 + 180 * rows)
    return figure.update_layout(legend={"orientation": "h", "y": -0.06, "yanchor": "top", "x": 0})


def exposure(series: Sequence[Series], field: str) -> go.Figure:
    """Draw accuracy or flipped labels along the gain, and along the offset.

    Parameters
    ----------
    series : sequence of Series
        Frames of `exposure.sweep_of` of both kinds, one under the other, with a column ``kind``.
    field : str
        ``"accuracy"`` or ``"flipped"``.
    """
    titles = ("Gain, in stops", "Offset, in grey levels")
    figure = make_subplots(rows=1, cols=2, shared_yaxes=True, horizontal_spacing=0.05)
    for column, kind in enumerate(("gain", "offset"), start=1):
        for one in series:
            own = one.frame[one.frame["kind"] == kind]
            ends = own[["low", "high"] if field == "accuracy" else ["flipped_low", "flipped_high"]]
            figure.add_trace(
                go.Scatter(
                    x=own["x"],
                    y=own[field] * 100,
                    name=one.title,
                    legendgroup=one.title,
                    showlegend=column == 1,
                    mode="lines+markers",
                    line={"color": one.colour, "width": 2, "dash": one.dash},
                    marker={"symbol": one.symbol, "size": 6},
                    customdata=ends * 100,
                    hovertemplate=(
                        "%{y:.1f} % (%{customdata[0]:.1f} to %{customdata[1]:.1f})"
                        f"<extra>{one.title}</extra>"
                    ),
                ),
                row=1,
                col=column,
            )
        figure.update_xaxes(title=titles[column - 1], row=1, col=column)
    figure.update_xaxes(fixedrange=True, zeroline=True)
    figure.update_yaxes(fixedrange=True, ticksuffix=" %", rangemode="tozero")
    return framed(figure, 360)


def _severities(figure: go.Figure, corruption: str) -> None:
    one = CORRUPTIONS[corruption]
    written = [one.write(level) for level in one.levels]
    if one.mirrored:
        written = [
            f"{text} or {1 / level:.2f}" if one.logarithmic else text.replace("+", "±")
            for text, level in zip(written, one.levels, strict=True)
        ]
    short = [re.sub(" grey levels| wide| high", "", text) for text in written]
    figure.update_xaxes(
        title="severity",
        tickvals=list(range(SEVERITIES + 1)),
        ticktext=["none", *(f"{i}<br>{text}" for i, text in enumerate(short, start=1))],
        fixedrange=True,
    )


def framed(figure: go.Figure, height: int) -> go.Figure:
    """Give a figure its height, margins and legend."""
    figure.update_layout(
        height=height,
        margin=_MARGIN,
        legend={"orientation": "h", "y": 1.02, "yanchor": "bottom", "x": 0},
        showlegend=True,
    )
    return figure
