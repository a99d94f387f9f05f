"""Every kind of work from the command line of the finished folder, under Wine."""

from __future__ import annotations

import shutil
import sqlite3
import subprocess
from pathlib import Path

import pytest
from conftest import Run
from wine import Wine, windows_path


def test_self_check_finds_everything(run: Run):
    told = run("self-check", "--json").json
    assert told["ok"], told
    assert all(check["ok"] for check in told["checks"])


def test_whole_journey_of_the_sample_city(run: Run, scratch: Path):
    out = scratch / "旅 の 紙"
    run("demo", "journey", "--out", windows_path(out), data=scratch / "journey")
    papers = {path.suffix for path in out.iterdir()}
    assert {".pdf", ".png"} <= papers
    assert all(path.read_bytes().startswith(b"%PDF-") for path in out.glob("*.pdf"))


def test_roster_is_proposed(run: Run, sample: Path):
    start = run("list", "class-sessions", "--json", data=sample).json["items"]
    month = max(item["starts_at"] for item in start)[:7]
    told = run("roster", "propose", month, "--json", data=sample).json
    assert told["assignments"]


@pytest.fixture
def a_session(run: Run, sample: Path) -> str:
    """The id of the session with the most applications of its course."""
    sessions = run("list", "class-sessions", "--json", data=sample).json["items"]
    courses = run("list", "courses", "--json", data=sample).json["items"]
    fullest = max(courses, key=lambda course: course["accepted"])
    return next(one["id"] for one in sessions if one["course"] == fullest["id"])


def test_printed_sheet_goes_into_a_japanese_folder_and_is_read_again(run: Run, sample: Path, scratch: Path, a_session):
    folder = scratch / "窓口 の 印刷物"
    folder.mkdir()
    sheet = folder / "出席簿 その1.pdf"
    run("print", "attendance-sheet", a_session, "--out", windows_path(sheet), data=sample)
    assert sheet.read_bytes().startswith(b"%PDF-")
    subprocess.run(["pdftoppm", "-r", "200", "-gray", "-png", sheet, folder / "scan"], check=True)
    pages = sorted(folder.glob("scan*.png"))
    told = run("scan", *map(windows_path, pages), "--json", data=sample).json
    assert {page["class_session"] for page in told["pages"]} == {a_session}
    assert not any(page["problem"] for page in told["pages"])


def test_package_goes_out_and_comes_home(run: Run, sample: Path, scratch: Path, a_session):
    place = _copied(sample, scratch / "package-place")
    word = scratch / "合い言葉.txt"
    word.write_text("あおいそら12345678\n", encoding="utf-8")
    secret = {"environment": {"DIVIDE_APP_PASSWORD_FILE": windows_path(word)}}
    parcel = scratch / "会場 へ.kakehashi"
    made = run(
        "package", "create", a_session, "--out", windows_path(parcel), "--one-time-code", "--json", data=place
    ).json
    code = next(value for key, value in made.items() if "code" in key)
    word.write_text(f"{code}\n", encoding="utf-8")
    listed = run("list", "class-sessions", "--json", data=parcel, **secret).json["items"]
    assert [one["id"] for one in listed] == [a_session]
    came = run(
        "check-in", a_session, "--walk-in", "70代", "--at", listed[0]["starts_at"], "--json", data=parcel, **secret
    ).json
    assert came["status"] == "ok"
    home = run("package", "merge", windows_path(parcel), "--json", data=place, **secret).json
    assert (home["accepted"], home["held"]) == (1, [])
    again = run("package", "merge", windows_path(parcel), "--json", data=place, **secret).json
    assert (again["accepted"], again["known"]) == (0, home["known"] + 1)


def test_backup_is_made_verified_and_restored(run: Run, sample: Path, scratch: Path):
    place = _copied(sample, scratch / "backup-place")
    before = run("db", "info", "--json", data=place).json["tables"]
    file = scratch / "控え 1.kbk"
    run("backup", "create", "--out", windows_path(file), data=place)
    assert run("backup", "verify", windows_path(file), "--json", data=place).json["ok"]
    target = scratch / "restored"
    run("backup", "restore", windows_path(file), data=target)
    after = run("db", "info", "--json", data=target).json["tables"]
    assert {name: count for name, count in after.items() if "audit" not in name} == {
        name: count for name, count in before.items() if "audit" not in name
    }


def test_look_alikes_are_found(run: Run, sample: Path):
    pairs = run("person", "look-alikes", "--json", data=sample).json["items"]
    assert any("variant_name" in pair["reasons"] for pair in pairs), pairs  # 吉田 and 𠮷田


