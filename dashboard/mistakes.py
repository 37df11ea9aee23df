"""The errors of a release: what kinds there are, which are shown, and one of them closely."""

from html import escape
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import streamlit as st

from dashboard import cache, components, state
from dashboard.components import percent, swatch
from dashboard.gallery import Tile, gallery, grid
from dashboard.pictures import Pictures, say_absent
from dashboard.review import state as desk_state
from fer.emotions import EMOTIONS
from fer.evaluation.lineage import kinship
from fer.evaluation.mistakes import KINDS, ORDERS, RULES, Kind, Panel, because
from fer.evaluation.selection import AGREEMENTS, Selection

if TYPE_CHECKING:
    import pandas as pd

_ANY = "any"
_ORDERS = {
    "confident": "Confident and wrong",
    "disagreement": "Releases disagree",
    "label": "Likely label error",
}
_AGREEMENTS = {
    "any": "Any",
    "all": "All say the same",
    "some": "Some others agree",
    "alone": "No other agrees",
}
_MEANING: dict[Kind, str] = {
    "model wrong": "the label stands",
    "label doubtful": "the label may be wrong",
    "people split": "people would not agree either",
}
_links = st.components.v2.component(
    "fer_links", js=(Path(__file__).parent / "links.js").read_text(encoding="utf-8")
)


def kinds(faces: "pd.DataFrame") -> None:
    """Show how many errors there are of each kind."""
    wrong = faces[faces["wrong"]]
    counts = wrong["kind"].value_counts()
    parts = "".join(
        f'<div><div class="name">{kind.capitalize()}</div>'
        f'<div class="value">{int(counts[kind]):,}</div>'
        f'<div class="spread">{percent(counts[kind] / max(len(wrong), 1), 0)} of errors: '
        f"{_MEANING[kind]}</div></div>"
        for kind in KINDS
    )
    st.html(f'<div class="fer-figures">{parts}</div>')


def left_out(names: list[str]) -> None:
    """Say which releases do not count as others: they learnt from these very faces."""
    if names:
        listed = escape(", ".join(names))
        st.html(f"<p>Not asked about these faces, because they learnt from them: {listed}.</p>")


def rules(faces: "pd.DataFrame", kin: str = "") -> None:
    """Say by which rules errors are sorted, how often each decided, and who is kin."""
    with st.expander("How errors are sorted into the three kinds", icon=":material/rule:"):
        st.markdown(
            "The first rule that applies decides. Annotators are the ten of FER+ who looked at "
            "each face again; their votes are there when imported. A release that says the "
            "same of every face counts for nothing here. The empty part of an annotators' bar is "
            "contempt, unknown, or no face."
        )
        often = faces.loc[faces["wrong"], "rule"].value_counts()
        rows = [
            [f"{place + 1}", rule.kind.capitalize(), rule.when, f"{int(often.get(place, 0)):,}"]
            for place, rule in enumerate(RULES)
        ]
        body = "".join(
            "<tr>" + "".join(f"<td>{cell}</td>" for cell in row) + "</tr>" for row in rows
        )
        st.html(
            '<div class="fer-table fer-rules" tabindex="0"><table><thead><tr><th></th><th>Kind</th>'
            f"<th>when</th><th>errors</th></tr></thead><tbody>{body}</tbody></table></div>"
        )
        st.caption(
            "A likely label error is what confident learning finds (Northcutt, Jiang & Chuang "
            "2021): a face that the release takes for another emotion with at least the confidence "
            "that it has on average for faces with that label. It needs a release that did not "
            f"learn from these faces. {kin}"
        )


def links() -> None:
    """Let clicks on tiles open within the visit; call it outside of any fragment."""
    _links(key=desk_state.FACE_CLICK, on_face_change=desk_state.open_face)


@st.fragment
def errors(faces: "pd.DataFrame", seen: Panel, titles: dict[str, str], pictures: Pictures) -> None:
    """Let the visitor choose errors and show them; a choice draws only this part anew."""
    chosen = choose(faces).of(faces)
    say_absent(pictures)
    show(chosen, seen, titles, pictures)
    rules(faces, kinship([one for one in cache.list_releases() if one.id in seen.ids]))


def choose(faces: "pd.DataFrame") -> Selection:
    """Let the visitor say which errors to show."""
    counts = faces.loc[faces["wrong"], "kind"].value_counts()
    state.link_several(desk_state.KINDS, list(KINDS), KINDS)
    st.pills(
        "Kind",
        KINDS,
        selection_mode="multi",
        format_func=lambda kind: f"{kind.capitalize()} · {int(counts.get(kind, 0)):,}",
        key=desk_state.KINDS,
        label_visibility="collapsed",
        on_change=state.first_page,
    )
    state.keep_several(desk_state.KINDS, KINDS)
    chosen = desk_state.several(desk_state.KINDS) or KINDS
    one, two, three = st.columns([2, 2, 3], vertical_alignment="bottom")
    with one:
        labelled = _emotion(state.LABELLED, "Labelled")
    with two:
        called = _emotion(state.CALLED, "Called")
    with three:
        order = _one_of(desk_state.ORDER, "First come", _ORDERS, ORDERS[0])
    with st.expander("Confidence, other releases, annotators", icon=":material/tune:"):
        agreement = _one_of(desk_state.AGREE, "Other releases", _AGREEMENTS, _ANY)
        sure = _range(desk_state.SURE, "Confidence of the release, %")
        human = (0, 100)
        if faces["human"].notna().any():
            human = _range(desk_state.HUMAN, "Annotators who chose the label, %")
    return Selection(
        kinds=tuple(kind for kind in KINDS if kind in chosen),
        labelled=labelled,
        called=called,
        confidence=sure,
        human=human,
        agreement=next(a for a in AGREEMENTS if a == agreement),
        order=next(o for o in ORDERS if o == order),
    )


