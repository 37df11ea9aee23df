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


def test_a_recipe_is_told_setting_by_setting_and_what_makes_learning_harder(app, toy, seal):
    card = json.loads((toy / "card.json").read_text())
    assert "where dropout makes the task harder" in visit(app)
    recipe = {"augmentation": {"mixup": 0.2, "degrees": 15.0}, "sides": [], "start": "", "votes": 0}
    seal(toy, {**card, "recipe": {**card["recipe"], **recipe}})
    said = visit(app)
    assert "where dropout and changed faces make the task harder" in said
    assert "Targets of Toy are softened there" in said
    assert "blending of two faces" in said
    assert "&#x27;mixup&#x27;" not in said


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


def start_page(app):
    app.query_params["part"] = "start"
    return visit(app)


def button(app, label):
    return next(b for b in app.button if b.label == label)


@pytest.fixture
def no_trainings(tmp_path, monkeypatch):
    from fer import places

    monkeypatch.setattr(places, "RUNS", tmp_path / "runs")


def test_the_form_says_what_will_be_learnt_and_how_long_it_takes(app, weights, no_trainings):
    said = start_page(app)
    assert "490 faces, 8 times over" in said
    assert "a rough guess" in said
    assert not button(app, "Start").disabled


def test_start_hands_the_choice_over_and_a_refusal_is_a_sentence(
    app, weights, no_trainings, monkeypatch
):
    from fer.errors import TrainingError
    from fer.training import jobs

    asked = []

    def refuse(*choice):
        asked.append(choice)
        raise TrainingError("The disk is full. Make room, then try again.")

    monkeypatch.setattr(jobs, "start", refuse)
    start_page(app)
    app.selectbox(key="train_network").set_value("cnn2").run()
    button(app, "Start").click().run()
    assert asked == [("cnn2", "sketches", 8)]
    assert "The disk is full" in texts(app)


def test_turned_off_the_page_says_so_and_offers_nothing(app, weights, pretend, monkeypatch):
    pretend({"kind": "finished"})
    monkeypatch.setenv("FER_TRAINING", "off")
    said = start_page(app)
    assert "FER_TRAINING=off" in said
    assert "Finished" in said
    assert not app.button


def test_a_finished_training_is_kept_under_a_free_name_and_appears_at_once(app, toy, pretend):
    pretend({"kind": "finished"})
    app.run()  # another page, where a release is chosen
    said = start_page(app)
    assert not app.success
    assert "105 faces of PublicTest" in said
    assert "45.0\u202f% as they are labelled" in said
    app.text_input[0].set_value("toy")
    button(app, "Keep").click().run()
    assert "There is a release 'toy' already" in texts(app)
    app.text_input[0].set_value("mine")
    button(app, "Keep").click().run()
    assert not app.exception
    said = texts(app)
    assert "Kept as 'mine'" in str([e.value for e in app.success])
    assert "Finished" not in said
    app.switch_page("dashboard/pages/scorecard.py").run()
    assert "Toy (mine)" in app.selectbox[0].options


@pytest.mark.parametrize(
    ("line", "why"),
    [
        ({"kind": "failed", "what": "The disk is full."}, "The disk is full."),
        ({"kind": "stopped"}, "It was stopped."),
        ({"kind": "training", "step": 1, "steps": 16}, "ended without a word"),
    ],
)
def test_what_ended_early_can_be_discarded(app, weights, pretend, line, why):
    made = pretend(line)
    said = start_page(app)
    assert why in said
    assert "of 2 epochs are done" in said
    assert button(app, "Continue")
    button(app, "Discard").click().run()
    assert why not in texts(app)
    assert not made.folder.exists()


def test_a_second_person_sees_what_is_running_and_cannot_start(app, weights, pretend):
    from fer.training import lock, started

    made = pretend({"kind": "training", "step": 4, "steps": 16, "epoch": 1, "left_s": 75.0})
    lock.take(started.root(), made.order.id)
    said = start_page(app)
    assert "One training at a time" in said
    assert button(app, "Start").disabled
    assert button(app, "Stop this training")
    bar = app.get("progress")[0].proto
    assert bar.value == 25
    assert "about 75 s left" in bar.text
    app.query_params["part"] = "curves"
    app.session_state["part"] = "curves"
    app.run()
    assert "Running now, under *Train one*" in texts(app)


def test_a_broken_dataset_is_named(app, weights, no_trainings, monkeypatch, tmp_path):
    from dashboard import cache, cache_training

    folder = tmp_path / "data" / "bad"
    folder.mkdir(parents=True)
    (folder / "faces.npy").write_bytes(b"no")
    for module in (cache, cache_training):
        monkeypatch.setattr(module, "DATA", tmp_path / "data")
    start_page(app)
    app.selectbox(key="train_data").set_value("bad").run()
    assert "Dataset 'bad' cannot be read" in texts(app)
    assert button(app, "Start").disabled


@pytest.fixture
def results(tmp_path, monkeypatch, weights):
    """The study's table, not written yet, and the folder of its database."""
    from dashboard import cache_training
    from fer.evaluation import study

    cache_training._study.clear()
    monkeypatch.setattr(study, "TABLE", tmp_path / "study.csv")
    monkeypatch.setattr(cache_training, "RUNS", tmp_path / "runs")
    (tmp_path / "runs" / "study").mkdir(parents=True)
    return tmp_path / "study.csv"


def hits(depth, kernel, stride):
    return 300 + 40 * depth - 15 * stride + 4 * kernel


def study_page(app):
    app.query_params["part"] = "study"
    return visit(app)


def test_without_results_the_study_says_how_to_get_them(app, results):
    said = study_page(app)
    assert "no results yet" in said
    assert "python -m fer study --out fer/evaluation/study.csv" in str([c.value for c in app.code])
    assert not charts(app)


def test_the_study_is_read_at_a_glance(app, results, toy_study):
    toy_study(hits).to_csv(results, index=False)
    said = study_page(app)
    assert len(charts(app)) == 2
    assert "Depth decides most" in said
    assert "of 24 variants, depth 4, kernel 7, stride 1" in said
    assert "depth 1 → 2" in said
    assert "n = 1,000" in said
    assert "scored so far" not in said


def test_a_study_that_is_under_way_shows_what_is_scored(app, results, toy_study):
    toy_study(hits).head(5).to_csv(results, index=False)
    said = study_page(app)
    assert "5 of 24 variants are scored so far" in said
    assert len(charts(app)) == 2


def test_a_broken_table_and_a_locked_database_are_sentences(app, results):
    import sqlite3

    results.write_text("depth,kernel\n1,3\n")
    database = results.parent / "runs" / "study" / "study.db"
    from fer.variants import open_study

    open_study(f"sqlite:///{database}", "paper")._storage._backend.engine.dispose()
    holder = sqlite3.connect(database)
    holder.execute("BEGIN EXCLUSIVE")
    said = study_page(app)
    holder.rollback()
    holder.execute("UPDATE alembic_version SET version_num = 'v2.4.0.a'")
    holder.commit()
    holder.close()
    assert "study.csv lacks trial" in said
    assert "database is locked" in said
    assert "python -m fer study" in str([c.value for c in app.code])
    from dashboard import cache_training

    cache_training._study.clear()
    assert "made by another version of Optuna" in study_page(app)
