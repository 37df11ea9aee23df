"""The page Training: curves of no release, one, a broken one; gaps; links."""

import json

import pytest

from tests.dashboard.conftest import texts

pytestmark = pytest.mark.filterwarnings("ignore::DeprecationWarning")
PAGE = "dashboard/pages/training.py"


@pytest.fixture
def toy(weights, toy_copy):
    """The toy release as the only one."""
    toy_copy.rename(weights / "toy")
    return weights / "toy"


def visit(app):
    app.run()
    app.switch_page(PAGE).run()
    assert not app.exception
    return texts(app)


def charts(app):
    return app.get("plotly_chart")


def test_without_a_release_the_next_step_is_said(app, weights):
    said = visit(app)
    assert "python -m fer train cnn4" in said
    assert not charts(app)


def test_a_release_shows_two_charts_its_recipe_and_a_verdict(app, toy):
    said = visit(app)
    assert len(charts(app)) == 2
    assert "Toy: cannot be tested" in said
    assert "ends at step 12" in said
    assert "20181215" in said


def test_committed_releases_are_overlaid_by_choice(app):
    app.query_params["curves"] = "cnn4"
    said = visit(app)
    assert "4-layer CNN: holds in part" in said
    assert "learning rate" in said
    assert "0.001" in said
    assert "Linear SVM was not trained step by step" in said


def test_gaps_are_named_and_the_rest_is_shown(app, toy, seal):
    path = toy / "history.csv"
    path.write_text("\n".join(line for line in path.read_text().splitlines() if ",2," not in line))
    seal(toy, json.loads((toy / "card.json").read_text()))
    said = visit(app)
    assert "Epoch 2: no figures of a test split" in said
    assert "Restore toy/history.csv" in said
    assert len(charts(app)) == 2


def test_a_broken_release_and_a_broken_history_leave_the_page_standing(app, toy):
    (toy.parent / "broken").mkdir()
    (toy.parent / "broken" / "card.json").write_text("{", encoding="utf-8")
    (toy / "history.csv").write_bytes(b"\x00\x01")
    said = visit(app)
    assert "card.json cannot be read" in said
    assert "Nothing in the history.csv of Toy can be read" in said
    assert not charts(app)


def test_without_predictions_the_curve_stays(app, toy):
    (toy / "predictions.parquet").unlink()
    assert "Toy: cannot be tested" in visit(app)
    assert len(charts(app)) == 2


def test_nonsense_in_the_address_is_passed_over(app, toy):
    app.query_params["curves"] = "../..,<b>"
    app.query_params["part"] = "nowhere"
    visit(app)
    assert len(charts(app)) == 2
