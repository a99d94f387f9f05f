"""The list of supporters, with the chosen one to read and correct beside it."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from divide_app.domain.lines import SupporterLine
from divide_app.domain.names import name_key
from divide_app.domain.people.supporters import Supporter, SupporterKind
from divide_app.foundation.translation import _
from divide_app.services.people.supporters import SupporterResult
from divide_app.ui.list_file_button import ListFileButton
from divide_app.ui.screens.supporters.looks import appointment, hours
from divide_app.ui.screens.supporters.panel import SupporterPanel
from divide_app.ui.shell import Screen, Shell
from divide_app.ui.widgets.buttons import SecondaryButton
from divide_app.ui.widgets.fields import ChoiceBox, SearchField
from divide_app.ui.widgets.flow import FlowRow
from divide_app.ui.widgets.labels import ChipKind, Label
from divide_app.ui.widgets.layouts import VBox, sized
from divide_app.ui.widgets.list_head import ListHead
from divide_app.ui.widgets.room_for import room_for
from divide_app.ui.widgets.side_panel import SidePanel
from divide_app.ui.widgets.states import StateStack
from divide_app.ui.widgets.tables import Align, Column, LinesTableModel, TableView
from divide_app.wording.dates import duration
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
            lambda line: appointment(line, today)[0],
            chip=lambda line: appointment(line, today)[1],
            sort=lambda line: line.appointed_until,
            width=140,
            least=104,
        ),
        Column(
            _("今年度"),
            hours,
            sub=lambda line: _("{count}回").format(count=line.sessions),
            sort=lambda line: line.planned_minutes,
            width=room_for([duration(_MANY_MINUTES)], least=124),
            least=room_for([duration(10 * 60 + 30)], least=92),
            align=Align.RIGHT,
        ),
    ]


class RosterView(Screen):
    """名簿."""

    topics = frozenset({"supporters", "assignments", "class_sessions"})

    def __init__(self, shell: Shell) -> None:
        super().__init__(shell)
        self._lines: list[SupporterLine] = []
        self._wanted: UUID | None = None
        self.search = SearchField(_("名前・所属・できることでさがす"), delay_ms=60)
        sized(self.search, least_width=260)
        self.search.searched.connect(lambda _text: self._show_lines())
        choices: list[tuple[SupporterKind | None, str]] = [(None, _("種類：すべて"))]
        choices += [(kind, label(kind)) for kind in SupporterKind]
        self.kind_box: ChoiceBox[SupporterKind | None] = ChoiceBox(choices, accessible_name=_("種類でしぼる"))
        self.kind_box.picked.connect(lambda _kind: self._show_lines())
        self.count = Label("", "soft")
        self.new_button = SecondaryButton(_("支援者を登録する"), self._new, icon_name="person_plus")
        self.model: LinesTableModel[SupporterLine] = LinesTableModel(
            supporter_columns(shell.today()), key=lambda line: line.id
        )
        self.table = TableView(self.model, accessible_name=_("支援者の一覧"))
        self.states = StateStack(self.table)
        self.panel = SupporterPanel(shell)
        self.panel.save_wanted.connect(self._save)
        self.panel.left.connect(self._leave)
        self.side = SidePanel(self.states, self.panel, width=460, from_width=980, fills=True)
        self.side.closed.connect(lambda: self.table.hide_column(_ORGANISATION, hidden=False))
        self.table.chosen.connect(self._chosen)
        self.table.opened.connect(self._opened)
        head = ListHead(self.side)
        self.file_button = ListFileButton(shell, "supporters")
        FlowRow(self.search, self.kind_box, self.count, None, self.file_button, self.new_button, parent=head)
        column = VBox(head, spacing=12, parent=self)
        column.add(self.side, 1)

    def open(self, **arguments: object) -> None:
        """Take `supporter`: who is shown."""
        supporter = arguments.get("supporter")
        if isinstance(supporter, UUID):
            self._wanted = supporter
            self._read(supporter)
            self.refetch()

    def refresh(self) -> None:
        """Read the supporters with their figures of the fiscal year on screen."""
        services, year = self.shell.services, self.shell.fiscal_year
        self.query(lambda: services.supporters.all(year), self._got, key="supporters", states=self.states)

    def may_leave(self) -> bool:
        """Keep unsaved input until it is saved or given up."""
        if not self.panel.is_dirty():
            return True
        self.shell.notice(
            _("保存していない変更があります。保存するか、やめてください"),
            kind="warn",
            action=(_("変更を捨てる"), self.panel.discard),
        )
        return False

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
            if self._wanted is not None and self.table.choose(self._wanted):
                self._wanted = None
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

    def _chosen(self, line: object) -> None:
        if not isinstance(line, SupporterLine):
            return
        if self.panel.supporter_id == line.id and self.panel.is_dirty():
            return
        if self.may_leave() and (not self.side.is_narrow or self.side.is_open):
            self._read(line.id)

    def _opened(self, line: object) -> None:
        if isinstance(line, SupporterLine) and self.may_leave():
            self._read(line.id)

    def _read(self, supporter: UUID) -> None:
        services = self.shell.services
        self.query(lambda: services.supporters.get(supporter), self._got_one, key="supporter")

    def _got_one(self, supporter: Supporter) -> None:
        self.panel.show_supporter(supporter)
        self._open_panel()

    def _open_panel(self) -> None:
        self.side.open_panel()
        # Beside the panel, which tells it anyway, there is no room for where somebody belongs.
        self.table.hide_column(_ORGANISATION)

    def _new(self) -> None:
        if self.may_leave():
            self.panel.begin(self.shell.services.supporters.new_id())
            self._open_panel()
            self.panel.kana.line.setFocus()

    def _leave(self) -> None:
        self.side.close_panel()
        self.table.setFocus()

    def _save(self, supporter: Supporter) -> None:
        supporters, actor = self.shell.services.supporters, self.shell.actor
        act = supporters.add if self.panel.is_new else supporters.change
        self.operate(
            lambda: act(supporter, actor=actor),
            lambda result: self._saved(supporter, result),
            fields=self.panel.fields,
            busy=[self.panel.save_button],
        )

    def _saved(self, supporter: Supporter, result: SupporterResult) -> None:
        before = result.before
        self.panel.saved()
        self._wanted = supporter.id
        self._read(supporter.id)
        text = _("{name}さんの情報を保存しました").format(name=supporter.name)
        self.shell.notice(text, undo=None if before is None else lambda: self._put_back(before))

    def _put_back(self, before: Supporter) -> None:
        supporters, actor = self.shell.services.supporters, self.shell.actor
        self.operate(lambda: supporters.change(before, actor=actor), lambda _result: self._was_put_back(before))

    def _was_put_back(self, before: Supporter) -> None:
        self.shell.notice(_("{name}さんの情報を元に戻しました").format(name=before.name), kind="info")
        self._read(before.id)
