"""What to say when the store fails: what was wrong, and what to do. Never a password or an SQL."""

import sqlite3
from pathlib import Path

from sqlalchemy.exc import DBAPIError, TimeoutError

from fer.errors import FerError

_STRANGER = (
    "The store does not know who you are: it is another one than when you signed in. Sign out, "
    "sign in again, and save once more."
)
_POSTGRESQL = {
    "08": "The database cannot be reached. Is it running, and is DATABASE_URL right?",
    "23503": _STRANGER,
    "25006": "The database accepts no changes at the moment (it is read-only).",
    "28": "The database refuses the user or password in DATABASE_URL.",
    "3D000": "DATABASE_URL names a database that does not exist. Create it first.",
    "42501": "The user in DATABASE_URL may not do this. Let it create tables and write to them.",
    "53100": "The disk of the database is full. Free some space, then try again.",
    "53300": "The database has no connection left. Try again in a moment.",
    "55P03": "The database is busy. Try again in a moment.",
    "57014": "The database did not answer in time. Try again in a moment.",
    "57": "The database is shutting down or starting. Try again in a moment.",
}
_SQLITE = {
    sqlite3.SQLITE_CONSTRAINT_FOREIGNKEY: _STRANGER,
    sqlite3.SQLITE_FULL: "The disk is full: {file} cannot grow. Free some space, then try again.",
    sqlite3.SQLITE_READONLY: "{file} cannot be changed: it or its folder is read-only.",
    sqlite3.SQLITE_CANTOPEN: "{file} cannot be opened. Check that its folder is there and "
    "can be written to.",
    sqlite3.SQLITE_IOERR: "{file} cannot be written. Is the disk full, or was it taken away?",
    sqlite3.SQLITE_BUSY: "{file} is busy. Try again in a moment.",
    sqlite3.SQLITE_LOCKED: "{file} is busy. Try again in a moment.",
    sqlite3.SQLITE_NOTADB: "{file} is no SQLite database. Move it away; a new one is then made.",
    sqlite3.SQLITE_CORRUPT: "{file} is damaged. Move it away and import your last export.",
    sqlite3.SQLITE_PERM: "{file} may not be opened by this server.",
}


class StoreError(FerError):
    """Reviews cannot be read or saved; nothing was changed."""


def refusal() -> StoreError:
    """Return what to say of a URL that cannot be used."""
    return StoreError(
        "The store's address is none that can be used. Expected sqlite:///FOLDER/FILE.db or "
        "postgresql://USER:PASSWORD@HOST/DATABASE in DATABASE_URL, or no such variable for a file "
        "in the folder of the datasets."
    )


def sentence(error: Exception, file: Path | None) -> str:
    """Return what an error of SQLAlchemy or the file system means, and what to do."""
    if isinstance(error, OSError):
        return f"{file} cannot be made: {error.strerror or error}. Check its folder."
    if isinstance(error, TimeoutError):
        return "The database is busy. Try again in a moment."
    origin = error.orig if isinstance(error, DBAPIError) else None
    if file is not None:
        code = getattr(origin, "sqlite_errorcode", 0) or 0
        known = _SQLITE.get(code) or _SQLITE.get(code & 0xFF)
        return (known or "{file} cannot be used.").format(file=file)
    state = getattr(origin, "sqlstate", None) or "08"
    known = _POSTGRESQL.get(state) or _POSTGRESQL.get(state[:2])
    return known or f"The database refused (SQLSTATE {state})."
