"""CSV cells that no spreadsheet takes for a formula, and back to what they were."""

import re

# Spreadsheets start a formula at these (OWASP, CSV injection); the wide forms count in East Asia.
_STARTS = "=+\\-@\t\r\n＝＋－＠"
_DANGEROUS = re.compile(f"^'*[{_STARTS}]")
_MADE_SAFE = re.compile(f"^''*[{_STARTS}]")


def safe(text: str) -> str:
    """Return `text` with an apostrophe before it where a spreadsheet would compute it."""
    return f"'{text}" if _DANGEROUS.match(text) else text


def plain(cell: str) -> str:
    """Return the text that `safe` made this cell of."""
    return cell[1:] if _MADE_SAFE.match(cell) else cell
