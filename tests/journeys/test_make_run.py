"""`make run` where there is no display: the main job without a window leaves papers and pictures to look at."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

from divide_app.printing.raster import page_count

PAPERS = (
    "flyer",
    "flyer-ja-easy",
    "flyer-en",
    "application-form",
    "tickets",
    "attendance-sheet",
    "survey",
    "lottery-record",
    "notices-accepted",
    "notices-waiting",
    "notices-postcard",
    "call-list",
    "visit-reply",
    "roster",
    "activity-certificate",
    "monthly",
)
MOST_PICTURES = 3


def test_papers_and_pictures_are_left_and_a_second_run_is_fine(command: Any, tmp_path: Path) -> None:
    out = tmp_path / "out"
    for _turn in range(2):
        shutil.rmtree(out / "demo-data", ignore_errors=True)  # as the Makefile does
        files = [Path(file) for file in command(out / "demo-data", "demo", "journey", "--out", out)["files"]]
        assert {file.stem for file in files if file.suffix == ".pdf"} == set(PAPERS)
        for name in PAPERS:
            pdf = (out / f"{name}.pdf").read_bytes()
            pictures = sorted(out.glob(f"{name}-[0-9]*.png"))
            assert len(pictures) == min(page_count(pdf), MOST_PICTURES) >= 1
            assert all(picture.read_bytes().startswith(b"\x89PNG") for picture in pictures)
        assert all(file.is_file() for file in files)
    assert command(out / "demo-data", "db", "check")["ok"]
    assert command(out / "demo-data", "audit", "verify")["ok"]


def test_a_place_with_data_is_never_made_the_sample_city(command: Any, tmp_path: Path) -> None:
    place = tmp_path / "place"
    command(place, "demo", "create")
    before = command(place, "db", "info")["tables"]
    refused = command(place, "demo", "journey", "--out", tmp_path / "out", code=1)
    assert refused["error"]["code"] == "not_empty"
    assert command(place, "db", "info")["tables"] == before


def test_the_makefile_runs_the_journey_where_there_is_no_display(repository: Path) -> None:
    recipe = (repository / "Makefile").read_text(encoding="utf-8")
    assert "demo journey --out $(OUT)" in recipe
    assert "packaging/pictures.py" in recipe
