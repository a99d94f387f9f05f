"""The form of a walk-in: age band and sex."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QButtonGroup, QWidget

from divide_app.domain.people.age_band import UNKNOWN
from divide_app.domain.people.participants import Sex
from divide_app.foundation.translation import _
from divide_app.ui import theme
from divide_app.ui.screens.door.compact import set_compact
from divide_app.ui.screens.door.toggles import ChoiceButton
from divide_app.ui.widgets.buttons import ButtonSize, SecondaryButton
from divide_app.ui.widgets.fields import TextField
from divide_app.ui.widgets.labels import Label
from divide_app.ui.widgets.layouts import Grid, HBox, VBox, scrolled
from divide_app.wording.bands import band_label
from divide_app.wording.labels import label

WALK_IN_BANDS = ("-59", "60-64", "65-69", "70-74", "75-79", "80-84", "85+", UNKNOWN)
_SEXES = (Sex.FEMALE, Sex.MALE, Sex.OTHER, Sex.UNSTATED)


class WalkInForm(QWidget):
    """Two presses, in either order; a name only if somebody wants to leave it.

    Signals:
        done: (band code, `Sex`, name).
        left: Back to the names.
    """

    done = Signal(str, Sex, str)
    left = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._band = ""
        self._sex: Sex | None = None
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setProperty("no_ring", True)
        self.bands: dict[str, ChoiceButton] = {}
        self.sexes: dict[Sex, ChoiceButton] = {}
        self._band_group, self._sex_group = QButtonGroup(self), QButtonGroup(self)
        self.name = TextField(_("お名前(なくてもかまいません)"))
        self.name.line.setProperty("rank", "door")
        self.back = SecondaryButton(_("名簿にもどる"), self.left.emit, size=ButtonSize.DOOR, icon_name="chevron_left")
        bands = Grid(spacing=8, row_spacing=8)
        for place, band in enumerate(WALK_IN_BANDS):
            button = ChoiceButton(band_label(band), self._band_group)
            button.clicked.connect(partial(self._chose_band, band))
            self.bands[band] = button
            bands.addWidget(button, place // 4, place % 4)
        sexes = HBox(spacing=8)
        for sex in _SEXES:
            button = ChoiceButton(label(sex), self._sex_group)
            button.clicked.connect(partial(self._chose_sex, sex))
            self.sexes[sex] = button
            sexes.add(button, 1)
        head = HBox(Label(_("名簿にない方(飛び込み)"), "title"), None, self.back)
        page = QWidget()
        self._column = VBox(
            head,
            self.name,
            Label(_("1. 年代をおしてください"), "section"),
            bands,
            Label(_("2. 性別をおすと、受付がおわります"), "section"),
            sexes,
            None,
            parent=page,
        )
        VBox(scrolled(page), spacing=0, parent=self)
        self.set_compact(False)

    def set_compact(self, is_compact: bool) -> None:
        """Take less height, or again all that is good."""
        set_compact(self.back, is_compact=is_compact)
        self._column.setContentsMargins(theme.px(2), theme.px(2), theme.px(8), theme.px(2))
        self._column.setSpacing(theme.px(6 if is_compact else 14))

    def begin(self, *, by_keys: bool) -> None:
        """Forget what was pressed before; a ring around the first band is for those who work by keys."""
        self._band, self._sex = "", None
        self.name.set_text("")
        for group in (self._band_group, self._sex_group):
            group.setExclusive(False)
            for button in group.buttons():
                button.setChecked(False)
            group.setExclusive(True)
        (self.bands[WALK_IN_BANDS[0]] if by_keys else self).setFocus()

    def _chose_band(self, band: str, _checked: bool = False) -> None:
        self._band = band
        self._finish()

    def _chose_sex(self, sex: Sex, _checked: bool = False) -> None:
        self._sex = sex
        self._finish()

    def _finish(self) -> None:
        if self._band and self._sex is not None:
            band, sex = self._band, self._sex
            self._band, self._sex = "", None  # an accidental second press must not create a second person
            self.done.emit(band, sex, self.name.text)
