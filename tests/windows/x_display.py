"""What a person does at the display and sees there: windows by their title, at rest, pressed and closed."""

from __future__ import annotations

import re
import subprocess
import time
from contextlib import suppress
from pathlib import Path

from wine import PATIENCE_S, Wine, wait_for

LEAST_WIDTH = 600
LEAST_COLOURS = 5
BETWEEN_LOOKS_S = 1.0
STILL_LOOKS = 3
LOOKS_AFTER_KEY = 20
SAMPLE_BYTES = 3 * 97
MOST_TICKS = 10
"""Of the processor between two looks, hundredths of a second: a cursor that blinks, a clock."""
MOST_CHANGED = 3
"""Of the looked-at dots: a cursor that blinks."""


def window_of(wine: Wine, title: str) -> str:
    """Return the number of the program's window with this title, or ""."""
    for number, found in wine.windows().items():
        size = wine.hand("getwindowgeometry", "--shell", number)
        if found == title and "WIDTH=" in size and int(size.split("WIDTH=")[1].split()[0]) > LEAST_WIDTH:
            return number
    return ""


def settled(wine: Wine, title: str) -> str:
    """Wait until the window has this title, is painted and changes no more, and its program rests; return its number.

    A window that looks still may be a frame whose contents are being measured: its program works then.

    Raises:
        TimeoutError: It did not come, or not to rest.
    """
    window = str(wait_for(lambda: window_of(wine, title), f"the window {title}, there are {wine.windows()}"))
    process = Path("/proc", wine.hand("getwindowpid", window))
    last: list[bytes] = []
    worked = 0
    end = time.monotonic() + PATIENCE_S
    still = 0
    while time.monotonic() < end:
        now, before = _dots(wine, window), worked
        worked, is_busy = _work(process)
        is_still = not is_busy and worked - before <= MOST_TICKS and not _changed(now, last)
        still = still + 1 if len(set(now)) > LEAST_COLOURS and is_still else 0
        if still == STILL_LOOKS:
            return window
        last = now
        time.sleep(BETWEEN_LOOKS_S)
    raise TimeoutError(f"{title} does not come to rest")


def _work(process: Path) -> tuple[int, bool]:
    """Return how long a process has worked (ticks, proc(5)), and whether a thread of it works or waits for its turn."""
    states = []
    for thread in process.glob("task/[0-9]*/stat"):
        with suppress(OSError):  # a thread that has just ended
            states.append(_fields(thread)[0])
    return sum(map(int, _fields(process / "stat")[11:13])), "R" in states


def _fields(stat: Path) -> list[str]:
    return stat.read_text(encoding="utf-8", errors="replace").rpartition(")")[2].split()


def press(wine: Wine, window: str, key: str) -> None:
    """Press a key in a window until something happens there: one pressed before the window listens is lost.

    Raises:
        TimeoutError: Nothing happened.
    """
    before = _dots(wine, window)
    end = time.monotonic() + PATIENCE_S
    while time.monotonic() < end:
        wine.hand("windowactivate", "--sync", window)
        wine.hand("key", key)
        for _look in range(LOOKS_AFTER_KEY):
            time.sleep(BETWEEN_LOOKS_S)
            if _changed(_dots(wine, window), before):
                return
    raise TimeoutError(f"{key} does nothing")


def close(wine: Wine, window: str) -> None:
    """Close the window as a person does, and wait until it is gone."""
    press(wine, window, "alt+F4")
    wait_for(lambda: window not in wine.windows(), "the window is closed")


def _changed(now: list[bytes], last: list[bytes]) -> bool:
    return len(now) != len(last) or sum(map(bytes.__ne__, now, last)) > MOST_CHANGED


def _dots(wine: Wine, window: str) -> list[bytes]:
    """Return some of the window's dots as they are on the display; none when it is gone.

    The display is looked at, not the window: asked for a window that has just closed, `import` lets the person choose
    another, and waits.
    """
    place = dict(re.findall(r"(\w+)=(-?\d+)", wine.hand("getwindowgeometry", "--shell", window)))
    if not place:
        return []
    part = "{WIDTH}x{HEIGHT}{X:+}{Y:+}".format(**{name: int(number) for name, number in place.items()})
    seen = subprocess.run(
        ["import", "-window", "root", "-crop", part, "-depth", "8", "rgb:-"], env=wine.environment,
        capture_output=True, timeout=PATIENCE_S, check=False,
    ).stdout  # fmt: skip
    return [seen[at : at + 3] for at in range(0, len(seen), SAMPLE_BYTES)]
