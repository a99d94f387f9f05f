"""The wizard for a new course in three steps: kind, time and place, application and flyer."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from uuid import UUID

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QLineEdit, QPlainTextEdit, QSizePolicy, QWidget

from divide_app.domain.errors import DomainError
from divide_app.domain.planning.courses import CatalogueEntry, Course
from divide_app.domain.planning.plan import PlanDraft
from divide_app.foundation.translation import _
from divide_app.services.planning.scheduling import PlanResult
from divide_app.ui.background import ErrorPlace, Trouble
from divide_app.ui.screens.courses.gather_step import GatherStep, when_words
from divide_app.ui.screens.courses.kind_step import KindStep
from divide_app.ui.screens.courses.rules import Repeat, meetings_of, repeat_of
from divide_app.ui.screens.courses.when_step import WhenStep
from divide_app.ui.shell import Screen
from divide_app.ui.wanted import PrintsWanted
from divide_app.ui.widgets.buttons import PrimaryButton, QuietButton, SecondaryButton
from divide_app.ui.widgets.cards import Card
from divide_app.ui.widgets.flow import FlowRow
from divide_app.ui.widgets.labels import Chip, ChipKind, Heading, Label
from divide_app.ui.widgets.layouts import HBox, VBox, scrolled
from divide_app.ui.widgets.page_switch import PageSwitch
from divide_app.wording.sentences import sentence

_NOTHING = Course(UUID(int=0), "")


class CourseWizard(QWidget):
    """The three steps, and what comes after saving.

    Attributes:
        is_over: Left by the person, or saved: a new course needs a new wizard.
        is_touched: Something was typed.
        forward: つぎへ, in the last step 登録する.
    """

    def __init__(
        self,
        screen: Screen,
        *,
        on_leave: Callable[[], object],
        on_show: Callable[[UUID], object],
        on_new: Callable[[], object],
    ) -> None:
        super().__init__()
        self._screen, self._on_leave, self._on_show, self._on_new = screen, on_leave, on_show, on_new
        self.is_over = False
        self.is_touched = False
        self._step = 0
        self._office_taken = False
        self.kind = KindStep(self._kind_picked)
        self.when = WhenStep(screen, self._draft)
        self.gather = GatherStep(self._course, lambda: self.when.result, self._place_words, screen.shell.today)
        self.done = Card()
        self._steps: tuple[QWidget, ...] = (self.kind, self.when, self.gather)
        self._pages = PageSwitch(self.kind, self.when, self.gather, self.done)
        self._chips = [Chip(word, ChipKind.NEUTRAL) for word in self._step_words()]
        self.leave = QuietButton(_("やめる"), on_leave)
        self.back = SecondaryButton(_("もどる"), self.go_back, icon_name="chevron_left")
        self.forward = PrimaryButton("", self.go_on)
        self._make_page()
        self.show_step(0)
        for keys in ("Ctrl+Return", "Ctrl+Enter"):
            shortcut = QShortcut(QKeySequence(keys), self)
            shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
            shortcut.activated.connect(self.go_on)
        for line in self.findChildren(QLineEdit):
            line.textEdited.connect(self._touched)
        for memo in self.findChildren(QPlainTextEdit):
            memo.textChanged.connect(self._touched)

    @property
    def step(self) -> int:
        """0, 1 or 2."""
        return self._step

    def read(self) -> None:
        """Read what the steps offer: kinds, sections, venues, and the office's telephone."""
        services = self._screen.shell.services

        def read() -> tuple[object, ...]:
            return (
                services.catalogue.all(),
                services.office.sections(),
                services.office.venues(),
                services.office.get(),
                services.lending.stocks(),
            )

        self._screen.query(read, self._offer, key="wizard")

    def set_day(self, day: date) -> None:
        """Begin on a day."""
        self.when.set_day(day)

    def focus_first(self) -> None:
        """Put the keyboard where the step begins."""
        if self._step == 0:
            self.kind.table.setFocus()
        elif self._step == 1:
            by_hand = self.when.repeat.value is Repeat.DAYS
            (self.when.days.memo if by_hand else self.when.first.line).setFocus()
        else:
            self.gather.gathering.selection.box.setFocus()

    def go_on(self) -> None:
        """Go to the next step, or save in the last; what is missing is said beside its row."""
        if self.is_over or not self.forward.isEnabled():
            return
        if self._step == 0 and self._check_kind():
            self.show_step(1)
            self.when.ask()
        elif self._step == 1 and self.when.check():
            self.show_step(2)
        elif self._step == 2:
            self._save()

    def go_back(self) -> None:
        """Go to the step before; nothing is lost."""
        if self._step > 0:
            self.show_step(self._step - 1)

    @staticmethod
    def _step_words() -> tuple[str, str, str]:
        return _("1 種類"), _("2 日時と会場"), _("3 申込とチラシ")

    def _make_page(self) -> None:
        head = QWidget()
        FlowRow(Heading(_("講座を作る")), *self._chips, None, self.leave, spacing=10, parent=head)
        ground = QWidget()
        VBox(self._pages, None, spacing=0, parent=ground)
        self._buttons = QWidget()
        HBox(None, self.back, self.forward, spacing=12, parent=self._buttons)
        column = VBox(head, spacing=12, parent=self)
        self._area = scrolled(ground)
        # Its wish for height would make the whole page scroll beside it.
        self._area.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Ignored)
        column.add(self._area, 1)
        column.add(self._buttons)

    def show_step(self, step: int) -> None:
        """Show one step (0, 1 or 2)."""
        self._step = step
        self._pages.show_page(self._steps[step])
        for place, chip in enumerate(self._chips):
            words = self._step_words()[place]
            kind = ChipKind.DONE if place < step else ChipKind.INFO if place == step else ChipKind.NEUTRAL
            chip.set(words, kind)
            state = _("済み") if place < step else _("いまここ") if place == step else ""
            chip.setAccessibleName(f"{words} {state}".strip())
        self.back.setVisible(step > 0)
        last = step == len(self._steps) - 1
        self.forward.setText(_("登録する") if last else _("つぎへ"))
        if last:
            self.gather.show_flyer()
        self._area.verticalScrollBar().setValue(0)
        self.focus_first()

    def _offer(self, found: tuple[object, ...]) -> None:
        from divide_app.domain.office.office import Office

        catalogue, sections, venues, office, stocks = found
        if not (isinstance(catalogue, list) and isinstance(sections, list) and isinstance(venues, list)):
            return
        if self.kind.model.rowCount() == 0 and isinstance(stocks, list):
            self.kind.offer(catalogue, sections, stocks)
            for field in self.kind.lending.numbers.values():
                field.edited.connect(self._touched)
        self.when.offer(venues)
        if isinstance(office, Office) and not self._office_taken:
            self._office_taken = True
            self.gather.gathering.phone.set_text(office.phone)
            self.gather.gathering.contact.set_text(office.name)

    def _kind_picked(self, entry: CatalogueEntry, before: CatalogueEntry | None) -> None:
        self.when.fill_from(entry)
        if self.gather.flyer.description.text in {"", before.description if before is not None else ""}:
            self.gather.flyer.description.set_text(entry.description)

    def _check_kind(self) -> bool:
        try:
            course = self.kind.onto(_NOTHING)
        except DomainError:
            return False
        if not course.title:
            self.kind.basic.title.set_error(_("講座名を入力してください。"))
            return False
        return True

    def _course(self) -> Course:
        return self.kind.onto(_NOTHING)

    def _place_words(self) -> str:
        return f"{self.when.venue_name()} {self.when.room_name()}".strip()

    def _draft(self) -> PlanDraft:
        """Return what the first two steps say, for the preview.

        Raises:
            DomainError: Something is missing or cannot be read.
        """
        return self._draft_of(self.kind.onto(_NOTHING))

    def _draft_of(self, course: Course) -> PlanDraft:
        when = self.when.when()
        return PlanDraft(
            title=course.title,
            kind=course.kind,
            topic=course.topic,
            venue=self.when.venue_name(),
            room=self.when.room_name(),
            capacity=course.capacity,
            selection=course.selection,
            apply_from=course.apply_from,
            apply_until=course.apply_until,
            owners=course.owners,
            partners=course.partners,
            apply_url=course.apply_url,
            phone=course.phone,
            contact=course.contact,
            audience=course.audience,
            description=course.description,
            fee=course.fee,
            belongings=course.belongings,
            question=course.question,
            people_per_supporter=course.people_per_supporter,
            staffing=course.staffing,
            lending=self.kind.lending.drafts(),
            sessions=meetings_of(when),
            repeat=repeat_of(when),
        )

    def _save(self) -> None:
        if not self._check_kind():
            self.show_step(0)
            return
        if not self.when.check():
            self.show_step(1)
            return
        try:
            course = self.gather.flyer.onto(self.gather.gathering.onto(self._course()))
            draft = self._draft_of(course)
        except DomainError:
            return  # shown beside its row
        reason = self.when.reason.text if not self.when.reason.isHidden() else ""
        services = self._screen.shell.services
        self._screen.operate(
            lambda: services.scheduling.plan(draft, forced_reason=reason),
            lambda result: self._saved(result, draft.title),
            fields=self._places(),
            busy=[self.forward, self.back],
            on_trouble=self._troubled,
        )

    def _places(self) -> dict[str, ErrorPlace]:
        places: dict[str, ErrorPlace] = {}
        for step, group in enumerate((self.kind.basic.places(), self.when.places(), self.gather.gathering.places())):
            places |= {name: _OnStep(self, step, place) for name, place in group.items()}
        return places

    def _troubled(self, error: Trouble) -> bool:
        if isinstance(error, DomainError) and error.code == "clash":
            # Somebody else planned there meanwhile: the preview is asked again, and says what.
            self.show_step(1)
            self.when.ask()
            self.when.reason.setVisible(True)
            self.when.reason.set_error(sentence(error))
            return True
        return False

    def _saved(self, result: PlanResult, title: str) -> None:
        self.is_over = True
        shell = self._screen.shell
        shell.notice(_("「{title}」を登録しました").format(title=title), undo=self._way_back(result, title))
        self.done.body.add(Heading(_("「{title}」を登録しました").format(title=title), level=2))
        self.done.body.add(Label(when_words(result), wrap=True))
        row = QWidget()
        printing = PrimaryButton(
            _("チラシを印刷する"),
            lambda: shell.navigate(PrintsWanted(course=result.course, paper="flyer")),
            icon_name="printer",
        )
        FlowRow(
            printing,
            SecondaryButton(_("この講座を見る"), lambda: self._on_show(result.course)),
            SecondaryButton(_("もう1つ作る"), self._on_new, icon_name="plus"),
            parent=row,
        )
        self.done.body.add(row)
        self._pages.show_page(self.done)
        self._buttons.hide()
        self.leave.setText(_("一覧に戻る"))
        for chip, words in zip(self._chips, self._step_words(), strict=True):
            chip.set(words, ChipKind.DONE)
        printing.setFocus()

    def _way_back(self, result: PlanResult, title: str) -> Callable[[], None] | None:
        """Return what takes the new course back, as long as nobody applied for it."""
        services, token = self._screen.shell.services, result.undo
        if token is None:
            return None

        def undo() -> None:
            self._screen.operate(
                lambda: services.planning_history.undo(token),
                lambda _done: self._taken_back(title),
            )

        return undo

    def _taken_back(self, title: str) -> None:
        self._screen.shell.notice(_("「{title}」の登録を取りやめました").format(title=title), kind="info")
        if self.isVisible():
            self._on_leave()

    def _touched(self, _text: str = "") -> None:
        self.is_touched = True


class _OnStep:
    """The place of an error on a step that may not be on top."""

    def __init__(self, wizard: CourseWizard, step: int, place: ErrorPlace) -> None:
        self._wizard, self._step, self._place = wizard, step, place

    def set_error(self, text: str | None) -> None:
        """Go to the step and show the sentence, or take it away."""
        if text:
            self._wizard.show_step(self._step)
        self._place.set_error(text)
