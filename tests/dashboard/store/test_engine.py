"""Addresses, settings, further tables, and every failure as a sentence."""

import os
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest
import sqlalchemy as sa

from dashboard.store import engine, tables
from dashboard.store.answers import Answer
from dashboard.store.engine import Store, address
from dashboard.store.failures import StoreError, sentence
from dashboard.store.reviews import answers, progress, save, sign_in

ROOT = Path(__file__).parents[3]
SET = "sketches"


@pytest.fixture(autouse=True)
def no_variable(monkeypatch):
    monkeypatch.delenv("DATABASE_URL", raising=False)


def secrets(monkeypatch, content):
    import streamlit as st

    monkeypatch.setattr(st, "secrets", content)


def test_the_address_is_the_variable_then_the_secrets_then_a_file(monkeypatch, tmp_path):
    assert address(tmp_path) == f"sqlite:///{tmp_path}/store.db"
    secrets(monkeypatch, {"connections": {"snow": {}, "store": {"url": "sqlite:///s.db"}}})
    assert address(tmp_path) == "sqlite:///s.db"
    parts = {"dialect": "postgresql", "username": "u", "password": "p@:", "host": "h", "port": 5,
             "database": "d"}  # fmt: skip
    secrets(monkeypatch, {"connections": {"store": parts}})
    assert address(tmp_path) == "postgresql://u:p%40%3A@h:5/d"
    monkeypatch.setenv("DATABASE_URL", "sqlite:///v.db")
    assert address(tmp_path) == "sqlite:///v.db"


def test_hosts_urls_are_understood():
    for scheme in ("postgres", "postgresql", "postgresql+psycopg2", "postgresql+psycopg"):
        assert Store(f"{scheme}://u@h/d").engine.url.drivername == "postgresql+psycopg"


@pytest.mark.parametrize(
    "url", ["", "nonsense", "mysql://u:secret@h/d", "sqlite://", "sqlite:///:memory:"]
)
def test_a_url_of_no_use_gets_a_sentence(url):
    with pytest.raises(StoreError, match=r"Expected sqlite:.* or postgresql:") as refused:
        Store(url)
    assert "secret" not in str(refused.value)


def test_sqlite_confirms_only_what_is_on_the_disk(tmp_path):
    store = Store(f"sqlite:///{tmp_path}/s.db")
    with store.reading() as connection:
        ask = {p: connection.exec_driver_sql(f"PRAGMA {p}").scalar() for p in (
            "journal_mode", "synchronous", "busy_timeout", "foreign_keys")}  # fmt: skip
    store.close()
    assert ask == {"journal_mode": "wal", "synchronous": 2, "busy_timeout": 5000, "foreign_keys": 1}


def test_further_tables_join_a_database_in_use(address, monkeypatch):
    old = Store(address)
    sign_in(old, "Ann")
    grown = sa.MetaData()
    for table in tables.METADATA.sorted_tables:
        table.to_metadata(grown)
    shelves = sa.Table("shelves", grown, sa.Column("code", sa.String(8), primary_key=True))
    monkeypatch.setattr(tables, "METADATA", grown)
    new = Store(address)
    with new.writing() as connection:
        assert new.add(connection, shelves, [{"code": "A"}, {"code": "A"}, {"code": "B"}]) == 2
    assert sign_in(old, "ann") == sign_in(new, "Ann")
    old.close()
    new.close()


def test_nothing_of_a_failed_block_is_kept(store):
    ann = sign_in(store, "Ann")
    rows = [{"id": "b", "key": "b", "name": "B", "at": 1}, {"id": "c", "key": "c", "name": "C"}]
    with pytest.raises(StoreError), store.writing() as connection:
        [store.add(connection, tables.REVIEWERS, [row]) for row in rows]
    with store.reading() as connection:
        assert connection.scalar(sa.select(sa.func.count()).select_from(tables.REVIEWERS)) == 1
    assert ann.name == "Ann"


def test_a_file_that_was_taken_away_is_made_anew_and_never_lied_about(tmp_path):
    store = Store(f"sqlite:///{tmp_path}/s.db")
    sign_in(store, "Ann")
    for path in tmp_path.glob("s.db*"):
        path.unlink()
    ann = sign_in(store, "Ann")
    save(store, Answer(ann.id, SET, 1, "model"))
    store.close()
    other = Store(f"sqlite:///{tmp_path}/s.db")
    assert len(answers(other, SET)) == 1
    other.close()


def test_a_file_that_is_no_database_gets_a_sentence(tmp_path):
    (tmp_path / "s.db").write_bytes(b"these are no pages of a database" * 40)
    store = Store(f"sqlite:///{tmp_path}/s.db")
    with pytest.raises(StoreError, match=r"s\.db is no SQLite database"):
        progress(store, SET)


def test_a_folder_that_cannot_be_made_gets_a_sentence(tmp_path):
    (tmp_path / "file").write_text("x", encoding="utf-8")
    store = Store(f"sqlite:///{tmp_path}/file/s.db")
    with pytest.raises(StoreError, match="cannot be"):
        progress(store, SET)


