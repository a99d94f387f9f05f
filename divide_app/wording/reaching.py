"""What somebody is told: the sentence to read aloud, the short message, and the letter."""

from __future__ import annotations

from divide_app.domain.planning.meeting_line import SessionLine
from divide_app.domain.reaching import MeetingBefore, News, NewsKind, PersonToTell, Try
from divide_app.foundation.translation import _
from divide_app.wording.dates import clock, day_and_clock, day_and_range, reiwa_day, short_day
from divide_app.wording.labels import label

_MEETINGS_SAID = 8
"""Meetings named at most; a longer course says how many more there are."""


def short_news(person: PersonToTell) -> str:
    """Return what is to be told in few words: 第2回 中止."""
    words = []
    for one in person.news:
        number = _number(one)
        is_many = number > 1 or (one.now is not None and one.now.sessions_in_course > 1)
        words.append(
            _("第{number}回 {news}").format(number=number, news=label(one.kind)) if is_many else label(one.kind)
        )
    return _("、").join(words)


def spoken(person: PersonToTell, office: str, caller: str) -> str:
    """Return the sentence to read aloud; the name as it is said, not as it is written."""
    name = person.contact.kana or person.contact.name
    greeting = _("{name}様のお電話でしょうか。{office}の{caller}です。").format(name=name, office=office, caller=caller)
    return "\n".join([greeting, *sentences(person), _closing(person)])


def message(person: PersonToTell, office: str) -> str:
    """Return the text of a short message or e-mail: who writes, what is new, and where to ask."""
    phone = person.course.phone
    ask = _("お問い合わせ {phone}").format(phone=phone) if phone else ""
    return "".join([_("【{office}】").format(office=office), *sentences(person), ask])


def next_meeting(person: PersonToTell) -> str:
    """Return when the meeting is that they are told of, or the next one of the course; "" where none is."""
    told = [meeting for one in person.news if (meeting := one.now or one.before) is not None]
    return next(map(_when, [*told, *person.meetings]), "")


def letter_title(person: PersonToTell) -> str:
    """Return the heading of the letter."""
    kind = person.news[0].kind
    if kind is NewsKind.REMINDER:
        return label(kind)
    return _("{news}のお知らせ").format(news=label(kind))


def letter_text(person: PersonToTell) -> str:
    """Return the text of the letter, one paragraph a line."""
    return "\n".join(sentences(person))


def sentences(person: PersonToTell) -> list[str]:
    """Return what is new, one sentence a line, with every day and place that follows from it."""
    said = [_sentence(person, one) for one in person.news]
    kinds = {one.kind for one in person.news}
    if kinds & {NewsKind.OFFERED, NewsKind.PROMOTED, NewsKind.WON}:
        said += _meetings(person.meetings)
        if person.course.belongings:
            said.append(_("お持ちいただくものは、{things}です。").format(things=person.course.belongings))
    if NewsKind.REMINDER in kinds and person.course.belongings and not person.is_supporter:
        said.append(_("お持ちいただくものは、{things}です。").format(things=person.course.belongings))
    said += [
        _(
            "同じ時間の「{course}」（{when}）も、受講が決まっています。どちらにいらっしゃるか、お聞かせください。"
        ).format(course=one.title, when=day_and_clock(one.starts_at))
        for one in person.elsewhere
    ]
    reason = person.course.cancelled_reason or next(
        (one.now.cancelled_reason for one in person.news if one.kind is NewsKind.CANCELLED and one.now is not None), ""
    )
    if reason and kinds & {NewsKind.CANCELLED, NewsKind.COURSE_CANCELLED}:
        said.append(_("理由は「{reason}」です。ご迷惑をおかけして申し訳ございません。").format(reason=reason))
    return said


def _sentence(person: PersonToTell, news: News) -> str:
    course = person.course.title
    words = {"course": course, "meeting": _meeting_word(news), "old": "", "new": "", "place": "", "was": ""}
    if news.before is not None:
        words |= {"old": _when(news.before), "was": _place(news.before)}
    if news.now is not None:
        words |= {"new": _when(news.now), "place": _place(news.now) or _("これからお知らせする場所")}
    words["place_number"] = str(news.place or "")
    return _text(person, news).format(**words)


