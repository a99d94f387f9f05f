"""The whole way by commands alone: what a script at the town hall would do in a year, on every kind of database."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from divide_app.domain.door.ticket_code import QR_PREFIX
from divide_app.printing.raster import page_count, render_page
from divide_app.scanning.qr import read_codes
from tests.support.databases import drop_postgres, fresh_place
from tests.support.import_files import MADE_UP, PUBLISHED

DOOR = "2026-11-21T13:50"
PLAN = {
    "title": "写真をのこす教室",
    "kind": "class",
    "topic": "スマホの基本",
    "venue": "みらい会館",
    "room": "研修室",
    "capacity": 2,
    "owners": ["生涯学習課"],
    "phone": "000-000-0100",
    "apply_url": "https://example.jp/apply/photo",
    "audience": "市内にお住まいの方",
    "sessions": [
        {"starts_at": "2026-11-21T14:00", "ends_at": "2026-11-21T15:30"},
        {"starts_at": "R8.11.28 14:00", "ends_at": "R8.11.28 15:30"},
    ],
}


@pytest.fixture(
    params=["sqlite", "encrypted", pytest.param("postgresql", marks=pytest.mark.postgres)],
)
def place(request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """An empty place of each kind, as `--data` takes it."""
    if request.param == "postgresql":
        made = fresh_place("postgresql", tmp_path)
        yield str(made.url)
        drop_postgres(made)
        return
    if request.param == "encrypted":
        secret = tmp_path / "secret"
        secret.write_text("つきよのかにと麦の穂\n", encoding="utf-8")
        monkeypatch.setenv("DIVIDE_APP_PASSWORD_FILE", str(secret))
    yield str(tmp_path / "place")


def codes_of(pdf: Path) -> list[str]:
    """Return what the QR codes of a PDF say, read as a camera would: grey, 150 dpi."""
    data = pdf.read_bytes()
    shots = [render_page(data, index, 150, grey=True) for index in range(page_count(data))]
    return [code for shot in shots for code in read_codes(shot.pixels, shot.width, shot.height)]


def counted(command: Any, place: str) -> int:
    """Return the figure of the sample city's one target."""
    (target,) = command(place, "tally")["targets"]
    assert target["actual"] == len(target["counted"])
    return int(target["actual"])


