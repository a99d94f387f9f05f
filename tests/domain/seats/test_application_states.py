"""The table of states is whole, and the manual's pages are printed from it; run this file to write them anew."""

from __future__ import annotations

from itertools import product
from pathlib import Path

import pytest

from divide_app.domain.applications import Application, ApplicationState, ApplicationStatus
from divide_app.domain.errors import DomainError
from divide_app.domain.seats.application_states import (
    GONE,
    HOLDING,
    OVER,
    REFUSALS,
    STANDING,
    STEPS,
    ApplicationAct,
    Doer,
    check,
    may,
    only_after,
)
from divide_app.wording.labels import label
from divide_app.wording.sentence_table import refusals

MANUAL = Path(__file__).parents[3] / "docs" / "manual" / "applications.md"
BEGIN, END = "<!-- states -->\n", "<!-- /states -->"
EVERY_PAIR = set(product((None, *ApplicationState), ApplicationAct))


def tables() -> str:
    """Return the tables as the manual shows them."""
    rows = ["### 状態\n", "| 状態 | コマンドの `state` | `status` | 席 |", "|---|---|---|---|"]
    rows += [
        f"| {label(state)} | `{state}` | `{state.status}` | {'あり' if state in HOLDING else 'なし'} |"
        for state in ApplicationState
    ]
    rows += ["", "### できること\n", "| 操作 | はじめの状態 | 終わりの状態 | お知らせ | だれが | 理由 |"]
    rows.append("|---|---|---|---|---|---|")
    alike: dict[tuple[str, ...], list[str]] = {}
    for act in ApplicationAct:
        for step in (step for step in STEPS.values() if step.act is act):
            before = "(申込の前)" if step.before is None else label(step.before)
            doers = "・".join(label(doer) for doer in Doer if doer in step.by)
            reason = "必ず書く" if step.needs_reason else ""
            for after, told in step.after.items():
                end = label(after) if len(step.after) > 1 or after is not step.before else "そのまま"
                alike.setdefault((label(act), end, "、".join(map(label, told)), doers, reason), []).append(before)
    rows += [
        f"| {act} | {'、'.join(befores)} | {end} | {told} | {doers} | {reason} |"
        for (act, end, told, doers, reason), befores in alike.items()
    ]
    rows += ["", "### できないことと、そのときの言葉\n", "| 操作 | 状態 | コード |", "|---|---|---|"]
    for act in ApplicationAct:
        by_code: dict[str, list[str]] = {}
        for state in (None, *ApplicationState):
            if (state, act) in REFUSALS:
                name = "(申込の前)" if state is None else label(state)
                by_code.setdefault(REFUSALS[state, act], []).append(name)
        rows += [f"| {label(act)} | {'、'.join(states)} | `{code}` |" for code, states in by_code.items()]
    return "\n".join(rows) + "\n"


def test_every_act_on_every_state_is_allowed_or_refused_with_a_sentence() -> None:
    assert set(STEPS) | set(REFUSALS) == EVERY_PAIR
    assert set(STEPS) & set(REFUSALS) == set()
    assert set(REFUSALS.values()) <= set(refusals())


def test_every_step_ends_somewhere_is_done_by_somebody_and_says_what_is_told() -> None:
    for step in STEPS.values():
        assert step.after
        assert step.by
        assert all(told for told in step.after.values())
    assert {state for step in STEPS.values() for state in step.after} == set(ApplicationState)


def test_from_every_state_somebody_gets_on() -> None:
    for state in ApplicationState:
        ends = {after for (before, _act), step in STEPS.items() if before is state for after in step.after}
        assert ends - {state}, state


def test_a_seat_is_held_in_exactly_the_states_whose_status_is_accepted() -> None:
    assert set(HOLDING) == {state for state in ApplicationState if state.status is ApplicationStatus.ACCEPTED}
    assert {*STANDING, *GONE, *OVER} == set(ApplicationState)


def test_the_table_refuses_with_its_code_and_the_program_cannot_invent_an_end() -> None:
    with pytest.raises(DomainError, match="already_cancelled"):
        check(ApplicationAct.CANCEL, ApplicationState.DECLINED)
    with pytest.raises(ValueError, match="does not lead to"):
        check(ApplicationAct.CANCEL, ApplicationState.WAITING, ApplicationState.ACCEPTED)
    assert only_after(ApplicationAct.MISS, ApplicationState.OFFERED) is ApplicationState.UNREACHED


def test_only_staff_draws_refuses_and_withdraws_and_only_the_program_moves_up() -> None:
    for act in (ApplicationAct.DRAW, ApplicationAct.UNDRAW, ApplicationAct.REFUSE, ApplicationAct.WITHDRAW):
        assert [doer for doer in Doer if may(act, doer)] == [Doer.STAFF]
    assert [doer for doer in Doer if may(ApplicationAct.PROMOTE, doer)] == [Doer.PROGRAM]
    assert may(ApplicationAct.ACCEPT, Doer.VOLUNTEER)


@pytest.mark.parametrize("status", ApplicationStatus)
@pytest.mark.parametrize("state", [None, *ApplicationState])
def test_the_finer_state_never_contradicts_the_status(status: ApplicationStatus, state: ApplicationState) -> None:
    from datetime import UTC, datetime
    from uuid import UUID

    one = Application(UUID(int=1), UUID(int=2), UUID(int=3), status, datetime(2026, 5, 1, tzinfo=UTC), state=state)
    assert one.stands.status is status
    assert one.stands is state or state is None or state.status is not status


def test_the_manual_shows_the_table_of_the_program() -> None:
    shown = MANUAL.read_text(encoding="utf-8").split(BEGIN)[1].split(END)[0]
    assert shown == tables(), "run: PYTHONPATH=. .venv/bin/python tests/domain/seats/test_application_states.py"


if __name__ == "__main__":
    text = MANUAL.read_text(encoding="utf-8")
    before, rest = text.split(BEGIN)
    MANUAL.write_text(before + BEGIN + tables() + END + rest.split(END)[1], encoding="utf-8")
