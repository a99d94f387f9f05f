"""The look: readable in every theme, no colour outside the tokens, everything scales together."""

from __future__ import annotations

import re
import sys
from pathlib import Path

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QColor, QFont, QFontInfo
from PySide6.QtWidgets import QApplication, QWidget

import divide_app.ui
from divide_app.foundation.bundled import resource
from divide_app.ui import theme
from divide_app.ui.main_window import MainWindow
from divide_app.ui.shell import Shell
from divide_app.ui.widgets.icons import pixmap
from divide_app.ui.widgets.layouts import VBox, sized
from tests.support import widget_fonts

THEMES = ["light", "dark", "high_contrast"]
GROUNDS = ["page", "surface", "sunken", "hover"]


def luminance(name: str) -> float:
    """Relative luminance after WCAG 2.2."""
    colour = QColor(name)
    parts = [value / 12.92 if value <= 0.04045 else ((value + 0.055) / 1.055) ** 2.4 for value in colour.getRgbF()[:3]]
    return 0.2126 * parts[0] + 0.7152 * parts[1] + 0.0722 * parts[2]


def contrast(one: str, other: str) -> float:
    lighter, darker = sorted((luminance(one), luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def text_pairs() -> list[tuple[str, str]]:
    pairs = [(word, ground) for word in ("text", "text_soft", "text_faint") for ground in GROUNDS]
    pairs += [(word, ground) for word in ("accent", "trouble", "done", "warn") for ground in ("page", "surface")]
    pairs += [(kind, f"{kind}_soft") for kind in ("done", "warn", "trouble", "neutral", "accent")]
    pairs += [("on_accent", ground) for ground in ("accent", "accent_hover", "accent_pressed")]
    pairs += [("accent", "accent_soft_hover"), ("on_badge", "badge"), ("on_selection", "selection")]
    pairs += [("text", f"{kind}_soft") for kind in ("done", "warn", "trouble", "accent")]
    pairs += [("sunday", "surface"), ("saturday", "surface"), ("text", "closed"), ("forecast", "surface")]
    return pairs


def edge_pairs() -> list[tuple[str, str]]:
    pairs = [(edge, "surface") for edge in ("edge", "edge_soft", "mark", "pace", "forecast", "accent")]
    pairs += [
        ("edge", "page"),
        ("accent", "track"),
        ("accent", "page"),
        ("done", "done_soft"),
        ("trouble", "trouble_soft"),
    ]
    pairs += [("focus_outer", "focus_inner"), ("scroll", "surface"), ("text_off", "surface")]
    return pairs


@pytest.mark.parametrize("name", THEMES)
@pytest.mark.parametrize(("word", "ground"), text_pairs())
def test_words_reach_four_and_a_half_to_one(name: str, word: str, ground: str) -> None:
    colours = theme.tokens().colour[name]
    assert contrast(colours[word], colours[ground]) >= 4.5


@pytest.mark.parametrize("name", THEMES)
@pytest.mark.parametrize(("edge", "ground"), edge_pairs())
def test_edges_reach_three_to_one(name: str, edge: str, ground: str) -> None:
    colours = theme.tokens().colour[name]
    assert contrast(colours[edge], colours[ground]) >= 3


@pytest.mark.parametrize("name", THEMES)
@pytest.mark.parametrize("ground", ["page", "surface"])
def test_the_focus_ring_shows_on_every_ground(name: str, ground: str) -> None:
    colours = theme.tokens().colour[name]
    assert (
        max(contrast(colours["focus_outer"], colours[ground]), contrast(colours["focus_inner"], colours[ground])) >= 3
    )


def test_every_theme_has_the_same_roles() -> None:
    colour = theme.tokens().colour
    assert set(colour["light"]) == set(colour["dark"]) == set(colour["high_contrast"])


def test_no_colour_is_written_outside_the_tokens() -> None:
    literal = re.compile(r"#[0-9A-Fa-f]{3,8}\b|rgba?\(|QColor\(\s*[\"'\d]|GlobalColor\.(?!transparent)")
    files = [*Path(divide_app.ui.__file__).parent.rglob("*.py"), resource("styles", "window.qss")]
    found = [
        f"{path.name}:{number}"
        for path in files
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1)
        if literal.search(line)
    ]
    assert found == []


def test_icons_take_the_colour_of_the_words() -> None:
    for path in resource("icons").iterdir():
        text = path.read_text(encoding="utf-8")
        assert "currentColor" in text
        assert not re.search(r"#[0-9a-fA-F]{3}", text)
        assert not pixmap(path.stem).isNull()


@pytest.mark.parametrize("name", THEMES)
@pytest.mark.parametrize("percent", [100, 115, 130, 150])
def test_the_style_sheet_is_filled_in_completely(name: str, percent: int) -> None:
    text = theme.style_sheet(theme.Theme(name), percent)
    assert "@" not in text
    assert not re.search(r"\d+u\b", text)


def test_no_text_is_smaller_than_fourteen_pixels() -> None:
    assert min(theme.tokens().type.values()) >= 14
    sizes = re.findall(r"font-size: (\d+)px", theme.style_sheet(theme.Theme.LIGHT, 100))
    assert min(int(size) for size in sizes) >= 14


def test_text_size_scales_fonts_layouts_and_sizes_at_once(qapp: QApplication, qtbot: object) -> None:
    widget = QWidget()
    layout = VBox(spacing=12, margins=24, parent=widget)
    sized(widget, height=40)
    theme.apply(qapp, "light", "largest")
    assert qapp.font().pixelSize() == 24
    assert layout.spacing() == 18
    assert layout.contentsMargins().left() == 36
    assert widget.height() == 60
    theme.apply(qapp, "light", "standard")
    assert layout.spacing() == 12


def test_the_bundled_font_is_used(qapp: QApplication) -> None:
    assert theme.tokens().family in {QFontInfo(qapp.font()).family(), qapp.font().family()}
    assert theme.load_fonts()


def _give_classes_fonts_of_their_own(qapp: QApplication) -> None:
    small = QFont("Sans")
    small.setPixelSize(9)
    for name in theme.OWN_FONTS:
        qapp.setFont(small, name)  # type: ignore[arg-type]


def test_every_class_of_widget_has_the_programs_font_and_follows_the_text_size(qapp: QApplication) -> None:
    _give_classes_fonts_of_their_own(qapp)
    assert widget_fonts.wrong([]), "the platform's fonts are there to be found"
    assert widget_fonts.report(qapp) == []


def test_a_change_of_the_systems_theme_does_not_bring_its_fonts_back(qapp: QApplication, shell: Shell) -> None:
    window = MainWindow(shell, [], years=[(2026, "令和8年度")], search=lambda _text: [])
    _give_classes_fonts_of_their_own(qapp)
    qapp.sendEvent(window, QEvent(QEvent.Type.ThemeChange))
    assert widget_fonts.wrong([]) == []
    window.deleteLater()


def test_the_window_follows_the_system_until_the_person_chooses(
    qapp: QApplication, monkeypatch: pytest.MonkeyPatch
) -> None:
    now = [theme.Theme.DARK]
    monkeypatch.setattr(theme, "of_system", lambda _app: now[0])
    theme.apply(qapp, theme.Theme.SYSTEM)
    assert (theme.chosen(), theme.current()) == (theme.Theme.SYSTEM, theme.Theme.DARK)
    theme.follow_system(qapp)
    now[0] = theme.Theme.HIGH_CONTRAST
    qapp.styleHints().accessibility().contrastPreferenceChanged.emit(Qt.ContrastPreference.HighContrast)
    assert theme.current() is theme.Theme.HIGH_CONTRAST
    now[0] = theme.Theme.LIGHT
    qapp.styleHints().colorSchemeChanged.emit(Qt.ColorScheme.Light)
    assert theme.current() is theme.Theme.LIGHT
    assert theme.colour("page").name().upper() == theme.tokens().colour["light"]["page"]
    theme.apply(qapp, theme.Theme.DARK)
    now[0] = theme.Theme.HIGH_CONTRAST
    qapp.styleHints().colorSchemeChanged.emit(Qt.ColorScheme.Light)
    assert theme.current() is theme.Theme.DARK, "what was chosen stays"


def test_pictures_are_not_rounded_to_whole_scales(qapp: QApplication) -> None:
    policy = Qt.HighDpiScaleFactorRoundingPolicy.PassThrough
    assert QApplication.highDpiScaleFactorRoundingPolicy() is policy


def test_hit_areas_are_large_enough() -> None:
    size = theme.tokens().size
    assert size["control"] >= 32
    assert size["control_door"] >= 44
    assert size["rail_button"] >= 44


def test_qt_binding_keeps_its_references(qtbot: object) -> None:
    # WORKAROUND PySide6 6.12.0 on Python < 3.12: every call that returns nothing drops a reference of None,
    # and after some seven thousand calls the process is aborted. 6.11.3 does not; see pyproject.toml.
    widget = QWidget()
    widget.update()
    before = sys.getrefcount(None)
    for _ in range(500):
        widget.update()
    assert sys.getrefcount(None) > before - 100
