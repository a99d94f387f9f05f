"""Data folders on a network share, which one PC has for itself at a time.

Over a share SQLite's write-ahead log loses data, and its locks are only as good as the file server's
(sqlite.org/useovernet.html). So a database there keeps a rollback journal, and a note beside it says who has it open.
"""

from __future__ import annotations

import json
import os
import platform
import sys
from collections.abc import Callable
from contextlib import suppress
from dataclasses import asdict, dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path, PureWindowsPath
from secrets import token_hex
from threading import Event, Thread
from time import sleep

from divide_app.foundation.file_names import real_name
from divide_app.foundation.notes import note_of, texts_of
from divide_app.foundation.problems import EnvironmentProblem
from divide_app.foundation.user_paths import system_user

MOUNT_TABLE = Path("/proc/self/mounts")
"""Linux' table of mounts; tests put another in its place."""

NETWORK_KINDS = frozenset(
    {
        *("nfs", "nfs3", "nfs4", "cifs", "smb2", "smb3", "smbfs", "afs", "coda", "ncpfs", "ncp", "9p", "virtiofs"),
        *("ceph", "glusterfs", "lustre", "gfs", "gfs2", "ocfs2", "gpfs", "beegfs", "pvfs2", "orangefs", "davfs"),
        *("sshfs", "afpfs", "acfs", "moosefs", "vboxsf", "prl_fs", "vmhgfs", "shfs"),
    }
)
"""Kinds of file system another computer may write to as well. Behind `fuse.` stands the kind proper; `fuseblk` is a
disk of this PC (NTFS), and plain `fuse` says nothing."""

NETWORK_FUSE = frozenset({"rclone", "gvfsd-fuse", "vmhgfs-fuse", "glusterfs-fuse", "ceph-fuse", "s3fs", "davfs2"})

BEAT_SECONDS = 30
STALE_AFTER = timedelta(minutes=5)
"""A note not renewed for so long is of a PC that was switched off or lost the network: ten beats, a slow server's."""

NOTE_ENDING = "-in-use.json"
_LOOKS = 20
_BETWEEN_LOOKS = 0.05
"""Seconds; one in all for a note that is being written at this moment."""

_DRIVE_REMOTE = 4  # DRIVE_REMOTE in winbase.h
_SYNCHRONIZE = 0x00100000  # the right to wait for a process, winnt.h
_WAIT_TIMEOUT = 258  # winerror.h


def is_network(folder: Path) -> bool:
    """Tell whether a folder, which need not exist yet, lies on another computer."""
    paths = (folder.absolute(), real_name(folder))
    if sys.platform == "win32":
        return any(is_network_drive(str(path), _drive_type) for path in paths)
    try:
        table = MOUNT_TABLE.read_text(encoding="utf-8", errors="surrogateescape")
    except OSError:
        return False  # no such table, as on macOS
    return is_network_mount(paths[1], table)


def is_network_drive(path: str, drive_type: Callable[[str], int]) -> bool:
    r"""Tell whether a Windows path is of a share: `\\server\share`, or a drive `GetDriveTypeW` calls remote."""
    drive = PureWindowsPath(path).drive.upper().replace("/", "\\")
    if drive.startswith("\\\\?\\UNC\\"):
        return True
    drive = drive.removeprefix("\\\\?\\").removeprefix("\\\\.\\")
    return drive.startswith("\\\\") or (drive.endswith(":") and drive_type(f"{drive}\\") == _DRIVE_REMOTE)


def is_network_mount(path: Path, table: str) -> bool:
    """Tell whether the last mount of the longest path over `path` is of a network kind.

    Args:
        path: Absolute, without symbolic links.
        table: Lines of `/proc/self/mounts`: source, mount point (with octal escapes), kind, and more (proc(5)).
    """
    longest, kind = -1, ""
    for line in table.splitlines():
        fields = line.split(" ")
        if len(fields) < 3:
            continue
        point = Path(_unescaped(fields[1]))
        if path.is_relative_to(point) and len(point.parts) >= longest:
            longest, kind = len(point.parts), fields[2]
    inner = kind.removeprefix("fuse.")
    return inner in NETWORK_KINDS or (inner != kind and inner in NETWORK_FUSE)


def _unescaped(text: str) -> str:
    for escape, sign in (("\\040", " "), ("\\011", "\t"), ("\\012", "\n"), ("\\043", "#"), ("\\134", "\\")):
        text = text.replace(escape, sign)
    return text


def _drive_type(root: str) -> int:
    import ctypes

    return int(ctypes.windll.kernel32.GetDriveTypeW(root))  # type: ignore[attr-defined,unused-ignore]


@dataclass(frozen=True, slots=True)
class Note:
    """Who has the database open; `since` and `heartbeat` are UTC, `token` tells one opening from another."""

    pc: str
    user: str
    process: int
    since: str
    heartbeat: str
    token: str


