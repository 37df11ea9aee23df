"""All models at once: one table, one chart of accuracy against milliseconds, and every pair."""

from html import escape
from typing import TYPE_CHECKING

import streamlit as st

from dashboard import (
    cache,
    cache_comparison,
    charts,
    charts_comparison,
    components,
    downloads,
    state,
    state_comparison,
)
from dashboard.charts_comparison import Standing
from dashboard.contenders import Choice
from fer.benchmark import Timing, machine
from fer.emotions import EMOTIONS
from fer.errors import FerError
from fer.evaluation import paper
from fer.evaluation.comparison import told_apart
from fer.evaluation.entries import FER2013
from fer.evaluation.standings import F1
from fer.evaluation.wording import bare_p, listed, percent, points

if TYPE_CHECKING:
    import pandas as pd

    from fer.release import Release

STANDING_COLUMNS = [
    *("model", "faces", "accuracy", "from", "to", "macro F1", "from", "to"),
    *(f"F1 {name}" for name in EMOTIONS),
    *("ms a face (median)", "95th percentile", "calls", "machine", "parameters", "MB"),
]
PAIR_COLUMNS = [
    *("A", "B", "faces", "A − B, points", "from", "to", "only A right", "only B right"),
    *("McNemar's test", "p", "p corrected (Holm)", "right more often"),
]


def show(choice: Choice) -> None:
    """Show everybody who has predictions of the chosen faces."""
    ids = list(choice.entries)
    names = dict(zip(ids, told_apart(list(choice.entries.values())), strict=True))
    state.link_several(state_comparison.AMONG, ids, ids)
    chosen = st.pills(
        "Among",
        ids,
        selection_mode="multi",
        format_func=lambda name: names.get(name, name),
        key=state_comparison.AMONG,
        help="All are scored on the rows that every one of them has.",
    )
    state.keep_several(state_comparison.AMONG, ids)
    if not chosen:
        st.caption("Choose at least one.")
        return
    entries = [choice.entries[name] for name in chosen]
    try:
        aligned, table, pairs = cache_comparison.league(entries, choice.split, leaked=choice.leaked)
    except FerError as error:
        st.error(str(error), icon=":material/error:")
        return
    for gap in aligned.gaps():
        st.warning(gap, icon=":material/data_alert:")
    if seen := [names[e.id] for e in entries if choice.split in e.train_splits]:
        st.caption(
            f"Learnt from {choice.split}, and so not to be held against the others: {listed(seen)}."
        )
    releases = {release.id: release for release in cache.list_releases()}
    times = {name: _time(releases[name]) for name in chosen if name in releases}
    _chart(choice, table, times)
    _table(choice, table, times, releases)
    if pairs is not None:
        _pairs(pairs)


def _time(release: "Release") -> Timing | None:
    try:
        return cache_comparison.speed(release)
    except FerError as error:
        st.warning(f"{release.title} cannot be timed: {error}", icon=":material/timer_off:")
        return None


def _chart(choice: Choice, table: "pd.DataFrame", times: dict[str, Timing | None]) -> None:
    standings = [
        Standing(
            str(row["title"]),
            float(row["accuracy"]),
            float(row["accuracy_low"]),
            float(row["accuracy_high"]),
            timing.median if (timing := times.get(str(row["id"]))) else None,
        )
        for _, row in table.iterrows()
    ]
    known = choice.a.dataset == FER2013
    st.plotly_chart(
        charts_comparison.speed(standings, context=known),
        config=charts.CONFIG,
        alt="Accuracy of every model against the milliseconds that it takes for a face.",
    )
    calls = next((t.n for t in times.values() if t), 0)
    measured = (
        f"Milliseconds: median of {calls} calls with one face, measured by this server on "
        f"{machine()}. "
        if calls
        else ""
    )
    context = (
        "Kaggle’s top 20, people’s accuracy and the paper’s figures (Li, Shen & Miao 2018) are of "
        f"{paper.SPLIT}, by the paper’s account."
        if known
        else ""
    )
    st.caption(
        f"{measured}Bars are 95 % intervals (Wilson) on {int(table['n'].iloc[0]):,} faces of "
        f"{choice.split}. {context}"
    )


