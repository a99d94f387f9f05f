"""Makes what a clerk installs: the Windows folder, its zip and the installer, made on Linux (`make windows`).

A plain folder: two launchers, python311.dll, the standard library as one zip, and the locked wheels for Windows. Every
download is pinned by hash (`python.lock`, `requirements.lock`). The same commit gives the same files each time.

Exit codes: 0 done; 1 the folder is not as it must be; 2 something is missing on this machine; 75 a download failed.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import os
import shlex
import shutil
import subprocess
import sys
import tomllib
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent.parent
sys.path.insert(0, str(HERE))

from bill import bill_of_materials, licence_files, unnamed_parts  # noqa: E402 - found beside this file
from stdlib import NATIVE_LEFT_OUT, pure_library  # noqa: E402

DOWNLOAD_FAILED = 75
"""EX_TEMPFAIL of sysexits.h: CI goes on and says so; anything else is a fault of ours."""
MOST_FOLDER_BYTES = 300_000_000
MOST_INSTALLER_BYTES = 110_000_000
LONGEST_INSIDE = 150
"""Characters of the longest path inside the folder: leaves 109 for where the folder lies (MAX_PATH is 260)."""
MINGW = "x86_64-w64-mingw32"
APT = {
    f"{MINGW}-gcc": "gcc-mingw-w64-x86-64",
    "gendef": "mingw-w64-tools",
    "makensis": "nsis",
}
"""Program -> Debian package."""
QT_MODULES = ("Core", "Gui", "Widgets", "PrintSupport", "Svg")
QT_PLUGINS = (
    *("platforms/qwindows", "platforms/qoffscreen", "styles/", "imageformats/qico", "imageformats/qjpeg"),
    *("imageformats/qsvg", "iconengines/"),
)
LOCALES = ("root", "ja", "en", "zh", "ko", "vi", "pt", "es", "fil", "id", "ne")
"""Babel's locales that are shipped: the languages of the screens and those papers are printed in."""
LEFT_OUT_FOLDERS = frozenset({"tests", "test", "include", "__pycache__", "bin", "Scripts"})
LEFT_OUT_PLACES = (
    *(
        "cv2/opencv_videoio_ffmpeg",
        "PIL/_avif",
        "PIL/_imagingft",
        "numpy/f2py/",
        "numpy/typing/",
        "numpy/_pyinstaller/",
        "numpy/distutils/",
        "numpy/random/",
        "numpy/_core/_simd.",  # it and those below belong to numpy's own tests
        "numpy/_core/_multiarray_tests.",
        "numpy/_core/_rational_tests.",
        "numpy/_core/_struct_ufunc_tests.",
        "numpy/_core/_umath_tests.",
        "numpy/_core/_operand_flag_tests.",
        "reportlab/fonts/",
    ),
    *("sqlalchemy/testing/", "shiboken6/vcamp140", "shiboken6/vccorlib140", "shiboken6/vcomp140"),
)
"""Beginnings of places in site-packages which nothing of the program uses."""
WITH_SOURCE = ("divide_app", "PySide6", "shiboken6", "psycopg", "psycopg_binary", "cv2")
"""Packages whose modules keep their source: ours, those under the LGPL, and OpenCV, which reads its own config.py."""
LEFT_OUT_ENDINGS = (".pyi", ".h", ".hpp", ".lib", ".pxd", ".pyx", ".c", ".cpp", ".exe", ".js", ".sbom")


class BuildError(Exception):
    """The folder cannot be made; `code` is what the program ends with."""

    def __init__(self, code: int, text: str) -> None:
        super().__init__(text)
        self.code = code


def version() -> str:
    """Return the version of pyproject.toml."""
    return str(tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]["version"])


def commit() -> tuple[str, int]:
    """Return the commit's name and its moment (seconds since 1970), which every file's time is set to."""
    done = subprocess.run(
        ["git", "log", "-1", "--format=%H %ct"], cwd=ROOT, capture_output=True, text=True, check=False
    )
    name, _, moment = done.stdout.strip().partition(" ")
    return (name, int(moment)) if done.returncode == 0 and moment else ("unknown", 1_700_000_000)


