"""Shuffling changes weights and nothing else; likeness is Spearman's."""

import numpy as np
import onnx
import pytest
from hypothesis import given
from hypothesis import strategies as st
from onnx import numpy_helper
from scipy.stats import spearmanr

from fer.recognition.explain.sanity import likeness, shuffled_graph


def tensors(model):
    return {one.name: numpy_helper.to_array(one) for one in model.graph.initializer}


def test_weights_are_shuffled_within_their_tensor(toy_release):
    path = toy_release[0] / toy_release[1] / "model.onnx"
    before = tensors(onnx.load(str(path)))
    after = tensors(onnx.load_from_string(shuffled_graph(path, 1)))
    assert set(before) == set(after)
    for name, values in before.items():
        assert sorted(values.ravel().tolist()) == sorted(after[name].ravel().tolist())
        assert (name == "weights") == (values != after[name]).any()
    again = tensors(onnx.load_from_string(shuffled_graph(path, 1)))
    other = tensors(onnx.load_from_string(shuffled_graph(path, 2)))
    assert (again["weights"] == after["weights"]).all()
    assert (other["weights"] != after["weights"]).any()


@given(st.lists(st.tuples(st.integers(-4, 4), st.floats(-3, 3)), min_size=3, max_size=40))
def test_likeness_is_scipys_spearman(pairs):
    one, other = np.array(pairs, float).T
    found = likeness(one, other)
    if len(set(one)) == 1 or len(set(other)) == 1:
        assert found is None
    else:
        assert found == pytest.approx(spearmanr(one, other).statistic, abs=1e-9)


def test_likeness_of_maps():
    values = np.random.default_rng(0).normal(size=(48, 48))
    assert likeness(values, np.exp(values)) == pytest.approx(1)
    assert likeness(values, -values) == pytest.approx(-1)
    assert likeness(values, np.zeros((48, 48))) is None
    with pytest.raises(ValueError, match="one shape"):
        likeness(values, values[:2])
