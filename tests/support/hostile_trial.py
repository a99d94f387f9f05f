"""Gives the commands files nobody means well with: valid ones spoiled by chance, and by those who know their structure.

Each file has 2 GB and 30 seconds. What is asked: no end by a signal, no exit 70, none over time, and with --json one
JSON object. Chance comes from a seed and a number, so that any one file can be made again: `python -m
tests.support.hostile_trial NUMBER`.
"""

from __future__ import annotations

import contextlib
import io
import json
import os
import random
import shutil
import signal
import sqlite3
import struct
import subprocess
import sys
import tempfile
import time
import zipfile
import zlib
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from tests.support.forked import load_first, started

ROOT = Path(__file__).parents[2]
MOST_MEMORY = 2 * 2**30
MOST_SECONDS = 30.0
EVERYDAY = 22
"""Files of `make test`: two of each kind."""
SOAK = 5_000
_SECRET = "とても長いあいことば三つ"
_TABLES = ("participants", "venues", "supporters", "population", "events", "applications")
_ODD_TEXTS = (
    "", " ", "\0", "\x1b[2J", "\u202egnp", "=1+1", "'", '"', '""', "\r\n", ",,,,", "9" * 400, "-1", "1e999", "NaN",
    "0" * 12, "令和99年13月40日", "2026-02-30", "25:61", "1969-12-31", "9999-12-31", "0001-01-01", "😀" * 50, "\ud800",
    "あ" * 5_000,
    "&lt;&#0;", "<!DOCTYPE x>", "%s%n{0}{name}", "../../x", "\ufeff", "ﾊﾝｶｸ", "٣", "1" * 5_000, "null", "[" * 300,
)  # fmt: skip
_ODD_NUMBERS = (0, 1, -1, 127, 128, 255, 256, 32767, 65535, 65536, 2**31 - 1, 2**31, 2**32 - 1, 2**63)


@dataclass
class HostileTrial:
    """What came of the files; `faults` says number, kind and what happened."""

    files: int = 0
    exits: Counter[int] = field(default_factory=Counter)
    kinds: Counter[str] = field(default_factory=Counter)
    slowest: float = 0.0
    faults: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class Seeds:
    """Valid files of every kind, made by the program itself.

    Attributes:
        files: Contents by kind.
        place: A place with the sample city.
    """

    files: dict[str, list[bytes]]
    place: Path


def seeds(folder: Path) -> Seeds:
    """Make the valid files."""
    from PIL import Image

    secret = folder / "secret.txt"
    secret.write_text(_SECRET, encoding="utf-8")
    os.environ["DIVIDE_APP_PACKAGE_PASSWORD_FILE"] = str(secret)
    for name in ("CONFIG", "STATE", "DATA", "CACHE"):
        os.environ[f"XDG_{name}_HOME"] = str(folder / name.lower())
    place = folder / "place"

    def done(*words: object) -> Any:
        ran = subprocess.run(
            [sys.executable, "-m", "divide_app", "--data", place, *map(str, words), "--json"],
            cwd=ROOT, capture_output=True, check=True,
        )  # fmt: skip
        return json.loads(ran.stdout)

    done("demo", "create")
    session = done("list", "class-sessions")["items"][0]["id"]
    made: dict[str, list[bytes]] = {}
    for name, words in {
        "people.csv": ("export", "participants"), "people.xlsx": ("export", "participants"),
        "events.csv": ("export", "events"), "sheet.pdf": ("print", "attendance-sheet", session),
        "hall.kakehashi": ("package", "create", session), "copy.kbk": ("backup", "create"),
    }.items():  # fmt: skip
        done(*words, "--out", folder / name)
        kind = Path(name).suffix[1:]
        made.setdefault(kind, []).append((folder / name).read_bytes())
    import pypdfium2

    document = pypdfium2.PdfDocument(made["pdf"][0])
    page = document[0].render(scale=1.5, grayscale=True).to_pil()
    document.close()
    for ending, how in {"png": {}, "jpg": {}, "tif": {"compression": "tiff_lzw"}}.items():
        out = io.BytesIO()
        page.save(out, Image.registered_extensions()["." + ending], **how)
        made[ending] = [out.getvalue()]
    out = io.BytesIO()
    page.convert("1").save(out, "TIFF", compression="group4", save_all=True, append_images=[page.convert("1")])
    made["tif"].append(out.getvalue())
    out = io.BytesIO()
    page.save(out, "PDF")
    made["pdf"].append(out.getvalue())
    plan = {
        "title": "はじめてのスマートフォン", "topic": "スマートフォン入門", "venue": "中央公民館", "room": "第1研修室",
        "capacity": 2,
        "owners": ["デジタル推進課"], "sessions": [{"starts_at": "2026-11-21T10:30", "ends_at": "2026-11-21T12:00"}],
    }  # fmt: skip
    words = done("paper", "survey-words")
    made["json"] = [json.dumps(one, ensure_ascii=False).encode() for one in (plan, words)]
    made["toml"] = [b'language = "ja"\ntext_percent = 125\n[window]\nx = 10\ny = 20\n']
    return Seeds(made, place)


