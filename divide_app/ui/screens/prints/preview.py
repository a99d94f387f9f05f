"""The live preview of a paper, one page at a time, with zoom."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QSize, Qt, QTimer
from PySide6.QtGui import QKeyEvent, QPixmap, QResizeEvent, QWheelEvent
from PySide6.QtWidgets import QFrame, QLabel, QScrollArea, QWidget

from divide_app.foundation.translation import _
from divide_app.services.papers.prints import MadePrint
from divide_app.ui import theme
from divide_app.ui.background import Lane
from divide_app.ui.printer import Picture, as_image
from divide_app.ui.shell import Screen
from divide_app.ui.widgets.buttons import ButtonSize, QuietButton
from divide_app.ui.widgets.flow import FlowRow
from divide_app.ui.widgets.labels import IconText, Label
from divide_app.ui.widgets.layouts import VBox, sized, together
from divide_app.ui.widgets.states import StateStack

A4_INCHES = (8.268, 11.693)
SCREEN_DPI = 96.0
ZOOMS = (0.5, 0.75, 1.0, 1.25, 1.5, 2.0)
_MARGIN = 14
WARNINGS_SHOWN = 3


def _first_of(warnings: tuple[str, ...]) -> list[str]:
    """Return the first warnings and how many more there are, so that they leave room for the page."""
    shown = list(warnings[:WARNINGS_SHOWN])
    if len(warnings) > WARNINGS_SHOWN:
        shown.append(_("ほか{number}件").format(number=len(warnings) - WARNINGS_SHOWN))
    return shown


class PageArea(QScrollArea):
    """Where the page lies; Ctrl and the wheel zoom, PageUp and PageDown turn."""

    def __init__(
        self, zoom: Callable[[int], object], turn: Callable[[int], object], resized: Callable[[], object]
    ) -> None:
        super().__init__()
        self._zoom, self._turn, self._resized = zoom, turn, resized
        self.page = QLabel()
        self.page.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.setWidget(self.page)
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.setAccessibleName(_("見本のページ"))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Tell that there is another room for the page."""
        super().resizeEvent(event)
        self._resized()

    def set_whole(self, whole: bool) -> None:
        """Scroll only a page that is larger than the room."""
        policy = Qt.ScrollBarPolicy.ScrollBarAlwaysOff if whole else Qt.ScrollBarPolicy.ScrollBarAsNeeded
        self.setHorizontalScrollBarPolicy(policy)
        self.setVerticalScrollBarPolicy(policy)

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Zoom with Ctrl, else scroll."""
        if event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            self._zoom(1 if event.angleDelta().y() > 0 else -1)
            event.accept()
            return
        super().wheelEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Turn pages and zoom by keyboard."""
        match event.key():
            case Qt.Key.Key_PageUp:
                self._turn(-1)
            case Qt.Key.Key_PageDown:
                self._turn(1)
            case Qt.Key.Key_Plus | Qt.Key.Key_Equal:
                self._zoom(1)
            case Qt.Key.Key_Minus:
                self._zoom(-1)
            case _:
                super().keyPressEvent(event)


