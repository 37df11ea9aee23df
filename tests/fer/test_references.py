"""References are whole: nobody can follow half of one."""

from fer.references import REFERENCES, Reference

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


def test_a_reference_as_text():
    work = Reference("Doe, J.", 2001, "A title", "A journal, 1(2), 3–4", "https://x.org", "It.")
    assert work.plain() == "Doe, J. (2001). A title. A journal, 1(2), 3–4. https://x.org"
