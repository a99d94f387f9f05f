"""設定: the list of sections, and the chosen section."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import partial
from typing import ClassVar

from PySide6.QtCore import Qt
from PySide6.QtGui import QFontMetrics, QShowEvent
from PySide6.QtWidgets import QListWidget, QSizePolicy, QWidget

from divide_app.foundation.translation import _
from divide_app.services.changes import Topic
from divide_app.ui import theme
from divide_app.ui.planning_turns import OF_SETTINGS, PlanningTurns
from divide_app.ui.screens.settings.about import AboutSection
from divide_app.ui.screens.settings.backups import BackupSection
from divide_app.ui.screens.settings.catalogue import CatalogueSection
from divide_app.ui.screens.settings.display import DisplaySection
from divide_app.ui.screens.settings.encryption import EncryptionSection
from divide_app.ui.screens.settings.lending import LendingSection
from divide_app.ui.screens.settings.letters import LetterSection
from divide_app.ui.screens.settings.office import BandSection, OfficeSection
from divide_app.ui.screens.settings.privacy import PrivacySection
from divide_app.ui.screens.settings.roster_rules import RosterSection
from divide_app.ui.screens.settings.section import Section
from divide_app.ui.screens.settings.targets import TargetSection
from divide_app.ui.screens.settings.users import UserSection
from divide_app.ui.screens.settings.venues import VenueSection
from divide_app.ui.shell import Screen, Shell
from divide_app.ui.wanted import SettingsKey, section_names
from divide_app.ui.widgets.labels import Heading
from divide_app.ui.widgets.layouts import HBox, VBox, scrolled
from divide_app.ui.widgets.page_switch import PageSwitch

_LIST_WIDTH = 176
"""Least width of the list of sections in pixels at 100 %."""
_ITEM_EDGE = 16
"""Padding of an item in window.qss and the list's own edge, pixels at 100 %."""
_BAR = 12
"""Width of a scroll bar in window.qss, pixels at 100 %."""


class SectionList(QListWidget):
    """The names of the sections, with some air around them, as wide as the widest name."""

    def __init__(self, names: Sequence[str]) -> None:
        super().__init__()
        self.addItems(list(names))
        self._rescale()
        theme.watcher().changed.connect(self._rescale)

    def _rescale(self) -> None:
        edge = theme.px(6)
        self.setViewportMargins(edge, edge, edge, edge)
        self.doItemsLayout()
        names = [self.item(row).text() for row in range(self.count())]
        metrics = QFontMetrics(theme.font())
        widest = max((metrics.horizontalAdvance(name) for name in names), default=0)
        # With large letters on a small screen there is a bar beside the names.
        bar = theme.px(_BAR)
        self.setFixedWidth(max(theme.px(_LIST_WIDTH), widest + 2 * (edge + theme.px(_ITEM_EDGE)) + bar))


class Sections(Mapping[str, Section]):
    """The sections by their keys; each is made when it is first asked for, since all of them take most of a second."""

    def __init__(self, makers: Mapping[str, Callable[[], Section]]) -> None:
        self._makers = makers
        self._made: dict[str, Section] = {}

    def __getitem__(self, key: str) -> Section:
        if key not in self._made:
            self._made[key] = self._makers[key]()
        return self._made[key]

    def __iter__(self) -> Iterator[str]:
        return iter(self._makers)

    def __len__(self) -> int:
        return len(self._makers)


class SettingsScreen(Screen):
    """All settings."""

    topics: ClassVar[frozenset[str] | None] = frozenset(
        {Topic.OFFICE, Topic.VENUES, Topic.CATALOGUE, Topic.TARGETS, Topic.COURSES, Topic.SUPPORTERS, Topic.USERS}
    )

    def __init__(self, shell: Shell) -> None:
        super().__init__(shell)
        kinds: dict[SettingsKey, type[Section]] = {
            "office": OfficeSection,
            "venues": VenueSection,
            "catalogue": CatalogueSection,
            "lending": LendingSection,
            "roster": RosterSection,
            "targets": TargetSection,
            "bands": BandSection,
            "letters": LetterSection,
            "privacy": PrivacySection,
            "users": UserSection,
            "encryption": EncryptionSection,
            "display": DisplaySection,
            "backup": BackupSection,
            "about": AboutSection,
        }
        names = section_names()
        self.sections = Sections({key: partial(self._made, kinds[key]) for key in names})
        self.list = SectionList(list(names.values()))
        self.list.setAccessibleName(_("設定の一覧"))
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._pages = PageSwitch()
        self.list.currentRowChanged.connect(self._row_changed)
        ground = QWidget()
        VBox(self._pages, None, spacing=0, margins=(0, 0, 6, 0), parent=ground)
        self._area = scrolled(ground)
        self._area.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Ignored)
        row = HBox(self.list, spacing=16)
        row.add(self._area, 1)
        column = VBox(Heading(_("設定")), spacing=12, margins=(24, 18, 24, 16), parent=self)
        column.add(row, 1)
        self.turns = PlanningTurns(self, OF_SETTINGS)
        self._undo: Callable[[], object] | None = None
        self._read_once: set[str] = set()
        self.list.setCurrentRow(0)

    @property
    def section(self) -> Section:
        """The section on screen."""
        return self.sections[self._key]

    @property
    def _key(self) -> str:
        return list(self.sections)[max(0, self.list.currentRow())]

    def _made(self, kind: type[Section]) -> Section:
        section = kind(self)
        section.saved.connect(self._saved)
        self._pages.add(section)
        return section

    def refresh(self) -> None:
        """Read the section on screen; the others read when they are shown."""
        self._read_once.clear()
        self._read()

    def open(self, *, section: str | None = None) -> None:
        """Show a section: office, venues, catalogue, targets, bands, letters, privacy, users, display, backup..."""
        if section is not None and section in self.sections:
            self.list.setCurrentRow(list(self.sections).index(section))

    def showEvent(self, event: QShowEvent) -> None:
        """Read the section that was asked for while another screen was on top."""
        super().showEvent(event)
        self._read()

    def take_back(self) -> bool:
        """Take the newest act back: what was saved here last, else the history of planning."""
        undo, self._undo = self._undo, None
        if undo is not None:
            undo()
            return True
        return self.turns.undo()

    def do_again(self) -> bool:
        """Do again what was taken back last, when planning keeps it."""
        return self.turns.redo()

    def _saved(self, undo: object) -> None:
        self._undo = undo if callable(undo) else None

    def help_lines(self) -> list[tuple[str, str]]:
        """Return the keys of the list."""
        return [("↑ ↓", _("設定の項目を選ぶ"))]

    def _row_changed(self, _row: int) -> None:
        self._pages.show_page(self.section)
        self._area.verticalScrollBar().setValue(0)
        if self.isVisible():
            self._read()

    def _read(self) -> None:
        if self._key not in self._read_once and not self.section.is_editing:
            self._read_once.add(self._key)
            self.section.read()
