"""The wheel carries every bundled file and a program installed from it finds them; an editable install copies none."""

from __future__ import annotations

import subprocess
import sys
import zipfile
from pathlib import Path

import pytest


def _run(*command: object, cwd: Path) -> str:
    done = subprocess.run([str(part) for part in command], cwd=cwd, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


@pytest.fixture(scope="module")
def wheel(repository: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("wheel")
    _run(sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", folder, cwd=repository)
    (made,) = folder.glob("*.whl")
    return made


def test_the_wheel_has_every_bundled_file_once(wheel: Path, repository: Path):
    with zipfile.ZipFile(wheel) as archive:
        names = archive.namelist()
    assert len(names) == len(set(names))
    shipped = {name.removeprefix("divide_app/_bundled/") for name in names if "/_bundled/" in name}
    wanted = {
        path.relative_to(repository).as_posix()
        for folder in ("resources", "db")
        for path in (repository / folder).rglob("*")
        if path.is_file() and "__pycache__" not in path.parts and path.suffix not in {".po", ".mo", ".pyc"}
    }
    assert shipped == wanted | {"resources/locale/en/LC_MESSAGES/divide_app.mo"}
    assert {name.split("/")[0] for name in names} == {"divide_app", "divide_app-0.2.0.dist-info"}


def test_the_installed_program_reads_its_own_files(wheel: Path, tmp_path: Path):
    home = tmp_path / "installed"
    with zipfile.ZipFile(wheel) as archive:  # a wheel is a folder in a zip: unpacking it is what installing does
        archive.extractall(home)
    code = (
        f"import sys; sys.path.insert(0, {str(home)!r})\n"
        "import divide_app\n"
        f"assert divide_app.__file__.startswith({str(home)!r}), divide_app.__file__\n"
        "from divide_app.foundation import bundled, translation\n"
        "assert bundled.is_shipped()\n"
        "print(bundled.resource('fonts', 'BIZUDPGothic-Regular.ttf'))\n"
        "print(bundled.database_file('migrations', 'versions'))\n"
        "translation.use_language('en')\n"
        "print(translation._('予定'))\n"
        "assert 'babel' not in sys.modules\n"
    )
    font, migrations, word = _run(sys.executable, "-I", "-c", code, cwd=tmp_path).split("\n")[:3]
    assert font.startswith(str(home))
    assert migrations.startswith(str(home))
    assert word.isascii()
    assert word


def test_an_editable_install_copies_no_bundled_file(repository: Path, tmp_path: Path):
    code = "import sys; from hatchling.build import build_editable; print(build_editable(sys.argv[1]))"
    name = _run(sys.executable, "-c", code, tmp_path, cwd=repository).strip().splitlines()[-1]
    with zipfile.ZipFile(tmp_path / name) as archive:
        assert not [file for file in archive.namelist() if "_bundled" in file]
