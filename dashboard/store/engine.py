"""Where the store is, how transactions run on it, and what to say when it fails.

SQLite in WAL mode by default, PostgreSQL by URL. It knows no table's meaning.
"""

import os
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.exc import SQLAlchemyError

from dashboard.store import tables
from dashboard.store.failures import StoreError, refusal, sentence
from fer.places import DATA

_FILE = "store.db"
_WAIT = 5  # seconds that a server waits for a lock or a connection
_SCHEMA_LOCK = 20181215  # one server at a time creates tables


def address(data: Path = DATA) -> str:
    """Return the store's URL: ``DATABASE_URL``, else Streamlit's secrets, else a file in `data`.

    The secrets are those of ``st.connection``: the first of ``[connections.<name>]`` that has a
    ``url``, or ``dialect``, ``host``, ``database`` and so on.
    """
    if url := os.environ.get("DATABASE_URL", "").strip():
        return url
    for given in _connections():
        if url := str(given.get("url", "")).strip():
            return url
        if "dialect" in given:
            names = ("username", "password", "host", "port", "database", "query")
            parts = {name: given[name] for name in names if given.get(name) not in (None, "")}
            return sa.URL.create(str(given["dialect"]), **parts).render_as_string(False)
    return f"sqlite:///{data / _FILE}"


def _connections() -> Sequence[Any]:
    import streamlit as st
    from streamlit.errors import StreamlitSecretNotFoundError

    try:
        return list(st.secrets.get("connections", {}).values())
    except StreamlitSecretNotFoundError:
        return []


class Store:
    """A database: transactions that read or write, and errors as sentences.

    Nothing is opened before the first transaction, so that a store that is away costs a page only
    the part that needs it.
    """

    def __init__(self, url: str) -> None:
        self._guard = threading.Lock()
        self._ready = False
        try:
            parsed = sa.make_url(url)
        except SQLAlchemyError as error:
            raise refusal() from error
        kind, place = parsed.get_backend_name(), parsed.database or ""
        self.file: Path | None = None
        if kind == "sqlite" and place not in ("", ":memory:"):  # memory would outlive no server
            self.file = Path(place)
            self._insert: Any = sqlite.insert
            self.engine = _sqlite(parsed)
        elif kind in ("postgresql", "postgres"):  # hosts write both; psycopg 3 is what we bring
            self._insert = postgresql.insert
            self.engine = _postgresql(parsed.set(drivername="postgresql+psycopg"))
        else:
            raise refusal()

    @contextmanager
    def reading(self) -> Iterator[sa.Connection]:
        """Yield a connection for reading; raises `StoreError`."""
        with self._connected(write=False) as connection:
            yield connection

    @contextmanager
    def writing(self) -> Iterator[sa.Connection]:
        """Yield a connection whose changes are on the disk when the block has ended.

        Raises
        ------
        StoreError
            If they are not; then nothing of the block was kept.
        """
        with self._connected(write=True) as connection:
            yield connection

    def add(
        self, connection: sa.Connection, table: sa.Table, rows: Sequence[dict[str, Any]]
    ) -> int:
        """Insert rows, pass over those that are there already, and return how many were new."""
        if not rows:
            return 0
        statement = self._insert(table).on_conflict_do_nothing().returning(sa.literal(1))
        return len(connection.execute(statement, list(rows)).all())

    def put(
        self,
        connection: sa.Connection,
        table: sa.Table,
        row: dict[str, Any],
        *,
        if_more: str | None = None,
    ) -> None:
        """Insert a row, or replace the one with its primary key; only for a larger `if_more`."""
        statement = self._insert(table).values(row)
        new = statement.excluded
        rest = {c.name: new[c.name] for c in table.columns if not c.primary_key}
        larger = None if if_more is None else new[if_more] > table.c[if_more]
        connection.execute(
            statement.on_conflict_do_update(
                index_elements=list(table.primary_key), set_=rest, where=larger
            )
        )

    def close(self) -> None:
        """Close every connection."""
        self.engine.dispose()

    @contextmanager
    def _connected(self, *, write: bool) -> Iterator[sa.Connection]:
        try:
            self._prepare()
            with self._transaction(write=write) as connection:
                yield connection
        except SQLAlchemyError as error:
            raise StoreError(sentence(error, self.file)) from error

    def _prepare(self) -> None:
        """Create what is missing, once; a file that was taken away is made anew."""
        gone = self.file is not None and not self.file.exists()
        if self._ready and not gone:
            return
        with self._guard:
            if self._ready and gone:
                self.engine.dispose()
            if self.file is not None:
                try:
                    self.file.parent.mkdir(parents=True, exist_ok=True)
                except OSError as error:
                    raise StoreError(sentence(error, self.file)) from error
            with self._transaction(write=True) as connection:
                if connection.dialect.name == "postgresql":
                    connection.execute(sa.select(sa.func.pg_advisory_xact_lock(_SCHEMA_LOCK)))
                tables.METADATA.create_all(connection)
            self._ready = True

    @contextmanager
    def _transaction(self, *, write: bool) -> Iterator[sa.Connection]:
        connection = self.engine.connect()
        with connection, connection.execution_options(fer_write=write).begin():
            yield connection


def now() -> int:
    """Return the milliseconds since 1970, UTC."""
    return time.time_ns() // 1_000_000


def _sqlite(url: sa.URL) -> sa.Engine:
    engine = sa.create_engine(
        url, connect_args={"timeout": _WAIT}, pool_size=8, max_overflow=24, pool_timeout=_WAIT
    )

    @sa.event.listens_for(engine, "connect")
    def opened(connection: Any, _record: Any) -> None:
        connection.isolation_level = None  # SQLAlchemy's own BEGIN below, not the driver's
        connection.execute(f"PRAGMA busy_timeout = {_WAIT * 1000}")
        connection.execute("PRAGMA foreign_keys = ON")
        _to_wal(connection)
        connection.execute("PRAGMA synchronous = FULL")  # on the disk before it is confirmed

    @sa.event.listens_for(engine, "begin")
    def began(connection: sa.Connection) -> None:
        # a transaction that reads first and writes later could not wait for its turn
        write = connection.get_execution_options().get("fer_write", False)
        connection.exec_driver_sql("BEGIN IMMEDIATE" if write else "BEGIN")

    return engine


def _to_wal(connection: Any) -> None:
    """Switch a file to its write-ahead log; two servers that start at once take turns."""
    import sqlite3

    for attempt in range(50):
        try:
            connection.execute("PRAGMA journal_mode = WAL")
            return
        except sqlite3.OperationalError as error:
            if error.sqlite_errorcode != sqlite3.SQLITE_BUSY or attempt == 49:
                raise
            time.sleep(0.1)


def _postgresql(url: sa.URL) -> sa.Engine:
    engine = sa.create_engine(
        url,
        connect_args={"connect_timeout": _WAIT},
        pool_size=8,
        max_overflow=24,
        pool_timeout=_WAIT,
        pool_pre_ping=True,
    )

    @sa.event.listens_for(engine, "connect")
    def opened(connection: Any, _record: Any) -> None:
        connection.execute(f"SET statement_timeout = '{2 * _WAIT}s'")
        connection.execute(f"SET lock_timeout = '{_WAIT}s'")
        connection.execute("SET synchronous_commit = on")
        connection.commit()

    return engine
