"""Files are written through one gate, scratch files are made in one way, and both rules are kept by every module."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

GATE = {"foundation/files.py"}

EXCEPTIONS = {
    ("foundation/settings.py", "replace()"),  # damaged settings are set aside under a new name
    ("foundation/logs.py", "os.open"),  # the log is appended to
    ("foundation/logs.py", "replace()"),  # a full one gets an older name
    ("storage/backups.py", "replace()"),  # the replaced database, where a file system has no links
    ("storage/backups.py", "hardlink_to"),  # the replaced database gets a second name
    ("storage/recrypting.py", "hardlink_to"),  # a plain database gets a second name, by which it is overwritten
    ("storage/shares.py", "os.open"),  # a note beside a database on a share, made by one PC alone
    ("storage/shares.py", "open(rb+)"),  # and renewed in place
    ("storage/shares.py", "open(xb)"),  # a file that tells the server's time
    ("storage/shares.py", "rename"),  # a stale note is set aside
    ("storage/turns.py", "os.open"),  # an empty file of which bytes are locked
    ("services/door/package_place.py", "replace()"),  # a broken working database is set aside
    ("cli/main.py", "os.open"),  # the null device takes the place of a closed pipe
    ("foundation/streams.py", "os.open"),  # as above, where a program has no streams
}
"""Other ways, each for its reason; none of them writes to a path a person names."""

WRITES = set("wxa+")
METHODS = {"write_bytes", "write_text", "hardlink_to", "symlink_to", "rename", "setOutputFileName"}
FUNCTIONS = {
    *("os.open", "os.replace", "os.rename", "os.link", "os.symlink", "os.mkfifo", "os.truncate"),
    *("shutil.copy", "shutil.copy2", "shutil.copyfile", "shutil.copytree", "shutil.move"),
}
CLASSES = {
    *("QSaveFile", "QFile", "QTemporaryFile", "QTemporaryDir", "QPdfWriter"),
    *("FileHandler", "RotatingFileHandler", "WatchedFileHandler", "TimedRotatingFileHandler"),
}


def ways_of_writing(source: str) -> list[str]:
    """Return every way of writing a file by its own means that a module uses."""
    found = []
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, (ast.Import, ast.ImportFrom)):
            names = [alias.name for alias in node.names] + [getattr(node, "module", "") or ""]
            found += ["tempfile"] * ("tempfile" in names)
        if not isinstance(node, ast.Call):
            continue
        called = node.func
        name = called.attr if isinstance(called, ast.Attribute) else called.id if isinstance(called, ast.Name) else ""
        whole = ast.unparse(called)
        if name == "open" and whole != "os.open":
            mode = _mode(node, is_method=isinstance(called, ast.Attribute))
            if WRITES & set(mode):
                found.append(f"open({mode})")
        elif whole in FUNCTIONS:
            found.append(whole)
        elif name in CLASSES or (name in METHODS and isinstance(called, ast.Attribute)):
            found.append(name)
        elif name == "touch" and not node.args:
            found.append(name)  # of a path: that of rows takes a table
        elif name == "replace" and isinstance(called, ast.Attribute) and len(node.args) == 1 and not node.keywords:
            found.append("replace()")  # of a path: that of a text takes two
    return found


def _mode(call: ast.Call, *, is_method: bool) -> str:
    place = 0 if is_method else 1
    given = [call.args[place]] if len(call.args) > place else []
    given += [keyword.value for keyword in call.keywords if keyword.arg == "mode"]
    return next((str(one.value) for one in given if isinstance(one, ast.Constant) and isinstance(one.value, str)), "r")


def test_files_are_written_through_the_gate_alone(repository: Path):
    program = repository / "divide_app"
    used = set()
    for path in sorted(program.rglob("*.py")):
        module = path.relative_to(program).as_posix()
        if module in GATE:
            continue
        used |= {(module, way) for way in ways_of_writing(path.read_text(encoding="utf-8"))}
    assert not used - EXCEPTIONS, "write by foundation.files.written_whole; make scratch files and folders there too"
    assert not EXCEPTIONS - used, "an exception nobody needs any more"


@pytest.mark.parametrize(
    ("source", "way"),
    [
        ('open(path, "w")', "open(w)"),
        ('path.open("xb")', "open(xb)"),
        ('path.open(mode="r+")', "open(r+)"),
        ("path.touch()", "touch"),
        ("path.write_text(text)", "write_text"),
        ("path.write_bytes(data)", "write_bytes"),
        ("scratch.replace(path)", "replace()"),
        ("os.replace(a, b)", "os.replace"),
        ("shutil.copyfile(a, b)", "shutil.copyfile"),
        ("from tempfile import NamedTemporaryFile", "tempfile"),
        ("import tempfile", "tempfile"),
        ("QSaveFile(name)", "QSaveFile"),
    ],
)
def test_the_check_sees_each_way(source: str, way: str):
    assert ways_of_writing(source) == [way]


def test_the_check_leaves_alone_what_writes_nothing():
    source = 'text.replace("a", "b"); day.replace(day=1); path.open("rb"); open(path); screen.open(course=1)'
    assert ways_of_writing(source) == []


def test_the_real_name_of_a_file_is_asked_in_one_place(repository: Path):
    """The system cannot always say it, Wine not for deep ones: `file_names.real_name` goes on with the name it has."""
    asking = {
        path.relative_to(repository / "divide_app").as_posix()
        for path in (repository / "divide_app").rglob("*.py")
        if "os.path.realpath" in path.read_text(encoding="utf-8")
    }
    assert asking == {"foundation/file_names.py"}
