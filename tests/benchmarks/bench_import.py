"""Lists of 50,000 rows brought into a database that holds 100,000 people already, look-alikes asked for each row."""

from __future__ import annotations

import csv
import random
import shutil
import sqlite3
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from figures import Figure, Yardstick, held

from divide_app.bootstrap import open_services
from divide_app.domain.people.participants import Birth, Participant
from divide_app.domain.planning.courses import Course
from divide_app.services import Services
from divide_app.services.files.imports import ImportKind, ImportResult, Reading

STORED = 100_000
ROWS = 50_000
MOST_TIMES = 110.0
"""10 s (5,000 rows a second) on a quiet machine, where reading and bare inserting take 0.09 s."""
NOW = datetime(2026, 11, 21, tzinfo=UTC)
FAMILY = (
    ("佐藤", "さとう"), ("髙橋", "たかはし"), ("鈴木", "すずき"), ("渡邊", "わたなべ"), ("伊藤", "いとう"),
    ("山﨑", "やまざき"), ("小野寺", "おのでら"), ("千葉", "ちば"), ("菅原", "すがわら"), ("及川", "おいかわ"),
    ("工藤", "くどう"), ("阿部", "あべ"), ("斎藤", "さいとう"), ("熊谷", "くまがい"), ("三浦", "みうら"),
)  # fmt: skip
GIVEN = (
    ("和子", "かずこ"), ("幸子", "さちこ"), ("清", "きよし"), ("茂", "しげる"), ("節子", "せつこ"), ("弘", "ひろし"),
    ("洋子", "ようこ"), ("進", "すすむ"), ("ミツ", "みつ"), ("実", "みのる"), ("久美子", "くみこ"), ("勇", "いさむ"),
)  # fmt: skip
MIDDLE = "一二三四五六七八九十百千万上中下東西南北春夏秋冬花鳥風月山川海空"
HEADERS = ("氏名", "ふりがな", "生年月日", "性別", "電話番号", "郵便番号", "住所", "地区", "備考")
ASKED = ("受付番号", "受付日時", "講座", "氏名", "ふりがな", "生年月日", "電話番号", "備考")


def person(number: int) -> tuple[str, str, date, str]:
    """Return name, reading, birthday and telephone of a made-up person; many share a reading, none a telephone."""
    dice = random.Random(number)
    family, given = dice.choice(FAMILY), dice.choice(GIVEN)
    name = f"{family[0]} {dice.choice(MIDDLE)}{dice.choice(MIDDLE)}{given[0]}"
    birth = date(1930, 1, 1) + timedelta(days=dice.randrange(20_000))
    return name, f"{family[1]} {given[1]}", birth, f"090{number:08d}"


def rows(first: int, count: int) -> Iterator[tuple[str, str, date, str]]:
    """Yield people of whom every fifth is stored already, every fiftieth under another spelling."""
    for number in range(first, first + count):
        if number % 5:
            yield person(number)
            continue
        name, kana, birth, phone = person(number % STORED)
        yield (name if number % 50 else f"{name}子"), kana, birth, phone


@contextmanager
def city(folder: Path) -> Iterator[Services]:
    """Open a place that holds 100,000 people and a course of unlimited seats."""
    services = open_services(folder, clock=lambda: NOW)
    try:
        database = services.database
        with database.write() as uow:
            for start in range(0, STORED, 10_000):
                uow.participants.add_all(
                    Participant(database.make_id(), name, kana, Birth(day=birth), phone=phone)
                    for name, kana, birth, phone in map(person, range(start, start + 10_000))
                )
            uow.courses.add(Course(database.make_id(), "スマホ入門", apply_from=datetime(2026, 1, 1, tzinfo=UTC)))
            uow.audit("bench.fill")
        database.optimise()
        yield services
    finally:
        services.close()


def write_people(path: Path) -> Path:
    """Write the list of people."""
    with path.open("w", encoding="utf-8-sig", newline="") as stream:
        writer = csv.writer(stream)
        writer.writerow(HEADERS)
        for name, kana, birth, phone in rows(STORED, ROWS):
            writer.writerow((name, kana, birth.isoformat(), "女", phone, "0208530", "青空市内丸1-1", "中央", ""))
    return path


def write_applications(path: Path) -> Path:
    """Write the list of applications."""
    sent = datetime(2026, 11, 1, 9, 0, tzinfo=UTC)
    with path.open("w", encoding="cp932", errors="replace", newline="") as stream:
        writer = csv.writer(stream)
        writer.writerow(ASKED)
        for at, (name, kana, birth, phone) in enumerate(rows(STORED + ROWS, ROWS)):
            moment = (sent + timedelta(seconds=at)).strftime("%Y/%m/%d %H:%M:%S")
            writer.writerow((str(at), moment, "スマホ入門", name, kana, birth.isoformat(), phone, ""))
    return path


def measure() -> list[Figure]:
    """Return rows a second for both kinds, and for bringing the same file in again."""
    folder = Path(tempfile.mkdtemp(prefix="kakehashi-import-"))
    figures = []
    try:
        with city(folder / "data") as services:
            for kind, file in (
                (ImportKind.PARTICIPANTS, write_people(folder / "people.csv")),
                (ImportKind.APPLICATIONS, write_applications(folder / "applications.csv")),
            ):
                figures += [_figure(services, kind, file, again=again) for again in (False, True)]
                if kind is ImportKind.PARTICIPANTS:
                    services.database.optimise()
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    return figures


def _figure(services: Services, kind: ImportKind, file: Path, *, again: bool) -> Figure:
    """Both by the processor's time: beside others the long work gets a smaller share of the machine than the short."""
    words = "the file read by csv and put into a bare table with an index"
    yardstick = Yardstick(words, lambda: _bare(file), time.process_time)
    for _ in range(3):
        yardstick.take()
    begun = time.process_time()
    result: ImportResult = services.imports.run(kind, file, reading=Reading())
    seconds = time.process_time() - begun
    for _ in range(3):
        yardstick.take()
    asked = sum(one.code in {"lookalike", "possible_same_person"} for one in result.warnings)
    is_right = (result.added, result.updated) == (0, 0) if again else result.added > ROWS // 2 and asked > 0
    words = "brought in again (nothing changes)" if again else f"brought in, {asked:,} look-alikes shown"
    return held(
        f"{ROWS:,} {kind.value} beside {STORED:,} people {words}",
        [seconds * 1000],
        yardstick,
        MOST_TIMES,
        also=f"{result.read / seconds:,.0f} rows a second of the processor",
        is_right=is_right,
    )


def _bare(file: Path) -> None:
    encoding = "utf-8-sig" if file.stem == "people" else "cp932"
    connection = sqlite3.connect(":memory:")
    connection.execute("CREATE TABLE list (id INTEGER PRIMARY KEY, a, b, c, d, e)")
    connection.execute("CREATE INDEX list_a ON list (b)")
    with file.open(encoding=encoding, newline="") as stream, connection:
        rows = (row[:5] for row in csv.reader(stream))
        connection.executemany("INSERT INTO list (a, b, c, d, e) VALUES (?, ?, ?, ?, ?)", rows)
    connection.close()
