"""No window is promised that Qt could not open: a display that is gone is told by code 3, never by an abort."""

from __future__ import annotations

import ctypes
import os
import socket
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest

from divide_app.cli.display import refuse_without_display
from divide_app.foundation.problems import EnvironmentProblem

pytestmark = pytest.mark.usefixtures("no_desktop")
ROOT = Path(__file__).parents[2]


@pytest.fixture
def no_desktop(monkeypatch):
    for name in ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM", "XDG_RUNTIME_DIR"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setattr(sys, "platform", "linux")


def refusal() -> str:
    with pytest.raises(EnvironmentProblem) as caught:
        refuse_without_display()
    return caught.value.code


@pytest.mark.parametrize("platform", ["", "xcb"])
def test_a_dead_x_server_ends_with_3_and_a_sentence(platform, tmp_path):
    dead = {"DISPLAY": ":987", "QT_QPA_PLATFORM": platform, "DIVIDE_APP_DATA": str(tmp_path / "data")}
    done = subprocess.run(
        [sys.executable, "-m", "divide_app", "gui"],
        env=os.environ | dead, cwd=ROOT, capture_output=True, text=True, check=False, timeout=60,
    )  # fmt: skip
    assert (done.returncode, done.stdout) == (3, "")
    assert "demo journey" in done.stderr
    assert "qt.qpa" not in done.stderr
    assert not (tmp_path / "data").exists()


@pytest.mark.parametrize("display", [":987", "unix:987", "nobody.invalid:0", "no display at all"])
def test_whatever_is_named_must_answer(display, monkeypatch):
    monkeypatch.setenv("DISPLAY", display)
    assert refusal() == "no_display"


def test_a_wayland_desktop_must_listen(monkeypatch):
    with tempfile.TemporaryDirectory() as folder, socket.socket(socket.AF_UNIX) as desktop:
        monkeypatch.setenv("XDG_RUNTIME_DIR", folder)
        monkeypatch.setenv("WAYLAND_DISPLAY", "wayland-7")
        assert refusal() == "no_display"
        desktop.bind(f"{folder}/wayland-7")
        desktop.listen()
        refuse_without_display()
        monkeypatch.setenv("QT_QPA_PLATFORM", "xcb")
        assert refusal() == "no_display"


def test_a_part_of_the_system_that_is_missing_is_named(monkeypatch):
    def load(name: str) -> None:
        raise OSError(f"{name}: cannot open shared object file")

    monkeypatch.setenv("DISPLAY", ":987")
    monkeypatch.setattr(ctypes, "CDLL", load)
    assert refusal() == "missing_library"


@pytest.mark.parametrize("platform", ["offscreen", "minimal", "vnc:size=800x600"])
def test_platforms_without_a_display_ask_for_none(platform, monkeypatch):
    monkeypatch.setenv("QT_QPA_PLATFORM", platform)
    refuse_without_display()
