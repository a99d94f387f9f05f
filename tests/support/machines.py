"""Runs a state machine of hypothesis on one kind of database, with fewer examples on the slower one."""

from __future__ import annotations

from typing import Any

from hypothesis import HealthCheck, settings
from hypothesis.stateful import run_state_machine_as_test


def run_machine(machine: type[Any], kind: str, *, sqlite: int, postgresql: int, steps: int) -> None:
    """Run a machine whose class attribute `kind` says where its data lies.

    Args:
        machine: The state machine.
        kind: `sqlite` or `postgresql`.
        sqlite: Examples on SQLite; the soak profile runs twenty times as many.
        postgresql: Examples on PostgreSQL, likewise.
        steps: Steps of one example.
    """
    times = max(1, settings.default.max_examples // 100) if settings.default else 1
    run_state_machine_as_test(
        type(f"{machine.__name__}On{kind}", (machine,), {"kind": kind}),
        settings=settings(
            max_examples=times * (sqlite if kind == "sqlite" else postgresql),
            stateful_step_count=steps,
            deadline=None,
            database=None,
            suppress_health_check=list(HealthCheck),
        ),
    )
