"""One course's applications: who has a seat, who waits in which order, and who moved up and must be told."""

from __future__ import annotations

from uuid import UUID

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from divide_app.domain.applications import ApplicationStatus
from divide_app.domain.lines import ApplicationLine, CourseLine
from divide_app.foundation.translation import _
from divide_app.services.applications import ApplyResult
from divide_app.ui.screens.applications.application_panel import ApplicationPanel
from divide_app.ui.screens.applications.phone_parts import course_order, seats_words
from divide_app.ui.shell import Screen, Shell
from divide_app.ui.widgets.buttons import SecondaryButton, SegmentedControl
from divide_app.ui.widgets.cards import Card, CardLines
from divide_app.ui.widgets.fields import ChoiceBox
from divide_app.ui.widgets.flow import FlowRow
from divide_app.ui.widgets.labels import Chip, ChipKind
from divide_app.ui.widgets.layouts import HBox, VBox, sized
from divide_app.ui.widgets.people_words import needs_words
from divide_app.ui.widgets.room_for import room_for_bands, room_for_days
from divide_app.ui.widgets.session_looks import course_days
from divide_app.ui.widgets.side_panel import SidePanel
from divide_app.ui.widgets.states import StateStack
from divide_app.ui.widgets.tables import Align, Column, LinesTableModel, TableView
from divide_app.wording.bands import band_label
from divide_app.wording.dates import short_day
from divide_app.wording.labels import label

STATUS_KINDS = {
    ApplicationStatus.APPLIED: ChipKind.INFO,
    ApplicationStatus.ACCEPTED: ChipKind.DONE,
    ApplicationStatus.WAITING: ChipKind.WARN,
    ApplicationStatus.REFUSED: ChipKind.NEUTRAL,
    ApplicationStatus.CANCELLED: ChipKind.NEUTRAL,
}
_ALL = "all"
_FILTERS = (
    ApplicationStatus.ACCEPTED,
    ApplicationStatus.WAITING,
    ApplicationStatus.APPLIED,
    ApplicationStatus.CANCELLED,
)


def status_words(line: ApplicationLine) -> str:
    """Return 受講決定 18番, キャンセル待ち 2番 or the plain state."""
    word = label(line.status)
    return _("{state} {place}番").format(state=word, place=line.place) if line.place else word


def application_columns() -> list[Column[ApplicationLine]]:
    """Return the columns of the list."""
    return [
        Column(
            _("状態"),
            status_words,
            chip=lambda line: STATUS_KINDS[line.status],
            sort=lambda line: (list(ApplicationStatus).index(line.status), line.place or 0),
            width=172,
        ),
        Column(_("氏名"), lambda line: line.name, sub=lambda line: line.kana, sort=lambda line: line.kana, bold=True),
        Column(_("年代"), lambda line: band_label(line.band), width=room_for_bands(least=110)),
        Column(_("必要な配慮"), lambda line: needs_words(line.needs, line.needs_text), width=128),
        Column(
            _("申込日"),
            lambda line: short_day(line.applied_at),
            sub=lambda line: label(line.channel),
            sort=lambda line: line.applied_at,
            width=room_for_days(least=116),
            align=Align.RIGHT,
        ),
    ]


