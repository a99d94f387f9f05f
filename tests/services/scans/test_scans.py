"""Papers read back: what is certain is kept once, what is not waits for a person, and nothing is lost or doubled."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from uuid import UUID

import cv2
import numpy as np
import pytest

from divide_app.domain.errors import DomainError
from divide_app.domain.people.participants import Sex
from divide_app.domain.scans.paper_reading import Doubt, PageProblem
from divide_app.domain.scans.sheet_layout import SheetLayout, Spot
from divide_app.domain.scans.survey_layout import SurveyLayout
from divide_app.foundation.problems import EnvironmentProblem, UserCancelled
from divide_app.services.door.attendance_list import AttendanceList
from divide_app.services.papers.prints import MadePrint
from divide_app.services.scans.scans import ScanReport
from divide_app.ui.screens.door.closing_words import record_words
from tests.support import scanned_sheets as paper
from tests.support.city import City, at

DAY = date(2026, 11, 21)


class Door:
    """A session whose attendance sheet was printed, with its people in order of their rows."""

    def __init__(self, city: City, tmp_path: Path, people: int = 6) -> None:
        self.city, self.folder = city, tmp_path
        self.course = city.course(capacity=40)
        self.tickets: dict[UUID, str] = {}
        for _ in range(people):
            applied = city.apply(self.course)
            self.tickets[applied[0]] = applied[2]
        (self.session,) = city.sessions(self.course)
        self.made = self.print()

    def print(self) -> MadePrint:
        made = self.city.services.prints.make("attendance-sheet", [str(self.session)])
        self.city.services.prints.note(made)
        return made

    @property
    def people(self) -> tuple[UUID, ...]:
        return self.made.sheets[0].people

    def spots(self, page: int = 1) -> tuple[Spot, ...]:
        return tuple(SheetLayout.from_code(self.made.sheets[0].layouts[page - 1]).spots())

    def sheet(self, *ticks: tuple[int, str], page: int = 1) -> np.ndarray:
        picture = paper.paper_of(self.made.pdf, page)
        paper.tick(picture, self.spots(page), *ticks)
        return picture

    def read(self, *pictures: np.ndarray, name: str = "scan.pdf", keep: bool = True) -> ScanReport:
        file = paper.saved(self.folder / name, *pictures)
        scans = self.city.services.scans
        readings = scans.read([file], with_pictures=True)
        return scans.take_in(readings) if keep else scans.look(readings)

    @property
    def present(self) -> int:
        return self.city.present(self.session)


@pytest.fixture
def door(city: City, tmp_path: Path) -> Door:
    return Door(city, tmp_path)


@pytest.fixture
def sqlite_door(sqlite_city: City, tmp_path: Path) -> Door:
    return Door(sqlite_city, tmp_path)


def test_ticks_become_attendance_and_reading_twice_changes_nothing(door: Door) -> None:
    page = door.sheet((0, "present"), (1, "late"), (3, "present"))
    seen = door.read(page, keep=False)
    assert door.present == 0
    assert [(one.row, one.participant, one.mark) for one in seen.pages[0].marks] == [
        (1, door.people[0], "present"),
        (2, door.people[1], "late"),
        (4, door.people[3], "present"),
    ]
    assert not seen.pages[0].unsure
    first = door.read(page)
    assert (first.accepted, first.known, first.waiting) == (3, 0, 0)
    assert door.present == 3
    again = door.read(page, name="again.pdf")
    assert (again.accepted, again.waiting, again.files) == (0, 0, ())
    assert again.pages[0].is_known
    assert again.changes == frozenset()
    assert door.present == 3
    assert door.city.summed() == 3


def test_somebody_received_at_the_door_already_is_not_received_again(door: Door) -> None:
    door.city.services.check_in.receive_person(door.session, door.people[2], device="受付1")
    before = door.city.services.check_in.view(door.session)
    door.read(door.sheet((2, "present"), (4, "present")))
    after = door.city.services.check_in.view(door.session)
    assert after.present == 2
    first_in = {one.attendee_id: one.first_in for one in after.people}
    assert first_in[door.people[2]] == {one.attendee_id: one.first_in for one in before.people}[door.people[2]]


def test_walk_ins_are_counted_with_band_and_sex(door: Door) -> None:
    report = door.read(door.sheet((6, "band2"), (6, "sex0"), (7, "band0")))
    assert [(one.mark, one.band, one.sex) for one in report.pages[0].marks] == [
        ("walk_in", "70-79", Sex.FEMALE),
        ("walk_in", "-59", Sex.UNSTATED),
    ]
    assert door.present == 2
    assert {one.band for one in door.city.services.reports.pivot(2020, 2035)} == {"70-79", "-59"}
    door.read(door.sheet((6, "band2"), (6, "sex0"), (7, "band0")), name="again.pdf")
    assert door.present == 2


def test_a_file_is_taken_back_whole_and_can_be_read_again(door: Door) -> None:
    page = door.sheet((0, "present"), (5, "present"), (6, "band1"))
    (file,) = door.read(page).files
    door.city.services.scans.undo_file(file)
    assert door.present == 0
    with pytest.raises(DomainError) as caught:
        door.city.services.scans.undo_file(file)
    assert caught.value.code == "already_undone"
    assert door.read(page, name="again.pdf").accepted == 3
    assert door.present == 3


def _struck(door: Door) -> np.ndarray:
    page = door.sheet((0, "present"), (1, "present"))
    paper.strike_out(page, door.spots(), 1, "present")
    return page


def test_doubtful_rows_wait_and_a_person_decides_from_a_picture(door: Door) -> None:
    page = _struck(door)
    paper.tick(page, door.spots(), (2, "present"), (2, "left_early"))
    report = door.read(page)
    assert (report.accepted, report.waiting) == (1, 2)
    decisions = door.city.services.scan_decisions
    struck, both = decisions.waiting()
    assert (struck.doubt, both.doubt) == (Doubt.STRUCK, Doubt.TWO_MARKS)
    assert (struck.row, struck.participant, both.seen) == (2, door.people[1], ("present", "left_early"))
    for one in (struck, both):
        picture = decisions.picture(one.id)
        assert picture is not None
        shown = cv2.imdecode(np.frombuffer(picture, np.uint8), cv2.IMREAD_GRAYSCALE)
        assert shown.shape[1] > 1500
    decisions.decide(struck.id, "absent")
    decisions.decide(both.id, "left_early")
    assert decisions.waiting() == []
    assert door.present == 2
    with pytest.raises(DomainError) as caught:
        decisions.decide(both.id, "present")
    assert caught.value.code == "already_decided"
    assert door.read(page, name="again.pdf").pages[0].is_known
    assert door.present == 2


def test_late_and_early_reach_attendance_minutes_and_the_closing(door: Door) -> None:
    door.read(door.sheet((0, "present"), (1, "late"), (2, "left_early")), name="first.pdf")
    listed = AttendanceList(door.city.services.database).lines(class_session_id=door.session)
    found = {one.participant: (one.late, one.left_early, one.minutes) for one in listed if one.first_in is not None}
    assert found == {
        door.people[0]: (False, False, 120),
        door.people[1]: (True, False, 105),
        door.people[2]: (False, True, 105),
    }
    door.city.clock.moment = at("12:10")
    people = {one.attendee_id: one for one in door.city.services.closing.view(door.session).people}
    words = [record_words(people[one]) for one in door.people[:3]]
    assert words == ["出席簿", "出席簿 遅刻", "出席簿 早退"]  # no hour is made up for a person to read
    (file,) = door.city.services.scans.files()
    assert door.city.services.scans.undo_file(file.id).acts == 4
    assert door.present == 0


def test_paper_says_late_and_early_where_only_the_day_is_known_and_no_clock_does(door: Door) -> None:
    with door.city.services.database.write() as uow:
        session = uow.class_sessions.get(door.session)
        uow.class_sessions.change(replace(session, time_is_known=False))
        uow.audit("class_session.change", door.session)
    door.city.scan(door.session, door.tickets[door.people[0]], at=at("10:30"))  # after the hour that stands there
    door.read(door.sheet((1, "late"), (2, "left_early"), (3, "present")))
    listed = AttendanceList(door.city.services.database).lines(class_session_id=door.session)
    found = {one.participant: (one.late, one.left_early, one.minutes) for one in listed if one.first_in is not None}
    assert [found[one] for one in door.people[:4]] == [
        (False, False, 90), (True, False, 105), (False, True, 105), (False, False, 120)
    ]  # fmt: skip
    door.city.clock.moment = at("12:10")
    people = {one.attendee_id: one for one in door.city.services.closing.view(door.session).people}
    words = [record_words(people[one]) for one in door.people[:4]]
    assert words == ["10:30", "出席簿 遅刻", "出席簿 早退", "出席簿"]


def test_somebody_who_came_late_and_left_early_is_said_to_have_done_both(door: Door) -> None:
    read = door.read(door.sheet((0, "late"), (0, "left_early"), (1, "present")))
    assert (read.accepted, read.waiting) == (1, 1)
    decisions = door.city.services.scan_decisions
    (waiting,) = decisions.waiting()
    decisions.decide(waiting.id, "late_and_left_early")
    listed = AttendanceList(door.city.services.database).lines(class_session_id=door.session)
    found = {one.participant: (one.late, one.left_early, one.minutes) for one in listed if one.first_in is not None}
    assert found == {door.people[0]: (True, True, 90), door.people[1]: (False, False, 120)}
    door.city.clock.moment = at("12:10")
    people = {one.attendee_id: one for one in door.city.services.closing.view(door.session).people}
    assert record_words(people[door.people[0]]) == "出席簿 遅刻 早退"
    assert not door.city.services.maintenance.check().findings
    decisions.take_back(waiting.id)
    assert door.present == 1


def test_late_on_paper_takes_the_place_of_a_note_without_an_hour(door: Door) -> None:
    door.city.clock.moment = at("12:10")
    for person in door.people[:2]:
        door.city.services.closing.note_present(door.session, person)

    def words() -> list[str]:
        people = {one.attendee_id: one for one in door.city.services.closing.view(door.session).people}
        return [record_words(people[one]) for one in door.people[:3]]

    door.read(door.sheet((0, "late"), (1, "present"), (2, "late")))
    assert words() == ["出席簿 遅刻", "あとから記入", "出席簿 遅刻"]
    assert not door.city.services.maintenance.check().findings
    (file,) = door.city.services.scans.files()
    door.city.services.scans.undo_file(file.id)
    assert words() == ["あとから記入", "あとから記入", "記録なし"]
    assert (door.present, door.city.summed()) == (2, 2)
    assert not door.city.services.maintenance.check().findings


def test_the_doors_hour_stands_and_the_papers_leaving_early_is_added(door: Door) -> None:
    code = door.tickets[door.people[0]]
    door.city.scan(door.session, code, at=at("9:50"))
    door.read(door.sheet((0, "left_early")))
    (line,) = [
        one
        for one in AttendanceList(door.city.services.database).lines(class_session_id=door.session)
        if one.participant == door.people[0]
    ]
    assert (line.first_in, line.late, line.left_early) == (at("9:50"), False, True)


def test_a_decision_corrects_present_to_late_and_back(door: Door) -> None:
    door.read(door.sheet((0, "present")), name="first.pdf")
    door.read(door.sheet((0, "late")), name="second.pdf")
    decisions = door.city.services.scan_decisions
    (waiting,) = decisions.waiting()

    def late() -> list[bool]:
        listed = AttendanceList(door.city.services.database).lines(class_session_id=door.session)
        return [one.late for one in listed if one.first_in is not None]

    decisions.decide(waiting.id, "late")
    assert late() == [True]
    decisions.take_back(waiting.id)
    assert late() == [False]


def test_a_decision_is_taken_back(door: Door) -> None:
    door.read(_struck(door))
    decisions = door.city.services.scan_decisions
    (waiting,) = decisions.waiting()
    for _times in range(2):
        decisions.decide(waiting.id, "present")
        assert door.present == 2
        decisions.take_back(waiting.id)
        assert door.present == 1
        assert decisions.waiting() == [waiting]
    with pytest.raises(DomainError) as caught:
        decisions.take_back(waiting.id)
    assert caught.value.code == "not_decided"


@pytest.mark.parametrize("mark", ["walk_in", "answer", "nonsense", ""])
def test_a_decision_that_does_not_fit_the_row_is_refused(sqlite_door: Door, mark: str) -> None:
    sqlite_door.read(_struck(sqlite_door))
    decisions = sqlite_door.city.services.scan_decisions
    (waiting,) = decisions.waiting()
    with pytest.raises(DomainError) as caught:
        decisions.decide(waiting.id, mark)
    assert caught.value.code == "bad_mark"
    assert decisions.waiting() == [waiting]


def test_a_walk_in_row_in_doubt_is_decided_with_its_band(door: Door) -> None:
    door.read(door.sheet((6, "band1"), (6, "band2")))
    decisions = door.city.services.scan_decisions
    (waiting,) = decisions.waiting()
    assert waiting.is_walk_in
    assert waiting.choices == ("-59", "60-69", "70-79", "80+")
    decisions.decide(waiting.id, "walk_in", band="70-79", sex=Sex.MALE)
    assert door.present == 1


def test_a_corrected_sheet_read_again_is_told_as_a_difference(door: Door) -> None:
    page = door.sheet((0, "present"), (1, "present"))
    door.read(page)
    paper.strike_out(page, door.spots(), 1, "present")
    paper.tick(page, door.spots(), (4, "present"))
    report = door.read(page, name="corrected.pdf")
    assert door.present == 2  # nothing is taken away or added without a person
    assert report.waiting == 2
    decisions = door.city.services.scan_decisions
    struck, added = decisions.waiting()
    assert {struck.doubt, added.doubt} == {Doubt.DIFFERS}
    assert decisions.picture(struck.id)
    assert decisions.picture(added.id)
    assert (struck.was, added.was) == ("present", "")
    decisions.decide(struck.id, "absent")
    decisions.decide(added.id, "present")
    view = door.city.services.check_in.view(door.session)
    assert {one.attendee_id for one in view.people if one.present} == {door.people[0], door.people[4]}
    decisions.take_back(struck.id)
    assert door.present == 3
    decisions.decide(struck.id, "absent")
    again = door.read(page, name="third.pdf")
    assert (again.accepted, again.waiting) == (0, 0)
    assert door.present == 2


def test_an_older_print_is_read_by_its_own_rows_and_said(door: Door) -> None:
    old, people = door.made, door.people
    door.city.apply(door.course, door.city.person("あ見本", kana="ああ"))
    newer = door.print()
    assert newer.sheets[0].people != people
    picture = paper.paper_of(old.pdf)
    paper.tick(picture, door.spots(), (0, "present"))
    (page,) = door.read(picture).pages
    assert page.problem is PageProblem.OLDER_PRINT
    assert [one.participant for one in page.marks] == [people[0]]
    assert door.present == 1


def test_somebody_who_cancelled_since_the_print_waits_for_a_person(door: Door) -> None:
    person, application, _code = door.city.apply(door.course)
    door.made = door.print()
    row = door.people.index(person)
    page = door.sheet((row, "present"), (0 if row else 1, "present"))
    door.city.services.applications.cancel(application)
    report = door.read(page)
    assert (report.accepted, report.waiting) == (1, 1)
    (waiting,) = door.city.services.scan_decisions.waiting()
    assert (waiting.participant, waiting.doubt) == (person, Doubt.NOT_ACCEPTED)
    assert door.city.services.scan_decisions.picture(waiting.id)
    assert door.read(page, name="again.pdf").pages[0].is_known
    door.city.services.scan_decisions.decide(waiting.id, "present")
    assert door.present == 2


def test_a_print_nobody_noted_is_unknown(sqlite_door: Door) -> None:
    made = sqlite_door.city.services.prints.make("attendance-sheet", [str(sqlite_door.session)])
    (page,) = sqlite_door.read(paper.paper_of(made.pdf)).pages
    assert page.problem is PageProblem.UNKNOWN_PRINT


def test_a_sheet_of_another_office_is_said_and_left_alone(sqlite_door: Door) -> None:
    (page,) = sqlite_door.read(paper.marked(np.random.default_rng(1), 6).picture).pages
    assert page.problem is PageProblem.OTHER_OFFICE
    assert sqlite_door.present == 0


def test_a_missing_page_is_named_until_it_comes(sqlite_city: City, tmp_path: Path) -> None:
    door = Door(sqlite_city, tmp_path, people=25)
    assert len(door.made.sheets[0].layouts) == 2
    first = door.read(door.sheet((0, "present"), page=1))
    assert [(one.pages, one.of) for one in first.missing] == [((2,), 2)]
    second = door.read(door.sheet((0, "present"), page=2), name="second.pdf")
    assert second.missing == ()
    assert door.present == 2
    view = door.city.services.check_in.view(door.session)
    first_of_second = SheetLayout.from_code(door.made.sheets[0].layouts[0]).people
    assert {one.attendee_id for one in view.people if one.present} == {door.people[0], door.people[first_of_second]}


def test_pages_any_way_up_among_other_papers_are_read_and_the_others_said(sqlite_door: Door) -> None:
    page = sqlite_door.sheet((2, "present"))
    letter = np.full_like(page, 255)
    cv2.putText(letter, "INVOICE 2026", (200, 400), cv2.FONT_HERSHEY_SIMPLEX, 4, (0, 0, 0), 8)
    report = sqlite_door.read(letter, np.ascontiguousarray(page[::-1, ::-1]), page, letter)
    assert [one.problem for one in report.pages] == [
        PageProblem.NOT_OUR_PAGE,
        None,
        PageProblem.SAME_PAGE_TWICE,
        PageProblem.NOT_OUR_PAGE,
    ]
    assert sqlite_door.present == 1


def test_one_page_twice_in_a_file_with_other_marks_is_decided_by_a_person(door: Door) -> None:
    """A sheet was corrected between two scans, or two people filled in one each: neither is simply believed."""
    first = door.sheet((0, "present"), (2, "present"), (6, "band1"))
    again = door.sheet((0, "present"), (3, "present"), (6, "band2"))
    report = door.read(first, again)
    assert [one.problem for one in report.pages] == [None, PageProblem.SEEN_DIFFERENTLY]
    assert (report.accepted, report.waiting) == (1, 3)
    assert door.present == 1
    decisions = door.city.services.scan_decisions
    gone, came, walk_in = decisions.waiting()
    assert {one.doubt for one in (gone, came, walk_in)} == {Doubt.TWICE}
    assert (gone.row, came.row, walk_in.seen) == (3, 4, ("band1", "band2"))
    picture = decisions.picture(gone.id)
    assert picture is not None
    shown = cv2.imdecode(np.frombuffer(picture, np.uint8), cv2.IMREAD_GRAYSCALE)
    half = shown.shape[0] // 2
    dark = [int((part[:, 850:1400] < 128).sum()) for part in (shown[:half], shown[half:])]
    assert dark[0] > dark[1] + 300  # both papers are shown, one below the other: the mark stands in the upper one
    decisions.decide(gone.id, "absent")
    decisions.decide(came.id, "present")
    decisions.decide(walk_in.id, "walk_in", band="70-79")
    assert door.present == 3
    third = door.read(first, again, name="again.pdf")
    assert (third.accepted, third.waiting, third.files) == (0, 0, ())
    assert door.present == 3


def test_the_right_one_of_two_papers_settles_what_waits(sqlite_door: Door) -> None:
    right = sqlite_door.sheet((3, "present"))
    assert sqlite_door.read(sqlite_door.sheet((2, "present")), right).waiting == 2
    assert sqlite_door.read(right, name="right.pdf").accepted == 1
    assert sqlite_door.city.services.scan_decisions.waiting() == []
    view = sqlite_door.city.services.check_in.view(sqlite_door.session)
    assert [one.attendee_id for one in view.people if one.present] == [sqlite_door.people[3]]


def test_a_cancelled_session_takes_nothing_in(sqlite_door: Door) -> None:
    page = sqlite_door.sheet((2, "present"))
    sqlite_door.city.services.scheduling.cancel_session(sqlite_door.session, "台風")
    report = sqlite_door.read(page)
    assert report.pages[0].problem is PageProblem.SESSION_CANCELLED
    assert report.files == ()


def test_a_session_that_has_not_been_held_yet_takes_nothing_in(sqlite_door: Door) -> None:
    page = sqlite_door.sheet((2, "present"))
    sqlite_door.city.clock.moment -= timedelta(days=1)
    report = sqlite_door.read(page)
    assert report.pages[0].problem is PageProblem.SESSION_AHEAD
    assert report.files == ()
    sqlite_door.city.clock.moment += timedelta(days=1)
    assert sqlite_door.read(page).accepted == 1


def test_rows_alike_are_decided_all_or_none(sqlite_door: Door) -> None:
    page = sqlite_door.sheet(*[(row, "present") for row in range(4)])
    for row in range(4):
        paper.strike_out(page, sqlite_door.spots(), row, "present")
    sqlite_door.read(page)
    decisions = sqlite_door.city.services.scan_decisions
    waiting = decisions.waiting()
    assert len({one.kin for one in waiting}) == 1
    ids = [one.id for one in waiting]
    decisions.decide(ids[2], "present")
    with pytest.raises(DomainError, match="already_decided"):
        decisions.decide_alike(ids, "present")
    assert sqlite_door.present == 1
    decisions.take_back(ids[2])
    decisions.decide_alike(ids, "present")
    assert sqlite_door.present == 4
    decisions.take_back_alike(ids)
    assert sqlite_door.present == 0
    assert len(decisions.waiting()) == 4


def test_a_closed_session_takes_nothing_in_and_lets_nothing_go(sqlite_door: Door) -> None:
    first = _struck(sqlite_door)
    (file,) = sqlite_door.read(first).files
    scans = sqlite_door.city.services.scans
    decisions = sqlite_door.city.services.scan_decisions
    (waiting,) = decisions.waiting()
    sqlite_door.city.clock.moment = at("13:00")
    sqlite_door.city.services.closing.confirm(sqlite_door.session)
    paper.tick(first, sqlite_door.spots(), (4, "present"))
    report = sqlite_door.read(first, name="later.pdf")
    assert (report.pages[0].problem, report.files) == (PageProblem.SESSION_CLOSED, ())
    refused: list[Callable[[], object]] = [
        lambda: scans.undo_file(file),
        lambda: decisions.decide(waiting.id, "present"),
    ]
    for act in refused:
        with pytest.raises(DomainError) as caught:
            act()
        assert caught.value.code == "session_held"
    assert sqlite_door.present == 1


def test_a_refused_file_among_several_keeps_all_of_them_out(sqlite_door: Door, tmp_path: Path) -> None:
    good = paper.saved(tmp_path / "good.pdf", sqlite_door.sheet((2, "present")))
    bad = tmp_path / "bad.pdf"
    bad.write_bytes(good.read_bytes()[:3000])
    with pytest.raises(DomainError) as caught:
        sqlite_door.city.services.scans.read([good, bad])
    assert caught.value.code == "scan_damaged"
    with pytest.raises(EnvironmentProblem) as missing:
        sqlite_door.city.services.scans.read([good, tmp_path / "nowhere.pdf"])
    assert missing.value.code == "missing_file"
    assert sqlite_door.present == 0


def test_reading_can_be_stopped_and_keeps_nothing(sqlite_door: Door) -> None:
    page = sqlite_door.sheet((2, "present"))
    file = paper.saved(sqlite_door.folder / "many.pdf", page, page, page)
    told: list[tuple[int, int | None]] = []

    def stop(done: int, total: int | None, /) -> None:
        told.append((done, total))
        if done == 2:
            raise UserCancelled

    with pytest.raises(UserCancelled):
        sqlite_door.city.services.scans.read([file], progress=stop)
    assert list(dict.fromkeys(told))[-2:] == [(1, 3), (2, 3)]
    assert sqlite_door.city.services.scans.files() == []


def test_a_survey_is_counted_without_names_and_only_once(door: Door) -> None:
    made = door.city.services.prints.make("survey", [str(door.course)])
    door.city.services.prints.note(made)
    assert made.pages == 11
    spots = tuple(SurveyLayout.from_code(made.sheets[0].layouts[0]).spots())
    pages = []
    for copy, chosen in enumerate((0, 0, 4), 1):
        picture = paper.paper_of(made.pdf, copy)
        paper.tick(picture, spots, (0, f"answer{chosen}"), (2, "answer1"))
        pages.append(picture)
    paper.tick(pages[0], spots, (1, "answer1"), (1, "answer2"))
    assert door.read(*pages).waiting == 1
    door.read(*pages, name="again.pdf")
    decisions = door.city.services.scan_decisions
    tally = decisions.survey([door.session])
    assert tally.forms == 3
    assert [one.counts for one in tally.questions] == [(2, 0, 0, 0, 1), (0, 0, 0, 0, 0), (0, 3, 0, 0, 0)]
    (waiting,) = decisions.waiting()
    assert waiting.question == tally.questions[1].words
    decisions.decide(waiting.id, "answer", answer=2)
    assert decisions.survey([door.session]).questions[1].counts == (0, 0, 1, 0, 0)
    of_course = decisions.survey_of(door.course, None, None)
    assert of_course == decisions.survey_of(None, DAY, DAY) == decisions.survey([door.session])
    assert decisions.survey_of(None, DAY + timedelta(days=1), None).forms == 0
    assert decisions.survey_of(door.city.course("ほか", venue="", room=""), None, None).forms == 0
    assert door.present == 0


def test_the_words_of_the_survey_are_the_offices(sqlite_door: Door) -> None:
    decisions = sqlite_door.city.services.scan_decisions
    words = decisions.survey_words()
    changed = replace(
        words, questions=(replace(words.questions[0], words="会場はいかがでしたか。"), *words.questions[1:])
    )
    decisions.set_survey_words(changed)
    assert decisions.survey_words() == changed
    refused: list[Callable[[], object]] = [
        lambda: decisions.set_survey_words(replace(words, questions=words.questions[:2])),
        lambda: decisions.set_survey_words(
            replace(words, questions=(replace(words.questions[0], words="長" * 61), *words.questions[1:]))
        ),
    ]
    codes = []
    for act in refused:
        with pytest.raises(DomainError) as caught:
            act()
        codes.append(caught.value.code)
    assert codes == ["survey_questions", "survey_too_long"]
    assert decisions.survey_words() == changed
