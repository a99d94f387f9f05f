"""The theme: reads tokens.toml, builds the style sheet, and scales everything with the text size."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from functools import cache

from PySide6.QtCore import QCoreApplication, QEvent, QObject, Qt, Signal
from PySide6.QtGui import QColor, QFont, QFontDatabase, QPalette
from PySide6.QtWidgets import QApplication, QToolTip, QWidget

from divide_app.foundation.bundled import resource
from divide_app.foundation.settings import TextSize, Theme

__all__ = [
    "TextSize",
    "Theme",
    "apply",
    "chosen",
    "class_font",
    "colour",
    "current",
    "dress",
    "follow_system",
    "font",
    "keep_fonts",
    "load_fonts",
    "of_system",
    "percent",
    "px",
    "style_sheet",
    "tokens",
    "watcher",
]


OWN_FONTS = (
    "QMenu",
    "QMenuBar",
    "QMessageBox",
    "QLabel",
    "QTipLabel",
    "QStatusBar",
    "QMdiSubWindowTitleBar",
    "QDockWidgetTitle",
    "QPushButton",
    "QCheckBox",
    "QRadioButton",
    "QToolButton",
    "QAbstractItemView",
    "QListView",
    "QHeaderView",
    "QComboMenuItem",
    "QComboLineEdit",
)
"""Classes to which a platform may give a font of their own, which `app.setFont(font)` does not reach (Qt 6.11,
`QApplicationPrivate::initializeWidgetFontHash`; Windows gives one to nearly all)."""


@dataclass(frozen=True, slots=True)
class Tokens:
    """The content of tokens.toml.

    Attributes:
        family: Font family of every text.
        rare: Font family for the characters of names the first one lacks.
        files: Names of the font files under resources/fonts.
        type: Text sizes in pixels at 100 %.
        space: Distances in pixels at 100 %.
        radius: Corner radii in pixels at 100 %.
        size: Sizes of the frame and of controls in pixels at 100 %.
        colour: Colour text (#RRGGBB) by theme, then by role.
    """

    family: str
    rare: str
    files: tuple[str, ...]
    type: dict[str, int]
    space: dict[str, int]
    radius: dict[str, int]
    size: dict[str, int]
    colour: dict[str, dict[str, str]]


@cache
def tokens() -> Tokens:
    """Return the tokens, read once."""
    with resource("styles", "tokens.toml").open("rb") as file:
        data = tomllib.load(file)
    words = data["type"]
    return Tokens(
        family=str(words["family"]),
        rare=str(words["rare"]),
        files=tuple(words["files"]),
        type={name: value for name, value in words.items() if isinstance(value, int)},
        space=dict(data["space"]),
        radius=dict(data["radius"]),
        size=dict(data["size"]),
        colour=dict(data["colour"]),
    )


class ThemeWatcher(QObject):
    """Tells painted widgets and layouts that the look changed.

    Signals:
        sheet_changed: The style sheet is another one now; comes before `changed`.
        changed: Theme or text size is another one now.
    """

    sheet_changed = Signal()
    changed = Signal()


@dataclass(slots=True)
class _Look:
    chosen: Theme = Theme.LIGHT
    theme: Theme = Theme.LIGHT
    percent: int = 100
    sheet: str = ""
    watcher: ThemeWatcher | None = None


_look = _Look()


def watcher() -> ThemeWatcher:
    """Return the one object whose `changed` follows every call of `apply`."""
    if _look.watcher is None:
        _look.watcher = ThemeWatcher()
    return _look.watcher


def current() -> Theme:
    """Return the theme on screen, never `Theme.SYSTEM`."""
    return _look.theme


def chosen() -> Theme:
    """Return what the person chose, `Theme.SYSTEM` where that is to follow the system."""
    return _look.chosen


def of_system(app: QApplication) -> Theme:
    """Return the theme that fits the system now: high contrast goes before dark."""
    hints = app.styleHints()
    if hints.accessibility().contrastPreference() is Qt.ContrastPreference.HighContrast:
        return Theme.HIGH_CONTRAST
    return Theme.DARK if hints.colorScheme() is Qt.ColorScheme.Dark else Theme.LIGHT


def follow_system(app: QApplication) -> None:
    """Let an open window follow the system while that is what the person chose."""

    def follow(_value: object) -> None:
        if _look.chosen is Theme.SYSTEM and of_system(app) is not _look.theme:
            _show(app)

    app.styleHints().colorSchemeChanged.connect(follow)
    app.styleHints().accessibility().contrastPreferenceChanged.connect(follow)


def percent() -> int:
    """Return the text size in percent."""
    return _look.percent


def px(length: float) -> int:
    """Return `length` (pixels at 100 %) at the chosen text size, at least 1 when it is above 0."""
    scaled = round(length * _look.percent / 100)
    return max(1, scaled) if length > 0 else scaled


def colour(name: str) -> QColor:
    """Return the colour of a role of tokens.toml in the theme on screen.

    Raises:
        KeyError: There is no such role.
    """
    return QColor(tokens().colour[_look.theme][name])


def font(size: str | int = "body", *, bold: bool = False) -> QFont:
    """Return the app font at a size named in [type] of tokens.toml, or given in pixels at 100 %."""
    pixels = tokens().type[size] if isinstance(size, str) else size
    result = QFont([tokens().family, tokens().rare])
    result.setPixelSize(px(pixels))
    result.setBold(bold)
    return result


def style_sheet(theme: Theme, text_percent: int) -> str:
    """Return resources/styles/window.qss with its colours and lengths filled in.

    Raises:
        KeyError: The file names a colour that tokens.toml does not have.
    """
    colours = tokens().colour[theme]
    text = resource("styles", "window.qss").read_text(encoding="utf-8")
    text = re.sub(r"/\*.*?\*/", "", text, flags=re.DOTALL)
    text = re.sub(r"@([a-z_]+)", lambda found: colours[found[1]], text)
    return re.sub(r"\b(\d+)u\b", lambda found: f"{round(int(found[1]) * text_percent / 100)}px", text)


def load_fonts() -> list[str]:
    """Load the bundled fonts and return the families Qt found in them.

    Raises:
        EnvironmentProblem: `missing_file`, when the installation lacks one.
    """
    families: list[str] = []
    for name in tokens().files:
        path = resource("fonts", name)
        families += QFontDatabase.applicationFontFamilies(QFontDatabase.addApplicationFont(str(path)))
    return families


def _palette() -> QPalette:
    palette = QPalette()
    roles = {
        QPalette.ColorRole.Window: "page",
        QPalette.ColorRole.WindowText: "text",
        QPalette.ColorRole.Base: "surface",
        QPalette.ColorRole.AlternateBase: "sunken",
        QPalette.ColorRole.Text: "text",
        QPalette.ColorRole.Button: "surface",
        QPalette.ColorRole.ButtonText: "text",
        QPalette.ColorRole.Highlight: "selection",
        QPalette.ColorRole.HighlightedText: "on_selection",
        QPalette.ColorRole.Link: "accent",
        QPalette.ColorRole.LinkVisited: "accent",
        QPalette.ColorRole.ToolTipBase: "surface",
        QPalette.ColorRole.ToolTipText: "text",
        QPalette.ColorRole.PlaceholderText: "text_faint",
    }
    for role, name in roles.items():
        palette.setColor(role, colour(name))
    for role in (QPalette.ColorRole.WindowText, QPalette.ColorRole.Text, QPalette.ColorRole.ButtonText):
        palette.setColor(QPalette.ColorGroup.Disabled, role, colour("text_off"))
    return palette


def apply(app: QApplication, theme: Theme | str = Theme.LIGHT, text_size: TextSize | str = TextSize.STANDARD) -> None:
    """Give the whole program this look now; open windows follow at once.

    Raises:
        ValueError: `theme` or `text_size` is none of the known ones.
    """
    _look.chosen = Theme(theme)
    _look.percent = TextSize(text_size).percent
    hints = app.styleHints()
    if _look.chosen is Theme.SYSTEM:
        hints.unsetColorScheme()
    else:
        # The title bar, which the system draws, goes with the window.
        hints.setColorScheme(Qt.ColorScheme.Light if _look.chosen is Theme.LIGHT else Qt.ColorScheme.Dark)
    _show(app)


def _show(app: QApplication) -> None:
    _look.theme = of_system(app) if _look.chosen is Theme.SYSTEM else _look.chosen
    if app.style().name() != "fusion":
        app.setStyle("Fusion")
    # Before the style sheet: setting it makes every widget ask for its font again.
    _set_fonts(app)
    app.setPalette(_palette())
    _look.sheet = style_sheet(_look.theme, _look.percent)
    watcher().sheet_changed.emit()
    watcher().changed.emit()


class _Dress(QObject):
    """Keeps one part of the window in the style sheet; a hidden part takes a new sheet when it is shown."""

    def __init__(self, part: QWidget) -> None:
        super().__init__(part)
        self._part, self._worn = part, ""
        self._put_on()
        part.installEventFilter(self)
        watcher().sheet_changed.connect(self._follow)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Put on what was missed before the part is painted."""
        if event.type() is QEvent.Type.Show:
            self._put_on()
        return super().eventFilter(watched, event)

    def _follow(self) -> None:
        if self._part.isVisible():
            self._put_on()

    def _put_on(self) -> None:
        if self._worn != _look.sheet:
            self._worn = _look.sheet
            # Over another sheet Qt styles each widget once for every widget around it.
            self._part.setStyleSheet("")
            self._part.setStyleSheet(self._worn)


def dress(part: QWidget) -> None:
    """Give a finished part of the window, with everything in it now and later, the program's style sheet.

    The application has none: with it Qt styles what is built anew each time it is put into something larger, which
    took four fifths of the first opening of a screen; and it styles every hidden screen when the look changes.
    """
    _Dress(part)


def _set_fonts(app: QApplication) -> None:
    ours = font()
    app.setFont(ours)
    # Told to the widgets now, before anything measures its words.
    QCoreApplication.sendPostedEvents(None, QEvent.Type.ApplicationFontChange.value)
    for name in OWN_FONTS:
        if class_font(name) != ours:
            app.setFont(ours, name)  # type: ignore[arg-type]  # PySide6 takes str, its stub says bytes
    # A hint that was shown already keeps the font it had.
    QToolTip.setFont(ours)


def class_font(name: str) -> QFont:
    """Return the font that widgets of a class get."""
    return QApplication.font(name)  # type: ignore[call-overload, no-any-return]  # the stub says bytes


def keep_fonts(app: QApplication) -> None:
    """Take the fonts back which the platform gives its classes anew when its own theme changes."""
    if any(class_font(name) != font() for name in OWN_FONTS):
        _set_fonts(app)
