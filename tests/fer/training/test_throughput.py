"""The throughput comparison: both loops learn, and what they report is what they did."""

import torch

from fer.training import throughput
from fer.training.networks import build
from fer.training.recipes import recipe_of


def test_both_loops_are_timed_on_the_same_work():
    found = throughput.compare("tiny", steps=4)
    assert [one.name for one in found] == [
        "plain loop",
        "plain loop, 2 loader processes",
        "this project, 32-bit floats",
        "this project, 32-true",
    ]
    for one in found:
        assert one.steps == 4
        assert 0 < one.low <= one.median <= one.high


def test_the_plain_network_computes_the_same_but_for_its_own_normalising():
    torch.manual_seed(0)
    ours = build("cnn2").eval()
    torch.manual_seed(0)
    plain = throughput.plain_network("cnn2").eval()
    assert {type(m).__module__.split(".")[0] for m in plain.modules()} == {"torch"}
    plain.load_state_dict({k: v for k, v in ours.state_dict().items() if not k.startswith("0.")})
    faces = torch.randint(0, 256, (2, 48, 48), dtype=torch.uint8)
    pictures = ((faces.float() - 127.5) / 64).unsqueeze(1)
    # the hidden layer sees its inputs in another order
    assert ours[:8](faces).shape == plain[:8](pictures).shape
    torch.testing.assert_close(ours[:8](faces), plain[:8](pictures), rtol=1e-4, atol=1e-4)


def test_the_median_counts_only_steps_after_the_warm_ones():
    found = throughput.Throughput.of("x", 128, [9.0, 9.0, 1.0, 2.0, 4.0])
    assert (found.median, found.low, found.high, found.steps) == (64.0, 32.0, 128.0, 3)


def test_noise_fills_whole_batches():
    recipe = recipe_of("cnn4")
    dataset = throughput.noise(recipe, 3)
    assert len(dataset.select(*recipe.train_splits)) == 3 * recipe.batch_size
    assert len(dataset.select(recipe.watch_split)) == 1
