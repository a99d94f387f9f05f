"""Participants with the minimum of personal data, and the enums for sex, needs, telephones and residence."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Annotated
from uuid import UUID

from divide_app.domain.choices import Choice, Word
from divide_app.domain.fields import EVERYBODY, OFFICE, STAFF, Column, Fate, Kept, Shape, Unite
from divide_app.domain.people.email_address import LONGEST_EMAIL

LONGEST_NAME = 60
"""Maximum length in characters; the longest registered names are well below."""


class Sex(Choice):
    """Sex as a person chose to state it (GIF code list after ISO 5218: 0, 1, 2, 9)."""

    UNSTATED = "unstated", Word("回答なし", "", "^(?:|不明|未回答|無回答|回答しない|答えない|0|-)$")
    FEMALE = "female", Word("女性", "女", "^(?:女|f|2)$")
    MALE = "male", Word("男性", "男", "^(?:男|m|1)$")
    OTHER = "other", Word("その他", "その他", "^9$")


class Need(Choice):
    """Help a person asked for, shown at the door so that it is ready."""

    WRITING = "writing", Word("筆談", read="筆談")
    SIGN_LANGUAGE = "sign_language", Word("手話", read="手話")
    WHEELCHAIR = "wheelchair", Word("車椅子", read="車椅子|車いす|車イス")
    LOAN_PHONE = "loan_phone", Word("貸出機希望", "貸出機", "貸出|貸し出し|貸出し|レンタル")
    LARGE_PRINT = "large_print", Word("大きな文字", read="大きな文字|大きい文字|拡大|大活字")
    INTERPRETER = "interpreter", Word("通訳", read="通訳")


class PhoneKind(Choice):
    """The telephone a person owns; teachers prepare by it."""

    UNKNOWN = "unknown", Word("わからない", "", "不明|わからない|分からない|未回答", turn=2)
    NONE = "none", Word("持っていない", "なし", "なし|無し|^無$|持っていない|未所有|未所持|購入予定", turn=2)
    ANDROID = "android", Word("Android", read="android|アンドロイド|pixel|galaxy|xperia|aquos|arrows", turn=1)
    IPHONE = "iphone", Word("iPhone", read="iphone|アイフォン|アイフォーン", turn=1)
    SENIOR = "senior", Word("らくらくホンなど", "らくらくホン", "らくらく|かんたん|シニア")
    FEATURE = "feature", Word("ガラケー", read="ガラケー|ガラホ|フィーチャーフォン|折りたたみ", turn=1)


class Residence(Choice):
    """How a person belongs to the municipality, which many courses ask for."""

    UNSTATED = "unstated", Word("回答なし", "", "不明|未回答")
    LIVES = "lives", Word("在住", read="(?<!外)在住", turn=1)
    WORKS = "works", Word("在勤", read="在勤|勤務")
    STUDIES = "studies", Word("在学", read="在学|通学")


@dataclass(frozen=True, slots=True)
class Birth:
    """What is known of a person's birth: the date, only the year, only an age band, or nothing.

    Attributes:
        day: Full date of birth, if told.
        year: Year of birth, if only that was told.
        band: Age band code as stated on `band_as_of`, if only that was told.
        band_as_of: Day on which the band was stated.
    """

    day: date | None = None
    year: int | None = None
    band: str | None = None
    band_as_of: date | None = None


@dataclass(frozen=True, slots=True)
class Participant:
    """A person who applies or attends. `name` is stored exactly as written; search uses keys made from it.

    Every field is declared here and nowhere else: storage, lists, forms, merging and forgetting derive their parts.
    Volunteers see name, reading, band and needs, and nothing else: what the door needs (the band stands in lists and
    is not a field). Coordinators plan classes and make the month's summary, so they also see district, sex, residence
    and kind of telephone; they do not call people, so no number. Staff calls, writes letters and tells people of one
    name apart.
    """

    id: Annotated[
        UUID, Kept("番号", "実人数を数えるための番号", EVERYBODY, Fate.STAYS, Unite.KEPT, typed=False, shape=Shape.MADE)
    ]
    name: Annotated[
        str,
        Kept(
            "氏名",
            "本人の確認",
            unite=Unite.KEPT,
            missing="name_missing",
            longest=LONGEST_NAME,
            columns=(
                Column(
                    "氏名",
                    "名前 お名前 受講者名 参加者氏名 参加者名 申込者氏名 申込者名",
                    "氏名 お名前 名前 受講者名 参加者名 申込者名",
                ),
            ),
        ),
    ]
    kana: Annotated[
        str,
        Kept(
            "かな",
            "本人の確認",
            columns=(
                Column(
                    "ふりがな",
                    "フリガナ 氏名ふりがな 氏名カナ 氏名(フリガナ) 氏名(ふりがな)"
                    " カナ かな お名前(フリガナ) お名前(ふりがな)",
                    "ふりがな フリガナ 振り仮名 よみがな カナ かな 読み",
                ),
            ),
        ),
    ] = ""
    birth: Annotated[
        Birth,
        Kept(
            "生年月日",
            "同じ名前の方の区別、年代の統計",
            STAFF,
            unite=Unite.FINER,
            columns=(
                Column("生年月日", "誕生日", "生年月日 誕生日", key="birthday"),
                Column("生年", "生まれ年", "生まれた年 生年", key="birth_year"),
                Column("年代", "年齢層 年齢区分 年齢", "年代 年齢", key="band"),
            ),
        ),
    ] = Birth()
    sex: Annotated[Sex, Kept("性別", "統計", OFFICE, columns=(Column("性別", "", "性別"),))] = Sex.UNSTATED
    phone: Annotated[
        str,
        Kept(
            "電話番号",
            "受講の連絡",
            STAFF,
            shape=Shape.PHONE,
            columns=(
                Column("電話番号", "電話 連絡先電話番号 携帯電話 TEL お電話番号", "電話番号 電話 連絡先 tel 携帯"),
            ),
        ),
    ] = ""
    email: Annotated[
        str,
        Kept(
            "メールアドレス",
            "受講の連絡",
            STAFF,
            shape=Shape.EMAIL,
            longest=LONGEST_EMAIL,
            columns=(
                Column(
                    "メールアドレス", "メール Eメール e-mail 電子メール Eメールアドレス", "メールアドレス メール mail"
                ),
            ),
        ),
    ] = ""
    postal_code: Annotated[
        str,
        Kept(
            "郵便番号", "通知の郵送", STAFF, shape=Shape.POSTAL_CODE, columns=(Column("郵便番号", "〒", "郵便番号 〒"),)
        ),
    ] = ""
    address: Annotated[str, Kept("住所", "通知の郵送", STAFF, columns=(Column("住所", "ご住所", "住所 お住まい"),))] = (
        ""
    )
    district: Annotated[
        str,
        Kept("地区", "地区の統計", OFFICE, columns=(Column("地区", "町名 行政区", "地区 町名 行政区 町内会 自治会"),)),
    ] = ""
    residence: Annotated[
        Residence,
        Kept(
            "在住区分",
            "申込の条件の確認",
            OFFICE,
            columns=(Column("在住区分", "在住・在勤・在学 在住在勤在学の別 居住区分", "在住 在勤 在学"),),
        ),
    ] = Residence.UNSTATED
    needs: Annotated[
        frozenset[Need],
        Kept(
            "必要な配慮",
            "会場での配慮",
            unite=Unite.JOIN,
            columns=(Column("配慮", "配慮事項 必要な配慮 配慮が必要なこと", "配慮 手話 筆談 車いす 車椅子 貸出"),),
        ),
    ] = frozenset()
    needs_text: Annotated[str, Kept("そのほかの配慮", "会場での配慮", beside="needs")] = ""
    phone_kind: Annotated[
        PhoneKind,
        Kept(
            "お使いの電話機",
            "教材と貸出機の準備",
            OFFICE,
            columns=(
                Column(
                    "機種",
                    "スマホの機種 お持ちの機種 スマートフォンの種類",
                    "機種 お使いのスマ お持ちのスマ スマートフォンの種類 スマホの種類",
                ),
            ),
        ),
    ] = PhoneKind.UNKNOWN
    memo: Annotated[
        str,
        Kept(
            "備考",
            "事務の連絡",
            STAFF,
            unite=Unite.JOIN,
            shape=Shape.LINES,
            columns=(Column("備考", "メモ", "備考 メモ 摘要 質問 要望 意見 その他 自由記入"),),
        ),
    ] = ""
