"""Prints letters to applicants by course and state, records who was informed, and lists whom to call instead."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING
from uuid import UUID

from divide_app.domain.errors import DomainError
from divide_app.domain.papers.letters import (
    FIELDS,
    LetterFormat,
    LetterKind,
    LetterSettings,
    MailChannel,
    Mailing,
    check_settings,
    check_text,
)
from divide_app.domain.people.personal_data import hidden_fields
from divide_app.foundation.translation import _
from divide_app.services.changes import Changes, Topic, changes
from divide_app.services.guard import refuse_individual_number
from divide_app.services.papers.letter_sheets import (
    LetterOrder,
    Recipient,
    call_list_of,
    letters_of,
    recipients,
    sample_letter,
    usual_words,
    words_of,
)
from divide_app.services.roles import OFFICE, Service, allowed

if TYPE_CHECKING:
    from divide_app.printing.paper import Printed

__all__ = ["LetterFormat", "LetterKind", "LetterOrder", "LetterSettings", "Letters", "MailChannel"]

_TOLD = changes(Topic.APPLICATIONS)


@dataclass(frozen=True, slots=True)
class LetterLine:
    """One applicant in the list of letters; `sent` is None for somebody not told yet."""

    application: UUID
    name: str
    kana: str
    phone: str
    has_address: bool
    sent: Mailing | None


@dataclass(frozen=True, slots=True)
class LetterState:
    """How far the letters of one course and kind are.

    Attributes:
        lines: Everybody who is to be told, in the order of the letters.
    """

    course: str
    kind: LetterKind
    lines: tuple[LetterLine, ...]

    @property
    def unsent(self) -> tuple[LetterLine, ...]:
        """Those not told yet."""
        return tuple(one for one in self.lines if one.sent is None)


@dataclass(frozen=True, slots=True)
class MadeLetters:
    """Letters ready to be looked at.

    Attributes:
        applications: Whose letters they are, to be noted when the paper leaves the program.
    """

    printed: Printed
    applications: tuple[UUID, ...]
    warnings: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ToldResult:
    """Who was told."""

    first_time: int
    again: int
    changes: Changes = _TOLD


@dataclass(frozen=True, slots=True)
class LetterWords:
    """Title and text of one kind, with the usual ones and the words that may be filled in."""

    kind: LetterKind
    title: str
    text: str
    usual_title: str
    usual_text: str
    fields: tuple[str, ...]


class Letters(Service):
    """Letters of the office."""

    @allowed(OFFICE)
    def make(self, ids: Sequence[UUID], order: LetterOrder) -> MadeLetters:
        """Make the letters of courses or single applications.

        Whoever has no address gets no letter: a warning counts them, and the list of numbers to call has them. With
        the reprint of a letter already sent nothing is counted twice.

        Raises:
            DomainError: `not_found`, `course_not_cancelled`, `no_such_letter`, `nothing_to_print`,
                `everybody_told`, `nobody_has_address`.
        """
        from divide_app.printing import letters, postcards

        made, whose, warnings, asked = [], [], [], 0
        with self.database.read() as uow:
            settings = uow.letter_book.get_or_usual()
            for id_ in ids:
                course, found = recipients(uow, id_, order.kind)
                asked += len(found)
                chosen = [one for one in found if one.mailing is None] if order.only_unsent else found
                reached = [one for one in chosen if one.has_address]
                made += letters_of(uow, order, course, reached, settings)
                whose += [one.application.id for one in reached]
                if len(chosen) > len(reached):
                    warnings.append(
                        _(
                            "「{course}」には、住所のわからない方が{count}人います。手紙を出せないので、"
                            "電話連絡リストで伝えてください。"
                        ).format(course=course.title, count=len(chosen) - len(reached))
                    )
                warnings += _strange_addresses(reached)
        if not made:
            if not asked:
                raise DomainError("nothing_to_print")
            raise DomainError("nobody_has_address" if warnings else "everybody_told")
        if order.format is LetterFormat.POSTCARD:
            printed = postcards.draw(made, with_address=order.with_address)
        else:
            printed = letters.draw(made, settings.window)
        return MadeLetters(printed, tuple(whose), (*warnings, *printed.warnings))

    @allowed(OFFICE)
    def make_call_list(self, ids: Sequence[UUID], kind: LetterKind, *, everybody: bool = False) -> MadeLetters:
        """Make the list of numbers to call: those without an address not told yet, or everybody not told yet.

        Raises:
            DomainError: As `make`.
        """
        from divide_app.printing import call_list

        if len(ids) != 1:
            raise DomainError("one_course_only")
        with self.database.read() as uow:
            course, found = recipients(uow, ids[0], kind)
            chosen = [one for one in found if one.mailing is None and (everybody or not one.has_address)]
            calls = call_list_of(uow, kind, course, chosen)
        if not chosen:
            raise DomainError("nobody_to_call")
        printed = call_list.draw(calls)
        nowhere = [one.name for one in calls.people if not one.phone]
        warnings = tuple(
            _("{name}様は、住所も電話番号もわかりません。申込の方法から連絡先を確かめてください。").format(name=name)
            for name in nowhere
        )
        return MadeLetters(printed, (), (*warnings, *printed.warnings))

    @allowed(OFFICE)
    def state(self, course_id: UUID, kind: LetterKind) -> LetterState:
        """Return who of a course is to be told, and who was.

        Raises:
            DomainError: `not_found`, `course_not_cancelled`.
        """
        with self.database.read() as uow:
            course, found = recipients(uow, course_id, kind)
        hides_phone = "phone" in hidden_fields(self.database.actor.role)
        return LetterState(course.title, kind, tuple(_line(one, hides_phone=hides_phone) for one in found))

    @allowed(OFFICE)
    def told_counts(self, kind: LetterKind) -> dict[UUID, int]:
        """Return how many applicants of each course were told this."""
        with self.database.read() as uow:
            return uow.mailings.counts(kind)

    @allowed(OFFICE)
    def mailings(self, course_id: UUID) -> list[Mailing]:
        """Return what was told to a course's applicants, the first first."""
        with self.database.read() as uow:
            return uow.mailings.of_course(course_id)

    @allowed(OFFICE)
    def note_told(self, applications: Sequence[UUID], kind: LetterKind, channel: MailChannel) -> ToldResult:
        """Note that people were told; one told before is not counted again.

        Raises:
            DomainError: `not_found`.
        """
        with self.database.write() as uow:
            for id_ in applications:
                uow.applications.get(id_)
            fresh = uow.mailings.note(
                applications, kind, channel, at=uow.now, actor=uow.actor.name, make_id=uow.make_id
            )
            uow.audit("letter.told", kind=kind.value, channel=channel.value, people=len(applications), first=fresh)
        return ToldResult(fresh, len(applications) - fresh)

    @allowed(OFFICE)
    def take_back(self, applications: Sequence[UUID], kind: LetterKind) -> Changes:
        """Take the marks away again: the letters were printed but never left the house."""
        with self.database.write() as uow:
            uow.mailings.forget(applications, kind)
            uow.audit("letter.take_back", kind=kind.value, people=len(applications))
        return _TOLD

    @allowed(OFFICE)
    def settings(self) -> LetterSettings:
        """Return how the office writes."""
        with self.database.read() as uow:
            return uow.letter_book.get_or_usual()

    @allowed(OFFICE)
    def words(self) -> tuple[LetterWords, ...]:
        """Return title and text of every kind with the usual ones beside them."""
        settings = self.settings()
        usual = usual_words()
        return tuple(LetterWords(kind, *words_of(settings, kind), *usual[kind], FIELDS[kind]) for kind in LetterKind)

    @allowed(OFFICE)
    def change_settings(self, settings: LetterSettings) -> Changes:
        """Keep how the office writes.

        Raises:
            DomainError: `unknown_letter_field`, `bad_window`, `bad_postal_code`, `individual_number`.
        """
        check_settings(settings)
        refuse_individual_number(
            *settings.titles.values(),
            *settings.texts.values(),
            settings.sender_address,
            settings.sender_head,
            settings.number,
        )
        with self.database.write() as uow:
            uow.letter_book.put(settings, at=uow.now, make_id=uow.make_id)
            uow.audit("letter.change_settings")
        return changes(Topic.OFFICE)

    @allowed(OFFICE)
    def preview(self, order: LetterOrder, settings: LetterSettings) -> Printed:
        """Draw a letter to somebody made up with words and an envelope that are not kept yet.

        Raises:
            DomainError: `unknown_letter_field`, `bad_window`.
        """
        from divide_app.printing import letters, postcards

        settings.window.check()
        for text in (settings.titles.get(order.kind, ""), settings.texts.get(order.kind, "")):
            check_text(order.kind, text)
        with self.database.read() as uow:
            sample = sample_letter(uow, order, settings)
        if order.format is LetterFormat.POSTCARD:
            return postcards.draw([sample], with_address=order.with_address)
        return letters.draw([sample], settings.window)


def _line(one: Recipient, *, hides_phone: bool) -> LetterLine:
    person = one.person
    phone = "" if hides_phone else person.phone
    return LetterLine(one.application.id, person.name, person.kana, phone, one.has_address, one.mailing)


def _strange_addresses(reached: Sequence[Recipient]) -> list[str]:
    """Warn of addresses a postman cannot use: those without any number."""
    return [
        _("{name}様の住所に番地がありません。届かないことがあるので、確かめてください。").format(name=one.person.name)
        for one in reached
        if not any(sign.isdecimal() or sign in "一二三四五六七八九十" for sign in one.person.address)
    ]
