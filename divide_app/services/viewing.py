"""Refuses what a role may not do."""

from __future__ import annotations

from divide_app.domain.errors import DomainError
from divide_app.domain.office.office import Role


def need_role(role: Role, allowed: frozenset[Role]) -> None:
    """Refuse what a role may not do.

    Raises:
        DomainError: `not_allowed`.
    """
    if role not in allowed:
        raise DomainError("not_allowed", role=role.value)
