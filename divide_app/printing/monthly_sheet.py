"""The data of the monthly summary as ready texts and figures."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class NumberCard:
    """One large figure at the head of the page, e.g. 延べ参加 89 人, 先月 74."""

    label: str
    figure: str
    unit: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class SessionLine:
    """One session held (or cancelled) in the month.

    Attributes:
        day: Day of the month or date in words.
        time: Hours in words; shown on the detail page.
        title: Course and number.
        venue: Hall.
        capacity: Figures as text; a dash where there is none.
        attended: `—` where attendance was not entered: not measured is not zero.
        counted: Whether it counts toward the (first) target; None = no target asks.
        reason: Why it does not count, or a remark.
    """

    day: str
    title: str
    venue: str = ""
    time: str = ""
    capacity: str = ""
    applied: str = ""
    attended: str = ""
    supporters: str = ""
    counted: bool | None = None
    reason: str = ""


@dataclass(frozen=True, slots=True)
class BandTable:
    """Attendances by age band and sex.

    Attributes:
        bands: Heads of the columns, without the total.
        rows: (label, one figure for each band, total); the last row is the total of all.
    """

    bands: tuple[str, ...]
    rows: tuple[tuple[str, tuple[str, ...], str], ...]


@dataclass(frozen=True, slots=True)
class TargetBar:
    """One target with its bar.

    Attributes:
        name: e.g. 講習.
        actual: Figure so far, as printed.
        goal: What is asked, e.g. 130回以上（令和7～11年度）.
        filled: Share reached, 0 to 1 (more is drawn as full).
        pace: Share an even pace would have reached by now; None = no mark.
        sentence: Forecast in words.
    """

    name: str
    actual: str
    goal: str
    filled: float
    pace: float | None = None
    sentence: str = ""


@dataclass(frozen=True, slots=True)
class MonthlySummary:
    """The monthly report, ready to print.

    Attributes:
        title: e.g. 月次活動報告　令和8年10月.
        subtitle: What is reported on.
        made: Line above the title: date and section.
        stamps: Heads of the approval boxes (決裁欄), left to right; empty = none.
        cards: At most four large figures.
        sessions: Every session of the month; what finds no room goes to the following pages.
        band_table: None = leave it out.
        targets: Shown up to three on the first page.
        remarks: Text of 所見; empty leaves the box for the pen.
        rule_note: Edition of the counting rule, at the foot of each page.
        record_note: How far the record of acts went, in a line of its own below it.
    """

    title: str
    subtitle: str = ""
    made: str = ""
    stamps: tuple[str, ...] = ("課長", "補佐", "係長", "担当")
    cards: tuple[NumberCard, ...] = ()
    sessions: tuple[SessionLine, ...] = ()
    band_table: BandTable | None = None
    targets: tuple[TargetBar, ...] = ()
    remarks: str = ""
    rule_note: str = ""
    record_note: str = ""
