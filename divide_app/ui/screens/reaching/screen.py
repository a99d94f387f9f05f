"""連絡する方: whom to tell what by when, called down the list; and the reminders of the day before."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import ClassVar

from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QFileDialog, QWidget

from divide_app.domain.applications import CallOutcome
from divide_app.domain.office.office import office_name
from divide_app.domain.reaching import PersonToTell, Reach, TellingChannel
from divide_app.foundation.translation import _
from divide_app.services.changes import Topic
from divide_app.services.papers.reaching_papers import MessageFile, MessageKind, ReachingPaper
from divide_app.services.people.reaching import NotedTries
from divide_app.ui import printer
from divide_app.ui.list_beside import ListBeside
from divide_app.ui.save_dialog import ask_where
from divide_app.ui.screens.reaching.panel import ReachingPanel
from divide_app.ui.shell import Shell
from divide_app.ui.wanted import HomeWanted
from divide_app.ui.widgets.buttons import QuietButton, SecondaryButton, SegmentedControl
from divide_app.ui.widgets.flow import FlowRow
from divide_app.ui.widgets.labels import ChipKind, Heading, Label
from divide_app.ui.widgets.layouts import VBox
from divide_app.ui.widgets.room_for import room_for, room_for_days
from divide_app.ui.widgets.tables import Column
from divide_app.wording.dates import clock, reiwa_day, short_day
from divide_app.wording.labels import label
from divide_app.wording.reaching import short_news

_NEWS, _REMINDERS = "news", "reminders"
_MOBILE = "090-0000-0000"
"""The longest number of one telephone, for the width of its column."""


@dataclass(frozen=True, slots=True)
class _Shown:
    news: tuple[PersonToTell, ...]
    day: date | None
    reminders: tuple[PersonToTell, ...]
    office: str


def reaching_columns() -> list[Column[PersonToTell]]:
    """Return the columns of the list."""
    return [
        Column(
            _("いつまでに"),
            lambda one: short_day(one.due),
            sub=lambda one: clock(one.due),
            sort=lambda one: one.due,
            width=room_for_days(least=100),
        ),
        Column(
            _("氏名"),
            lambda one: one.contact.name,
            sub=lambda one: _("支援者") if one.is_supporter else one.contact.kana,
            sort=lambda one: one.contact.kana or one.contact.name,
            bold=True,
        ),
        Column(_("電話番号"), lambda one: one.contact.phone, width=room_for([_MOBILE], least=120)),
        Column(_("伝えること"), short_news, sub=lambda one: one.course.title),
        Column(
            _("連絡"),
            _state_words,
            chip=lambda one: ChipKind.DONE if one.is_told else ChipKind.WARN if one.tries else ChipKind.NEUTRAL,
            sort=lambda one: (one.is_told, len(one.tries)),
            width=100,
        ),
    ]


def _state_words(one: PersonToTell) -> str:
    if one.is_told:
        return _("済み")
    if one.tries:
        return _("{count}回 {outcome}").format(count=len(one.tries), outcome=label(one.tries[-1].outcome))
    return _("まだ")


class ReachingScreen(ListBeside[PersonToTell]):
    """連絡する方."""

    topics: ClassVar[frozenset[str] | None] = frozenset(
        {
            Topic.APPLICATIONS,
            Topic.ASSIGNMENTS,
            Topic.CLASS_SESSIONS,
            Topic.COURSES,
            Topic.PARTICIPANTS,
            Topic.SUPPORTERS,
            Topic.OFFICE,
        }
    )

    def __init__(self, shell: Shell) -> None:
        super().__init__(shell, reaching_columns(), key=lambda one: one.reach, name=_("連絡する方の一覧"))
        self._shown: _Shown | None = None
        self._next: Reach | None = None
        self.panel = ReachingPanel()
        self.panel.called.connect(self.call)
        self.put_beside(self.panel, width=430)
        self.part = SegmentedControl(
            [(_NEWS, _("変更など")), (_REMINDERS, _("前日のお知らせ"))], accessible_name=_("何を伝えるか")
        )
        self.part.chosen.connect(lambda _value: self._show_lines())
        self.list_button = SecondaryButton(_("電話連絡リスト"), self.print_list, icon_name="printer")
        self.letter_button = SecondaryButton(_("手紙"), self.print_letters, icon_name="printer")
        self.sms_button = SecondaryButton(_("SMS用のファイル"), lambda: self.ask_messages(MessageKind.SMS))
        self.mail_button = SecondaryButton(_("メール用のファイル"), lambda: self.ask_messages(MessageKind.EMAIL))
        back = QuietButton(_("ホームに戻る"), lambda: shell.navigate(HomeWanted()), icon_name="chevron_left")
        self.day = Label("", "soft")
        top = QWidget()
        FlowRow(Heading(_("連絡する方")), self.part, None, back, spacing=12, parent=top)
        acts = QWidget()
        FlowRow(
            self.list_button, self.letter_button, self.sms_button, self.mail_button, self.day, spacing=8, parent=acts
        )
        VBox(top, acts, spacing=10, parent=self.head)
        for key, act in (("F6", self._first_answer), ("F7", lambda: self.call(CallOutcome.NO_ANSWER))):
            QShortcut(QKeySequence(key), self, act)
        column = VBox(self.head, spacing=14, margins=(24, 14, 24, 12), parent=self)
        column.add(self.side, 1)

    def open(self, *, part: str | None = None) -> None:
        """Show people with news, or those to remind."""
        if part is not None:
            self.part.set_value(part)
        self._show_lines()
        self.table.setFocus()

    def refresh(self) -> None:
        """Read who must be told."""
        services = self.shell.services

        def read() -> _Shown:
            day = services.reaching.next_day()
            return _Shown(
                services.reaching.to_tell(),
                day,
                () if day is None else services.reaching.reminders(day),
                office_name(services.office.get()),
            )

        self.query(read, self._got, key="reaching", states=self.states)

    def help_lines(self) -> list[tuple[str, str]]:
        """Return the keys of the list."""
        return [
            ("↑ ↓", _("方を選ぶ")),
            ("F6", _("伝えました（受講する）")),
            ("F7", _("お出にならない")),
            ("Esc", _("一覧に戻る")),
        ]

    def show_line(self, line: PersonToTell) -> None:
        """Show somebody with what to say."""
        office = "" if self._shown is None else self._shown.office
        self.panel.show_person(line, office, self.shell.services.actor.name)
        self.open_panel()

    def call(self, outcome: CallOutcome) -> None:
        """Note what came of the call, and go on to the next."""
        person, services = self.panel.person, self.shell.services
        if person is None or not self.side.is_open:
            return
        self._next = self._after(person)
        application = person.reach.application
        if person.asks_answer and application is not None:
            self.operate(
                lambda: services.calls.record(application, outcome),
                lambda _result: self.shell.notice(self._noted(person, outcome)),
                busy=self.panel.buttons,
            )
            return
        self.operate(
            lambda: services.reaching.note([person.reach], TellingChannel.PHONE, outcome),
            lambda noted: self._told(self._noted(person, outcome), noted),
            busy=self.panel.buttons,
        )

    def print_list(self) -> None:
        """Print the call list of those in the list who were not reached."""
        services, people = self.shell.services, self._waiting()
        self.query(
            lambda: services.reaching_papers.call_list(people),
            lambda paper: self._print(paper, _("電話連絡リスト"), lambda: None),
            key="print",
        )

    def print_letters(self) -> None:
        """Print letters to those in the list who were not reached, and note them as told."""
        services, people = self.shell.services, self._waiting()

        def told(paper: ReachingPaper) -> None:
            self._print(paper, _("お知らせの手紙"), lambda: self._note(paper.whom, TellingChannel.POST, paper.left_out))

        self.query(lambda: services.reaching_papers.letters(people), told, key="print")

    def ask_messages(self, kind: MessageKind) -> QFileDialog:
        """Ask where the file of numbers and texts goes."""
        title = _("SMS用のファイルを保存する") if kind is MessageKind.SMS else _("メール用のファイルを保存する")
        name = _("SMS送信.csv") if kind is MessageKind.SMS else _("メール送信.csv")
        return ask_where(self, title, name, "CSV (*.csv)", lambda path: self.save_messages(kind, path))

    def save_messages(self, kind: MessageKind, path: Path) -> None:
        """Write the file, and note its people as told by it."""
        services, people = self.shell.services, self._waiting()

        def written(made: MessageFile) -> None:
            self._note(made.whom, made.channel, made.left_out)

        self.operate(lambda: services.reaching_papers.messages(people, kind, path), written, busy=self._acts())

    def _first_answer(self) -> None:
        person = self.panel.person
        if person is not None:
            self.call(CallOutcome.ACCEPTS if person.asks_answer else CallOutcome.TOLD)

    def _acts(self) -> list[QWidget]:
        return [self.list_button, self.letter_button, self.sms_button, self.mail_button]

    def _lines(self) -> tuple[PersonToTell, ...]:
        if self._shown is None:
            return ()
        return self._shown.reminders if self.part.value == _REMINDERS else self._shown.news

    def _waiting(self) -> list[PersonToTell]:
        return [one for one in self._lines() if not one.is_told]

    def _after(self, person: PersonToTell) -> Reach | None:
        """Return who stands below somebody in the list as it is sorted, the first again after the last."""
        rows = [self.model.line(row) for row in range(self.model.rowCount())]
        here = next((row for row, one in enumerate(rows) if one.reach == person.reach), 0)
        others = [one for one in rows[here + 1 :] + rows[:here] if not one.is_told]
        return others[0].reach if others else None

    def _noted(self, person: PersonToTell, outcome: CallOutcome) -> str:
        return _("{name}さんへの電話を記録しました（{what}）").format(name=person.contact.name, what=label(outcome))

    def _told(self, words: str, noted: NotedTries) -> None:
        services = self.shell.services
        self.shell.notice(words, undo=lambda: self.operate(lambda: services.reaching.take_back(noted.ids)))

    def _note(self, whom: Sequence[Reach], channel: TellingChannel, left_out: Sequence[str]) -> None:
        services = self.shell.services
        words = _("{count}人に伝えたものとして記録しました（{way}）。").format(count=len(whom), way=label(channel))
        if left_out:
            words += _("この方法で届かない方が{count}人います。電話で伝えてください。").format(count=len(left_out))
        self.operate(
            lambda: services.reaching.note(whom, channel, CallOutcome.TOLD), lambda noted: self._told(words, noted)
        )

    def _print(self, paper: ReachingPaper, name: str, on_out: Callable[[], object]) -> None:
        """Let the person choose a printer; without one, save the paper instead."""
        if not printer.has_printer():
            self.ask_paper(paper, name, on_out)
            return

        def sent(went_out: bool) -> None:
            if went_out:
                self.shell.notice(_("{paper}をプリンターに送りました。").format(paper=name))
                on_out()
            else:
                self.shell.notice(
                    _("プリンターに送れませんでした。プリンターの電源と紙を確かめて、もう一度お試しください。"),
                    kind="trouble",
                    action=(_("PDFで保存する"), lambda: self.ask_paper(paper, name, on_out)),
                )

        printed = paper.printed
        printer.ask_printer(self, printed, name, lambda chosen: printer.PrintRun(self, printed, chosen, sent).start())

    def ask_paper(self, paper: ReachingPaper, name: str, on_out: Callable[[], object]) -> QFileDialog:
        """Ask where a paper is saved."""
        return ask_where(
            self, _("PDFで保存する"), f"{name}.pdf", "PDF (*.pdf)", lambda path: self.save_paper(paper, path, on_out)
        )

    def save_paper(self, paper: ReachingPaper, path: Path, on_out: Callable[[], object]) -> None:
        """Write a paper."""
        services = self.shell.services

        def saved(file: Path) -> None:
            self.shell.notice(_("保存しました: {file}").format(file=file))
            on_out()

        self.query(lambda: services.reaching_papers.save(paper, path), saved, key="save")

    def _got(self, shown: _Shown) -> None:
        self._shown = shown
        self._show_lines()

    def _show_lines(self) -> None:
        shown = self._shown
        if shown is None:
            return
        waiting = sum(not one.is_told for one in shown.reminders)
        self.part.set_word(_NEWS, _("変更など {count}人").format(count=len(shown.news)))
        self.part.set_word(_REMINDERS, _("前日のお知らせ {count}人").format(count=waiting))
        is_reminder = self.part.value == _REMINDERS
        self.day.setVisible(is_reminder and shown.day is not None)
        if shown.day is not None:
            self.day.setText(_("{day}の回にいらっしゃる方です").format(day=reiwa_day(shown.day)))
        lines = self._lines()
        for button in self._acts():
            button.setEnabled(bool(self._waiting()))
        self.model.set_lines(lines)
        if not lines:
            self.side.close_panel()
            self.panel.person = None
            self.states.show_empty(
                _("近い日に回はありません") if is_reminder else _("いま連絡する方はいません"),
                below=_("回の中止や移動、繰上げ、抽選の結果があると、伝える方がここに出ます。"),
                icon_name="check_circle",
            )
            return
        self.states.show_content()
        wanted, self._next = self._next, None
        wanted = wanted or (self.panel.person.reach if self.panel.person is not None else None)
        if wanted is None or not self.table.choose(wanted):
            self.table.choose(self.model.line(0).reach)
        row = max(0, self.model.row_of(wanted)) if wanted is not None else 0
        if not self.side.is_narrow or self.side.is_open:
            self.show_line(self.model.line(row))
