"""Letters by course and state, the list of who was told, and of whom only a call reaches."""

from __future__ import annotations

from dataclasses import replace
from uuid import UUID

import pypdfium2
import pytest

from divide_app.domain.errors import DomainError
from divide_app.domain.office.office import Actor, Role
from divide_app.domain.papers.letters import LetterSettings, MailChannel, Window, filled
from divide_app.domain.papers.papers import PrintKind
from divide_app.services.papers.letters import LetterFormat, LetterKind, LetterOrder
from tests.support.city import City
from tests.support.databases import rows

ACCEPTED = LetterOrder(LetterKind.ACCEPTED)


def text(pdf: bytes) -> str:
    document = pypdfium2.PdfDocument(pdf)
    return "".join(page.get_textpage().get_text_range() for page in document).replace("\r\n", "").replace(" ", "")


@pytest.fixture
def course(city: City) -> UUID:
    """Three seats and five applicants: the third told no address."""
    city.services.office.set_up("青空市", "生涯学習課", phone="019-000-0000")
    found = city.course(capacity=3, belongings="筆記用具")
    for name, address in (
        ("見本 一子", "青空市本町1-1"),
        ("見本 二郎", "青空市本町2-2"),
        ("見本 三代", ""),
        ("見本 四郎", "青空市本町4-4"),
        ("見本 五月", "青空市仲町"),
    ):
        city.apply(found, city.person(name, address=address, postal_code="0208530", phone="019-111-2222"))
    return found


def test_an_acceptance_says_what_one_must_know_and_is_the_ticket(city, course):
    made = city.services.letters.make([course], ACCEPTED)
    said = text(made.printed.pdf)
    assert made.printed.pages == 2
    for words in (
        "見本一子様",
        "スマートフォン入門",
        "10:00",
        "市民センター第1会議室",
        "筆記用具",
        "019-000-0000",
        "公印省略",
    ):
        assert words in said
    assert "見本三代" not in said
    (warning,) = made.warnings
    assert "1人" in warning


def test_each_state_has_its_letter(city, course):
    letters = city.services.letters
    waiting = letters.make([course], LetterOrder(LetterKind.WAITING))
    assert len(waiting.applications) == 2
    assert "キャンセル待ちの1番目" in text(waiting.printed.pdf)
    assert any("見本 五月" in one for one in waiting.warnings)  # an address without a number
    with pytest.raises(DomainError, match="course_not_cancelled"):
        letters.make([course], LetterOrder(LetterKind.CANCELLED))
    with pytest.raises(DomainError, match="nothing_to_print"):
        letters.make([course], LetterOrder(LetterKind.LOST))


def test_a_cancelled_course_tells_everybody_why_and_what_instead(city, course):
    later = city.course("スマートフォン写真", room="和室")
    city.services.scheduling.cancel_course(course, "講師の都合のため")
    city.clock.tick(days=-2)
    made = city.services.letters.make([course], LetterOrder(LetterKind.CANCELLED))
    said = text(made.printed.pdf)
    assert len(made.applications) == 4
    assert "講師の都合のため" in said
    assert "スマートフォン写真" in said
    assert later is not None


def test_printing_again_sends_nothing_twice(city, course):
    prints, letters = city.services.prints, city.services.letters
    made = prints.make(PrintKind.NOTICES, [str(course)], letters=ACCEPTED)
    assert letters.mailings(course) == []  # looking is not sending
    prints.note(made)
    prints.note(made)
    sent = letters.mailings(course)
    assert [(one.channel, one.times) for one in sent] == [(MailChannel.POST, 2)] * 2
    state = letters.state(course, LetterKind.ACCEPTED)
    assert [one.name for one in state.unsent] == ["見本 三代"]
    assert [one.name for one in state.unsent if not one.has_address] == ["見本 三代"]
    with pytest.raises(DomainError, match="nobody_has_address"):
        letters.make([course], replace(ACCEPTED, only_unsent=True))
    letters.note_told([state.unsent[0].application], LetterKind.ACCEPTED, MailChannel.PHONE)
    with pytest.raises(DomainError, match="everybody_told"):
        letters.make([course], replace(ACCEPTED, only_unsent=True))
    with pytest.raises(DomainError, match="nobody_to_call"):
        letters.make_call_list([course], LetterKind.ACCEPTED)
    assert letters.told_counts(LetterKind.ACCEPTED) == {course: 3}


