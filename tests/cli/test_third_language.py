"""Commands speak a third language of the screens as soon as its files are there and the settings name it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from divide_app.foundation import settings
from tests.cli.conftest import Run, World
from tests.support.third_language import CODE, third_language


@pytest.fixture
def spoken(tmp_path: Path) -> Iterator[None]:
    with third_language(tmp_path / "program"):
        settings.save(settings.Settings(language=CODE))
        yield


def test_answers_refusals_and_help_are_in_it(run: Run, world: World, tmp_path: Path, spoken: None) -> None:
    told = run("list", "courses", as_json=False)
    assert (told.code, "‹" in told.out) == (0, True)
    refused = run("print", "tickets", world.course, "--out", tmp_path / "tickets.pdf")
    assert refused.code == 1
    assert refused.json["error"]["message"].startswith("‹")
    printed = run("print", "attendance-sheet", world.sessions[0], "--out", tmp_path / "sheet.pdf", as_json=False)
    assert (printed.code, printed.out[:1]) == (0, "‹")


def test_help_is_in_it(run: Run, spoken: None) -> None:
    shown = run("--help", as_json=False).out
    assert "‹" in shown
    assert not re.search("[぀-ヿ]", shown)
