"""One session beside the list: assigned supporters and candidates."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from divide_app.domain.lines import AssignmentLine, SessionLine, SupporterLine
from divide_app.domain.names import name_key
from divide_app.domain.people.supporters import AssignmentRole
from divide_app.foundation.translation import _
from divide_app.ui.widgets.buttons import ButtonSize, QuietButton, SecondaryButton
from divide_app.ui.widgets.cards import Card, CardLines
from divide_app.ui.widgets.fields import ChoiceField, SearchField, TextField
from divide_app.ui.widgets.flow import FlowRow
from divide_app.ui.widgets.labels import Chip, ChipKind, Heading, IconText, Label
from divide_app.ui.widgets.layouts import HBox, VBox, clear
from divide_app.ui.widgets.session_looks import session_hours, session_place, session_title
from divide_app.wording.dates import short_day
from divide_app.wording.labels import label

_MOST = 12


class NeedPanel(Card):
    """The chosen session.

    Signals:
        assign_wanted: Put somebody on it (`SupporterLine`, `AssignmentRole`, reason against a clash).
        unassign_wanted: Take somebody off (`AssignmentLine`).
    """

    assign_wanted = Signal(SupporterLine, AssignmentRole, str)
    unassign_wanted = Signal(AssignmentLine)

    def __init__(self) -> None:
        super().__init__()
        self._supporters: list[SupporterLine] = []
        self._session: SessionLine | None = None
        self._pending: tuple[SupporterLine, AssignmentRole] | None = None
        self.title = Label("", "section", wrap=True)
        self.where = Label("", "soft", wrap=True)
        self.chip = Chip("")
        self.what = Label("", "strong", wrap=True)
        self._assigned_part = QWidget()
        self.assigned = FlowRow(spacing=6, row_spacing=6, parent=self._assigned_part)
        self.off_buttons: dict[str, SecondaryButton] = {}
        self.nobody = Label(_("まだだれも配置されていません"), "soft", wrap=True)
        self.warning = Card(sheet="warn", margins=12, spacing=8)
        self.warning_words = IconText("warning", "", colour="warn")
        self.reason = TextField(_("それでも配置する理由"))
        self.reason.line.returnPressed.connect(self._force)
        self.force_button = SecondaryButton(_("理由をつけて配置する"), self._force)
        self.never_mind = QuietButton(_("やめる"), self.warning.hide)
        self._reason_part = QWidget()
        VBox(self.reason, FlowRow(self.force_button, self.never_mind), spacing=6, parent=self._reason_part)
        self.warning.body.add(self.warning_words)
        self.warning.body.add(self._reason_part)
        self.warning.hide()
        self.role: ChoiceField[AssignmentRole] = ChoiceField(
            _("役割"), [(role, label(role)) for role in AssignmentRole], AssignmentRole.SUPPORT
        )
        self.search = SearchField(_("支援者をさがす"), delay_ms=40)
        self.search.textChanged.connect(lambda _text: self._show_candidates())
        self.candidates = CardLines()
        self.buttons: dict[str, SecondaryButton] = {}
        for thing in (
            self.title,
            self.where,
            HBox(self.chip, None),
            self.what,
            Label(_("この回の支援者(おすと外します)"), "strong", wrap=True),
            self.nobody,
            self._assigned_part,
            self.warning,
            Heading(_("配置する"), level=2),
            self.role,
            self.search,
            self.candidates,
        ):
            self.body.add(thing)
        self.body.add(None)

    def show_session(
        self,
        line: SessionLine,
        words: str,
        what: str,
        assigned: Sequence[AssignmentLine],
        supporters: Sequence[SupporterLine],
    ) -> None:
        """Show a session with what it lacks ("" for nothing), who is on it and everybody who could be."""
        if self._session is None or self._session.id != line.id:
            self.search.clear()
        self._session = line
        self.warning.hide()
        self.title.setText(session_title(line))
        self.where.setText(f"{short_day(line.starts_at)} {session_hours(line)}　{session_place(line)}")
        accepted = _("{words}(受講 {count}人)").format(words=words, count=line.accepted)
        self.chip.set(accepted, ChipKind.TROUBLE if what else ChipKind.DONE)
        self.what.setText(what)
        self.what.setVisible(bool(what))
        for old in self.off_buttons.values():
            old.hide()
            old.deleteLater()
        clear(self.assigned)
        self.off_buttons = {}
        for one in assigned:
            off = SecondaryButton(
                f"{one.supporter}({label(one.role)})",
                partial(self.unassign_wanted.emit, one),
                size=ButtonSize.SMALL,
                icon_name="cross",
                accessible_name=_("{name}さんを外す").format(name=one.supporter),
            )
            self.off_buttons[one.supporter] = off
            self.assigned.add(off)
        self.nobody.setVisible(not assigned)
        on_it = {one.supporter_id for one in assigned}
        # Near ones first, then those who worked least: the load is shared.
        self._supporters = sorted(
            (one for one in supporters if one.id not in on_it),
            key=lambda one: (line.district not in one.districts, not one.is_appointed, one.sessions, one.kana),
        )
        self._show_candidates()

    def ask_reason(self, supporter: SupporterLine, role: AssignmentRole, words: str) -> None:
        """Show why somebody cannot be there, and ask for a reason if it must be."""
        self._pending = (supporter, role)
        self.reason.set_text("")
        self.tell_refusal(words)
        self._reason_part.show()
        self.reason.line.setFocus()

    def tell_refusal(self, words: str) -> None:
        """Show a sentence."""
        self.warning_words.set(words)
        self.warning.setAccessibleName(words)
        self._reason_part.hide()
        self.warning.show()

    def _force(self) -> None:
        if self._pending is None:
            return
        if not self.reason.text:
            self.reason.set_error(_("理由が入力されていません。まだ何も変更していません。理由を入力してください。"))
            return
        self.assign_wanted.emit(*self._pending, self.reason.text)

    def _show_candidates(self) -> None:
        words = [name_key(word) for word in self.search.text().split()]
        self.candidates.clear()
        self.buttons = {}
        shown = [one for one in self._supporters if all(word in _hay(one) for word in words)]
        for one in shown[:_MOST]:
            button = SecondaryButton(
                _("配置する"),
                partial(self._assign, one),
                size=ButtonSize.SMALL,
                accessible_name=_("{name}さんを配置する").format(name=one.name),
            )
            self.buttons[one.name] = button
            about = [label(one.kind), *one.districts, _("今年度{count}回").format(count=one.sessions)]
            if not one.is_appointed and one.kind.value != "staff":
                about.append(_("任命なし"))
            self.candidates.add_line(one.name, "　".join(about), right=(button,))
        if len(shown) > _MOST:
            self.candidates.add(
                Label(_("ほか{count}人。さがすと出てきます").format(count=len(shown) - _MOST), "small", wrap=True)
            )

    def _assign(self, supporter: SupporterLine) -> None:
        self.warning.hide()
        self.assign_wanted.emit(supporter, self.role.value or AssignmentRole.SUPPORT, "")


def _hay(line: SupporterLine) -> str:
    return name_key(
        " ".join((line.name, line.kana, line.organisation, *line.skills, *line.districts, label(line.kind)))
    )