def test_marks_can_be_taken_back(city, course):
    letters = city.services.letters
    made = letters.make([course], ACCEPTED)
    letters.note_told(made.applications, LetterKind.ACCEPTED, MailChannel.POST)
    letters.take_back(made.applications, LetterKind.ACCEPTED)
    assert letters.mailings(course) == []


def test_somebody_promoted_gets_the_acceptance_besides_the_waiting_letter(city, course):
    letters = city.services.letters
    waiting = letters.make([course], LetterOrder(LetterKind.WAITING))
    letters.note_told(waiting.applications, LetterKind.WAITING, MailChannel.POST)
    first = letters.state(course, LetterKind.ACCEPTED).lines[0].application
    letters.note_told(letters.make([course], ACCEPTED).applications, LetterKind.ACCEPTED, MailChannel.POST)
    city.services.applications.cancel(first)
    unsent = {one.name for one in letters.state(course, LetterKind.ACCEPTED).unsent}
    assert "見本 四郎" in unsent


def test_those_without_an_address_stand_on_the_list_of_calls_and_nothing_else_of_them(city, course):
    said = text(city.services.letters.make_call_list([course], LetterKind.ACCEPTED).printed.pdf)
    assert "見本三代" in said
    assert "019-111-2222" in said
    assert "見本一子" not in said
    assert "0208530" not in said
    assert "1950" not in said


def test_the_office_writes_its_own_words_and_they_are_filled_safely(city, course):
    letters = city.services.letters
    words = {LetterKind.ACCEPTED: "{氏名}様へ。{開始日}にお会いしましょう。\n{理由なし}"}
    with pytest.raises(DomainError, match="unknown_letter_field"):
        letters.change_settings(LetterSettings(texts=words))
    kept = LetterSettings(
        texts={LetterKind.ACCEPTED: "{氏名}さん、{開始日}にお会いしましょう。"},
        sender_head="青空市長 青空 太郎",
        is_sealed=True,
        window=Window(18, 14, 92, 46, 4),
    )
    letters.change_settings(kept)
    assert letters.settings() == kept
    said = text(letters.make([course], ACCEPTED).printed.pdf)
    assert "見本一子さん、" in said
    assert "青空市長青空太郎" in said
    assert "公印省略" not in said
    assert text(letters.preview(ACCEPTED, kept).pdf).count("見本花子") == 2


@pytest.mark.parametrize(
    ("settings", "code"),
    [
        (LetterSettings(window=Window(150, 12, 90, 45, 5)), "bad_window"),
        (LetterSettings(window=Window(15, 12, 90, 25, 5)), "bad_window"),
        (LetterSettings(sender_postal_code="123"), "bad_postal_code"),
        (LetterSettings(sender_address="123456789018"), "individual_number"),
    ],
)
def test_settings_that_cannot_be_are_refused(sqlite_city, settings, code):
    with pytest.raises(DomainError, match=code):
        sqlite_city.services.letters.change_settings(settings)


def test_a_value_with_braces_is_never_read_as_a_field():
    assert filled("{氏名}様", {"氏名": "{電話番号}", "電話番号": "secret"}) == "{電話番号}様"
    assert filled("理由：{理由}\n終わり", {"理由": ""}) == "終わり"


def test_postcards_have_the_address_side_only_when_wanted(city, course):
    order = replace(ACCEPTED, format=LetterFormat.POSTCARD)
    assert city.services.letters.make([course], order).printed.pages == 4
    assert city.services.letters.make([course], replace(order, with_address=False)).printed.pages == 2


def test_no_name_stands_in_the_trail_of_letters(city, course):
    prints = city.services.prints
    prints.note(prints.make(PrintKind.NOTICES, [str(course)], letters=ACCEPTED))
    trail = repr(rows(city.services.database, "SELECT * FROM audit_entries WHERE act LIKE 'print.%'"))
    assert "notices" in trail
    assert "見本" not in trail


@pytest.mark.parametrize("role", [Role.COORDINATOR, Role.VOLUNTEER])
@pytest.mark.parametrize("kind", ["notices", "call-list", "visit-reply"])
def test_papers_with_addresses_and_numbers_are_for_staff(city: City, role: Role, kind: str) -> None:
    course = city.course()
    city.apply(course, city.person("見本 花子", phone="019-000-0001", address="見本町1-2-3"))
    city.services.database.actor = Actor("係員", role)
    with pytest.raises(DomainError) as refused:
        city.services.prints.make(kind, [str(course)])
    assert refused.value.code == "not_allowed"
