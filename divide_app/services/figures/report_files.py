"""Writes a report as a table for other programs: one header, plain values."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from uuid import UUID

from divide_app.domain.calendar import local_day
from divide_app.domain.figures.figure_table import FigureTable
from divide_app.domain.figures.monthly import MonthlyFigures
from divide_app.domain.people.participants import Sex
from divide_app.exchange.safe_files import may_write
from divide_app.exchange.table_writer import Value, write_table_csv, write_table_xlsx
from divide_app.foundation.translation import _
from divide_app.services.changes import NOTHING, Changes
from divide_app.services.figures.reports import Reports
from divide_app.services.figures.targets import Targets
from divide_app.services.roles import OFFICE, Service, allowed
from divide_app.wording.band_layouts import BandLayout, layout_of
from divide_app.wording.bands import band_label
from divide_app.wording.dates import clock
from divide_app.wording.figure_tables import written_table
from divide_app.wording.labels import label


@dataclass(frozen=True, slots=True)
class WrittenReport:
    """A file written, and its number of rows."""

    file: Path
    rows: int
    changes: Changes = NOTHING


class ReportFiles(Service):
    """Reports as CSV or XLSX; as with `Exports`, no file is written whose entry is not in the audit trail."""

    @allowed(OFFICE)
    def monthly(self, year: int, month: int, path: Path) -> WrittenReport:
        """Write one month's figures, one figure in a row.

        Raises:
            DomainError: `wrong_extension`.
            EnvironmentProblem: `disk_full`, `not_writable`, `no_folder`.
        """
        figures = Reports(self.database).monthly(year, month)
        with self.database.read() as uow:
            bands = layout_of(uow.offices.the_one())
        headers = [_("分類"), _("項目"), _("値")]
        return self._written(path, headers, _figure_rows(figures, bands), "report.monthly", f"{year}-{month:02}")

    @allowed(OFFICE)
    def evidence(self, target_id: UUID, path: Path) -> WrittenReport:
        """Write every session of a target's period with counted or not, and why.

        Raises:
            DomainError: `wrong_extension`.
            EnvironmentProblem: `disk_full`, `not_writable`, `no_folder`.
        """
        tally = Targets(self.database).tally(target_id=target_id)[0]
        headers = [_("日付"), _("開始"), _("講座"), _("回"), _("会場"), _("出席"), _("扱い"), _("数"), _("理由")]
        lines = [(one.session, _("数えた"), float(one.weight), "") for one in tally.counted]
        lines += [(one.session, _("数えない"), 0.0, label(one.reason)) for one in tally.not_counted]
        lines.sort(key=lambda line: (line[0].starts_at, line[0].id))
        table = [
            (
                local_day(session.starts_at).isoformat(),
                clock(session.starts_at),
                session.course_title,
                session.number,
                session.venue,
                session.attendances,
                word,
                weight,
                reason,
            )
            for session, word, weight, reason in lines
        ]
        return self._written(path, headers, table, "report.evidence", str(tally.target.id))

    @allowed(OFFICE)
    def figures(self, table: FigureTable, path: Path) -> WrittenReport:
        """Write a table of any period.

        Raises:
            DomainError: `wrong_extension`.
            EnvironmentProblem: `disk_full`, `not_writable`, `no_folder`.
        """
        headers, rows = written_table(table)
        question = table.question
        return self._written(path, headers, rows, "report.figures", f"{question.first}/{question.last}")

    def _written(
        self, path: Path, headers: list[str], table: Sequence[Sequence[Value]], act: str, subject: str
    ) -> WrittenReport:
        writers: dict[str, Callable[[Path, Sequence[str], Sequence[Sequence[Value]]], int]]
        writers = {".csv": write_table_csv, ".xlsx": write_table_xlsx}
        write = writers[may_write(path, *writers)]
        with self.database.write() as uow:
            uow.audit(act, subject, rows=len(table))
        return WrittenReport(path, write(path, headers, table))


def _figure_rows(figures: MonthlyFigures, bands: BandLayout) -> list[tuple[str, str, int | float]]:
    rows: list[tuple[str, str, int | float]] = [
        (_("合計"), _("実施した回"), figures.sessions_held),
        (_("合計"), _("中止"), figures.cancelled),
        (_("合計"), _("延べ参加"), figures.attendances),
        (_("合計"), _("実人数"), figures.distinct_people),
        (_("合計"), _("初めての人"), figures.first_timers),
        (_("合計"), _("氏名のない飛び込み"), figures.unidentified_walk_ins),
        (_("合計"), _("支援者の時間"), float(figures.supporter_hours)),
        (_("合計"), _("支援者の延べ人数"), figures.supporter_days),
        (_("合計"), _("出席が未入力の回"), len(figures.unmeasured)),
    ]
    rows += [(_("年代"), band_label(band), number) for band, number in bands.summed(dict(figures.by_band)).items()]
    rows += [(_("性別"), label(Sex(sex)), number) for sex, number in figures.by_sex]
    rows += [(_("会場"), venue or _("会場なし"), number) for venue, number in figures.by_venue]
    rows += [(_("分野"), topic or _("分野なし"), number) for topic, number in figures.by_topic]
    rows += [(_("地区"), district or _("地区なし"), number) for district, number in figures.by_district]
    return rows
