"""The scorecard by AppTest: every section, dataset and cell, with and without pictures."""

import pytest

from dashboard.charts_matrix import matrix_svg
from dashboard.matrix import described
from fer.evaluation.cells import Cell, abstaining_matrix, answers
from fer.release import Release
from tests.dashboard.conftest import texts

pytestmark = pytest.mark.filterwarnings("ignore::DeprecationWarning")
PAGE = "dashboard/pages/scorecard.py"


@pytest.fixture
def no_data(tmp_path, monkeypatch):
    """A machine on which no dataset was imported."""
    from dashboard import cache

    folder = tmp_path / "data"
    monkeypatch.setattr(cache, "DATA", folder)
    return folder


@pytest.fixture
def card(app, one_release, no_data):
    app.run()
    return app.switch_page(PAGE)


def said(app):
    app.run()
    assert not app.exception
    return texts(app)


def rows_of(folder):
    release = Release.open(folder.parent, folder.name)
    return release.predictions().query("split == 'PrivateTest'")


def test_without_pictures_every_figure_stands_and_tiles_say_what_to_do(card):
    shown = said(card)
    assert "All faces: 3,589" in shown
    assert "python -m fer import fer2013.csv" in shown
    assert shown.count('class=\\"absent\\"') == 24


def test_the_address_opens_a_cell(card, one_release):
    card.query_params["labelled"] = "Fear"
    card.query_params["called"] = "Sad"
    counts = abstaining_matrix(rows_of(one_release)["emotion"], answers(rows_of(one_release)))
    shown = said(card)
    assert f"Labelled Fear, called Sad: {counts[2, 4]:,}" in shown
    assert card.selectbox(key="labelled").value == "Fear"
    across, down = counts[2, 4] / counts[2].sum(), counts[2, 4] / counts[:, 4].sum()
    assert f"{across * 100:.1f}\u202f% of the {counts[2].sum():,} labelled Fear" in shown
    assert f"{down * 100:.1f}\u202f% of the {counts[:, 4].sum():,} called Sad" in shown


@pytest.mark.parametrize(
    ("labelled", "called", "expected"),
    [
        ("<b>", "Sad", "called Sad"),
        ("Fear", "abstained", "Labelled Fear"),
        ("any", "../x", "All faces"),
    ],
)
def test_nonsense_in_the_address_opens_the_rest_of_it(card, labelled, called, expected):
    card.query_params["labelled"], card.query_params["called"] = labelled, called
    shown = said(card)
    assert "<b>:" not in shown
    assert expected in shown


def test_the_slider_moves_faces_to_abstained(card, one_release):
    card.query_params["below"] = "40"
    card.query_params["called"] = "abstained"
    counts = abstaining_matrix(rows_of(one_release)["emotion"], answers(rows_of(one_release), 0.4))
    shown = said(card)
    assert f"All faces, left unanswered: {counts[:, 7].sum():,}" in shown
    given = counts[:, :7].sum() / counts.sum() * 100
    assert f"{given:.1f}\u202f% get an answer" in shown


@pytest.mark.parametrize("below", ["-1", "100", "x", "9" * 5000])
def test_nonsense_for_the_slider_is_passed_over(card, below):
    card.query_params["below"] = below
    assert "get an answer" not in said(card)


def test_drawn_faces_come_with_pictures_and_predictions(card):
    card.query_params["data"] = "sketches"
    shown = said(card)
    assert "All faces: 105" in shown
    assert "data:image/png;base64," in shown
    assert "absent\\" not in shown


@pytest.mark.parametrize("section", ["findings", "classes", "confidence", "origin"])
def test_every_section_opens_by_its_address(card, section):
    card.query_params["section"] = section
    shown = said(card)
    words = {
        "findings": ("What stands out", "What the paper found", "is recognised"),
        "classes": ("Class by class", "Precision"),
        "confidence": ("expected calibration error", "it answers 3,589 of 3,589 faces"),
        "origin": ("How it learnt",),
    }
    assert all(word in shown for word in words[section])


