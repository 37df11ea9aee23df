"""The study: one budget, nothing twice, killed workers' trials, and databases that refuse."""

import subprocess
import sys
import textwrap
from pathlib import Path

import pytest
from optuna.trial import TrialState

from fer import variants
from fer.errors import TrainingError
from fer.evaluation import study as results
from fer.training import study as studies
from fer.training.networks import build, mac_count

ROOT = Path(__file__).parents[3]
TWO = [{"depth": 1, "kernel": 3, "stride": 2}, {"depth": 2, "kernel": 3, "stride": 2}]


@pytest.fixture
def url(tmp_path):
    return f"sqlite:///{tmp_path / 'study.db'}"


def test_the_grid_has_24_variants_and_begins_with_the_cheapest():
    every = studies.variants()
    assert len(every) == len({tuple(v.items()) for v in every}) == 24
    costs = [mac_count(build(studies.recipe_of(v).architecture)) for v in every]
    assert costs == sorted(costs)


def test_all_variants_get_the_same_schedule_and_never_see_the_test_splits():
    recipes = [studies.recipe_of(v).to_json() for v in studies.variants()]
    differing = {key for recipe in recipes for key in recipe if recipe[key] != recipes[0][key]}
    assert differing == {"name", "title", "architecture"}
    assert recipes[0]["train_splits"] == ["Training"]
    assert recipes[0]["watch_split"] == "PublicTest"


def test_a_study_scores_each_variant_once_and_its_table_can_be_read(url, tmp_path, patterns):
    study = variants.open_study(url, "trial")
    said = []
    studies.run(study, patterns, tmp_path / "runs", epochs=1, chosen=TWO, say=said.append)
    assert len(said) == 2
    studies.run(
        variants.open_study(url, "trial"),
        patterns,
        tmp_path / "runs",
        epochs=1,
        chosen=TWO,
        say=said.append,
    )
    assert len(said) == 2
    table = variants.table(study)
    assert tuple(table.columns) == variants.COLUMNS
    assert [tuple(row) for row in table[["depth", "kernel", "stride"]].to_numpy()] == [
        (1, 3, 2),
        (2, 3, 2),
    ]
    assert (table["train_faces"] == len(patterns.select("Training"))).all()
    assert (table["n"] == len(patterns.select("PublicTest"))).all()
    assert table["correct"].between(0, table["n"]).all()
    table.to_csv(tmp_path / "study.csv", index=False)
    read = results.read(tmp_path / "study.csv")
    assert read["accuracy"].tolist() == (table["correct"] / table["n"]).tolist()


def test_a_study_refuses_another_budget(url, tmp_path, patterns):
    study = variants.open_study(url, "trial")
    studies.run(study, patterns, tmp_path / "runs", epochs=1, chosen=TWO[:1])
    with pytest.raises(TrainingError, match=r"begun with other epochs \(1, not 2\)"):
        studies.run(study, patterns, tmp_path / "runs", epochs=2, chosen=TWO[:1])


@pytest.mark.slow
def test_the_trial_of_a_killed_worker_is_picked_up(url, tmp_path, patterns):
    code = textwrap.dedent(
        f"""
        import os, time
        from fer.variants import open_study
        opened = open_study({url!r}, "trial", heartbeat=1)
        opened.enqueue_trial({TWO[0]!r}, user_attrs={{"variant": {TWO[0]!r}}})
        opened.optimize(lambda trial: time.sleep(3) or os.kill(os.getpid(), 9), n_trials=1)
        """
    )
    killed = subprocess.run([sys.executable, "-W", "ignore", "-c", code], cwd=ROOT, check=False)
    assert killed.returncode == -9
    study = variants.open_study(url, "trial", heartbeat=1)
    assert [t.state.name for t in study.get_trials()] == ["RUNNING"]
    studies.run(study, patterns, tmp_path / "runs", epochs=1, chosen=TWO[:1])
    assert [t.state.name for t in study.get_trials()] == ["FAIL", "COMPLETE"]
    assert len(variants.table(study)) == 1


def test_a_variant_that_stands_twice_is_trained_once(url, tmp_path, patterns):
    study = variants.open_study(url, "trial")
    for _ in range(2):
        study.enqueue_trial(TWO[0], user_attrs={"variant": TWO[0]})
    said = []
    studies.run(
        study, patterns, tmp_path / "runs", epochs=1, chosen=TWO[:1] + TWO[1:], say=said.append
    )
    assert len(said) == 2
    assert sorted(t.state.name for t in study.get_trials()) == ["COMPLETE", "COMPLETE", "PRUNED"]
    assert len(variants.table(study)) == 2


@pytest.mark.filterwarnings("ignore:Heartbeat of storage")
def test_a_variant_in_the_hands_of_another_worker_is_left_to_it(url):
    study = variants.open_study(url, "trial")
    for _ in range(2):
        study.enqueue_trial(TWO[0], user_attrs={"variant": TWO[0]})
    first, second = study.ask(), study.ask()
    assert not studies._elsewhere(first, TWO[0])
    assert studies._elsewhere(second, TWO[0])
    study.tell(first, state=TrialState.FAIL)
    assert not studies._elsewhere(second, TWO[0])
