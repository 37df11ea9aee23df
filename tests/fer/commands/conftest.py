"""Commands as a person types them, in a terminal that is wide enough."""

import pytest
from typer.testing import CliRunner

from fer.__main__ import app


@pytest.fixture(autouse=True)
def wide(monkeypatch):
    monkeypatch.setenv("COLUMNS", "300")


@pytest.fixture
def fer_command():
    """``fer_command(name, …)`` runs a command; a traceback in it is a failure here."""

    def run(*words):
        result = CliRunner().invoke(app, [str(word) for word in words])
        assert result.exception is None or isinstance(result.exception, SystemExit)
        return result

    return run
