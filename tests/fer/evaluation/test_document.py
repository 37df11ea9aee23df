"""Reports: the same content in both forms, and nothing in it becomes markup."""

from html.parser import HTMLParser

import pytest

from fer.evaluation.document import Document, Points, Table

EVIL = "<script>alert(1)</script> | [x](javascript:1) **b** `c`\n# d"


class Reader(HTMLParser):
    """Collects tags and texts."""

    def __init__(self):
        super().__init__()
        self.tags, self.texts = [], []

    def handle_starttag(self, tag, attrs):
        self.tags.append(tag)

    def handle_data(self, data):
        self.texts.append(data)


def read(html):
    reader = Reader()
    reader.feed(html)
    return reader


@pytest.fixture
def document():
    one = Table("Scores", ("", "accuracy"), [["A", "60 %"], ["B", "50 %"]])
    two = Table("Faces", ("", "n"), [["all", "1,000"]])
    return Document("Title", "It differs.", ["More."], [one, (one, two)], ["A note."])


def test_both_forms_say_everything(document):
    html, markdown = read(document.html()), document.markdown()
    for text in ("Title", "It differs.", "More.", "Scores", "60 %", "1,000", "A note."):
        assert text in html.texts
        assert text in markdown
    assert html.tags.count("table") == 3
    assert html.tags.count("tr") == 3 + 3 + 2


def test_markdown_tables_are_whole(document):
    lines = [line for line in document.markdown().splitlines() if line.startswith("|")]
    assert lines[:3] == ["|  | accuracy |", "| :-- | --: |", "| A | 60 % |"]
    assert len(lines) == 4 + 4 + 3


def test_nothing_becomes_markup():
    made = Document(EVIL, EVIL, [EVIL], [Table(EVIL, (EVIL,), [[EVIL]])], [EVIL])
    html = read(made.html())
    assert "script" not in html.tags
    assert sum("<script>" in text for text in html.texts) == 8
    markdown = made.markdown()
    assert "<script>" not in markdown
    assert "[x](" not in markdown
    assert " | \\[x" not in markdown
    assert [line for line in markdown.splitlines() if line.startswith("# d")] == []


def test_the_page_needs_no_other_file_and_prints_on_a4(document):
    html = document.html()
    assert "size: A4" in html
    assert not {"link", "script", "img", "iframe"} & set(read(html).tags)


def test_a_table_with_a_short_row_is_refused():
    with pytest.raises(ValueError, match="expected 2 cells"):
        Table("x", ("a", "b"), [["1"]])


def test_words_that_stand_out_before_a_paragraph():
    document = Document("T", "L", paragraphs=["Plain.", ("In <bold>", "Text with *stars*.")])
    assert "**In \\<bold\\>.** Text with \\*stars\\*." in document.markdown()
    assert "<p><b>In &lt;bold&gt;.</b> Text with *stars*.</p>" in document.html()
    assert "<p>Plain.</p>" in document.html()


def test_points_stand_below_their_heading_as_text():
    said = Document("T", "L", points=[Points("Reasons", [EVIL, "two"])])
    html, markdown = said.html(), said.markdown()
    assert html.count("<li>") == 2
    assert "<script>" not in html
    assert "## Reasons" in markdown
    assert "\n- two" in markdown
    assert "<script>" not in markdown


def test_a_question_takes_no_full_stop():
    asked = Document("T", "L", [("Why?", "So."), ("How", "Thus.")])
    assert "<b>Why?</b> So." in asked.html()
    assert "**How.** Thus." in asked.markdown()