def _emotion(key: str, label: str) -> int | None:
    names = [_ANY, *EMOTIONS]
    state.link(key, names, _ANY)
    st.selectbox(
        label, names, key=key, format_func=lambda n: n.capitalize(), on_change=state.first_page
    )
    state.keep(key, _ANY)
    return names.index(state.value(key)) - 1 if state.value(key) != _ANY else None


def _one_of(key: str, label: str, names: dict[str, str], default: str) -> str:
    state.link(key, list(names), default)
    st.selectbox(
        label, list(names), key=key, format_func=lambda n: names[n], on_change=state.first_page
    )
    state.keep(key, default)
    return state.value(key)


def _range(key: str, label: str) -> tuple[int, int]:
    desk_state.link_range(key)
    st.slider(label, 0, 100, step=1, key=key, on_change=state.first_page)
    return desk_state.keep_range(key)


def show(chosen: "pd.DataFrame", seen: Panel, titles: dict[str, str], pictures: Pictures) -> None:
    """Show the chosen errors as a gallery; a click on a face shows it closely."""
    legend = " ".join(f"<span>{swatch(name)}</span>" for name in EMOTIONS)
    st.html(f'<p class="fer-legend"><strong>{len(chosen):,} errors</strong> {legend}</p>')
    places = chosen.index.to_numpy()

    def tile(number: int) -> Tile:
        return tile_of(int(places[number]), seen, titles, pictures, chosen.iloc[number])

    gallery(len(chosen), tile, empty="No error is of this kind. Choose another kind or label.")


def tile_of(
    place: int,
    seen: Panel,
    titles: dict[str, str],
    pictures: Pictures,
    known: "pd.Series",
    *,
    blind: bool = False,
) -> Tile:
    """Return the tile of a face: its label, what every release says, and the annotators' votes.

    `blind` leaves the annotators out, for somebody who has not answered yet.
    """
    row = int(seen.row[place])
    agree = f"{known['agree']} of {known['releases']} releases agree"
    bars = [
        (titles.get(name, name), p[place].tolist())
        for name, p in zip(seen.ids, seen.p, strict=True)
        if not np.isnan(p[place]).any()
    ]
    if not blind:
        bars += _votes(place, seen)
    return Tile(
        title=f"{EMOTIONS[seen.label[place]]}, called {EMOTIONS[known['predicted']]}",
        note=f"{percent(known['confidence'], 0)} · {agree} · row {row:,}",
        face=pictures.face(row),
        bars=bars,
        href=None if blind else desk_state.link_to_face(row),
    )


def _votes(place: int, seen: Panel) -> list[tuple[str, list[float]]]:
    own = seen.emotion_votes
    if own is None or seen.votes is None:
        return []
    total = int(seen.votes[place].sum())
    return [(f"{total} annotators", (own[place] / total).tolist())] if total else []


def closely(
    place: int, seen: Panel, known: "pd.Series", titles: dict[str, str], pictures: Pictures
) -> None:
    """Show one face with all numbers."""
    row = int(seen.row[place])
    st.button("All errors", icon=":material/arrow_back:", on_click=desk_state.leave_face)
    st.subheader(
        f"Row {row:,}: labelled {EMOTIONS[seen.label[place]]}, "
        f"called {EMOTIONS[known['predicted']]}",
        anchor=False,
    )
    left, right = st.columns([1, 3], gap="large")
    with left:
        st.html(grid([tile_of(place, seen, titles, pictures, known, blind=True)]))
    with right:
        if known["wrong"]:
            st.markdown(f"**{because(int(known['rule']))}**")
        else:
            st.markdown("**No error:** the release gives the label.")
        numbers(place, seen, titles)


def numbers(place: int, seen: Panel, titles: dict[str, str]) -> None:
    """Show what every release and the annotators say of a face, as a table."""
    header, columns = ["", *(titles.get(name, name) for name in seen.ids)], list(seen.p[:, place])
    rows = [
        [swatch(name), *("–" if np.isnan(p[i]) else percent(float(p[i])) for p in columns)]
        for i, name in enumerate(EMOTIONS)
    ]
    own = seen.emotion_votes
    if own is not None and seen.votes is not None and seen.votes[place].sum():
        header.append("annotators")
        for i, row in enumerate(rows):
            row.append(f"{int(own[place, i])} of {int(seen.votes[place].sum())}")
        others = [int(n) for n in seen.votes[place, 7:]]
        rows.append(["contempt, unknown, no face", *("" for _ in columns), f"{sum(others)}"])
    components.table(header, rows)
