"""The study's database: refusals are sentences, and peeking writes nothing."""

import sqlite3

import pytest

from fer import variants
from fer.errors import TrainingError


@pytest.fixture
def url(tmp_path):
    return f"sqlite:///{tmp_path / 'study.db'}"


def test_an_empty_study_says_so(url):
    with pytest.raises(TrainingError, match="no scored variant yet"):
        variants.table(variants.open_study(url, "trial"))


def test_a_database_of_another_layout_is_refused_in_a_sentence(url, tmp_path):
    study = variants.open_study(url, "trial")
    study._storage._backend.engine.dispose()
    with sqlite3.connect(tmp_path / "study.db") as raw:
        raw.execute("UPDATE alembic_version SET version_num = 'v2.4.0.a'")
    raw.close()
    with pytest.raises(TrainingError, match="another version of Optuna"):
        variants.open_study(url, "trial")


def test_a_file_that_is_no_database_is_refused_in_a_sentence(url, tmp_path):
    (tmp_path / "study.db").write_text("these are notes, not tables" * 50)
    with pytest.raises(TrainingError, match="file is not a database"):
        variants.open_study(url, "trial")


@pytest.mark.slow
def test_a_locked_database_is_refused_in_a_sentence(url, tmp_path):
    variants.open_study(url, "first")
    holder = sqlite3.connect(tmp_path / "study.db")
    holder.execute("BEGIN EXCLUSIVE")
    try:
        with pytest.raises(TrainingError, match="database is locked"):
            variants.open_study(f"{url}?timeout=1", "second")
    finally:
        holder.rollback()
        holder.close()


def peeked(tmp_path):
    return variants.peek(tmp_path / "study.db", "trial")


VARIANT = {"depth": 1, "kernel": 3, "stride": 2}


def score(trial):
    for name, levels in variants.GRID.items():
        trial.suggest_categorical(name, levels)
    return 0.4


def test_peeking_at_what_another_version_of_this_program_wrote(url, tmp_path):
    study = variants.open_study(url, "trial")
    study.enqueue_trial(VARIANT, user_attrs={"variant": VARIANT})
    study.optimize(score, n_trials=1)
    with pytest.raises(TrainingError, match="another version of this program"):
        peeked(tmp_path)


def test_peeking_finds_what_is_scored(url, tmp_path):
    assert peeked(tmp_path) is None
    assert list(tmp_path.iterdir()) == []
    study = variants.open_study(url, "trial")
    assert peeked(tmp_path) is None
    assert variants.peek(tmp_path / "study.db", "another") is None
    facts = {
        **{"parameters": 1, "macs": 2, "train_faces": 3, "n": 10, "correct": 4, "loss": 1.0},
        "seconds": 2.0,
    }
    for key, value in {"dataset": "drawn", "epochs": 3, "seed": 0}.items():
        study.set_user_attr(key, value)
    variant = VARIANT
    study.enqueue_trial(variant, user_attrs={"variant": variant, **facts})

    study.optimize(score, n_trials=1)
    found = peeked(tmp_path)
    assert tuple(found.columns) == variants.COLUMNS
    assert found.to_dict("records") == variants.table(study).to_dict("records")


def test_peeking_refuses_in_sentences(url, tmp_path):
    (tmp_path / "study.db").write_text("these are notes, not tables" * 50)
    with pytest.raises(TrainingError, match="file is not a database"):
        peeked(tmp_path)
    (tmp_path / "study.db").unlink()
    with sqlite3.connect(tmp_path / "study.db") as raw:
        raw.execute("CREATE TABLE notes (line TEXT)")
    raw.close()
    with pytest.raises(TrainingError, match=r"study\.db cannot be used|another version"):
        peeked(tmp_path)


def test_peeking_at_an_older_layout_or_a_locked_database(url, tmp_path):
    study = variants.open_study(url, "trial")
    study._storage._backend.engine.dispose()
    holder = sqlite3.connect(tmp_path / "study.db")
    holder.execute("BEGIN EXCLUSIVE")
    with pytest.raises(TrainingError, match="database is locked"):
        peeked(tmp_path)
    holder.rollback()
    holder.execute("UPDATE alembic_version SET version_num = 'v2.4.0.a'")
    holder.commit()
    holder.close()
    with pytest.raises(TrainingError, match="another version of Optuna"):
        peeked(tmp_path)
