"""Possible duplicates as pairs with reasons: merge, mark as different people, or leave."""

from __future__ import annotations

from uuid import UUID

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QKeySequence, QShortcut, QShowEvent
from PySide6.QtWidgets import QWidget

from divide_app.domain.people.lookalikes import is_against
from divide_app.foundation.translation import _
from divide_app.services.people.lookalikes import Double
from divide_app.services.people.merging import MergePreview, MergeResult, UnmergeResult
from divide_app.ui.screens.applications.doubles_side import Comparison
from divide_app.ui.shell import Screen, Shell
from divide_app.ui.widgets.buttons import PrimaryButton, QuietButton, SecondaryButton
from divide_app.ui.widgets.cards import Card
from divide_app.ui.widgets.flow import FlowRow
from divide_app.ui.widgets.in_card import in_card
from divide_app.ui.widgets.labels import ChipKind, Heading, IconText, Label
from divide_app.ui.widgets.layouts import VBox
from divide_app.ui.widgets.list_head import ListHead
from divide_app.ui.widgets.page_switch import PageSwitch
from divide_app.ui.widgets.reason_form import ReasonForm
from divide_app.ui.widgets.side_panel import SidePanel
from divide_app.ui.widgets.states import StateStack
from divide_app.ui.widgets.tables import Column, LinesTableModel, TableView
from divide_app.wording.labels import label

_STRONGEST = 2


def reasons_short(pair: Double) -> str:
    """Return the strongest reasons for, and every reason against."""
    against = [reason for reason in pair.verdict.reasons if is_against(reason)]
    strongest = [reason for reason in pair.verdict.reasons if not is_against(reason)][:_STRONGEST]
    return _("・").join(label(reason) for reason in (*strongest, *against))


def double_columns() -> list[Column[Double]]:
    """Return the two names, why, and how sure."""
    return [
        Column(_("登録"), lambda pair: pair.one.name, sub=lambda pair: pair.one.kana, bold=True),
        Column(_("もう一つの登録"), lambda pair: pair.other.name, sub=lambda pair: pair.other.kana, bold=True),
        Column(
            _("似ているところ"),
            reasons_short,
            chip=lambda pair: ChipKind.INFO if pair.verdict.is_nearly_certain else ChipKind.NEUTRAL,
            width=250,
        ),
    ]