def _table(
    choice: Choice,
    table: "pd.DataFrame",
    times: dict[str, Timing | None],
    releases: "dict[str, Release]",
) -> None:
    rows, plain = [], []
    for _, row in table.iterrows():
        name = str(row["id"])
        timing, release = times.get(name), releases.get(name)
        rows.append(
            [
                escape(str(row["title"])),
                *(
                    f"{percent(row[field])} <span class='paper'>({row[f'{field}_low'] * 100:.1f}–"
                    f"{row[f'{field}_high'] * 100:.1f})</span>"
                    for field in ("accuracy", "macro_f1")
                ),
                *(f"{row[column] * 100:.0f}" for column in F1),
                f"{timing.median:.3g}" if timing else "—",
                f"{release.card['parameters']:,}" if release else "—",
                f"{release.size / 1e6:.1f}" if release else "—",
            ]
        )
        plain.append(standing_row(row, timing, release))
    if choice.a.dataset == FER2013:
        rest = [""] * (len(STANDING_COLUMNS) - 3)
        plain += [
            [f"paper: {paper.TITLES[name]}", "", str(accuracy), *rest]
            for name, accuracy in paper.ACCURACY.items()
        ]
    header = ["", "accuracy (95 %)", "macro F1 (95 %)", *(f"F1 {e[:3]}" for e in EMOTIONS)]
    components.table([*header, "ms a face", "parameters", "MB"], rows)
    downloads.rows("All models as CSV", "models.csv", STANDING_COLUMNS, lambda: plain)


def standing_row(
    row: "pd.Series[float]", timing: Timing | None, release: "Release | None"
) -> list[str]:
    """Return a model's line of `STANDING_COLUMNS` as texts."""
    scores = (
        *("accuracy", "accuracy_low", "accuracy_high"),
        *("macro_f1", "macro_f1_low", "macro_f1_high", *F1),
    )
    spent = [""] * 4
    if timing:
        spent = [f"{timing.median:.4f}", f"{timing.p95:.4f}", str(timing.n), machine()]
    size = [str(release.card["parameters"]), f"{release.size / 1e6:.2f}"] if release else ["", ""]
    return [
        str(row["title"]),
        str(row["n"]),
        *(f"{row[field]:.4f}" for field in scores),
        *spent,
        *size,
    ]


def _pairs(pairs: "pd.DataFrame") -> None:
    st.subheader("Every pair", anchor=False)
    rows = pair_rows(pairs)
    shown = [
        [
            f"{escape(r[0])} − {escape(r[1])}",
            r[3],
            f"{r[4]} to {r[5]}",
            f"{r[6]} : {r[7]}",
            r[10],
            escape(r[11]),
        ]
        for r in rows
    ]
    header = ["", "points", "95 %", "only one right", "p (Holm)", "right more often"]
    components.table(header, shown)
    st.caption(
        f"McNemar's test of accuracy, {len(rows)} pair{'' if len(rows) == 1 else 's'} corrected "
        "together by Holm's method; intervals by paired bootstrap."
    )
    downloads.rows("Every pair as CSV", "pairs.csv", PAIR_COLUMNS, lambda: rows)


def pair_rows(pairs: "pd.DataFrame") -> list[list[str]]:
    """Return the pairs as texts, in `PAIR_COLUMNS`."""
    return [
        [
            str(pair["a"]),
            str(pair["b"]),
            str(pair["n"]),
            *(points(float(pair[field])) for field in ("difference", "low", "high")),
            str(pair["only_a"]),
            str(pair["only_b"]),
            str(pair["method"]),
            *(bare_p(float(pair[field])) for field in ("p", "corrected")),
            str(pair["verdict"]),
        ]
        for _, pair in pairs.iterrows()
    ]
