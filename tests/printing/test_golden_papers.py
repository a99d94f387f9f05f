"""Every paper as a listing of text and position: a change of layout shows as a difference somebody has to accept.

`UPDATE_COMMITTED=1 pytest tests/printing` writes the listings anew; look at the pages before committing them.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from divide_app.printing import (
    activity_certificate,
    application_form,
    attendance_sheet,
    dossier,
    flyer,
    lottery_record,
    monthly_summary,
    package_proof,
    recovery_key,
    roster_sheet,
    survey,
    tickets,
)
from divide_app.printing.paper import Printed
from tests.printing import sample_papers as sample
from tests.printing.sample_rosters import certificate, roster

GOLDEN = Path(__file__).parent / "golden"

PAPERS: dict[str, Callable[[], Printed]] = {
    "flyer": lambda: flyer.draw(sample.FLYER),
    "flyer-easy": lambda: flyer.draw(sample.FLYER_EASY),
    "flyer-english": lambda: flyer.draw(sample.FLYER_ENGLISH),
    "attendance-sheet-6": lambda: attendance_sheet.draw(sample.sheet(6)),
    "survey-2": lambda: survey.draw(sample.survey(2)),
    "attendance-sheet-25": lambda: attendance_sheet.draw(sample.sheet(25)),
    "tickets-9": lambda: tickets.draw(sample.tickets(9)),
    "lottery-record-30": lambda: lottery_record.draw([sample.lottery_record(30, with_tiers=True)]),
    "lottery-record-130": lambda: lottery_record.draw([sample.lottery_record(130)]),
    "monthly-6": lambda: monthly_summary.draw(sample.monthly(6)),
    "monthly-40": lambda: monthly_summary.draw(sample.monthly(40)),
    "application-form": lambda: application_form.draw([sample.application_form()]),
    "application-form-long": lambda: application_form.draw([sample.application_form(is_long=True)]),
    "package-proof-3": lambda: package_proof.draw([sample.package_proof(3)]),
    "package-proof-40": lambda: package_proof.draw([sample.package_proof(40)]),
    "recovery-key": lambda: recovery_key.draw(sample.RECOVERY_PAPER),
    "roster-8": lambda: roster_sheet.draw(roster(8, 9)),
    "roster-40": lambda: roster_sheet.draw(roster(40, 30)),
    "activity-certificate-5": lambda: activity_certificate.draw([certificate(5)]),
    "activity-certificate-24": lambda: activity_certificate.draw([certificate(24)]),
    "dossier-2": lambda: dossier.draw(sample.dossier(2)),
    "dossier-20": lambda: dossier.draw(sample.dossier(20)),
}


@pytest.mark.parametrize("name", PAPERS)
def test_paper_matches_its_listing(name: str) -> None:
    printed = PAPERS[name]()
    assert printed.warnings == ()
    found = sample.listing(printed.pdf)
    file = GOLDEN / f"{name}.txt"
    if os.environ.get("UPDATE_COMMITTED"):
        file.write_text(found, encoding="utf-8", newline="\n")
    assert found == file.read_text(encoding="utf-8")


@pytest.mark.parametrize("name", PAPERS)
def test_same_sheet_gives_the_same_bytes(name: str) -> None:
    assert PAPERS[name]().pdf == PAPERS[name]().pdf


@pytest.mark.parametrize("name", [name for name in PAPERS if not name.startswith("roster")])  # which is landscape
def test_nothing_is_cut_off_at_the_printers_edge(name: str) -> None:
    printed = PAPERS[name]()
    for index in range(printed.pages):
        for left, top, right, bottom, text in sample.words(printed.pdf, index):
            if text:
                assert left >= 11.5, text
                assert right <= 198.5, text
                assert top >= 10.5, text
                assert bottom <= 286.5, text


def test_a_record_of_a_lottery_names_people_on_the_offices_pages_only() -> None:
    record = sample.lottery_record(130)
    printed = lottery_record.draw([record])
    public = [index for index in range(printed.pages) if "公開用" in sample.page_text(printed.pdf, index)]
    own = [index for index in range(printed.pages) if "公開しない" in sample.page_text(printed.pdf, index)]
    assert sorted(public + own) == list(range(printed.pages))
    assert public
    assert own
    for index in public:
        text = sample.page_text(printed.pdf, index)
        assert not any(row.name in text or row.kana in text for row in record.names)
    everything = "".join(sample.page_text(printed.pdf, index) for index in public)
    assert all(row.lot in everything for row in record.lots)


def test_every_module_that_draws_a_paper_has_a_listing() -> None:
    """A paper nobody listed could change its layout without anybody seeing it."""
    source = "".join(path.read_text(encoding="utf-8") for path in Path(__file__).parent.glob("test_*.py"))
    folder = Path(flyer.__file__).parent
    drawing = [path.stem for path in folder.glob("*.py") if "\ndef draw(" in path.read_text(encoding="utf-8")]
    assert len(drawing) > 10
    assert [name for name in drawing if f"{name}.draw(" not in source] == []
