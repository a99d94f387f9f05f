"""Two PCs at one door as two windows, each with a database of its own hands: on one PostgreSQL, and on two packages."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from PySide6.QtCore import Qt

from divide_app.domain.door.attendance import EventResult
from divide_app.domain.door.ticket_code import qr_text
from divide_app.services import Services
from divide_app.storage.database import open_database
from tests.support.city import City, at
from tests.support.databases import HandClock, drop_postgres, fresh_place, opened, rows
from tests.support.halls import Hall
from tests.support.stage import Stage

KANA = ("あべ", "いとう", "かとう", "さとう", "たなか", "なかむら", "はやし", "まつだ")


class Pc:
    """One window at the door."""

    def __init__(self, qtbot: Any, services: Services, clock: HandClock, name: str) -> None:
        self.stage = Stage(qtbot, services, clock, ("door",))
        self.name = name

    def open_door(self, session: UUID) -> Any:
        screen = self.stage.start("door", class_session=session)
        self.stage.settle()
        self.board: Any = screen.board
        self.board.acting.device = self.name
        self.board.acting.guard_s = 0.0
        return self.board

    def enter(self, name: str) -> None:
        """Press Enter on somebody's card; the answer is not waited for."""
        card = next(one for one in self.board.names.cards.values() if one.person.name == name)
        self.stage.qtbot.keyClick(card, Qt.Key.Key_Return)

    def close(self) -> None:
        self.board._end()
        self.stage.close()
        self.stage.services.close()


def people(city: City, number: int = len(KANA)) -> tuple[UUID, list[str], list[str]]:
    """Return a session, the names of its people, and their tickets."""
    course = city.course("スマホ入門")
    codes = [city.apply(course, city.person(f"{kana}はな", kana=f"{kana} はな"))[2] for kana in KANA[:number]]
    return city.sessions(course)[0], [f"{kana}はな" for kana in KANA[:number]], codes


@pytest.fixture
def two(qtbot: Any, tmp_path: Path) -> Iterator[tuple[Pc, Pc, UUID, list[str]]]:
    """Two windows over one PostgreSQL, through two engines; the clock is one, as the server's would be."""
    clock = HandClock()
    place = fresh_place("postgresql", tmp_path)
    pcs = [Pc(qtbot, Services(open_database(place, clock=clock)), clock, name) for name in ("受付1", "受付2")]
    session, names, _codes = people(pcs[0].stage.city)
    for pc in pcs:
        pc.open_door(session)
    yield pcs[0], pcs[1], session, names
    for pc in pcs:
        pc.close()
    drop_postgres(place)


def test_who_is_received_at_one_pc_shows_at_the_other_without_a_press(two: Any) -> None:
    one, other, session, names = two
    one.enter(names[2])
    one.stage.settle()
    assert (one.board.count.text(), other.board.count.text()) == ("1", "0")
    other.stage.qtbot.waitUntil(lambda: other.board.count.text() == "1", timeout=8000)
    card = next(card for card in other.board.names.cards.values() if card.person.name == names[2])
    assert "受付済み 9:30" in card.state_words()
    assert other.board.result.name.text() == "", "what is told at one PC is not told at the other"
    assert one.stage.city.present(session) == other.stage.city.present(session) == 1


def test_enter_on_the_same_person_at_the_same_moment_is_one_attendance_and_a_kind_word(two: Any) -> None:
    one, other, session, names = two
    for turn, name in enumerate(names):
        first, second = (one, other) if turn % 2 else (other, one)
        first.enter(name)
        second.enter(name)
        first.stage.settle()
        second.stage.settle()
        said = {pc.name: pc.board.result.words.text() for pc in (one, other)}
        assert sorted(said.values()) == ["もう受け付けています", "受付しました"]
        late = next(pc for pc in (one, other) if said[pc.name] == "もう受け付けています")
        early = other if late is one else one
        assert late.board.result.name.text() == early.board.result.name.text() == f"{name} さん"
        assert f"9:30に「{early.name}」で受け付けました" in late.board.result.below.text()
    for pc in (one, other):
        pc.board.timer.tick()
        pc.stage.settle()
    count = str(len(names))
    assert (one.board.count.text(), other.board.count.text()) == (count, count)
    assert one.stage.city.present(session) == other.stage.city.summed() == len(names)
    results = [row[0] for row in rows(one.stage.services.database, "SELECT result FROM attendance_events")]
    assert sorted(results) == [EventResult.OK.value] * len(names) + [EventResult.REFUSED.value] * len(names)


