"""A store on SQLite and on PostgreSQL, one after the other."""

import pytest

from dashboard.store.engine import Store


@pytest.fixture(params=["sqlite", "postgresql"])
def address(request, tmp_path):
    """The URL of a database that does not hold anything yet."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'data' / 'store.db'}"
    return request.getfixturevalue("postgresql").database()


@pytest.fixture
def store(address):
    opened = Store(address)
    yield opened
    opened.close()
