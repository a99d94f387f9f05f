"""The sample city is made as a whole: whatever comes in between, the place stays empty and the next try makes it."""

from __future__ import annotations

from pathlib import Path
from typing import NoReturn

import pytest

from divide_app.foundation.problems import EnvironmentProblem
from divide_app.services import Services
from divide_app.services.planning.visit_requests import VisitRequests
from divide_app.services.seats.lottery import Lottery
from divide_app.storage.rows.every import Base
from tests.support.databases import KINDS, MORNING, HandClock, count, opened


@pytest.mark.parametrize("kind", KINDS)
def test_a_sample_city_that_fails_half_way_leaves_nothing(
    tmp_path: Path, kind: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    with opened(kind, tmp_path / "data", HandClock(MORNING)) as database:
        services = Services(database)

        def full(*_arguments: object, **_named: object) -> NoReturn:
            raise EnvironmentProblem("disk_full")

        for service, act in ((Lottery, "draw"), (VisitRequests, "accept")):
            with monkeypatch.context() as patch:
                patch.setattr(service, act, full)
                with pytest.raises(EnvironmentProblem, match="disk_full"):
                    services.demo.create()
            assert not [table.name for table in Base.metadata.sorted_tables if count(database, table.name)]
        made = services.demo.create()
        assert (made.participants, made.courses > 0) == (count(database, "participants"), True)
        assert services.maintenance.audit_verdict().ok
        assert services.maintenance.check().faults == ()
