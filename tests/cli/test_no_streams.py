"""kakehashi.exe and pythonw have no standard streams: whatever fails early is told in a message box, code kept."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from divide_app import __main__ as program
from divide_app.foundation import streams
from divide_app.foundation.user_paths import log_folder

BOX_TO_FILE = """
import sys
from pathlib import Path
assert sys.stdin is sys.stdout is sys.stderr is None
{before}
from divide_app.foundation import streams
streams.show_box = lambda text: Path({box!r}).write_text(text, encoding="utf-8")
sys.argv = ["kakehashi.exe", *{words!r}]
from divide_app.__main__ import main
sys.exit(main())
"""


@pytest.fixture
def boxes(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What message boxes said in this process, which has no standard streams."""
    shown: list[str] = []
    monkeypatch.setattr(streams, "show_box", shown.append)
    return shown


def start(monkeypatch: pytest.MonkeyPatch, *words: object) -> int:
    with monkeypatch.context() as patch:
        patch.setattr(sys, "argv", ["kakehashi.exe", *map(str, words)])
        for name in ("stdin", "stdout", "stderr"):
            patch.setattr(sys, name, None)
        return program.main()


def without_streams(tmp_path: Path, *words: str, before: str = "") -> tuple[int, str]:
    """Start a process with its streams closed; return its code and what its box said."""
    box = tmp_path / "box.txt"
    code = BOX_TO_FILE.format(before=before, box=str(box), words=words)
    ended = subprocess.run(
        ["/bin/sh", "-c", 'exec "$0" "$@" <&- >&- 2>&-', sys.executable, "-c", code],
        cwd=Path(__file__).parents[2], timeout=60, check=False,
    )  # fmt: skip
    return ended.returncode, box.read_text(encoding="utf-8") if box.exists() else ""


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (("--nonsense",), 2, "使い方が違います"),
        (("list", "nothing-like-it"), 2, "使い方が違います"),
        (("list", "courses"), 3, "not-there"),
        (("list", "courses", "--json"), 3, "message"),
    ],
)
def test_failure_is_a_box_with_the_place_of_the_log(
    boxes: list[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path, words: tuple[str, ...], code: int, said: str
) -> None:
    data = tmp_path / "not-there"
    data.write_text("a file, not a folder", encoding="utf-8")
    monkeypatch.setenv("DIVIDE_APP_DATA", str(data))
    assert start(monkeypatch, *words) == code
    (shown,) = boxes
    assert said in shown
    assert str(log_folder()) in shown
    assert "Traceback" not in shown


@pytest.mark.parametrize("words", [("--version",), ("--help",), ("self-check", "--only", "calendar_file")])
def test_what_succeeds_needs_no_box(boxes: list[str], monkeypatch: pytest.MonkeyPatch, words: tuple[str, ...]) -> None:
    assert start(monkeypatch, *words) == 0
    assert boxes == []


def test_crash_before_the_window_is_logged_and_told(
    boxes: list[str], monkeypatch: pytest.MonkeyPatch, expected_logs: Any
) -> None:
    def crash(*_anything: object) -> None:
        raise RuntimeError("青葉 花子")

    expected_logs.expect("fault")
    monkeypatch.setattr("divide_app.cli.commands.gui.run", crash)
    assert start(monkeypatch) == 70
    (shown,) = boxes
    assert "プログラムの不具合" in shown
    (log,) = log_folder().glob("*.log")
    written = log.read_text(encoding="utf-8")
    assert "RuntimeError" in written
    assert "花子" not in shown + written


@pytest.mark.parametrize("missing", ["divide_app.ui.app", "PySide6.QtWidgets"])
def test_a_part_that_does_not_load_is_named(
    boxes: list[str], monkeypatch: pytest.MonkeyPatch, expected_logs: Any, missing: str
) -> None:
    expected_logs.expect("import")
    monkeypatch.delitem(sys.modules, "divide_app.ui.app", raising=False)
    monkeypatch.setitem(sys.modules, missing, None)
    monkeypatch.setenv("QT_QPA_PLATFORM", "offscreen")
    assert start(monkeypatch) == 3
    (shown,) = boxes
    assert missing in shown
    assert "インストールし直してください" in shown


@pytest.mark.parametrize("missing", ["platformdirs", "divide_app.cli.main", "divide_app.foundation.translation"])
def test_a_process_without_streams_tells_what_cannot_be_loaded(tmp_path: Path, missing: str) -> None:
    code, shown = without_streams(tmp_path, before=f"sys.modules[{missing!r}] = None")
    assert code == 3
    assert missing in shown
    assert "インストールし直してください" in shown


def test_a_process_without_streams_tells_a_wrong_option(tmp_path: Path) -> None:
    code, shown = without_streams(tmp_path, "--nonsense")
    assert code == 2
    assert "--nonsense" in shown


def test_settings_that_are_broken_stop_nothing(tmp_path: Path) -> None:
    from divide_app.foundation.settings import settings_file

    settings_file().parent.mkdir(parents=True)
    settings_file().write_text("not = [toml", encoding="utf-8")
    assert without_streams(tmp_path, "--version") == (0, "")


def test_what_libraries_write_reaches_no_file_of_the_office(tmp_path: Path) -> None:
    """Without it a file opened next is number 2, and Qt's own words land in it."""
    file = tmp_path / "list.csv"
    before = (
        "import os; from divide_app.foundation.streams import fill_missing; fill_missing();"
        f"office = open({str(file)!r}, 'w'); os.write(1, b'noise'); os.write(2, b'noise'); office.close();"
        "sys.stdin = sys.stdout = sys.stderr = None"
    )
    without_streams(tmp_path, "--version", before=before)
    assert file.read_bytes() == b""


def test_the_end_of_many_complaints_is_kept() -> None:
    kept = streams.Kept()
    for number in range(3_000):
        kept.write(f"line {number}\n")
    assert kept.getvalue().endswith("line 2999\n")
    assert streams.MOST_KEPT <= len(kept.getvalue()) <= 2 * streams.MOST_KEPT


def test_a_console_that_is_there_gets_the_words_itself(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(streams, "show_box", pytest.fail)
    monkeypatch.setitem(sys.modules, "divide_app.cli.main", None)
    assert program.main() == 3
    assert "divide_app.cli.main" in capsys.readouterr().err