SCRIPT = """
import os, resource, sys
from dashboard.store.engine import Store
from dashboard.store.answers import Answer
from dashboard.store.failures import StoreError
from dashboard.store.reviews import save, sign_in
url, what = sys.argv[1:]
store = Store(url)
ann = sign_in(store, "Ann")
save(store, Answer(ann.id, "sketches", 1, "model"))
if what == "full":
    resource.setrlimit(resource.RLIMIT_FSIZE, (60_000, resource.RLIM_INFINITY))
else:
    store.close()
    folder = os.path.dirname(url.removeprefix("sqlite:///"))
    for name in os.listdir(folder):
        os.chmod(os.path.join(folder, name), 0o444)
    os.chmod(folder, 0o555)
    if os.geteuid() == 0:
        os.setgid(65534), os.setuid(65534)
told = ""
for row in range(2, 400):
    try:
        save(store, Answer(ann.id, "sketches", row, "model", comment="x" * 900))
    except StoreError as error:
        print(row, error)
        break
"""


@pytest.mark.parametrize(
    ("what", "told"), [("full", "disk full|disk is full"), ("read-only", "read-only")]
)
def test_a_disk_that_takes_nothing_gets_a_sentence_and_loses_nothing(what, told, tmp_path_factory):
    import shutil
    import tempfile

    folder = Path(tempfile.mkdtemp(prefix="fer-store-"))  # where any user may look
    folder.chmod(0o755)
    url = f"sqlite:///{folder}/s.db"
    try:
        done = subprocess.run(
            [sys.executable, "-c", SCRIPT, url, what],
            capture_output=True, text=True, cwd=ROOT, check=True,
        )  # fmt: skip
        row, said = done.stdout.split(" ", 1)
        assert "s.db" in said
        assert any(word in said for word in told.split("|"))
        for path in (folder, *folder.iterdir()):
            path.chmod(0o755)
        store = Store(url)
        assert answers(store, SET)["row"].tolist() == list(range(1, int(row)))
        ann = sign_in(store, "Ann")
        save(store, Answer(ann.id, SET, int(row), "model"))
        store.close()
    finally:
        shutil.rmtree(folder)


def test_a_database_that_is_away_gets_a_sentence_and_comes_back(postgresql):
    store = Store(postgresql.database())
    ann = sign_in(store, "Ann")
    given = Answer(ann.id, SET, 1, "model")
    postgresql.stop()
    try:
        for _ in range(2):
            with pytest.raises(StoreError, match="database"):
                save(store, given)
    finally:
        postgresql.start()
    save(store, given)
    save(store, given)
    assert len(answers(store, SET)) == 1
    store.close()


def test_a_read_only_postgresql_gets_a_sentence(postgresql):
    url = postgresql.database(own=True)
    store = Store(url)
    ann = sign_in(store, "Ann")
    with store.engine.connect() as connection:
        name = store.engine.url.database
        connection.execute(sa.text(f"ALTER DATABASE {name} SET default_transaction_read_only = on"))
        connection.commit()
    store.close()
    with pytest.raises(StoreError, match="read-only"):
        save(store, Answer(ann.id, SET, 1, "model"))
    assert answers(store, SET).empty
    store.close()


def test_a_wrong_database_name_or_port_gets_a_sentence(postgresql):
    url = postgresql.database(own=True)
    with pytest.raises(StoreError, match=r"does not exist|cannot be reached"):
        progress(Store(url.rsplit("/", 1)[0] + "/nowhere"), SET)
    with pytest.raises(StoreError, match="cannot be reached"):
        progress(Store("postgresql://fer:secret@127.0.0.1:1/nowhere"), SET)


def test_no_sentence_shows_sql_or_a_password():
    file = Path("data/store.db")
    errors = [sa.exc.OperationalError("SELECT secret", {}, sqlite3.OperationalError("secret"))]
    for code in (sqlite3.SQLITE_FULL, sqlite3.SQLITE_IOERR_WRITE, sqlite3.SQLITE_BUSY_SNAPSHOT):
        origin = sqlite3.OperationalError("secret")
        origin.sqlite_errorcode = code
        errors.append(sa.exc.OperationalError("SELECT secret", {}, origin))
    said = [sentence(error, file) for error in errors]
    assert "disk is full" in said[1]
    assert "busy" in said[3]
    for state in ("53100", "08006", "57P01", "XX000", None):
        origin = RuntimeError("secret")
        origin.sqlstate = state
        said.append(sentence(sa.exc.OperationalError("SELECT secret", {}, origin), None))
    said.append(sentence(sa.exc.TimeoutError("secret"), None))
    said.append(sentence(OSError(28, "No space left on device"), file))
    assert not any("secret" in text or "SELECT" in text for text in said)
    assert "disk of the database is full" in said[4]


def test_the_store_is_waited_for_not_for_ever():
    assert 1 <= engine._WAIT <= 10
    assert os.environ.get("DATABASE_URL") is None
