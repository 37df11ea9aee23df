"""Keeps what visitors upload off the disk."""

from starlette.formparsers import MultiPartParser

_IN_MEMORY = 1 << 30  # bytes: far above the upload limit


def keep_uploads_in_memory() -> None:
    """Let the web server hold uploads in memory, whatever their size.

    Starlette, under Streamlit, would put uploads above 1 MB into a temporary file while it reads
    the request.
    """
    MultiPartParser.spool_max_size = _IN_MEMORY
