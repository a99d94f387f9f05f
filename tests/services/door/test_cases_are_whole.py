"""Which test stands for which case of docs/check-in-cases.md, each of three ways; and one table of reasons for all.

A way is: `service` (the office's own door), `package` (offline at a hall), `merged` (what the office has afterwards).
`CASES["..."]` is a row of `test_hall_packages_cases`, which plays one case on the service and through a package, and
compares answers and merged figures: it stands for all three.
"""

from __future__ import annotations

import ast
from datetime import UTC, datetime
from pathlib import Path
from uuid import UUID

import pytest

from divide_app.domain.door.attendance import AttendanceEvent, CheckInReason, EventKind, EventResult
from divide_app.domain.door.packages import PackageContent
from divide_app.exchange.package_content import from_json, to_json
from divide_app.wording.door import door_sentence
from divide_app.wording.labels import label
from tests.services.door import test_cases_three_ways
from tests.services.door.test_hall_packages_cases import CASES

NOW = datetime(2026, 11, 21, 1, 0, tzinfo=UTC)
_SERVICES = Path(__file__).parents[1]
_ALL_WAYS = ("service", "package", "merged")

_TWO_DEVICES = {
    18: "test_18_two_devices_received_the_same_person",
    19: "test_19_walk_ins_who_share_a_name_are_two_people",
    20: "test_20_whatever_comes_a_second_time_is_known",
    21: "test_21_a_package_that_is_not_right_is_refused_and_nothing_is_applied",
    22: "test_22_who_was_cancelled_or_forgotten_is_on_record_and_counts_when_a_person_says_so",
    23: "test_23_acts_belong_to_their_session_wherever_it_was_moved",
    24: "test_24_a_wrong_clock_is_told_corrected_in_one_act_and_the_original_time_is_kept",
}
"""What needs two devices or something that happened meanwhile: `test_cases_three_ways` plays it all three ways."""

_OTHERS: dict[int, dict[str, str]] = {
    25: {
        "service": (
            "test_figures_are_sums.py::test_25_a_program_killed_at_any_moment_keeps_every_ok_and_makes_none_twice"
        ),
        "package": "test_killed.py::test_nothing_that_said_ok_is_lost_and_nothing_is_doubled",
        "merged": "test_killed.py::test_nothing_that_said_ok_is_lost_and_nothing_is_doubled",
    },
    26: {
        "service": "test_check_in_cases.py::test_26_the_door_shows_the_sessions_own_people_in_order_of_kana",
        "package": "test_hall_packages_cases.py::test_26_a_name_is_found_in_a_package_as_at_the_office",
        "merged": "test_hall_packages_cases.py::test_a_package_answers_and_counts_as_the_office_does",
    },
}
"""What is no play of acts: a program killed, and what is typed to find a name."""


def _tests_of(file: str) -> set[str]:
    (path,) = _SERVICES.rglob(file)
    tree = ast.parse(path.read_text(encoding="utf-8"))
    return {one.name for one in ast.walk(tree) if isinstance(one, ast.FunctionDef)}


@pytest.mark.parametrize("number", range(1, 29))
def test_every_case_is_tried_three_ways(number: int) -> None:
    if any(name.startswith(f"{number:02} ") for name in CASES):
        assert number not in _OTHERS.keys() | _TWO_DEVICES.keys()
        return
    if number in _TWO_DEVICES:
        assert getattr(test_cases_three_ways, _TWO_DEVICES[number]).pytestmark[-1].args == ("way", _ALL_WAYS)
        return
    ways = _OTHERS[number]
    assert tuple(ways) == _ALL_WAYS
    for way, where in ways.items():
        file, _, name = where.partition("::")
        assert name in _tests_of(file), f"case {number}, {way}: {where}"


def test_the_service_has_a_test_of_its_own_for_every_case_it_can_meet_alone() -> None:
    named = {name[5:7] for name in _tests_of("test_check_in_cases.py") if name.startswith("test_")}
    assert {f"{number:02}" for number in (*range(1, 18), 23, 26, 27, 28)} <= named


CONTRACT = (
    "already_in, unknown_code, wrong_session, cancelled_application, waiting_not_accepted, too_early, too_late, "
    "session_cancelled, question_missing, revoked_code, not_in_package"
)
"""As docs/check-in-cases.md#reasons gives them, word for word; they are stable for scripts."""


def test_screen_package_and_command_know_one_table_of_reasons() -> None:
    assert {reason.value for reason in CheckInReason} == set(CONTRACT.split(", "))
    for reason in CheckInReason:
        assert door_sentence(reason).endswith(("。", ".")), "the screen and the command say it in one sentence"
        assert label(reason)


@pytest.mark.parametrize("reason", CheckInReason)
def test_a_package_carries_every_reason_home(reason: CheckInReason) -> None:
    act = AttendanceEvent(
        UUID(int=3), UUID(int=4), None, EventKind.IN, EventResult.REFUSED, NOW, NOW, "受付1", "n", reason=reason
    )
    sent = PackageContent(UUID(int=1), "見本市", NOW, (), (), (), (), (), (act,))
    assert from_json(to_json(sent)).events == (act,)