def test_pictures_of_other_rows_are_not_shown(card, one_release, no_data):
    import shutil

    import numpy as np

    from fer.data.sketches import sketch_dataset

    drawn = sketch_dataset(28)
    folder = no_data / "fer2013"
    folder.mkdir(parents=True)
    np.save(folder / "faces.npy", drawn.faces)
    drawn.rows.to_parquet(folder / "rows.parquet")
    shown = said(card)
    assert "does not have the rows" in shown
    assert "data:image/png;base64," not in shown
    (folder / "faces.npy").write_bytes(b"broken")
    shown = said(card)
    assert "cannot be read" in shown
    shutil.rmtree(folder)


def test_the_table_says_in_words_what_a_cell_shows():
    import numpy as np

    counts = np.zeros((7, 8), np.int64)
    counts[0, 0], counts[0, 4], counts[4, 4] = 3, 1, 1
    table = described(counts, "row", Cell(0, 4), "caption")
    cell = table["lines"][0]["cells"][4]
    assert cell["said"] == (
        "labelled Angry, called Sad: 1 faces; 25.0 % of the row, 50.0 % of the column"
    )
    assert cell["shade"] == 0.25
    assert described(counts, "column", None, "")["lines"][0]["cells"][4]["shade"] == 0.5
    assert table["selected"] == "Angry-Sad"
    assert len(table["head"]) == 8
    counts[0, 7] = 1
    assert [h["cell"] for h in described(counts, "count", None, "")["head"]][-2:] == [
        "any-abstained",
        "any-any",
    ]


def test_the_picture_of_the_matrix_is_well_formed_and_shows_the_counts():
    from xml.etree import ElementTree

    import numpy as np

    counts = np.arange(56).reshape(7, 8) * 100
    drawn = ElementTree.fromstring(matrix_svg(counts, "A <title> & more"))
    words = [element.text for element in drawn.iter("{http://www.w3.org/2000/svg}text")]
    assert "A <title> & more" in words
    assert "abstained" in words
    assert "5,500" in words


def test_people_need_votes_and_say_so(card):
    card.query_params["section"] = "people"
    assert "--votes fer2013new.csv" in said(card)


def test_people_stand_beside_the_release(card, one_release, no_data):
    import numpy as np

    from fer.data.dataset import VOTE_COLUMNS, VOTES
    from fer.data.votes import LABEL_OF_VOTE

    release = Release.open(one_release.parent, one_release.name)
    table = release.predictions()
    rows = table[["row", "emotion", "split"]].reset_index(drop=True)
    votes = np.zeros((len(rows), len(VOTES)), np.uint8)
    votes[np.arange(len(rows)), np.argsort(LABEL_OF_VOTE)[rows["emotion"]]] = 9
    votes[:, VOTES.index("nf")] = 1
    rows = rows.assign(**dict(zip(VOTE_COLUMNS, votes.T, strict=True)))
    folder = no_data / "fer2013"
    folder.mkdir(parents=True)
    np.save(folder / "faces.npy", np.zeros((len(rows), 48, 48), np.uint8))
    rows.to_parquet(folder / "rows.parquet")
    card.query_params["section"] = "people"
    shown = said(card)
    assert "90.0\u202f%" in shown  # nine annotators of ten say what most of the others say
    assert "100.0\u202f%" in shown  # and the label is what most of them say
    assert "35,890 votes on 3,589 faces count; 0 are left out" in shown


def test_slices_of_the_drawn_faces_need_no_step(card):
    card.query_params["data"] = "sketches"
    card.query_params["section"] = "pictures"
    shown = said(card)
    assert "Errors: " in shown
    assert "gender, age or race" in shown
    assert "brightness" in shown
    assert "detector" in shown


def test_slices_without_pictures_say_how_to_get_them(card):
    card.query_params["section"] = "pictures"
    shown = said(card)
    assert "python -m fer import fer2013.csv" in shown
    assert "gender, age or race" in shown


def test_a_report_of_the_view_is_offered_in_every_section(card):
    for section in ("confusions", "origin"):
        card.query_params["section"] = section
        said(card)
        labels = [button.label for button in card.get("download_button")]
        assert any("Report to print" in label for label in labels)
        assert any("Model card" in label for label in labels)
