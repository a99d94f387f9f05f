"""Reads lists of people: participants, applications and supporters, under our plain headers or known spellings."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Mapping
from datetime import date
from pathlib import Path
from typing import TypeVar

from divide_app.domain.applications import Channel
from divide_app.domain.calendar import parse_fiscal_year
from divide_app.domain.errors import DomainError
from divide_app.domain.people import age_band
from divide_app.domain.people.availability import parse_days_off, parse_weekly
from divide_app.domain.people.participants import Birth, Need, PhoneKind, Sex
from divide_app.domain.people.supporters import MOST_SESSIONS, ContactWay, ContactWishes, SupporterKind
from divide_app.exchange.cells import Cells, RowRefusedError, shown
from divide_app.exchange.drafts import ApplicationDraft, ParsedFile, ParticipantDraft, Source, SupporterDraft
from divide_app.exchange.profiles import ColumnMap, Profile, guess_profile, map_columns
from divide_app.exchange.row_loop import AS_IT_IS, RowOptions, extra_cells, parse_rows
from divide_app.exchange.tables import Table

KindT = TypeVar("KindT")
ReadT = TypeVar("ReadT")

_SEXES: Mapping[str, Sex] = {
    **dict.fromkeys(("女", "女性", "f", "female", "2"), Sex.FEMALE),
    **dict.fromkeys(("男", "男性", "m", "male", "1"), Sex.MALE),
    **dict.fromkeys(("その他", "other", "9"), Sex.OTHER),
    **dict.fromkeys(("", "不明", "未回答", "無回答", "回答しない", "答えない", "0", "-", "unstated"), Sex.UNSTATED),
}
"""Words and the GIF code list (after ISO 5218)."""


def sex_named(text: str) -> Sex | None:
    """Return the sex a list or a command names by any of the usual words, or None."""
    return _SEXES.get(unicodedata.normalize("NFKC", text).strip().casefold())


_NEEDS: tuple[tuple[str, Need], ...] = (
    ("筆談", Need.WRITING),
    ("手話", Need.SIGN_LANGUAGE),
    ("車椅子|車いす|車イス", Need.WHEELCHAIR),
    ("貸出|貸し出し|貸出し|レンタル", Need.LOAN_PHONE),
    ("大きな文字|大きい文字|拡大|大活字", Need.LARGE_PRINT),
    ("通訳", Need.INTERPRETER),
)
_NO_NEEDS = {"なし", "無し", "無", "特になし", "不要", "-"}

_PHONES: tuple[tuple[str, PhoneKind], ...] = (
    ("らくらく|かんたん|シニア", PhoneKind.SENIOR),
    ("iphone|アイフォン|アイフォーン", PhoneKind.IPHONE),
    ("android|アンドロイド|pixel|galaxy|xperia|aquos|arrows", PhoneKind.ANDROID),
    ("ガラケー|ガラホ|フィーチャーフォン|折りたたみ", PhoneKind.FEATURE),
    ("なし|無し|^無$|持っていない|未所有|未所持|購入予定", PhoneKind.NONE),
    ("不明|わからない|分からない|未回答", PhoneKind.UNKNOWN),
)
_CHANNELS: tuple[tuple[str, Channel], ...] = (
    ("フォーム|ネット|web|オンライン|電子申請|サイト|form|line|メール|mail", Channel.FORM),
    ("fax|ファックス|ファクス|ファクシミリ", Channel.FAX),
    ("電話|tel|phone", Channel.PHONE),
    ("窓口|来館|来庁|直接|カウンター|counter", Channel.COUNTER),
    ("用紙|書面|はがき|ハガキ|葉書|郵送|紙|paper", Channel.PAPER),
    ("その他|other", Channel.OTHER),
)
_WITHDRAWN = re.compile("取下|取り下げ|取消|取り消|キャンセル|却下|無効|下書き|一時保存|未送信|削除")
"""States in which a form service keeps an entry that is no application (any more)."""
_KINDS: tuple[tuple[str, SupporterKind], ...] = (
    ("よびかけ|呼びかけ|呼び掛け|^caller$", SupporterKind.CALLER),
    ("推進委員|^promoter$", SupporterKind.PROMOTER),
    ("支援員|^digital_supporter$", SupporterKind.DIGITAL_SUPPORTER),
    ("講師|^lecturer$", SupporterKind.LECTURER),
    ("ショップ|販売店|キャリア|^phone_shop$", SupporterKind.PHONE_SHOP),
    ("学生|生徒|^student$", SupporterKind.STUDENT),
    ("通訳|手話|^interpreter$", SupporterKind.INTERPRETER),
    ("職員|^staff$", SupporterKind.STAFF),
    ("ボランティア|サポーター|^volunteer$", SupporterKind.VOLUNTEER),
)
_BIRTHS = ("birthday", "birth_year", "band")
"""Columns that say how old somebody is, the most exact first."""
_WAYS: tuple[tuple[str, ContactWay], ...] = (
    ("ショート|sms|message", ContactWay.MESSAGE),
    ("メール|mail", ContactWay.EMAIL),
    ("fax|ファックス|ファクス|ファクシミリ", ContactWay.FAX),
    ("電話|携帯|tel|phone", ContactWay.PHONE),
    ("郵便|郵送|はがき|葉書|手紙|post", ContactWay.POST),
)


def parse_participants(
    table: Table,
    *,
    as_of: date,
    profile: Profile | None = None,
    folder: Path | None = None,
    options: RowOptions = AS_IT_IS,
) -> ParsedFile[ParticipantDraft]:
    """Read a list of participants.

    A row is refused without a name, or with a birthday that cannot be one (the person would be stored twice later);
    other cells that cannot be read are left blank with a warning.

    Args:
        table: The open file.
        as_of: The day on which stated bands and ages were true: usually today.
        profile: A person's own format; the plain headers when not given.
        folder: Folder with a person's own profiles.
        options: What a person corrected or left out.

    Raises:
        DomainError: `missing_columns`, `bad_profile`, and as `Table.rows`.
    """
    columns = map_columns(table, profile or guess_profile(table, "participants", folder))

    def make(cells: Cells, row: tuple[str, ...]) -> ParticipantDraft:
        name = cells.needed("name")
        birth = _birth(cells, as_of)
        needs, needs_text = _needs(cells.text("needs"))
        return ParticipantDraft(
            name=name,
            kana=cells.text("kana"),
            birth=birth,
            sex=sex_of(cells),
            phone=cells.phone("phone"),
            postal_code=_postal_code(cells),
            address=cells.text("address"),
            district=cells.text("district"),
            needs=needs,
            needs_text=needs_text,
            phone_kind=_phone_kind(cells),
            memo=cells.text("memo"),
            extra=_aside(columns, row, cells),
        )

    return parse_rows(table, columns, make, options)


def parse_applications(
    table: Table,
    *,
    as_of: date,
    profile: Profile | None = None,
    folder: Path | None = None,
    options: RowOptions = AS_IT_IS,
) -> ParsedFile[ApplicationDraft]:
    """Read a list of applications; a row is refused only without a course or a name: nobody shall lose a seat.

    Args:
        table: The open file.
        as_of: Today, against which birthdays are judged.
        profile: A person's own format; the plain headers when not given.
        folder: Folder with a person's own profiles.
        options: What a person corrected or left out.

    Raises:
        DomainError: `missing_columns`, `bad_profile`, and as `Table.rows`.
    """
    columns = map_columns(table, profile or guess_profile(table, "applications", folder))

    def make(cells: Cells, row: tuple[str, ...]) -> ApplicationDraft:
        state = cells.text("form_state")
        if _WITHDRAWN.search(state):
            raise cells.left_out("form_state", "withdrawn_left_out", text=shown(state))
        course, name = cells.needed("course"), cells.needed("name")
        try:
            birth = _birth(cells, as_of)
        except RowRefusedError as refused:
            birth = Birth()
            # Nobody loses a seat by a birthday.
            field = next(field for field in _BIRTHS if cells.has(field))
            cells.lose(field, refused.why.code, **dict(refused.why.details))
        needs, needs_text = _needs(cells.text("needs"))
        channel = Channel.OTHER
        if cells.has("channel"):
            found = _by_words(cells.text("channel"), _CHANNELS)
            if found is None:
                cells.lose("channel", "unknown_word", text=shown(cells.text("channel")))
            channel = found or Channel.OTHER
        return ApplicationDraft(
            course=course,
            name=name,
            kana=cells.text("kana"),
            receipt_number=cells.text("receipt_number"),
            source=cells.text("source"),
            applied_at=cells.moment("applied_at"),
            channel=channel,
            phone=cells.phone("phone"),
            birth=birth,
            sex=sex_of(cells) if cells.has("sex") else Sex.UNSTATED,
            postal_code=_postal_code(cells),
            address=cells.text("address"),
            district=cells.text("district"),
            needs=needs,
            needs_text=needs_text,
            phone_kind=_phone_kind(cells),
            memo=cells.text("memo"),
            extra=_aside(columns, row, cells),
        )

    return parse_rows(table, columns, make, options)


def parse_supporters(
    table: Table, *, profile: Profile | None = None, folder: Path | None = None, options: RowOptions = AS_IT_IS
) -> ParsedFile[SupporterDraft]:
    """Read a list of supporters.

    A row is refused without name or kind, with a kind we do not know, with an end of term that cannot be read (the
    person would seem appointed for ever) or that lies before the appointment, and with hours or days off that cannot
    be read (the person would be sent to a class they cannot come to, or called at a time they asked not to be).

    Raises:
        DomainError: `missing_columns`, `bad_profile`, and as `Table.rows`.
    """
    columns = map_columns(table, profile or guess_profile(table, "supporters", folder))

    def make(cells: Cells, row: tuple[str, ...]) -> SupporterDraft:
        name, kind_text = cells.needed("name"), cells.needed("kind")
        kind = _by_words(kind_text, _KINDS)
        if kind is None:
            raise cells.refusal("kind", "unknown_supporter_kind", text=shown(kind_text))
        appointed, term_end = cells.day("appointed"), cells.day_or_refuse("term_end")
        if appointed and term_end and term_end < appointed:
            raise cells.refusal("term_end", "end_before_start", start=appointed.isoformat(), end=term_end.isoformat())
        return SupporterDraft(
            name=name,
            kind=kind,
            kana=cells.text("kana"),
            organisation=cells.text("organisation"),
            appointed=appointed,
            term_end=term_end,
            skills=cells.parts("skills"),
            languages=cells.parts("languages"),
            districts=cells.parts("districts"),
            monthly_limit=cells.count("monthly_limit", least=0, most=MOST_SESSIONS),
            weekly_limit=cells.count("weekly_limit", least=0, most=MOST_SESSIONS),
            phone=cells.phone("phone"),
            weekly=_read_or_refuse(cells, "weekly", parse_weekly),
            days_off=_read_or_refuse(cells, "days_off", parse_days_off),
            insured_years=_insured_years(cells),
            contact=_contact(cells),
            extra=_aside(columns, row, cells),
        )

    return parse_rows(table, columns, make, options)


def _read_or_refuse(cells: Cells, field: str, read: Callable[[str], tuple[ReadT, ...]]) -> tuple[ReadT, ...]:
    try:
        return read(cells.text(field))
    except DomainError as error:
        raise cells.refusal(field, error.code, text=shown(cells.text(field))) from None


def _insured_years(cells: Cells) -> tuple[int, ...]:
    years = []
    for word in cells.parts("insured_years"):
        try:
            years.append(parse_fiscal_year(word))
        except DomainError:
            # 加入 alone says nothing of a year: without one it would be taken for every year.
            cells.lose("insured_years", "bad_insured_year", text=shown(word))
    return tuple(sorted(set(years)))


def _contact(cells: Cells) -> ContactWishes:
    ways: list[ContactWay] = []
    for word in cells.parts("contact_ways"):
        way = _by_words(word, _WAYS)
        if way is None:
            cells.lose("contact_ways", "unknown_word", text=shown(word))
        elif way not in ways:
            ways.append(way)
    return ContactWishes(
        ways=tuple(ways),
        call_times=_read_or_refuse(cells, "call_times", parse_weekly),
        no_call_times=_read_or_refuse(cells, "no_call_times", parse_weekly),
        email=cells.text("email"),
        fax=cells.phone("fax"),
        address=cells.text("address"),
    )


def sex_of(cells: Cells) -> Sex:
    """Return the sex a cell states; a word we do not know is `UNSTATED` with a warning."""
    found = cells.text("sex")
    sex = sex_named(found)
    if sex is None:
        cells.lose("sex", "unknown_word", text=shown(found))
        return Sex.UNSTATED
    return sex


def _phone_kind(cells: Cells) -> PhoneKind:
    if not cells.has("phone_kind"):
        return PhoneKind.UNKNOWN
    found = _by_words(cells.text("phone_kind"), _PHONES)
    if found is None:
        cells.lose("phone_kind", "unknown_word", text=shown(cells.text("phone_kind")))
    return found or PhoneKind.UNKNOWN


def _aside(columns: ColumnMap, row: tuple[str, ...], cells: Cells) -> Source:
    """Return what no field can hold: columns that mean nothing to us, and the words of cells that cannot be used."""
    return (*extra_cells(columns, row), *cells.lost.items())


def _birth(cells: Cells, as_of: date) -> Birth:
    for field in _BIRTHS:
        found = cells.text(field)
        if not found:
            continue
        try:
            if field == "band":
                band = age_band.parse_band(found)
                return Birth() if band == age_band.UNKNOWN else Birth(band=band, band_as_of=as_of)
            return age_band.parse_birth(found, as_of)
        except DomainError as error:
            if field == "band":
                cells.lose(field, error.code, text=shown(found))
                return Birth()
            details = {name: value for name, value in error.details.items() if isinstance(value, (str, int))}
            raise cells.refusal(field, error.code, **(details | {"text": shown(found)})) from None
    return Birth()


def _needs(text: str) -> tuple[frozenset[Need], str]:
    if not text or text in _NO_NEEDS:
        return frozenset(), ""
    needs: set[Need] = set()
    rest_from = None
    for found in re.finditer(r"[^、,，;；/／・\n\s]+", text):
        matching = {need for words, need in _NEEDS if re.search(words, found[0])}
        needs |= matching
        if not matching and rest_from is None:
            rest_from = found.start()
    # What is only named before the first other words is ticked; from there on the words stay as they were written.
    return frozenset(needs), "" if rest_from is None else text[rest_from:]


def _postal_code(cells: Cells) -> str:
    found = cells.text("postal_code")
    if not found:
        return ""
    digits = re.sub(r"[^0-9]", "", unicodedata.normalize("NFKC", found))
    if len(digits) == 7:
        return digits
    if len(digits) in {5, 6} and digits == unicodedata.normalize("NFKC", found):
        cells.warn("postal_code", "postal_zero_restored")
        return digits.zfill(7)
    cells.lose("postal_code", "bad_postal_code", text=shown(found))
    return ""


def _by_words(text: str, words: tuple[tuple[str, KindT], ...]) -> KindT | None:
    folded = unicodedata.normalize("NFKC", text).casefold()
    return next((kind for pattern, kind in words if re.search(pattern, folded)), None)