# ---- spoiling ----


def _bytes(chance: random.Random, content: bytes) -> bytes:
    """Spoil without any knowledge."""
    data = bytearray(content)
    for _ in range(chance.choice((1, 1, 2, 5, 20, 100))):
        at, size = chance.randrange(len(data) + 1), chance.choice((1, 2, 4, 16, 300))
        match chance.randrange(7):
            case 0:
                data[at : at + size] = chance.randbytes(size)
            case 1:
                del data[at : at + size]
            case 2:
                data[at:at] = data[at : at + size] * chance.choice((1, 2, 50))
            case 3:
                data[at : at + 4] = struct.pack(chance.choice("<>") + "Q", chance.choice(_ODD_NUMBERS) % 2**64)[:4]
            case 4:
                data[at:at] = chance.choice(_ODD_TEXTS).encode("utf-8", "surrogatepass")
            case 5 if chance.random() < 0.2:
                del data[at:]
            case _ if data:
                data[at % len(data)] ^= 1 << chance.randrange(8)
    return bytes(data)


def _text(chance: random.Random, content: bytes) -> bytes:
    """Spoil single cells, lines, or the encoding."""
    text = content.decode("utf-8-sig", "replace")
    lines = text.split("\n")
    for _ in range(chance.choice((1, 3, 10))):
        at = chance.randrange(len(lines))
        cells = lines[at].split(",")
        cells[chance.randrange(len(cells))] = chance.choice(_ODD_TEXTS)
        lines[at] = ",".join(cells)
    if chance.random() < 0.1:
        lines *= chance.choice((10, 300))
    text = chance.choice(("\n", "\n", "\r\n", "\r", "\n\n")).join(lines)
    return text.encode(chance.choice(("utf-8", "utf-8-sig", "cp932", "utf-16", "euc_jp", "utf-7")), "replace")


