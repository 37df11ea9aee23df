"""The review queue: one face at a time, answered with the keyboard, blind, with undo.

Others' answers and the annotators' votes of a face are hidden until one's own answer is saved.
"""

from dataclasses import dataclass
from html import escape
from typing import TYPE_CHECKING, Any

import streamlit as st
from streamlit.errors import StreamlitAPIException

from dashboard import cache_reviews, state
from dashboard.gallery import grid
from dashboard.mistakes import numbers, tile_of
from dashboard.pictures import Pictures
from dashboard.review import state as session
from dashboard.store.answers import LONGEST_COMMENT, Answer, fresh_id
from dashboard.store.failures import StoreError
from dashboard.store.reviews import Reviewer, answered, answers, save, undo
from fer.emotions import EMOTIONS
from fer.evaluation.mistakes import Panel
from fer.evaluation.review import CAUSES, VERDICTS

if TYPE_CHECKING:
    import pandas as pd
    from streamlit.delta_generator import DeltaGenerator

VERDICT_KEYS = dict(zip(VERDICTS, "MLPN", strict=True))
CAUSE_KEYS = dict(zip(CAUSES, "OVDTBX", strict=True))
_SAVE, _UNDO, _SKIP = "S", "U", "K"
_LENGTHS = ("20", "50", "100", "all")


@dataclass(frozen=True)
class Task:
    """What is reviewed: the errors of a release on a dataset, as chosen and ordered."""

    data: str
    release: str
    seen: Panel
    chosen: "pd.DataFrame"
    titles: dict[str, str]
    pictures: Pictures

    def name(self, row: int) -> str:
        """Return the name of a face for what is kept in the session."""
        return f"{self.data}-{row}"


def length() -> int | None:
    """Let the reviewer choose how many errors their queue has; None for all."""
    state.link(session.QUEUE, _LENGTHS, _LENGTHS[0])
    st.segmented_control(
        "Faces in the queue",
        _LENGTHS,
        key=session.QUEUE,
        required=True,
        help="The first of the errors chosen above. Whoever opens the same link has the same "
        "queue, so that agreement can be measured.",
    )
    state.keep(session.QUEUE, _LENGTHS[0])
    asked = state.value(session.QUEUE)
    return None if asked == "all" else int(asked)


@st.fragment
def queue(task: Task, who: Reviewer) -> None:
    """Show the next face that the reviewer has not answered, and take the answer."""
    rows = task.chosen["row"].tolist()
    # places that stay: on a slow server two forms stood at once when a line came new above them
    above, below = st.container(), st.container()
    try:
        mine = answered(cache_reviews.store(), who.id, task.data)
    except StoreError as error:
        above.error(
            f"{error} What you have begun stays on this page.", icon=":material/database_off:"
        )
        mine = set()
    left = [row for row in rows if row not in mine]
    put_off = session.skipped()
    waiting = [row for row in left if task.name(row) not in put_off]
    above.progress(
        (len(rows) - len(left)) / max(len(rows), 1),
        text=f"{len(rows) - len(left):,} of {len(rows):,} answered"
        + (f", {len(left) - len(waiting):,} put off" if len(left) > len(waiting) else ""),
    )
    with above:
        if mine.intersection(rows):
            _latest(task, who, mine)
        elif (taken := session.taken_back()) is not None:
            _say_taken(above, taken)
    with below:
        if (row := _next_row(task, left, waiting)) is not None:
            _face(task, who, row)
        else:
            st.success(
                "The queue is done. Choose other errors or a longer queue, or see *Results*."
                if rows
                else "No error is of this kind. Choose another kind or label.",
                icon=":material/check:",
            )


def _next_row(task: Task, left: list[int], waiting: list[int]) -> int | None:
    first = session.next_up()
    if first is not None and (task.chosen["row"] == first).any():
        stands = first == session.taken_back()  # an earlier answer of the same person stands again
        if stands or first in left or "sent" in session.draft(task.name(first)):
            return first
    order = [*session.skipped()]
    return (
        waiting[0] if waiting else min(left, key=lambda r: order.index(task.name(r)), default=None)
    )


def _face(task: Task, who: Reviewer, row: int) -> None:
    known = task.chosen[task.chosen["row"] == row].iloc[0]
    place = int((task.seen.row == row).argmax())
    label, predicted = int(task.seen.label[place]), int(known["predicted"])
    begun = session.draft(task.name(row))
    left, right = st.columns([1, 3], gap="large")
    with left:
        st.html(grid([tile_of(place, task.seen, task.titles, task.pictures, known, blind=True)]))
    with right:
        st.html(
            f"<p>The dataset says <strong>{EMOTIONS[label]}</strong>, the release says "
            f"<strong>{EMOTIONS[predicted]}</strong>. Whose mistake is it?</p>"
        )
        with st.container(horizontal=True):
            for verdict, words in VERDICTS.items():
                _choice(words, VERDICT_KEYS[verdict], begun.get("verdict") == verdict,
                        _say, begun, "verdict", verdict, label)  # fmt: skip
        st.html('<p class="fer-ask">The label you would give</p>')
        with st.container(horizontal=True):
            for number, name in enumerate(EMOTIONS):
                _choice(name, str(number + 1), begun.get("label") == number,
                        _say, begun, "label", number, label)  # fmt: skip
        st.html('<p class="fer-ask">What makes it hard (if anything)</p>')
        with st.container(horizontal=True):
            for cause, words in CAUSES.items():
                _choice(words, CAUSE_KEYS[cause], cause in begun.get("causes", ()),
                        _toggle, begun, cause)  # fmt: skip
        st.text_area(
            "Comment",
            key=session.comment_key(task.name(row)),
            max_chars=LONGEST_COMMENT,
            height=68,
            placeholder="Optional",
            persist_state="session",
        )
        with st.container(horizontal=True):
            give = st.button("Save and next", key="save", shortcut=_SAVE, type="primary")
            st.button(
                "Put off", key="skip", shortcut=_SKIP, on_click=_put_off, args=(task.name(row),)
            )
        # not a callback: keys that were pressed just before and arrive together are heard first
        if give:
            told = _save(task, who, row, predicted, begun)
            if not told:
                _next()
            st.error(told, icon=":material/error:")


