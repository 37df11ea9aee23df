"""What came of the reviews: agreement, conflicts to settle, and scores after review."""

from html import escape
from typing import TYPE_CHECKING

import streamlit as st

from dashboard import cache_reviews, components, state
from dashboard.components import percent, swatch
from dashboard.gallery import Tile, grid
from dashboard.review import files, reviewers
from dashboard.review import state as session
from dashboard.review.desk import words
from dashboard.store.answers import LONGEST_COMMENT
from dashboard.store.failures import StoreError
from dashboard.store.reviews import Reviewer, answers, first_answers, settle, settlements
from fer.emotions import EMOTIONS
from fer.evaluation.agreement import Agreement, by_class, krippendorff
from fer.evaluation.review import (
    VERDICTS,
    after_review,
    label_counts,
    outcomes,
    verdict_counts,
)
from fer.evaluation.scorecard import Scorecard, score
from fer.evaluation.wording import counted

if TYPE_CHECKING:
    import pandas as pd

    from dashboard.views import View

_CONFLICTS = 10  # shown at once


def results(view: "View") -> None:
    """Show everything that the reviews of a dataset amount to on one split."""
    try:
        given = answers(cache_reviews.store(), view.data)
        first = first_answers(cache_reviews.store(), view.data)
        settled = settlements(cache_reviews.store(), view.data)
    except StoreError as error:
        st.error(f"Reviews cannot be shown. {error}", icon=":material/database_off:")
        return
    here = given[given["row"].isin(view.rows["row"])]
    decided = outcomes(here, settled[settled["row"].isin(view.rows["row"])])
    own = here.loc[here["release"] == view.release.id, "row"]
    _scores(view, decided[decided.index.isin(own) | (decided["how"] == "settled")])
    _agreement(view, first[first["row"].isin(view.rows["row"])])
    _conflicts(view, here, decided)
    _settled(view, settled)
    st.subheader("How far everybody is", anchor=False)
    reviewers.everybody(view.data)
    files.keep_and_bring(view.data)


def _scores(view: "View", decided: "pd.DataFrame") -> None:
    st.subheader("After review", anchor=False)
    if not len(decided):
        st.info(
            "Nobody has reviewed these errors yet. Under *Review* it takes a name and the "
            "keyboard; what comes of it then stands here.",
            icon=":material/rate_review:",
        )
        return
    rows = [_score_row("official", view.card)]
    for way in ("left out", "relabelled"):
        kept = after_review(view.rows, decided, "left out" if way == "left out" else "relabelled")
        if len(kept):
            rows.append(_score_row(f"after review, {way}", score(kept)))
    header = ["", "accuracy (95 %)", "macro F1 (95 %)", "faces"]
    components.table(header, rows, folds=["", "accuracy", "macro F1", "faces"])
    counts = decided["how"].value_counts()
    st.caption(
        f"{counted(len(decided), 'face')} reviewed: {counts.get('agreed', 0)} agreed, "
        f"{counts.get('settled', 0)} settled, {counts.get('conflict', 0)} in conflict, "
        f"{counts.get('one reviewer', 0)} with one reviewer (these two keep their "
        "label). *Left out*: without the faces judged to carry a wrong label or "
        "to be none. *Relabelled*: with the label that the reviewers gave. Only "
        "errors of this release that were reviewed count, and what was settled. The official score "
        "stays the one to quote: nobody looked for wrong labels among the faces that the release "
        "got right, so the scores after review lean its way."
    )


def _score_row(name: str, card: Scorecard) -> list[str]:
    spread = [
        f"{percent(f.value)} <span class='paper'>({f.low * 100:.1f}–{f.high * 100:.1f})</span>"
        for f in (card.accuracy, card.macro_f1)
    ]
    return [name, *spread, f"{card.n:,}"]


def _agreement(view: "View", given: "pd.DataFrame") -> None:
    people = given["reviewer"].nunique()
    if people < 2:
        return
    st.subheader("How far reviewers agree", anchor=False)
    verdict = krippendorff(verdict_counts(given))
    labels = label_counts(given)
    own = [krippendorff(labels), *by_class(labels)]
    theirs = cache_reviews.annotators(view.data, view.split)
    names = ["Label, all seven", *EMOTIONS]
    rows = [["Whose mistake", _alpha(verdict), *([""] if theirs else [])]]
    for place, name in enumerate(names):
        title = name if not place else swatch(name)
        rows.append([title, _alpha(own[place]), *([_alpha(theirs[place])] if theirs else [])])
    header = ["", f"{people} reviewers", *(["FER+ annotators"] if theirs else [])]
    components.table(header, rows, quiet=[2] if theirs else [])
    st.caption(
        "Krippendorff's alpha with a 95 % interval (bootstrap over faces): 1 is perfect "
        f"agreement, 0 is chance. Of each reviewer's first answer, given before others' were "
        f"shown, on the {verdict.units:,} faces with two or more"
        + (
            f"; of the annotators on all {theirs[0].units:,} faces, which are easier than errors."
            if theirs
            else "."
        )
    )