def must_be_committed(name: str = "") -> str:
    """Return the name of the commit the tree is at.

    Args:
        name: The commit it must still be at.

    Raises:
        BuildError: Something is not committed, or the tree is at another commit: two builds would not be of one tree.
    """
    changed = run(["git", "status", "--porcelain"], where=ROOT)
    now = commit()[0]
    if changed or now != (name or now):
        raise BuildError(2, "The tree changed or is not committed; two builds are compared of one commit:\n"
                         + (changed or f"{name} became {now}"))  # fmt: skip
    return now


def run(command: Sequence[object], *, where: Path | None = None, environment: Mapping[str, str] | None = None) -> str:
    """Run a tool of the build and return what it printed.

    Raises:
        BuildError: It failed.
    """
    words = [str(word) for word in command]
    done = subprocess.run(
        words, cwd=where, env={**os.environ, **(environment or {})}, capture_output=True, text=True, check=False
    )
    if done.returncode:
        raise BuildError(1, f"{words[0]} failed:\n{(done.stdout + done.stderr)[-3000:]}")
    return done.stdout


def download(command: Sequence[object]) -> None:
    """Run a tool that fetches; a failure is told as one of the network, unless a hash was wrong.

    Raises:
        BuildError: The download failed, or what came is not what was pinned.
    """
    try:
        run(command)
    except BuildError as error:
        text = str(error)
        is_wrong = "hash" in text.lower() and ("mismatch" in text.lower() or "do not match" in text.lower())
        raise BuildError(1 if is_wrong else DOWNLOAD_FAILED, f"A download failed.\n{text}") from None


def need_tools(wanted: Mapping[str, str] = APT) -> None:
    """Install the packages of Debian that are needed, as root; else say which.

    Args:
        wanted: Program -> Debian package.

    Raises:
        BuildError: Something is missing and cannot be installed from here.
    """
    if sys.version_info[:2] != (3, 11):
        raise BuildError(2, "make windows needs Python 3.11 (Debian 12's): its library must fit python311.dll.")
    missing = [package for program, package in wanted.items() if shutil.which(program) is None]
    if not missing:
        return
    if os.geteuid() != 0 or shutil.which("apt-get") is None:
        raise BuildError(2, f"Missing here: sudo apt-get install --no-install-recommends {' '.join(missing)}")
    print(f"installing: {' '.join(missing)}", flush=True)
    quiet = {"DEBIAN_FRONTEND": "noninteractive"}
    for words in (["update", "-q"], ["install", "-q", "-y", "--no-install-recommends", *missing]):
        try:
            run(["apt-get", *words], environment=quiet)
        except BuildError as error:
            raise BuildError(DOWNLOAD_FAILED, f"A download failed.\n{error}") from None


def windows_python(scratch: Path) -> Path:
    """Return a folder with python311.dll, the standard library's .pyd and their DLLs."""
    named = os.environ.get("WINDOWS_PYTHON")
    if named:
        return Path(named)
    wheels = scratch / "wheels"
    if not list(wheels.glob("panda3d-*.whl")):
        download(
            [
                *(
                    sys.executable,
                    "-m",
                    "pip",
                    "download",
                    "-q",
                    "--no-deps",
                    "--require-hashes",
                    "--only-binary=:all:",
                ),
                *("--platform", "win_amd64", "--python-version", "311", "--implementation", "cp", "--abi", "cp311"),
                *("-r", HERE / "python.lock", "-d", wheels),
            ]
        )
    (wheel,) = wheels.glob("panda3d-*.whl")
    folder = scratch / "windows-python"
    if not folder.is_dir():
        with zipfile.ZipFile(wheel) as archive:
            for name in archive.namelist():
                if name.startswith("deploy_libs/"):
                    target = folder / Path(name).name
                    target.parent.mkdir(parents=True, exist_ok=True)
                    target.write_bytes(archive.read(name))
    return folder


def windows_packages(scratch: Path) -> Path:
    """Return a folder with the locked libraries for Windows; a second call with the same lock takes the first one's."""
    lock = ROOT / "requirements.lock"
    folder = scratch / f"packages-{hashlib.sha256(lock.read_bytes()).hexdigest()[:16]}"
    if folder.is_dir():
        return folder
    half = folder.with_suffix(".part")
    shutil.rmtree(half, ignore_errors=True)
    uv = Path(sys.executable).parent / "uv"
    download(
        [
            *(uv, "pip", "install", "-q", "--no-deps", "--require-hashes", "--only-binary", ":all:"),
            *("--python-platform", "x86_64-pc-windows-msvc", "--python-version", "3.11", "--link-mode", "copy"),
            *("--target", half, "-r", lock),
        ]
    )
    half.rename(folder)
    return folder


