"""Augmentation: within its limits, equal by seed, on copies, and nothing where nothing is asked."""

import numpy as np
import pytest
import torch
from PIL import Image

from fer.errors import TrainingError
from fer.training.augment import augment, mirror, mix, reduce
from fer.training.augmentation import Augmentation

EVERYTHING = Augmentation(15, 0.2, 4, 0.3, 0.1, 0.5, 0.2, 0.5, 0.1)


@pytest.fixture
def faces():
    torch.manual_seed(0)
    return torch.randint(0, 256, (64, 48, 48), dtype=torch.uint8)


def seeded(call):
    torch.manual_seed(1)
    return call()


def test_nothing_asked_nothing_done(faces):
    assert augment(faces, Augmentation()) is faces
    targets = torch.eye(7)[torch.arange(64) % 7]
    same = mix(faces, targets, Augmentation())
    assert torch.equal(same[0], faces.float())
    assert torch.equal(same[1], targets)


def test_faces_are_left_alone_and_stay_grey_levels(faces):
    before = faces.clone()
    changed = augment(faces, EVERYTHING)
    assert torch.equal(faces, before)
    assert changed.shape == faces.shape
    assert changed.dtype == torch.float32
    assert 0 <= changed.min() <= changed.max() <= 255


@pytest.mark.parametrize("name", ["degrees", "zoom", "shift", "contrast", "brightness", "erase"])
def test_every_change_changes_by_itself_and_by_seed(faces, name):
    how = Augmentation(**{name: 0.5})
    first, again = (seeded(lambda: augment(faces, how)) for _ in range(2))
    assert torch.equal(first, again)
    assert not torch.equal(first, faces.float())
    assert not torch.equal(first, augment(faces, how))


def test_no_movement_is_the_identity(faces):
    moved = augment(faces, Augmentation(shift=1e-9))
    assert torch.allclose(moved, faces.float(), atol=1e-3)


def test_a_shift_moves_by_no_more_than_its_limit():
    dot = torch.zeros(256, 48, 48, dtype=torch.uint8)
    dot[:, 23:25, 23:25] = 255
    moved = augment(dot, Augmentation(shift=4))
    place = torch.arange(48) + 0.5
    weight = moved.sum((1, 2))
    for axis in (1, 2):
        middle = (moved.sum(3 - axis) * place).sum(1) / weight - 24
        assert middle.abs().max() <= 4.01
        assert middle.abs().max() > 3


def test_contrast_keeps_the_mean_and_brightness_moves_it():
    generator = torch.Generator().manual_seed(0)
    grey = torch.randint(90, 160, (64, 48, 48), dtype=torch.uint8, generator=generator)
    before = grey.float().mean((1, 2))
    contrast = augment(grey, Augmentation(contrast=0.3)).mean((1, 2)) - before
    light = augment(grey, Augmentation(brightness=0.1)).mean((1, 2)) - before
    assert contrast.abs().max() < 0.01
    assert 20 < light.abs().max() <= 25.5


def test_erasing_hits_the_share_of_faces_and_of_area_that_is_asked():
    black = torch.zeros(400, 48, 48, dtype=torch.uint8)
    share = (augment(black, Augmentation(erase=0.4)) > 0).float().mean((1, 2))
    hit = share > 0.001
    assert 0.3 < hit.float().mean() < 0.5
    assert share.max() < 0.21


def test_mirroring_mirrors_about_half(faces):
    mirrored = mirror(faces)
    kept = (mirrored == faces).all(2).all(1)
    turned = (mirrored == faces.flip(2)).all(2).all(1)
    assert (kept | turned).all()
    assert 16 < kept.sum() < 48


@pytest.mark.parametrize("how", [Augmentation(mixup=0.2), Augmentation(cutmix=1.0)])
def test_mixed_targets_say_what_the_mixed_pixels_are(how):
    levels = torch.arange(7).repeat(20).float() * 40
    faces = levels[:, None, None].expand(-1, 48, 48)
    targets = torch.eye(7)[torch.arange(7).repeat(20)]
    mixed, said = seeded(lambda: mix(faces, targets, how))
    assert torch.allclose(said.sum(1), torch.ones(140))
    shown = mixed.mean((1, 2))  # of faces of one grey level each: the mean by share
    meant = (said * torch.arange(7) * 40).sum(1)
    np.testing.assert_allclose(shown, meant, atol=0.05)
    assert (said.max(1).values < 1).any()
    assert (said[torch.arange(140), torch.arange(7).repeat(20)] >= 0.5 - 1e-6).all()


@pytest.mark.parametrize(
    "wrong", [{"zoom": 1.0}, {"erase": 1.2}, {"degrees": -1.0}, {"calm": 2.0}, {"mixup": -0.1}]
)
def test_nonsense_is_refused_with_its_name(wrong):
    with pytest.raises(TrainingError, match=next(iter(wrong))):
        Augmentation(**wrong)


@pytest.mark.parametrize("side", [24, 32, 40])
def test_reducing_is_pillows_smoothed_resizing(faces, side):
    assert reduce(faces, 48) is faces
    small = reduce(faces, side)
    pictures = [Image.fromarray(face) for face in faces.numpy()]
    pillow = [picture.resize((side, side), Image.Resampling.BILINEAR) for picture in pictures]
    np.testing.assert_allclose(small, np.stack(pillow), atol=1.01)  # Pillow rounds
