"""Fills a person's dossier with all data held of them, in plain words."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from divide_app.domain.applications import ApplicationState, CallChannel, CallOutcome, Channel
from divide_app.domain.door.attendance import EventKind, EventResult
from divide_app.domain.office.office import Role
from divide_app.domain.papers.letters import LetterKind, MailChannel
from divide_app.domain.people.participants import Birth, Sex
from divide_app.foundation.translation import _
from divide_app.printing.dossier import DossierPart, DossierSheet
from divide_app.storage.repositories.people.people import participant_of
from divide_app.wording.bands import band_label
from divide_app.wording.dates import day_and_clock, duration, reiwa_day
from divide_app.wording.labels import label
from divide_app.wording.person_fields import SHOWN, birth_words, field_words, value_words


def dossier_sheet_of(content: Mapping[str, Any], office: str) -> DossierSheet:
    """Return the paper's words."""
    made = datetime.fromisoformat(content["made_at"])
    entries = [DossierPart(_("登録"), _person(content["person"]))]
    entries += [
        DossierPart(_("以前の登録(同じ方としてまとめたもの)"), _person(one)) for one in content["earlier_entries"]
    ]
    parts = [
        *entries,
        DossierPart(_("申込"), _or_none([_application(one) for one in content["applications"]])),
        DossierPart(_("出席"), _or_none([_attendance(one) for one in content["attendances"]])),
        DossierPart(_("受付の記録"), _or_none([_act(one) for one in content["acts"]])),
        DossierPart(
            _("飛び込みの記録"),
            _or_none([(one["name"] or _("名前なし"), band_label(one["band"])) for one in content["walk_ins"]]),
        ),
        DossierPart(_("この方についての操作"), _or_none([(_when(one["at"]), one["act"]) for one in content["trail"]])),
        DossierPart(_("何のために、だれが見るか"), tuple(_field(one) for one in content["fields"])),
    ]
    return DossierSheet(
        title=_("保有している個人情報"),
        office=office,
        made=_("{day}現在").format(day=reiwa_day(made)),
        purpose=_("利用目的: {purpose}").format(purpose=content["purpose"]),
        parts=tuple(parts),
    )


def _person(one: Mapping[str, Any]) -> tuple[tuple[str, str], ...]:
    person = participant_of(UUID(one["id"]), one)
    birth = person.birth
    # All that is held: a year and a band stay beside a day that was told later.
    parts = (Birth(day=birth.day), Birth(year=birth.year), Birth(band=birth.band))
    words = {"birth": _("、").join(filter(None, map(birth_words, parts)))}
    return tuple((field_words(name), words.get(name) or value_words(person, name) or "—") for name in SHOWN)


def _application(one: Mapping[str, Any]) -> tuple[str, str]:
    place = "" if one["place"] is None else _("{place}番").format(place=one["place"])
    lines = [
        f"{one['title']}　{label(ApplicationState(one['state']))} {place}".rstrip(),
        _("{channel}で受付、申込番号{number}").format(channel=label(Channel(one["channel"])), number=one["number"]),
        *(
            f"{word}: {one[key]}"
            for key, word in (
                ("receipt_number", _("受付番号")),
                ("heard", _("何で知ったか")),
                ("answer", _("答え")),
                ("memo", _("備考")),
                ("reason", _("理由")),
            )
            if one[key]
        ),
        *(f"{_when(told['at'])}　{_event_line(told)}" for told in one["told"]),
        _("そのときの利用目的: 第{version}版").format(version=one["purpose_version"]),
    ]
    return _when(one["applied_at"]), "\n".join(lines)


def _event_line(one: Mapping[str, Any]) -> str:
    if one["what"] == "lottery":
        return _("抽選の順番 {rank}").format(rank=one["result"])
    return _("、").join(
        _word(str(one[key]), LetterKind, MailChannel, CallChannel, CallOutcome) for key in ("what", "result")
    )


def _attendance(one: Mapping[str, Any]) -> tuple[str, str]:
    frozen = _("、").join(word for word in (band_label(one["band"]), label(Sex(one["sex"])), one["district"]) if word)
    came = _("出席 {minutes}").format(minutes=duration(one["minutes"])) if one["present"] else _("出席なし")
    return _when(one["starts_at"]), _("{course} 第{number}回　{came}\n統計では: {frozen}").format(
        course=one["title"], number=one["number"], came=came, frozen=frozen
    )


def _act(one: Mapping[str, Any]) -> tuple[str, str]:
    words = [label(EventKind(one["kind"])), label(EventResult(one["result"])), one["forced_reason"], one["device"]]
    return _when(one["happened_at"]), "　".join(word for word in words if word)


def _field(one: Mapping[str, Any]) -> tuple[str, str]:
    seen = _("、").join(label(Role(role)) for role in one["seen_by"])
    return field_words(one["name"]), _("{purpose}　(見る人: {seen})").format(purpose=one["purpose"], seen=seen)


def _word(value: str, *kinds: type[StrEnum]) -> str:
    return next((label(kind(value)) for kind in kinds if value in set(kind)), value)


def _when(text: str) -> str:
    return day_and_clock(datetime.fromisoformat(text))


def _or_none(lines: list[tuple[str, str]]) -> tuple[tuple[str, str], ...]:
    return tuple(lines) or ((_("なし"), ""),)