def is_shipped(path: Path) -> bool:
    """Tell whether a file of the libraries goes into the folder; `path` is relative to site-packages."""
    top, name, text = path.parts[0], path.name, path.as_posix()
    if any(part in LEFT_OUT_FOLDERS for part in path.parts[:-1]) and ".dist-info" not in top:
        return False
    if text.startswith(LEFT_OUT_PLACES) or name in {"RECORD", "INSTALLER", "REQUESTED", "direct_url.json"}:
        return False
    if name.endswith(LEFT_OUT_ENDINGS):
        return False
    if top == "PySide6":
        return _is_qt_in_use(path)
    if text.startswith("tzdata/zoneinfo/") and len(path.parts) > 3:
        return path.parts[2] in {"Asia", "Etc"}
    if text.startswith("babel/locale-data/"):
        return name.removesuffix(".dat").split("_")[0] in {*LOCALES, "LICENSE.unicode"}
    return True


def _is_qt_in_use(path: Path) -> bool:
    text, name = path.as_posix().removeprefix("PySide6/"), path.name
    modules = {f"Qt{module}.pyd" for module in QT_MODULES} | {f"Qt6{module}.dll" for module in QT_MODULES}
    if text.startswith("plugins/"):
        return text.removeprefix("plugins/").startswith(QT_PLUGINS)
    if text.startswith("translations/"):
        return name.startswith(("qt_ja", "qtbase_ja"))
    if "/" in text:
        return text.startswith("support/")
    return (
        name in modules
        or name.endswith(".py")
        or name.lower().startswith(("pyside6.", "msvcp140", "vcruntime140", "concrt"))
    )


