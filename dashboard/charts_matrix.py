"""A confusion matrix as a picture to keep: SVG, drawn from the counts alone."""

from html import escape

from fer.emotions import EMOTIONS
from fer.evaluation.cells import COLUMNS
from fer.evaluation.metrics import Counts

_LEFT, _TOP, _WIDE, _HIGH = 90, 74, 88, 52
_INK, _PAPER = (31, 78, 121), (255, 255, 255)


def matrix_svg(counts: Counts, title: str) -> str:
    """Draw labels down and answers across; shaded by the share of the label.

    Parameters
    ----------
    counts : int64 array, shape (7, 8)
        The last column, faces without an answer, is left out where it is empty.
    title : str

    Returns
    -------
    str
        An SVG document.
    """
    width = len(COLUMNS) if counts[:, -1].any() else len(EMOTIONS)
    parts = [_text(8, 22, title, 15, weight=600, anchor="start")]
    parts += [
        _text(8, _TOP - 12, "labelled ↓ called →", 11, anchor="start"),
        *(_text(_x(j) + _WIDE / 2, _TOP - 12, COLUMNS[j], 13) for j in range(width)),
    ]
    rows, columns = counts.sum(axis=1), counts.sum(axis=0)
    for i, label in enumerate(EMOTIONS):
        middle = _TOP + i * _HIGH + _HIGH / 2
        parts.append(_text(8, middle + 5, label, 13, anchor="start"))
        for j in range(width):
            n = int(counts[i, j])
            across, down = n / max(1, int(rows[i])), n / max(1, int(columns[j]))
            ink = "#ffffff" if across > 0.65 else "#1b1f24"
            parts.append(
                f'<rect x="{_x(j)}" y="{_TOP + i * _HIGH}" width="{_WIDE - 2}" '
                f'height="{_HIGH - 2}" fill="{_shade(across)}"/>'
            )
            parts.append(_text(_x(j) + _WIDE / 2, middle - 2, f"{n:,}", 15, 600, ink))
            shares = f"→{across * 100:.0f} ↓{down * 100:.0f} %"
            parts.append(_text(_x(j) + _WIDE / 2, middle + 15, shares, 11, 400, ink))
    size = _x(width) + 8, _TOP + len(EMOTIONS) * _HIGH + 30
    foot = "faces; → percent of the row, ↓ percent of the column"
    parts.append(_text(8, size[1] - 10, foot, 11, anchor="start"))
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{size[0]}" height="{size[1]}" '
        f'viewBox="0 0 {size[0]} {size[1]}" font-family="sans-serif">'
        f'<rect width="100%" height="100%" fill="#ffffff"/>{"".join(parts)}</svg>'
    )


def _x(column: int) -> int:
    return _LEFT + column * _WIDE


def _shade(share: float) -> str:
    mixed = (round(p + (i - p) * share) for i, p in zip(_INK, _PAPER, strict=True))
    return "#" + "".join(f"{value:02x}" for value in mixed)


def _text(
    x: float,
    y: float,
    content: str,
    size: int,
    weight: int = 400,
    ink: str = "#1b1f24",
    anchor: str = "middle",
) -> str:
    return (
        f'<text x="{x:g}" y="{y:g}" font-size="{size}" font-weight="{weight}" fill="{ink}" '
        f'text-anchor="{anchor}">{escape(content)}</text>'
    )
