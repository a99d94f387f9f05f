"""Prints papers: the read transaction ends before drawing begins, and prints are recorded in the audit trail."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING
from uuid import UUID

from divide_app.domain.errors import DomainError
from divide_app.domain.office.office import need_role
from divide_app.domain.papers.letters import LetterKind, MailChannel
from divide_app.domain.papers.papers import PrintKind
from divide_app.domain.scans.scans import PrintedSheet
from divide_app.services.changes import NOTHING, Changes
from divide_app.services.papers import sheets
from divide_app.services.papers.letters import LetterOrder, Letters
from divide_app.services.roles import OFFICE, STAFF, Service, allowed
from divide_app.storage.unit_of_work import UnitOfWork

if TYPE_CHECKING:
    from divide_app.printing.paper import Printed
    from divide_app.printing.raster import PageImage

    _Maker = Callable[[Sequence[str], str], tuple[Printed, Mapping[str, object]]]


_WITH_ADDRESSES = frozenset({PrintKind.NOTICES, PrintKind.CALL_LIST, PrintKind.VISIT_REPLY})
"""Papers that show addresses or telephone numbers: only staff may see those (`domain.people.personal_data`)."""


@dataclass(frozen=True, slots=True)
class MadePrint:
    """A paper ready to be looked at, saved or printed.

    Attributes:
        pdf: The document.
        pages: Number of pages.
        warnings: Sentences for the person, e.g. whose name holds a character no font has.
        subjects: What it was made of, for the trail: ids or a month.
        detail: Further ids the trail keeps, e.g. which people stand on which sheet.
        sheets: What must be known of the pages to read them back, by subject.
        letters: Which letters they are, None for other papers.
        told: Applications whose letters they are: told once the paper leaves the program.
    """

    kind: PrintKind
    pdf: bytes
    pages: int
    warnings: tuple[str, ...]
    subjects: tuple[str, ...]
    detail: Mapping[str, object] = field(default_factory=dict)
    sheets: tuple[PrintedSheet, ...] = ()
    letters: LetterOrder | None = None
    told: tuple[UUID, ...] = ()
    changes: Changes = NOTHING


class Prints(Service):
    """Papers of the office."""

    @allowed(OFFICE)
    def make(
        self,
        kind: PrintKind | str,
        ids: Sequence[str],
        *,
        language: str = "ja",
        letters: LetterOrder | None = None,
    ) -> MadePrint:
        """Make a paper of one or more things.

        Args:
            kind: Which paper.
            ids: Courses for flyers, application forms and records of lotteries, sessions for attendance sheets, courses
                or applications for tickets, sessions or courses for surveys, months as YYYY-MM for the monthly summary
                and the roster, supporters for certificates of activity (ID, or ID@2026 for another fiscal year than the
                running one).
            language: Of the flyer's fixed words: ja, ja-easy, en.
            letters: Which letters, for notices and for the list of numbers to call (courses or applications).

        Raises:
            DomainError: `unknown_print`, `nothing_to_print`, `bad_id`, `not_found`, `unknown_language`, `bad_month`,
                and those of `Letters.make`.
        """
        try:
            kind = PrintKind(kind)
        except ValueError as error:
            raise DomainError("unknown_print", kind=str(kind)) from error
        if not ids:
            raise DomainError("nothing_to_print")
        if kind in _WITH_ADDRESSES:
            need_role(self.database.actor.role, STAFF)

        def letter() -> MadePrint:
            return self._letters(kind, ids, letters or LetterOrder(LetterKind.ACCEPTED))

        def read_back() -> MadePrint:
            return self._read_back(kind, ids)

        def plain(make: _Maker) -> Callable[[], MadePrint]:
            def made() -> MadePrint:
                printed, detail = make(ids, language)
                return MadePrint(kind, printed.pdf, printed.pages, printed.warnings, tuple(ids), detail)

            return made

        makers = {
            PrintKind.FLYER: plain(self._flyers),
            PrintKind.ATTENDANCE_SHEET: read_back,
            PrintKind.TICKETS: plain(self._tickets),
            PrintKind.MONTHLY: plain(self._monthly),
            PrintKind.PACKAGE_PROOF: plain(self._package_proofs),
            PrintKind.SURVEY: read_back,
            PrintKind.ROSTER: plain(self._rosters),
            PrintKind.ACTIVITY_CERTIFICATE: plain(self._certificates),
            PrintKind.NOTICES: letter,
            PrintKind.CALL_LIST: letter,
            PrintKind.LOTTERY_RECORD: plain(self._lottery_records),
            PrintKind.VISIT_REPLY: plain(self._visit_replies),
            PrintKind.APPLICATION_FORM: plain(self._application_forms),
        }
        return makers[kind]()

    @allowed(OFFICE)
    def save(self, made: MadePrint, path: Path) -> MadePrint:
        """Write the paper to a file, whole or not at all, and note it in the trail.

        Raises:
            DomainError: `wrong_extension`.
            EnvironmentProblem: `disk_full`, `no_folder`, `not_writable`, `write_failed`.
        """
        from divide_app.exchange.safe_files import may_write
        from divide_app.foundation.files import written_whole

        may_write(path, ".pdf")
        with self.database.write() as uow:
            _note(uow, made)
            # Before the commit: a sheet nobody noted could never be read back, and a letter nobody has was not sent.
            with written_whole(path) as file:
                file.write(made.pdf)
        return made

    @allowed(OFFICE)
    def note(self, made: MadePrint) -> None:
        """Note in the trail that a paper left the program, by file or by printer."""
        with self.database.write() as uow:
            _note(uow, made)

    def _letters(self, kind: PrintKind, ids: Sequence[str], order: LetterOrder) -> MadePrint:
        service = Letters(self.database)
        wanted = [parse_id(id_) for id_ in ids]
        is_list = kind is PrintKind.CALL_LIST
        made = service.make_call_list(wanted, order.kind) if is_list else service.make(wanted, order)
        printed = made.printed
        detail: dict[str, object] = {id_: {"letter": order.kind.value} for id_ in ids}
        return MadePrint(
            kind,
            printed.pdf,
            printed.pages,
            made.warnings,
            tuple(ids),
            detail,
            letters=order,
            told=made.applications,
        )

    @allowed(OFFICE)
    def page(self, pdf: bytes, index: int, dpi: float = 96.0) -> PageImage:
        """Return a picture of one page (0 = first)."""
        from divide_app.printing.raster import render_page

        return render_page(pdf, index, dpi)

    def _flyers(self, ids: Sequence[str], language: str) -> tuple[Printed, Mapping[str, object]]:
        from divide_app.printing import flyer
        from divide_app.printing.flyer_words import FLYER_WORDS

        if language not in FLYER_WORDS:
            raise DomainError("unknown_language", language=language, known=", ".join(FLYER_WORDS))
        with self.database.read() as uow:
            made = [sheets.flyer_of(uow, parse_id(id_), language) for id_ in ids]
        return flyer.draw(made), {}

    def _read_back(self, kind: PrintKind, ids: Sequence[str]) -> MadePrint:
        """Make a paper whose pages are scanned later: each print is known by its own id."""
        from divide_app.printing import attendance_sheet, survey
        from divide_app.services.papers.survey_sheets import survey_of

        with self.database.read() as uow:
            if kind is PrintKind.SURVEY:
                forms = [survey_of(uow, parse_id(id_)) for id_ in ids]
                kept = tuple(one.printed for one in forms)
            else:
                made = [sheets.attendance_sheet_of(uow, parse_id(id_)) for id_ in ids]
                kept = tuple(one.printed for one in made)
        if kind is PrintKind.SURVEY:
            printed = survey.draw([one.form for one in forms])
        else:
            printed = attendance_sheet.draw([one.sheet for one in made])
        detail = {
            id_: {"sheet": str(one.id), "people": [str(person) for person in one.people]}
            for id_, one in zip(ids, kept, strict=True)
        }
        return MadePrint(kind, printed.pdf, printed.pages, printed.warnings, tuple(ids), detail, kept)

    def _tickets(self, ids: Sequence[str], _language: str) -> tuple[Printed, Mapping[str, object]]:
        from divide_app.printing import tickets

        with self.database.read() as uow:
            made = [ticket for id_ in ids for ticket in sheets.tickets_of(uow, parse_id(id_))]
        if not made:
            raise DomainError("nothing_to_print")
        return tickets.draw(made), {}

    def _rosters(self, ids: Sequence[str], _language: str) -> tuple[Printed, Mapping[str, object]]:
        from divide_app.printing import roster_sheet
        from divide_app.services.roster.papers import roster_sheet_of

        if len(ids) > 1:
            raise DomainError("one_month_only")
        with self.database.read() as uow:
            made = roster_sheet_of(uow, *parse_month(ids[0]))
        return roster_sheet.draw(made), {}

    def _certificates(self, ids: Sequence[str], _language: str) -> tuple[Printed, Mapping[str, object]]:
        from divide_app.printing import activity_certificate
        from divide_app.services.roster.papers import certificate_of

        certificates = []
        told: list[str] = []
        with self.database.read() as uow:
            for id_ in ids:
                supporter, _sign, year = id_.partition("@")
                if year and not (len(year) == 4 and year.isdecimal()):
                    raise DomainError("bad_id")
                made, warnings = certificate_of(uow, parse_id(supporter), int(year) if year else None)
                certificates.append(made)
                told += warnings
        printed = activity_certificate.draw(certificates)
        return replace(printed, warnings=(*printed.warnings, *told)), {}

    def _monthly(self, ids: Sequence[str], _language: str) -> tuple[Printed, Mapping[str, object]]:
        from divide_app.printing import monthly_summary
        from divide_app.services.papers.monthly_sheet import monthly_summary_of

        if len(ids) > 1:
            raise DomainError("one_month_only")
        with self.database.read() as uow:
            made = monthly_summary_of(uow, *parse_month(ids[0]))
        return monthly_summary.draw(made), {}

    def _lottery_records(self, ids: Sequence[str], _language: str) -> tuple[Printed, Mapping[str, object]]:
        from divide_app.printing import lottery_record
        from divide_app.services.papers.lottery_sheet import lottery_record_of

        with self.database.read() as uow:
            made = [lottery_record_of(uow, parse_id(id_)) for id_ in ids]
        return lottery_record.draw(made), {}

    def _visit_replies(self, ids: Sequence[str], _language: str) -> tuple[Printed, Mapping[str, object]]:
        from divide_app.printing import letters
        from divide_app.services.papers.visit_letters import reply_of

        with self.database.read() as uow:
            made = [reply_of(uow, parse_id(id_)) for id_ in ids]
            window = uow.letter_book.get_or_usual().window
        return letters.draw(made, window), {}

    def _application_forms(self, ids: Sequence[str], _language: str) -> tuple[Printed, Mapping[str, object]]:
        from divide_app.printing import application_form
        from divide_app.services.papers.application_sheet import application_form_of

        with self.database.read() as uow:
            made = [application_form_of(uow, parse_id(id_)) for id_ in ids]
        return application_form.draw(made), {}

    def _package_proofs(self, ids: Sequence[str], _language: str) -> tuple[Printed, Mapping[str, object]]:
        from divide_app.printing import package_proof
        from divide_app.services.papers.package_proof import proof_of

        with self.database.read() as uow:
            made = [proof_of(uow, parse_id(id_)) for id_ in ids]
        return package_proof.draw(made), {}


def flyer_languages() -> list[tuple[str, str]]:
    """Return the languages flyers are printed in: code, and what the language calls itself."""
    from divide_app.printing.flyer_words import FLYER_WORDS

    return [(code, words.name) for code, words in FLYER_WORDS.items()]


def _note(uow: UnitOfWork, made: MadePrint) -> None:
    for subject in made.subjects:
        own = made.detail.get(subject, {})
        detail = dict(own) if isinstance(own, Mapping) else {}
        uow.audit(f"print.{made.kind.value}", subject, pages=made.pages, **detail)
    if made.kind is PrintKind.VISIT_REPLY:
        for subject in made.subjects:
            uow.visit_requests.note_reply(parse_id(subject), uow.now)
    for sheet in made.sheets:
        uow.printed_sheets.keep(replace(sheet, printed_by=uow.actor.name))
    if made.told and made.letters is not None:
        kind, at = made.letters.kind, uow.now
        uow.mailings.note(made.told, kind, MailChannel.POST, at=at, actor=uow.actor.name, make_id=uow.make_id)


def parse_id(text: str) -> UUID:
    """Return an id a person or a script gave.

    Raises:
        DomainError: `bad_id`.
    """
    try:
        return UUID(text)
    except ValueError as error:
        raise DomainError("bad_id") from error


def parse_month(text: str) -> tuple[int, int]:
    """Return (year, month) of a month written YYYY-MM.

    Raises:
        DomainError: `bad_month`.
    """
    year, sign, month = text.partition("-")
    if sign and len(year) == 4 and year.isdecimal() and month.isdecimal() and 1 <= int(month) <= 12:
        return int(year), int(month)
    raise DomainError("bad_month")
