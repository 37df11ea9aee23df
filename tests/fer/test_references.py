"""References are whole: nobody can follow half of one."""

import re
from pathlib import Path

from fer.references import REFERENCES, Reference

ROOT = Path(__file__).parents[2]
NAME = re.compile(r"[A-Z][A-Za-z]+")
CITED = re.compile(r"([A-Z][A-Za-z]+)(?: et al\.)? \(?((?:19|20)\d\d)\b")
NO_AUTHORS = {"In", "ICML", "February", "Regulation"}

WORKS = {key: work for part in REFERENCES.values() for key, work in part.items()}


def test_every_reference_is_whole():
    assert sum(map(len, REFERENCES.values())) == len(WORKS)
    for work in WORKS.values():
        assert work.authors
        assert work.where
        assert work.used.endswith(".")
        assert 1900 < work.year < 2100
        assert work.url == "" or work.url.startswith("https://")
        assert not work.title.endswith(".")


def test_what_the_page_must_name_is_there():
    assert {"paper", "fer2013", "ferplus", "viola", "dalal", "barrett", "ai-act"} <= set(WORKS)


def test_every_work_that_the_code_names_is_listed():
    """As ``Wilson 1927``, ``He et al. 2019`` or ``Efron & Tibshirani (1993)``."""
    listed = {(name, work.year) for work in WORKS.values() for name in NAME.findall(work.authors)}
    text = " ".join(
        re.sub(r"\s+[#\"]*\s*", " ", path.read_text(encoding="utf-8"))
        for folder in ("fer", "dashboard")
        for path in (ROOT / folder).rglob("*.py")
    )
    named = {(name, int(year)) for name, year in CITED.findall(text)}
    assert len(named) > 30
    assert {one for one in named if one[0] not in NO_AUTHORS} <= listed


def test_a_reference_as_text():
    work = Reference("Doe, J.", 2001, "A title", "A journal, 1(2), 3–4", "https://x.org", "It.")
    assert work.plain() == "Doe, J. (2001). A title. A journal, 1(2), 3–4. https://x.org"
