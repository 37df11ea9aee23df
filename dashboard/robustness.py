"""The part of the page Robustness on what changes cost, and what its parts share."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

import streamlit as st

from dashboard import cache_robustness, charts, charts_robustness, components, state
from dashboard.charts_robustness import Series
from dashboard.components import percent
from fer.emotions import EMOTIONS
from fer.errors import FerError
from fer.evaluation import robustness
from fer.evaluation.corruptions import CORRUPTIONS, SEVERITIES
from fer.evaluation.wording import listed
from fer.release import Release

if TYPE_CHECKING:
    import pandas as pd

ALL = "All"
MIDDLE = 3
_FIRST = "rotation"


@dataclass(frozen=True)
class Shown:
    """What the page is about: the releases that have a table, the chosen one, and the split.

    Attributes
    ----------
    releases : mapping of str to Release
        By id, those with figures on this split.
    missing : mapping of str to str
        By id, why a release has none and what to do about it.
    titles : mapping of str to str
        By id, with the id where two releases share a title.
    places : mapping of str to int
        By id, the place among all releases, for colours that stay.
    chosen : Release
    split : str
    """

    releases: Mapping[str, Release]
    missing: Mapping[str, str]
    titles: Mapping[str, str]
    places: Mapping[str, int]
    chosen: Release
    split: str

    def series(self, frames: Mapping[str, "pd.DataFrame"]) -> list[Series]:
        """Return frames by id as what charts draw; dashed where it was taken out."""
        return [
            Series(
                self.titles[name],
                frame,
                self.places[name],
                "dash" if self.releases[name].is_twin else "solid",
            )
            for name, frame in frames.items()
        ]


def gather(found: list[Release], chosen: Release, split: str) -> Shown:
    """Sort releases into those with a table of the chosen one's dataset and those without."""
    there: dict[str, Release] = {}
    missing: dict[str, str] = {}
    for release in found:
        if release.dataset != chosen.dataset:
            missing[release.id] = (
                f"Release '{release.id}' was measured on {release.dataset}, "
                f"'{chosen.id}' on {chosen.dataset}: choose it to see its figures."
            )
            continue
        try:
            if (cache_robustness.table(release)["split"] == split).any():
                there[release.id] = release
            else:
                missing[release.id] = (
                    f"Release '{release.id}' was not measured on {split}. "
                    f"Measure it: python -m fer robustness {release.id}"
                )
        except FerError as error:
            missing[release.id] = str(error)
    names = [release.title for release in found]
    titles = {r.id: r.title if names.count(r.title) == 1 else f"{r.title} ({r.id})" for r in found}
    return Shown(there, missing, titles, {r.id: i for i, r in enumerate(found)}, chosen, split)


def lead(shown: Shown) -> str:
    """Return the page's answer in one sentence, where the chosen release has a table."""
    release = shown.releases.get(shown.chosen.id)
    if release is None:
        return (
            f"What light, blur, noise, a turn or a covered mouth does to the labels of "
            f"{shown.chosen.title} is not measured yet; move the sliders of One face to see some."
        )
    said = robustness.answer(cache_robustness.losses(release, shown.split, MIDDLE))
    n, population = _sizes(figures_of(shown)[release.id])
    sample = "" if n == population else f" Measured on a sample of {n:,} of {population:,} faces."
    return f"{release.title}: {said[0].lower()}{said[1:]}{sample}"


def warn(shown: Shown) -> None:
    """Say which of the releases shown learnt from the faces that they are measured on."""
    learnt = [
        shown.titles[name]
        for name, release in shown.releases.items()
        if shown.split in release.train_splits
    ]
    if learnt:
        one = len(learnt) == 1
        st.warning(
            f"{listed(learnt)} learnt from {shown.split}: {'its' if one else 'their'} figures say "
            f"how well {'it remembers' if one else 'they remember'} those faces, not how good "
            f"{'it is' if one else 'they are'}. Look at PrivateTest.",
            icon=":material/school:",
        )


def without(shown: Shown) -> None:
    """Name the releases without figures, with what to do."""
    if shown.missing:
        said = "\n".join(f"- {what}" for what in shown.missing.values())
        st.warning(f"Not shown:\n{said}", icon=":material/table_view:")


def corruptions(shown: Shown) -> None:
    """Show what each change costs, and one of them by severity and by class."""
    severity = _severity()
    frames = {
        name: cache_robustness.losses(release, shown.split, severity)
        for name, release in shown.releases.items()
    }
    if not frames:
        without(shown)
        return
    chosen = shown.titles[shown.chosen.id] if shown.chosen.id in frames else None
    st.plotly_chart(
        charts_robustness.losses(shown.series(frames), chosen),
        config=charts.CONFIG,
        alt=f"Points of accuracy that each change costs each release at severity {severity}.",
    )
    intervals = f"; 95 % intervals for {chosen}" if chosen else ""
    st.caption(
        f"Points of accuracy lost on {shown.split} at severity {severity}, for the same faces "
        f"before and after{intervals}. {counted(shown)}"
    )
    without(shown)
    _one_change(shown, severity)
    names = list(CORRUPTIONS)
    figures = figures_of(shown)
    if shown.chosen.id in shown.releases:
        _worst(shown, severity)
    with st.expander("Every change at once", icon=":material/grid_view:"):
        st.plotly_chart(
            charts_robustness.every(shown.series(figures), names),
            config=charts.CONFIG,
            alt="Accuracy against severity, a panel for every change.",
        )
        st.caption("Accuracy against severity; 0 is the unchanged face.")


