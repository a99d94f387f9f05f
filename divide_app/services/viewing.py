"""What the one who looks may see: every answer with people in it passes here, not only the window."""

from __future__ import annotations

from dataclasses import replace

from divide_app.domain.errors import DomainError
from divide_app.domain.lines import ApplicationLine, AttendanceLine, ParticipantLine
from divide_app.domain.office import Role
from divide_app.domain.people import PhoneKind, Sex
from divide_app.domain.personal_data import hidden_fields

_EMPTY: dict[str, object] = {"phone": "", "district": "", "sex": Sex.UNSTATED, "phone_kind": PhoneKind.UNKNOWN}


def seen_line(line: ParticipantLine, role: Role) -> ParticipantLine:
    """Return a line of people as a role sees it."""
    hidden = hidden_fields(role) & _EMPTY.keys()
    return replace(line, **{name: _EMPTY[name] for name in hidden}) if hidden else line  # type: ignore[arg-type]


def seen_application(line: ApplicationLine, role: Role) -> ApplicationLine:
    """Return a line of applications as a role sees it."""
    hidden = hidden_fields(role) & {"phone", "phone_kind"}
    return replace(line, **{name: _EMPTY[name] for name in hidden}) if hidden else line  # type: ignore[arg-type]


def seen_attendance(line: AttendanceLine, role: Role) -> AttendanceLine:
    """Return a line of attendance as a role sees it."""
    hidden = hidden_fields(role) & {"sex", "district"}
    return replace(line, **{name: _EMPTY[name] for name in hidden}) if hidden else line  # type: ignore[arg-type]


def need_role(role: Role, allowed: frozenset[Role]) -> None:
    """Refuse what a role may not do.

    Raises:
        DomainError: `not_allowed`.
    """
    if role not in allowed:
        raise DomainError("not_allowed", role=role.value)
