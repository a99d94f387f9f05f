"""The list of supporters with the form of the chosen one."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from divide_app.domain.lines import SupporterLine
from divide_app.domain.names import name_key
from divide_app.domain.people.supporters import Supporter, SupporterKind
from divide_app.foundation.translation import _
from divide_app.services.home import APPOINTMENT_WARNING_DAYS
from divide_app.services.people.supporters import Supporters
from divide_app.ui.list_file_button import ListFileButton
from divide_app.ui.record_list import RecordList
from divide_app.ui.screens.supporters.panel import SupporterPanel
from divide_app.ui.shell import Shell
from divide_app.ui.widgets.buttons import SecondaryButton
from divide_app.ui.widgets.fields import ChoiceBox, SearchField
from divide_app.ui.widgets.flow import FlowRow
from divide_app.ui.widgets.labels import ChipKind, Label
from divide_app.ui.widgets.layouts import VBox, sized
from divide_app.ui.widgets.room_for import room_for
from divide_app.ui.widgets.tables import Align, Column
from divide_app.wording.dates import compact_day, duration
from divide_app.wording.labels import label

_ORGANISATION = 2  # column
_MANY_MINUTES = 130 * 60 + 30  # a year of somebody who helps three hours a week


def supporter_columns(today: date) -> list[Column[SupporterLine]]:
    """Return the columns of the list."""
    return [
        Column(_("氏名"), lambda line: line.name, sub=lambda line: line.kana, sort=lambda line: line.kana, bold=True),
        Column(_("種類"), lambda line: label(line.kind), chip=lambda _line: ChipKind.INFO, width=120),
        Column(_("所属"), lambda line: line.organisation, sub=lambda line: "・".join(line.skills)),
        Column(
            _("任命"),
            lambda line: _appointment(line, today)[0],
            chip=lambda line: _appointment(line, today)[1],
            sort=lambda line: line.appointed_until,
            width=140,
            least=104,
        ),
        Column(
            _("今年度"),
            _hours,
            sub=lambda line: _("{count}回").format(count=line.sessions),
            sort=lambda line: line.planned_minutes,
            width=room_for([duration(_MANY_MINUTES)], least=124),
            least=room_for([duration(10 * 60 + 30)], least=92),
            align=Align.RIGHT,
        ),
    ]


class RosterView(RecordList[SupporterLine, Supporter]):
    """名簿."""

    topics = frozenset({"supporters", "assignments", "class_sessions"})
    panel: SupporterPanel

    def __init__(self, shell: Shell) -> None:
        super().__init__(
            shell,
            supporter_columns(shell.today()),
            SupporterPanel(shell),
            id_of=lambda line: line.id,
            name=_("支援者の一覧"),
        )
        self._lines: list[SupporterLine] = []
        self.search = SearchField(_("名前・所属・できることでさがす"), delay_ms=60)
        sized(self.search, least_width=260)
        self.search.searched.connect(lambda _text: self._show_lines())
        choices: list[tuple[SupporterKind | None, str]] = [(None, _("種類：すべて"))]
        choices += [(kind, label(kind)) for kind in SupporterKind]
        self.kind_box: ChoiceBox[SupporterKind | None] = ChoiceBox(choices, accessible_name=_("種類でしぼる"))
        self.kind_box.picked.connect(lambda _kind: self._show_lines())
        self.count = Label("", "soft")
        self.new_button = SecondaryButton(_("支援者を登録する"), self._new, icon_name="person_plus")
        self.put_beside(self.panel, width=460, from_width=980, fills=True, hides=_ORGANISATION)
        self.file_button = ListFileButton(shell, "supporters")
        FlowRow(self.search, self.kind_box, self.count, None, self.file_button, self.new_button, parent=self.head)
        column = VBox(self.head, spacing=12, parent=self)
        column.add(self.side, 1)

    @property
    def keeper(self) -> Supporters:
        """The service that keeps supporters."""
        return self.shell.services.supporters

    def open(self, *, supporter: UUID) -> None:
        """Show a supporter."""
        self._wanted = supporter
        self.read_record(supporter)
        self.refetch()

    def refresh(self) -> None:
        """Read the supporters with their figures of the fiscal year on screen."""
        services, year = self.shell.services, self.shell.fiscal_year
        self.query(lambda: services.supporters.all(year), self._got, key="supporters", states=self.states)

    def _got(self, lines: list[SupporterLine]) -> None:
        self._lines = lines
        self._show_lines()

    def _show_lines(self) -> None:
        words = [name_key(word) for word in self.search.text().split()]
        kind = self.kind_box.value

        def fits(line: SupporterLine) -> bool:
            able = " ".join((*line.skills, *line.languages, *line.districts))
            hay = name_key(f"{line.name} {line.kana} {line.organisation} {able}")
            return kind in {None, line.kind} and all(word in hay for word in words)

        shown = [line for line in self._lines if fits(line)]
        self.model.set_lines(shown)
        self.count.setText(_("{count}人").format(count=len(shown)))
        if shown:
            self.states.show_content()
            self.choose_wanted()
        elif self._lines:
            self.states.show_empty(_("この条件の支援者はいません"), _("すべて見る"), self._show_all, icon_name="search")
        else:
            self.states.show_empty(
                _("まだ支援者がいません"),
                _("支援者を登録する"),
                self._new,
                below=_("登録すると、回への配置と活動時間の集計ができます。"),
                icon_name="heart",
            )

    def _show_all(self) -> None:
        self.kind_box.set_value(None)
        self.search.clear()
        self._show_lines()

    def read_record(self, id_: UUID) -> None:
        """Read a supporter and show them."""
        self.query(lambda: self.keeper.get(id_), self._got_one, key="supporter")

    def _got_one(self, supporter: Supporter) -> None:
        self.panel.show_supporter(supporter)
        self.open_panel()

    def _new(self) -> None:
        if self.may_leave():
            self.panel.begin_new(Supporter(self.keeper.new_id(), ""))
            self.open_panel()
            self.panel.form["kana"].setFocus()


def _appointment(line: SupporterLine, today: date) -> tuple[str, ChipKind]:
    """Return until when somebody is appointed, and whether papers are due; staff need none."""
    if line.kind is SupporterKind.STAFF:
        return _("任命不要"), ChipKind.NEUTRAL
    until = line.appointed_until
    if not line.is_appointed:
        if until is not None and until < today:
            return _("{day}で終了").format(day=compact_day(until)), ChipKind.TROUBLE
        return _("任命なし"), ChipKind.WARN
    if until is None:
        return _("期限なし"), ChipKind.DONE
    left = (until - today).days
    if left <= APPOINTMENT_WARNING_DAYS:
        return _("{day}まで").format(day=compact_day(until)), ChipKind.WARN
    return _("{day}まで").format(day=compact_day(until)), ChipKind.DONE


def _hours(line: SupporterLine) -> str:
    """Return the hours of the fiscal year, confirmed where known, else planned."""
    return duration(line.planned_minutes) if line.planned_minutes else "—"
