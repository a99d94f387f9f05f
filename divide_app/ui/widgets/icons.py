"""Stroke icons in the text colour, sharp at every text size."""

from __future__ import annotations

from functools import lru_cache

from PySide6.QtCore import QByteArray, QRectF, Qt
from PySide6.QtGui import QGuiApplication, QIcon, QPainter, QPixmap
from PySide6.QtWidgets import QLabel, QWidget

from divide_app.foundation.bundled import resource
from divide_app.ui import theme


@lru_cache(maxsize=128)
def _drawing(name: str) -> str:
    return resource("icons", f"{name}.svg").read_text(encoding="utf-8")


@lru_cache(maxsize=512)
def _pixmap(name: str, tint: str, pixels: int, ratio: float) -> QPixmap:
    from PySide6.QtSvg import QSvgRenderer

    renderer = QSvgRenderer(QByteArray(_drawing(name).replace("currentColor", tint).encode()))
    result = QPixmap(round(pixels * ratio), round(pixels * ratio))
    result.setDevicePixelRatio(ratio)
    result.fill(Qt.GlobalColor.transparent)
    painter = QPainter(result)
    renderer.render(painter, QRectF(0, 0, pixels, pixels))
    painter.end()
    return result


def pixmap(name: str, colour: str = "text", size: int = 20, ratio: float | None = None) -> QPixmap:
    """Return an icon of resources/icons.

    Args:
        name: File name without `.svg`.
        colour: Colour role of tokens.toml.
        size: Edge in pixels at 100 % text size.
        ratio: Device pixel ratio; by default that of the sharpest monitor, for the window may be moved there.

    Raises:
        EnvironmentProblem: `missing_file`, when there is no such icon.
    """
    if ratio is None:
        ratio = max((one.devicePixelRatio() for one in QGuiApplication.screens()), default=1.0)
    return _pixmap(name, theme.colour(colour).name(), theme.px(size), ratio)


def icon(name: str, colour: str = "text", size: int = 20, *, checked: str | None = None, gap: int = 0) -> QIcon:
    """Return the icon for a button.

    Args:
        name: File name without `.svg`.
        colour: Colour role of tokens.toml.
        size: Edge in pixels at 100 % text size.
        checked: Colour role while the button is checked.
        gap: Empty pixels at 100 % behind the drawing: a style sheet cannot part an icon from the word after it.
    """
    result = QIcon()
    result.addPixmap(_parted(pixmap(name, colour, size), gap), QIcon.Mode.Normal)
    result.addPixmap(_parted(pixmap(name, "text_off", size), gap), QIcon.Mode.Disabled)
    if checked is not None:
        result.addPixmap(_parted(pixmap(name, checked, size), gap), QIcon.Mode.Normal, QIcon.State.On)
    return result


def _parted(drawing: QPixmap, gap: int) -> QPixmap:
    if not gap:
        return drawing
    ratio = drawing.devicePixelRatio()
    result = QPixmap(drawing.width() + round(theme.px(gap) * ratio), drawing.height())
    result.setDevicePixelRatio(ratio)
    result.fill(Qt.GlobalColor.transparent)
    painter = QPainter(result)
    painter.drawPixmap(0, 0, drawing)
    painter.end()
    return result


class IconLabel(QLabel):
    """A picture without a word; decoration unless `described` gives it one for screen readers."""

    def __init__(
        self, name: str, colour: str = "text", size: int = 20, *, described: str = "", parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._name, self._colour, self._size = name, colour, size
        self.setAccessibleName(described)
        self._draw()
        theme.watcher().changed.connect(self._draw)

    def set_icon(self, name: str, colour: str | None = None) -> None:
        """Show another icon."""
        self._name = name
        self._colour = colour or self._colour
        self._draw()

    def _draw(self) -> None:
        self.setPixmap(pixmap(self._name, self._colour, self._size))
        self.setFixedSize(theme.px(self._size), theme.px(self._size))
