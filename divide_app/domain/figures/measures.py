"""What figures of any period count and what they can be cut by; apart, because the command line is built from it."""

from __future__ import annotations

from divide_app.domain.choices import Choice, Word


class Dimension(Choice):
    """What figures can be cut by.

    A meeting of two owners (partners, kinds of supporter) stands in the row of each, so that such rows may sum to more
    than the total.
    """

    FISCAL_YEAR = "fiscal_year", Word("年度")
    MONTH = "month", Word("月")
    WEEKDAY = "weekday", Word("曜日")
    HOUR = "hour", Word("時間帯")
    HALL = "hall", Word("会場")
    ROOM = "room", Word("部屋")
    TOPIC = "topic", Word("分野")
    KIND = "kind", Word("種類")
    OWNER = "owner", Word("担当課")
    PARTNER = "partner", Word("連携先")
    CITY = "city", Word("市区町村")
    SUPPORTER_KIND = "supporter_kind", Word("支援者の種別")
    DISTRICT = "district", Word("地区")
    BAND = "band", Word("年代")
    SEX = "sex", Word("性別")
    RESIDENCE = "residence", Word("在住区分")
    FIRST_TIME = "first_time", Word("はじめての参加")
    HEARD = "heard", Word("知ったきっかけ")


class Measure(Choice):
    """What is counted (docs/product.md: 延べ人数, 実人数, コマ)."""

    ATTENDANCES = "attendances", Word("延べ人数")
    PEOPLE = "people", Word("実人数")
    SESSIONS = "sessions", Word("開催した回")
    COURSES = "courses", Word("開催した講座")
    KOMA = "koma", Word("コマ数")
    HOURS = "hours", Word("開催した時間")
    MINUTES = "minutes", Word("参加した分数")
    FILL = "fill", Word("定員に対する割合")
    PER_KOMA = "per_koma", Word("1コマあたりの人数")
    PER_SUPPORTER = "per_supporter", Word("支援者1人あたりの人数")
    NO_SHOWS = "no_shows", Word("欠席")
    CANCELLATIONS = "cancellations", Word("申込の取消")
    WAITING = "waiting", Word("キャンセル待ち")


OF_PEOPLE = frozenset(
    {Dimension.DISTRICT, Dimension.BAND, Dimension.SEX, Dimension.RESIDENCE, Dimension.FIRST_TIME, Dimension.HEARD}
)
"""Dimensions of a person; the others are of the meeting."""

OF_APPLICANTS = frozenset({Measure.NO_SHOWS, Measure.CANCELLATIONS, Measure.WAITING})
"""Measures of people who did not come: whether it would have been their first time is not asked."""

BY_ATTENDEE = frozenset({Measure.ATTENDANCES, Measure.PEOPLE, Measure.MINUTES})
"""Measures of people who came, which every dimension cuts."""

DISTINCT = frozenset({Measure.PEOPLE, Measure.COURSES})
"""Measures that count different objects: a total is no sum of its cells."""

COUNTS_OF_PEOPLE = frozenset({Measure.ATTENDANCES, Measure.PEOPLE, *OF_APPLICANTS})
"""Measures that may tell who somebody is where few are counted."""


def can_be_cut(measure: Measure, dimension: Dimension) -> bool:
    """Tell whether a measure is known by a dimension."""
    if dimension not in OF_PEOPLE or measure in BY_ATTENDEE:
        return True
    return measure in OF_APPLICANTS and dimension is not Dimension.FIRST_TIME
