"""持ち出す: creates a package from sessions, with the code for the volunteer in large letters."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta
from pathlib import Path
from typing import TYPE_CHECKING
from uuid import UUID

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QButtonGroup, QLineEdit, QWidget

from divide_app.domain.calendar import local_day
from divide_app.domain.door.packages import GOOD_PASSWORD, PACKAGE_SUFFIX
from divide_app.domain.lines import SessionLine
from divide_app.domain.planning.courses import SessionState
from divide_app.foundation.translation import _
from divide_app.services.door.hall_packages import PackResult, one_time_code
from divide_app.ui.save_dialog import ask_where
from divide_app.ui.shell import Screen
from divide_app.ui.widgets.buttons import (
    CheckBox,
    PrimaryButton,
    QuietButton,
    RadioButton,
    SecondaryButton,
)
from divide_app.ui.widgets.cards import Card, CardLines, Reflow
from divide_app.ui.widgets.fields import TextField
from divide_app.ui.widgets.flow import FlowRow
from divide_app.ui.widgets.labels import IconText, Label
from divide_app.ui.widgets.layouts import HBox, VBox, hairline, line_up
from divide_app.ui.widgets.page_switch import PageSwitch
from divide_app.ui.widgets.session_looks import session_hours, session_place, session_title
from divide_app.wording.dates import reiwa_day, short_day

if TYPE_CHECKING:
    from divide_app.services import Services

_SOON_DAYS = 7
"""So many days stand open: what most laptops go out for is seen without searching."""
_DAYS = 28
"""Sessions of so many days can be packed: a laptop goes out for a series, not for a year."""


class Pack(QWidget):
    """The sessions to take along at the left, the lock at the right."""

    def __init__(self, screen: Screen) -> None:
        super().__init__()
        self.page = screen
        self.boxes: dict[UUID, CheckBox] = {}
        self._lines: list[SessionLine] = []
        self._code = ""
        self.sessions, self.later = CardLines(), CardLines()
        self.later_button = QuietButton("", self._show_later, icon_name="chevron_down")
        self.nothing = Label(_("これから4週間に、行う回はありません。"), "soft", wrap=True)
        self.chosen_words = Label("", "strong")
        list_card = Card(_("持っていく回"))
        list_card.head.add(self.chosen_words)
        list_card.body.add(self.nothing)
        list_card.body.add(self.sessions)
        list_card.body.add(HBox(self.later_button, None))
        list_card.body.add(self.later)
        self.later.hide()
        list_card.body.add(None)
        self.form = Reflow(list_card, self._make_lock(), shares=(5, 4), from_width=820)
        self.done = self._make_done()
        self.pages = PageSwitch(self.form, self.done)
        VBox(self.pages, None, spacing=0, parent=self)
        self._count()

    @staticmethod
    def sessions_of(services: Services, first: date) -> list[SessionLine]:
        """Return the sessions that can be packed; called on the database thread."""
        lines = services.scheduling.sessions(first, first + timedelta(days=_DAYS))
        return [line for line in lines if line.state is SessionState.PLANNED]

    @property
    def chosen(self) -> list[UUID]:
        """Ids of the ticked sessions in order of time."""
        return [id_ for id_, box in self.boxes.items() if box.isChecked()]

    def show_sessions(self, lines: object) -> None:
        """Show what can be packed; what was ticked stays ticked."""
        assert isinstance(lines, list)
        ticked = set(self.chosen)
        is_first = not self.boxes
        self._lines = lines
        self.sessions.clear()
        self.later.clear()
        self.boxes = {}
        today = self.page.shell.today()
        soon = [line for line in lines if local_day(line.starts_at) < today + timedelta(days=_SOON_DAYS)] or lines
        for line in self._lines:
            day, hours = short_day(line.starts_at), session_hours(line)
            box = CheckBox(f"{day} {hours}")
            box.setAccessibleName(f"{day} {hours} {session_title(line)}")
            # Whoever packs in the morning packs for today.
            is_today = reiwa_day(line.starts_at) == reiwa_day(today)
            box.setChecked(line.id in ticked or (is_first and is_today))
            box.toggled.connect(self._count)
            self.boxes[line.id] = box
            people = Label(_("{count}人").format(count=line.accepted), "strong")
            place = self.sessions if line in soon else self.later
            place.add_line(session_title(line), session_place(line), left=box, right=(people,))
        line_up(tuple(self.boxes.values()))
        self.nothing.setVisible(not lines)
        others = [line for line in lines if line not in soon]
        is_open = not self.later.isHidden() or any(self.boxes[line.id].isChecked() for line in others)
        self.later.setVisible(bool(others) and is_open)
        self.later_button.setVisible(bool(others) and not is_open)
        self.later_button.setText(_("この先の{count}回も見る").format(count=len(others)))
        self._count()

    def _show_later(self) -> None:
        """Show the sessions of the weeks after this one, too."""
        self.later.show()
        self.later_button.hide()
        first = next((box for box in self.boxes.values() if self.later.isAncestorOf(box)), None)
        if first is not None:
            first.setFocus()

    def choose(self, ids: Iterable[UUID]) -> None:
        """Tick these sessions only."""
        wanted = set(ids)
        for id_, box in self.boxes.items():
            box.setChecked(id_ in wanted)

    def write(self) -> None:
        """Ask where the file goes, and write it."""
        if self.own.isChecked() and not self.password.text:
            self.password.set_error(_("合い言葉を入れてください。まだ何も書き出していません。"))
            return
        first = next((line for line in self._lines if line.id in set(self.chosen)), None)
        day = short_day(first.starts_at) if first is not None else ""
        name = _("受付パック {day} {venue}").format(day=day, venue=first.venue if first else "").strip()
        ask_where(
            self,
            _("受付パックを書き出す"),
            name + PACKAGE_SUFFIX,
            f"{_('受付パック')} (*{PACKAGE_SUFFIX})",
            self.write_to,
        )

    def write_to(self, path: Path) -> None:
        """Write the file."""
        services, ids = self.page.shell.services, self.chosen
        code = "" if self.own.isChecked() else one_time_code()
        password = code or self.password.text
        self._code = code
        self.page.operate(
            lambda: services.hall_packages.create(ids, path, password),
            self._written,
            busy=[self.write_button],
        )

    def begin_again(self) -> None:
        """Show the choice again."""
        self._code = ""
        self.code.setText("")
        self.pages.show_page(self.form)

    def _make_lock(self) -> Card:
        card = Card(_("ファイルのかぎ"))
        card.body.add(
            Label(
                _("ファイルは暗号化されます。入るのは、名前・ふりがな・年代・配慮・申込の状態だけです。"),
                "soft",
                wrap=True,
            )
        )
        self.by_code = RadioButton(_("一度きりのコードを使う（おすすめ）"))
        self.own = RadioButton(_("合い言葉を自分で決める"))
        self.by_code.setChecked(True)
        group = QButtonGroup(self)
        group.addButton(self.by_code)
        group.addButton(self.own)
        self.password = TextField(
            _("合い言葉"),
            hint=_("{count}文字以上がおすすめです。ファイルと別に伝えてください").format(count=GOOD_PASSWORD),
        )
        self.password.line.setEchoMode(QLineEdit.EchoMode.PasswordEchoOnEdit)
        self.password.edited.connect(self._weigh)
        self.weak = IconText("warning", "", "small", colour="warn")
        self.weak.hide()
        self.password.setEnabled(False)
        self.own.toggled.connect(self._own_toggled)
        self.write_button = PrimaryButton(_("受付パックを書き出す"), self.write, icon_name="download")
        for thing in (self.by_code, self.own, self.password, self.weak):
            card.body.add(thing)
        card.body.add(HBox(self.write_button, None))
        card.body.add(None)
        return card

    def _make_done(self) -> Card:
        card = Card(_("受付パックができました"), sheet="done", margins=24, spacing=14)
        self.done_words = Label("", wrap=True)
        self.code = Label("", "door_name")
        self.code.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.code_words = Label(
            _("会場のパソコンで開くときの、一度きりのコードです。紙に書くか電話で、ファイルとは別に伝えてください。")
            + _("この画面を閉じると、もう見られません。"),
            wrap=True,
        )
        self.copy = SecondaryButton(_("コードを写す"), self._copy, icon_name="copy")
        card.body.add(self.done_words)
        card.body.add(self.code)
        card.body.add(self.code_words)
        row = QWidget()
        self.done_button = PrimaryButton(_("終わる"), self.begin_again)
        FlowRow(self.copy, self.done_button, parent=row)
        card.body.add(row)
        steps = Label(
            _(
                "1. 会場のパソコンで、このファイルを開く（はじめての画面の「受付パックを開く」でも開けます）。\n"
                "2. コードを入れると、受付の画面になります。受けるたびに、ファイルにも書き込まれます。\n"
                "3. 終わったら、かけはしを閉じて、ファイルを持ち帰る。\n"
                "4. 事務所で「取り込む」。二度取り込んでも、二重にはなりません。"
            ),
            wrap=True,
        )
        card.body.add(hairline())
        card.body.add(Label(_("会場ですること"), "strong"))
        card.body.add(steps)
        return card

    def _own_toggled(self, own: bool) -> None:
        self.password.setEnabled(own)
        if own:
            self.password.line.setFocus()
        self._weigh(self.password.text)

    def _weigh(self, text: str) -> None:
        is_weak = self.own.isChecked() and 0 < len(text) < GOOD_PASSWORD
        self.weak.set(_("短い合い言葉は、ファイルを拾った人に当てられやすくなります。"))
        self.weak.setVisible(is_weak)

    def _count(self, _checked: bool = False) -> None:
        ids = set(self.chosen)
        people = sum(line.accepted for line in self._lines if line.id in ids)
        words = _("{sessions}回・{people}人").format(sessions=len(ids), people=people)
        self.chosen_words.setText(words if ids else _("まだ選んでいません"))
        self.write_button.setEnabled(bool(ids))

    def _written(self, result: PackResult) -> None:
        self.done_words.setText(
            _("{sessions}回・{people}人（キャンセル待ちの方も）を「{name}」に書き出しました。").format(
                sessions=len(result.class_sessions), people=result.people, name=result.file.name
            )
        )
        self.code.setText(self._code)
        self.code.setAccessibleName(_("コード {code}").format(code=" ".join(self._code)))
        for thing in (self.code, self.code_words, self.copy):
            thing.setVisible(bool(self._code))
        self.password.set_text("")
        self.pages.show_page(self.done)
        (self.copy if self._code else self.done_button).setFocus()

    def _copy(self) -> None:
        QApplication.clipboard().setText(self._code)
        self.page.shell.notice(_("コードを写しました。"))