def _alpha(found: Agreement) -> str:
    if not found.units:
        return "<span class='paper'>no face with two answers</span>"
    if not found.defined:
        return "<span class='paper'>no two different answers</span>"
    said = f"{found.alpha:.2f} <span class='paper'>({found.low:.2f} to {found.high:.2f})</span>"
    return said.replace("-", "−")


def _conflicts(view: "View", given: "pd.DataFrame", decided: "pd.DataFrame") -> None:
    rows = decided.index[decided["how"] == "conflict"].tolist()
    st.subheader(f"Conflicts to settle: {len(rows):,}", anchor=False)
    if refused := state.take_refusal():
        st.error(refused, icon=":material/gavel:")
    if not rows:
        st.caption("There is none: wherever several people answered, they agree or it is settled.")
        return
    who = reviewers.here() or reviewers.signed_in()
    if who is None:
        return
    seen = set(given.loc[given["reviewer"] == who.id, "row"])
    blind = [row for row in rows if row not in seen]
    if blind:
        st.caption(
            f"{len(blind):,} of them you have not answered yourself; they appear once you have, so "
            "that your answer stays your own."
        )
    for row in [row for row in rows if row in seen][:_CONFLICTS]:
        _conflict(view, given[given["row"] == row], row, who)


def _settled(view: "View", settled: "pd.DataFrame") -> None:
    here = settled[settled["row"].isin(view.rows["row"])]
    who = reviewers.here()
    if not len(here):
        return
    with st.expander(f"Settled faces: {len(here):,}", icon=":material/gavel:"):
        for _, found in here.iterrows():
            left, right = st.columns([5, 1], vertical_alignment="center")
            row = int(found["row"])
            left.html(
                f"<p>Row {row:,}: {words(found)}, settled by {escape(found['name'])}"
                f"{_comment(found['comment'])}</p>"
            )
            if who is not None:
                right.button("Open again", key=f"open-{row}", on_click=_open_again,
                             args=(view.data, row, who))  # fmt: skip


def _open_again(data: str, row: int, who: Reviewer) -> None:
    try:
        settle(cache_reviews.store(), who.id, data, row, None)
    except StoreError as error:
        st.error(f"Not opened: {error}", icon=":material/database_off:")


def _conflict(view: "View", given: "pd.DataFrame", row: int, who: Reviewer) -> None:
    known = view.rows[view.rows["row"] == row].iloc[0]
    left, right = st.columns([1, 4], gap="large")
    with left:
        tile = Tile(
            f"Labelled {EMOTIONS[known['emotion']]}", f"row {row:,}", view.pictures.face(row)
        )
        st.html(grid([tile]))
    with right:
        said = "".join(
            f"<li><strong>{escape(r['name'])}</strong>: {words(r)}"
            f"{_causes(r['causes'])}{_comment(r['comment'])}</li>"
            for _, r in given.iterrows()
        )
        st.html(f'<ul class="fer-said">{said}</ul>')
        with st.form(f"settle-{row}", border=False):
            one, two = st.columns(2)
            one.selectbox(
                "Settled as", list(VERDICTS), format_func=lambda v: VERDICTS[v], key=f"as-{row}"
            )
            two.selectbox("with the label", ["none", *EMOTIONS], key=f"label-{row}")
            one, two = st.columns([3, 1], vertical_alignment="bottom")
            one.text_input("Why (optional)", max_chars=LONGEST_COMMENT, key=f"why-{row}")
            two.form_submit_button(
                "Settle", width="stretch", on_click=_settle, args=(view.data, row, who)
            )


def _settle(data: str, row: int, who: Reviewer) -> None:
    """Keep what the form of a face says, unless somebody else was quicker."""
    verdict, label, why = session.settled_as(row)
    chosen = ["none", *EMOTIONS].index(label) - 1
    number = chosen if verdict == "label" and chosen >= 0 else None
    try:
        store = cache_reviews.store()
        if (settlements(store, data)["row"] == row).any():
            state.keep_refusal(
                f"Row {row:,} was settled meanwhile by somebody else, and yours was not saved. To "
                "settle it otherwise, open it again under *Settled faces*."
            )
            return
        settle(store, who.id, data, row, verdict, number, why)
    except StoreError as error:
        state.keep_refusal(f"Not settled: {error}")


def _causes(causes: str) -> str:
    return f" · {escape(causes.replace(',', ', '))}" if causes else ""


def _comment(comment: str) -> str:
    return f"<blockquote>{escape(comment)}</blockquote>" if comment else ""
