"""Pieces that several pages show: frame, figures, faces, tables, and what to say without any."""

import base64
from collections.abc import Sequence
from html import escape
from typing import NoReturn

import streamlit as st

from dashboard import cache, memory, state
from dashboard.theme import COLOURS, CSS
from fer.evaluation.scorecard import Figure
from fer.recognition.annotate import encode_png
from fer.recognition.faces import Face
from fer.release import Release


def style() -> None:
    """Put the shared style on the page."""
    st.html(CSS)


def opening(question: str, answer: str) -> None:
    """Open a page with the question that it answers, and one sentence."""
    st.title(question, anchor=False)
    st.html(f'<p class="fer-lead">{escape(answer)}</p>')


def footer() -> None:
    """Say at the end of every page what a label is."""
    st.html(
        '<p class="fer-footer">A label is the word that a dataset has for such a face, not what a '
        "person feels. Do not use it to decide anything about anyone. Photographs that you try are "
        "processed in this server's memory and never written to its disk.</p>"
    )


def choose_release(label: str = "Release") -> Release | None:
    """Let the visitor choose a release; say what to do where there is none.

    Broken releases are named with what is wrong with them; the others stay usable.
    """
    found = cache.list_releases()
    for what in cache.list_broken().values():
        st.warning(what, icon=":material/folder_off:")
    if not found:
        st.info(
            "There is no release yet. Restore the folder `weights/` of the repository, or train "
            "one: `python -m fer train cnn4`.",
            icon=":material/inventory_2:",
        )
        return None
    titles = {release.id: f"{release.title} ({release.id})" for release in found}
    first = found[cache.default_release(found)].id
    state.link(state.RELEASE, list(titles), first)
    chosen = st.selectbox(
        label,
        list(titles),
        format_func=lambda name: titles.get(name, name),
        key=state.RELEASE,
        help="A release is one trained model with all that was measured on it.",
    )
    state.keep(state.RELEASE, first)
    return next((release for release in found if release.id == chosen), found[0])


def percent(value: float, digits: int = 1) -> str:
    """Return 0.583 as '58.3 %', with a thin no-break space."""
    return f"{value * 100:.{digits}f}\u202f%"


def figures(named: Sequence[tuple[str, Figure | float, str]]) -> None:
    """Show figures in a row: name, value with its interval where it has one, and a note."""
    parts = []
    for name, figure, note in named:
        value = figure.value if isinstance(figure, Figure) else figure
        spread = note
        if isinstance(figure, Figure):
            spread = f"{percent(figure.low)} to {percent(figure.high)} {note}"
        parts.append(
            f'<div><div class="name">{escape(name)}</div><div class="value">{percent(value)}</div>'
            f'<div class="spread">{escape(spread)}</div></div>'
        )
    st.html(f'<div class="fer-figures">{"".join(parts)}</div>')


def face_card(face: Face, number: int, of: int) -> None:
    """Show a face: its crop, its label or why there is none, and the seven probabilities."""
    image = base64.b64encode(encode_png(face.crop)).decode("ascii")
    title = f"Labelled {face.emotion}" if face.sure else f"Not sure: {' or '.join(face.nearest)}"
    if of > 1:
        title = f"Face {number}: {title[0].lower()}{title[1:]}"
    doubts = "".join(f'<p class="doubt">{escape(one.said)}</p>' for one in face.doubts)
    st.html(
        f'<div class="fer-face"><img alt="Face {number} as the network sees it, 48 by 48 pixels, '
        f'grey" src="data:image/png;base64,{image}"><div class="said"><h3>{title}</h3>'
        f"{doubts}{bars(face)}</div></div>"
    )


def bars(face: Face) -> str:
    """Return HTML of a face's seven probabilities, the most probable first."""
    rows = "".join(
        f'<dt>{name}</dt><dd class="track"><div class="bar" '
        f'style="width:{p * 100:.1f}%;background:{COLOURS[name]}"></div></dd>'
        f'<dd class="number">{percent(p)}</dd>'
        for name, p in face.ranked()
    )
    return f'<dl class="fer-bars">{rows}</dl>'


def swatch(emotion: str) -> str:
    """Return HTML of an emotion's name behind a square of its colour."""
    return f'<span class="fer-swatch" style="background:{COLOURS[emotion]}"></span>{emotion}'


def table(
    header: Sequence[str],
    rows: Sequence[Sequence[str]],
    quiet: Sequence[int] = (),
    *,
    prose: bool = False,
    folds: Sequence[str] = (),
) -> None:
    """Show a table of ready-made HTML cells; columns in `quiet` step back, `prose` is wrapped.

    With `folds`, a label for each column, every row becomes a small block on a phone: its first
    cell as a heading, the others below, each behind its label. An empty label hides a cell there.
    """

    def cell(tag: str, column: int, content: str) -> str:
        kind = ' class="paper"' if column in quiet else ""
        label = f' data-label="{escape(folds[column])}"' if folds and tag == "td" else ""
        return f"<{tag}{kind}{label}>{content}</{tag}>"

    head = "".join(cell("th", i, escape(name)) for i, name in enumerate(header))
    body = "".join(
        "<tr>" + "".join(cell("td" if i else "th", i, c) for i, c in enumerate(row)) + "</tr>"
        for row in rows
    )
    kind = "fer-table" + " prose" * prose + " folds" * bool(folds)
    st.html(
        f'<div class="{kind}" tabindex="0"><table><thead><tr>{head}</tr></thead>'
        f"<tbody>{body}</tbody></table></div>"
    )


def stop() -> NoReturn:
    """End a page that has nothing more to show, with all that stands below every page."""
    footer()
    memory.tidy()
    st.stop()
