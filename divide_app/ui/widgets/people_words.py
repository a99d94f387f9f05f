"""What several screens share about people: what help somebody needs, their birth as typed, who is who in a list."""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtWidgets import QWidget

from divide_app.domain.lines import ParticipantLine
from divide_app.domain.people.participants import Birth, Need
from divide_app.foundation.translation import _, current_language
from divide_app.ui.widgets.buttons import CheckBox
from divide_app.ui.widgets.flow import FlowRow
from divide_app.ui.widgets.room_for import room_for_bands
from divide_app.ui.widgets.tables import Column
from divide_app.wording.bands import band_label
from divide_app.wording.dates import reiwa_day
from divide_app.wording.labels import label


def needs_words(needs: Iterable[Need], text: str = "") -> str:
    """Return 筆談・車椅子 and whatever was written beside it; "" when nothing is needed."""
    wanted = set(needs)
    return _("・").join([*(label(need) for need in Need if need in wanted), *([text] if text else [])])


def birth_text(birth: Birth) -> str:
    """Return a birth as `parse_birth` reads it again: 昭和25年3月2日, 1950年, 70代 or ""; in English 1950-03-02."""
    if current_language() == "en":
        return birth.day.isoformat() if birth.day is not None else str(birth.year or birth.band or "")
    if birth.day is not None:
        return reiwa_day(birth.day, with_weekday=False, language="ja")
    if birth.year is not None:
        return f"{birth.year}年"
    return band_label(birth.band) if birth.band else ""


def person_columns() -> list[Column[ParticipantLine]]:
    """Return what tells look-alikes apart: name and kana, band, district and telephone."""
    return [
        Column(_("氏名"), lambda line: line.name, sub=lambda line: line.kana, bold=True),
        Column(
            _("年代"),
            lambda line: band_label(line.band),
            sub=lambda line: _("出席{count}回").format(count=line.attendances) if line.attendances else "",
            width=room_for_bands(least=110),
        ),
        Column(_("地区・電話"), lambda line: line.district, sub=lambda line: line.phone, width=152),
    ]


class NeedBoxes(QWidget):
    """A tick box for every kind of help, in as many lines as the room needs."""

    def __init__(self) -> None:
        super().__init__()
        self.setAccessibleName(_("必要な配慮"))
        self.boxes: dict[Need, CheckBox] = {need: CheckBox(label(need)) for need in Need}
        FlowRow(*self.boxes.values(), spacing=16, row_spacing=0, parent=self)

    def value(self) -> frozenset[Need]:
        """Return what is ticked."""
        return frozenset(need for need, box in self.boxes.items() if box.isChecked())

    def set_value(self, needs: Iterable[Need]) -> None:
        """Tick these and no others."""
        wanted = set(needs)
        for need, box in self.boxes.items():
            box.setChecked(need in wanted)
