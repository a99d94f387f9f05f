"""Writes made-up files to bring in, and names the event lists there are to try."""

from __future__ import annotations

import csv
from collections.abc import Mapping, Sequence
from pathlib import Path

from divide_app.exchange.drafts import CourseDraft
from divide_app.exchange.events_writer import EventLine

_ROOT = Path(__file__).resolve().parents[2]
MADE_UP = _ROOT / "tests" / "exchange" / "files"
PUBLISHED = _ROOT.parent / "shared" / "data" / "events"
PROFILES = _ROOT.parent / "shared" / "data" / "profiles"

EVENT_FILES = sorted(path for folder in (MADE_UP, PUBLISHED) if folder.is_dir() for path in folder.glob("*.csv"))
EVENT_HEADERS = (
    "NO", "都道府県コード又は市区町村コード", "名称", "イベント種類", "説明", "開始日", "終了日", "開始時刻",
    "終了時刻", "場所名称", "住所都道府県", "主催団体", "共催団体", "定員", "状態", "備考",
)  # fmt: skip


def write_file(path: Path, headers: Sequence[str], *rows: Sequence[str]) -> Path:
    """Write a CSV file."""
    with path.open("w", encoding="utf-8-sig", newline="") as stream:
        writer = csv.writer(stream)
        writer.writerow(headers)
        writer.writerows(rows)
    return path


def event_row(**said: str) -> dict[str, str]:
    """Return one row of a made-up list; give what differs by header."""
    usual = {
        "NO": "1",
        "都道府県コード又は市区町村コード": "032018",
        "名称": "スマホ入門",
        "イベント種類": "スマートフォン",
        "説明": "はじめての方向け",
        "開始日": "2026-12-01",
        "開始時刻": "10:00",
        "終了時刻": "12:00",
        "場所名称": "中央公民館",
        "主催団体": "デジタル推進課",
        "定員": "20",
    }
    return usual | said


def write_events_file(path: Path, *rows: Mapping[str, str]) -> Path:
    """Write a made-up event list with the usual columns."""
    return write_file(path, EVENT_HEADERS, *([row.get(header, "") for header in EVENT_HEADERS] for row in rows))


def headers_of(path: Path) -> list[str]:
    """Return the first row of a CSV file."""
    with path.open(encoding="utf-8-sig", newline="") as stream:
        return next(csv.reader(stream))


def rows_of(path: Path) -> list[list[str]]:
    """Return the rows after the header."""
    with path.open(encoding="utf-8-sig", newline="") as stream:
        return list(csv.reader(stream))[1:]


def lines_of_course(course: CourseDraft) -> tuple[EventLine, ...]:
    """Return what a course just read would be published as, cell for cell."""
    return tuple(
        EventLine(
            title=course.title,
            starts_at=session.starts_at,
            ends_at=session.ends_at,
            time_is_known=session.time_is_known,
            kana=course.kana,
            category=course.category,
            place=course.place,
            address=course.address,
            latitude=course.latitude,
            longitude=course.longitude,
            owners=course.owners,
            partners=course.partners,
            audience=course.audience,
            capacity=course.capacity,
            apply_until=course.apply_until,
            description=course.description,
            apply_url=course.apply_url,
            phone=course.phone,
            contact=course.contact,
            fee=course.fee,
            access=course.access,
            note=session.note,
            is_cancelled=session.is_cancelled,
            course_source=course.source,
            source=session.source,
        )
        for session in course.sessions
    )