class Hold:
    """One PC's hold on a database: a note beside it, renewed by a thread until it is let go.

    Ages are told by the file server's clock, for the PCs' own clocks differ: the note's time of change is compared
    with that of a file written just now.
    """

    def __init__(self, file: Path) -> None:
        self.file = file
        self.note_file = file.with_name(file.name + NOTE_ENDING)
        self._token = token_hex(16)
        self._since = _now()
        self._ended = Event()
        self._thread = Thread(target=self._beat, name="hold", daemon=True)

    def take(self) -> None:
        """Take the database for this process, or say who has it.

        Raises:
            EnvironmentProblem: `held_elsewhere` (with `pc`, `user`, `since`, `path`), `read_only`.
        """
        self._put_note()
        self._thread.start()

    def check(self) -> None:
        """See before a write that the hold is still ours: a PC that slept may have lost it.

        Raises:
            EnvironmentProblem: As `take`.
        """
        if not self._is_ours():
            self._put_note()

    def let_go(self) -> None:
        """End the hold; others may open the database."""
        self._ended.set()
        if self._thread.ident is not None:
            self._thread.join()
        with suppress(OSError):
            if self._is_ours():
                self.note_file.unlink()

    def _is_ours(self) -> bool:
        found = _read(self.note_file)
        return found is not None and found.token == self._token

    def _put_note(self) -> None:
        try:
            for _try in range(_LOOKS):
                if self._created():
                    return
                found = _read(self.note_file)
                if found is not None and found.token == self._token:
                    return
                if self._is_stale(found):
                    self._clear_away(found)
                elif found is not None:
                    raise self._held_by(found)
                else:
                    sleep(_BETWEEN_LOOKS)
            raise self._held_by(None)
        except OSError as error:
            raise EnvironmentProblem("read_only", path=str(self.file.parent)) from error

    def _created(self) -> bool:
        try:
            descriptor = os.open(self.note_file, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o644)
        except FileExistsError:
            return False
        with os.fdopen(descriptor, "wb") as stream:
            stream.write(self._note())
            stream.flush()
            os.fsync(stream.fileno())
        return True

    def _note(self) -> bytes:
        note = Note(platform.node(), system_user(), os.getpid(), self._since, _now(), self._token)
        return json.dumps(asdict(note), ensure_ascii=False, indent=1).encode()

    def _is_stale(self, found: Note | None) -> bool:
        if found is not None and found.pc == platform.node() and not _is_running(found.process):
            return True
        try:
            beat = self.note_file.stat().st_mtime
        except FileNotFoundError:
            return False
        return self._server_time() - beat > STALE_AFTER.total_seconds()

    def _server_time(self) -> float:
        probe = self.note_file.with_name(f"{self.note_file.name}.{token_hex(8)}")
        with probe.open("xb") as stream:
            stream.write(b"x")
        try:
            return probe.stat().st_mtime
        finally:
            probe.unlink()

    def _clear_away(self, judged: Note | None) -> None:
        """Take a stale note out of the way; one that another PC put there meanwhile goes back."""
        aside = self.note_file.with_name(f"{self.note_file.name}.{token_hex(8)}")
        try:
            self.note_file.rename(aside)
        except FileNotFoundError:
            return  # another PC was quicker
        if _read(aside) != judged and not self.note_file.exists():
            aside.rename(self.note_file)
        else:
            aside.unlink()

    def _held_by(self, found: Note | None) -> EnvironmentProblem:
        since = datetime.fromisoformat(found.since) if found is not None else None
        return EnvironmentProblem(
            "held_elsewhere",
            path=str(self.file.parent),
            pc=found.pc if found is not None else None,
            user=found.user if found is not None else None,
            since=since,
            minutes=int(STALE_AFTER.total_seconds() // 60),
        )

    def _beat(self) -> None:
        while not self._ended.wait(BEAT_SECONDS):
            with suppress(OSError):  # the network is away; the next write tells it
                if self._is_ours():
                    # In place and of the same length, so that who reads it meanwhile finds a whole note.
                    with self.note_file.open("rb+") as stream:
                        stream.write(self._note())


def hold_if_needed(file: Path) -> Hold | None:
    """Take a database on a share, or one that has a holder's note; return None for any other, which needs no hold.

    Raises:
        EnvironmentProblem: As `Hold.take`.
    """
    hold = Hold(file)
    if not is_network(file.parent) and not hold.note_file.exists():
        return None
    hold.take()
    return hold


def _read(note_file: Path) -> Note | None:
    try:
        found = note_of(note_file.read_bytes())
        note = Note(process=found.pop("process"), **texts_of(found))
        datetime.fromisoformat(note.since).astimezone(UTC)
    except (FileNotFoundError, ValueError, TypeError, LookupError, OverflowError):
        return None  # away, or half written
    return note if isinstance(note.process, int) else None


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="seconds")


def _is_running(process: int) -> bool:
    if sys.platform == "win32":
        import ctypes

        kernel = ctypes.windll.kernel32
        handle = kernel.OpenProcess(_SYNCHRONIZE, False, process)
        if not handle:
            return bool(kernel.GetLastError() == 5)  # access denied: it runs, for somebody else
        try:
            return bool(kernel.WaitForSingleObject(handle, 0) == _WAIT_TIMEOUT)
        finally:
            kernel.CloseHandle(handle)
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except OSError:
        return True
    return True
