"""Whatever a screen saves goes through the one gate: no chosen name destroys a place or another's file."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtWidgets import QFileDialog

from divide_app.domain.figures.target import Metric, Target
from divide_app.ui.save_dialog import ask_where
from tests.support.stage import Stage, stage

SCREENS: dict[str, tuple[str, str, Callable[[Any, Path], object]]] = {
    "calendar": ("schedule", ".ics", lambda screen, path: screen.out_button.write_calendar(path)),
    "paper": ("prints", ".pdf", lambda screen, path: screen.save(path)),
    "package": ("packages", ".kakehashi", lambda screen, path: screen.pack.write_to(path)),
    "target": ("targets", ".xlsx", lambda screen, path: screen.save_excel(path)),
    "roster": ("supporters", ".pdf", lambda screen, path: screen.month.save_paper(path)),
    "roster calendar": ("supporters", ".ics", lambda screen, path: screen.month.save_calendar(path)),
}


@pytest.fixture
def on_stage(qtbot: Any, tmp_path: Path) -> Iterator[Stage]:
    with stage(qtbot, tmp_path / "data", "schedule", "prints", "packages", "targets", "supporters") as made:
        made.city.services.office.set_up("見本市", "生涯学習課")
        course = made.city.course("スマホ入門")
        made.city.apply(course)
        targets = made.services.targets
        wanted = Target(targets.new_id(), "講座", Metric.SESSIONS_HELD, 2026, 2026, at_least=30)
        targets.save(wanted)
        yield made


@pytest.mark.parametrize("what", SCREENS)
def test_no_name_destroys_anything(on_stage: Stage, tmp_path: Path, what: str) -> None:
    key, ending, save = SCREENS[what]
    screen = on_stage.start(key)
    (database,) = (tmp_path / "data").rglob("kakehashi.sqlite")
    linked, other = tmp_path / f"way{ending}", tmp_path / f"other{ending}"
    linked.symlink_to(database)
    strange = b"\x00\x01 somebody's work \x02"
    other.write_bytes(strange)
    for name in (linked, other, database, tmp_path / f"NUL{ending}"):
        save(screen, name)
        on_stage.settle()
        assert on_stage.notice, name
    assert other.read_bytes() == strange
    assert linked.is_symlink()
    assert database.read_bytes().startswith(b"SQLite format 3")
    save(screen, tmp_path / f"good{ending}")
    on_stage.settle()
    assert (tmp_path / f"good{ending}").stat().st_size > 100
    assert [course.title for course in on_stage.services.scheduling.courses()] == ["スマホ入門"]


def test_a_title_no_windows_takes_is_offered_as_a_name_it_takes(on_stage: Stage) -> None:
    screen = on_stage.start("schedule")
    dialog = ask_where(screen, "保存する", "NUL.\u202efdp: 講座?.pdf", "PDF (*.pdf)", lambda path: path)
    assert isinstance(dialog, QFileDialog)
    assert Path(dialog.selectedFiles()[0]).name == "NUL_.fdp_ 講座_.pdf"
    dialog.close()
