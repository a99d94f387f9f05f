"""What no free text may hold is refused before anything is kept."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from divide_app.bootstrap import open_services
from divide_app.domain.errors import DomainError
from divide_app.domain.people.participants import Participant
from divide_app.domain.planning.courses import CatalogueEntry, SessionKind
from divide_app.domain.planning.plan import OnClosed, RepeatDraft
from divide_app.foundation.clock import system_clock
from divide_app.foundation.ids import new_id
from divide_app.services.planning.recurrence import expand


def test_a_nul_is_refused_by_either_database_before_it_is_asked(tmp_path: Path) -> None:
    services = open_services(tmp_path)
    with pytest.raises(DomainError) as refused:
        services.participants.add(Participant(new_id(), "見本\0花子"))
    assert refused.value.code == "bad_text"
    assert services.participants.all() == []
    services.close()


def test_a_kind_of_course_is_kept_once(tmp_path: Path) -> None:
    services = open_services(tmp_path)
    entry = CatalogueEntry(new_id(), "スマホ入門", "スマホ", SessionKind.CLASS, "基本", 60, 1, "", 4, "", "")
    services.catalogue.save(entry)
    services.catalogue.save(replace(entry, minutes=90))
    with pytest.raises(DomainError) as refused:
        services.catalogue.save(replace(entry, id=new_id()))
    assert refused.value.code == "catalogue_exists"
    assert [one.minutes for one in services.catalogue.all()] == [90]
    services.close()


@pytest.mark.parametrize("rule", ["FREQ=SECONDLY;BYMONTH=2;BYMONTHDAY=30", "FREQ=MINUTELY", "COUNT=3", "nonsense"])
def test_a_rule_nobody_meets_by_is_refused_at_once(rule: str) -> None:
    with pytest.raises(DomainError) as refused:
        expand(RepeatDraft(rule, system_clock(), 60, OnClosed.SKIP), lambda _day: None)
    assert refused.value.code == "bad_rule"
