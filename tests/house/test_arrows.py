"""Arrows between the rooms point down only, and each heavy library lives in one room (docs/architecture.md#arrows)."""

from __future__ import annotations

import ast
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

HEAVY = (
    "PySide6", "alembic", "argon2", "babel", "cryptography", "cv2", "holidays", "icalendar", "numpy", "openpyxl",
    "pypdfium2", "qrcode", "reportlab", "sqlalchemy", "xlsxwriter", "zxingcpp",
)  # fmt: skip


def _imports(path: Path) -> set[str]:
    found: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            assert not node.level, f"{path}: relative import"
            found.add(node.module or "")
    return found


def test_every_contract_between_the_rooms_is_kept(repository: Path):
    tool = Path(sys.executable).with_name("lint-imports")
    done = subprocess.run([tool, "--no-cache"], cwd=repository, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


def test_a_contract_about_all_rooms_but_one_names_all_rooms_but_one(repository: Path):
    settings = tomllib.loads((repository / "pyproject.toml").read_text(encoding="utf-8"))
    rooms = {
        f"divide_app.{path.stem}" for path in (repository / "divide_app").iterdir() if not path.stem.endswith("init__")
        if path.suffix == ".py" or (path / "__init__.py").is_file()
    }  # fmt: skip
    only_in = [c for c in settings["tool"]["importlinter"]["contracts"] if " only in " in c["name"]]
    assert len(only_in) >= 4
    for contract in only_in:
        owner = "divide_app." + contract["name"].rsplit(" ", 1)[1]
        assert set(contract["source_modules"]) == rooms - {owner}, contract["name"]


def test_no_contract_forgives_anything_but_the_list_of_screens(repository: Path):
    settings = tomllib.loads((repository / "pyproject.toml").read_text(encoding="utf-8"))
    forgiven = [line for c in settings["tool"]["importlinter"]["contracts"] for line in c.get("ignore_imports", [])]
    assert forgiven == ["divide_app.ui.screens.registry -> **"]


SUBJECTS = {"door", "figures", "files", "office", "papers", "people", "planning", "roster", "scans", "seats"}


@pytest.mark.parametrize("layer", ["services", "domain", "storage/rows", "storage/repositories", "storage/queries"])
def test_a_subject_has_one_name_from_service_to_table(repository: Path, layer: str):
    inside = (repository / "divide_app" / layer).iterdir()
    assert {path.name for path in inside if path.is_dir() and path.name != "__pycache__"} <= SUBJECTS


@pytest.mark.parametrize("layer", ["services", "domain", "storage"])
def test_tests_stand_in_rooms_of_the_same_names(repository: Path, layer: str):
    inside = (path for path in (repository / "tests" / layer).iterdir() if any(path.glob("test_*.py")))
    assert {path.name for path in inside if path.is_dir()} <= SUBJECTS


def test_few_services_stand_outside_the_subjects(repository: Path):
    beside = [path for path in (repository / "divide_app" / "services").glob("*.py") if path.stem != "__init__"]
    assert len(beside) <= 12, sorted(path.name for path in beside)


def test_domain_needs_only_the_standard_library(repository: Path):
    for path in (repository / "divide_app" / "domain").rglob("*.py"):
        for name in _imports(path):
            root = name.split(".")[0]
            assert root in sys.stdlib_module_names or name.startswith("divide_app.domain"), f"{path.name}: {name}"


def test_screens_and_commands_reach_services_and_never_their_database(repository: Path):
    for room in ("ui", "cli"):
        for path in (repository / "divide_app" / room).rglob("*.py"):
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
                assert not (isinstance(node, ast.Attribute) and node.attr == "database"), f"{path}:{node.lineno}"


def test_services_wording_and_cli_open_no_window(repository: Path):
    for room in ("services", "wording", "domain", "foundation", "exchange", "printing", "storage"):
        for path in (repository / "divide_app" / room).rglob("*.py"):
            assert not any(name.startswith("divide_app.ui") for name in _imports(path)), path


@pytest.mark.parametrize("module", ["divide_app.__main__", "divide_app.cli.main", "divide_app.bootstrap"])
def test_heavy_libraries_wait_until_they_are_used(module: str):
    allowed = {"sqlalchemy"} if module == "divide_app.bootstrap" else set()
    code = f"import sys, {module}; print(*(set(sys.argv[1:]) & set(sys.modules)))"
    done = subprocess.run([sys.executable, "-c", code, *HEAVY], capture_output=True, text=True, check=True)
    assert set(done.stdout.split()) <= allowed


def test_no_folder_beside_the_package_shadows_a_library(repository: Path):
    for folder in ("resources", "db", "packaging", "tests"):
        assert not list((repository / folder).rglob("__init__.py")), folder
