"""The frame: rail at the left, one line at the top, the screen, and one quiet line for notices."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import cached_property
from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QAction, QCloseEvent, QKeySequence, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import (
    QApplication,
    QLabel,
    QMainWindow,
    QPushButton,
    QScrollArea,
    QSizePolicy,
    QStackedWidget,
    QWidget,
)

from divide_app.foundation.translation import _
from divide_app.ui import theme
from divide_app.ui.background import Background, Job, WorldTrouble
from divide_app.ui.shell import Notice, Screen, ScreenEntry, Search, SearchHit, Shell
from divide_app.ui.widgets.buttons import ButtonSize, SecondaryButton
from divide_app.ui.widgets.cards import Card
from divide_app.ui.widgets.fields import ChoiceBox, SearchField
from divide_app.ui.widgets.focus_ring import FocusRing
from divide_app.ui.widgets.icons import pixmap
from divide_app.ui.widgets.labels import Label
from divide_app.ui.widgets.layouts import Grid, HBox, VBox, scrolled, sized
from divide_app.ui.widgets.notices import NoticeBar

if TYPE_CHECKING:
    from divide_app.ui.search_popup import SearchPopup


class RailButton(QPushButton):
    """Icon, word and a number of things waiting; the chosen one is marked by ground, weight and colour."""

    def __init__(self, entry: ScreenEntry, shortcut: str) -> None:
        super().__init__(entry.title)
        self._icon_name = entry.icon
        self._number = 0
        self.setCheckable(True)
        self.setAutoExclusive(False)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setToolTip(f"{entry.title}  {shortcut}" if shortcut else entry.title)
        self._name()
        theme.watcher().changed.connect(self.updateGeometry)

    def set_number(self, number: int) -> None:
        """Show how many things wait there; 0 shows none."""
        self._number = number
        self._name()
        self.update()

    def _name(self) -> None:
        told = _("{title}、{number}件").format(title=self.text(), number=self._number) if self._number else self.text()
        self.setAccessibleName(told)

    def sizeHint(self) -> QSize:
        """Return 44 px of height at 100 %."""
        return QSize(theme.px(180), theme.px(theme.tokens().size["rail_button"]))

    def minimumSizeHint(self) -> QSize:
        """Return the same height."""
        return QSize(theme.px(120), theme.px(theme.tokens().size["rail_button"]))

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw ground, icon, word and number."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        here = self.isChecked()
        if here or self.underMouse():
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(theme.colour("accent_soft" if here else "hover"))
            if here and theme.colour("accent_edge") != theme.colour("accent_soft"):
                painter.setPen(theme.colour("accent_edge"))
            radius = theme.px(theme.tokens().radius["control"])
            painter.drawRoundedRect(self.rect().adjusted(0, 0, -1, -1), radius, radius)
        tint = "accent" if here else "text_soft"
        edge = theme.px(20)
        middle = (self.height() - edge) // 2
        painter.drawPixmap(theme.px(12), middle, pixmap(self._icon_name, tint, 20))
        painter.setFont(theme.font(bold=here))
        painter.setPen(theme.colour("accent" if here else "text"))
        words = self.rect().adjusted(theme.px(42), 0, -theme.px(8), 0)
        painter.drawText(words, int(Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft), self.text())
        if self._number:
            self._paint_number(painter)
        painter.end()

    def _paint_number(self, painter: QPainter) -> None:
        text = str(self._number) if self._number < 100 else "99+"
        painter.setFont(theme.font("badge", bold=True))
        width = max(painter.fontMetrics().horizontalAdvance(text) + theme.px(12), theme.px(22))
        place = self.rect()
        place.setRect(self.width() - width - theme.px(12), (self.height() - theme.px(20)) // 2, width, theme.px(20))
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.colour("badge"))
        painter.drawRoundedRect(place, theme.px(10), theme.px(10))
        painter.setPen(theme.colour("on_badge"))
        painter.drawText(place, int(Qt.AlignmentFlag.AlignCenter), text)


class FindField(SearchField):
    """The search line of the frame, which shows its own keys while there is room."""

    def __init__(self, placeholder: str) -> None:
        super().__init__(placeholder)
        self._keys = QLabel("Ctrl K")
        self._keys.setObjectName("shortcut")
        self._keys.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        row = HBox(None, margins=(0, 0, 8, 0), parent=self)
        row.addWidget(self._keys, 0, Qt.AlignmentFlag.AlignVCenter)
        sized(self, least_width=110, most_width=330)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.textChanged.connect(lambda _text: self._show_keys())

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Hide the keys when they would lie on the words."""
        super().resizeEvent(event)
        self._show_keys()

    def _show_keys(self) -> None:
        self._keys.setVisible(not self.text() and self.width() >= theme.px(290))