class CourseListView(Screen):
    """申込一覧.

    Signals:
        person_wanted: Show this participant (UUID).
        call_wanted: Take another application of this participant (UUID).
    """

    topics = frozenset({"applications", "courses", "participants", "class_sessions"})
    person_wanted = Signal(object)
    call_wanted = Signal(object)

    def __init__(self, shell: Shell) -> None:
        super().__init__(shell)
        self._course: CourseLine | None = None
        self._wanted: UUID | None = None
        self._lines: list[ApplicationLine] = []
        self._filter = _ALL
        self.course_box: ChoiceBox[CourseLine] = ChoiceBox(accessible_name=_("講座"))
        self.course_box.setSizeAdjustPolicy(ChoiceBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.course_box.setMinimumContentsLength(18)
        sized(self.course_box, least_width=540)
        self.course_box.picked.connect(self._picked_course)
        self.seats = Chip("")
        self.filter = SegmentedControl(
            [(_ALL, _("すべて")), *((status.value, label(status)) for status in _FILTERS)],
            accessible_name=_("状態でしぼる"),
        )
        self.filter.chosen.connect(self._filtered)
        self.print_button = SecondaryButton(_("受講票を印刷"), self._print_all, icon_name="printer")
        self.told = Card(_("席が空いて繰り上がった方に、お電話してください"), sheet="warn", margins=14, spacing=4)
        self.told_lines = CardLines()
        self.told.body.add(self.told_lines)
        self.told.body.add(HBox(None, SecondaryButton(_("連絡しました"), self.told.hide, icon_name="check")))
        self.told.hide()
        self.model: LinesTableModel[ApplicationLine] = LinesTableModel(application_columns(), key=lambda line: line.id)
        self.table = TableView(self.model, accessible_name=_("申込の一覧"))
        self.states = StateStack(self.table)
        self.panel = ApplicationPanel()
        self.panel.cancel_wanted.connect(self._cancel)
        self.panel.accept_wanted.connect(self._accept)
        self.panel.print_wanted.connect(self._print_one)
        self.panel.person_wanted.connect(self.person_wanted)
        self.panel.call_wanted.connect(self.call_wanted)
        self.side = SidePanel(self.states, self.panel, width=350, from_width=900)
        self.table.chosen.connect(self._chosen)
        self.table.opened.connect(self._opened)
        head = QWidget()
        FlowRow(self.course_box, self.seats, None, self.print_button, parent=head)
        filters = QWidget()
        FlowRow(self.filter, parent=filters)
        column = VBox(head, filters, self.told, spacing=10, parent=self)
        column.add(self.side, 1)

    def open(self, **arguments: object) -> None:
        """Take `course`: whose applications are shown."""
        course = arguments.get("course")
        if isinstance(course, UUID):
            self._wanted = course
            self.told.hide()
            self.refetch()

    def refresh(self) -> None:
        """Read the courses and the applications of the chosen one."""
        self.query(self.shell.services.scheduling.courses, self._got_courses, key="courses", states=self.states)

    def _got_courses(self, lines: list[CourseLine]) -> None:
        coming = course_order(lines)
        rest = [line for line in lines if line not in coming]
        everything = coming + rest
        if not everything:
            self.states.show_empty(
                _("まだ講座がありません"),
                _("講座を作る"),
                lambda: self.shell.navigate("courses"),
                below=_("講座を作ると、ここで申込を受け付けられます。"),
                icon_name="book",
            )
            return
        wanted = self._wanted or (self._course.id if self._course is not None else None)
        chosen = next((line for line in everything if line.id == wanted), None)
        if chosen is None:
            chosen = next((line for line in coming if line.applied or line.accepted), everything[0])
        self.course_box.set_choices([(line, f"{line.title}　{course_days(line)}") for line in everything])
        self.course_box.set_value(chosen)
        self._set_course(chosen)

    def _picked_course(self, line: object) -> None:
        if isinstance(line, CourseLine):
            self.told.hide()
            self.panel.show_nothing()
            self._set_course(line)

    def _set_course(self, line: CourseLine) -> None:
        self._course = line
        self._wanted = line.id
        self.seats.set(*seats_words(line))
        services = self.shell.services
        self.query(
            lambda: services.applications.of_course(line.id), self._got_lines, key="applications", states=self.states
        )

    def _got_lines(self, lines: list[ApplicationLine]) -> None:
        self._lines = lines
        self.filter.set_word(_ALL, _("すべて {count}").format(count=len(lines)))
        for status in _FILTERS:
            count = sum(line.status is status for line in lines)
            self.filter.set_word(status.value, f"{label(status)} {count}")
        self._show_lines()

    def _filtered(self, value: str) -> None:
        self._filter = value
        self._show_lines()

    def _show_lines(self) -> None:
        shown = [line for line in self._lines if self._filter in {_ALL, line.status.value}]
        self.model.set_lines(shown)
        self.print_button.setEnabled(any(line.status is ApplicationStatus.ACCEPTED for line in self._lines))
        if shown:
            self.states.show_content()
        elif self._lines:
            self.states.show_empty(_("この状態の申込はありません"), _("すべて見る"), self._show_all)
        else:
            self.states.show_empty(
                _("この講座への申込は、まだありません"),
                _("電話の申込を受ける"),
                lambda: self.shell.navigate("applications", view="phone"),
                icon_name="phone",
            )

    def _show_all(self) -> None:
        self.filter.set_value(_ALL)
        self._filtered(_ALL)

    def _chosen(self, line: object) -> None:
        if isinstance(line, ApplicationLine):
            self.panel.show_line(line, status_words(line), STATUS_KINDS[line.status], may_accept=self._seat_is_free())
            if not self.side.is_narrow:
                self.side.open_panel()
        else:
            self.panel.show_nothing()

    def _opened(self, line: object) -> None:
        self._chosen(line)
        self.side.open_panel()

    def _seat_is_free(self) -> bool:
        course = self._course
        return course is not None and (course.capacity is None or course.accepted < course.capacity)

    def _cancel(self, line: ApplicationLine) -> None:
        services, actor = self.shell.services, self.shell.actor
        self.operate(
            lambda: services.applications.cancel(line.id, actor=actor),
            lambda result: self._cancelled(line, result),
            busy=[self.panel],
        )

    def _cancelled(self, line: ApplicationLine, result: ApplyResult) -> None:
        moved = [one for one in self._lines if one.id in result.promoted]
        self.told_lines.clear()
        for one in moved:
            self.told_lines.add_line(_("{name}さん").format(name=one.name), f"{one.kana}　{one.phone}")
        self.told.setVisible(bool(moved))
        if moved:
            names = _("、").join(one.name for one in moved)
            text = _("{name}さんの申込を取り消しました。{moved}さんが受講決定になりました").format(
                name=line.name, moved=names
            )
        else:
            text = _("{name}さんの申込を取り消しました").format(name=line.name)
        self.shell.notice(text)

    def _accept(self, line: ApplicationLine) -> None:
        services, actor = self.shell.services, self.shell.actor
        self.operate(
            lambda: services.applications.accept(line.id, actor=actor),
            lambda result: self.shell.notice(
                _("{name}さんの受講を決定しました({place}番)").format(name=line.name, place=result.place)
            ),
            busy=[self.panel],
        )

    def _print_all(self) -> None:
        if self._course is not None:
            self.shell.navigate("prints", paper="tickets", course=self._course.id)

    def _print_one(self, line: ApplicationLine) -> None:
        self.shell.navigate("prints", paper="tickets", course=line.course_id, application=line.id)
