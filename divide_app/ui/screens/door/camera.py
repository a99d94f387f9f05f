"""The camera at the door: a mirrored preview, and each ticket in sight reported once."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from typing import cast

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QImage, QPixmap
from PySide6.QtWidgets import QLabel, QWidget

from divide_app.foundation.problems import EnvironmentProblem
from divide_app.foundation.translation import _
from divide_app.services.door.camera import AGAIN_AFTER_S, CameraPicture, watch_camera
from divide_app.ui import theme
from divide_app.ui.screens.door.compact import set_compact
from divide_app.ui.widgets.buttons import ButtonSize, QuietButton, SecondaryButton
from divide_app.ui.widgets.labels import IconText
from divide_app.ui.widgets.layouts import HBox, VBox
from divide_app.wording.sentences import sentence

_MIRROR = 320
"""Width of the mirror in pixels at 100 %."""
_CAMERAS = 4
"""A laptop has one or two; numbers from here on are not tried."""


class _Watcher(QObject):
    """Carries pictures from the camera's thread to the window's.

    Signals:
        seen: A `CameraPicture`.
        failed: A sentence.
    """

    seen = Signal(CameraPicture)
    failed = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self._over = threading.Event()
        self._thread: threading.Thread | None = None

    def start(self, source: int | str) -> None:
        """Begin to watch; the thread gets plain values and bound signals only."""
        self._thread = threading.Thread(
            target=_read_camera, args=(source, self._over, self.seen.emit, self.failed.emit), name="camera", daemon=True
        )
        self._thread.start()

    def stop(self) -> None:
        """Let the camera go, and wait until it has gone: another program may want it."""
        self._over.set()
        if self._thread is not None:
            self._thread.join(timeout=2.0)
            self._thread = None


def _read_camera(
    source: int | str,
    over: threading.Event,
    on_picture: Callable[[CameraPicture], object],
    on_trouble: Callable[[str], object],
) -> None:
    try:
        watch_camera(source, over.is_set, on_picture)
    except EnvironmentProblem as problem:
        if not over.is_set():
            on_trouble(sentence(problem))


class CameraPanel(QWidget):
    """The mirror and a sentence when there is no camera; the button that opens it stands where the screen wants it.

    Attributes:
        button: Opens and closes the camera.
        source: Number of the camera (or a film's file).

    Signals:
        scanned: What the code on a ticket says.
        turned: The camera was opened or closed.
    """

    scanned = Signal(str)
    turned = Signal(bool)

    def __init__(self) -> None:
        super().__init__()
        self.source: int | str = 0
        self._watcher: _Watcher | None = None
        self._seen_at: dict[str, float] = {}
        self.is_small = False
        """There is little height: the mirror takes half the width."""
        self.button = SecondaryButton(
            _("カメラ"), self.toggle, size=ButtonSize.DOOR, icon_name="camera", accessible_name=_("カメラで読みとる")
        )
        self.mirror = QLabel()
        self.mirror.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.mirror.setAccessibleName(_("カメラにうつっているもの"))
        self.mirror.hide()
        self.trouble = IconText("camera", "", "small", colour="trouble")
        self.trouble.hide()
        self.other = QuietButton(_("別のカメラ"), self.try_other, size=ButtonSize.DOOR)
        set_compact(self.other, is_compact=True)
        self.other.hide()
        column = VBox(self.mirror, self.trouble, spacing=8, parent=self)
        column.add(HBox(None, self.other))

    @property
    def has_words(self) -> bool:
        """Whether a sentence about trouble stands here."""
        return not self.trouble.isHidden()

    @property
    def is_on(self) -> bool:
        """Whether the camera is open."""
        return self._watcher is not None

    def toggle(self) -> None:
        """Open the camera, or let it go."""
        if self.is_on:
            self.stop()
        else:
            self.start()

    def start(self) -> None:
        """Open the camera."""
        self.trouble.hide()
        self._watcher = _Watcher()
        self._watcher.seen.connect(self._saw)
        self._watcher.failed.connect(self._failed)
        self._watcher.start(self.source)
        self.button.setText(_("とじる"))
        self.mirror.setText(_("カメラを開いています…"))
        self.mirror.show()
        self.turned.emit(True)

    def stop(self) -> None:
        """Let the camera go."""
        watcher, self._watcher = self._watcher, None
        if watcher is None:
            return
        watcher.seen.disconnect(self._saw)
        watcher.failed.disconnect(self._failed)
        watcher.stop()
        self._seen_at.clear()
        self.mirror.hide()
        self.other.hide()
        self.button.setText(_("カメラ"))
        self.turned.emit(False)

    def try_other(self) -> None:
        """Open the camera with the next number."""
        self.stop()
        self.source = (self.source + 1) % _CAMERAS if isinstance(self.source, int) else 0
        self.start()

    def _saw(self, picture: object) -> None:
        # While the panel gives way to a question, a ticket in sight must not begin the next act.
        if self._watcher is None or not self.isVisible():
            return
        shot = cast("CameraPicture", picture)
        image = QImage(shot.rgb, shot.width, shot.height, shot.width * 3, QImage.Format.Format_RGB888)
        pixels = QPixmap.fromImage(image)
        width = theme.px(_MIRROR // 2 if self.is_small else _MIRROR)
        self.mirror.setPixmap(pixels.scaledToWidth(width, Qt.TransformationMode.SmoothTransformation))
        self.mirror.show()
        self.other.show()
        now = time.monotonic()
        for code in shot.codes:
            last = self._seen_at.get(code, -AGAIN_AFTER_S)
            self._seen_at[code] = now
            if now - last >= AGAIN_AFTER_S:
                self.scanned.emit(code)

    def _failed(self, words: str) -> None:
        self.trouble.set(words)
        self.trouble.show()
        self.stop()
        self.other.show()
