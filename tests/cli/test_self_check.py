"""The program's proof that it is whole, and the reader of QR codes it uses."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
import sysconfig
from hashlib import sha256
from pathlib import Path

import pytest

from divide_app import __main__ as program
from divide_app.cli.commands import self_check
from divide_app.foundation import bundled
from divide_app.printing.paper import Paper
from divide_app.printing.qr import draw_qr
from divide_app.printing.raster import render_page
from divide_app.scanning.qr import read_codes
from divide_app.services.office import self_check as parts
from divide_app.services.office.self_check import PARTS, older_than


def test_everything_is_there(run, place):
    ran = run("self-check")
    assert ran.code == 0, ran.out
    assert ran.json["ok"] is True
    assert [check["name"] for check in ran.json["checks"]] == [*PARTS, "qt"]
    assert all(check["ok"] and check["detail"] and not check["missing"] for check in ran.json["checks"])
    assert ran.json["failed"] == []
    assert not place.exists()


def test_missing_file_is_named(run, monkeypatch, tmp_path):
    monkeypatch.setattr(bundled, "root", lambda: tmp_path)
    ran = run("self-check", "--only", "bundled_files")
    assert (ran.code, ran.json["ok"], ran.error) == (3, False, "self_check_failed")
    (check,) = ran.json["checks"]
    assert "ファイルが見つかりません" in check["detail"]
    assert check["missing"] == [str(tmp_path / "resources" / "bands")]


def test_unknown_part_is_wrong_usage(run):
    assert run("self-check", "--only", "nothing").code == 2


NATIVE = {
    "qt": "PySide6/QtGui.*",
    "highs": "highspy/_core*",
    "opencv": "cv2/cv2.*",
    "qr": "zxingcpp/*.so",
    "pdf": "pypdfium2_raw/libpdfium*",
    "sqlcipher": "sqlcipher3/_sqlite3*",
    "fonts": "reportlab/pdfbase/ttfonts.py",
    "workbooks": "xlsxwriter/workbook.py",
    "cryptography": "cryptography/hazmat/bindings/_rust*",
    "calendar_file": "icalendar/cal/__init__.py",
    "small_libraries": "babel/locale-data/ja.dat",
}
"""A file of each library by the part that must name it."""


def _copy(source: str, target: str) -> None:
    """Copy a module, which may look where it lies itself; data and native libraries are only pointed at."""
    if source.endswith(".py"):
        shutil.copyfile(source, target)
    else:
        Path(target).symlink_to(source)


@pytest.mark.parametrize(("name", "pattern"), NATIVE.items())
def test_library_without_one_of_its_files_is_named(name: str, pattern: str, tmp_path: Path):
    site = Path(sysconfig.get_path("platlib"))
    top = pattern.split("/", maxsplit=1)[0]
    gone = {path for path in site.glob(pattern) if path.is_file()}
    assert gone, pattern
    shutil.copytree(
        site / top,
        tmp_path / top,
        ignore=lambda folder, names: [one for one in names if Path(folder, one) in gone],
        copy_function=_copy,
    )
    ran = subprocess.run(
        [sys.executable, "-m", "divide_app", "self-check", "--only", name, "--json"],
        env={**os.environ, "PYTHONPATH": str(tmp_path), "XDG_STATE_HOME": str(tmp_path)},
        capture_output=True,
        check=False,
        timeout=120,
    )
    assert ran.returncode == 3, ran.stdout.decode() + ran.stderr.decode()
    told = json.loads(ran.stdout)
    assert told["failed"] == [name]
    assert told["checks"][0]["detail"]


def test_part_that_crashes_is_named_and_the_others_are_tried(run, monkeypatch, tmp_path):
    """A Qt without its platform plugins ends its process."""
    monkeypatch.setenv("QT_PLUGIN_PATH", str(tmp_path))
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    (tmp_path / "PySide6.py").write_text("import os; os.abort()\n", encoding="utf-8")
    monkeypatch.setattr(parts, "PARTS", {"calendar_file": parts.PARTS["calendar_file"]})
    ran = run("self-check")
    assert (ran.code, ran.json["failed"]) == (3, ["qt"])
    assert [one["missing"] for one in ran.json["checks"]] == [[], ["qt"]]


def test_part_is_answered_though_something_it_started_goes_on(monkeypatch: pytest.MonkeyPatch, tmp_path: Path):
    """A desktop or print service started on the way keeps what it inherited; its end is not waited for."""
    answer = json.dumps({"checks": [{"name": "qt", "ok": True, "detail": "drawn", "missing": []}]})
    part = tmp_path / "part"
    part.write_text(f"#!/bin/sh\nsleep 600 &\necho $! > '{tmp_path}/pid'\necho '{answer}'\n", encoding="utf-8")
    part.chmod(0o700)
    monkeypatch.setattr(sys, "executable", str(part))
    monkeypatch.setattr(self_check, "PATIENCE_S", 10)
    check = self_check._in_own_process("qt")
    os.kill(int((tmp_path / "pid").read_text(encoding="utf-8")), signal.SIGKILL)
    assert (check.ok, check.detail) == (True, "drawn")


@pytest.fixture
def built(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder as a build leaves it: two files and the manifest that knows them."""
    package = tmp_path / "Lib" / "divide_app"
    styles = package / "_bundled" / "resources" / "styles"
    styles.mkdir(parents=True)
    (styles / "tokens.toml").write_bytes(b"tokens")
    (tmp_path / "python311.dll").write_bytes(b"dll")
    files = {
        path.relative_to(tmp_path).as_posix(): sha256(path.read_bytes()).hexdigest()
        for path in (styles / "tokens.toml", tmp_path / "python311.dll")
    }
    built_with = {"python": "3.11.0", "sqlite": "3.40.0", "expat": "2.4.0"}
    content = {"version": "1", "commit": "c", "files": files, "built_with": built_with}
    (package / "_bundled" / "manifest.json").write_text(json.dumps(content), encoding="utf-8")
    monkeypatch.setattr(bundled, "_PACKAGE", package)
    return tmp_path


