"""Repositories of letter settings and of letters sent."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Row, delete, func, insert, select, update

from divide_app.domain.papers.letters import LetterKind, LetterSettings, MailChannel, Mailing, Window
from divide_app.foundation.ids import IdMaker
from divide_app.storage.repositories.base import Repository, chunks
from divide_app.storage.rows.papers import LetterSettingsRow, MailingRow
from divide_app.storage.rows.planning.courses import ApplicationRow


class Mailings(Repository[Mailing]):
    """Who was told what."""

    row = MailingRow
    kept = Mailing

    def of_course(self, course_id: UUID) -> list[Mailing]:
        """Return what was told to a course's applicants, the first first."""
        join = self.table.join(ApplicationRow.__table__, ApplicationRow.id == MailingRow.application_id)
        query = select(self.table).select_from(join).where(ApplicationRow.course_id == course_id)
        return self.many(query.order_by(self.table.c.first_at, self.table.c.id))

    def counts(self, kind: LetterKind) -> dict[UUID, int]:
        """Return how many of each course were told."""
        join = self.table.join(ApplicationRow.__table__, ApplicationRow.id == MailingRow.application_id)
        query = (
            select(ApplicationRow.course_id, func.count())
            .select_from(join)
            .where(MailingRow.kind == kind.value)
            .group_by(ApplicationRow.course_id)
        )
        return {row[0]: row[1] for row in self.connection.execute(query)}

    def note(
        self,
        ids: Sequence[UUID],
        kind: LetterKind,
        channel: MailChannel,
        *,
        at: datetime,
        actor: str,
        make_id: IdMaker,
    ) -> int:
        """Note that these applicants are told; one told before gets another time, not another line.

        Returns:
            How many were told for the first time.
        """
        known: set[UUID] = set()
        for part in chunks(ids):
            here = (MailingRow.application_id.in_(part), MailingRow.kind == kind.value)
            known.update(self.connection.execute(select(MailingRow.application_id).where(*here)).scalars())
            self.connection.execute(
                update(MailingRow)
                .where(*here)
                .values(last_at=at, channel=channel.value, actor=actor, times=MailingRow.times + 1)
            )
        fresh = [id_ for id_ in dict.fromkeys(ids) if id_ not in known]
        self.add_all(Mailing(make_id(), id_, kind, channel, at, at, 1, actor) for id_ in fresh)
        return len(fresh)

    def forget(self, ids: Iterable[UUID], kind: LetterKind) -> None:
        """Take the mark away again: the letters were printed but never sent."""
        for part in chunks(list(ids)):
            self.connection.execute(
                delete(MailingRow).where(MailingRow.application_id.in_(part), MailingRow.kind == kind.value)
            )


class LetterBook(Repository[LetterSettings]):
    """How the office writes; one row."""

    row = LetterSettingsRow

    def values(self, thing: LetterSettings) -> dict[str, Any]:
        """Return the settings as plain data."""
        return {
            "content": {
                "titles": {kind.value: text for kind, text in thing.titles.items()},
                "texts": {kind.value: text for kind, text in thing.texts.items()},
                "sender_postal_code": thing.sender_postal_code,
                "sender_address": thing.sender_address,
                "sender_head": thing.sender_head,
                "is_sealed": thing.is_sealed,
                "has_furigana": thing.has_furigana,
                "number": thing.number,
                "window": [
                    thing.window.left,
                    thing.window.top,
                    thing.window.width,
                    thing.window.height,
                    thing.window.play,
                ],
            }
        }

    def from_row(self, row: Row[Any]) -> LetterSettings:
        """Return the settings."""
        data: dict[str, Any] = row.content
        return LetterSettings(
            titles={LetterKind(kind): text for kind, text in data["titles"].items()},
            texts={LetterKind(kind): text for kind, text in data["texts"].items()},
            sender_postal_code=data["sender_postal_code"],
            sender_address=data["sender_address"],
            sender_head=data["sender_head"],
            is_sealed=data["is_sealed"],
            has_furigana=data["has_furigana"],
            number=data["number"],
            window=Window(*data["window"]),
        )

    def get_or_usual(self) -> LetterSettings:
        """Return the office's settings, the usual ones before it said anything."""
        return self.first(select(self.table).limit(1)) or LetterSettings()

    def put(self, settings: LetterSettings, *, at: datetime, make_id: IdMaker) -> None:
        """Keep the settings in place of those there were."""
        self.connection.execute(delete(LetterSettingsRow))
        self.connection.execute(insert(LetterSettingsRow), {"id": make_id(), "changed_at": at, **self.values(settings)})