class Preview(QWidget):
    """Pages of one made paper.

    Attributes:
        states: Empty, loading, trouble or the page.
    """

    def __init__(self, screen: Screen, beside: QWidget) -> None:
        """Show papers of `screen`; `beside` stands in the row of tools."""
        super().__init__()
        self._screen = screen
        self._made: MadePrint | None = None
        self._index = 0
        self._zoom: float | None = None
        self._wait = QTimer(self)
        self._wait.setSingleShot(True)
        self._wait.setInterval(80)
        self._wait.timeout.connect(self._draw)
        self.previous = QuietButton(
            "", lambda: self.turn(-1), icon_name="chevron_left", accessible_name=_("前のページ"), size=ButtonSize.SMALL
        )
        self.following = QuietButton(
            "", lambda: self.turn(1), icon_name="chevron_right", accessible_name=_("次のページ"), size=ButtonSize.SMALL
        )
        self.place = Label("", "soft")
        self.smaller = QuietButton(
            "", lambda: self.zoom(-1), icon_name="minus", accessible_name=_("小さく見る"), size=ButtonSize.SMALL
        )
        self.larger = QuietButton(
            "", lambda: self.zoom(1), icon_name="plus", accessible_name=_("大きく見る"), size=ButtonSize.SMALL
        )
        self.whole = QuietButton(_("全体"), self.show_whole, size=ButtonSize.SMALL)
        self.size_words = Label("", "soft")
        self.warnings = IconText("warning", "", "small", colour="warn")
        self.warnings.hide()
        self.area = PageArea(self.zoom, self.turn, self._resized)
        sized(self.area, least_height=300)
        self.states = StateStack(self.area)
        self.tools = QWidget()
        FlowRow(
            together(self.previous, self.place, self.following, spacing=6),
            beside,
            None,
            together(self.smaller, self.size_words, self.larger, self.whole, spacing=6),
            spacing=6,
            parent=self.tools,
        )
        column = VBox(self.tools, self.warnings, spacing=8, parent=self)
        column.add(self.states, 1)
        theme.watcher().changed.connect(self._wait.start)
        self._say()

    @property
    def index(self) -> int:
        """The page on screen, 0 = first."""
        return self._index

    @property
    def made(self) -> MadePrint | None:
        """The paper on screen."""
        return self._made

    def show_made(self, made: MadePrint) -> None:
        """Show a paper from its first page (or the same page, when it was only made anew)."""
        same = self._made is not None and self._made.subjects == made.subjects and self._made.kind is made.kind
        self._made = made
        self._index = min(self._index, made.pages - 1) if same else 0
        self.warnings.set("\n".join(_first_of(made.warnings)))
        self.warnings.setToolTip("\n".join(made.warnings))
        self.warnings.setVisible(bool(made.warnings))
        self._draw()

    def show_nothing(self, text: str, below: str = "") -> None:
        """Say why there is no page."""
        self.forget()
        self.states.show_empty(text, below=below, icon_name="paper")

    def forget(self) -> None:
        """Have no paper any more; a page still being drawn is dropped."""
        self._made = None
        self.warnings.hide()
        self._say()

    def turn(self, pages: int) -> None:
        """Show another page."""
        if self._made is not None and 0 <= self._index + pages < self._made.pages:
            self._index += pages
            self._draw()
            self.area.verticalScrollBar().setValue(0)

    def zoom(self, steps: int) -> None:
        """Show the page larger or smaller."""
        now = self._scale()
        if steps > 0:
            self._zoom = next((one for one in ZOOMS if one > now + 0.01), ZOOMS[-1])
        else:
            self._zoom = next((one for one in reversed(ZOOMS) if one < now - 0.01), ZOOMS[0])
        self._draw()

    def show_whole(self) -> None:
        """Show the whole page."""
        self._zoom = None
        self._draw()

    def minimumSizeHint(self) -> QSize:
        """Return a small size: a page too large scrolls."""
        return QSize(theme.px(260), super().minimumSizeHint().height())

    def _resized(self) -> None:
        if self._zoom is None:
            self._wait.start()

    def _scale(self) -> float:
        if self._zoom is not None:
            return self._zoom
        room = self.area.size()
        edge = theme.px(_MARGIN)
        across = (room.width() - edge) / (A4_INCHES[0] * SCREEN_DPI)
        down = (room.height() - edge) / (A4_INCHES[1] * SCREEN_DPI)
        return max(0.2, min(across, down))

    def _draw(self) -> None:
        made, index = self._made, self._index
        self.area.set_whole(self._zoom is None)
        self._say()
        if made is None:
            return
        services, ratio = self._screen.shell.services, self.devicePixelRatioF()
        dpi = self._scale() * SCREEN_DPI * ratio

        def show(page: Picture) -> None:
            if self._made is not made:
                return
            picture = QPixmap.fromImage(as_image(page))
            picture.setDevicePixelRatio(ratio)
            self.area.page.setPixmap(picture)
            self.area.page.setAccessibleName(self.place.text())
            self.states.show_content()

        self._screen.query(lambda: services.prints.page(made.pdf, index, dpi), show, key="page", lane=Lane.PAPER)

    def _say(self) -> None:
        made = self._made
        self.tools.setVisible(made is not None)
        if made is None:
            return
        self.place.setText(_("{page} / {pages} ページ").format(page=self._index + 1, pages=made.pages))
        self.previous.setEnabled(self._index > 0)
        self.following.setEnabled(self._index < made.pages - 1)
        scale = self._scale()
        self.size_words.setText(f"{round(scale * 100)}%")
        self.smaller.setEnabled(scale > ZOOMS[0] + 0.01)
        self.larger.setEnabled(scale < ZOOMS[-1] - 0.01)
        self.whole.setEnabled(self._zoom is not None)
