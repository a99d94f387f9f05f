"""A picture of a page, scaled to the available width, with marks drawn over it."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QImage, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from divide_app.domain.scans.sheet_layout import PAGE, Box
from divide_app.ui import theme


class Picture(QWidget):
    """One picture; its height follows from its width."""

    def __init__(self, accessible_name: str, *, most_height: int = 0) -> None:
        super().__init__()
        self.setAccessibleName(accessible_name)
        self._image = QImage()
        self._marks: Sequence[tuple[Box, bool]] = ()
        self._most_height = most_height
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)

    @property
    def has_picture(self) -> bool:
        """Tell whether something is shown."""
        return not self._image.isNull()

    def show_jpeg(
        self,
        content: bytes | None,
        part: tuple[float, float] = (0.0, 1.0),
        marks: Sequence[tuple[Box, bool]] = (),
    ) -> None:
        """Show a JPEG, or nothing.

        Args:
            content: The file's bytes.
            part: What of it, as shares of its width (left, right).
            marks: Boxes of a whole page in millimetres, each with whether it is certain.
        """
        image = QImage.fromData(content) if content else QImage()
        if not image.isNull() and part != (0.0, 1.0):
            left, right = (round(share * image.width()) for share in part)
            image = image.copy(left, 0, right - left, image.height())
        self._image, self._marks = image, tuple(marks)
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        """Ask for the picture's own width at most."""
        return QSize(320, self.heightForWidth(320))

    def hasHeightForWidth(self) -> bool:
        """Tell that the height follows the width."""
        return True

    def heightForWidth(self, width: int) -> int:
        """Return the height that keeps the picture's shape."""
        if self._image.isNull():
            return 40
        high = round(width * self._image.height() / self._image.width())
        return min(high, theme.px(self._most_height)) if self._most_height else high

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the picture and, over it, a green frame with a tick's corner or a dashed one for doubts."""
        del event
        painter = QPainter(self)
        painter.setRenderHints(QPainter.RenderHint.SmoothPixmapTransform | QPainter.RenderHint.Antialiasing)
        if self._image.isNull():
            return
        wide = min(self.width(), round(self.height() * self._image.width() / self._image.height()))
        high = wide * self._image.height() / self._image.width()
        left = (self.width() - wide) / 2
        painter.drawImage(QRectF(left, 0, wide, high), self._image)
        painter.setPen(QPen(QColor(theme.colour("edge_soft")), 1))
        painter.drawRect(QRectF(left + 0.5, 0.5, wide - 1, high - 1))
        per_mm = wide / PAGE.w
        for box, is_certain in self._marks:
            grown = box.grown(0.9)
            pen = QPen(QColor(theme.colour("done" if is_certain else "trouble")), max(2.0, 0.7 * per_mm))
            pen.setStyle(Qt.PenStyle.SolidLine if is_certain else Qt.PenStyle.DashLine)
            painter.setPen(pen)
            painter.drawRoundedRect(
                QRectF(left + grown.x * per_mm, grown.y * per_mm, grown.w * per_mm, grown.h * per_mm), 3, 3
            )