def _zipped(chance: random.Random, content: bytes) -> bytes:
    """Spoil one part of an archive and put it together again, so that it is still found."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as whole, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as copy:
        names = whole.namelist()
        spoiled = chance.choice(names)
        for name in names:
            part = whole.read(name)
            if name == spoiled:
                part = _marked_up(chance, part)
            copy.writestr(name, part)
    return out.getvalue()


def _marked_up(chance: random.Random, content: bytes) -> bytes:
    text = content.decode("utf-8", "replace")
    pieces = text.split("<")
    at = chance.randrange(len(pieces))
    match chance.randrange(6):
        case 0:
            pieces[at:at] = [pieces[at]] * chance.choice((1, 100, 20_000, 400_000))
        case 1:
            del pieces[at : at + chance.choice((1, 5))]
        case 2:
            digits = "".join(chance.choice("0123456789") for _ in range(chance.choice((1, 6, 12, 400))))
            pieces[at] = "".join(digits if sign.isdigit() and chance.random() < 0.5 else sign for sign in pieces[at])
        case 3:
            pieces[at] += chance.choice(_ODD_TEXTS)
        case 4:
            pieces.insert(1, '!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;">]>')
        case _:
            return _bytes(chance, content)
    return "<".join(pieces).encode("utf-8", "replace")


def _pdf(chance: random.Random, content: bytes) -> bytes:
    """Spoil numbers and names of a PDF, or what its parts hold."""
    match chance.randrange(5):
        case 0:
            names = (b"/Contents", b"/Kids", b"/Parent", b"/Length", b"/Filter", b"/MediaBox", b"stream", b"obj", b"R")
            name = chance.choice(names)
            return content.replace(name, chance.choice((name * 2, name + b"[", chance.choice(names), b"")))
        case 1:
            at = content.find(b"stream", chance.randrange(len(content)))
            more = chance.choice((b"stream\n", b"/Contents[", b"<<", b"[", b"q ", b"1 0 obj ", b"("))
            return content[:at] + more * chance.choice((1_000, 200_000)) + content[at:]
        case 2:
            packed = zlib.compress(bytes(chance.choice((1, 50, 400)) << 20))
            parts = b"4 0 obj\n<< /Length %d /Filter /FlateDecode >>\nstream\n%s\nendstream" % (len(packed), packed)
            return content.replace(b"4 0 obj", parts, 1)
        case _:
            data = bytearray(content)
            digits = [at for at, sign in enumerate(data) if 48 <= sign <= 57]
            for at in chance.sample(digits, min(len(digits), chance.choice((1, 5, 50)))):
                data[at : at + 1] = str(chance.choice(_ODD_NUMBERS)).encode()[: chance.choice((1, 1, 20))]
            return bytes(data)


def _png(chance: random.Random, content: bytes) -> bytes:
    """Spoil a chunk and give it the check sum it then needs."""
    at, chunks = 8, []
    while at + 12 <= len(content):
        size = int.from_bytes(content[at : at + 4])
        chunks.append((content[at + 4 : at + 8], content[at + 8 : at + 8 + size]))
        at += 12 + size
    which = chance.choice((0, chance.randrange(len(chunks))))
    name, data = chunks[which]
    if name == b"IHDR" and chance.random() < 0.7:
        sizes = (chance.choice((0, 1, 8_000, 60_000, 2**31 - 1)), chance.choice((0, 1, 8_000, 60_000, 2**31 - 1)))
        data = struct.pack(">II", *sizes) + bytes((chance.choice((1, 8, 16, 3)), chance.choice((0, 2, 3, 6)), 0, 0, 0))
    else:
        data = _bytes(chance, data)
    chunks[which] = (name, data)
    if chance.random() < 0.2:
        chunks[1:1] = [(b"zTXt", b"a\0\0" + zlib.compress(bytes(100 << 20)))]
    out = content[:8]
    for name, data in chunks:
        out += struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))
    return out


def _json(chance: random.Random, content: bytes) -> bytes:
    """Put something else in the place of a value."""
    tree = json.loads(content)
    odd: list[Any] = [*_ODD_TEXTS, *_ODD_NUMBERS, None, True, 1.5, [], {}, float("nan"), 10**400, ["a"] * 5_000]

    def spoil(node: Any) -> Any:
        if isinstance(node, dict) and node and chance.random() < 0.85:
            key = chance.choice(list(node))
            return node | {chance.choice((key, key, key, chance.choice(_ODD_TEXTS))): spoil(node[key])}
        if isinstance(node, list) and node and chance.random() < 0.85:
            return [*node[1:], spoil(node[0])] * chance.choice((1, 1, 400))
        return chance.choice(odd)

    text = json.dumps(spoil(tree), ensure_ascii=chance.random() < 0.5)
    if chance.random() < 0.1:
        text = text.replace("[", "[" * chance.choice((2, 100_000)), 1)
    return text.encode("utf-8", "surrogatepass")


def _toml(chance: random.Random, content: bytes) -> bytes:
    lines = content.decode().split("\n")
    value = chance.choice((*_ODD_TEXTS, *map(str, _ODD_NUMBERS), "true", "[]", "{}", "[" * 5_000, "1979-05-27", "inf"))
    at = chance.randrange(len(lines))
    lines[at] = lines[at].partition("=")[0] + "= " + chance.choice((value, f'"{value}"'))
    return "\n".join(lines).encode("utf-8", "surrogatepass")


def _rows_of(chance: random.Random, folder: Path) -> None:
    """Spoil values inside a database that stays a database, or its files."""
    database = folder / "kakehashi.sqlite"
    if chance.random() < 0.4:
        content = database.read_bytes()
        page = chance.randrange(len(content) // 4096) * 4096
        spoiled = _bytes(chance, content[page : page + 4096])[:4096].ljust(4096, b"\0")
        database.write_bytes(content[:page] + spoiled + content[page + 4096 :])
        return
    if chance.random() < 0.15:
        (folder / ("kakehashi.sqlite" + chance.choice(("-wal", "-journal", "-shm", ".keys")))).write_bytes(
            chance.randbytes(chance.choice((0, 10, 5_000)))
        )
        return
    with sqlite3.connect(database) as connection:
        connection.execute("PRAGMA ignore_check_constraints = ON")
        tables = [row[0] for row in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
        for _ in range(chance.choice((1, 3, 10))):
            table = chance.choice(tables)
            value = chance.choice((*_ODD_TEXTS[:20], *_ODD_NUMBERS[:-1], None, 1.5, b"\xff\xfe\x00", "x" * 3_000_000))
            if isinstance(value, str):
                value = value.encode("utf-8", "replace").decode()
            where = chance.choice(("", " WHERE rowid % 7 = 0"))
            with contextlib.suppress(sqlite3.Error):  # a rule of the schema, a trigger, or an index for searching
                columns = [row[1] for row in connection.execute(f'PRAGMA table_info("{table}")')]
                connection.execute(f'UPDATE "{table}" SET "{chance.choice(columns)}" = ?{where}', (value,))
    connection.close()


_SPOILERS: dict[str, Callable[[random.Random, bytes], bytes]] = {
    "csv": _text, "xlsx": _zipped, "pdf": _pdf, "png": _png, "json": _json, "toml": _toml,
}  # fmt: skip
KINDS = ("csv", "xlsx", "pdf", "png", "jpg", "tif", "kakehashi", "kbk", "json", "toml", "sqlite")


def made(number: int, valid: Seeds, folder: Path) -> tuple[str, list[str]]:
    """Make the file of a number; return its kind and the words of a command for it."""
    chance = random.Random(number)
    kind = KINDS[number % len(KINDS)]
    place = valid.place
    if kind == "sqlite":
        shutil.copytree(valid.place, folder / "place")
        _rows_of(chance, folder / "place")
        words = chance.choice(
            (
                ["list", "participants"], ["list", "courses"], ["db", "check"], ["audit", "verify"], ["db", "info"],
                ["tally"], ["db", "upgrade"], ["report", "monthly", "2026-11"], ["backup", "create"],
                ["list", "class-sessions"],
                ["export", "events", "--out", str(folder / "out.csv")], ["person", "duplicates"], ["audit", "list"],
            )
        )  # fmt: skip
        return kind, ["--data", str(folder / "place"), *words, "--json"]
    content = chance.choice(valid.files[kind])
    spoil = _SPOILERS.get(kind, _bytes)
    content = (spoil if chance.random() < 0.7 else _bytes)(chance, content)
    file = folder / f"file.{kind}"
    file.write_bytes(content)
    match kind:
        case "csv" | "xlsx":
            words = ["import", chance.choice(_TABLES), str(file), "--dry-run"]
        case "kakehashi":
            words = chance.choice(
                (["package", "merge", str(file)], ["list", "participants"], ["package", "put-away", str(file)])
            )
            place = file if words[0] == "list" else place
        case "kbk":
            words = ["backup", chance.choice(("verify", "restore")), str(file)]
            place = folder / "place" if words[1] == "restore" else place
        case "json":
            words = chance.choice(
                (["course", "plan", str(file), "--dry-run"], ["paper", "survey-words", "--set", str(file)])
            )
        case "toml":
            (folder / "config" / "divide-app").mkdir(parents=True)
            shutil.copy(file, folder / "config" / "divide-app" / "settings.toml")
            words = chance.choice((["list", "courses"], ["calendar"], ["list", "venues"]))
        case _:
            words = ["scan", str(file)]
    return kind, ["--data", str(place), *words, "--json"]


def tried(words: list[str], folder: Path) -> tuple[str, int, float]:
    """Run one command in a fork of this process; return what is wrong ("" for nothing), exit code and seconds."""
    out = folder / "out.txt"
    begun = time.monotonic()
    child = started(words, folder, MOST_MEMORY)
    status = 0
    while not status:
        found, state = os.waitpid(child, os.WNOHANG)
        seconds = time.monotonic() - begun
        if found:
            break
        if seconds > MOST_SECONDS:
            os.kill(child, signal.SIGKILL)
            os.waitpid(child, 0)
            return "over time", -1, seconds
        time.sleep(0.01)
    if os.WIFSIGNALED(state):
        return f"signal {os.WTERMSIG(state)}", -1, seconds
    code = os.waitstatus_to_exitcode(state)
    if code not in {0, 1, 2, 3}:
        return f"exit {code}", code, seconds
    try:
        if code != 2:
            json.loads(out.read_bytes())
    except ValueError:
        return "no JSON", code, seconds
    return "", code, seconds


def try_out(numbers: range, folder: Path, on_fault: Callable[[str], object] = lambda _fault: None) -> HostileTrial:
    """Try the files of these numbers, one after the other; tell each fault at once, too."""
    trial = HostileTrial()
    (folder / "seeds").mkdir()
    valid = seeds(folder / "seeds")
    load_first()
    for number in numbers:
        own = folder / str(number)
        own.mkdir()
        kind, words = made(number, valid, own)
        wrong, code, seconds = tried(words, own)
        trial.files += 1
        trial.kinds[kind] += 1
        trial.exits[code] += 1
        trial.slowest = max(trial.slowest, seconds)
        if wrong:
            trial.faults.append(f"{number} {kind}: {wrong} after {seconds:.1f} s: {' '.join(words[2:4])}")
            on_fault(trial.faults[-1])
        shutil.rmtree(own, ignore_errors=True)
    return trial


def main() -> int:
    """Try the file of one number, or of each from one number up to another, and say what came of them."""
    first, last = int(sys.argv[1]), int(sys.argv[-1])

    def say(line: str) -> None:
        sys.stdout.write(line + "\n")
        sys.stdout.flush()

    with tempfile.TemporaryDirectory() as folder:
        trial = try_out(range(first, last + 1), Path(folder), say)
    say(f"{trial.files} files, {dict(trial.kinds)}, exits {dict(trial.exits)}, slowest {trial.slowest:.1f} s")
    return 1 if trial.faults else 0


if __name__ == "__main__":
    sys.exit(main())
