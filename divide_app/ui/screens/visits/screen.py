"""派遣依頼: the list of requests, the chosen one with its preferred times, and the form."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar
from uuid import UUID

from PySide6.QtWidgets import QWidget

from divide_app.domain.planning.courses import CatalogueEntry
from divide_app.domain.planning.visit_requests import RequestState, VisitRequest
from divide_app.foundation.translation import _
from divide_app.services.changes import Topic
from divide_app.ui.list_beside import ListBeside
from divide_app.ui.screens.visits.form import RequestForm
from divide_app.ui.screens.visits.panel import RequestPanel
from divide_app.ui.shell import Shell
from divide_app.ui.wanted import CoursesWanted
from divide_app.ui.widgets.buttons import PrimaryButton, QuietButton
from divide_app.ui.widgets.flow import FlowRow
from divide_app.ui.widgets.labels import ChipKind, Heading, Label
from divide_app.ui.widgets.layouts import VBox
from divide_app.ui.widgets.page_switch import PageSwitch
from divide_app.ui.widgets.room_for import room_for, room_for_days
from divide_app.ui.widgets.tables import Align, Column
from divide_app.wording.dates import clock_range, short_day
from divide_app.wording.labels import label

_CHIPS = {
    RequestState.RECEIVED: ChipKind.WARN,
    RequestState.ACCEPTED: ChipKind.DONE,
    RequestState.DECLINED: ChipKind.NEUTRAL,
    RequestState.WITHDRAWN: ChipKind.NEUTRAL,
}


def request_columns() -> list[Column[VisitRequest]]:
    """Return the columns of the list."""
    return [
        Column(
            _("状態"),
            lambda one: label(one.state),
            chip=lambda one: _CHIPS[one.state],
            sort=lambda one: list(RequestState).index(one.state),
        ),
        Column(_("団体"), lambda one: one.organisation, sub=lambda one: one.topic, bold=True),
        Column(
            _("第1希望"),
            lambda one: short_day(one.wishes[0].starts_at),
            sub=lambda one: clock_range(one.wishes[0].starts_at, one.wishes[0].ends_at),
            sort=lambda one: one.wishes[0].starts_at,
            width=room_for_days(least=130),
        ),
        Column(_("会場"), lambda one: one.place),
        Column(
            _("人数"),
            lambda one: _("{number}人").format(number=one.people),
            sort=lambda one: one.people,
            align=Align.RIGHT,
            width=room_for([_("{number}人").format(number=120)], least=70),
        ),
    ]


class VisitsScreen(ListBeside[VisitRequest]):
    """派遣依頼."""

    topics: ClassVar[frozenset[str] | None] = frozenset(
        {Topic.REQUESTS, Topic.CLASS_SESSIONS, Topic.COURSES, Topic.VENUES, Topic.CATALOGUE}
    )

    def __init__(self, shell: Shell) -> None:
        super().__init__(shell, request_columns(), key=lambda one: one.id, name=_("派遣依頼の一覧"))
        self._wanted: UUID | None = None
        self.panel = RequestPanel(self)
        self.panel.edit_wanted.connect(self.edit)
        self.put_beside(self.panel, width=430)
        self.list_page = QWidget()
        FlowRow(
            Heading(_("派遣依頼")),
            Label(_("自治会やサロンから頼まれた出前講座"), "soft"),
            None,
            QuietButton(_("講座に戻る"), lambda: shell.navigate(CoursesWanted()), icon_name="chevron_left"),
            PrimaryButton(_("依頼を受け付ける"), lambda: self.edit(None), icon_name="plus"),
            spacing=12,
            parent=self.head,
        )
        column = VBox(self.head, spacing=14, parent=self.list_page)
        column.add(self.side, 1)
        self.form = RequestForm(self)
        self.form.left.connect(self._form_left)
        self.pages = PageSwitch(self.list_page, self.form)
        VBox(spacing=0, margins=(24, 18, 24, 12), parent=self).add(self.pages, 1)

    def open(self, *, request: UUID | None = None, new: bool = False) -> None:
        """Choose a request, or open the form for a new one."""
        if request is not None:
            self._wanted = request
            self.refetch()
        if new:
            self.edit(None)

    def refresh(self) -> None:
        """Read the requests and the kinds of course."""
        services = self.shell.services

        def read() -> tuple[Sequence[VisitRequest], Sequence[CatalogueEntry]]:
            return services.visit_requests.all(), services.catalogue.all()

        self.query(read, self._got, key="requests", states=self.states)

    def edit(self, request: VisitRequest | None) -> None:
        """Open the form for a request, or for a new one."""
        self.pages.show_page(self.form)
        self.form.begin(request)

    def may_leave(self) -> bool:
        """Stay while something typed is not saved."""
        return self.pages.current is not self.form or self.form.may_leave()

    def help_lines(self) -> list[tuple[str, str]]:
        """Return the keys of the list."""
        return [("↑ ↓", _("依頼を選ぶ")), ("Esc", _("一覧に戻る"))]

    def _got(self, found: tuple[Sequence[VisitRequest], Sequence[CatalogueEntry]]) -> None:
        requests, kinds = found
        self.form.set_kinds(kinds)
        self.model.set_lines(requests)
        if not requests:
            self.side.close_panel()
            self.states.show_empty(
                _("派遣依頼はまだありません"),
                _("依頼を受け付ける"),
                lambda: self.edit(None),
                below=_("電話や用紙で頼まれたら、希望の日時を3つまで入れます。空いているかがすぐに分かります。"),
                icon_name="phone",
            )
            return
        self.states.show_content()
        wanted, self._wanted = self._wanted, None
        if wanted is not None and self.table.choose(wanted):
            self.show_line(self.model.line(self.model.row_of(wanted)))
        elif self.side.is_open:
            self.panel.refetch()

    def show_line(self, line: VisitRequest) -> None:
        """Show a request."""
        self.panel.show_request(line)
        self.open_panel()

    def _form_left(self, kept: object) -> None:
        self.pages.show_page(self.list_page)
        if isinstance(kept, VisitRequest):
            self._wanted = kept.id
        self.refetch()