def _worst(shown: Shown, severity: int) -> None:
    with st.expander("Who is hurt most by each change", icon=":material/personal_injury:"):
        found = cache_robustness.worst(shown.chosen, shown.split, severity)
        components.table(
            ["", "worst-hurt class", "recall", "points lost (95 %)", "faces", "may lose as much"],
            [
                [
                    CORRUPTIONS[row["corruption"]].title,
                    components.swatch(row["emotion"]) if row["low"] > 0 else "none beyond chance",
                    f"{percent(row['before'])} → {percent(row['after'])}",
                    _interval(row),
                    f"{int(row['n']):,}",
                    row["alike"] or "–",
                ]
                for _, row in found.iterrows()
            ],
        )
        st.caption(
            f"{shown.chosen.title} on {shown.split}, severity {severity}. The intervals are not "
            "corrected for the number of looks, seven for each change: a few classes stand here by "
            "chance."
        )


def _interval(row: "pd.Series") -> str:
    return (
        f"{row['loss'] * 100:.1f} <span class='paper'>({row['low'] * 100:.1f} to "
        f"{row['high'] * 100:.1f})</span>"
    )


def _severity() -> int:
    levels = [str(level) for level in range(1, SEVERITIES + 1)]
    state.link(state.SEVERITY, levels, str(MIDDLE))
    level = st.segmented_control(
        "Severity",
        levels,
        key=state.SEVERITY,
        required=True,
        help="From 1, which is hard to see, to 5, at which a face is hard to read.",
    )
    state.keep(state.SEVERITY, str(MIDDLE))
    return int(level or MIDDLE)


def figures_of(shown: Shown) -> dict[str, "pd.DataFrame"]:
    """Return accuracy and flips of every release that has a table, by id."""
    return {
        name: cache_robustness.by_severity(release, shown.split)
        for name, release in shown.releases.items()
    }


def counted(shown: Shown) -> str:
    """Say on how many faces each release was measured."""
    whole: list[str] = []
    sampled: list[str] = []
    for name, frame in figures_of(shown).items():
        n, population = _sizes(frame)
        said = f"{shown.titles[name]} {n:,}"
        (whole if n == population else sampled).append(said)
    text = f"n: {', '.join(whole + sampled)}."
    if sampled:
        text += (
            " Where that is not the whole split, a sample was taken with more of the rare classes "
            "and weighted back: its figures differ by chance from those of the scorecard, also "
            "for unchanged faces, and from those of other releases."
        )
    return text


def _sizes(frame: "pd.DataFrame") -> tuple[int, int]:
    return int(frame["n"].iloc[0]), int(frame["population"].iloc[0])


def _one_change(shown: Shown, severity: int) -> None:
    st.subheader("One change, step by step", anchor=False)
    left, right = st.columns(2)
    with left:
        state.link(state.CORRUPTION, list(CORRUPTIONS), _FIRST)
        name = st.selectbox(
            "Change",
            list(CORRUPTIONS),
            format_func=lambda name: CORRUPTIONS[name].title if name in CORRUPTIONS else name,
            key=state.CORRUPTION,
        )
        state.keep(state.CORRUPTION, _FIRST)
    with right:
        state.link(state.CLASS, [ALL, *EMOTIONS], ALL)
        emotion = st.selectbox("Class", [ALL, *EMOTIONS], key=state.CLASS)
        state.keep(state.CLASS, ALL)
    st.caption(CORRUPTIONS[name].about)
    left, right = st.columns(2, gap="medium")
    with left:
        st.markdown("**Accuracy of every release**")
        st.plotly_chart(
            charts_robustness.by_severity(shown.series(figures_of(shown)), name),
            config=charts.CONFIG,
            alt=f"Accuracy against the severity of {name}, a line for each release.",
        )
    with right:
        st.markdown(f"**Classes, as {shown.chosen.title} recalls them**")
        if shown.chosen.id not in shown.releases:
            st.info(shown.missing[shown.chosen.id], icon=":material/table_view:")
            return
        table = cache_robustness.table(shown.chosen)
        frame = robustness.by_class(table, shown.split, name)
        st.plotly_chart(
            charts_robustness.by_class(frame, name, None if emotion == ALL else emotion),
            config=charts.CONFIG,
            alt=f"Recall against the severity of {name}, a line for each class.",
        )
    by_loss = robustness.losses_by_class(table, shown.split, name, severity)
    st.markdown(
        f"**{CORRUPTIONS[name].title}, severity {severity}, {shown.chosen.title} on "
        f"{shown.split}.** {robustness.worst_hurt(by_loss)}"
    )
    with st.expander("Class by class", icon=":material/table_rows:"):
        _class_table(by_loss)


def _class_table(by_loss: "pd.DataFrame") -> None:
    header = ["", "unchanged", "changed", "points lost (95 %)", "faces"]
    rows = [
        [
            components.swatch(str(row["emotion"])),
            percent(row["before"]),
            percent(row["after"]),
            _interval(row),
            f"{int(row['n']):,}",
        ]
        for _, row in by_loss.iterrows()
    ]
    components.table(header, rows)
