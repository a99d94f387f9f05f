"""Serialises a package's content to canonical JSON and back, by the types of its dataclasses."""

from __future__ import annotations

import dataclasses
import json
import types
from collections.abc import Hashable
from datetime import UTC, datetime
from enum import StrEnum
from functools import lru_cache
from typing import Any, Union, get_args, get_origin, get_type_hints
from uuid import UUID

from divide_app.domain.door.packages import PackageContent


def to_json(content: PackageContent) -> bytes:
    """Return the content as canonical JSON: keys in order, no spaces, moments in UTC."""
    whole = {name: _plain(getattr(content, name)) for name, _ in _fields(PackageContent)}
    return json.dumps(whole, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


def from_json(text: bytes) -> PackageContent:
    """Return what `to_json` wrote.

    Raises:
        ValueError: It is not that.
    """
    try:
        content = _typed(PackageContent, json.loads(text))
    except (KeyError, TypeError, AttributeError, RecursionError) as error:
        raise ValueError("not the content of a package") from error
    assert isinstance(content, PackageContent)
    return content


def _plain(value: Any) -> Any:
    match value:
        case None | bool() | int():
            return value
        case StrEnum():
            return value.value
        case str():
            return value
        case UUID():
            return value.hex
        case datetime():
            return value.astimezone(UTC).isoformat()
        case tuple():
            return [_plain(one) for one in value]
        case _:
            return _line(value)


@lru_cache(maxsize=16_384)
def _line(value: Hashable) -> dict[str, Any]:
    # A package is written after each act with all but one line unchanged.
    return {name: _plain(getattr(value, name)) for name, _ in _fields(type(value))}


def _typed(kind: Any, value: Any) -> Any:
    origin = get_origin(kind)
    if origin in {Union, types.UnionType}:
        return None if value is None else _typed(next(one for one in get_args(kind) if one is not type(None)), value)
    if origin is tuple:
        return tuple(_typed(get_args(kind)[0], one) for one in _checked(value, list))
    if dataclasses.is_dataclass(kind):
        inner = _checked(value, dict)
        if len(inner) != len(_fields(kind)):
            raise ValueError("fields of another version")
        make: Any = kind
        return make(**{name: _typed(of, inner[name]) for name, of in _fields(kind)})
    if kind is datetime:
        moment = datetime.fromisoformat(value)
        if moment.tzinfo is None:
            raise ValueError("a moment without zone")
        return moment
    if kind in {str, int, bool}:
        return _checked(value, kind)
    return kind(_checked(value, str))


def _checked(value: Any, kind: type) -> Any:
    if type(value) is not kind:
        raise ValueError(f"not a {kind.__name__}")
    return value


_known_fields: dict[Any, tuple[tuple[str, Any], ...]] = {}


def _fields(kind: Any) -> tuple[tuple[str, Any], ...]:
    if kind not in _known_fields:
        hints = get_type_hints(kind)
        _known_fields[kind] = tuple((field.name, hints[field.name]) for field in dataclasses.fields(kind))
    return _known_fields[kind]