class DoublesView(Screen):
    """同じ方かもしれない登録.

    Signals:
        left: The person wants the list of people again.
        counted: How many pairs wait (int).
    """

    topics = frozenset({"participants"})
    left = Signal()
    counted = Signal(int)

    def __init__(self, shell: Shell) -> None:
        super().__init__(shell)
        self._pair: Double | None = None
        self._preview: MergePreview | None = None
        self._is_turned = False
        self._later: set[tuple[UUID, UUID]] = set()
        self.count = Label("", "soft")
        self.model: LinesTableModel[Double] = LinesTableModel(double_columns(), key=_key)
        self.table = TableView(self.model, accessible_name=_("同じ方かもしれない登録の一覧"))
        self.table.setSortingEnabled(False)
        self.states = StateStack(self.table)
        self.panel = Card()
        self._make_panel()
        self.side = SidePanel(self.states, self.panel, width=560, from_width=1040, fills=True)
        self.table.chosen.connect(self._chosen)
        self.table.opened.connect(lambda _line: self.side.open_panel())
        head = ListHead(self.side)
        FlowRow(
            Heading(_("同じ方かもしれない登録"), level=2),
            self.count,
            None,
            SecondaryButton(_("参加者の一覧に戻る"), self.left.emit),
            parent=head,
        )
        VBox(head, spacing=12, parent=self).add(self.side, 1)
        for keys, act in (("Ctrl+Return", self.join), ("Ctrl+Enter", self.join), ("Ctrl+D", self.part)):
            shortcut = QShortcut(QKeySequence(keys), self)
            shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
            shortcut.activated.connect(act)

    def refresh(self) -> None:
        """Look at everybody again."""
        self.query(self.shell.services.look_alikes.doubles, self._got, key="doubles", states=self.states)

    def join(self) -> None:
        """Make the two one person; another year of birth asks for a reason first."""
        preview = self._preview
        if preview is None:
            return
        if preview.needs_reason:
            self.pages.show_page(self.reason)
            self.reason.ask(
                _("生まれた年が違います"),
                _("同じ方に間違いないときだけ、確かめたことを書いてまとめてください。"),
                _("同じ方としてまとめる"),
                example=_("本人に電話で確かめた"),
            )
            return
        self._join("")

    def part(self) -> None:
        """Remember that the two are two."""
        pair = self._pair
        if pair is None:
            return
        alikes = self.shell.services.look_alikes
        one, other = pair.one.id, pair.other.id
        self.operate(
            lambda: alikes.not_same(one, other),
            lambda _result: self.shell.notice(
                _("別の方と覚えました。もう同じ方かとは聞きません"),
                undo=lambda: self.operate(lambda: alikes.maybe_same(one, other)),
            ),
            busy=[self.part_button],
        )

    def later(self) -> None:
        """Leave the pair for another time; it comes again when the program is next started."""
        if self._pair is not None:
            self._later.add(_key(self._pair))
            self._show(self.model.lines())

    def showEvent(self, event: QShowEvent) -> None:
        """Let the arrows go through the pairs at once."""
        super().showEvent(event)
        QTimer.singleShot(0, self.table, self.table.setFocus)

    def help_lines(self) -> list[tuple[str, str]]:
        """Return the keys of the pairs."""
        return [("Ctrl+Enter", _("同じ方としてまとめる")), ("Ctrl+D", _("別の方と覚える"))]

    def _make_panel(self) -> None:
        self.sure = IconText("people", "")
        self.comparison = Comparison()
        self.effect = Label("", "soft", wrap=True)
        self.turn_button = QuietButton(_("残す登録を入れ替える"), self._turn, icon_name="retry")
        self.join_button = PrimaryButton(_("同じ方としてまとめる"), self.join)
        self.part_button = SecondaryButton(_("別の方とする"), self.part)
        self.later_button = SecondaryButton(_("あとで決める"), self.later)
        self.reason = ReasonForm(self._join, lambda: self.pages.show_page(self.whole))
        self.whole = QWidget()
        column = VBox(self.sure, spacing=10, parent=self.whole)
        inside = QWidget()
        VBox(self.comparison, self.effect, FlowRow(self.turn_button), None, spacing=10, parent=inside)
        column.add(in_card(inside), 1)
        column.add(FlowRow(self.join_button, self.part_button, self.later_button))
        self.pages = PageSwitch(self.whole, self.reason)
        self.panel.body.add(self.pages, 1)

    def _got(self, found: list[Double]) -> None:
        self.counted.emit(len(found))
        self._show(found)

    def _show(self, found: list[Double]) -> None:
        shown = [pair for pair in found if _key(pair) not in self._later]
        row = self.table.currentIndex().row()
        self.model.set_lines(shown)
        self.count.setText(_("{count}組").format(count=len(shown)))
        if shown:
            self.states.show_content()
            self.table.choose_row(min(max(row, 0), len(shown) - 1))
            return
        self._pair = self._preview = None
        self.side.close_panel()
        self.states.show_empty(
            _("同じ方かもしれない登録はありません"), _("参加者の一覧に戻る"), self.left.emit, icon_name="check_circle"
        )

    def _chosen(self, line: object) -> None:
        if isinstance(line, Double):
            self._is_turned = False
            self._pair = line
            self._ask()

    def _turn(self) -> None:
        self._is_turned = not self._is_turned
        self._ask()

    def _ask(self) -> None:
        pair = self._pair
        if pair is None:
            return
        kept, gone = (pair.other, pair.one) if self._is_turned else (pair.one, pair.other)
        merging = self.shell.services.merging
        self.query(lambda: merging.preview(kept.id, gone.id), self._got_preview, key="preview")

    def _got_preview(self, preview: MergePreview) -> None:
        pair = self._pair
        if pair is None or {preview.kept.id, preview.gone.id} != {pair.one.id, pair.other.id}:
            return
        self._preview = preview
        reasons = _("・").join(label(reason) for reason in pair.verdict.reasons)
        sure = _("ほぼ同じ方です") if pair.verdict.is_nearly_certain else _("同じ方かもしれません")
        self.sure.set(f"{sure}: {reasons}", "people", "warn" if preview.needs_reason else "accent")
        lines = (pair.other, pair.one) if self._is_turned else (pair.one, pair.other)
        self.comparison.tell(preview, *lines)
        self.effect.setText(effect_words(preview))
        self.pages.show_page(self.whole)
        if not self.side.is_narrow:
            self.side.open_panel()

    def _join(self, reason: str) -> None:
        preview = self._preview
        if preview is None:
            return
        merging = self.shell.services.merging
        kept, gone = preview.kept.id, preview.gone.id
        self.operate(
            lambda: merging.merge(kept, gone, forced_reason=reason),
            lambda result: self._joined(result, preview.kept.name),
            fields={"forced_reason": self.reason.reason},
            busy=[self.join_button, self.reason.accept],
        )

    def _joined(self, result: MergeResult, name: str) -> None:
        self._preview = None
        merging = self.shell.services.merging
        words = _("{name}さんの2つの登録をまとめました").format(name=name)
        if result.promoted:
            words += _("。空いた席に{count}人が繰り上がりました。お知らせしてください").format(
                count=len(result.promoted)
            )
        self.shell.notice(
            words,
            undo=lambda: self.operate(lambda: merging.undo(result.merge), self._parted),
        )

    def _parted(self, result: UnmergeResult) -> None:
        self.shell.notice(parted_words(result), kind="info")


def parted_words(result: UnmergeResult) -> str:
    """Return that two people are two again, and what could not be given back."""
    words = _("元の2人に戻しました")
    if result.waits:
        words += _("。席がほかの方に渡っていたため、申込{count}件はキャンセル待ちの先頭にあります").format(
            count=len(result.waits)
        )
    return words


def effect_words(preview: MergePreview) -> str:
    """Return what a merge does: what moves, what is counted once, whose seat goes on."""
    parts = [
        _("まとめると、申込{applications}件と出席{attendances}回が移ります。").format(
            applications=preview.applications, attendances=preview.attendances
        )
    ]
    if preview.came_twice:
        parts.append(_("{count}回は両方が出席になっているので、1人と数え直します。").format(count=preview.came_twice))
    parts += [
        (
            _("「{course}」は両方から申込があるので、一方を取り消し、席は次の方に渡します。")
            if double.frees_seat
            else _("「{course}」は両方から申込があるので、一方を取り消します。")
        ).format(course=double.course)
        for double in preview.doubles
    ]
    parts.append(_("まとめた後でも、元の2人に戻せます。"))
    return "\n".join(parts)


def _key(pair: Double) -> tuple[UUID, UUID]:
    return pair.one.id, pair.other.id
