"""Pictures added from a page: by path and by upload, wrong files, and turned off."""

import io
import zipfile

import numpy as np
import pytest

from dashboard import adding
from fer.data.dataset import Dataset
from tests.dashboard.conftest import texts

pytestmark = pytest.mark.filterwarnings("ignore::DeprecationWarning")
HEAD = "emotion,pixels,Usage\n"


def kaggle(faces=3):
    lines = [f"{n % 7},{' '.join(['90'] * 2304)},PrivateTest" for n in range(faces)]
    return HEAD + "\n".join(lines) + "\n"


@pytest.fixture
def page(monkeypatch, tmp_path):
    """A page that offers the import, with an empty folder of datasets."""
    from streamlit.testing.v1 import AppTest

    from dashboard import cache

    monkeypatch.setattr(cache, "DATA", tmp_path / "data")
    monkeypatch.delenv("FER_IMPORT", raising=False)

    def body():
        from dashboard import adding

        adding.offer("fer2013")

    return AppTest.from_function(body, default_timeout=30).run()


def by_path(page, source, votes=""):
    page.button_group[0].set_value("path").run()
    page.text_input[0].set_value(str(source))
    page.text_input[1].set_value(str(votes))
    page.button[0].click().run()
    assert not page.exception
    return [e.value for e in (*page.error, *page.warning)]


def test_a_path_on_the_server(page, tmp_path):
    source = tmp_path / "fer2013.csv"
    source.write_text(kaggle(), encoding="utf-8")
    assert by_path(page, source) == []
    assert len(Dataset.open("fer2013", tmp_path / "data").faces) == 3


@pytest.mark.parametrize(
    ("name", "content", "told"),
    [
        ("nowhere.csv", None, "does not exist"),
        ("fer2013.csv", HEAD + "3,1 2 3,Training\n", "line 2"),
        ("", None, "Enter the path"),
    ],
)
def test_a_wrong_path_gets_a_sentence_and_leaves_nothing(page, tmp_path, name, content, told):
    if content:
        (tmp_path / name).write_text(content, encoding="utf-8")
    (said,) = by_path(page, tmp_path / name if name else "")
    assert told in said
    assert not (tmp_path / "data" / "fer2013").exists()


class Upload(io.BytesIO):
    def __init__(self, name, data):
        super().__init__(data)
        self.name = name


def zipped():
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("fer2013.csv", kaggle(5))
    return packed.getvalue()


@pytest.mark.parametrize(
    ("name", "data", "faces"),
    [
        ("../../fer2013.csv", kaggle(3).encode(), 3),
        ("archive.zip", zipped(), 5),
        ("words.csv", b"no faces here", None),
    ],
)
def test_an_upload_is_written_imported_and_gone(monkeypatch, tmp_path, name, data, faces):
    from dashboard import cache

    said, uploads = [], [Upload(name, data), None]
    monkeypatch.setattr(cache, "DATA", tmp_path / "data")
    monkeypatch.setattr(adding.tempfile, "tempdir", str(tmp_path))
    monkeypatch.setattr(adding.st, "file_uploader", lambda *_, **__: uploads.pop(0))
    monkeypatch.setattr(adding.st, "button", lambda *_, **__: True)
    monkeypatch.setattr(adding.st, "rerun", lambda: said.append("again"))
    monkeypatch.setattr(adding.st, "error", lambda text, **__: said.append(text))
    adding._from_upload("fer2013")
    if faces is None:
        assert "words.csv" in said[0]
        assert not (tmp_path / "data" / "fer2013").exists()
    else:
        assert said == ["again"]
        assert len(np.load(tmp_path / "data" / "fer2013" / "faces.npy", mmap_mode="r")) == faces
    assert [p.name for p in tmp_path.iterdir()] == ["data"]


@pytest.mark.parametrize("value", ["off", "OFF", "0"])
def test_it_can_be_turned_off(page, monkeypatch, value):
    assert page.expander
    monkeypatch.setenv("FER_IMPORT", value)
    page.run()
    assert not page.expander
    assert "Import" not in texts(page)