class Rail(QWidget):
    """The buttons at the left."""

    def __init__(self, entries: Sequence[ScreenEntry], go: Callable[[str], None]) -> None:
        super().__init__()
        self.setObjectName("rail")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setAccessibleName(_("画面の一覧"))
        sized(self, width=theme.tokens().size["rail"])
        brand, words = QLabel(_("かけはし")), QLabel(_("講座の予定・受付・報告"))
        brand.setObjectName("brand")
        words.setObjectName("brand_words")
        column = VBox(
            VBox(brand, words, spacing=0, margins=(12, 0, 0, 14)), spacing=2, margins=(8, 14, 8, 12), parent=self
        )
        self.buttons: dict[str, RailButton] = {}
        shown = [entry for entry in entries if entry.in_rail]
        upper = [entry for entry in shown if not entry.at_bottom]
        lower = [entry for entry in shown if entry.at_bottom]
        for place, entry in enumerate([*upper, *lower]):
            if entry in lower and not any(seen in lower for seen in shown[:place] if seen.key in self.buttons):
                column.add(None)
            shortcut = f"Alt+{place + 1}" if place < 9 else ""
            button = RailButton(entry, shortcut)
            button.clicked.connect(lambda _checked=False, key=entry.key: go(key))
            self.buttons[entry.key] = button
            column.add(button)
        if not lower:
            column.add(None)

    def mark(self, key: str) -> None:
        """Show which screen is on."""
        for name, button in self.buttons.items():
            button.setChecked(name == key)


