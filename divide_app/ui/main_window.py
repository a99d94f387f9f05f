"""The main window: navigation rail, search line, the current screen, and the notice line."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Sequence
from functools import cached_property, partial
from typing import TYPE_CHECKING, NamedTuple

import shiboken6
from PySide6.QtCore import QEvent, Qt, QTimer, Signal
from PySide6.QtGui import (
    QAction,
    QCloseEvent,
    QDragEnterEvent,
    QDropEvent,
    QFontMetrics,
    QKeySequence,
    QResizeEvent,
    QShortcut,
)
from PySide6.QtWidgets import (
    QApplication,
    QLabel,
    QMainWindow,
    QScrollArea,
    QSizePolicy,
    QStackedWidget,
    QWidget,
)

from divide_app.foundation.translation import _
from divide_app.ui import theme
from divide_app.ui.background import Background, Job, WorldTrouble
from divide_app.ui.dropping import dropped_file
from divide_app.ui.rail import Rail
from divide_app.ui.shell import Notice, Screen, ScreenEntry, Search, SearchHit, Shell
from divide_app.ui.wanted import Wanted
from divide_app.ui.widgets.buttons import ButtonSize, SecondaryButton
from divide_app.ui.widgets.cards import Card
from divide_app.ui.widgets.fields import ChoiceBox, SearchField
from divide_app.ui.widgets.focus_ring import FocusRing
from divide_app.ui.widgets.labels import Label
from divide_app.ui.widgets.layouts import Grid, HBox, VBox, scrolled, sized
from divide_app.ui.widgets.notices import NoticeBar

if TYPE_CHECKING:
    from divide_app.ui.screen_reader import ScreenReader
    from divide_app.ui.search_popup import SearchPopup


_FIND_WIDTH = 330
"""Greatest width of the search line in pixels at 100 %, more where its placeholder needs it."""
_FIND_EDGES = 84
"""What stands around the placeholder and the keys: magnifier, edges and gaps, pixels at 100 %."""
_NARROW_BELOW = 1000
"""Width of the window in pixels at 100 % below which the rail puts its words under the icons."""


class FindField(SearchField):
    """The search line of the frame, which shows its own keys while there is room."""

    def __init__(self, placeholder: str) -> None:
        super().__init__(placeholder)
        self._keys = QLabel("Ctrl K")
        self._keys.setObjectName("shortcut")
        self._keys.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        row = HBox(None, margins=(0, 0, 8, 0), parent=self)
        row.addWidget(self._keys, 0, Qt.AlignmentFlag.AlignVCenter)
        sized(self, least_width=110)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.textChanged.connect(lambda _text: self._show_keys())
        self._rescale()
        theme.watcher().changed.connect(self._rescale)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Hide the keys when they would lie on the words."""
        super().resizeEvent(event)
        self._show_keys()

    def _rescale(self) -> None:
        self.setMaximumWidth(max(theme.px(_FIND_WIDTH), self._room_for_keys()))
        self._show_keys()

    def _room_for_keys(self) -> int:
        """Return the width at which magnifier, placeholder and keys stand beside each other."""
        words = QFontMetrics(theme.font()).horizontalAdvance(self.placeholderText())
        keys = QFontMetrics(theme.font("small")).horizontalAdvance(self._keys.text())
        return words + keys + theme.px(_FIND_EDGES)

    def _show_keys(self) -> None:
        self._keys.setVisible(not self.text() and self.width() >= self._room_for_keys())


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
        QShortcut(QKeySequence(Qt.Key.Key_Escape), self, self.close)
        theme.dress(self)
        self.adjustSize()
        self.move((parent.width() - self.width()) // 2, (parent.height() - self.height()) // 3)
        self.show()
        self.raise_()
        close.setFocus()


class _Desk(NamedTuple):
    """One person's screens in this window."""

    screens: dict[str, Screen]
    holders: dict[str, QScrollArea]
    current: str
    is_bare: bool = False

    def may_leave(self) -> bool:
        """Tell whether nothing unsaved stands there."""
        return not self.current or self.screens[self.current].may_leave()


class MainWindow(QMainWindow):
    """The window. Screens are made when first shown, so that the frame is on screen at once.

    Attributes:
        reader: Imports screens ahead, off this thread; None = each is imported when it is made.

    Signals:
        painted: The frame is being drawn for the first time.
    """

    painted = Signal()
    reader: ScreenReader | None = None
    _is_painted = False

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
        self._owner: Hashable = None
        """Who the screens here belong to; None while nobody has signed in."""
        self._aside: dict[Hashable, _Desk] = {}
        """What others left on screen when somebody else signed in here: typed words wait for them."""
        self._closes_anyway = False
        self._is_bare = False
        self._drawn_for = self.devicePixelRatioF()
        self.is_waiting = False
        """The place is still being opened: no screen could show anything yet."""
        self._only = ""
        """The one screen there is at a hall's PC, "" at the office."""
        self._help: HelpPanel | None = None
        self._before_help: QWidget | None = None
        """What had the keyboard when the help was opened."""
        self.setWindowTitle(_("かけはし"))
        self.rail = Rail(entries, self.navigate)
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
        self._layers = QStackedWidget()
        self._layers.setObjectName("page")
        self._layers.addWidget(content)
        for part in (self.rail, self.top_line, self.notice_line):
            theme.dress(part)
        self._cover: QWidget | None = None
        self.setCentralWidget(self._layers)
        self.setAcceptDrops(True)
        self.set_user(user)
        self._search = search
        self.focus_ring = FocusRing(self)
        self._connect(shell, shell.background)
        self._make_actions()
        theme.watcher().changed.connect(self._share_width)

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

    def keep_to(self, key: str) -> None:
        """Leave this screen only: at a hall's PC, and for volunteers, whose place is the door; "" brings all back."""
        self._only = key
        for part in (self.rail, self.year_box, self.search_field):
            part.setVisible(not key)

    def start(self) -> None:
        """Show the first screen."""
        first = self._only or next(iter(self._entries), "")
        if first:
            self.navigate(first)

    def give_to(self, owner: Hashable, *, takes_over: bool) -> bool:
        """Show the screens of somebody else, as they left them; those of who was here wait out of sight for them.

        Args:
            owner: Who is here now, and in which role.
            takes_over: They may see what nobody's screens show, those of before anybody signed in.

        Returns:
            Whether other screens are shown now.
        """
        before, self._owner = self._owner, owner
        if before == owner or not self._current:
            return False
        if before is None:
            if not takes_over:
                self.begin_anew()
            return not takes_over
        self._aside[before] = _Desk(self._screens, self._holders, self._current, self._is_bare)
        for holder in self._holders.values():
            self.screen_area.removeWidget(holder)
            holder.hide()
        self.notice_bar.clear()
        desk = self._aside.pop(owner, _Desk({}, {}, ""))
        self._screens, self._holders, self._current = desk.screens, desk.holders, desk.current
        self.set_bare(desk.is_bare)
        for holder in self._holders.values():
            self.screen_area.addWidget(holder)
        self.refetch()  # what changed meanwhile was not told to them
        if desk.current and self._only in {"", desk.current}:
            self._current = ""
            self.navigate(desk.current)
        else:
            self.start()
        return True

    def refetch(self) -> None:
        """Let every screen read its data again, now or when it is next shown."""
        for screen in self._screens.values():
            screen.refetch()

    def begin_anew(self) -> None:
        """Let every screen go, with what it shows: another person signed in, who may see less."""
        for desk in (_Desk(self._screens, self._holders, ""), *self._aside.values()):
            for holder in desk.holders.values():
                self.screen_area.removeWidget(holder)
                holder.hide()
                holder.deleteLater()
        self._screens, self._holders, self._aside = {}, {}, {}
        self._current = ""
        self.set_bare(False)
        self.notice_bar.clear()
        self.start()

    def navigate(self, key: str, **arguments: object) -> None:
        """Show a screen, made now if this is the first time; one still to be imported follows in a moment.

        Raises:
            KeyError: No screen has this key.
        """
        entry = self._entries[key]
        if self.is_waiting or self._only not in {"", key}:
            return
        before = self.current_screen
        if before is not None and key != self._current and not before.may_leave():
            self.rail.mark(self._current)
            return
        if self.reader is not None:
            if before is not None and not self.reader.is_read(key):
                self.rail.mark(key)
                self.reader.read_first(key, partial(self.navigate, key, **arguments))
                return
            self.reader.want_nothing()
        screen = self._screens.get(key)
        if screen is None:
            screen = entry.factory(self.shell)
            self._screens[key] = screen
            # A screen that needs more room than there is (large text) scrolls; it never makes the window grow.
            holder = scrolled(screen)
            holder.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAsNeeded)
            self._holders[key] = holder
            self.screen_area.addWidget(holder)
            theme.dress(holder)
        if key != self._current:
            self.notice_bar.leave()
        if arguments:
            screen.open(**arguments)
        self._current = key
        self.rail.mark(key)
        self._name_window()
        self.screen_area.setCurrentWidget(self._holders[key])
        if self._cover is None:
            screen.take_keyboard()

    def set_user(self, name: str) -> None:
        """Show who is signed in; without users there is nobody to show."""
        self.user_label.setText(name)
        self.user_label.setVisible(bool(name))
        # Where nobody signs in nothing is locked: whoever comes by brings the window back.
        self.lock_button.setText(_("画面ロック") if name else _("画面を隠す"))

    def set_bare(self, bare: bool) -> None:
        """Hide everything around the screen, or bring it back."""
        self._is_bare = bare
        for part in (self.rail, self.top_line, self.notice_line):
            part.setVisible(not bare and not (part is self.rail and self._only))

    @property
    def cover_on_top(self) -> QWidget | None:
        """What hides everything (first start, 画面ロック), or None."""
        return self._cover

    def cover(self, cover: QWidget) -> None:
        """Hide everything behind `cover` until `uncover`: no key of the frame works meanwhile, no name is in sight."""
        self.uncover()
        if self._help is not None:
            self._help.close()
        if "popup" in self.__dict__:
            self.popup.hide()
        if self.reader is not None:
            self.reader.want_nothing()
            self.rail.mark(self._current)
        self._cover = cover
        self._layers.addWidget(cover)
        theme.dress(cover)
        self._layers.setCurrentWidget(cover)
        for action in self.actions():
            action.setEnabled(False)
        self.setWindowTitle(_("かけはし"))
        cover.setFocus()

    def uncover(self) -> None:
        """Take the cover away and show what was there."""
        cover, self._cover = self._cover, None
        if cover is None:
            return
        self._layers.setCurrentIndex(0)
        self._layers.removeWidget(cover)
        cover.deleteLater()
        for action in self.actions():
            action.setEnabled(True)
        screen = self.current_screen
        if screen is not None:
            self._name_window()
            screen.take_keyboard()

    def show_help(self) -> None:
        """Show the keys, or put the panel away."""
        if self._help is not None:
            self._help.close()
            return
        lines = [
            ("Alt+1 〜 9", _("左の画面へ移る（左の一覧では ↑ ↓ と Enter）")),
            ("Ctrl+K", _("人・講座・会場・日付をさがす")),
            ("F5", _("最新にする")),
            ("Ctrl+Z", _("お知らせの操作を元に戻す")),
            ("Tab", _("次へ進む（Shift+Tab で戻る）")),
            ("F1", _("この説明を出す・消す")),
        ]
        screen = self.current_screen
        self._before_help = self.focusWidget()
        self._help = HelpPanel([*lines, *(screen.help_lines() if screen else [])], self)
        self._help.destroyed.connect(self._help_closed)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Take a list dropped anywhere on the window, as long as nothing covers it."""
        if dropped_file(event) is not None and self._cover is None and "imports" in self._entries:
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        """Begin to bring the file in."""
        file = dropped_file(event)
        if file is not None and self._cover is None:
            event.acceptProposedAction()
            self.navigate("imports", file=file)

    def focusNextPrevChild(self, forward: bool) -> bool:
        """Move with Tab, which shows where the keyboard is."""
        self.focus_ring.keys_used()
        return super().focusNextPrevChild(forward)

    def changeEvent(self, event: QEvent) -> None:
        """Keep the program's fonts when the system's theme changes."""
        app = QApplication.instance()
        if event.type() is QEvent.Type.ThemeChange and isinstance(app, QApplication):
            theme.keep_fonts(app)
        super().changeEvent(event)

    def event(self, event: QEvent) -> bool:
        """Say when the frame is drawn first, and draw every picture anew on a monitor of another scale."""
        if event.type() is QEvent.Type.Paint and not self._is_painted:
            self._is_painted = True
            self.painted.emit()
        if event.type() is QEvent.Type.DevicePixelRatioChange and self.devicePixelRatioF() != self._drawn_for:
            self._drawn_for = self.devicePixelRatioF()
            QTimer.singleShot(0, self, theme.watcher().changed.emit)
        return super().event(event)

    def closeEvent(self, event: QCloseEvent) -> None:
        """Ask the screen on top, then let the window go."""
        screen = self.current_screen
        if screen is not None and not screen.may_leave():
            event.ignore()
            return
        if not self._closes_anyway and any(not desk.may_leave() for desk in self._aside.values()):
            event.ignore()
            self.notice_bar.say(
                _("前にサインインした方の、保存していない入力があります。閉じると消えます。"),
                "warn",
                _("それでも閉じる"),
                self._close_anyway,
            )
            return
        super().closeEvent(event)

    def _close_anyway(self) -> None:
        self._closes_anyway = True
        self.close()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Put the search list away: its place is another one now."""
        if "popup" in self.__dict__:
            self.popup.hide()
        super().resizeEvent(event)
        self._share_width()

    def _name_window(self) -> None:
        self.setWindowTitle(_("{screen} - かけはし").format(screen=self._entries[self._current].title))

    def _share_width(self) -> None:
        # With the largest text on a small screen the rail would take a quarter of the width.
        self.rail.set_narrow(self.width() < theme.px(_NARROW_BELOW))

    def _make_top_line(self, years: Sequence[tuple[int, str]], office: str) -> QWidget:
        line = QWidget()
        line.setObjectName("top_line")
        line.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        sized(line, height=theme.tokens().size["top_line"])
        self.office_label = QLabel(office)
        self.office_label.setObjectName("office")
        self.year_box: ChoiceBox[int] = ChoiceBox(years, accessible_name=_("年度"))
        self.year_box.set_value(self.shell.fiscal_year)
        self.search_field = FindField(_("人・講座・会場・日付をさがす"))
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
        shell.navigated.connect(self._follow)
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
        def by_key(act: Callable[[], object]) -> None:
            self.focus_ring.keys_used()
            act()

        def add(keys: str, act: Callable[[], object]) -> None:
            action = QAction(self)
            action.setShortcut(QKeySequence(keys))
            action.triggered.connect(lambda _checked=False: by_key(act))
            self.addAction(action)

        for place, key in enumerate(list(self.rail.buttons)[:9]):
            add(f"Alt+{place + 1}", lambda key=key: self.navigate(key))  # type: ignore[misc]
        add("Ctrl+K", self._focus_search)
        add("F5", self._refresh)
        add("F1", self.show_help)
        add("Ctrl+Z", self._undo)
        add("Ctrl+Y", self._redo)
        add("Ctrl+Shift+Z", self._redo)

    def _commands(self) -> list[SearchHit]:
        return [
            SearchHit(_("画面"), entry.title, _("画面をひらく"), icon=entry.icon, act=partial(self.navigate, entry.key))
            for entry in self._entries.values()
        ] + [
            SearchHit(_("画面"), words, entry.title, icon=entry.icon, wanted=wanted)
            for entry in self._entries.values()
            for words, wanted in entry.pages
        ]

    def _follow(self, wanted: Wanted) -> None:
        self.navigate(wanted.screen, **wanted.arguments)

    def _focus_search(self) -> None:
        if not self.search_field.isVisible():
            return
        self.search_field.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.search_field.selectAll()

    def _refresh(self) -> None:
        screen = self.current_screen
        if screen is not None:
            screen.refetch()

    def _undo(self) -> None:
        screen = self.current_screen
        if self._cover is None and (screen is None or not screen.take_back()):
            self.notice_bar.act_if_seen()

    def _redo(self) -> None:
        screen = self.current_screen
        if screen is not None:
            screen.do_again()

    def _year_changed(self, year: int) -> None:
        self.year_box.set_value(year)
        self.refetch()

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
        """Give the keyboard back: Qt would hand it to whatever comes next in the order of Tab."""
        self._help = None
        before, self._before_help = self._before_help, None
        if not self.isVisible() or self._cover is not None:
            return
        if before is not None and shiboken6.isValid(before) and before.isVisible():
            before.setFocus()
        elif self.current_screen is not None:
            self.current_screen.take_keyboard()
