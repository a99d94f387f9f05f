"""What the Windows build promises and can be shown without building: choice of files, terms, launchers, installer."""

from __future__ import annotations

import importlib.util
import json
import re
import struct
import subprocess
import sys
from pathlib import Path
from types import ModuleType
from xml.etree import ElementTree

import pytest


@pytest.fixture
def build(repository: Path, monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    folder = repository / "packaging" / "windows"
    monkeypatch.syspath_prepend(str(folder))
    spec = importlib.util.spec_from_file_location("windows_build", folder / "build.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.mark.parametrize(
    ("place", "wanted"),
    [
        ("PySide6/Qt6Core.dll", True),
        ("PySide6/Qt6PrintSupport.dll", True),
        ("PySide6/QtSvg.pyd", True),
        ("PySide6/plugins/platforms/qwindows.dll", True),
        ("PySide6/plugins/platforms/qoffscreen.dll", True),  # self-check draws with it
        ("PySide6/plugins/platforms/qdirect2d.dll", False),
        ("PySide6/Qt6Network.dll", False),
        ("PySide6/opengl32sw.dll", False),
        ("PySide6/qml/QtQuick/anything.dll", False),
        ("PySide6/translations/qtbase_ja.qm", True),
        ("PySide6/translations/qtbase_fr.qm", False),
        ("cv2/cv2.pyd", True),
        ("cv2/opencv_videoio_ffmpeg500_64.dll", False),
        ("numpy/tests/test_x.py", False),
        ("numpy/distutils/ccompiler.py", False),
        ("numpy/random/mtrand.cp311-win_amd64.pyd", False),
        ("numpy/_core/_simd.cp311-win_amd64.pyd", False),
        ("numpy/_core/_multiarray_umath.cp311-win_amd64.pyd", True),
        ("reportlab/fonts/Vera.ttf", False),
        ("PySide6/pyside6.abi3.dll", True),
        ("PySide6/pyside6qml.abi3.dll", False),  # asks for Qt6Qml.dll, which is not shipped
        ("numpy-2.4.6.dist-info/licenses/LICENSE.txt", True),
        ("babel/locale-data/ja_JP.dat", True),
        ("babel/locale-data/zh_Hant_TW.dat", True),
        ("babel/locale-data/sv.dat", False),
        ("tzdata/zoneinfo/Asia/Tokyo", True),
        ("tzdata/zoneinfo/America/Lima", False),
    ],
)
def test_what_is_shipped_is_what_the_program_uses(build: ModuleType, place: str, wanted: bool):
    assert build.is_shipped(Path(place)) is wanted


def folder_with(build: ModuleType, tmp_path: Path, *places: str) -> Path:
    """A folder of one distribution and these native files, each named by the bill as the build names it."""
    folder = tmp_path / "folder"
    for place in places:
        (folder / place).parent.mkdir(parents=True, exist_ok=True)
        (folder / place).write_bytes(b"")
    info = folder / "Lib" / "site-packages" / "six-1.17.0.dist-info"
    info.mkdir(parents=True)
    (info / "METADATA").write_text("Metadata-Version: 2.1\nName: six\nVersion: 1.17.0\n", encoding="utf-8")
    (info / "LICENSE").write_text("MIT", encoding="utf-8")
    six = {"name": "six", "version": "1.17.0"}
    bill = {"components": [six, *sys.modules["bill"].part_components(folder, {})]}
    (folder / "sbom.cdx.json").write_text(json.dumps(bill), encoding="utf-8")
    return folder


@pytest.mark.parametrize(
    "stranger",
    [
        "stranger.dll",
        "DLLs/stranger.pyd",
        "Lib/site-packages/stranger.pyd",
        "Lib/site-packages/PySide6/Qt6WebEngineCore.dll",
        "Lib/site-packages/PySide6/plugins/platforms/qdirect2d.dll",
        "Lib/site-packages/numpy.libs/libgfortran-5.dll",
    ],
)
def test_every_native_library_belongs_to_something_with_terms(
    build: ModuleType, repository: Path, tmp_path: Path, stranger: str
):
    known = ("python311.dll", "DLLs/_ctypes.pyd", "DLLs/libffi-8.dll", "Lib/site-packages/PySide6/Qt6Core.dll")
    folder = folder_with(build, tmp_path, *known)
    build.licence_files(repository, folder)
    assert build.unnamed_parts(folder) == []
    (folder / stranger).parent.mkdir(parents=True, exist_ok=True)
    (folder / stranger).write_bytes(b"")
    assert build.unnamed_parts(folder) == [f"{stranger} belongs to no part that is named"]


def test_native_files_are_told_to_the_distribution_that_brought_them(build: ModuleType, tmp_path: Path):
    info = tmp_path / "rl_accel-0.9.1.dist-info"
    info.mkdir()
    (info / "METADATA").write_text("Metadata-Version: 2.1\nName: rl_accel\nVersion: 0.9.1\n", encoding="utf-8")
    (info / "RECORD").write_text("_rl_accel.pyd,sha256=x,1\nrl_accel-0.9.1.dist-info/METADATA,,\n", encoding="utf-8")
    assert sys.modules["bill"].native_owners(tmp_path) == {"Lib/site-packages/_rl_accel.pyd": "rl-accel"}


def test_two_versions_of_one_library_are_two_entries_of_the_bill(build: ModuleType, tmp_path: Path):
    def library(*numbers: int) -> bytes:
        high, low = numbers[0] << 16 | numbers[1], numbers[2] << 16 | numbers[3]
        return b"MZ..." + struct.pack("<IIII", 0xFEEF04BD, 0x10000, high, low)

    for place, numbers in (
        ("DLLs/libssl-3.dll", (3, 0, 13, 0)),
        ("psycopg_binary.libs/libssl-3-x64.dll", (3, 6, 5, 0)),
    ):
        (tmp_path / place).parent.mkdir(parents=True)
        (tmp_path / place).write_bytes(library(*numbers))
    found = sys.modules["bill"].part_components(tmp_path, {})
    assert [one["version"] for one in found if one["name"] == "OpenSSL"] == ["3.0.13", "3.6.5"]
    assert sys.modules["bill"].file_version(b"MZ, and nothing stated") == ""


@pytest.mark.parametrize("name", ["OFL-BIZUDGothic.txt", "OFL-KakehashiRare.txt", "other-parts.txt", "LGPL-3.0.txt"])
def test_terms_taken_away_are_told(build: ModuleType, repository: Path, tmp_path: Path, name: str):
    folder = folder_with(build, tmp_path)
    build.licence_files(repository, folder)
    (folder / "licences" / name).unlink()
    assert any(name in sentence for sentence in build.unnamed_parts(folder))


def test_uninstalling_leaves_no_empty_folder_of_ours(build: ModuleType):
    lines = build.removal(["a/b/c/one.txt", "two.dll"])
    assert lines == [
        'Delete "$INSTDIR\\a\\b\\c\\one.txt"',
        'Delete "$INSTDIR\\two.dll"',
        'RMDir "$INSTDIR\\a\\b\\c"',
        'RMDir "$INSTDIR\\a\\b"',
        'RMDir "$INSTDIR\\a"',
    ]


def test_a_distribution_that_the_bill_or_the_terms_leave_out_is_told(
    build: ModuleType, repository: Path, tmp_path: Path
):
    folder = folder_with(build, tmp_path)
    build.licence_files(repository, folder)
    info = folder / "Lib/site-packages/six-1.17.0.dist-info"
    (info / "LICENSE").unlink()
    (folder / "sbom.cdx.json").write_text('{"components": []}', encoding="utf-8")
    assert build.unnamed_parts(folder) == [
        "the bill of materials does not name six 1.17.0",
        "the terms of six are not in the folder: none",
    ]


def test_the_texts_of_the_lgpl_are_in_the_wheel_too(repository: Path):
    texts = repository / "resources" / "licences"
    for name in ("LGPL-3.0.txt", "GPL-3.0.txt", "Qt-third-party.txt", "Python-3.11.txt", "other-parts.txt"):
        assert len((texts / name).read_text(encoding="utf-8")) > 3_000


def test_the_launchers_know_long_paths_every_monitor_and_windows_10(repository: Path):
    tree = ElementTree.parse(repository / "packaging" / "windows" / "launcher.manifest")
    said = {element.tag.rsplit("}", 1)[1]: element.text for element in tree.iter() if element.text}
    assert said["longPathAware"] == "true"
    assert said["dpiAwareness"] == "PerMonitorV2"
    assert any("8e0f7a12" in element.get("Id", "") for element in tree.iter())


def test_the_installer_asks_for_no_rights_and_leaves_the_data(repository: Path):
    script = (repository / "packaging" / "windows" / "installer.nsi").read_text(encoding="utf-8")
    assert "RequestExecutionLevel user" in script
    assert not re.search(r"\bHKLM\b", script)
    uninstall = script.split('Section "Uninstall"')[1]
    assert "RMDir /r" not in uninstall  # only what was installed is taken away, file by file
    data = re.search(r"データは残っています。\$\\n(\S+?)\"", uninstall)
    assert data is not None
    assert data[1] == "$LOCALAPPDATA\\divide_app"


def test_an_update_looks_for_room_before_it_takes_the_older_version_away(repository: Path):
    script = (repository / "packaging" / "windows" / "installer.nsi").read_text(encoding="utf-8")
    section = script.split("\nSection\n")[1]
    assert section.index("Call LackOfRoom") < section.index("Abort") < section.index("uninstall.exe")


def test_a_failed_download_is_told_apart_from_a_wrong_file(build: ModuleType):
    def ending(text: str) -> int:
        with pytest.raises(build.BuildError) as refused:
            build.download([sys.executable, "-c", f"raise SystemExit({text!r})"])
        return int(refused.value.code)

    assert ending("connection timed out") == build.DOWNLOAD_FAILED
    assert ending("Hash mismatch for panda3d") == 1


def test_the_tools_of_build_and_proof_are_one_list(
    build: ModuleType, repository: Path, monkeypatch: pytest.MonkeyPatch
):
    proof = repository / "tests" / "windows"
    monkeypatch.syspath_prepend(str(proof))
    monkeypatch.setitem(sys.modules, "build", build)
    spec = importlib.util.spec_from_file_location("windows_proof", proof / "conftest.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    wanted = set(module.TOOLS.values())
    ci = (repository / ".ci" / "run").read_text(encoding="utf-8")
    installed = re.search(r"^windows=\(([^)]+)\)", ci, re.MULTILINE)
    assert installed is not None
    assert set(installed[1].split()) == wanted
    assert wanted <= set((repository / "README.md").read_text(encoding="utf-8").split())


def test_two_builds_are_compared_of_one_commit_alone(
    build: ModuleType, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    def git(*words: str) -> None:
        person = ("-c", "user.name=x", "-c", "user.email=x@example.jp", "-c", "core.hooksPath=none")
        subprocess.run(["git", *person, *words], cwd=tmp_path, check=True, capture_output=True)

    monkeypatch.setattr(build, "ROOT", tmp_path)
    git("init", "-q")
    (tmp_path / "module.py").write_text("one = 1\n")
    git("add", "-A")
    git("commit", "-q", "-m", "one")
    name = build.must_be_committed()
    assert build.must_be_committed(name) == name
    (tmp_path / "module.py").write_text("one = 2\n")
    with pytest.raises(build.BuildError, match=r"module\.py"):
        build.must_be_committed()
    git("commit", "-q", "-a", "-m", "two")
    with pytest.raises(build.BuildError, match="became"):
        build.must_be_committed(name)


def test_the_command_that_signs_gets_its_words_and_the_file(
    build: ModuleType, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    told = tmp_path / "told"
    code = "import sys; open(sys.argv[1], 'a').write(repr(sys.argv[2:]))"
    monkeypatch.setenv("SIGN_COMMAND", f'{sys.executable} -c "{code}" {told} --name "two words"')
    build.sign(tmp_path / "a file.exe")
    assert told.read_text(encoding="utf-8") == repr(["--name", "two words", str(tmp_path / "a file.exe")])
    monkeypatch.setenv("SIGN_COMMAND", "false")
    with pytest.raises(build.BuildError):
        build.sign(tmp_path / "a file.exe")


SYSTEM = {
    "dpkg-query": "exit 1",
    "apt-get": 'case "$*" in *wine*) exit $NO_WINE ;; esac',
    "sudo": '"$@"',
    "make": 'echo "make $*"; [ "$1" != windows-test ] || exit $PROOF',
}


@pytest.mark.parametrize(
    ("no_wine", "built", "proof", "code", "said"),
    [
        (0, 0, 0, 0, "make windows-test"),
        (0, 0, 1, 1, "make windows-test"),
        (0, 1, 0, 1, ""),
        (0, 75, 0, 0, "a download failed"),
        (0, 2, 0, 0, "lacks a tool"),
        (100, 0, 0, 0, "could not be installed"),
    ],
)
def test_ci_fails_for_a_wrong_folder_and_tells_what_could_not_be_had(
    repository: Path, tmp_path: Path, no_wine: int, built: int, proof: int, code: int, said: str
):
    programs = {f"bin/{name}": text for name, text in SYSTEM.items()} | {".venv/bin/python": "exit $BUILT"}
    programs[".ci/run"] = (repository / ".ci" / "run").read_text(encoding="utf-8")
    for name, text in programs.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(text if text.startswith("#!") else f"#!/bin/sh\n{text}\n", encoding="utf-8")
        (tmp_path / name).chmod(0o755)
    answers = {"NO_WINE": str(no_wine), "BUILT": str(built), "PROOF": str(proof)}
    ended = subprocess.run(
        [tmp_path / ".ci" / "run"], env={"PATH": f"{tmp_path / 'bin'}:/usr/bin:/bin", **answers},
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert ended.returncode == code, ended.stderr
    assert "make test" in ended.stdout
    assert said in ended.stdout
