"""The settings one PC keeps for its user: language, text size, theme, sound, last database."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from enum import StrEnum
from pathlib import Path
from typing import Any
from uuid import UUID

from divide_app.foundation.clock import Clock, system_clock
from divide_app.foundation.file_trouble import problem_of
from divide_app.foundation.files import written_whole
from divide_app.foundation.languages import SOURCE, languages
from divide_app.foundation.problems import EnvironmentProblem
from divide_app.foundation.user_paths import config_folder

FILE_NAME = "settings.toml"
_HEAD = "# かけはし: settings of this PC. Keys the program does not know are kept.\n"
_BARE_KEY = re.compile(r"[A-Za-z0-9_-]+")


IDLE_MINUTES = (0, 5, 10, 15, 30)
"""What may be chosen. 10 to begin with: shorter than the quarter of an hour after which offices' Windows locks by
itself, longer than reading a list or a telephone call on the other line."""


class TextSize(StrEnum):
    """Four sizes that scale everything at once (docs/looks.md#text-sizes): 標準, 大, 特大, 最大."""

    STANDARD = "standard"
    LARGE = "large"
    LARGER = "larger"
    LARGEST = "largest"

    @property
    def percent(self) -> int:
        """Scale in percent of the standard size."""
        return {"standard": 100, "large": 115, "larger": 130, "largest": 150}[self.value]


class Theme(StrEnum):
    """Colours of the window; `SYSTEM` follows what the person set up in Windows."""

    SYSTEM = "system"
    LIGHT = "light"
    DARK = "dark"
    HIGH_CONTRAST = "high_contrast"


@dataclass(frozen=True, slots=True)
class Settings:
    """Settings of this PC.

    Attributes:
        last_place: PLACE opened last; never holds a password.
        windows: Where the window stood, by the monitors there were; the one used last stands last.
        printing: The printer used last with its tray and sides (`ui.printer`).
        copies: The second place for a daily copy (`folder`), when one was made last (`last`, ISO 8601), and the code of
            what stood in the way since (`trouble`).
        idle_minutes: Minutes after which a signed-in window that nobody touches locks itself; 0 = never.
        hall: Id of the venue this PC stands in, "" for anywhere.
        others: Keys of a newer or older program, written back untouched.
    """

    language: str = SOURCE
    text_size: TextSize = TextSize.STANDARD
    theme: Theme = Theme.SYSTEM
    sound: bool = True
    last_place: str = ""
    windows: Mapping[str, Any] = field(default_factory=dict)
    printing: Mapping[str, Any] = field(default_factory=dict)
    copies: Mapping[str, Any] = field(default_factory=dict)
    idle_minutes: int = 10
    hall: str = ""
    others: Mapping[str, Any] = field(default_factory=dict)


def settings_file() -> Path:
    """Return where the settings of this PC are kept."""
    return config_folder() / FILE_NAME


def load(file: Path | None = None, clock: Clock = system_clock) -> tuple[Settings, EnvironmentProblem | None]:
    """Return the settings, and what to tell the person when the file was damaged.

    A missing file means the defaults; a value that makes no sense means the default for it. A damaged file is set
    aside under a new name, so that nothing is lost, and the problem is `settings_damaged` with its new `path`. A
    file that cannot be read at all (`file_unreadable`) is left where it is.
    """
    file = file or settings_file()
    try:
        text = file.read_bytes().decode("utf-8-sig")
        return _from_table(tomllib.loads(text)), None
    except FileNotFoundError:
        return Settings(), None
    except (UnicodeDecodeError, tomllib.TOMLDecodeError, RecursionError):  # brackets within brackets without end
        return Settings(), EnvironmentProblem("settings_damaged", path=str(_set_aside(file, clock())))
    except OSError:
        return Settings(), EnvironmentProblem("file_unreadable", path=str(file))


def save(settings: Settings, file: Path | None = None) -> None:
    """Write the settings whole or not at all.

    Raises:
        EnvironmentProblem: As `files.problem_of`; the settings before stay as they were.
    """
    file = file or settings_file()
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise problem_of(error, file) from error
    with written_whole(file, over=None, is_private=True) as stream:
        stream.write(_to_toml(settings).encode())


_OWN = (
    "language",
    "text_size",
    "theme",
    "sound",
    "last_place",
    "windows",
    "printing",
    "copies",
    "idle_minutes",
    "hall",
)


def shown() -> dict[str, Any]:
    """Return how this PC shows the program: what a person wants to find again on another PC."""
    now = load()[0]
    return {name: getattr(now, name) for name in _SHOWN}


def show_as(wanted: Mapping[str, Any]) -> None:
    """Show the program as another PC did (`shown`); what this PC alone knows stays.

    Raises:
        EnvironmentProblem: As `save`.
    """
    now, damaged = load()
    if damaged is None:
        taken = _from_table({name: wanted.get(name) for name in _SHOWN})
        save(replace(now, **{name: getattr(taken, name) for name in _SHOWN}))


_SHOWN = ("language", "text_size", "theme", "sound")


def _from_table(table: dict[str, Any]) -> Settings:
    own = {name: table.pop(name, None) for name in _OWN}
    default = Settings()
    return Settings(
        language=own["language"] if own["language"] in languages() else default.language,
        text_size=TextSize(own["text_size"]) if own["text_size"] in list(TextSize) else default.text_size,
        theme=Theme(own["theme"]) if own["theme"] in list(Theme) else default.theme,
        sound=own["sound"] if isinstance(own["sound"], bool) else default.sound,
        last_place=own["last_place"] if isinstance(own["last_place"], str) else default.last_place,
        windows=own["windows"] if isinstance(own["windows"], dict) else {},
        printing=own["printing"] if isinstance(own["printing"], dict) else {},
        copies=own["copies"] if isinstance(own["copies"], dict) else {},
        idle_minutes=own["idle_minutes"] if own["idle_minutes"] in IDLE_MINUTES else default.idle_minutes,
        hall=own["hall"] if _is_id(own["hall"]) else "",
        others=table,
    )


def _is_id(value: object) -> bool:
    try:
        return isinstance(value, str) and bool(UUID(value))
    except ValueError:
        return False


def _set_aside(file: Path, now: datetime) -> Path:
    stamp = now.astimezone(UTC).strftime("%Y%m%d-%H%M%S")
    aside = file.with_name(f"{file.stem}-damaged-{stamp}{file.suffix}")
    number = 2
    while aside.exists():
        aside = file.with_name(f"{file.stem}-damaged-{stamp}-{number}{file.suffix}")
        number += 1
    try:
        file.replace(aside)
    except OSError:
        return file  # the folder takes no change; the damaged file stays, and so does what it held
    return aside


def _to_toml(settings: Settings) -> str:
    own: dict[str, Any] = {
        "language": settings.language,
        "text_size": settings.text_size.value,
        "theme": settings.theme.value,
        "sound": settings.sound,
        "last_place": settings.last_place,
        "windows": settings.windows,
        "printing": settings.printing,
        "copies": settings.copies,
        "idle_minutes": settings.idle_minutes,
        "hall": settings.hall,
    }
    # Own keys first and tables inline: a key after a [table] would belong to that table.
    lines = [f"{_key(name)} = {_value(value)}" for name, value in {**own, **settings.others}.items()]
    return _HEAD + "\n".join(lines) + "\n"


def _key(name: str) -> str:
    return name if _BARE_KEY.fullmatch(name) else _value(name)


def _value(value: object) -> str:
    match value:
        case bool():
            return "true" if value else "false"
        case str():
            return '"' + "".join(_escaped(character) for character in value) + '"'
        case dict():
            return "{ " + ", ".join(f"{_key(name)} = {_value(inner)}" for name, inner in value.items()) + " }"
        case list() | tuple():
            return "[" + ", ".join(_value(inner) for inner in value) + "]"
        case datetime():
            return value.isoformat()
        case _:
            return str(value)  # int, float, inf, nan, dates and times write as TOML reads them


def _escaped(character: str) -> str:
    if character in '"\\':
        return f"\\{character}"
    if "\ud800" <= character <= "\udfff":
        return "\ufffd"  # half of a character, as odd file names give; no text file can hold it
    is_plain = character >= " " and character != "\x7f"
    return character if is_plain else f"\\u{ord(character):04x}"
