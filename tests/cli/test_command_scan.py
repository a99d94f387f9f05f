"""`scan` and `paper` from the command line: the JSON of the contract, and nothing half-applied."""

from __future__ import annotations

import json
from pathlib import Path

import cv2
import numpy as np
import pytest
from PIL import Image

from divide_app.domain.scans.sheet_layout import SheetLayout
from divide_app.domain.scans.survey_layout import SurveyLayout
from tests.support import scanned_sheets as paper

PAGE_KEYS = {"file", "page", "class_session", "marks", "unsure", "problem"}
MARK_KEYS = {"row", "participant", "mark", "confidence"}


@pytest.fixture
def printed(run, world, tmp_path: Path) -> np.ndarray:
    for person in world.people[:2]:
        run("apply", world.course, "--participant", person)
    run("print", "attendance-sheet", world.sessions[0], "--out", tmp_path / "sheet.pdf")
    return paper.paper_of((tmp_path / "sheet.pdf").read_bytes())


SPOTS = tuple(SheetLayout(2, 8, 12).spots())


def test_a_scan_shows_first_and_keeps_with_apply(run, world, printed, tmp_path: Path) -> None:
    paper.tick(printed, SPOTS, (0, "present"), (2, "band3"), (2, "sex1"))
    file = paper.saved(tmp_path / "scan.pdf", printed)
    shown = run("scan", file).json
    (page,) = shown["pages"]
    assert page.keys() >= PAGE_KEYS
    assert (page["file"], page["page"], page["class_session"], page["problem"]) == (
        "scan.pdf",
        1,
        world.sessions[0],
        None,
    )
    person, walk_in = page["marks"]
    assert person.keys() >= MARK_KEYS
    assert (person["row"], person["participant"], person["mark"]) == (1, world.people[0], "present")
    assert 0.5 < person["confidence"] <= 1
    assert (walk_in["mark"], walk_in["participant"], walk_in["band"], walk_in["sex"]) == (
        "walk_in",
        None,
        "80+",
        "male",
    )
    assert run("list", "attendance").json["items"] == []
    kept = run("scan", file, "--apply").json
    assert (kept["accepted"], kept["known"], kept["waiting"]) == (2, 0, 0)
    assert run("scan", file, "--apply").json["accepted"] == 0
    items = run("list", "attendance").json["items"]
    assert [item["present"] for item in items] == [True, True]


def test_a_doubt_is_decided_taken_back_and_the_file_undone(run, world, printed, tmp_path: Path) -> None:
    paper.tick(printed, SPOTS, (1, "present"))
    paper.strike_out(printed, SPOTS, 1, "present")
    kept = run("scan", paper.saved(tmp_path / "scan.png", printed), "--apply").json
    (unsure,) = kept["pages"][0]["unsure"]
    assert (unsure["row"], unsure["participant"], unsure["reason"]) == (2, world.people[1], "struck")
    (item,) = run("paper", "inbox").json["items"]
    assert (item["reason"], item["participant"], item["row"]) == ("struck", world.people[1], 2)
    run("paper", "picture", item["id"], "--out", tmp_path / "row.jpg")
    assert cv2.imread(str(tmp_path / "row.jpg")) is not None
    assert run("paper", "decide", item["id"], "present").json["waiting"] == 0
    assert len(run("list", "attendance").json["items"]) == 1
    assert run("paper", "undecide", item["id"]).json["waiting"] == 1
    assert run("paper", "decide", item["id"], "walk_in").error == "bad_mark"
    assert run("paper", "decide", item["id"], "present").code == 0
    (file,) = run("paper", "files").json["items"]
    assert run("paper", "undo", file["id"]).json["status"] == "ok"
    assert [one["present"] for one in run("list", "attendance").json["items"]] == [False]
    assert run("paper", "undo", file["id"]).error == "already_undone"


def test_a_refused_file_keeps_the_others_out(run, printed, tmp_path: Path) -> None:
    paper.tick(printed, SPOTS, (0, "present"))
    good = paper.saved(tmp_path / "scan.pdf", printed)
    (tmp_path / "bad.pdf").write_bytes(b"%PDF-1.4 broken")
    ran = run("scan", good, tmp_path / "bad.pdf", "--apply")
    assert (ran.code, ran.error) == (1, "scan_damaged")
    assert run("scan", good, tmp_path / "nowhere.pdf").code == 3
    assert run("list", "attendance").json["items"] == []
    assert run("paper", "files").json["items"] == []


