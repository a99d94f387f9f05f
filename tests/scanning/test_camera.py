"""The camera at the door: tickets in sight are read, and a missing or unplugged camera is said."""

from __future__ import annotations

from pathlib import Path

import pytest

from divide_app.foundation.problems import EnvironmentProblem
from divide_app.scanning.camera import Camera, CameraPicture, stream
from tests.support.films import film_of_tickets


def test_a_ticket_before_the_camera_is_read_from_every_picture(tmp_path: Path) -> None:
    film = film_of_tickets(tmp_path / "door.avi", ["KAKEHASHI:ABC"], pictures=3)
    seen: list[CameraPicture] = []
    with pytest.raises(EnvironmentProblem) as over:
        stream(str(film), lambda: False, seen.append)
    assert over.value.code == "camera_gone"
    assert [one.codes for one in seen] == [("KAKEHASHI:ABC",)] * 3
    assert all(len(one.rgb) == one.width * one.height * 3 and one.width <= 480 for one in seen)


def test_two_tickets_and_none_are_told_apart(tmp_path: Path) -> None:
    film = film_of_tickets(tmp_path / "door.avi", ["ONE", "TWO"], pictures=1)
    with Camera(str(film)) as camera:
        assert set(camera.picture().codes) == {"ONE", "TWO"}
    with Camera(str(film_of_tickets(tmp_path / "none.avi", [], pictures=1))) as camera:
        assert camera.picture().codes == ()


def test_a_camera_that_is_not_there_is_said(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(EnvironmentProblem) as gone:
        Camera(str(tmp_path / "nothing.avi"))
    assert gone.value.code == "no_camera"
    assert capfd.readouterr().err == ""


def test_watching_ends_when_asked(tmp_path: Path) -> None:
    film = film_of_tickets(tmp_path / "door.avi", ["ONE"], pictures=50)
    seen: list[CameraPicture] = []
    stream(str(film), lambda: len(seen) >= 2, seen.append)
    assert len(seen) == 2
