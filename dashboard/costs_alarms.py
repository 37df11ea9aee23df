"""What an error costs somewhere, of one release: its alarms in a picture, and its figures."""

from dataclasses import dataclass

import streamlit as st

from dashboard import (
    cache_workshop,
)
from dashboard.pictures import title_of
from dashboard.theme import COLOURS
from fer.emotions import EMOTIONS
from fer.errors import FerError
from fer.evaluation.cells import ABSTAINED
from fer.evaluation.conclusions import Judged
from fer.evaluation.decisions import Estimate, Rule, flagged
from fer.evaluation.stakes import Context
from fer.release import Release

RULE_NAMES: dict[Rule, tuple[str, str]] = {
    "probable": ("Most probable", "the most probable label, as the release answers"),
    "cheapest": ("Cheapest", "the label of least expected cost"),
    "silent": (
        "Cheapest or silent",
        "the label of least expected cost, or none if that is cheaper",
    ),
}
_FEW = 30  # faces below which a figure is said to rest on few


@dataclass(frozen=True)
class Shown:
    """What the activity is about.

    Attributes
    ----------
    context : Context
    changes : str
        What the room has set otherwise.
    release : Release
    flag : int
        The answer that counts as an alarm.
    rule : Rule
    judged : Judged
    """

    context: Context
    changes: str
    release: Release
    flag: int
    rule: Rule
    judged: Judged

    @property
    def name(self) -> str:
        """The emotion of the alarm."""
        return EMOTIONS[self.flag]


def thousand_of(shown: Shown, found: Estimate | None) -> None:
    """Show a thousand alarms of the release, and what they rest on."""
    if found is None:
        st.info(
            f"{shown.release.title} calls no face {shown.name} here: nobody is flagged, and every "
            f"face labelled {shown.name} is missed.",
            icon=":material/notifications_off:",
        )
        return
    right = round(found.value)
    st.html(thousand(right, shown.name))
    rests = shown.judged.faces(shown.rule, shown.flag)
    few = " Few: take it as a hint." if rests < _FEW else ""
    st.caption(
        f"{right:,} of 1,000, 95 % interval {found.low:,.0f} to {found.high:,.0f}; from the "
        f"{rests:,} faces of {cache_workshop.SPLIT} that {shown.release.title} calls {shown.name}, "
        f"carried to the shares set here.{few}{_clean(shown)} {assumed(shown.release)}"
    )


def assumed(release: Release) -> str:
    """Return what every figure of a use takes for granted, in a sentence."""
    return (
        f"It is assumed that {release.title} errs there as on these test faces of "
        f"{title_of(release.dataset)}; with another camera and other people it may err more."
    )


def _clean(shown: Shown) -> str:
    """Return what the figure is without leaked rows, where any leak."""
    try:
        clean = cache_workshop.judged(shown.release, shown.context.id, shown.changes, leaked=False)
        found = clean.labelled_so(shown.rule, shown.flag)
    except FerError:
        return ""
    if found is None or shown.release.dataset != "fer2013":
        return ""
    return f" Without leaked rows: {found.value:,.0f}."


def thousand(right: int, name: str) -> str:
    """Return HTML of a thousand discs: full ones are labelled so, rings are false alarms."""
    rows, rest = divmod(right, 40)
    y, x = f"{(rows + 1) * 4:g}%", f"{rest * 2.5:g}%"
    above = f"{rows * 4:g}%"
    full = f"polygon(0 0,100% 0,100% {above},{x} {above},{x} {y},0 {y})"
    ring = f"polygon({x} {above},100% {above},100% 100%,0 100%,0 {y},{x} {y})"
    return (
        f'<div class="fer-thousand" role="img" aria-label="Of 1,000 faces called {name}, {right:,} '
        f'are labelled {name} and {1000 - right:,} are not">'
        f'<div class="full" style="color:{COLOURS[name]};clip-path:{full}"></div>'
        f'<div class="ring" style="clip-path:{ring}"></div></div>'
        f'<p class="fer-key"><span><i class="full" style="color:{COLOURS[name]}"></i>'
        f'<b>{right:,}</b> labelled {name}</span><span><i class="ring"></i>'
        f"<b>{1000 - right:,}</b> false alarms</span></p>"
    )


def figures(shown: Shown) -> None:
    """Say how many alarms, misses and silences there are, and what all errors cost."""
    judged, matrix = shown.judged, shown.judged.matrices[shown.rule]
    base = judged.stakes.base
    alarms = flagged(matrix, judged.stakes, shown.flag)
    row = matrix[shown.flag]
    missed = 1 - row[shown.flag] / row.sum() if row.sum() else 0.0
    cost = judged.costs[shown.rule]
    st.markdown(
        f"Of 1,000 faces, **{base[shown.flag] * 1000:,.0f}** are taken to be labelled "
        f"{shown.name}.\n\n"
        f"- **{alarms:,.0f}** are called {shown.name}; {missed:.0%} of those labelled so are "
        "missed.\n"
        f"- **{flagged(matrix, judged.stakes, ABSTAINED):,.0f}** get no answer.\n"
        f"- All errors together cost **{cost.value:,.0f}** ({cost.low:,.0f} to {cost.high:,.0f}); "
        f"{idle(judged)} without looking costs **{judged.idle[1]:,.0f}**."
    )


def idle(judged: Judged) -> str:
    """Return what costs least without looking at anybody, in words."""
    answer = judged.idle[0]
    return "giving no answer" if answer == ABSTAINED else f"calling everybody {EMOTIONS[answer]}"
