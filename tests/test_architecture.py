"""Holds what the design says of who may know whom, and of sizes."""

import ast
import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
FILES = sorted([*ROOT.glob("fer/**/*.py"), *ROOT.glob("dashboard/**/*.py")])
PARTS = ("recognition", "training", "evaluation")
EXPLAIN = ROOT / "fer" / "recognition" / "explain"
GRADIENTS = {  # these import torch when a gradient is asked for, not before
    EXPLAIN / name for name in ("gradcam.py", "integrated.py", "weights.py")
}


def imported(path, *, everywhere=True):
    """Return the modules that a file imports; at its top level only unless `everywhere`."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    nodes = ast.walk(tree) if everywhere else tree.body
    names = set()
    for node in nodes:
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}: relative import"
            names |= {node.module, *(f"{node.module}.{alias.name}" for alias in node.names)}
    return names


def knows(names, package):
    return any(name == package or name.startswith(f"{package}.") for name in names)


@pytest.mark.parametrize("path", FILES, ids=lambda p: str(p.relative_to(ROOT)))
def test_imports_point_one_way(path):
    names = imported(path)
    where = path.relative_to(ROOT).parts
    if where[0] == "fer":
        assert not knows(names, "streamlit")
        assert not knows(names, "dashboard")
        if where[1] in PARTS:
            for other in set(PARTS) - {where[1]}:
                assert not knows(names, f"fer.{other}")
            assert not knows(names, "fer.commands")
        if where[1] == "data":
            assert not any(knows(names, f"fer.{part}") for part in PARTS)
        if where[1] != "training":
            known = imported(path, everywhere=path not in GRADIENTS)
            assert not knows(known, "torch")
            assert not knows(known, "captum")
    if where[0] == "dashboard":
        assert not knows(names, "torch")
        if path.name.startswith("charts") or path.name == "theme.py":
            assert not knows(names, "streamlit")
        if not path.name.startswith("cache"):
            assert "st.cache_" not in path.read_text(encoding="utf-8")
        if not path.name.startswith("state"):
            assert "session_state" not in path.read_text(encoding="utf-8")


@pytest.mark.parametrize("path", FILES, ids=lambda p: str(p.relative_to(ROOT)))
def test_files_stay_short(path):
    lines = len(path.read_text(encoding="utf-8").splitlines())
    assert lines <= (120 if path.parent.name == "pages" else 300)


@pytest.mark.parametrize("path", FILES, ids=lambda p: str(p.relative_to(ROOT)))
def test_files_say_what_they_are_for(path):
    assert ast.get_docstring(ast.parse(path.read_text(encoding="utf-8")))


def test_serving_leaves_torch_pandas_and_scikit_learn_alone():
    code = (
        "import sys, fer\n"
        "from fer.data.samples import grace_hopper\n"
        "assert len(fer.load('cnn4').recognise(grace_hopper()).faces) == 1\n"
        "print(sorted({'torch', 'pandas', 'sklearn', 'matplotlib'} & set(sys.modules)))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == "[]"


def test_nothing_is_pickled_and_no_face_of_fer2013_is_tracked():
    tracked = subprocess.run(
        ["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=True
    ).stdout.split()
    assert not [f for f in tracked if re.search(r"\.(pkl|pickle|pt|pth|joblib|npy|npz)$", f)]
    pictures = [f for f in tracked if re.search(r"\.(png|jpe?g|webp|gif)$", f)]
    assert set(pictures) <= {"fer/data/portraits/grace-hopper.jpg", *_documented()}
    for path in FILES:
        names = imported(path)
        assert not any(knows(names, name) for name in ("pickle", "joblib", "dill"))


def _documented():
    return {str(p.relative_to(ROOT)) for p in ROOT.glob("docs/*.png")}


def test_torch_is_pinned_exactly():
    lines = (ROOT / "requirements.txt").read_text(encoding="utf-8").splitlines()
    assert "torch==2.13.0" in lines


def test_the_readme_tells_the_commands_and_the_tree_as_they_are():
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    assert "pip install -r requirements.txt && streamlit run streamlit_app.py" in text
    assert "pip install -r requirements-dev.txt && pytest" in text
    listed = re.findall(r"^([\w./-]+?)/? {2,}\S", text.split("```text")[1].split("```")[0], re.M)
    assert len(listed) >= 10
    assert [name for name in listed if not (ROOT / name).exists()] == []
    commands = set(re.findall(r"python -m fer (\w+)", text))
    shown = subprocess.run(
        [sys.executable, "-m", "fer", "--help"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    ).stdout
    assert commands
    assert [name for name in commands if name not in shown] == []


def test_released_weights_stay_within_the_size_rule():
    sizes = {
        folder.name: sum(f.stat().st_size for f in folder.iterdir())
        for folder in (ROOT / "weights").iterdir()
        if folder.is_dir()
    }
    assert sizes
    assert max(sizes.values()) <= 24e6
    assert sum(sizes.values()) <= 64e6
