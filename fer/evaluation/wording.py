"""Numbers in words, the same on pages, on paper and in the terminal."""

from collections.abc import Sequence

_THIN = "\u202f"
_FIXED = "\u00a0"  # a space at which no line breaks
_TINY = 0.0001


def percent(value: float, digits: int = 1) -> str:
    """Return 0.583 as ``58.3 %``, with a thin no-break space."""
    return f"{value * 100:.{digits}f}{_THIN}%"


def points(value: float, digits: int = 1) -> str:
    """Return a difference of 0.025 as ``+2.5``, of -0.025 as ``−2.5``, of none as ``0.0``."""
    text = f"{value * 100:+.{digits}f}"
    return text[1:] if not float(text) else text.replace("-", "−")


def p_value(p: float) -> str:
    """Return a p-value as ``p = 0.0310``; what is tiny only as below a bound."""
    return f"p{_FIXED}{'' if p < _TINY else f'={_FIXED}'}{bare_p(p)}"


def bare_p(p: float) -> str:
    """Return a p-value as ``0.0310`` or ``< 0.0001``, for a table."""
    return f"<{_FIXED}{_TINY}" if p < _TINY else f"{p:.{2 if p >= 0.1 else 4}f}"


def listed(names: Sequence[str]) -> str:
    """Return ``A``, ``A and B`` or ``A, B and C``."""
    return " and ".join([", ".join(names[:-1]), names[-1]] if len(names) > 1 else names)


def counted(n: int, one: str, many: str = "") -> str:
    """Return ``1 face`` or ``2,000 faces``; `many` where it is not `one` with an s."""
    return f"{n:,} {one if n == 1 else many or f'{one}s'}"
