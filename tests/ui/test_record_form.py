"""The form made from a declaration, and the list beside it: every field has a place, an error, a turn of Tab."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import time
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any
from uuid import UUID

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QApplication, QLineEdit, QWidget

from divide_app.domain.errors import DomainError
from divide_app.domain.fields import Kept, Shape, text_fields, typed_fields
from divide_app.domain.figures.target import Target
from divide_app.domain.office.office import Office, Role
from divide_app.domain.people.participants import Participant
from divide_app.domain.people.supporters import ContactWishes, Supporter
from divide_app.domain.planning.courses import CatalogueEntry
from divide_app.domain.planning.lending import Stock
from divide_app.domain.planning.venues import Venue
from divide_app.ui import keyboard
from divide_app.ui.widgets.fields import MemoField, TextField, ValueField, WordsField
from divide_app.ui.widgets.layouts import VBox
from divide_app.ui.widgets.record_form import Beside, RecordForm, Words
from tests.support.stage import Stage, stage

NUMBER = "123456789018"
Show = Callable[[RecordForm[Any]], QWidget]


class Colour(StrEnum):
    RED = "red"
    BLUE = "blue"


@dataclass(frozen=True, slots=True)
class Lamp:
    """Something with a field of every kind the kit knows."""

    id: Annotated[UUID, Kept("番号", "", typed=False)]
    name: Annotated[str, Kept("名前", "", missing="name_missing")]
    place: Annotated[str, Kept("場所", "")] = ""
    watts: Annotated[int, Kept("ワット", "", most=500)] = 0
    spares: Annotated[int | None, Kept("予備", "")] = None
    lit_at: Annotated[time | None, Kept("点灯", "")] = None
    is_loud: Annotated[bool, Kept("音が出る", "")] = False
    words: Annotated[tuple[str, ...], Kept("ことば", "")] = ()
    memo: Annotated[str, Kept("備考", "", shape=Shape.LINES)] = ""
    sides: Annotated[frozenset[int], Kept("面", "")] = frozenset()


SHAPED = Lamp(UUID(int=1), "行灯", "玄関", 40, None, time(18), is_loud=True, words=("和紙", "竹"), memo="古い\n直す")


def lamp_form(**named: Any) -> RecordForm[Lamp]:
    sides: ValueField[frozenset[int]] = ValueField(
        "面", _sides, lambda sides: " ".join(str(one) for one in sorted(sides))
    )
    return RecordForm(Lamp, ["memo", Beside("name", "place"), "words"], editors={"sides": sides}, **named)


def _sides(text: str) -> frozenset[int]:
    try:
        return frozenset(int(one) for one in text.split())
    except ValueError:
        raise DomainError("bad_number", text=text) from None


@pytest.fixture
def show(qtbot: Any) -> Iterator[Callable[[RecordForm[Any]], QWidget]]:
    grounds = []

    def shown(form: RecordForm[Any]) -> QWidget:
        ground = QWidget()
        grounds.append(ground)
        VBox(*form.parts, parent=ground)
        qtbot.addWidget(ground)
        ground.resize(700, 900)
        ground.show()
        qtbot.waitExposed(ground)
        return ground

    yield shown
    grounds.clear()


def read_order(root: QWidget) -> list[QWidget]:
    """The stops of Tab as eyes go through them: by the line they are on, then from left to right."""

    def place(widget: QWidget) -> tuple[int, int]:
        at = widget.mapTo(root, QPoint(0, widget.height() // 2))
        return round(at.y() / 24), at.x()

    return sorted(keyboard.stops(root), key=place)


def test_what_is_put_comes_back_and_only_what_is_typed_differs(show: Show) -> None:
    form = lamp_form()
    show(form)
    form.put(SHAPED)
    assert form.typed() == SHAPED
    assert not form.is_dirty()
    form["watts"].set_text("")
    assert form.typed().watts == 0
    form["lit_at"].set_text("午後7時")
    form["words"].set_text("和紙, 銅")
    form["is_loud"].box.click()
    changed = form.typed()
    assert (changed.lit_at, changed.words, changed.is_loud) == (time(19), ("和紙", "銅"), False)
    assert form.is_dirty()
    form.put(SHAPED)
    assert not form.is_dirty()


def test_a_field_in_no_row_comes_after_the_one_declared_before_it(show: Show) -> None:
    form = lamp_form()
    ground = show(form)
    assert set(form.editors) == {field.name for field in typed_fields(Lamp)}
    heights = {name: editor.mapTo(ground, QPoint(0, 0)).y() for name, editor in form.editors.items()}
    assert sorted(heights, key=lambda name: (heights[name], form[name].x())) == [
        *("memo", "sides", "name", "place", "watts", "spares", "lit_at", "is_loud", "words")
    ]
    assert read_order(ground) == list(keyboard.stops(ground))


def test_what_cannot_be_read_is_said_at_its_field_and_counts_as_unsaved(show: Show) -> None:
    form = lamp_form()
    ground = show(form)
    form.put(SHAPED)
    form["sides"].set_text("上")
    assert form.is_dirty()
    assert not form["sides"].error, "asking says nothing yet"
    with pytest.raises(DomainError):
        form.typed()
    assert form["sides"].error
    assert ground.focusWidget() is form["sides"].line
    assert [name for name, editor in form.editors.items() if editor.error] == ["sides"]


def test_labels_hints_and_marks_come_from_the_declaration_and_the_form(show: Show) -> None:
    form = lamp_form(words={"place": Words(label="置き場所", hint="部屋の名前", example="居間")})
    show(form)
    assert form["name"].line.accessibleName() == "名前（必須）"
    assert form["place"].line.accessibleName() == "置き場所"
    assert form["place"].line.accessibleDescription() == "部屋の名前"
    assert form["place"].line.placeholderText() == "居間"


def test_a_form_that_is_read_only_can_be_copied_and_not_typed(qtbot: Any, show: Show) -> None:
    form = lamp_form()
    show(form)
    form.put(SHAPED)
    form.set_read_only(True, ["place"])
    qtbot.keyClicks(form["name"].line, "x")
    form["is_loud"].box.click()
    assert form.typed() == SHAPED
    assert form["place"].line.placeholderText() == "職員だけが見られます"
    form.set_read_only(False, ["place"])
    assert form["place"].line.isReadOnly()
    assert not form["name"].line.isReadOnly()
    form.set_read_only(False)
    assert form["place"].line.placeholderText() == ""


@pytest.fixture
def on_stage(qtbot: Any, tmp_path: Path) -> Iterator[Stage]:
    with stage(qtbot, tmp_path / "data", "applications", "supporters", "settings", "visits") as made:
        made.services.office.set_up("見本市", "生涯学習課")
        yield made


def test_every_declared_field_of_a_person_has_its_place_and_its_turn(on_stage: Stage) -> None:
    panel = on_stage.start("applications", participant=on_stage.city.person("佐藤 清")).people.panel
    assert set(panel.form.editors) == {field.name for field in typed_fields(Participant)}
    (page,) = panel.form.parts
    assert all(page.isAncestorOf(editor) for editor in panel.form.editors.values())
    assert read_order(page) == list(keyboard.stops(page))


TEXTS = [field.name for field in text_fields(Participant) if field.kept.typed]


@pytest.mark.parametrize("name", TEXTS)
def test_a_number_of_twelve_digits_is_refused_at_its_field_alone(on_stage: Stage, name: str) -> None:
    panel = on_stage.start("applications", participant=on_stage.city.person("佐藤 清")).people.panel
    panel.form[name].set_text(NUMBER)
    on_stage.press(panel, "保存する")
    assert [at for at, editor in panel.form.editors.items() if editor.error] == [name]
    assert "マイナンバー" in panel.form[name].error
    assert NUMBER not in panel.form[name].error
    assert on_stage.notice == ""
    focused = QApplication.focusWidget()
    assert focused is not None
    assert panel.form[name].isAncestorOf(focused)
    panel.discard()


def test_every_declared_field_of_a_supporter_has_its_place_on_one_page(on_stage: Stage) -> None:
    panel = on_stage.start("supporters", supporter=on_stage.city.supporter("職員 一")).roster.panel
    names = {field.name for field in typed_fields(Supporter)} - {"contact"}
    names |= {f"contact.{field.name}" for field in typed_fields(ContactWishes)}
    assert set(panel.form.editors) == names
    for key, part in zip(("form", "times", "contact", "appointments"), panel.form.parts, strict=True):
        panel.turn(key)
        assert all(editor.isVisible() for editor in panel.form.editors.values() if part.isAncestorOf(editor))
        assert sum(part.isAncestorOf(editor) for editor in panel.form.editors.values())


LINES_OF_A_SUPPORTER = ["organisation", "skills", "memo", "phone", "contact.email", "contact.fax", "contact.address"]


@pytest.mark.parametrize("name", LINES_OF_A_SUPPORTER)
def test_a_refusal_opens_the_page_of_its_field(on_stage: Stage, name: str) -> None:
    panel = on_stage.start("supporters", supporter=on_stage.city.supporter("職員 一")).roster.panel
    panel.form[name].set_text(NUMBER)
    panel.turn("appointments")
    on_stage.press(panel, "保存する")
    assert [at for at, editor in panel.form.editors.items() if editor.error] == [name]
    assert panel.form[name].isVisible()
    assert NUMBER not in panel.form[name].error
    panel.discard()


NEEDED: dict[str, dict[str, Any]] = {
    "venues": {"name": "中央公民館"},
    "catalogue": {"title": "スマホ入門"},
    "lending": {"name": "タブレット", "quantity": 3},
    "targets": {"name": "講習を130回以上"},
}


@pytest.mark.parametrize("key", NEEDED)
def test_a_section_of_the_settings_refuses_a_number_at_whichever_field_it_stands_in(on_stage: Stage, key: str) -> None:
    page = on_stage.start("settings", section=key).sections[key]
    texts = [
        name for name, editor in page.form.editors.items() if isinstance(editor, TextField | MemoField | WordsField)
    ]
    assert len(texts) >= 2
    for name in texts:
        page.begin(None)
        for needed, value in NEEDED[key].items():
            page.form[needed].put(value)
        page.form[name].set_text(NUMBER)
        page.store()
        on_stage.settle()
        assert [at for at, editor in page.form.editors.items() if editor.error] == [name]
        assert on_stage.notice == ""
        page.show_list()


def test_a_number_in_a_room_or_in_an_ability_is_refused_at_its_line(on_stage: Stage) -> None:
    screen = on_stage.start("settings", section="venues")
    page = screen.sections["venues"]
    page.begin(None)
    page.form["name"].set_text("中央公民館")
    for name in ("第1研修室", NUMBER):
        page.form["rooms"]._add(None)
        page.form["rooms"]._rows[-1][1].set_text(name)
    page.store()
    on_stage.settle()
    assert [bool(row[1].error) for row in page.form["rooms"]._rows] == [False, True]
    screen.open(section="catalogue")
    on_stage.settle()
    page = screen.sections["catalogue"]
    page.begin(None)
    page.form["title"].set_text("スマホ入門")
    page.form["staffing"].form["abilities"].set_text(NUMBER)
    page.store()
    on_stage.settle()
    assert page.form["staffing"].form["abilities"].error


def test_the_settings_and_the_requests_have_every_declared_field(on_stage: Stage) -> None:
    screen = on_stage.start("settings", section="venues")
    for key, thing, elsewhere in (
        ("venues", Venue, set()),
        ("catalogue", CatalogueEntry, set()),
        ("lending", Stock, set()),
        ("targets", Target, {"yearly", "actual_typed"}),
        ("office", Office, {"band_layout", "keep_years"}),
    ):
        form = screen.sections[key].form
        assert {name.partition(".")[0] for name in form.editors} == {
            field.name for field in typed_fields(thing) if field.name not in elsewhere
        }
        assert all(any(part.isAncestorOf(editor) for part in form.parts) for editor in form.editors.values())


def test_a_number_in_a_request_is_refused_at_its_field(on_stage: Stage) -> None:
    screen = on_stage.start("visits", new=True)
    fields = screen.form.fields
    for name in [name for name, editor in fields.editors.items() if isinstance(editor, TextField | MemoField)]:
        screen.form.begin(None)
        fields["organisation"].set_text("青葉自治会")
        fields["people"].set_number(15)
        fields["wishes"].rows[0].day.set_text("12/5")
        fields[name].set_text(NUMBER)
        screen.form.store()
        on_stage.settle()
        assert [at for at, editor in fields.editors.items() if editor.error] == [name]
    screen.form._leave()


def test_a_coordinator_reads_and_changes_what_they_see_and_cannot_type_the_rest(on_stage: Stage) -> None:
    services = on_stage.services
    person = on_stage.city.person("佐藤 清", phone="000-111-2222")
    services.users.add("職員", Role.STAFF, "staff-secret")
    services.users.add("計画係", Role.COORDINATOR, "planner-99")
    services.users.sign_in("計画係", "planner-99")
    panel = on_stage.start("applications", participant=person).people.panel
    unseen = {name for name, editor in panel.form.editors.items() if _is_locked(editor)}
    assert unseen == {field.name for field in typed_fields(Participant) if Role.COORDINATOR not in field.kept.seen_by}
    panel.form["district"].set_text("北部")
    on_stage.press(panel, "保存する")
    services.users.sign_in("職員", "staff-secret")
    kept = services.participants.get(person)
    assert (kept.district, kept.phone) == ("北部", "000-111-2222")
    panel = on_stage.start("applications", participant=person).people.panel
    assert panel.form["phone"].text == "000-111-2222"


def _is_locked(editor: QWidget) -> bool:
    lines = editor.findChildren(QLineEdit)
    return (bool(lines) and all(line.isReadOnly() for line in lines)) or (
        getattr(editor, "memo", None) is not None
        and (
            editor.memo.isReadOnly()  # type: ignore[attr-defined]
        )
    )


def test_with_room_for_one_a_click_opens_and_the_arrows_only_move(on_stage: Stage) -> None:
    for name in ("佐藤 清", "阿部 花"):
        on_stage.city.person(name)
    people = on_stage.start("applications", width=900, view="people").people
    people.table.choose_row(0)
    on_stage.key(people.table, Qt.Key.Key_Down)
    assert not people.side.is_open
    place = people.table.visualRect(people.model.index(0, 0)).center()
    on_stage.qtbot.mouseClick(people.table.viewport(), Qt.MouseButton.LeftButton, pos=place)
    on_stage.settle()
    assert people.side.is_open
    assert people.panel.title.text() == people.model.line(0).name
    people.side.close_panel()
    on_stage.key(people.table, Qt.Key.Key_Down)
    on_stage.key(people.table, Qt.Key.Key_Return)
    assert people.side.is_open
    assert people.panel.title.text() == people.model.line(1).name
