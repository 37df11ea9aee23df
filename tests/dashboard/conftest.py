"""The dashboard under test: with the committed releases, with none, or with a broken one."""

import shutil
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

ROOT = Path(__file__).parents[2]


@pytest.fixture
def weights(tmp_path, monkeypatch):
    """An empty folder of releases that the dashboard reads instead of its own."""
    from dashboard import cache

    folder = tmp_path / "weights"
    folder.mkdir()
    monkeypatch.setattr(cache, "WEIGHTS", folder)
    return folder


@pytest.fixture
def one_release(weights):
    """The same folder with a copy of the committed linear SVM or CNN in it."""
    source = sorted(p.parent for p in (ROOT / "weights").glob("*/card.json"))[-1]
    shutil.copytree(source, weights / source.name)
    return weights / source.name


@pytest.fixture
def app(monkeypatch):
    """The whole app, as its entry runs it."""
    monkeypatch.chdir(ROOT)
    return AppTest.from_file(str(ROOT / "streamlit_app.py"), default_timeout=60)


def texts(app):
    """Return all that a page says, as one text."""
    kinds = ("title", "subheader", "markdown", "caption", "warning", "error", "info")
    said = [element.value for kind in kinds for element in getattr(app, kind)]
    return "\n".join([*map(str, said), *(str(e.proto) for e in app.get("html"))])
