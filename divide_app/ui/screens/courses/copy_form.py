"""写して作る: copies a course to another start day, with a preview of every meeting."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from enum import StrEnum

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QWidget

from divide_app.domain.calendar import local_day
from divide_app.domain.errors import DomainError
from divide_app.domain.planning.courses import Course
from divide_app.domain.planning.plan import SINGLE_DAYS, OnClosed
from divide_app.foundation.translation import _
from divide_app.services.planning.course_copies import CopyResult, CopyWish
from divide_app.services.planning.scheduling import CourseView
from divide_app.ui.background import Trouble
from divide_app.ui.screens.courses.copy_words import course_copies, hard_clashes, show_lines
from divide_app.ui.shell import Screen
from divide_app.ui.widgets.buttons import CheckBox, PrimaryButton, SecondaryButton
from divide_app.ui.widgets.cards import CardLines
from divide_app.ui.widgets.fields import ChoiceField, TextField
from divide_app.ui.widgets.flow import FlowRow
from divide_app.ui.widgets.labels import IconText, Label
from divide_app.ui.widgets.layouts import VBox
from divide_app.ui.widgets.when_fields import day_field, read
from divide_app.wording.dates import fiscal_year_label
from divide_app.wording.labels import label
from divide_app.wording.sentences import sentence

ASK_AFTER_MS = 200


class CopyTo(StrEnum):
    """Where the copy goes."""

    FIRST_DAY = "first_day"
    NEXT_YEAR = "next_year"


class CopyForm(QWidget):
    """The course once more.

    Attributes:
        result: What would be made; None while the day cannot be read or the copy is refused.
        make: The button that makes it.
    """

    def __init__(self, screen: Screen, on_made: Callable[[CopyResult], object], on_leave: Callable[[], object]) -> None:
        super().__init__()
        self._screen, self._on_made = screen, on_made
        self._course: Course | None = None
        self.result: CopyResult | None = None
        self._title = Label("", "section", wrap=True)
        self.to: ChoiceField[CopyTo] = ChoiceField(
            _("どこへ写すか"),
            [
                (CopyTo.FIRST_DAY, _("最初の日を決める")),
                (CopyTo.NEXT_YEAR, _("翌年の同じ週・同じ曜日")),
            ],
            hint=_("日を決めるときは、回と回の間隔は同じになります。"),
        )
        self.first = day_field(_("最初の日"), required=True, today=screen.shell.today)
        closed = [(choice, label(choice)) for choice in SINGLE_DAYS]
        self.on_closed: ChoiceField[OnClosed] = ChoiceField(_("休館日や祝日に当たったら"), closed, OnClosed.SHIFT)
        self.summary = Label("", "strong", wrap=True)
        self.refusal = IconText("trouble", "", colour="trouble")
        self.lines = CardLines()
        self.leave_out = CheckBox(_("重なる回を除いて作る"))
        self.reason = TextField(_("重なっても作る理由"), hint=_("理由は、その回に残ります。"), required=True)
        self.make = PrimaryButton(_("写して作る"), self._make, icon_name="copy")
        buttons = QWidget()
        FlowRow(self.make, SecondaryButton(_("やめる"), on_leave), parent=buttons)
        VBox(
            self._title,
            Label(
                _("定員・会場・部屋・支援者の条件・貸出機も同じになります。申込と配置は写しません。"), "soft", wrap=True
            ),
            self.to,
            self.first,
            self.on_closed,
            self.summary,
            self.refusal,
            self.lines,
            self.leave_out,
            self.reason,
            buttons,
            spacing=10,
            parent=self,
        )
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(ASK_AFTER_MS)
        self._timer.timeout.connect(self.ask)
        self.to.picked.connect(self._arranged)
        self.on_closed.picked.connect(lambda _value: self.ask())
        self.leave_out.toggled.connect(lambda _on: self.ask())
        self.first.edited.connect(lambda _text: self._timer.start())
        self.first.line.returnPressed.connect(self.ask)

    def begin(self, view: CourseView) -> None:
        """Start with a course: as it was, from the next free week on."""
        self._course = view.course
        self._title.setText(_("「{title}」を写して作る").format(title=view.course.title))
        self.to.set_value(CopyTo.FIRST_DAY)
        self.first.setVisible(True)
        self.first.set_day(_next_first_day(view, self._screen.shell.today()))
        self.leave_out.blockSignals(True)
        self.leave_out.setChecked(False)
        self.leave_out.blockSignals(False)
        self.reason.set_text("")
        self._show_nothing()
        self.ask()
        self.first.line.setFocus()
        self.first.line.selectAll()

    def ask(self) -> None:
        """Ask now what the copy would make."""
        self._timer.stop()
        course = self._course
        try:
            first_day = self._first_day(show=False)
        except DomainError:
            self._show_nothing()
            return
        if course is None:
            return
        copies, wish = self._screen.shell.services.course_copies, self._wish()
        self._screen.query(
            lambda: copies.preview_course(course.id, first_day=first_day, wish=wish),
            self.show_result,
            key="copy",
            on_trouble=self._refused,
        )

    def show_result(self, result: CopyResult) -> None:
        """Show the meetings, what moved and why, and what is in the way."""
        self.result = result
        self.refusal.hide()
        (copied,) = course_copies(result)
        show_lines(self.lines, copied.lines)
        self.lines.show()
        said = [_("「{title}」を{count}回で作ります。").format(title=copied.course.title, count=len(copied.kept))]
        if copied.is_there_already:
            said.append(_("同じ名前の講座が、その時期にもうあります。"))
        if result.left_out:
            said.append(
                _("重なる{count}回を除きました。").format(count=len({one.session_id for one in result.left_out}))
            )
        self.summary.setText("\n".join(said))
        hard = hard_clashes(result)
        self.leave_out.setVisible(bool(hard) or self.leave_out.isChecked())
        self.reason.setVisible(bool(hard))
        self.make.setEnabled(True)

    def _first_day(self, *, show: bool) -> date | None:
        """Return the day of the first meeting, None for a year later.

        Raises:
            DomainError: The day is missing or cannot be read; shown with `show`.
        """
        if self.to.value is CopyTo.NEXT_YEAR:
            return None
        day = read(self.first, self.first.day) if show else self.first.day()
        if day is None:
            if show:
                self.first.set_error(_("入力してください。まだ作っていません。"))
            raise DomainError("bad_date", text="")
        return day

    def _wish(self) -> CopyWish:
        return CopyWish(self.on_closed.value or OnClosed.SHIFT, leave_out_clashing=self.leave_out.isChecked())

    def _arranged(self, _value: object) -> None:
        self.first.setVisible(self.to.value is CopyTo.FIRST_DAY)
        self.ask()

    def _show_nothing(self) -> None:
        self.result = None
        for part in (self.refusal, self.lines, self.leave_out, self.reason):
            part.hide()
        self.summary.setText(_("最初の日を入れると、できる回がここに並びます。"))

    def _refused(self, error: Trouble) -> bool:
        if not isinstance(error, DomainError):
            return False
        self._show_nothing()
        self.summary.setText("")
        self.refusal.set(sentence(error))
        self.refusal.show()
        return True

    def _make(self) -> None:
        course = self._course
        try:
            first_day = self._first_day(show=True)
        except DomainError:
            return
        if course is None:
            return
        asks = self.result is not None and bool(hard_clashes(self.result))
        if asks and not self.reason.text:
            self.reason.set_error(_("重なりがあるため、まだ作っていません。日を変えるか、理由を入力してください。"))
            return
        shell, wish, reason = self._screen.shell, self._wish(), self.reason.text if asks else ""
        copies = shell.services.course_copies
        self._screen.operate(
            lambda: copies.copy_course(course.id, first_day=first_day, wish=wish, forced_reason=reason),
            self._on_made,
            fields={"reason": self.reason},
            busy=[self.make],
            on_trouble=self._overtaken,
        )

    def _overtaken(self, error: Trouble) -> bool:
        """Somebody planned there meanwhile: ask again, and say what."""
        if not isinstance(error, DomainError) or error.code != "clash":
            return False
        self.ask()
        self.reason.show()
        self.reason.set_error(sentence(error))
        return True


def made_words(result: CopyResult) -> str:
    """Return what was made, for the notice line."""
    if len(result.courses) == 1:
        return _("「{title}」を写して、{count}回を作りました").format(
            title=result.courses[0].title, count=len(result.sessions)
        )
    year = fiscal_year_label_of(result)
    return _("{year}に、講座{courses}件・{sessions}回を作りました").format(
        year=year, courses=len(result.courses), sessions=len(result.sessions)
    )


def fiscal_year_label_of(result: CopyResult) -> str:
    """Return the fiscal year a copy begins in."""
    from divide_app.domain.calendar import fiscal_year

    return fiscal_year_label(fiscal_year(local_day(min(one.starts_at for one in result.sessions))))


def _next_first_day(view: CourseView, today: date) -> date | None:
    """Return the same weekday in the week after the last meeting, or after today."""
    if not view.sessions:
        return None
    first = local_day(min(one.starts_at for one in view.sessions))
    last = max(local_day(max(one.starts_at for one in view.sessions)), today)
    return first + timedelta(days=((last - first).days // 7 + 1) * 7)