def write_library(scratch: Path, folder: Path) -> None:
    """Put the locked libraries and the program itself into `Lib/site-packages`, byte-compiled."""
    site = folder / "Lib" / "site-packages"
    packages = windows_packages(scratch)
    for path in sorted(packages.rglob("*")):
        place = path.relative_to(packages)
        if path.is_file() and is_shipped(place):
            copy(path, site / place)
    wheels = scratch / "wheel"
    shutil.rmtree(wheels, ignore_errors=True)
    run([sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", wheels], where=ROOT)
    (wheel,) = wheels.glob("divide_app-*.whl")
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(site)
    (site / f"divide_app-{version()}.dist-info" / "RECORD").unlink()
    compile_below(site)


def compile_below(site: Path) -> None:
    """Compile every module once; the byte code is taken without looking at the source's time.

    Raises:
        BuildError: A module cannot be compiled.
    """
    import py_compile

    for path in sorted(site.rglob("*.py")):
        place = path.relative_to(site)
        keeps_source = place.parts[0] in WITH_SOURCE
        try:
            py_compile.compile(
                str(path),
                None if keeps_source else str(path.with_suffix(".pyc")),
                dfile=place.as_posix(),
                doraise=True,
                invalidation_mode=py_compile.PycInvalidationMode.UNCHECKED_HASH,
            )
        except py_compile.PyCompileError as error:
            raise BuildError(1, f"cannot compile {place}: {error}") from None
        if not keeps_source:
            path.unlink()


def write_python(scratch: Path, folder: Path) -> None:
    """Put Python itself into the folder: DLLs at the root and in `DLLs`, the pure library as one zip."""
    python = windows_python(scratch)
    copy(python / "python311.dll", folder / "python311.dll")
    shiboken = windows_packages(scratch) / "shiboken6"
    for name in ("vcruntime140.dll", "vcruntime140_1.dll"):
        copy(shiboken / name, folder / name)
    for path in sorted(python.iterdir()):
        is_module = path.suffix == ".pyd" and path.stem not in NATIVE_LEFT_OUT
        if is_module or path.name.lower().startswith(("libffi", "libcrypto", "libssl")):
            copy(path, folder / "DLLs" / path.name)
    make_python3(folder, scratch / "python3")
    pure_library(folder / "python311.zip")
    (folder / "python311._pth").write_text(
        "python311.zip\nDLLs\nLib\\site-packages\n", encoding="ascii", newline="\r\n"
    )


def make_python3(folder: Path, scratch: Path) -> None:
    """Make python3.dll, which Qt and OpenCV ask for: every name leads to python311.dll."""
    scratch.mkdir(parents=True, exist_ok=True)
    listed = run(["gendef", "-", folder / "python311.dll"], where=scratch)
    lines = [line.split()[0] for line in listed.splitlines() if line.strip() and not line.startswith(";")]
    names = [name for name in lines if name not in {"EXPORTS", "LIBRARY"} and not name.startswith('"')]
    definition = scratch / "python3.def"
    definition.write_text(
        "LIBRARY python3.dll\nEXPORTS\n" + "".join(f"{name} = python311.{name}\n" for name in names), encoding="ascii"
    )
    empty = scratch / "empty.c"
    empty.write_text("int nothing;\n", encoding="ascii")
    compiler = [f"{MINGW}-gcc", "-shared", "-nostdlib", "-s", "-Wl,--no-insert-timestamp", "-Wl,-e,0"]
    compiler.append("-Wl,--image-base,0x180000000")  # else ld derives it from the place the file is written to
    run([*compiler, "-o", folder / "python3.dll", empty, definition])


def make_icon(target: Path) -> None:
    """Draw the program's icon in the sizes Windows asks for."""
    code = (
        "import io,sys\n"
        "from PIL import Image\n"
        "from PySide6.QtCore import QBuffer,QIODevice\n"
        "from PySide6.QtGui import QGuiApplication,QImage,QPainter\n"
        "from PySide6.QtSvg import QSvgRenderer\n"
        "app=QGuiApplication([])\n"
        "drawing=QSvgRenderer(sys.argv[1])\n"
        "pictures=[]\n"
        "for size in (256,128,64,48,40,32,24,20,16):\n"
        "    image=QImage(size,size,QImage.Format.Format_ARGB32); image.fill(0)\n"
        "    painter=QPainter(image); drawing.render(painter); painter.end()\n"
        "    buffer=QBuffer(); buffer.open(QIODevice.OpenModeFlag.WriteOnly); image.save(buffer,'PNG')\n"
        "    pictures.append(Image.open(io.BytesIO(bytes(buffer.data().data()))))\n"
        "pictures[0].save(sys.argv[2],'ICO',append_images=pictures[1:],sizes=[p.size for p in pictures])\n"
    )
    source = ROOT / "resources" / "program" / "kakehashi.svg"
    run([sys.executable, "-c", code, source, target], environment={"QT_QPA_PLATFORM": "offscreen"})


def make_launchers(folder: Path, scratch: Path) -> None:
    """Compile kakehashi.exe and divide-app.exe, last of all: they know how deep the folder is inside."""
    longest = max(len(path.relative_to(folder).as_posix()) for path in folder.rglob("*"))
    if longest > LONGEST_INSIDE:
        raise BuildError(1, f"a path inside the folder has {longest} characters, more than {LONGEST_INSIDE}")
    scratch.mkdir(parents=True, exist_ok=True)
    make_icon(scratch / "kakehashi.ico")
    numbers = [*version().split("."), "0", "0", "0"][:4]
    for name, description, options in (
        ("kakehashi", "かけはし", ["-DWINDOWED", "-mwindows"]),
        ("divide-app", "かけはし(コマンド)", ["-mconsole"]),
    ):
        words = {
            "@VERSION4@": ".".join(numbers),
            "@VERSION_COMMAS@": ",".join(numbers),
            "@VERSION@": version(),
            "@NAME@": name,
            "@DESCRIPTION@": description,
        }
        for template in ("launcher.rc", "launcher.manifest"):
            text = (HERE / template).read_text(encoding="utf-8")
            for mark, word in words.items():
                text = text.replace(mark, word)
            (scratch / template).write_text(text, encoding="utf-8")
        run([f"{MINGW}-windres", "launcher.rc", "-O", "coff", "-o", "launcher.res"], where=scratch)
        run(
            [
                *(f"{MINGW}-gcc", "-municode", "-O2", "-Wall", "-Wextra", "-Werror", "-s", *options),
                *("-finput-charset=UTF-8", f"-DLONGEST={longest}", "-Wl,--no-insert-timestamp", "-static-libgcc"),
                *("-o", folder / f"{name}.exe", HERE / "launcher.c", scratch / "launcher.res"),
            ]
        )
        sign(folder / f"{name}.exe")


def sign(path: Path) -> None:
    """Sign a file with the command in SIGN_COMMAND, which gets the file's path as its last word."""
    command = os.environ.get("SIGN_COMMAND")
    if command:
        run([*shlex.split(command), path])


def copy(source: Path, target: Path) -> None:
    """Copy a file, making its folder."""
    target.parent.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(source, target)


def files_of(folder: Path) -> Iterator[tuple[str, Path]]:
    """Yield every file below the folder with its place in it, in one order."""
    for path in sorted(folder.rglob("*"), key=lambda path: path.relative_to(folder).as_posix()):
        if path.is_file():
            yield path.relative_to(folder).as_posix(), path


def sha256(path: Path) -> str:
    """Return a file's SHA-256 in hex."""
    return hashlib.sha256(path.read_bytes()).hexdigest()


def write_manifest(folder: Path, name: str) -> None:
    """Write the hashes of every file, by which `self-check` finds what is missing or changed."""
    bundled = folder / "Lib" / "site-packages" / "divide_app" / "_bundled"
    content = {
        "version": version(),
        "commit": name,
        "files": {place: sha256(path) for place, path in files_of(folder)},
        "built_with": BUILT_WITH,
    }
    text = json.dumps(content, ensure_ascii=False, indent=1, sort_keys=True)
    (bundled / "manifest.json").write_text(text + "\n", encoding="utf-8", newline="\n")


BUILT_WITH = {"python": "3.11.9", "sqlite": "3.53.4", "expat": "2.6.0"}
"""Python and expat of the pinned Windows Python, SQLite of the locked sqlcipher3; `self-check` fails below these."""


def set_times(folder: Path, moment: int) -> None:
    """Give every file and folder the commit's time."""
    for path in [*folder.rglob("*"), folder]:
        os.utime(path, (moment, moment))


def write_zip(folder: Path, target: Path, moment: int) -> None:
    """Pack the folder: sorted, every time the commit's, so that the same folder gives the same zip."""
    import time

    stamp = time.gmtime(moment)[:6]
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
        for place, path in files_of(folder):
            entry = zipfile.ZipInfo(f"{folder.name}/{place}", stamp)
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.external_attr = 0o644 << 16
            archive.writestr(entry, path.read_bytes())


def removal(places: Sequence[str]) -> list[str]:
    """Return the uninstaller's lines: every file of ours, then every folder it leaves empty, the deepest first.

    Args:
        places: Every file of the folder, `/` between names.
    """
    folders = {parent.as_posix() for place in places for parent in Path(place).parents} - {"."}
    deepest_first = sorted(folders, key=lambda one: (-one.count("/"), one))
    own = [*(f'Delete "$INSTDIR/{place}"' for place in places), *(f'RMDir "$INSTDIR/{one}"' for one in deepest_first)]
    return [line.replace("/", "\\") for line in own]


def write_installer(
    folder: Path, target: Path, scratch: Path, moment: int, *, release: str = "", is_quick: bool = False
) -> None:
    """Make the installer from the folder.

    Args:
        folder: The finished folder.
        target: The installer's file.
        scratch: A folder for what is made on the way; the icon lies in `launcher` beside it.
        moment: The time the installer is given, in seconds since 1970.
        release: The version it says; that of pyproject.toml unless a proof wants an older one.
        is_quick: Compress little: for a proof, not for people.
    """
    scratch.mkdir(parents=True, exist_ok=True)
    places = [place for place, _path in files_of(folder)]
    (scratch / "own_files.nsh").write_text("\n".join(removal(places)) + "\n", encoding="utf-8-sig")
    longest = max(map(len, places))
    sizes = sum(path.stat().st_size for _place, path in files_of(folder)) // 1024
    command = [
        *("makensis", "-V2", "-INPUTCHARSET", "UTF8", f"-DVERSION={release or version()}", f"-DSOURCE={folder}"),
        *(f"-DTARGET={target}", f"-DSCRATCH={scratch}", f"-DLONGEST={longest}", f"-DSIZE_KB={sizes}"),
        *(["-DQUICK"] if is_quick else []),
        HERE / "installer.nsi",
    ]
    if os.environ.get("SIGN_COMMAND"):
        command.insert(1, f"-DSIGN_COMMAND={os.environ['SIGN_COMMAND']}")
    run(command, environment={"SOURCE_DATE_EPOCH": str(moment)})
    sign(target)


def check(folder: Path, installer: Path) -> list[str]:
    """Return what is wrong with the finished folder, one sentence each."""
    wrong = []
    size = sum(path.stat().st_size for _place, path in files_of(folder))
    if size > MOST_FOLDER_BYTES:
        wrong.append(f"the folder has {size / 1e6:.0f} MB, more than {MOST_FOLDER_BYTES / 1e6:.0f}")
    if installer.stat().st_size > MOST_INSTALLER_BYTES:
        wrong.append(f"the installer has {installer.stat().st_size / 1e6:.0f} MB")
    wrong += [f"{name} is missing" for name in ("kakehashi.exe", "divide-app.exe", "python311.dll", "LICENSE")
              if not (folder / name).is_file()]  # fmt: skip
    wrong += unnamed_parts(folder)
    return wrong


def build(out: Path, scratch: Path) -> Path:
    """Make everything into `out` and return the folder.

    Raises:
        BuildError: Something is missing, a download failed, or the folder is not as it must be.
    """
    need_tools()
    name, moment = commit()
    folder = out / f"kakehashi-{version()}-windows-x64"
    for old in [*out.glob("kakehashi-*"), out / "SHA256SUMS"]:
        shutil.rmtree(old) if old.is_dir() else old.unlink(missing_ok=True)
    folder.mkdir(parents=True)
    write_library(scratch, folder)
    write_python(scratch, folder)
    copy(ROOT / "LICENSE", folder / "LICENSE")
    licence_files(ROOT, folder)
    make_launchers(folder, scratch / "launcher")
    bill_of_materials(ROOT, windows_packages(scratch), folder, version(), BUILT_WITH, moment)
    write_manifest(folder, name)
    set_times(folder, moment)
    archive, installer = folder.with_name(f"{folder.name}.zip"), out / f"kakehashi-{version()}-setup.exe"
    write_zip(folder, archive, moment)
    write_installer(folder, installer, scratch / "installer", moment)
    sums = "".join(f"{sha256(path)}  {path.name}\n" for path in (installer, archive))
    (out / "SHA256SUMS").write_text(sums, encoding="ascii", newline="\n")
    wrong = check(folder, installer)
    if wrong:
        raise BuildError(1, "\n".join(wrong))
    inside = sum(path.stat().st_size for _place, path in files_of(folder))
    print(f"{folder.name}: {inside / 1e6:.0f} MB; zip {archive.stat().st_size / 1e6:.0f} MB; "
          f"installer {installer.stat().st_size / 1e6:.0f} MB")  # fmt: skip
    return folder


def main() -> int:
    """Build, or with `--twice` build two times from the same downloads and compare every file."""
    parser = argparse.ArgumentParser(description="Makes the Windows folder, its zip and the installer.")
    parser.add_argument("--out", type=Path, default=ROOT / "dist")
    parser.add_argument("--scratch", type=Path, default=ROOT / "build" / "windows", help="downloads are kept here")
    parser.add_argument("--twice", action="store_true", help="build two times and compare")
    arguments = parser.parse_args()
    out, scratch = arguments.out.resolve(), arguments.scratch.resolve()
    try:
        if arguments.twice:
            before = must_be_committed()
        build(out, scratch)
        if arguments.twice:
            first = (out / "SHA256SUMS").read_text(encoding="ascii")
            build(scratch / "again", scratch)
            if (scratch / "again" / "SHA256SUMS").read_text(encoding="ascii") != first:
                must_be_committed(before)
                raise BuildError(1, "two builds of one commit differ")
            print("built twice: the same files")
    except BuildError as error:
        print(error, file=sys.stderr)
        return error.code
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