def test_one_pc_takes_back_only_its_own_acts_and_the_other_sees_it(two: Any) -> None:
    one, other, session, names = two
    one.enter(names[0])
    one.stage.settle()
    other.board.timer.tick()
    other.stage.settle()
    assert not other.board.undo_button.isEnabled()
    one.board.undo_button.click()
    one.stage.settle()
    other.stage.qtbot.waitUntil(lambda: other.board.count.text() == "0", timeout=8000)
    assert one.stage.city.present(session) == 0


def test_a_walk_in_at_one_pc_stands_on_the_board_of_the_other(two: Any) -> None:
    one, other, session, _names = two
    one.board.show_walk_in()
    one.stage.qtbot.mouseClick(one.board.walk_in.bands["75-79"], Qt.MouseButton.LeftButton)
    sex = next(iter(one.board.walk_in.sexes.values()))
    one.stage.qtbot.mouseClick(sex, Qt.MouseButton.LeftButton)
    one.stage.settle()
    other.stage.qtbot.waitUntil(lambda: "飛び込み 1人" in other.board.head.of.text(), timeout=8000)
    assert any(card.person.is_walk_in for card in other.board.names.cards.values())
    assert other.stage.city.present(session) == 1


def test_two_packages_of_one_door_become_one_count_at_the_office(
    qtbot: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    office_clock, clocks = HandClock(), (HandClock(), HandClock())
    with opened("sqlite", tmp_path / "office", office_clock) as database, ExitStack() as put_away:
        city = City(Services(database), office_clock)
        city.services.office.set_up("見本市", "生涯学習課")
        session, names, codes = people(city)
        hall = Hall(city, tmp_path, monkeypatch)
        files = [hall.pack(session), hall.pack(session)]
        pcs = []
        for number, (file, clock) in enumerate(zip(files, clocks, strict=True), 1):
            services = put_away.enter_context(hall.open(file, f"PC{number}", clock))
            pc = Pc(qtbot, services, clock, f"会場{number}")
            put_away.callback(pc.stage.close)
            put_away.callback(pc.open_door(session)._end)
            pcs.append(pc)
        one, other = pcs
        one.stage.clock.moment, other.stage.clock.moment = at("9:40"), at("9:43")
        for pc, of_them in ((one, names[:5]), (other, names[3:7])):
            for name in of_them:
                pc.enter(name)
                pc.stage.settle()
                assert pc.board.result.words.text() == "受付しました"
        assert (one.board.count.text(), other.board.count.text()) == ("5", "4")
        put_away.close()
        for file, accepted in zip(files, (5, 4), strict=True):
            merged = hall.merge(file)
            assert (merged.accepted, merged.known, merged.held) == (accepted, 0, ())
        again = hall.merge(files[0])
        assert (again.accepted, again.known) == (0, 5)
        assert city.present(session) == city.summed() == 7
        events = rows(database, "SELECT count(*) FROM attendance_events WHERE result = 'ok'")
        assert events[0][0] == 9, "both acts of who was received at both are kept"

        office = Pc(qtbot, city.services, office_clock, "事務所PC")
        board = office.open_door(session)
        assert board.count.text() == "7"
        board.receive_code(qr_text(codes[3]))
        office.stage.settle()
        assert board.result.words.text() == "もう受け付けています"
        assert "9:40に「会場1」で受け付けました" in board.result.below.text(), "the first time wins"
        board._end()
        office.stage.close()


def test_what_the_office_changes_meanwhile_shows_at_the_open_door(two: Any) -> None:
    one, other, session, _names = two
    city = other.stage.city
    line = other.stage.services.scheduling.session(session)
    city.apply(line.course_id, city.person("わだはな", kana="わだ はな"))
    one.stage.qtbot.waitUntil(one.board.names.kana["わ"].isEnabled, timeout=8000)
    other.stage.services.scheduling.move(session, starts_at=at("10:30"), ends_at=at("12:30"))
    one.stage.qtbot.waitUntil(lambda: "10:30〜12:30" in one.board.where.text(), timeout=8000)
