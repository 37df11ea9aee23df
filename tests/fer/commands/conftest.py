"""Commands as a person types them, in a terminal that is wide enough."""

import pytest
from typer.testing import CliRunner

from fer.__main__ import app
from fer.commands.console import console, errors


@pytest.fixture(autouse=True)
def wide(monkeypatch):
    monkeypatch.setenv("COLUMNS", "300")
    for one in (console, errors):  # which may have been made in a narrow terminal
        monkeypatch.setattr(one, "_width", 300)


@pytest.fixture
def fer_command():
    """``fer_command(name, …)`` runs a command; a traceback in it is a failure here."""

    def run(*words):
        result = CliRunner().invoke(app, [str(word) for word in words])
        assert result.exception is None or isinstance(result.exception, SystemExit)
        return result

    return run
