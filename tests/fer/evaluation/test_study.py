"""Reading the study's table, and what mattered in it."""

from itertools import product

import pandas as pd
import pytest

from fer.errors import FerError
from fer.evaluation import study


def made_up(correct):
    rows = []
    for i, (depth, kernel, stride) in enumerate(product((1, 2, 3, 4), (3, 5, 7), (1, 2))):
        fixed = {"parameters": 1, "macs": 1, "epochs": 1, "train_faces": 10, "n": 1000}
        factors = {"depth": depth, "kernel": kernel, "stride": stride}
        hits = correct(depth, kernel, stride)
        rest = {"correct": hits, "loss": 1.0, "seconds": 1.0, "seed": 0}
        rows.append({"trial": i, **factors, **fixed, **rest})
    return pd.DataFrame(rows)


def test_the_factor_that_decides_is_the_most_important():
    table = made_up(lambda depth, kernel, stride: 300 + 100 * depth + stride)
    table = table.assign(accuracy=table["correct"] / table["n"])
    shares = study.importances(table)
    assert next(iter(shares)) == "depth"
    assert shares["depth"] > 0.9
    assert sum(shares.values()) == pytest.approx(1)
    assert set(shares) == set(study.FACTORS)
    assert study.importances(table) == shares


def test_no_table_is_no_error(tmp_path):
    assert study.read(tmp_path / "none.csv") is None


@pytest.mark.parametrize(
    ("content", "what"),
    [("depth,kernel\n1,3\n", "lacks trial"), ("", "cannot be read")],
)
def test_a_broken_table_is_refused_in_a_sentence(tmp_path, content, what):
    path = tmp_path / "study.csv"
    path.write_text(content)
    with pytest.raises(FerError, match=what) as caught:
        study.read(path)
    assert "python -m fer study --out" in str(caught.value)
    path.write_text(",".join(study.COLUMNS) + "\n")
    with pytest.raises(FerError, match="has no rows"):
        study.read(path)
