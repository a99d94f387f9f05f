"""Reports, tally, pivot and search over ten years of a large city: 1,000,000 attendances, 100,000 people."""

from __future__ import annotations

import random
import time

import duckdb
from figures import Figure, Yardstick, held, p95
from sqlalchemy import select, text
from support import ten_years
from yardsticks import bare_sqlite

from divide_app.domain.calendar import local_day
from divide_app.services import Services
from divide_app.services.figures.targets import progress_of_all, tally_all
from divide_app.services.office.held_rules import broken
from divide_app.storage.integrity import everything
from divide_app.storage.rows.every import Base

MONTH_TIMES = 20.0
"""Falls short of 12, which were 100 ms where the bare statement takes 8: it takes 6 and counts only, while the report
reads each attendance, who was there before, and the progress of the targets."""
SEARCH_TIMES = 0.5
"""10 ms on a quiet machine, where the scan takes 20."""
_SPAN = ("2026-09-30 15:00:00", "2026-10-31 15:00:00")
_MONTH = (
    "SELECT a.band, a.sex, a.present, count(*) FROM attendances a JOIN class_sessions s ON s.id = a.class_session_id"
    " WHERE s.starts_at >= ? AND s.starts_at < ? GROUP BY a.band, a.sex, a.present"
)
_LIKE = "SELECT count(*) FROM participants WHERE name_key LIKE ? OR kana_key LIKE ?"
"""Counted, for with a limit it would stop at the first fifty of a frequent name."""
QUERIES = {
    "one character": ["さ", "た", "わ", "佐", "千", "髙", "子", "ﾐ"],
    "two": ["さと", "ささ", "とう", "きよ", "佐藤", "髙橋", "和子", "ﾀｶ"],
    "three and more": ["さとう", "わたなべ", "佐々木", "小野寺 茂", "ﾀｶﾊｼ ﾐﾂ", "すがわら", "美智子", "いちろう"],
}


def measure() -> list[Figure]:
    """Return the figures; the city is made once and kept in the temporary folder."""
    services, _ = ten_years.kept()
    try:
        return [_month(services), _tally(services), _pivot(services), *_search(services), _check(services)]
    finally:
        services.close()


def _month(services: Services) -> Figure:
    yardstick = bare_sqlite(services.database, _MONTH, "the month's attendances counted by one statement", parts=_SPAN)
    return held(
        "monthly report of one month (430 sessions, 8,600 attendances) with its target, of 1,000,000 attendances",
        yardstick.beside(lambda: services.reports.monthly(2026, 10)),
        yardstick,
        MONTH_TIMES,
    )


def _tally(services: Services) -> Figure:
    with services.database.read() as uow:
        targets, today = uow.targets.all(), local_day(uow.now)
        yardstick = Yardstick("with each session and its reason listed", lambda: tally_all(uow, targets, today))
        times = yardstick.beside(lambda: progress_of_all(uow, targets, today), 3)
    return held("tally of a ten-year target over 50,000 sessions, figures only", times, yardstick, 0.1)


def _pivot(services: Services) -> Figure:
    peer = duckdb.connect(config={"threads": 2})
    with services.database.read() as uow:
        for table in ("attendances", "class_sessions"):
            columns = {
                "attendances": "class_session_id, attendee_id, band, sex, present",
                "class_sessions": "id, venue_id, starts_at",
            }[table]
            rows = uow.connection.execute(text(f"SELECT {columns} FROM {table}")).all()
            peer.execute(
                "CREATE TABLE attendances (class_session_id VARCHAR, attendee_id VARCHAR, band VARCHAR, sex VARCHAR,"
                " present BOOLEAN)"
                if table == "attendances"
                else "CREATE TABLE class_sessions (id VARCHAR, venue_id VARCHAR, starts_at TIMESTAMP)"
            )
            _fill(peer, table, rows)
    query = (
        "SELECT year(s.starts_at + INTERVAL 9 HOUR) * 100 + month(s.starts_at + INTERVAL 9 HOUR) AS month, s.venue_id,"
        " a.band, count(*) FROM attendances a JOIN class_sessions s ON s.id = a.class_session_id WHERE a.present"
        " GROUP BY ALL ORDER BY ALL"
    )
    theirs = peer.execute(query).fetchall()
    ours = services.reports.pivot(2017, 2026)
    assert [(one.month, one.venue_id.hex, one.band, one.attendances) for one in ours] == theirs
    yardstick = Yardstick("DuckDB, two threads", lambda: peer.execute(query).fetchall())
    times = yardstick.beside(lambda: services.reports.pivot(2017, 2026))
    peer.close()
    return held(
        f"ten-year pivot, month x band x venue ({len(ours):,} cells; same cells as DuckDB's, compared)",
        times,
        yardstick,
        1.0,
    )


def _fill(peer: duckdb.DuckDBPyConnection, table: str, rows: object) -> None:
    """Load rows through a file: row by row would take minutes."""
    import csv
    import tempfile
    from pathlib import Path

    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "rows.csv"
        with file.open("w", encoding="utf-8", newline="") as stream:
            csv.writer(stream).writerows(rows)  # type: ignore[arg-type]
        peer.execute(f"COPY {table} FROM '{file}' (HEADER false)")


def _search(services: Services) -> list[Figure]:
    chance = random.Random(1)
    found = []
    for name, words in QUERIES.items():
        yardstick = bare_sqlite(services.database, _LIKE, "one LIKE scan of names and readings", parts=("%佐藤%",) * 2)
        times: list[float] = []
        for _ in range(25):
            asked = chance.choice(words)
            times += yardstick.beside(lambda asked=asked: services.participants.find(asked), 3)  # type: ignore[misc]
        work = f"search among 100,000 people, {name} (p95)"
        found.append(held(work, times, yardstick, SEARCH_TIMES, of=p95))
    return found


def _check(services: Services) -> Figure:
    """Hold `db check` against reading every row of every table once; here every state is a finding of its own."""

    def read_all() -> int:
        with services.database.read() as uow:
            return sum(1 for table in Base.metadata.sorted_tables for _ in uow.connection.execute(select(table)))

    def check() -> int:
        with services.database.read() as uow:
            return len(everything.findings(uow, broken))

    yardstick = Yardstick("every row read once", read_all)
    begun = time.perf_counter()
    check()
    taken = (time.perf_counter() - begun) * 1000
    yardstick.take()
    return held("db check of ten years: everything kept twice recomputed, every rule asked", [taken], yardstick, 8.0)
