"""`report monthly`: one month's figures as text, PDF, XLSX or CSV."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING

from divide_app.cli.answer import Answer, WrongUsageError
from divide_app.cli.arguments import Commands, a_file, a_month, command, group
from divide_app.cli.context import Context
from divide_app.cli.output import facts, number
from divide_app.foundation.translation import _

if TYPE_CHECKING:
    from divide_app.domain.figures.monthly import MonthlyFigures
    from divide_app.wording.band_layouts import BandLayout

ENDINGS = (".pdf", ".xlsx", ".csv")


def add(commands: Commands) -> None:
    """Add the command."""
    reports = group(commands, "report", _("報告"))
    monthly = command(reports, "monthly", run, _("月の実績をまとめる"))
    monthly.add_argument("month", metavar="YYYY-MM", type=a_month, help=_("年月(2026-11、R8.11)"))
    monthly.add_argument("--out", metavar="FILE", type=a_file, help=_(".pdf、.xlsx、.csv のファイル"))


def run(context: Context, arguments: argparse.Namespace) -> Answer:
    """Sum one month; with `--out` the same value becomes the file."""
    year, month = arguments.month
    out = arguments.out
    if out is not None and out.suffix.lower() not in ENDINGS:
        raise WrongUsageError(_("--out のファイル名は .pdf、.xlsx、.csv のどれかで終わらせてください"))
    from divide_app.wording.band_layouts import layout_of

    services = context.services()
    figures = services.reports.monthly(year, month)
    bands = layout_of(services.office.get())
    data = _data(figures, bands)
    lines = _lines(figures, bands)
    if out is not None:
        if out.suffix.lower() == ".pdf":
            printed = services.prints.make("monthly", [f"{year}-{month:02}"])
            services.prints.save(printed, out)
            data |= {"file": out, "pages": printed.pages, "warnings": printed.warnings}
            lines += printed.warnings
        else:
            written = services.report_files.monthly(year, month, out)
            data |= {"file": out, "rows": written.rows}
        lines.append(_("書き出しました: {file}").format(file=out))
    return Answer(data, lines)


def _data(figures: MonthlyFigures, bands: BandLayout) -> dict[str, object]:
    return {
        "year": figures.year,
        "month": figures.month,
        "sessions_held": figures.sessions_held,
        "classes_held": figures.classes_held,
        "consultations_held": figures.consultations_held,
        "cancelled": figures.cancelled,
        "upcoming": figures.upcoming,
        "attendances": figures.attendances,
        "distinct_people": figures.distinct_people,
        "first_timers": figures.first_timers,
        "walk_ins": figures.walk_ins,
        "unidentified_walk_ins": figures.unidentified_walk_ins,
        "absent": figures.absent,
        "unknown": figures.unknown,
        "previous_attendances": figures.previous_attendances,
        "by_band": _by_band(figures, bands),
        "coarse": bands.coarse(dict(figures.by_band)),
        "by_sex": dict(figures.by_sex),
        "by_venue": dict(figures.by_venue),
        "by_topic": dict(figures.by_topic),
        "by_district": dict(figures.by_district),
        "supporters": figures.supporters,
        "supporter_hours": number(figures.supporter_hours),
        "supporter_unmeasured": figures.supporter_unmeasured,
        "unmeasured": [one.id for one in figures.unmeasured],
        "unconfirmed": [one.id for one in figures.unconfirmed],
    }


def _by_band(figures: MonthlyFigures, bands: BandLayout) -> dict[str, int]:
    """Return attendances by the office's bands, which never overlap; bands without anybody are left out."""
    return {code: count for code, count in bands.summed(dict(figures.by_band)).items() if count}


def _lines(figures: MonthlyFigures, bands: BandLayout) -> list[str]:
    from divide_app.domain.people.participants import Sex
    from divide_app.wording.bands import band_label, coarse_words
    from divide_app.wording.dates import day_and_range, reiwa_month
    from divide_app.wording.labels import label

    hours = number(figures.supporter_hours)
    lines = [
        _("{month}の実績").format(month=reiwa_month(figures.year, figures.month)),
        *facts(
            [
                (_("開催した回"), figures.sessions_held),
                (_("中止した回"), figures.cancelled),
                (_("延べ人数"), figures.attendances),
                (_("実人数"), figures.distinct_people),
                (_("支援者の時間"), hours),
            ]
        ),
    ]
    for head, counts in (
        (_("年代別"), [(band_label(code), count) for code, count in _by_band(figures, bands).items()]),
        (_("性別"), [(label(Sex(code)), count) for code, count in figures.by_sex]),
        (_("会場別"), list(figures.by_venue)),
        (_("分野別"), list(figures.by_topic)),
        (_("地区別"), list(figures.by_district)),
    ):
        if counts:
            lines += [
                "",
                head,
                *("  " + line for line in facts([(name or _("不明"), count) for name, count in counts])),
            ]
    coarse = bands.coarse(dict(figures.by_band))
    if coarse:
        lines += ["", coarse_words(coarse)]
    if figures.unmeasured:
        lines += ["", _("出席の記録がない回(0人ではなく、わからない回です):")]
        lines += [f"  {one.course_title} {day_and_range(one.starts_at, one.ends_at)}" for one in figures.unmeasured]
    return lines
