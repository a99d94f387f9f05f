"""Papers and files for exactly the people to tell: call list, letters, and numbers with texts for the city's tools."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING

from divide_app.domain.calendar import local
from divide_app.domain.errors import DomainError
from divide_app.domain.office.office import office_name
from divide_app.domain.people.phone import tidy_phone
from divide_app.domain.reaching import PersonToTell, Reach, TellingChannel
from divide_app.foundation.translation import _
from divide_app.services.papers.letter_sheets import contact_of, sender_of
from divide_app.services.roles import OFFICE, Service, allowed
from divide_app.wording import dates, reaching

if TYPE_CHECKING:
    from divide_app.printing.paper import Printed

_MOBILE = ("060", "070", "080", "090")
"""How numbers begin that take short messages (総務省 電気通信番号計画, 音声伝送携帯電話番号)."""


class MessageKind(StrEnum):
    """Tools that send texts, or that dial."""

    CALL = "call"
    SMS = "sms"
    EMAIL = "email"


_CHANNEL = {
    MessageKind.CALL: TellingChannel.PHONE,
    MessageKind.SMS: TellingChannel.SMS,
    MessageKind.EMAIL: TellingChannel.EMAIL,
}


@dataclass(frozen=True, slots=True)
class ReachingPaper:
    """A paper for people to tell.

    Attributes:
        whom: Who is told once it leaves the house; nobody by a call list.
        left_out: People a letter cannot reach.
    """

    printed: Printed
    whom: tuple[Reach, ...]
    left_out: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class MessageFile:
    """A file for a tool that sends texts.

    Attributes:
        whom: Whose texts stand in it.
        left_out: Names of those without a number or address the tool can use.
    """

    path: Path
    channel: TellingChannel
    whom: tuple[Reach, ...]
    left_out: tuple[str, ...]


class ReachingPapers(Service):
    """Papers and files for people to tell."""

    @allowed(OFFICE)
    def words(self, person: PersonToTell) -> str:
        """Return the sentence to read aloud."""
        with self.database.read() as uow:
            office = office_name(uow.offices.the_one())
        return reaching.spoken(person, office, self.database.actor.name)

    @allowed(OFFICE)
    def call_list(self, people: Sequence[PersonToTell]) -> ReachingPaper:
        """Draw the list of numbers to call, with boxes, course by course.

        Raises:
            DomainError: `nobody_to_call`.
        """
        from divide_app.printing import call_list

        if not people:
            raise DomainError("nobody_to_call")
        with self.database.read() as uow:
            office, day = office_name(uow.offices.the_one()), dates.reiwa_day(local(uow.now), language="ja")
        groups: dict[tuple[object, tuple[str, ...]], list[PersonToTell]] = {}
        for one in people:
            groups.setdefault((one.course.id, tuple(reaching.sentences(one))), []).append(one)
        lists = [
            call_list.CallList(
                office=office,
                course=those[0].course.title,
                when=_("{due}までに伝えます").format(due=dates.day_and_clock(those[0].due, language="ja")),
                say="".join(said),
                day=day,
                people=tuple(
                    call_list.CallLine(one.contact.name, one.contact.kana, one.contact.phone, reaching.short_news(one))
                    for one in those
                ),
            )
            for (_course, said), those in groups.items()
        ]
        return ReachingPaper(call_list.draw_all(lists), ())

    @allowed(OFFICE)
    def letters(self, people: Sequence[PersonToTell]) -> ReachingPaper:
        """Draw a letter to each of these people who has an address.

        Raises:
            DomainError: `nobody_to_call` for nobody, `nobody_has_address`.
        """
        from divide_app.printing import letters
        from divide_app.printing.addressee import Addressee

        if not people:
            raise DomainError("nobody_to_call")
        reached = [one for one in people if one.contact.address.strip()]
        if not reached:
            raise DomainError("nobody_has_address")
        with self.database.read() as uow:
            settings, office = uow.letter_book.get_or_usual(), uow.offices.the_one()
            day = dates.reiwa_day(local(uow.now), with_weekday=False, language="ja")
        made = [
            letters.Letter(
                to=Addressee(
                    one.contact.name,
                    one.contact.address,
                    one.contact.postal_code,
                    one.contact.kana if settings.has_furigana else "",
                ),
                title=reaching.letter_title(one),
                text=reaching.letter_text(one),
                rows=((_("講座"), (one.course.title,)),),
                day=day,
                number=settings.number,
                sender=sender_of(office, settings),
                seal="room" if settings.is_sealed else "omitted",
                contact=contact_of(office, one.course),
            )
            for one in reached
        ]
        left_out = tuple(one.contact.name for one in people if one not in reached)
        return ReachingPaper(letters.draw(made, settings.window), tuple(one.reach for one in reached), left_out)

    @allowed(OFFICE)
    def save(self, paper: ReachingPaper, path: Path) -> Path:
        """Write a paper to a file, whole or not at all.

        Raises:
            DomainError: `wrong_extension`.
            EnvironmentProblem: `disk_full`, `no_folder`, `not_writable`, `write_failed`.
        """
        from divide_app.exchange.safe_files import may_write
        from divide_app.foundation.files import written_whole

        may_write(path, ".pdf")
        with written_whole(path) as file:
            file.write(paper.printed.pdf)
        return path

    @allowed(OFFICE)
    def messages(self, people: Sequence[PersonToTell], kind: MessageKind, path: Path) -> MessageFile:
        """Write a CSV of number (or address), text, course and next meeting, for the city's tool that sends them.

        Raises:
            DomainError: `nobody_to_message` when nobody has a mobile number or e-mail address, `wrong_extension`.
            EnvironmentProblem: As `save`.
        """
        from divide_app.exchange.safe_files import may_write
        from divide_app.exchange.table_writer import write_table_csv

        may_write(path, ".csv")
        with self.database.read() as uow:
            office = office_name(uow.offices.the_one())
        to = {one.reach: _to(one, kind) for one in people}
        reached = [one for one in people if to[one.reach]]
        if not reached:
            raise DomainError("nobody_to_message")
        header = _("メール") if kind is MessageKind.EMAIL else _("電話番号")
        rows = [
            (to[one.reach], reaching.message(one, office), one.course.title, reaching.next_meeting(one))
            for one in reached
        ]
        write_table_csv(path, (header, _("本文"), _("講座"), _("日時")), rows)
        with self.database.write() as uow:
            uow.audit("people.messages", kind=kind.value, people=len(reached))
        left_out = tuple(one.contact.name for one in people if one not in reached)
        return MessageFile(path, _CHANNEL[kind], tuple(one.reach for one in reached), left_out)


def _to(person: PersonToTell, kind: MessageKind) -> str:
    """Return where a text or call goes: the first number that fits, digits only, or the address; "" for neither."""
    if kind is MessageKind.EMAIL:
        return person.contact.email.strip()
    numbers = [part.replace("-", "") for part in tidy_phone(person.contact.phone).split(" / ")]
    if kind is MessageKind.CALL:
        return numbers[0]
    return next((number for number in numbers if number.startswith(_MOBILE) and len(number) == 11), "")
