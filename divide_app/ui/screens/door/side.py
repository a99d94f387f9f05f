"""The right side of the door: result, undo, camera, and the state of the package file."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QScrollArea, QWidget

from divide_app.foundation.translation import _
from divide_app.services.door.hall_packages import HallState
from divide_app.ui import theme
from divide_app.ui.screens.door.camera import CameraPanel
from divide_app.ui.screens.door.compact import set_compact
from divide_app.ui.screens.door.one_line import OneLine
from divide_app.ui.screens.door.result import ResultPanel
from divide_app.ui.widgets.buttons import ButtonSize, SecondaryButton
from divide_app.ui.widgets.cards import Card
from divide_app.ui.widgets.follow_focus import follow_focus
from divide_app.ui.widgets.icons import IconLabel
from divide_app.ui.widgets.labels import IconText, Label
from divide_app.ui.widgets.layouts import HBox, VBox

_WIDTH = 380
_SHARE = 0.37
"""Most of the window's width the side may take."""


class DoorSide(QWidget):
    """What just happened, very large; everything below it is always in the same place.

    Attributes:
        result: The panel.
        camera: The mirror; its button stands beside 取り消す.
    """

    def __init__(self, undo: Callable[[], object]) -> None:
        super().__init__()
        self.setObjectName("door_side")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._is_compact = False
        self._has_room = True
        self.result = ResultPanel()
        self.result.told.connect(self.make_room)
        self.undo_button = SecondaryButton(_("取り消す"), undo, size=ButtonSize.DOOR, icon_name="undo")
        self.undo_button.setEnabled(False)
        self.undo_name = OneLine(("small",))
        self.undo_name.hide()
        self.camera = CameraPanel()
        self.camera.turned.connect(lambda _on: self.make_room())
        self.scan_hint = Card(sheet="dashed", margins=12, spacing=6)
        self._scan_picture = IconLabel("door", "text_soft", 32)
        self._scan_words = Label(_("受講票のQRを\nスキャナーで読んでください"), wrap=True)
        self._scan_words.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.scan_hint.body.addWidget(self._scan_picture, 0, Qt.AlignmentFlag.AlignHCenter)
        self.scan_hint.body.add(self._scan_words)
        self.scan_hint.body.add(self.camera)
        self.promise = Label("", "small", wrap=True)
        self.promise.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.behind = IconText(
            "warning",
            _("受付パックのファイルに書けません。受付はこのパソコンに残っています。差し直すと、自動で書きます。"),
            "body",
            colour="warn",
        )
        self.behind.hide()
        content = QWidget()
        content.setObjectName("clear")
        VBox(self.result, None, spacing=0, margins=(0, 0, 2, 0), parent=content)
        area = QScrollArea()
        area.setObjectName("clear")
        area.setFrameShape(QFrame.Shape.NoFrame)
        area.setWidgetResizable(True)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        area.setWidget(content)
        area.viewport().setAutoFillBackground(False)
        self._column = VBox(spacing=12, parent=self)
        self._column.add(follow_focus(area), 1)
        # Outside the scrolled part: the way back is always in the same place.
        self._acts = QWidget()
        row = HBox(spacing=10)
        row.add(self.undo_button, 3)
        row.add(self.camera.button, 2)
        VBox(self.undo_name, row, spacing=4, parent=self._acts)
        for thing in (self._acts, self.scan_hint, self.promise, self.behind):
            self._column.add(thing)
        theme.watcher().changed.connect(self._rescale)
        self._rescale()

    def fit(self, width: int, *, is_compact: bool, has_room: bool) -> None:
        """Take a share of the window's `width`; without `has_room` there is height for nothing but the panel."""
        self.setFixedWidth(min(theme.px(_WIDTH), round(width * _SHARE)))
        self._is_compact, self._has_room = is_compact, has_room
        self.result.set_compact(is_compact)
        for button in (self.undo_button, self.camera.button):
            set_compact(button, is_compact=is_compact)
        self._rescale()
        self.make_room()

    def show_place(self, *, is_hall: bool, is_shared: bool) -> None:
        """Say where the records of this door are kept."""
        if is_hall:
            kept = _("記録はこのパソコンと受付パックにあります。")
        elif is_shared:
            kept = _("記録は、市の共有データベースに保存されています。")
        else:
            kept = _("記録はこのパソコンに保存されています。")
        self.promise.setText(_("この画面に住所・電話番号は出ません。") + "\n" + kept)

    def name_undo(self, name: str) -> None:
        """Say above the button whom it takes back: the panel may tell of somebody else by then."""
        plain = _("取り消す")
        self.undo_name.setText(_("取り消せる受付：{name}さん").format(name=name) if name else "")
        self.undo_name.setVisible(bool(name))
        self.undo_button.setAccessibleName(_("{name}さんの受付を取り消す").format(name=name) if name else plain)

    def show_hall(self, state: HallState | None) -> None:
        """Warn while the package's file could not be written."""
        self.behind.setVisible(state is not None and state.is_behind)
        self.make_room()

    def make_room(self) -> None:
        """Leave out what is only a hint when something more important wants the height."""
        is_asking = bool(self.result.buttons)
        has_camera = self.camera.is_on or self.camera.has_words
        self.camera.is_small = self._is_compact
        self.result.set_beside_camera(has_camera)
        self.camera.setVisible(has_camera)
        # While a question is open on a low screen, its own buttons are the way on and the way back.
        self._acts.setVisible(not (is_asking and self._is_compact))
        self.scan_hint.setVisible(not is_asking and (not self._is_compact or has_camera))
        for part in (self._scan_picture, self._scan_words):
            part.setVisible(not has_camera)
        is_behind = self.behind.isVisibleTo(self)
        is_news = bool(self.result.name.text())
        has_room = self._has_room and not has_camera and not (self._is_compact and is_news)
        self.promise.setVisible(has_room and not is_asking and not is_behind)

    def _rescale(self) -> None:
        left, top, right, bottom = (16, 10, 14, 10) if self._is_compact else (22, 20, 20, 14)
        self._column.setContentsMargins(theme.px(left), theme.px(top), theme.px(right), theme.px(bottom))
        self._column.setSpacing(theme.px(10 if self._is_compact else 14))
