"""From a photograph to labelled faces, whatever the photograph comes as."""

import io
import json
import subprocess
import sys
from pathlib import Path

import cv2
import numpy as np
import pytest
from PIL import Image

import fer
from fer.data.samples import grace_hopper, photograph
from fer.errors import ImageError, ReleaseError
from fer.images import decode, to_grey
from fer.recognition.chain import Recogniser, as_picture, locate
from fer.recognition.faces import WHOLE, Box
from fer.recognition.register import MARGIN
from fer.release import Release

ROOT = Path(__file__).parents[3]


def same(one, other):
    """Return whether two results hold the same faces."""
    return one.to_json() == other.to_json() and all(
        np.array_equal(a.crop, b.crop) for a, b in zip(one.faces, other.faces, strict=True)
    )


def away(one, other):
    """Return the mean difference of two pictures, in grey levels."""
    return np.abs(one.astype(float) - other.astype(float)).mean()


def png(pixels, **options):
    file = io.BytesIO()
    Image.fromarray(pixels).save(file, "PNG", **options)
    return file.getvalue()


@pytest.fixture(scope="module")
def result(recogniser):
    return recogniser.recognise(grace_hopper())


def test_the_portrait_has_one_face(result, features):
    (face,) = result.faces
    left, top = face.box.x - face.box.side / 2, face.box.y - face.box.side / 2
    assert (features > [left, top]).all()
    assert (features < [left + face.box.side, top + face.box.side]).all()
    assert result.release == "toy"
    assert result.picture.shape == (600, 512, 3)
    assert face.probabilities.sum() == pytest.approx(1, abs=1e-6)


def test_the_crop_shows_the_box(result):
    (face,) = result.faces
    corners = np.rint(face.box.corners()).astype(int)
    (left, top), (right, bottom) = corners.min(axis=0), corners.max(axis=0)
    inside = to_grey(result.picture)[top:bottom, left:right]
    assert away(face.crop, cv2.resize(inside, (48, 48), interpolation=cv2.INTER_AREA)) < 5


def test_the_label_is_that_of_the_crop(recogniser, result):
    (face,) = result.faces
    (again,) = recogniser.recognise(face.crop, crop=True).faces
    np.testing.assert_allclose(again.probabilities, face.probabilities, atol=1e-6)


def test_fer_load_is_the_whole_chain(toy_release, result):
    root, name = toy_release
    assert same(fer.load(name, root).recognise(grace_hopper()), result)
    assert same(fer.load(name, str(root)).recognise(grace_hopper()), result)


def test_fer_load_says_that_there_is_no_such_release(toy_release):
    with pytest.raises(ReleaseError, match=r"no release 'other'\. There are: toy"):
        fer.load("other", toy_release[0])


def test_a_photograph_has_one_face_in_its_middle(recogniser):
    result = recogniser.recognise(photograph())
    (face,) = result.faces
    assert result.picture.shape == (480, 640, 3)
    assert abs(face.box.x - 320) < 40
    assert 100 < face.box.y < 250


def test_path_bytes_and_pixels_are_the_same(recogniser, result, portrait, tmp_path):
    path = tmp_path / "Grace Hopper.JPG"
    path.write_bytes(grace_hopper())
    for photo in (path, str(path), portrait):
        assert same(recogniser.recognise(photo), result)


def test_grey_pixels_are_the_same(recogniser, result, portrait):
    grey = recogniser.recognise(to_grey(portrait))
    assert same(grey, result)
    assert grey.picture.shape == (600, 512, 3)
    assert np.array_equal(grey.picture[:, :, 0], to_grey(portrait))


def test_pixels_in_any_order_of_memory_are_the_same(recogniser, result, portrait):
    assert same(recogniser.recognise(np.asfortranarray(portrait)), result)
    mirrored = np.ascontiguousarray(portrait[:, ::-1])
    assert same(recogniser.recognise(portrait[:, ::-1]), recogniser.recognise(mirrored))