def test_everything_a_script_needs_from_self_check_to_restored_backup(command: Any, place: str, tmp_path: Path) -> None:
    is_plain = not place.startswith("postgresql") and "DIVIDE_APP_PASSWORD_FILE" not in os.environ
    if is_plain:  # seventeen processes, none of which looks at the place
        checks = command(place, "self-check")
        assert checks["ok"], checks
    made = command(place, "demo", "create")
    assert all(made[key] > 0 for key in ("courses", "class_sessions", "participants", "supporters", "targets"))

    # Other people's event lists come in, whole, and a second time nothing changes.
    files = sorted(MADE_UP.glob("*.csv")) + (sorted(PUBLISHED.glob("*.csv")) if PUBLISHED.is_dir() else [])
    if not is_plain:
        files = files[-2:]  # lists are read the same in any place, and each command derives an encrypted one's key
    for file in files:
        first = command(place, "import", "events", file)
        assert (first["read"], first["rejected"]) == (first["added"] + first["updated"] + first["unchanged"], []), file
    for file in files[-2:]:
        again = command(place, "import", "events", file)
        assert again["unchanged"] == again["read"], file

    # A course of one's own, and people for it.
    plan_file = tmp_path / "plan.json"
    plan_file.write_text(json.dumps(PLAN, ensure_ascii=False), encoding="utf-8")
    plan = command(place, "course", "plan", plan_file)
    assert plan["clashes"] == []
    clash = command(place, "course", "plan", plan_file, code=1)
    assert clash["error"]["code"] == "clash"
    course, session = plan["course"], plan["class_sessions"][0]
    (line,) = [one for one in command(place, "list", "courses")["items"] if one["id"] == course]
    assert (line["title"], line["capacity"], line["accepted"]) == (PLAN["title"], 2, 0)
    people = [one["id"] for one in command(place, "list", "participants")["items"][:3]]
    taken = [command(place, "apply", course, "--participant", one, "--channel", "phone") for one in people]
    assert [(one["status"], one["place"]) for one in taken] == [("accepted", 1), ("accepted", 2), ("waiting", 1)]
    cancelled = command(place, "apply", "cancel", taken[1]["application"])
    assert cancelled["promoted"] == [taken[2]["application"]]

    # The four papers; each code on paper is read by a camera.
    papers = {}
    for kind, id_ in (("flyer", course), ("attendance-sheet", session), ("tickets", course), ("monthly", "2026-10")):
        papers[kind] = tmp_path / f"{kind}.pdf"
        printed = command(place, "print", kind, id_, "--out", papers[kind])
        assert (printed["file"], printed["warnings"]) == (str(papers[kind]), [])
        assert printed["pages"] == page_count(papers[kind].read_bytes()) >= 1
    assert codes_of(papers["flyer"]) == [PLAN["apply_url"]]
    above, below = codes_of(papers["attendance-sheet"])  # a torn corner takes one of them
    assert above == below
    tickets = codes_of(papers["tickets"])
    kept = {
        one["ticket_code"] for one in command(place, "list", "applications", "--where", f"course={course}")["items"]
    }
    assert len(tickets) == 2
    assert {code.removeprefix(QR_PREFIX) for code in tickets} <= kept

    # The door: what the camera read is what the door takes, and one session held is one more counted.
    before = counted(command, place)
    month = command(place, "report", "monthly", "2026-11")
    event = command(place, "check-in", session, tickets[0], "--at", DOOR, "--device", "受付PC")["event"]
    assert counted(command, place) == before + 1
    again = command(place, "check-in", session, tickets[0], "--at", DOOR, code=1)
    assert (again["status"], again["reason"]) == ("refused", "already_in")
    assert command(place, "check-in", session, tickets[1], "--at", DOOR)["status"] == "ok"
    assert command(place, "check-in", session, "--walk-in", "75-79", "--at", DOOR)["status"] == "ok"
    stale = command(place, "check-in", session, taken[1]["ticket_code"], "--at", DOOR, code=1)
    assert stale["status"] == "refused"
    assert command(place, "check-in", "undo", event, "--device", "受付PC")["status"] == "ok"
    assert counted(command, place) == before + 1
    present = command(place, "list", "attendance", "--where", f"class_session={session}")["items"]
    assert sum(one["present"] for one in present) == 2
    after = command(place, "report", "monthly", "2026-11")
    assert after["attendances"] == month["attendances"] + 2
    assert after["sessions_held"] == month["sessions_held"] + 1
    for name in ("month.pdf", "month.xlsx", "month.csv"):
        command(place, "report", "monthly", "2026-11", "--out", tmp_path / name)
        assert (tmp_path / name).stat().st_size > 100

    # What goes out comes back as it was.
    out = tmp_path / "events.csv"
    exported = command(place, "export", "events", "--out", out)
    back = command(place, "import", "events", out)
    assert (back["read"], back["unchanged"], back["rejected"]) == (exported["rows"], exported["rows"], [])

    assert command(place, "db", "check")["ok"]
    audit = command(place, "audit", "verify")
    assert (audit["ok"], audit["first_broken"]) == (True, None)

    backup = tmp_path / "copy.sqlite"
    assert command(place, "backup", "create", "--out", backup)["ok"]
    verified = command(place, "backup", "verify", backup)
    elsewhere = tmp_path / "elsewhere"
    assert command(elsewhere, "backup", "restore", backup)["counts"] == verified["counts"]
    assert command(elsewhere, "tally") == command(place, "tally")
    assert command(elsewhere, "db", "check")["ok"]
    assert command(elsewhere, "audit", "verify")["ok"]