def _next() -> None:
    """Draw the desk again, alone where the page allows it."""
    try:
        st.rerun(scope="fragment")
    except StreamlitAPIException:  # the whole page is being drawn
        st.rerun()


def _choice(words: str, shortcut: str, on: bool, then: Any, *args: Any) -> None:
    st.button(
        words,
        key=f"choice-{shortcut}",
        shortcut=shortcut,
        type="primary" if on else "secondary",
        icon=":material/check:" if on else None,
        on_click=then,
        args=args,
    )


def _say(begun: dict[str, Any], what: str, value: Any, label: int) -> None:
    """Take a verdict or a label, and keep the two from contradicting each other."""
    begun[what] = value
    if what == "verdict":
        if value == "model":
            begun["label"] = label
        elif value == "noface" or (value == "label" and begun.get("label") == label):
            begun.pop("label", None)
    elif begun.get("verdict") != "people":
        begun["verdict"] = "model" if value == label else "label"


def _toggle(begun: dict[str, Any], cause: str) -> None:
    causes = set(begun.get("causes", ()))
    begun["causes"] = tuple(causes ^ {cause})


def _put_off(face: str) -> None:
    put_off = session.skipped()
    put_off.pop(face, None)
    put_off[face] = None
    session.set_next_up(None)


def _save(task: Task, who: Reviewer, row: int, predicted: int, begun: dict[str, Any]) -> str:
    """Keep the answer and return nothing; where that fails, the draft stays and this says why."""
    face = task.name(row)
    if "verdict" not in begun:
        return "Say first whose mistake it was: M, L, P or N."
    said = (begun["verdict"], begun.get("label"), begun.get("causes", ()), session.comment(face))
    if begun.get("sent") != said:
        # one id for all attempts to save the same: an answer that did arrive is not kept twice
        begun["sent"], begun["id"] = said, fresh_id()
    try:
        answer = Answer(
            reviewer=who.id,
            dataset=task.data,
            row=row,
            verdict=said[0],
            label=said[1],
            causes=said[2],
            comment=said[3],
            release=task.release,
            predicted=predicted,
            id=begun["id"],
        )
        save(cache_reviews.store(), answer)
    except StoreError as error:
        session.set_next_up(row)  # it may have arrived all the same; only a confirmation moves on
        return f"Not saved: {error} Your answer is still here."
    session.forget_draft(face)
    session.skipped().pop(face, None)
    session.set_latest(row)
    session.set_taken_back(None)
    session.set_next_up(None)
    return ""


def _latest(task: Task, who: Reviewer, mine: set[int]) -> None:
    """Offer undo, and show the face that was answered last, now with others' answers and votes."""
    row = session.latest()
    one, two = st.columns([4, 1], vertical_alignment="center")
    two.button("Undo", key="undo", icon=":material/undo:", shortcut=_UNDO,
               on_click=_take_back, args=(task, who))  # fmt: skip
    if row is None:
        if (back := session.taken_back()) is not None:
            _say_taken(one, back, stands=back in mine)
        return
    try:
        given = answers(cache_reviews.store(), task.data, row)
    except StoreError:
        return
    own = given[given["reviewer"] == who.id]
    if not len(own):
        return
    one.html(f'<p role="status"><strong>Saved:</strong> row {row:,}, {words(own.iloc[0])}</p>')
    others = given[given["reviewer"] != who.id].iterrows()
    said = "; ".join(f"{escape(r['name'])}: {words(r)}" for _, r in others)
    with st.expander(f"What others say of row {row:,}", icon=":material/visibility:"):
        st.html(f"<p>{said or 'No other reviewer has answered it yet.'}</p>")
        for place in (task.seen.row == row).nonzero()[0]:
            numbers(int(place), task.seen, task.titles)


def _say_taken(place: "DeltaGenerator", row: int, *, stands: bool = False) -> None:
    rest = ", and an earlier one of yours stands until you save another" if stands else ""
    place.html(f'<p role="status">Row {row:,}: your answer was taken back{rest}.</p>')


def words(answer: "pd.Series") -> str:
    """Return an answer in words, such as 'the label is wrong (Sad)'."""
    label = f" ({EMOTIONS[answer['label']]})" if answer["label"] >= 0 else ""
    return f"{VERDICTS[answer['verdict']].lower()}{label}"


def _take_back(task: Task, who: Reviewer) -> None:
    """Withdraw the latest answer and lay it before the reviewer again."""
    try:
        mine = answers(cache_reviews.store(), task.data)
        row = undo(cache_reviews.store(), who.id, task.data, set(task.chosen["row"]))
    except StoreError as error:
        st.error(f"Not undone: {error}", icon=":material/database_off:")
        return
    session.set_latest(None)
    session.set_taken_back(row)
    if row is None:
        return
    session.set_next_up(row)
    session.skipped().pop(task.name(row), None)
    given = mine[(mine["reviewer"] == who.id) & (mine["row"] == row)].iloc[0]
    begun = session.draft(task.name(row))
    begun.update(verdict=given["verdict"], causes=tuple(filter(None, given["causes"].split(","))))
    if given["label"] >= 0:
        begun["label"] = int(given["label"])
    session.set_comment(task.name(row), given["comment"])