@pytest.mark.parametrize(("orientation", "turns"), [(3, 2), (6, 1), (8, -1)])
def test_a_photo_taken_sideways_has_the_same_face(recogniser, portrait, orientation, turns):
    upright = np.ascontiguousarray(portrait[:400:2, ::2])
    exif = Image.Exif()
    exif[0x0112] = orientation
    stored = np.ascontiguousarray(np.rot90(upright, turns))
    result = recogniser.recognise(upright)
    assert len(result.faces) == 1
    assert same(recogniser.recognise(png(stored, exif=exif)), result)
    assert not same(recogniser.recognise(png(stored)), result)


def test_two_people_are_told_from_left_to_right(recogniser, result, portrait):
    both = recogniser.recognise(np.hstack([portrait, portrait]))
    left, right = both.faces
    assert right.box.x - left.box.x == pytest.approx(512, abs=10)
    assert right.box.y == pytest.approx(left.box.y, abs=10)
    for face in (left, right):
        assert np.corrcoef(face.crop.ravel(), result.faces[0].crop.ravel())[0, 1] > 0.9


@pytest.mark.parametrize("angle", [-20, -12, 12, 20])
def test_a_turned_portrait_still_has_its_face(recogniser, result, portrait, turn, angle):
    (face,) = recogniser.recognise(turn(portrait, angle)).faces
    assert face.detector.startswith("frontalface_")
    if not face.levelled:
        assert ("turned" in face.detector) == (face.box.angle != 0)
    assert face.box.side == pytest.approx(result.faces[0].box.side, rel=0.2)


def test_where_no_face_is_the_answer_is_none(recogniser, faceless):
    for name, picture in faceless.items():
        result = recogniser.recognise(picture)
        assert (name, result.faces) == (name, ())
        assert result.picture.shape == (*picture.shape[:2], 3)


def test_a_tile_is_classified_as_it_is(recogniser):
    tile = np.random.default_rng(1).integers(0, 256, (48, 48), dtype=np.uint8)
    (face,) = recogniser.recognise(tile, crop=True).faces
    assert np.array_equal(face.crop, tile)
    assert face.box == Box(24, 24, 48)
    assert (face.detector, face.levelled) == (WHOLE, False)
    (again,) = recogniser.recognise(png(tile), crop=True).faces
    assert np.array_equal(again.crop, tile)


@pytest.mark.parametrize("shape", [(96, 160), (160, 96), (51, 48), (1200, 1000)])
def test_of_a_crop_that_is_not_square_the_middle_counts(blots, shape):
    picture = as_picture(blots(*shape))
    ((found, face, _),) = locate(picture, crop=True)
    side = min(shape)
    top, left = (shape[0] - side) // 2, (shape[1] - side) // 2
    middle = picture[top : top + side, left : left + side, 0]
    assert np.array_equal(face, cv2.resize(middle, (48, 48), interpolation=cv2.INTER_AREA))
    assert found.box.side == side
    assert (found.box.x, found.box.y) == pytest.approx((shape[1] / 2, shape[0] / 2))


def test_a_crop_of_eight_pixels_is_enlarged(recogniser, blots):
    (face,) = recogniser.recognise(blots(8, 8), crop=True).faces
    assert face.crop.shape == (48, 48)
    assert face.box == Box(4, 4, 8)


@pytest.mark.parametrize("shape", [(1, 1), (7, 7), (7, 500), (500, 7), (7, 7, 3)])
def test_a_crop_too_small_to_be_a_face_is_refused(recogniser, shape):
    size = f"{shape[1]} × {shape[0]}"
    with pytest.raises(ImageError, match=f"The picture is {size} pixels; a face needs at least"):
        recogniser.recognise(np.zeros(shape, np.uint8), crop=True)


