"""Participants: search, view with applications and attendances, and correct."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from pathlib import Path
from uuid import UUID

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from divide_app.domain.errors import DomainError
from divide_app.domain.lines import ParticipantLine
from divide_app.domain.people.participants import Participant
from divide_app.foundation.translation import _
from divide_app.services.people.merging import MergeLine, UnmergeResult
from divide_app.services.people.participants import Participants, ParticipantView
from divide_app.services.people.privacy import ForgetResult
from divide_app.ui.background import Trouble
from divide_app.ui.record_list import RecordList
from divide_app.ui.save_dialog import ask_where
from divide_app.ui.screens.applications.doubles import DoublesView, parted_words
from divide_app.ui.screens.applications.forget_card import ForgetCard
from divide_app.ui.screens.applications.person_panel import PersonPanel
from divide_app.ui.shell import Shell
from divide_app.ui.widgets.buttons import SecondaryButton
from divide_app.ui.widgets.fields import SearchField
from divide_app.ui.widgets.flow import FlowRow
from divide_app.ui.widgets.labels import Label
from divide_app.ui.widgets.layouts import VBox, sized
from divide_app.ui.widgets.page_stack import PageStack
from divide_app.ui.widgets.page_switch import PageSwitch
from divide_app.ui.widgets.people_words import needs_words
from divide_app.ui.widgets.room_for import room_for_bands, room_for_title
from divide_app.ui.widgets.states import StateStack
from divide_app.ui.widgets.tables import Act, Align, Column, Prepared, prepare
from divide_app.wording.bands import band_label
from divide_app.wording.sentences import sentence

_MOST_FOUND = 200
_FIRST = 100
"""People read and shown first, more than a window holds; reading 100,000 takes seconds."""
_NEEDS = 3  # column


def people_columns() -> list[Column[ParticipantLine]]:
    """Return the columns of the list."""
    return [
        Column(_("氏名"), lambda line: line.name, sub=lambda line: line.kana, sort=lambda line: line.kana, bold=True),
        Column(_("年代"), lambda line: band_label(line.band), width=room_for_bands(least=110)),
        Column(_("地区"), lambda line: line.district, sub=lambda line: line.phone, width=140),
        Column(_("必要な配慮"), lambda line: needs_words(line.needs, line.needs_text), width=120),
        Column(
            _("申込"),
            lambda line: str(line.applications),
            sort=lambda line: line.applications,
            width=room_for_title(_("申込"), least=64),
            align=Align.RIGHT,
        ),
        Column(
            _("出席", "times"),
            lambda line: str(line.attendances),
            sort=lambda line: line.attendances,
            width=room_for_title(_("出席", "times"), least=64),
            align=Align.RIGHT,
        ),
    ]


class PeopleView(RecordList[ParticipantLine, Participant]):
    """参加者.

    Signals:
        call_wanted: Take an application of this participant (UUID).
    """

    topics = frozenset({"participants", "applications", "attendance"})
    call_wanted = Signal(UUID)
    panel: PersonPanel

    def __init__(self, shell: Shell) -> None:
        super().__init__(
            shell, people_columns(), PersonPanel(shell.today), id_of=lambda line: line.id, name=_("参加者の一覧")
        )
        self.search = SearchField(_("かな・名前・電話番号でさがす"), delay_ms=60)
        sized(self.search, least_width=300)
        self.search.searched.connect(lambda _text: self.refresh())
        self.count = Label("", "soft")
        self.new_button = SecondaryButton(_("新しい方を登録する"), self._new, icon_name="person_plus")
        self.doubles_button = SecondaryButton(_("同じ方をまとめる"), self.show_doubles, icon_name="people")
        self.panel.call_wanted.connect(self.call_wanted)
        self.panel.held_wanted.connect(self._held)
        self.panel.forget_wanted.connect(lambda id_: self._forget(id_, with_cancel=False))
        self.panel.part_wanted.connect(self._part)
        self.forgetting = ForgetCard()
        self.forgetting.agreed.connect(lambda id_, cancel: self._forget_now(id_, with_cancel=cancel))
        self.forgetting.left.connect(self._keep_person)
        self.side_pages = PageSwitch(self.panel, self.forgetting)
        self.put_beside(self.side_pages, width=400, from_width=900, fills=True, hides=_NEEDS)
        FlowRow(self.search, self.count, None, self.doubles_button, self.new_button, parent=self.head)
        self.whole = QWidget()
        VBox(self.head, spacing=12, parent=self.whole).add(self.side, 1)
        self.doubles = DoublesView(shell)
        self.doubles.left.connect(self._show_list)
        self.pages: PageStack = PageStack()
        self.pages.addWidget(self.whole)
        self.pages.addWidget(self.doubles)
        VBox(spacing=0, parent=self).add(self.pages, 1)

    @property
    def keeper(self) -> Participants:
        """The service that keeps people."""
        return self.shell.services.participants

    def open(self, *, participant: UUID) -> None:
        """Show a person."""
        self.pages.setCurrentWidget(self.whole)
        self._wanted = participant
        if self.search.text():
            self.search.clear()
        self.read_record(participant)
        self.table.choose(participant)

    def acts_of(self, line: ParticipantLine) -> list[Act]:
        """Return the acts of a row's menu."""
        services = self.shell.services
        acts: list[Act] = [*super().acts_of(line), (_("この方の申込を受ける"), partial(self.call_wanted.emit, line.id))]
        if services.may(services.privacy.show):
            acts.append((_("持っている情報を書き出す"), partial(self._held, line.id)))
        if services.may(services.privacy.forget):
            acts.append((_("この方の情報を消去する"), partial(self._ask_to_forget, line.id)))
        return acts

    def _ask_to_forget(self, participant: UUID) -> None:
        if self.may_leave():
            self.open_panel()
            self._forget(participant, with_cancel=False)

    def _show_list(self) -> None:
        self.pages.setCurrentWidget(self.whole)

    def show_doubles(self) -> None:
        """Show pairs that may be one person."""
        if self.may_leave():
            self.pages.setCurrentWidget(self.doubles)

    def on_changes(self, changes: frozenset[str]) -> None:
        """Pass the word on to the pairs as well."""
        super().on_changes(changes)
        self.doubles.on_changes(changes)

    def refresh(self) -> None:
        """Read the list for the words in the search line; each newer search drops the one before."""
        words = self.search.text().strip()
        is_all = bool(words or self.model.rowCount() or self._wanted is not None)
        self._read(words, most=None if is_all else _FIRST, states=self.states)

    def _read(self, words: str, *, most: int | None, states: StateStack | None) -> None:
        services, columns = self.shell.services, self.model.columns

        def read() -> list[Prepared[ParticipantLine]]:
            people = services.participants
            return prepare(columns, people.find(words, most=_MOST_FOUND) if words else people.all(most=most))

        def got(rows: list[Prepared[ParticipantLine]]) -> None:
            if most is not None and len(rows) == most:
                self.model.set_prepared(rows)
                self._read(words, most=None, states=None)  # what is there already stays in sight
            else:
                self._got(words, rows)

        self.query(read, got, key="people", states=states)

    def _got(self, words: str, rows: list[Prepared[ParticipantLine]]) -> None:
        self.model.set_prepared(rows)
        self.count.setText(_("{count}人").format(count=f"{len(rows):,}"))
        if rows:
            self.choose_wanted()
        elif words:
            self.states.show_empty(
                _("「{words}」の方は見つかりません").format(words=words),
                _("新しい方を登録する"),
                self._new,
                icon_name="search",
            )
        else:
            self.states.show_empty(
                _("まだ参加者がいません"),
                _("新しい方を登録する"),
                self._new,
                below=_("電話の申込を受けると、自動で登録されます。"),
                icon_name="people",
            )

    def read_record(self, id_: UUID) -> None:
        """Read a person with the merges that may be taken back, and show them."""
        services = self.shell.services

        def read() -> tuple[ParticipantView, list[MergeLine]]:
            try:
                merges = services.merging.standing(id_)
            except DomainError:  # only staff may see and part them
                merges = []
            return services.participants.view(id_), merges

        self.query(read, lambda found: self._got_view(*found), key="view")

    def _part(self, merge: MergeLine) -> None:
        merging = self.shell.services.merging
        self.operate(lambda: merging.undo(merge.id), self._parted)

    def _parted(self, result: UnmergeResult) -> None:
        self.shell.notice(parted_words(result), kind="info")
        self.read_record(result.kept)

    def _got_view(self, view: ParticipantView, merges: Sequence[MergeLine]) -> None:
        self.panel.show_view(view, merges, may_change=self.shell.services.may(self.shell.services.participants.change))
        self._keep_person()
        self.open_panel()

    def _new(self) -> None:
        if self.may_leave():
            self.panel.begin_new(self.keeper.new_id(), self.search.text().strip())
            self.open_panel()

    def _held(self, participant: UUID) -> None:
        """Ask where to, and write out all that is held of a person."""
        ask_where(
            self,
            _("持っている情報を書き出す"),
            _("保有している個人情報.pdf"),
            "PDF (*.pdf)",
            lambda path: self._write_held(participant, path),
        )

    def _write_held(self, participant: UUID, path: Path) -> None:
        privacy = self.shell.services.privacy
        self.operate(
            lambda: privacy.save(privacy.show(participant), path),
            lambda files: self.shell.notice(_("{file} に書き出しました").format(file=files[0].name)),
        )

    def _forget(self, participant: UUID, *, with_cancel: bool) -> None:
        """Ask once more in the panel's place: what is forgotten cannot be brought back."""
        self.forgetting.begin(participant, with_cancel=with_cancel)
        self.side_pages.show_page(self.forgetting)

    def _forget_now(self, participant: UUID, *, with_cancel: bool) -> None:
        privacy = self.shell.services.privacy
        self.operate(
            lambda: privacy.forget(participant, with_cancel=with_cancel),
            self._forgotten,
            busy=[self.forgetting.accept],
            on_trouble=self._still_expected,
        )

    def _still_expected(self, trouble: Trouble) -> bool:
        if isinstance(trouble, DomainError) and trouble.code == "person_still_expected":
            self.forgetting.tell_expected(sentence(trouble))
            return True
        return False

    def _forgotten(self, result: ForgetResult) -> None:
        self._keep_person()
        self.panel.saved()
        self.close_panel()
        words = _("情報を消去しました。集計の数は変わっていません")
        if result.promoted:
            words += _("。空いた席に{count}人が繰り上がりました。お知らせしてください").format(
                count=len(result.promoted)
            )
        self.shell.notice(words)

    def _keep_person(self) -> None:
        self.side_pages.show_page(self.panel)
