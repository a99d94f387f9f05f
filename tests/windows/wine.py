"""One Wine of the proof's own: its prefix, its display, and how a program is started in it and heard."""

from __future__ import annotations

import json
import os
import select
import subprocess
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

PATIENCE_S = 600.0
SCREEN = "1600x1000x24"


@dataclass(frozen=True, slots=True)
class Ended:
    """What one process said and how it ended."""

    code: int
    out: str
    err: str
    seconds: float

    @property
    def json(self) -> Any:
        """The one JSON object on standard output."""
        return json.loads(self.out)


def windows_path(path: Path) -> str:
    """Return how Windows names a file of this machine, by Wine's drive of the whole file system."""
    return "Z:" + str(path.absolute()).replace("/", "\\")


def wait_for(told: Callable[[], Any], what: str, seconds: float = PATIENCE_S) -> Any:
    """Return what `told` gives as soon as that is true.

    Raises:
        TimeoutError: It did not become true.
    """
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        found = told()
        if found:
            return found
        time.sleep(0.25)
    raise TimeoutError(what)


def _heard(process: subprocess.Popen[bytes], end: float) -> list[bytes]:
    """Return what a process wrote to standard output and error until it ended.

    Not until its pipes are closed: services of Wine that it started keep them open for ever.

    Raises:
        subprocess.TimeoutExpired: It had not ended by `end`.
    """
    pipes = [pipe.fileno() for pipe in (process.stdout, process.stderr) if pipe is not None]
    said = dict.fromkeys(pipes, b"")
    is_over = False
    try:
        while not is_over:
            is_over = process.poll() is not None
            if time.monotonic() > end:
                raise subprocess.TimeoutExpired(process.args, end)
            while ready := select.select(pipes, [], [], 0 if is_over else 0.05)[0]:
                for pipe in ready:
                    said[pipe] += (part := os.read(pipe, 1 << 16))
                    if not part:
                        pipes.remove(pipe)
    finally:
        for stream in (process.stdout, process.stderr):
            assert stream is not None
            stream.close()
    return list(said.values())


class Wine:
    """A 64-bit Wine with a prefix, an X display and a window manager of its own."""

    def __init__(self, home: Path) -> None:
        self.home = home
        self.environment = {key: value for key, value in os.environ.items() if not key.startswith(("QT_", "DIVIDE_"))}
        self.environment |= {
            "HOME": str(home),
            "WINEPREFIX": str(home / "prefix"),
            "WINEARCH": "win64",
            "WINEDEBUG": "-all",
            "WINEDLLOVERRIDES": "mscoree=d;mshtml=d;winemenubuilder.exe=d",
            "TZ": "Asia/Tokyo",
        }
        self._helpers: list[subprocess.Popen[bytes]] = []
        self._desktop: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Bring up display, window manager and Wine; its services first, or one would hold a later pipe open."""
        reading, writing = os.pipe()
        xvfb = ["Xvfb", "-displayfd", str(writing), "-screen", "0", SCREEN, "-nolisten", "tcp"]
        quiet: dict[str, Any] = {
            "stdin": subprocess.DEVNULL,
            "stdout": subprocess.DEVNULL,
            "stderr": subprocess.DEVNULL,
        }
        self._helpers.append(subprocess.Popen(xvfb, pass_fds=(writing,), **quiet))
        os.close(writing)
        with os.fdopen(reading) as told:
            self.environment["DISPLAY"] = f":{told.readline().strip()}"
        self._helpers.append(subprocess.Popen(["openbox"], env=self.environment, **quiet))
        self.use_locale("C.UTF-8")

    def use_locale(self, name: str, folder: Path | None = None) -> None:
        """Speak another language from here on; Wine takes its code page from the locale it was started in."""
        self.environment["LC_ALL"] = name
        if folder is not None:
            self.environment["LOCPATH"] = str(folder)
        else:
            self.environment.pop("LOCPATH", None)
        self.restart()

    def restart(self) -> None:
        """Start Wine anew: some of what the environment and the registry say is read then only."""
        self.stop_server()
        quiet: dict[str, Any] = {
            "stdin": subprocess.DEVNULL,
            "stdout": subprocess.DEVNULL,
            "stderr": subprocess.DEVNULL,
        }
        if not (self.home / "prefix").exists():
            subprocess.run(["wineboot", "-i"], env=self.environment, timeout=PATIENCE_S, check=False, **quiet)
        subprocess.run(["wineserver", "-p"], env=self.environment, timeout=PATIENCE_S, check=False, **quiet)
        # The desktop comes up with the first window, and would keep the pipes of the program that opened it.
        self._desktop = subprocess.Popen(["wine", "explorer.exe", "/desktop"], env=self.environment, **quiet)
        subprocess.run(["wine", "cmd", "/c", "exit"], env=self.environment, timeout=PATIENCE_S, check=False, **quiet)

    def stop_server(self) -> None:
        """End every process of this prefix."""
        subprocess.run(["wineserver", "-k"], env=self.environment, timeout=PATIENCE_S, check=False, capture_output=True)
        subprocess.run(["wineserver", "-w"], env=self.environment, timeout=PATIENCE_S, check=False, capture_output=True)
        if self._desktop is not None:
            self._desktop.wait(PATIENCE_S)

    def stop(self) -> None:
        """End everything that was started here."""
        self.stop_server()
        for helper in reversed(self._helpers):
            helper.terminate()
            helper.wait(20)

    def run(
        self,
        program: Path | str,
        words: Sequence[str] = (),
        *,
        environment: dict[str, str] | None = None,
        patience: float = PATIENCE_S,
        encoding: str = "utf-8",
        cwd: Path | None = None,
    ) -> Ended:
        """Run a Windows program to its end, with NUL as standard input and pipes for what it says.

        Raises:
            subprocess.TimeoutExpired: It did not end; it was killed.
        """
        begun = time.monotonic()
        process = subprocess.Popen(
            ["wine", str(program), *words],
            env=self.environment | (environment or {}),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            cwd=cwd,
        )
        try:
            said = _heard(process, begun + patience)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
            raise
        took = time.monotonic() - begun
        out, err = (part.decode(encoding, "replace").replace("\r\n", "\n") for part in said)
        return Ended(process.returncode, out, err, took)

    def open(self, program: Path, words: Sequence[str] = (), environment: dict[str, str] | None = None) -> None:
        """Start a program as the file manager does: without any standard handle."""
        subprocess.run(
            ["wine", "start", "/unix", str(program), *words],
            env=self.environment | (environment or {}),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            timeout=PATIENCE_S,
            check=True,
        )

    def hand(self, *words: str) -> str:
        """Do one act of xdotool on this display and return what it says; "" when it found nothing."""
        done = subprocess.run(
            ["xdotool", *words], env=self.environment, capture_output=True, text=True, timeout=30, check=False
        )
        return done.stdout.strip() if done.returncode == 0 else ""

    def windows(self) -> dict[str, str]:
        """Return the shown windows: their number and title."""
        numbers = self.hand("search", "--onlyvisible", "--name", ".").split()
        return {number: self.hand("getwindowname", number) for number in numbers}

    def picture(self, target: Path, window: str = "root") -> None:
        """Keep a picture of the display, or of one window, with few colours."""
        with suppress(FileExistsError):
            target.parent.mkdir(parents=True)
        subprocess.run(
            ["import", "-window", window, "-colors", "128", "+dither", f"PNG8:{target}"],
            env=self.environment, timeout=60, check=True, capture_output=True,
        )  # fmt: skip