def _text(person: PersonToTell, news: News) -> str:
    """Return the sentence of one thing, with fields to fill in."""
    match news.kind:
        case NewsKind.CANCELLED:
            return _("「{course}」{meeting}（{old}）は、中止になりました。")
        case NewsKind.COURSE_CANCELLED:
            return _("「{course}」は、中止になりました。")
        case NewsKind.MOVED:
            if news.before is None or news.now is None or _place(news.before) == _place(news.now):
                return _("「{course}」{meeting}（{old}）は、{new}に変わりました。会場は{place}です。")
            return _("「{course}」{meeting}（{old}）は、{new}、{place}に変わりました。")
        case NewsKind.PLACE:
            return _("「{course}」{meeting}（{new}）の会場が、{was}から{place}に変わりました。日時は変わりません。")
        case NewsKind.REOPENED:
            return _("「{course}」{meeting}は、{new}、{place}で行います。")
        case NewsKind.CALLED_OFF:
            return _("「{course}」{meeting}（{old}）の支援は、お願いしないことになりました。")
        case NewsKind.REMINDER:
            if person.is_supporter:
                return _("「{course}」{meeting}の支援を、{new}、{place}でお願いしています。よろしくお願いします。")
            return _("「{course}」{meeting}は、{new}、{place}で行います。お待ちしています。")
        case _:
            return _text_of_seat(news.kind)


def _text_of_seat(kind: NewsKind) -> str:
    match kind:
        case NewsKind.OFFERED:
            return _("キャンセル待ちの「{course}」に空きが出ました。受講なさいますか。")
        case NewsKind.PROMOTED:
            return _("キャンセル待ちの「{course}」に空きが出て、受講できることになりました。")
        case NewsKind.WON:
            return _("「{course}」の抽選の結果、受講できることになりました。")
        case NewsKind.WAITING:
            return _("「{course}」は抽選の結果、キャンセル待ちの{place_number}番になりました。")
        case _:
            return _("「{course}」は抽選の結果、今回は席をご用意できませんでした。申し訳ございません。")


def _number(news: News) -> int:
    """Return the number of the meeting it is about; 0 where it is about none."""
    if news.before is not None:
        return news.before.number
    return 0 if news.now is None else news.now.number


def _meeting_word(news: News) -> str:
    is_one = news.now is not None and news.now.sessions_in_course <= 1
    return "" if is_one or not _number(news) else _("第{number}回").format(number=_number(news))


def _meetings(lines: tuple[SessionLine, ...]) -> list[str]:
    said = [
        _("日時は{when}、会場は{place}です。").format(when=_when(one), place=_place(one))
        if _place(one)
        else _("日時は{when}です。").format(when=_when(one))
        for one in lines[:_MEETINGS_SAID]
    ]
    if len(lines) > _MEETINGS_SAID:
        said.append(_("ほかに{count}回あります。").format(count=len(lines) - _MEETINGS_SAID))
    return said


def _closing(person: PersonToTell) -> str:
    if person.asks_answer:
        return _("お返事をうかがえますか。")
    return _("ご不明なことはございますか。")


def _when(meeting: MeetingBefore | SessionLine) -> str:
    if meeting.time_is_known:
        return day_and_range(meeting.starts_at, meeting.ends_at)
    return reiwa_day(meeting.starts_at)


def _place(meeting: MeetingBefore | SessionLine) -> str:
    return " ".join(filter(None, (meeting.venue, meeting.room)))


def try_words(one: Try) -> str:
    """Return one try: 11/21(土) 9:40 お出にならない（山田）."""
    words = _("{day} {time} {outcome}").format(day=short_day(one.at), time=clock(one.at), outcome=label(one.outcome))
    return f"{words}（{one.actor}）" if one.actor else words