def test_data_input_and_output_deeper_than_260_characters(run: Run, scratch: Path):
    deep = scratch.joinpath(*(f"とても深いところにある資料の棚{number}" * 2 for number in range(12)))
    deep.mkdir(parents=True)
    assert len(windows_path(deep)) > 300
    run("demo", "create", data=deep / "data")
    people = deep / "名簿.csv"
    people.write_text("氏名,ふりがな,年代\n河野 浩,こうの ひろし,70代\n", encoding="cp932")
    assert run("import", "participants", windows_path(people), "--json", data=deep / "data").json["added"] == 1
    out, kept = deep / "月報.pdf", deep / "控え.kbk"
    run("report", "monthly", "2026-10", "--out", windows_path(out), data=deep / "data")
    assert out.stat().st_size > 1_000
    run("backup", "create", "--out", windows_path(kept), data=deep / "data")
    run("backup", "restore", windows_path(kept), data=deep / "again")
    told = run("db", "info", "--json", data=deep / "again").json
    assert told["tables"]["participants"] > 100
    assert not told["place"].startswith("\\\\?")


def test_write_protected_folder_is_told_and_not_waited_for(run: Run, sample: Path):
    """Root may write everywhere but into the kernel's own folder; `tempfile` would try there for ever on Windows."""
    closed = r"Z:\sys\kernel\月報.pdf"
    told = run("report", "monthly", "2026-10", "--out", closed, "--json", data=sample, code=3).json["error"]
    assert told["code"] == "not_writable"
    assert "書き込めません" in told["message"]


def test_file_open_in_another_program_is_said_to_be(wine: Wine, program: Path, sample: Path, scratch: Path):
    file = scratch / "月報 開いている.csv"
    file.write_text("before")
    ended = wine.run(
        program / "python.exe",
        [windows_path(Path(__file__).parent / "probe_sharing.py"), windows_path(program / "divide-app.exe"),
         windows_path(sample), windows_path(file)],
    )  # fmt: skip
    told = ended.json
    assert told["code"] == 3, told
    assert "ほかのプログラム" in told["said"], told
    assert file.read_text() == "before"


def test_no_command_waits_for_a_password_when_input_is_nul(wine: Wine, program: Path, scratch: Path):
    """Windows' own NUL, which says that it is a terminal."""
    word = scratch / "password.txt"
    word.write_text("ひみつのことば-1234\n", encoding="utf-8")
    place = scratch / "locked"
    made = wine.run(
        program / "divide-app.exe",
        ["--data", windows_path(place), "demo", "create"],
        environment={"DIVIDE_APP_PASSWORD_FILE": windows_path(word)},
    )
    assert made.code == 0, made.err
    told = wine.run(
        program / "python.exe",
        [windows_path(Path(__file__).parent / "probe_nul.py"), windows_path(program / "divide-app.exe"),
         windows_path(place)],
        patience=1_800,
    ).json  # fmt: skip
    assert len(told) > 60
    waited = [words for words, code in told if code is None]
    assert not waited, waited
    assert {code for _words, code in told} <= {0, 1, 2, 3}, [one for one in told if one[1] not in {0, 1, 2, 3}]
    assert sum(code == 3 for _words, code in told) > 20, told


@pytest.fixture(scope="session")
def japanese(scratch: Path) -> Path:
    folder = scratch / "locale"
    folder.mkdir()
    # localedef ends with 1 for warnings as well; what counts is that the locale is there.
    subprocess.run(
        ["localedef", "-i", "ja_JP", "-f", "UTF-8", folder / "ja_JP.UTF-8"], check=False, capture_output=True
    )
    assert (folder / "ja_JP.UTF-8" / "LC_CTYPE").exists()
    return folder


def test_piped_text_is_in_the_code_page_and_json_in_utf_8(wine: Wine, run: Run, sample: Path, japanese: Path):
    wine.use_locale("ja_JP.UTF-8", japanese)
    try:
        people = run("tally", data=sample, encoding="cp932").out
        assert "目標" in people or "講座" in people or "回" in people
        assert run("tally", "--json", data=sample).json["targets"]
        assert "すべて正常です。" in run("self-check", encoding="cp932").out
    finally:
        wine.use_locale("C.UTF-8")


def _copied(place: Path, target: Path) -> Path:
    shutil.copytree(place, target)
    for file in target.rglob("*.sqlite3"):
        sqlite3.connect(file).close()
    return target
