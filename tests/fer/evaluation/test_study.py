"""Reading the study's table, and what mattered in it."""

import pytest
from scipy.stats import binomtest

from fer import variants
from fer.errors import FerError
from fer.evaluation import study


@pytest.fixture
def written(tmp_path, toy_study):
    """``written(correct)``: the table of a made study, written and read again."""

    def write(correct):
        toy_study(correct).to_csv(tmp_path / "study.csv", index=False)
        return study.read(tmp_path / "study.csv")

    return write


def test_the_factor_that_decides_is_the_most_important(written):
    table = written(lambda depth, kernel, stride: 300 + 100 * depth + stride)
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
    path.write_text(",".join(variants.COLUMNS) + "\n")
    with pytest.raises(FerError, match="has no rows"):
        study.read(path)


def deeper(depth, kernel, stride):
    return 300 + 40 * depth - 15 * stride + 4 * kernel + (7 * depth * kernel * stride) % 5


def test_importances_agree_with_a_classical_analysis_of_variance(written):
    table = written(deeper)
    grand = table["accuracy"].mean()
    squares = {
        name: float(((table.groupby(name)["accuracy"].mean() - grand) ** 2).mean())
        for name in study.FACTORS
    }
    exact = {name: value / sum(squares.values()) for name, value in squares.items()}
    shares = study.importances(table)
    assert list(shares) == sorted(exact, key=exact.get, reverse=True)
    for name, share in shares.items():
        assert share == pytest.approx(exact[name])


@pytest.mark.parametrize("rows", [1, 4, 23])
def test_of_an_unfinished_study_no_shares_are_told(written, rows):
    assert study.importances(written(deeper).head(rows)) == {}


def test_where_nothing_differs_no_shares_are_told(written):
    assert study.importances(written(lambda depth, kernel, stride: 500)) == {}


@pytest.mark.parametrize(("name", "value"), [("epochs", 30), ("n", 999), ("dataset", "drawn")])
def test_variants_of_different_terms_are_no_table(tmp_path, toy_study, name, value):
    path = tmp_path / "study.csv"
    table = toy_study(deeper)
    table.loc[5, name] = value
    table.to_csv(path, index=False)
    with pytest.raises(FerError, match=f"mixes variants of different {name}"):
        study.read(path)


def test_a_variant_that_stands_twice_is_no_table(tmp_path, toy_study):
    path = tmp_path / "study.csv"
    table = toy_study(deeper)
    table.loc[5, list(study.GRID)] = table.loc[4, list(study.GRID)]
    table.to_csv(path, index=False)
    with pytest.raises(FerError, match="has a variant twice"):
        study.read(path)


def test_intervals_are_wilsons(written):
    table = written(deeper)
    expected = binomtest(int(table["correct"][5]), 1000).proportion_ci(method="wilson")
    assert (table["low"][5], table["high"][5]) == pytest.approx((expected.low, expected.high))


def test_effects_come_from_matched_pairs(written):
    table = written(lambda depth, kernel, stride: 300 + 50 * depth + 10 * kernel)
    found = {(e.factor, e.low, e.high): e for e in study.effects(table)}
    assert set(found) == {
        *(("depth", i, i + 1) for i in (1, 2, 3)),
        *(("kernel", i, i + 2) for i in (3, 5)),
        ("stride", 1, 2),
    }
    assert found["depth", 1, 2].gain == pytest.approx(0.05)
    assert found["depth", 1, 2].pairs == 6
    assert found["kernel", 3, 5].gain == pytest.approx(0.02)
    assert found["kernel", 3, 5].cost == pytest.approx(25 / 9)
    assert found["stride", 1, 2].gain == pytest.approx(0, abs=1e-12)
    assert found["stride", 1, 2].cost == pytest.approx(1 / 4)
    assert found["stride", 1, 2].least == found["stride", 1, 2].most == pytest.approx(0, abs=1e-12)


def test_a_half_done_study_has_the_effects_that_it_can_have(written):
    table = written(deeper)
    some = table[(table["depth"] < 3) & (table["kernel"] == 3)]
    assert {e.factor for e in study.effects(some)} == {"depth", "stride"}


def test_nothing_on_the_frontier_is_beaten(written):
    table = written(deeper)
    best = study.frontier(table)
    assert best["macs"].is_monotonic_increasing
    assert best["accuracy"].is_monotonic_increasing
    for _, row in best.iterrows():
        better = table[(table["macs"] <= row["macs"]) & (table["accuracy"] >= row["accuracy"])]
        assert len(better) == 1
    assert table["accuracy"].max() == best["accuracy"].iloc[-1]


def test_the_reading_names_what_decides_the_best_and_what_is_as_good_for_less(written):
    table = written(deeper)
    said = " ".join(study.reading(table, {"depth": 0.8, "stride": 0.15, "kernel": 0.05}))
    best = table.sort_values("accuracy").iloc[-1]
    assert "Depth decides most" in said
    assert "80\u202f% is its own (stride 15\u202f% and kernel 5\u202f%)" in said
    assert f"of 24 variants, {study.name_of(best)}" in said
    assert f"{best['accuracy'] * 100:.1f}\u202f% of fer2013's PublicTest" in said
    assert "n = 1,000" in said
    assert "times fewer" in said
    assert study.reading(table, {})[0].startswith("The most accurate")


def test_a_damaged_line_is_named(tmp_path, toy_study):
    path = tmp_path / "study.csv"
    for column, value in (("correct", 2000), ("n", 0), ("macs", "many"), ("depth", 9)):
        table = toy_study(deeper).astype(object)
        table.loc[4, column] = value
        table.to_csv(path, index=False)
        with pytest.raises(FerError, match=r"Line 6 .* damaged"):
            study.read(path)


def test_the_table_is_found_before_the_database(tmp_path, toy_study):
    path = tmp_path / "study.csv"
    assert study.find(tmp_path, path) == study.Found(None)
    toy_study(deeper).to_csv(path, index=False)
    found = study.find(tmp_path, path)
    assert found.whole
    assert len(found.table) == 24
    toy_study(deeper).head(7).to_csv(path, index=False)
    assert not study.find(tmp_path, path).whole


def test_what_is_broken_is_said_and_what_is_scored_is_shown(tmp_path, monkeypatch, toy_study):
    path = tmp_path / "study.csv"
    path.write_text("nonsense\n1\n")
    monkeypatch.setattr(study, "peek", lambda _: toy_study(deeper).head(3))
    found = study.find(tmp_path, path)
    assert "lacks trial" in found.notes[0]
    assert len(found.table) == 3
    assert not found.whole
    monkeypatch.undo()
    (tmp_path / "study").mkdir()
    (tmp_path / "study" / "study.db").write_text("these are notes" * 99)
    found = study.find(tmp_path, path)
    assert found.table is None
    assert len(found.notes) == 2
    assert "file is not a database" in found.notes[1]
