"""A short report as Markdown and as HTML that prints on one page. It knows nothing of its content.

Whatever is put in is text: neither form lets a title or a cell become markup.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from html import escape

_STYLE = """
@page { size: A4; margin: 14mm; }
body { font: 10.5pt/1.4 system-ui, sans-serif; color: #1b1f24; background: #fff;
  max-width: 182mm; margin: 8mm auto; padding: 0 4mm; }
h1 { font-size: 17pt; line-height: 1.2; margin: 0 0 2mm; }
h2 { font-size: 11.5pt; margin: 4mm 0 1mm; }
p { margin: 0 0 1.5mm; }
p.lead { font-size: 12pt; font-weight: 600; }
ul { margin: 0; padding-left: 5mm; font-size: 9pt; }
ul.said li { break-inside: avoid; overflow-wrap: anywhere; white-space: pre-wrap; }
.beside { display: flex; flex-wrap: wrap; gap: 0 6mm; }
.beside > section { flex: 1 1 84mm; min-width: 0; }
table { border-collapse: collapse; width: 100%; font-size: 8.5pt;
  font-variant-numeric: tabular-nums; }
th, td { text-align: right; padding: .6mm 1mm; border-bottom: .2mm solid #ccd1d7; }
th:first-child { text-align: left; }
th { font-weight: 600; }
section { break-inside: avoid; overflow-x: auto; }
@media print {
  body { margin: 0; padding: 0; max-width: none; font-size: 9.5pt; }
  h1 { font-size: 15pt; }
  h2 { font-size: 10.5pt; margin: 3mm 0 .5mm; }
  p.lead { font-size: 11pt; }
  table { font-size: 8pt; }
  th, td { padding: .4mm .8mm; }
  ul { font-size: 8pt; }
}
"""


@dataclass(frozen=True)
class Table:
    """A table with a heading above it; the first column names the rows."""

    heading: str
    header: Sequence[str]
    rows: Sequence[Sequence[str]]

    def __post_init__(self) -> None:
        """Check that every row has as many cells as the header."""
        for row in self.rows:
            if len(row) != len(self.header):
                raise ValueError(f"expected {len(self.header)} cells, got {list(row)}")


@dataclass(frozen=True)
class Points:
    """Short texts below a heading, such as what people said in their own words."""

    heading: str
    items: Sequence[str]


@dataclass(frozen=True)
class Document:
    """A report.

    Attributes
    ----------
    title, lead : str
        What it is about, and what it says, in a sentence.
    paragraphs : sequence of (str or pair of str)
        A pair is a word or two that stand out, and the text behind them.
    tables : sequence of (Table or pair of Table)
        A pair stands side by side where there is room.
    points : sequence of Points
        Stand behind the tables.
    notes : sequence of str
        Where the figures come from, and their limits.
    """

    title: str
    lead: str
    paragraphs: Sequence[str | tuple[str, str]] = field(default=())
    tables: Sequence[Table | tuple[Table, Table]] = field(default=())
    notes: Sequence[str] = field(default=())
    points: Sequence[Points] = field(default=())

    def markdown(self) -> str:
        """Return the report in Markdown, tables as in GitHub's dialect."""
        parts = [f"# {_plain(self.title)}", f"**{_plain(self.lead)}**"]
        parts += [
            _plain(p) if isinstance(p, str) else f"**{_plain(_stopped(p[0]))}** {_plain(p[1])}"
            for p in self.paragraphs
        ]
        for entry in self.tables:
            for table in entry if isinstance(entry, tuple) else (entry,):
                rule = [":--", *("--:" for _ in table.header[1:])]
                lines = [table.header, rule, *table.rows]
                rows = (
                    "| " + " | ".join(c if line is rule else _plain(c) for c in line) + " |"
                    for line in lines
                )
                parts.append(f"## {_plain(table.heading)}\n\n" + "\n".join(rows))
        for said in self.points:
            items = "\n".join(f"- {_plain(item)}" for item in said.items)
            parts.append(f"## {_plain(said.heading)}\n\n{items}")
        if self.notes:
            parts.append("\n".join(f"- {_plain(note)}" for note in self.notes))
        return "\n\n".join(parts) + "\n"

    def html(self) -> str:
        """Return the report as one HTML file that needs no other and prints on A4."""
        title = escape(self.title)
        parts = [f"<h1>{title}</h1>", f'<p class="lead">{escape(self.lead)}</p>']
        parts += [paragraph_html(text) for text in self.paragraphs]
        for entry in self.tables:
            if isinstance(entry, tuple):
                parts.append(f'<div class="beside">{"".join(map(_html, entry))}</div>')
            else:
                parts.append(_html(entry))
        parts += [_points(said) for said in self.points]
        if self.notes:
            notes = "".join(f"<li>{escape(note)}</li>" for note in self.notes)
            parts.append(f"<h2>Notes</h2><ul>{notes}</ul>")
        body = "\n".join(parts)
        return (
            '<!doctype html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
            '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
            f"<title>{title}</title>\n<style>{_STYLE}</style>\n</head>\n<body>\n{body}\n</body>\n"
            "</html>\n"
        )


def paragraph_html(text: str | tuple[str, str]) -> str:
    """Return a paragraph of a document as HTML."""
    if isinstance(text, str):
        return f"<p>{escape(text)}</p>"
    return f"<p><b>{escape(_stopped(text[0]))}</b> {escape(text[1])}</p>"


def _stopped(words: str) -> str:
    """Return words with a full stop, unless they are a question."""
    return words if words.endswith("?") else f"{words}."


def _plain(text: str) -> str:
    """Return text that Markdown shows as it stands."""
    return re.sub(r"([\\`*_{}\[\]<>#|~&])", r"\\\1", re.sub(r"\s*[\r\n]\s*", " ", text))


def _points(said: Points) -> str:
    items = "".join(f"<li>{escape(item)}</li>" for item in said.items)
    return f'<h2>{escape(said.heading)}</h2>\n<ul class="said">{items}</ul>'


def _html(table: Table) -> str:
    head = "".join(f"<th>{escape(cell)}</th>" for cell in table.header)
    body = "".join(
        "<tr>"
        + "".join(
            f"<td>{escape(cell)}</td>" if i else f"<th>{escape(cell)}</th>"
            for i, cell in enumerate(row)
        )
        + "</tr>"
        for row in table.rows
    )
    return (
        f"<section><h2>{escape(table.heading)}</h2>\n<table><thead><tr>{head}</tr></thead>\n"
        f"<tbody>{body}</tbody></table></section>"
    )
