"""The frame around every command: words, options, streams and exit codes."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import unicodedata
from pathlib import Path

import pytest

from divide_app.cli.main import main
from divide_app.cli.parser import with_joined_words

LATER = ["lottery", "package", "scan", "roster", "privacy", "user"]


@pytest.mark.parametrize("word", [*LATER, "nonsense"])
def test_word_of_a_later_version_is_not_known(run, word):
    ran = run(word)
    assert ran.code == 2
    assert ran.out == ""
    assert "使い方" in ran.err


@pytest.mark.parametrize("words", [("report", "yearly", "2026"), ("db", "copy", "x"), ("print", "badges", "x")])
def test_second_word_of_a_later_version_is_not_known(run, words):
    assert run(*words).code == 2


@pytest.mark.parametrize(
    "argv",
    [
        ["--json", "--data", "{place}", "db", "upgrade"],
        ["db", "upgrade", "--data", "{place}", "--json"],
        ["db", "--json", "upgrade", "--data={place}"],
        ["--data", "{place}", "db", "upgrade", "--json"],
    ],
)
def test_json_and_data_stand_before_or_after_the_words(argv, place, capsys):
    assert main([word.format(place=place) for word in argv]) == 0
    data = json.loads(capsys.readouterr().out)
    assert data["revision"]
    assert data["place"] == str(place)


def test_two_word_commands_are_told_from_ids():
    assert with_joined_words(["apply", "--json", "cancel", "x"]) == ["apply cancel", "--json", "x"]
    assert with_joined_words(["--data", "apply", "check-in", "undo", "x"]) == ["--data", "apply", "check-in undo", "x"]
    assert with_joined_words(["apply", "x", "cancel"]) == ["apply", "x", "cancel"]


def test_data_folder_comes_from_the_variable(monkeypatch, place, capsys):
    monkeypatch.setenv("DIVIDE_APP_DATA", str(place))
    assert main(["db", "upgrade", "--json"]) == 0
    assert (place / "kakehashi.sqlite").exists()
    assert json.loads(capsys.readouterr().out)["place"] == str(place)


@pytest.mark.parametrize(
    "words",
    [
        ("list",),
        ("list", "nothing"),
        ("list", "courses", "--where", "nothing=1"),
        ("list", "courses", "--where", "title"),
        ("apply", "no-id", "--participant", "no-id"),
        ("tally", "--as-of", "yesterday"),
        ("report", "monthly", "R8.13"),
        ("report", "monthly", "2026-11", "--out", "x.doc"),
        ("print", "monthly", "spring", "--out", "x.pdf"),
        ("print", "flyer", "no-id", "--out", "x.pdf"),
        ("export", "calendar", "--out", "x.ics", "--profile", "p"),
        ("backup",),
    ],
)
def test_wrong_usage_is_two_and_leaves_standard_output_alone(run, words):
    ran = run(*words)
    assert ran.code == 2
    assert ran.out == ""
    assert ran.err.strip().endswith("。")


def test_usage_never_repeats_a_long_number(run):
    ran = run("tally", "123456789018")
    assert (ran.code, ran.error) == (1, "individual_number")
    assert "123456789018" not in ran.out + ran.err


def test_where_compares_any_key_as_text(run, world):
    items = run("list", "class-sessions", "--where", f"course={world.course}", "number=2").json["items"]
    assert [item["id"] for item in items] == [world.sessions[1]]
    assert run("list", "courses", "--where", "owners=デジタル推進課").json["items"]
    assert run("list", "courses", "--where", "capacity=3").json["items"] == []
    assert run("list", "class-sessions", "--where", "time_is_known=true").json["items"]


def test_moments_go_out_with_the_offset_of_japan(run, world):
    item = run("list", "class-sessions").json["items"][0]
    assert item["starts_at"] == "2026-11-21T10:30:00+09:00"
    assert item["title"] == "はじめてのスマートフォン"
    assert (item["venue"], item["room"]) == ("中央公民館", "第1研修室")


@pytest.mark.parametrize(
    ("kind", "keys"),
    [
        ("courses", "id title capacity accepted waiting state"),
        ("class-sessions", "id course title kind starts_at ends_at venue room state"),
        ("participants", "id name kana band"),
        ("applications", "id course participant name status place ticket_code"),
        ("attendance", "id class_session participant present first_in minutes events"),
        ("supporters", "id name kind"),
        ("assignments", "id"),
        ("venues", "id name"),
        ("targets", "id name"),
    ],
)
def test_items_of_the_sample_city_carry_the_promised_keys(city, kind, keys):
    items = city("list", kind).json["items"]
    assert items
    assert set(keys.split()) <= items[0].keys()
    assert len({item["id"] for item in items}) == len(items)
    text = city("list", kind, as_json=False)
    assert text.code == 0
    assert str(len(items)) in text.out.splitlines()[-1]


def test_no_sign_out_of_the_data_moves_the_cursor(run, tmp_path):
    people = tmp_path / "people.csv"
    people.write_text("氏名,備考\n青葉\x1b[2J花子\x9b31m,x\n", encoding="utf-8")
    assert run("import", "participants", people).code == 0
    listed = run("list", "participants", as_json=False)
    assert "青葉[2J花子31m" in listed.out
    assert not {sign for sign in listed.out if unicodedata.category(sign) == "Cc"} - {"\n"}


@pytest.mark.parametrize("kind", ["courses", "attendance"])
def test_empty_database_lists_nothing(run, kind):
    assert run("db", "upgrade").code == 0
    assert run("list", kind).json == {"items": []}


def test_help_breaks_no_word_one_has_to_type_and_fits_the_terminal(run, monkeypatch):
    monkeypatch.setenv("COLUMNS", "80")
    for words in (("list",), ("import",), ("print",)):
        said = run(*words, "--help", as_json=False).out
        for word in ("supporters", "population", "activity-certificate"):
            assert word in said or word[:5] not in said
        columns = [
            sum(2 if unicodedata.east_asian_width(sign) in "WF" else 1 for sign in line) for line in said.splitlines()
        ]
        assert max(columns) <= 80


def test_help_needs_neither_database_nor_qt():
    code = (
        "import sys; from divide_app.cli.main import main; main(['--help']);"
        "bad = [m for m in ('sqlalchemy', 'PySide6', 'reportlab', 'openpyxl', 'cv2', 'zxingcpp', 'alembic',"
        " 'cryptography') if m in sys.modules]; sys.exit(str(bad) if bad else 0)"
    )
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, encoding="utf-8", check=False)
    assert ran.returncode == 0, ran.stderr
    assert "self-check" in ran.stdout


def test_module_runs_as_a_program(place: Path):
    assert main(["--data", str(place), "db", "upgrade"]) == 0
    words = [sys.executable, "-m", "divide_app", "--data", str(place), "list", "courses", "--json"]
    # A console of old code page: what it cannot show must not stop the program.
    ran = subprocess.run(words, capture_output=True, check=False, env={**os.environ, "PYTHONIOENCODING": "ascii"})
    assert ran.returncode == 0, ran.stderr
    assert json.loads(ran.stdout) == {"items": []}
    assert ran.stderr == b""


def test_program_exits_with_the_code_of_the_refusal(place: Path):
    words = [sys.executable, "-m", "divide_app", "course", "plan", "missing.json", "--data", str(place), "--json"]
    ran = subprocess.run(words, capture_output=True, check=False)
    assert ran.returncode == 1
    assert json.loads(ran.stdout)["error"]["code"] == "file_not_found"
    assert ran.stderr == b""


def test_reader_that_closes_early_is_no_error(city_place: Path):
    words = [sys.executable, "-m", "divide_app", "list", "applications", "--data", str(city_place)]
    with subprocess.Popen(words, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as program:
        assert program.stdout is not None
        assert program.stderr is not None
        program.stdout.read(10)
        program.stdout.close()
        assert program.stderr.read() == b""
        assert program.wait() == 0


@pytest.mark.parametrize("words", [("gui",), ()])
def test_window_opens_over_the_place_on_the_day_of_the_clock(run, monkeypatch, words):
    from collections.abc import Callable

    from divide_app.services import Services
    from divide_app.ui import app

    opened = []

    def stay(
        opener: Callable[[str | None], Services], start: app.Start, soon: Callable[[], object], elsewhere: object
    ) -> int:
        assert callable(elsewhere)
        opened.append((opener(None).office.get(), start.today().isoformat()))
        assert "設定が壊れていた" in start.notice
        return 0

    monkeypatch.setattr(app, "run", stay)
    folder = Path(os.environ["XDG_CONFIG_HOME"]) / "divide_app"
    folder.mkdir(parents=True)
    (folder / "settings.toml").write_text("damaged =", encoding="utf-8")
    monkeypatch.setenv("QT_QPA_PLATFORM", "offscreen")
    ran = run(*words, as_json=False)
    assert (ran.code, ran.out, ran.err) == (0, "", "")
    assert opened == [(None, "2026-11-21")]
