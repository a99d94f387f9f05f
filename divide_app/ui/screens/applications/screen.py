"""The frame of 申込・参加者: four views of one subject, one press apart."""

from __future__ import annotations

from uuid import UUID

from divide_app.foundation.translation import _
from divide_app.ui.screens.applications.course_list import CourseListView
from divide_app.ui.screens.applications.lottery import LotteryScreenView
from divide_app.ui.screens.applications.people import PeopleView
from divide_app.ui.screens.applications.phone import PhoneView
from divide_app.ui.shell import Screen, Shell
from divide_app.ui.wanted import ImportsWanted
from divide_app.ui.widgets.buttons import ButtonSize, SecondaryButton, SegmentedControl
from divide_app.ui.widgets.flow import FlowRow
from divide_app.ui.widgets.labels import Heading
from divide_app.ui.widgets.layouts import VBox
from divide_app.ui.widgets.page_stack import PageStack


class ApplicationsScreen(Screen):
    """電話の申込, 申込一覧, 抽選 and 参加者."""

    def __init__(self, shell: Shell) -> None:
        super().__init__(shell)
        self.choice = SegmentedControl(
            [("phone", _("電話の申込")), ("list", _("申込一覧")), ("lottery", _("抽選")), ("people", _("参加者"))],
            accessible_name=_("申込・参加者の見方"),
        )
        self.phone = PhoneView(shell)
        self.course_list = CourseListView(shell)
        self.lottery = LotteryScreenView(shell)
        self.people = PeopleView(shell)
        self._views: dict[str, Screen] = {
            "phone": self.phone,
            "list": self.course_list,
            "lottery": self.lottery,
            "people": self.people,
        }
        self.stack = PageStack()
        for view in self._views.values():
            self.stack.addWidget(view)
        column = VBox(
            FlowRow(
                Heading(_("申込・参加者")),
                self.choice,
                None,
                SecondaryButton(
                    _("ファイルから取り込む"),
                    lambda: shell.navigate(ImportsWanted()),
                    icon_name="upload",
                    size=ButtonSize.SMALL,
                ),
                spacing=16,
            ),
            spacing=14,
            margins=(24, 18, 24, 16),
            parent=self,
        )
        column.add(self.stack, 1)
        self.choice.chosen.connect(self._chosen)
        self.phone.person_wanted.connect(lambda id_: self.open(participant=id_))
        self.course_list.person_wanted.connect(lambda id_: self.open(participant=id_))
        self.course_list.call_wanted.connect(self._call)
        self.course_list.lottery_wanted.connect(lambda id_: self.open(view="lottery", course=id_))
        self.people.call_wanted.connect(self._call)

    def show_view(self, name: str) -> None:
        """Show `phone`, `list`, `lottery` or `people`, unless the view on top keeps unsaved input.

        Raises:
            KeyError: There is no such view.
        """
        view = self._views[name]
        current = self.stack.currentWidget()
        if current is not view and isinstance(current, Screen) and not current.may_leave():
            self.choice.set_value(next(key for key, one in self._views.items() if one is current))
            return
        self.choice.set_value(name)
        self.stack.setCurrentWidget(view)

    def open(self, **arguments: object) -> None:
        """Take `view` (phone, list, lottery, people), `participant`, `course` or `application`, each a UUID."""
        view, participant, course = arguments.get("view"), arguments.get("participant"), arguments.get("course")
        if isinstance(participant, UUID):
            self.show_view("people")
            self.people.open(participant=participant)
        elif isinstance(course, UUID) and view == "lottery":
            self.show_view("lottery")
            self.lottery.open(course=course)
        elif isinstance(course, UUID):
            self.show_view("list")
            self.course_list.open(course=course)
        elif isinstance(view, str) and view in self._views:
            self.show_view(view)

    def on_changes(self, changes: frozenset[str]) -> None:
        """Pass the word on to the views."""
        for view in self._views.values():
            view.on_changes(changes)

    def refresh(self) -> None:
        """Let the view on top read again; the others do when they are shown."""
        for view in self._views.values():
            view.refetch()

    def may_leave(self) -> bool:
        """Ask the view on top."""
        current = self.stack.currentWidget()
        return current.may_leave() if isinstance(current, Screen) else True

    def help_lines(self) -> list[tuple[str, str]]:
        """Return the keys of the telephone form."""
        return [
            ("↑ ↓ Enter", _("一覧から選ぶ(文字を打ちながら使えます)")),
            ("F2", _("新しい方を登録する")),
            ("F4", _("次の電話を受ける")),
            ("Ctrl+Enter", _("申込を受け付ける")),
        ]

    def _chosen(self, name: str) -> None:
        self.show_view(name)

    def _call(self, participant: object) -> None:
        if isinstance(participant, UUID):
            self.show_view("phone")
            self.phone.open(participant=participant)