@pytest.mark.parametrize("name", ["python311.dll", "Lib/divide_app/_bundled/resources/styles/tokens.toml"])
@pytest.mark.parametrize("is_gone", [True, False])
def test_file_that_is_gone_or_changed_is_named(run, built, name, is_gone):
    assert run("self-check", "--only", "manifest").code == 0
    if is_gone:
        (built / name).unlink()
    else:
        (built / name).write_bytes(b"another")
    ran = run("self-check", "--only", "manifest")
    assert (ran.code, ran.json["checks"][0]["missing"]) == (3, [name])


def test_built_program_without_its_manifest_is_not_whole(run, built, monkeypatch):
    (built / "Lib/divide_app/_bundled/manifest.json").unlink()
    assert run("self-check", "--only", "manifest").code == 0
    monkeypatch.setattr(sys, "executable", str(built / "divide-app.exe"))
    assert run("self-check", "--only", "manifest").code == 3


def test_program_that_begins_in_a_wrong_way_names_the_files_that_are_gone(built, monkeypatch, capsys):
    def load() -> int:
        raise ValueError("anon_map size changed, may indicate binary incompatibility")

    monkeypatch.setattr(sys, "argv", ["divide-app.exe", "self-check", "--json"])
    monkeypatch.setattr("divide_app.cli.main.main", load)
    assert program.main() == 70, "whole: a fault of ours"
    (built / "python311.dll").unlink()
    capsys.readouterr()
    assert program.main() == 3
    told = json.loads(capsys.readouterr().out)["error"]
    assert (told["code"], told["details"]["missing"]) == ("program_incomplete", ["python311.dll"])


@pytest.mark.parametrize("library", ["divide_app.cli.main", "divide_app.cli.context"])
def test_program_that_cannot_even_begin_names_the_files_that_are_gone(built, monkeypatch, capsys, library):
    """As where `_ctypes` loads no more because the library below it is gone, which Python does not name."""
    (built / "python311.dll").unlink()
    monkeypatch.setattr(sys, "argv", ["divide-app.exe", "self-check", "--json"])
    monkeypatch.delitem(sys.modules, "divide_app.cli.main")
    monkeypatch.setitem(sys.modules, library, None)
    assert program.main() == 3
    told = json.loads(capsys.readouterr().out)["error"]
    assert told["code"] == "program_incomplete"
    assert "python311.dll" in told["message"]
    assert told["details"] == {"name": library, "missing": ["python311.dll"]}


@pytest.mark.parametrize("failure", [ImportError("no part"), ValueError("binary incompatibility"), AttributeError("x")])
def test_a_command_whose_part_does_not_load_names_the_files_that_are_gone(
    run, built, monkeypatch, expected_logs, failure
):
    """As sqlalchemy.sql, of which one compiled module fails in its own way where another is gone."""

    def load(*_anything: object, **_more: object) -> None:
        raise failure

    expected_logs.expect("import")
    (built / "python311.dll").unlink()
    monkeypatch.setattr("divide_app.cli.commands.self_check.run", load)
    ran = run("self-check")
    assert ran.code == 3
    assert "python311.dll" in ran.json["error"]["message"]
    assert ran.json["error"]["details"]["missing"] == ["python311.dll"]


def test_only_versions_below_those_of_the_build_fail(run, built):
    assert run("self-check", "--only", "versions").code == 0
    found = {"python": "3.11.9", "sqlite": "3.9.0", "expat": "2.10.0"}
    assert older_than(found, {"python": "3.11.9", "sqlite": "3.40.1", "expat": "2.9.9"}) == ("sqlite 3.9.0 < 3.40.1",)
    assert older_than(found, {}) == ()


def test_codes_of_a_page_are_read_from_the_top_down():
    paper = Paper("codes")
    draw_qr(paper, "下", 20, 150, 30)
    draw_qr(paper, "https://example.jp/a?b=1", 100, 20, 30)
    page = render_page(paper.finish().pdf, 0, 150, grey=True)
    assert read_codes(page.pixels, page.width, page.height) == ("https://example.jp/a?b=1", "下")


def test_page_without_codes_says_nothing():
    assert read_codes(bytes([255]) * 10_000, 100, 100) == ()
    assert read_codes(b"", 0, 0) == ()
    with pytest.raises(ValueError, match="pixels"):
        read_codes(b"123", 2, 2)