class HelpPanel(Card):
    """F1: the keys of the frame and of the screen on top, in a panel over the screen."""

    def __init__(self, lines: Sequence[tuple[str, str]], parent: QWidget) -> None:
        super().__init__(_("キーの使い方"), sheet="popup", parent=parent)
        grid = Grid(spacing=16, row_spacing=6)
        for row, (keys, what) in enumerate(lines):
            grid.addWidget(Label(keys, "strong"), row, 0)
            grid.addWidget(Label(what), row, 1)
        self.body.add(grid)
        close = SecondaryButton(_("閉じる"), self.close)
        self.body.add(HBox(None, close))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.adjustSize()
        self.move((parent.width() - self.width()) // 2, (parent.height() - self.height()) // 3)
        self.show()
        self.raise_()
        close.setFocus()


class MainWindow(QMainWindow):
    """The window. Screens are made when first shown, so that the frame is on screen at once."""

    def __init__(
        self,
        shell: Shell,
        entries: Sequence[ScreenEntry],
        *,
        years: Sequence[tuple[int, str]],
        search: Search,
        office: str = "",
        user: str = "",
    ) -> None:
        """Build the frame.

        Args:
            shell: What screens get.
            entries: The screens, in the order of the rail; the first is shown at `start`.
            years: Fiscal years to choose from, with their words (令和8年度).
            search: Finds people, courses and sessions for Ctrl+K; runs on the database thread.
            office: Name of the office.
            user: Who is signed in, "" when the office has no users.
        """
        super().__init__()
        self.shell = shell
        self._entries = {entry.key: entry for entry in entries}
        self._screens: dict[str, Screen] = {}
        self._holders: dict[str, QScrollArea] = {}
        self._current = ""
        self._help: HelpPanel | None = None
        self.setWindowTitle(_("かけはし"))
        self.rail = Rail(entries, self._go)
        self.top_line = self._make_top_line(years, office)
        self.screen_area = QStackedWidget()
        self.screen_area.setObjectName("page")
        self.notice_bar = NoticeBar()
        self.notice_line = QWidget()
        self.notice_line.setObjectName("notice_line")
        self.notice_line.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        sized(self.notice_line, height=theme.tokens().size["notice_line"])
        HBox(self.notice_bar, spacing=0, margins=(0, 24), parent=self.notice_line)
        content = QWidget()
        right = VBox(self.top_line, spacing=0)
        right.add(self.screen_area, 1)
        right.add(self.notice_line)
        HBox(self.rail, spacing=0, parent=content).add(right, 1)
        self.setCentralWidget(content)
        self.set_user(user)
        self._search = search
        self.focus_ring = FocusRing(self)
        self._connect(shell, shell.background)
        self._make_actions()

    @cached_property
    def popup(self) -> SearchPopup:
        """The list under the search line, made when the first letter is typed: it needs the table kit."""
        from divide_app.ui.search_popup import SearchPopup

        return SearchPopup(self.search_field, self.shell, self._search, self._commands())

    @property
    def current_key(self) -> str:
        """Key of the screen on top, "" before `start`."""
        return self._current

    @property
    def current_screen(self) -> Screen | None:
        """The screen on top."""
        return self._screens.get(self._current)

    def start(self) -> None:
        """Show the first screen."""
        first = next(iter(self._entries), "")
        if first:
            self.navigate(first, {})

    def navigate(self, key: str, arguments: dict[str, object]) -> None:
        """Show a screen, made now if this is the first time.

        Raises:
            KeyError: No screen has this key.
        """
        entry = self._entries[key]
        before = self.current_screen
        if before is not None and key != self._current and not before.may_leave():
            self.rail.mark(self._current)
            return
        screen = self._screens.get(key)
        if screen is None:
            screen = entry.factory(self.shell)
            self._screens[key] = screen
            # A screen that needs more room than there is (large text) scrolls; it never makes the window grow.
            holder = scrolled(screen)
            holder.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAsNeeded)
            self._holders[key] = holder
            self.screen_area.addWidget(holder)
        if arguments:
            screen.open(**arguments)
        self._current = key
        self.rail.mark(key)
        self.setWindowTitle(_("{screen} - かけはし").format(screen=entry.title))
        self.screen_area.setCurrentWidget(self._holders[key])

    def set_user(self, name: str) -> None:
        """Show who is signed in; without users there is nobody to show and nothing to lock."""
        self.user_label.setText(name)
        self.user_label.setVisible(bool(name))
        self.lock_button.setVisible(bool(name))

    def set_bare(self, bare: bool) -> None:
        """Hide everything around the screen, or bring it back."""
        for part in (self.rail, self.top_line, self.notice_line):
            part.setVisible(not bare)

    def show_help(self) -> None:
        """Show the keys, or put the panel away."""
        if self._help is not None:
            self._help.close()
            return
        lines = [
            ("Alt+1 〜 9", _("左の画面へ移る")),
            ("Ctrl+K", _("人・講座・回をさがす")),
            ("F5", _("最新にする")),
            ("Ctrl+Z", _("お知らせの操作を元に戻す")),
            ("Tab", _("次へ進む（Shift+Tab で戻る）")),
            ("F1", _("この説明を出す・消す")),
        ]
        screen = self.current_screen
        self._help = HelpPanel([*lines, *(screen.help_lines() if screen else [])], self)
        self._help.destroyed.connect(self._help_closed)

    def closeEvent(self, event: QCloseEvent) -> None:
        """Ask the screen on top, then let the window go."""
        screen = self.current_screen
        if screen is not None and not screen.may_leave():
            event.ignore()
            return
        super().closeEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Put the search list away: its place is another one now."""
        if "popup" in self.__dict__:
            self.popup.hide()
        super().resizeEvent(event)

    def _make_top_line(self, years: Sequence[tuple[int, str]], office: str) -> QWidget:
        line = QWidget()
        line.setObjectName("top_line")
        line.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        sized(line, height=theme.tokens().size["top_line"])
        self.office_label = QLabel(office)
        self.office_label.setObjectName("office")
        self.year_box: ChoiceBox[int] = ChoiceBox(years, accessible_name=_("年度"))
        self.year_box.set_value(self.shell.fiscal_year)
        self.search_field = FindField(_("人・講座・回をさがす"))
        self.user_label = Label("", "soft")
        self.lock_button = SecondaryButton(_("画面ロック"), self.shell.lock_requested.emit, size=ButtonSize.SMALL)
        row = HBox(self.office_label, self.year_box, None, spacing=16, margins=(0, 20), parent=line)
        row.add(self.search_field, 50)
        row.add(self.user_label)
        row.add(self.lock_button)
        return line

    def _connect(self, shell: Shell, background: Background) -> None:
        self.year_box.picked.connect(lambda year: shell.set_fiscal_year(int(year)))
        self.search_field.textChanged.connect(lambda _text: self.popup)
        shell.fiscal_year_changed.connect(self._year_changed)
        shell.noticed.connect(self._notice)
        shell.navigated.connect(self.navigate)
        shell.badge_changed.connect(self._badge)
        shell.bare_changed.connect(self.set_bare)
        shell.user_changed.connect(self.set_user)
        shell.office_changed.connect(self.office_label.setText)
        background.data_changed.connect(self._data_changed)
        background.trouble.connect(self._trouble)
        background.long_started.connect(self._long_started)
        background.long_stepped.connect(lambda _job, done, total: self.notice_bar.step_work(done, total))
        background.long_ended.connect(lambda _job: self.notice_bar.end_work())

    def _make_actions(self) -> None:
        def add(keys: str, act: Callable[[], object]) -> None:
            action = QAction(self)
            action.setShortcut(QKeySequence(keys))
            action.triggered.connect(lambda _checked=False: act())
            self.addAction(action)

        for place, key in enumerate(list(self.rail.buttons)[:9]):
            add(f"Alt+{place + 1}", lambda key=key: self._go(key))  # type: ignore[misc]
        add("Ctrl+K", self._focus_search)
        add("F5", self._refresh)
        add("F1", self.show_help)
        add("Ctrl+Z", self.notice_bar.act)

    def _commands(self) -> list[SearchHit]:
        return [
            SearchHit(_("画面"), entry.title, _("画面をひらく"), icon=entry.icon, screen=entry.key)
            for entry in self._entries.values()
            if entry.in_rail
        ]

    def _go(self, key: str) -> None:
        self.navigate(key, {})

    def _focus_search(self) -> None:
        if not self.top_line.isVisible():
            return
        self.search_field.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.search_field.selectAll()

    def _refresh(self) -> None:
        screen = self.current_screen
        if screen is not None:
            screen.refetch()

    def _year_changed(self, year: int) -> None:
        self.year_box.set_value(year)
        for screen in self._screens.values():
            screen.refetch()

    def _data_changed(self, changes: object) -> None:
        if isinstance(changes, frozenset):
            for screen in self._screens.values():
                screen.on_changes(changes)

    def _notice(self, notice: object) -> None:
        if isinstance(notice, Notice):
            self.notice_bar.say(notice.text, notice.kind, notice.action_text, notice.action)

    def _trouble(self, trouble: object) -> None:
        if isinstance(trouble, WorldTrouble):
            word = _("もう一度") if trouble.retry is not None else ""
            self.notice_bar.say(trouble.text, "trouble", word, trouble.retry)

    def _badge(self, key: str, number: int) -> None:
        button = self.rail.buttons.get(key)
        if button is not None:
            button.set_number(number)

    def _long_started(self, job: object) -> None:
        if isinstance(job, Job):
            self.notice_bar.show_work(job.title, job.cancel)

    def _help_closed(self) -> None:
        self._help = None
        if self.isVisible() and QApplication.focusWidget() is None:
            self.screen_area.setFocus()
