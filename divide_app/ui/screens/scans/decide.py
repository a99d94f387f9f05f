"""確認待ち: doubtful rows, those alike at once, with enlarged pictures and a numbered button for each answer."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from uuid import UUID

from PySide6.QtWidgets import QSizePolicy, QWidget

from divide_app.domain.people.participants import Sex
from divide_app.domain.scans.page_code import SheetKind
from divide_app.domain.scans.paper_reading import ANSWER, WALK_IN, Doubt
from divide_app.domain.scans.sheet_layout import LATE, LATE_AND_EARLY, LEFT_EARLY, PRESENT, SEX
from divide_app.foundation.translation import _
from divide_app.services.scans.decisions import NOBODY, Decided, WaitingMark
from divide_app.ui.screens.scans.alike import Alike, most_at_once
from divide_app.ui.screens.scans.picture import Picture
from divide_app.ui.shell import Screen
from divide_app.ui.widgets.buttons import Button, ButtonSize, PrimaryButton, QuietButton, SecondaryButton
from divide_app.ui.widgets.cards import Card
from divide_app.ui.widgets.flow import FlowRow
from divide_app.ui.widgets.labels import Chip, ChipKind, Label
from divide_app.ui.widgets.layouts import HBox, VBox, clear
from divide_app.ui.widgets.page_switch import PageSwitch
from divide_app.wording.bands import band_label
from divide_app.wording.dates import short_day
from divide_app.wording.labels import label

_LARGE_FIT = 5
"""Large buttons for which a small window at large text has room."""
_RARE = {LATE, LEFT_EARLY, LATE_AND_EARLY}


@dataclass(frozen=True, slots=True)
class Choice:
    """One answer a person may give; without a mark the row is left for later."""

    word: str
    mark: str
    band: str = ""
    answer: int | None = None


class Decide(QWidget):
    """The queue of doubtful rows.

    Attributes:
        current: The row on screen, or None; of several the first.
        shown: The rows on screen, which one answer decides.
        apart: Rows that are to be decided one by one.
        choices: The answers, in the order of their numbers.
        decided: Rows decided here at once, the newest last, for 元に戻す.
    """

    def __init__(self, screen: Screen) -> None:
        super().__init__()
        self.page = screen
        self.waiting: list[WaitingMark] = []
        self.later: list[UUID] = []
        self.decided: list[tuple[UUID, ...]] = []
        self.apart: set[UUID] = set()
        self.shown: list[WaitingMark] = []
        self.current: WaitingMark | None = None
        self.choices: list[Choice] = []
        self.buttons: list[Button] = []
        self.course = Label("", "soft")
        self.count = Label("", "strong")
        self.name = Label("", "title")
        self.why = Chip("", ChipKind.WARN)
        self.was = Label("", "soft", wrap=True)
        self.row = Picture(_("用紙のこの行"))
        self.large = Picture(_("しるしの拡大"))
        self.one, self.alike = QWidget(), Alike()
        VBox(self.row, self.large, spacing=10, parent=self.one)
        self.pictures = PageSwitch(self.one, self.alike)
        self.ask = Label("", "section", wrap=True)
        self.answers = QWidget()
        self.answer_row = VBox(spacing=8, parent=self.answers)
        self.rare = QWidget()
        self.rare_row = HBox(spacing=10, parent=self.rare)
        self.undo = QuietButton(_("ひとつ戻す"), self.take_back, icon_name="undo", accessible_name=_("ひとつ戻す"))
        nothing = Card(_("確認待ちはありません"), sheet="done")
        self.done_words = Label(_("読み取りで迷ったしるしは、ここに一つずつ出ます。"), wrap=True)
        nothing.body.add(self.done_words)
        self.undo_last = SecondaryButton(_("ひとつ戻す"), self.take_back, icon_name="undo")
        foot = QWidget()
        self.read_button = PrimaryButton(_("紙を読み取る"), lambda: screen.open(part="read"), icon_name="upload")
        FlowRow(self.read_button, self.undo_last, parent=foot)
        nothing.body.add(foot)
        self.card, self.nothing = self._built(), nothing
        self.pages = PageSwitch(self.card, nothing)
        VBox(self.pages, None, spacing=0, parent=self)
        self._show()

    def _built(self) -> Card:
        """Return the card of the rows on screen."""
        card = Card(spacing=10, margins=16)
        top = QWidget()
        FlowRow(self.name, self.why, None, self.count, spacing=14, parent=top)
        card.body.add(self.course)
        card.body.add(top)
        card.body.add(self.was)
        # Pictures at the left, answers at the right: nothing has to be scrolled to be answered.
        both, right = HBox(spacing=20), VBox(spacing=10)
        both.add(VBox(self.pictures, self.rare, None, spacing=10), 3)
        right.add(self.ask)
        right.add(self.answers)
        right.add(self.undo)
        right.add(None)
        both.add(right, 2)
        card.body.add(both)
        return card

    def show_lines(self, waiting: Sequence[WaitingMark]) -> None:
        """Show the first rows that wait: those alike after each other, those left for later at the end."""
        known = {one.id for one in waiting}
        self.later = [one for one in self.later if one in known]
        self.apart &= known
        order = {id_: at for at, id_ in enumerate(self.later, 1)}
        lines = sorted(waiting, key=lambda one: order.get(one.id, 0))
        first: dict[object, int] = {}
        for at, one in enumerate(lines):
            first.setdefault(self._kin(one), at)
        self.waiting = sorted(lines, key=lambda one: first[self._kin(one)])
        self._show()

    def _kin(self, one: WaitingMark) -> object:
        return one.id if one.id in self.apart or one.id in self.later else one.kin

    def take_focus(self) -> None:
        """Put the keyboard on the first answer, so that arrow keys and numbers work at once."""
        if self.buttons and self.current is not None:
            self.buttons[0].setFocus()

    def press(self, number: str) -> bool:
        """Give the answer with a number; tell whether there is one."""
        at = int(number) - 1
        if self.current is None or not 0 <= at < len(self.choices):
            return False
        self.choose(self.choices[at])
        return True

    def choose(self, choice: Choice) -> None:
        """Keep an answer, leave the row for later, or look at rows alike one by one."""
        current = self.current
        if current is None:
            return
        if not choice.mark:
            if len(self.shown) > 1:
                self.apart |= {one.id for one in self.shown}
            else:
                self.later = [one for one in self.later if one != current.id] + [current.id]
            self.show_lines(self.waiting)
            self.take_focus()
            return
        ids = tuple(self.alike.ticked) if len(self.shown) > 1 else (current.id,)
        if not ids:
            return
        services = self.page.shell.services
        sexes = [current.sexes[int(one.removeprefix(SEX))] for one in current.seen if one.startswith(SEX)]
        sex = sexes[0] if len(sexes) == 1 and choice.mark == WALK_IN else Sex.UNSTATED

        def act() -> Decided:
            return services.scan_decisions.decide_alike(
                ids, choice.mark, band=choice.band, sex=sex, answer=choice.answer
            )

        def done(_decided: Decided) -> None:
            self.decided.append(ids)
            words = _("{row}行目を「{answer}」にしました。").format(row=current.row, answer=choice.word)
            if len(ids) > 1:
                words = _("{count}行を「{answer}」にしました。").format(count=len(ids), answer=choice.word)
            self.page.shell.notice(words, undo=self.take_back)

        self.apart |= {one.id for one in self.shown} - set(ids)
        self.current = None  # a second press of the same key must not decide the next row
        self.page.operate(act, done, busy=list(self.buttons), on_trouble=lambda _trouble: self.page.refetch())

    def take_back(self) -> bool:
        """Let the rows decided last wait again; tell whether there were any."""
        if not self.decided:
            return False
        ids = self.decided.pop()
        services = self.page.shell.services
        self.later = [one for one in self.later if one not in ids]

        def act() -> Decided:
            return services.scan_decisions.take_back_alike(ids)

        self.page.operate(act, lambda _decided: self.page.shell.notice(_("決める前に戻しました。")))
        return True

    def _show(self) -> None:
        kin = [one for one in self.waiting if self._kin(one) == self._kin(self.waiting[0])]
        self.shown = kin[: most_at_once()]
        self.current = self.shown[0] if self.shown else None
        self.undo.setVisible(bool(self.decided))
        self.undo_last.setVisible(bool(self.decided))
        if self.decided:
            self.done_words.setText(_("すべて決まりました。お疲れさまでした。"))
        current = self.current
        if current is None:
            self.pages.show_page(self.nothing)
            if self.decided and self.isVisible():
                self.read_button.setFocus()
            return
        self.pages.show_page(self.card)
        is_one = len(self.shown) == 1
        number = _("第{number}回").format(number=current.number)
        words = _("{title}　{number}　{day}　{page}ページ {row}行目") if is_one else _("{title}　{number}　{day}")
        self.course.setText(
            words.format(
                title=current.course_title,
                number=number,
                day=short_day(current.starts_at),
                page=current.sheet_page,
                row=current.row,
            )
        )
        done = sum(len(ids) for ids in self.decided)
        count = _("{at} / {total} 件目") if is_one else _("{at}～{to} / {total} 件目")
        self.count.setText(count.format(at=done + 1, to=done + len(self.shown), total=done + len(self.waiting)))
        self.name.setText(_name(current) if is_one else _("同じように見える {count}行").format(count=len(self.shown)))
        self.why.set(label(current.doubt), ChipKind.WARN)
        self.was.setText(_was(current))
        self.was.setVisible(bool(self.was.text()))
        self.ask.setText(_question(current, len(self.shown)))
        self.pictures.show_page(self.one if is_one else self.alike)
        if not is_one:
            self.alike.show_rows(self.shown)
        self._show_answers(current)
        self._fetch_pictures(self.shown)

    def _show_answers(self, current: WaitingMark) -> None:
        had_focus = any(button.hasFocus() for button in self.buttons)
        later = _("あとで決める") if len(self.shown) == 1 else _("一つずつ決める")
        self.choices = _choices(current, Choice(later, ""))
        clear(self.answer_row)
        clear(self.rare_row)
        pair: HBox | None = None
        self.buttons = []
        is_paired = sum(choice.mark not in _RARE for choice in self.choices) > _LARGE_FIT
        for at, choice in enumerate(self.choices, 1):
            is_rare = choice.mark in _RARE
            kind = SecondaryButton if choice.mark else QuietButton  # no answer is preselected
            button = kind(
                f"{at}　{choice.word}",
                partial(self.choose, choice),
                size=ButtonSize.OFFICE if is_rare or is_paired else ButtonSize.DOOR,
                accessible_name=_("{word}（{number}のキー）").format(word=choice.word, number=at),
            )
            button.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
            self.buttons.append(button)
            if is_rare:
                self.rare_row.add(button)
            elif not is_paired:
                self.answer_row.add(button)
            elif pair is None:
                pair = HBox(button, spacing=8)
                self.answer_row.add(pair)
            else:
                pair.add(button)
                pair = None
        self.rare.setVisible(self.rare_row.count() > 0)
        if had_focus or self.isVisible():
            self.take_focus()

    def _fetch_pictures(self, shown: Sequence[WaitingMark]) -> None:
        services = self.page.shell.services
        current = shown[0]

        def got(found: dict[UUID, bytes | None]) -> None:
            if [one.id for one in self.shown] != [one.id for one in shown]:
                return
            if len(shown) > 1:
                self.alike.show_pictures(found)
                return
            # Of two papers both strips are large, and the small one above would push the answers down.
            self.row.setVisible(current.focus != (0.0, 1.0) and current.doubt is not Doubt.TWICE)
            self.row.show_jpeg(found[current.id])
            self.large.show_jpeg(found[current.id], current.focus)

        def read() -> dict[UUID, bytes | None]:
            return {one.id: services.scan_decisions.picture(one.id) for one in shown}

        self.page.query(read, got, key="scan picture")


def _name(current: WaitingMark) -> str:
    if current.kind is SheetKind.SURVEY:
        return _("アンケートの質問{number}").format(number=current.row)
    if current.is_walk_in:
        return _("飛び込みの方（{row}行目）").format(row=current.row)
    return _("{name} さん").format(name=current.name or _("お名前のわからない方"))


def _question(current: WaitingMark, count: int) -> str:
    if current.kind is SheetKind.SURVEY:
        return current.question
    if current.is_walk_in:
        return _("どの年代に、しるしがありますか")
    return _("この方は、来ていましたか") if count == 1 else _("✓のついた行の方は、来ていましたか")


def _was(current: WaitingMark) -> str:
    if current.doubt is not Doubt.DIFFERS:
        return ""
    words = {
        PRESENT: _("出席"),
        LATE: _("おくれ"),
        LEFT_EARLY: _("早退"),
        LATE_AND_EARLY: _("おくれて早退"),
        WALK_IN: _("飛び込み"),
        ANSWER: _("答えあり"),
    }
    return _("前に読んだときは「{was}」でした。").format(was=words.get(current.was or "", _("しるしなし")))


def _choices(current: WaitingMark, later: Choice) -> list[Choice]:
    if current.kind is SheetKind.SURVEY:
        answers = [Choice(words, ANSWER, answer=at) for at, words in enumerate(current.choices)]
        return [*answers, Choice(_("答えなし"), NOBODY), later]
    if current.is_walk_in:
        bands = [Choice(band_label(band), WALK_IN, band=band) for band in current.choices]
        return [*bands, Choice(_("数えない"), NOBODY), later]
    return [
        Choice(_("出席"), PRESENT),
        Choice(_("来ていない"), NOBODY),
        later,
        Choice(_("おくれて出席"), LATE),
        Choice(_("早退"), LEFT_EARLY),
        Choice(_("おくれて早退"), LATE_AND_EARLY),
    ]