def test_a_survey_is_printed_read_and_counted(run, world, tmp_path: Path) -> None:
    assert run("print", "survey", world.course, "--out", tmp_path / "survey.pdf").json["pages"] == 10
    pdf = (tmp_path / "survey.pdf").read_bytes()
    pages = []
    for copy in (1, 2):
        picture = paper.paper_of(pdf, copy)
        paper.tick(picture, tuple(SurveyLayout().spots()), (0, "answer0"), (1, f"answer{copy}"), (2, "answer4"))
        pages.append(picture)
    report = run("scan", paper.saved(tmp_path / "scan.pdf", *pages), "--apply").json
    assert [[mark["answer"] for mark in page["marks"]] for page in report["pages"]] == [[0, 1, 4], [0, 2, 4]]
    assert run("paper", "survey", world.course).error == "not_found"
    tally = run("paper", "survey", world.sessions[1]).json
    assert tally["forms"] == 2
    assert [one["counts"] for one in tally["questions"]] == [[2, 0, 0, 0, 0], [0, 1, 1, 0, 0], [0, 0, 0, 0, 2]]


def test_people_at_a_terminal_are_told_in_sentences(run, printed, tmp_path: Path) -> None:
    paper.tick(printed, SPOTS, (0, "present"))
    letter = np.full_like(printed, 255)
    ran = run("scan", paper.saved(tmp_path / "scan.pdf", printed, letter), as_json=False)
    assert ran.code == 0
    assert "しるし 1" in ran.out
    assert "飛ばしました" in ran.out


def test_the_words_of_the_survey_are_changed_by_a_file(run, tmp_path: Path) -> None:
    assert run("db", "upgrade").code == 0
    words = run("paper", "survey-words").json
    words["questions"][0]["question"] = "会場はいかがでしたか。"
    file = tmp_path / "words.json"
    file.write_text(json.dumps(words, ensure_ascii=False), encoding="utf-8")
    assert run("paper", "survey-words", "--set", file).json == words
    file.write_text(json.dumps({"intro": "", "questions": []}), encoding="utf-8")
    assert run("paper", "survey-words", "--set", file).error == "survey_questions"
    file.write_text("{", encoding="utf-8")
    assert run("paper", "survey-words", "--set", file).error == "survey_questions"
    assert run("paper", "survey-words").json == words


def _through(how: str, picture: np.ndarray, folder: Path) -> Path:
    """Save a page as a machine would that spoils it in one way."""
    chance = np.random.default_rng(11)
    found = paper.SPOILERS[how](chance, picture)
    if how == "fax":
        Image.fromarray(found).convert("1").save(folder / "fax.tif", compression="group4", dpi=(204, 98))
        return folder / "fax.tif"
    (folder / "scan.jpg").write_bytes(paper.as_jpeg(found, 70))
    return folder / "scan.jpg"


@pytest.mark.parametrize("how", paper.SPOILERS)
def test_a_printed_sheet_is_read_through_everything_that_happens_to_paper(
    run, world, printed, tmp_path: Path, how: str
) -> None:
    paper.tick(printed, SPOTS, (0, "present"), (2, "band1"), (2, "sex0"), (6, "band3"))
    paper.tick(printed, SPOTS, (1, "present"), (1, "late"))
    paper.tick(printed, SPOTS, (3, "band0"), (3, "band2"), kind="circle")
    paper.tick(printed, SPOTS, (4, "band2"))
    paper.strike_out(printed, SPOTS, 4, "band2")
    report = run("scan", _through(how, printed, tmp_path), "--apply").json
    (page,) = report["pages"]
    assert page["problem"] is None
    assert {(one["row"], one["mark"], one.get("band")) for one in page["marks"]} <= {
        (1, "present", None),
        (3, "walk_in", "60-69"),
        (7, "walk_in", "80+"),
    }
    assert {one["row"] for one in page["unsure"]} >= {2, 4, 5}
    if how not in {"coffee", "copy", "streaks"}:  # stains and toner may well be asked about
        assert (report["accepted"], report["waiting"]) == (3, 3)
