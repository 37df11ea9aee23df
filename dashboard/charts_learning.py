"""Curves of trainings as Plotly objects: releases overlaid, and one that is still running.

Nothing here knows Streamlit or computes a figure.
"""

from collections.abc import Sequence
from typing import Literal

import plotly.graph_objects as go

from dashboard.theme import BEHIND_LABEL, LABEL, LEARNT, SERIES, WATCHED
from fer.evaluation import paper
from fer.evaluation.learning import Curve

Field = Literal["loss", "accuracy"]
_TITLES: dict[Field, str] = {"loss": "loss", "accuracy": "accuracy"}


def overlaid(curves: Sequence[tuple[str, Curve]], field: Field, *, claim: bool = True) -> go.Figure:
    """Draw loss or accuracy by step of several releases, with the turn of each test loss.

    Solid lines are of faces that were not learnt from, dotted ones of those that were.

    Parameters
    ----------
    curves : sequence of (title, Curve)
    field : str
        ``"loss"`` or ``"accuracy"``.
    claim : bool
        Whether to mark the step of the paper's claim, which means nothing to a training that went
        on from another.
    """
    figure = go.Figure()
    factor, unit = (100, " %") if field == "accuracy" else (1, "")
    for place, (title, curve) in enumerate(curves):
        colour = SERIES[place % len(SERIES)]
        for frame, name, line, width in (
            (curve.learnt, f"{title}: learnt from", "dot", 1.4),
            (curve.watched, f"{title}: {curve.split}", "solid", 2.4),
        ):
            if len(frame):
                figure.add_trace(
                    go.Scatter(
                        x=frame["step"],
                        y=frame[field] * factor,
                        name=name,
                        mode="lines",
                        line={"color": colour, "width": width, "dash": line},
                        opacity=0.75 if line == "dot" else 1,
                        hovertemplate=f"%{{y:.3g}}{unit}<extra>{name}</extra>",
                    )
                )
        _mark_turn(figure, title, curve, field, colour, place)
    last = max((curve.last_step for _, curve in curves), default=0)
    if claim and last > paper.OVERFITTING_STEP / 2:
        figure.add_vline(
            paper.OVERFITTING_STEP,
            line={"width": 1, "dash": "dash", "color": LEARNT},
            annotation={"text": "the paper’s 2,000", "font": {"size": 12}, "yanchor": "bottom"},
            annotation_position="top",
        )
    return _framed(figure, field)


def _mark_turn(
    figure: go.Figure, title: str, curve: Curve, field: Field, colour: str, place: int
) -> None:
    if curve.turn is None:
        return
    at = curve.watched[curve.watched["step"] == curve.turn.step].iloc[0]
    y = at["smooth"] if field == "loss" else at["accuracy"] * 100
    figure.add_trace(
        go.Scatter(
            x=[curve.turn.step],
            y=[y],
            name=f"{title}: test loss turns",
            mode="markers",
            marker={
                "symbol": "diamond",
                "size": 12,
                "color": colour,
                "line": {"width": 2, "color": "white"},
            },
            hovertemplate=f"test loss turns at about step {curve.turn.step:,}"
            f"<extra>{title}</extra>",
            showlegend=False,
        )
    )
    figure.add_annotation(
        x=curve.turn.step,
        y=y,
        text=f"turns at {curve.turn.step:,}",
        ax=24,
        ay=(-46 if field == "loss" else 62) - 16 * place * (1 if field == "loss" else -1),
        xanchor="left",
        arrowwidth=1,
        arrowhead=0,
        standoff=9,
        arrowcolor=colour,
        font={"color": LABEL},
        bgcolor=BEHIND_LABEL,
    )


def live(curve: Curve, field: Field, steps: int) -> go.Figure:
    """Draw loss or accuracy of a training that is running, on the axis of all its steps."""
    figure = go.Figure()
    factor, unit = (100, " %") if field == "accuracy" else (1, "")
    for frame, name, colour, mode in (
        (curve.learnt, "learnt from", LEARNT, "lines"),
        (curve.watched, curve.split, WATCHED, "lines+markers"),
    ):
        if len(frame):
            figure.add_trace(
                go.Scatter(
                    x=frame["step"],
                    y=frame[field] * factor,
                    name=name,
                    mode=mode,
                    line={"color": colour, "dash": "dot" if mode == "lines" else "solid"},
                    hovertemplate=f"%{{y:.3g}}{unit}<extra>{name}</extra>",
                )
            )
    _framed(figure, field)
    figure.update_xaxes(range=[0, steps * 1.02])
    figure.update_layout(height=300, legend={"y": 1.16})
    return figure


def _framed(figure: go.Figure, field: Field) -> go.Figure:
    figure.update_xaxes(title="step", fixedrange=True, rangemode="tozero", tickformat=",d")
    figure.update_yaxes(
        title=_TITLES[field],
        fixedrange=True,
        automargin=True,
        ticksuffix=" %" if field == "accuracy" else "",
    )
    figure.update_layout(
        height=350,
        margin={"l": 8, "r": 8, "t": 28, "b": 8},
        legend={"orientation": "h", "y": -0.24, "x": 0},
        showlegend=True,
        hovermode="x unified",
    )
    return figure
