"""The screen 申込・参加者 with its four views."""

from __future__ import annotations

from functools import cached_property
from uuid import UUID

from divide_app.foundation.translation import _
from divide_app.ui.screens.applications.course_list import CourseListView
from divide_app.ui.screens.applications.lottery import LotteryScreenView
from divide_app.ui.screens.applications.people import PeopleView
from divide_app.ui.screens.applications.phone import PhoneView
from divide_app.ui.shell import Shell
from divide_app.ui.views_screen import ViewsScreen
from divide_app.ui.wanted import ImportsWanted
from divide_app.ui.widgets.buttons import ButtonSize, SecondaryButton


class ApplicationsScreen(ViewsScreen):
    """電話の申込, 申込一覧, 抽選 and 参加者."""

    def __init__(self, shell: Shell) -> None:
        super().__init__(shell)
        file_button = SecondaryButton(
            _("ファイルから取り込む"),
            lambda: shell.navigate(ImportsWanted()),
            icon_name="upload",
            size=ButtonSize.SMALL,
        )
        self.lay_views(
            _("申込・参加者"),
            [
                ("phone", _("電話の申込"), lambda: self.phone),
                ("list", _("申込一覧"), lambda: self.course_list),
                ("lottery", _("抽選"), lambda: self.lottery),
                ("people", _("参加者"), lambda: self.people),
            ],
            name=_("申込・参加者の見方"),
            tools=[file_button],
        )

    @cached_property
    def phone(self) -> PhoneView:
        """電話の申込."""
        view = PhoneView(self.shell)
        view.person_wanted.connect(lambda id_: self.open(participant=id_))
        return view

    @cached_property
    def course_list(self) -> CourseListView:
        """申込一覧."""
        view = CourseListView(self.shell)
        view.person_wanted.connect(lambda id_: self.open(participant=id_))
        view.call_wanted.connect(self._call)
        view.lottery_wanted.connect(lambda id_: self.open(view="lottery", course=id_))
        return view

    @cached_property
    def lottery(self) -> LotteryScreenView:
        """抽選."""
        return LotteryScreenView(self.shell)

    @cached_property
    def people(self) -> PeopleView:
        """参加者."""
        view = PeopleView(self.shell)
        view.call_wanted.connect(self._call)
        return view

    def open(self, *, view: str | None = None, participant: UUID | None = None, course: UUID | None = None) -> None:
        """Show a person, a course's applications or lottery, or a view (phone, list, lottery, people)."""
        if participant is not None:
            self.show_view("people")
            self.people.open(participant=participant)
        elif course is not None and view == "lottery":
            self.show_view("lottery")
            self.lottery.open(course=course)
        elif course is not None:
            self.show_view("list")
            self.course_list.open(course=course)
        else:
            super().open(view=view)

    def help_lines(self) -> list[tuple[str, str]]:
        """Return the keys of the telephone form."""
        return [
            ("↑ ↓ Enter", _("一覧から選ぶ(文字を打ちながら使えます)")),
            ("F2", _("新しい方を登録する")),
            ("F4", _("次の電話を受ける")),
            ("Ctrl+Enter", _("申込を受け付ける")),
        ]

    def _call(self, participant: object) -> None:
        if isinstance(participant, UUID):
            self.show_view("phone")
            self.phone.open(participant=participant)
