"""What the desktop is told about the program before its first window."""

from __future__ import annotations

import ctypes
import sys
from types import SimpleNamespace

import pytest
from PySide6.QtCore import QSize
from PySide6.QtWidgets import QApplication

from divide_app.ui import app


def test_every_window_has_the_programs_icon_at_every_size(qapp: QApplication) -> None:
    icon = app.application().windowIcon()
    for edge in (16, 32, 48, 256):
        assert icon.pixmap(QSize(edge, edge)).width() == edge


def test_the_taskbar_is_told_the_identity_of_the_start_menu_link(monkeypatch: pytest.MonkeyPatch) -> None:
    told: list[str] = []
    shell = SimpleNamespace(SetCurrentProcessExplicitAppUserModelID=told.append)
    monkeypatch.setattr(sys, "platform", "win32")
    monkeypatch.setattr(ctypes, "windll", SimpleNamespace(shell32=shell), raising=False)
    app._tell_taskbar()
    assert told == ["Kakehashi.DivideApp"]
