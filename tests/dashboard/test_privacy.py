"""Uploads stay in memory up to the limit that the server accepts."""

import tomllib
from pathlib import Path

from starlette.formparsers import MultiPartParser

from dashboard.privacy import keep_uploads_in_memory

CONFIG = Path(__file__).parents[2] / ".streamlit" / "config.toml"


def test_uploads_of_any_accepted_size_stay_in_memory(monkeypatch):
    monkeypatch.setattr(MultiPartParser, "spool_max_size", 1024)
    keep_uploads_in_memory()
    limit = tomllib.loads(CONFIG.read_text(encoding="utf-8"))["server"]["maxUploadSize"]
    assert MultiPartParser.spool_max_size > limit * 1024 * 1024