@pytest.mark.parametrize(
    "pixels",
    [
        pytest.param(np.zeros((60, 60, 4), np.uint8), id="four channels"),
        pytest.param(np.zeros((60, 60, 1), np.uint8), id="one channel"),
        pytest.param(np.zeros((2, 60, 60, 3), np.uint8), id="two pictures"),
        pytest.param(np.zeros(60, np.uint8), id="a line"),
        pytest.param(np.zeros((), np.uint8), id="a number"),
        pytest.param(np.zeros((60, 60)), id="floats"),
        pytest.param(np.zeros((60, 60, 3), bool), id="truth values"),
        pytest.param(np.zeros((60, 60), np.int8), id="signed"),
        pytest.param(np.zeros((0, 60), np.uint8), id="no rows"),
        pytest.param(np.zeros((60, 0, 3), np.uint8), id="no columns"),
    ],
)
def test_pixels_of_another_kind_are_refused(recogniser, pixels):
    with pytest.raises(ImageError, match="Expected pixels as uint8"):
        recogniser.recognise(pixels)


@pytest.mark.parametrize("photo", [b"", b"no picture", grace_hopper()[:3000], "not/there.jpg"])
def test_what_is_no_picture_is_refused(recogniser, photo):
    with pytest.raises(ImageError):
        recogniser.recognise(photo)


def test_a_folder_is_no_picture(recogniser, tmp_path):
    with pytest.raises(ImageError, match="cannot be opened"):
        recogniser.recognise(tmp_path)


def test_pixels_are_left_alone(recogniser, portrait):
    for crop in (False, True):
        picture = portrait.copy()
        recogniser.recognise(picture, crop=crop)
        assert np.array_equal(picture, portrait)


def test_faces_can_be_located_once_and_labelled_later(recogniser, result):
    picture = decode(grace_hopper())
    assert same(recogniser.label(picture, locate(picture)), result)
    assert recogniser.label(picture, []).faces == ()


def test_the_box_of_the_result_is_the_one_that_was_cut(portrait):
    ((found, _, _),) = locate(portrait)
    assert found.box.side > 0
    without_margin = found.box.side / MARGIN
    assert 150 < without_margin < 300


def test_threads_of_the_classifier_change_nothing(toy_release, result):
    assert same(Recogniser(Release.open(*toy_release), threads=2).recognise(grace_hopper()), result)


def test_recognising_imports_neither_torch_nor_pandas_nor_scikit_learn(toy_release):
    code = (
        "import sys, fer\n"
        "assert 'cv2' not in sys.modules and 'numpy' not in sys.modules\n"
        "from fer.data.samples import photograph\n"
        "result = fer.load(sys.argv[2], sys.argv[1]).recognise(photograph())\n"
        "assert len(result.faces) == 1\n"
        "heavy = {'torch', 'pandas', 'sklearn', 'scipy', 'streamlit', 'onnx', 'matplotlib'}\n"
        "print(sorted(heavy & set(sys.modules)))"
    )
    root, name = toy_release
    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", code, str(root), name],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout.strip() == "[]"


def test_doubts_of_the_answer_and_of_the_picture_come_together(toy_copy, seal, portrait):
    card = json.loads((toy_copy / "card.json").read_text(encoding="utf-8"))
    seal(toy_copy, {**card, "abstention_threshold": 1.0})
    careful = Recogniser(Release.open(toy_copy.parent, "toy"), threads=1)
    (face,) = careful.recognise(portrait).faces
    assert [one.kind for one in face.doubts] == ["confidence"]
    assert careful.recognise(portrait).threshold.value == 1.0
    tiny = np.ascontiguousarray(portrait[100:300:12, 160:380:12])
    (small,) = careful.recognise(tiny, crop=True).faces
    assert {"confidence", "tiny"} <= {one.kind for one in small.doubts}


def test_another_release_labels_the_same_faces(toy_release, result, recogniser):
    again = recogniser.relabel(result.faces)
    assert [one.to_json() for one in again] == [one.to_json() for one in result.faces]
    assert recogniser.relabel(()) == ()
