"""Labels of the fields that a column of a list file can be mapped to."""

from __future__ import annotations

from functools import cache

from divide_app.domain.fields import columns_of
from divide_app.domain.people.participants import Participant
from divide_app.domain.people.supporters import Supporter
from divide_app.domain.planning.venues import Venue
from divide_app.foundation.translation import _, current_language


def field_word(standard: str) -> str:
    """Return how a field is called on screen.

    Args:
        standard: Its name in the published formats (`exchange.profiles.canonical_name`), which are Japanese in every
            language: open data prescribes them.
    """
    return _words(current_language()).get(standard, standard)


@cache
def _words(_language: str) -> dict[str, str]:
    declared = {
        column.header: _(column.header)
        for thing in (Participant, Supporter, Venue)
        for _key, column, _field in columns_of(thing)
    }
    return declared | _applications() | _events() | _places()


def _applications() -> dict[str, str]:
    return {
        "講座": _("講座"),
        "受付番号": _("受付番号"),
        "受付日時": _("受付日時"),
        "申込方法": _("申込方法"),
        "名簿の出どころ": _("名簿の出どころ"),
        "申込の状態": _("申込の状態"),
    }


def _events() -> dict[str, str]:
    return {
        "NO": _("NO"),
        "都道府県コード又は市区町村コード": _("都道府県コード又は市区町村コード"),
        "名称": _("名称"),
        "名称(カナ)": _("名称(カナ)"),
        "名称(英字)": _("名称(英字)"),
        "名称(通称)": _("名称(通称)"),
        "サブタイトル": _("サブタイトル"),
        "概要": _("概要"),
        "説明": _("説明"),
        "サブイベント": _("サブイベント"),
        "イベント種類": _("イベント種類"),
        "URL": _("URL"),
        "画像URL": _("画像URL"),
        "状態": _("状態"),
        "対象となる産業": _("対象となる産業"),
        "ステージ": _("ステージ"),
        "開始日": _("開始日"),
        "終了日": _("終了日"),
        "開始時刻": _("開始時刻"),
        "終了時刻": _("終了時刻"),
        "日時備考": _("日時備考"),
        "場所名称": _("場所名称"),
        "集合場所": _("集合場所"),
        "住所都道府県": _("住所都道府県"),
        "住所市区町村": _("住所市区町村"),
        "住所町名": _("住所町名"),
        "住所丁目以下": _("住所丁目以下"),
        "建物名等": _("建物名等"),
        "主催団体": _("主催団体"),
        "共催団体": _("共催団体"),
        "その他関係団体": _("その他関係団体"),
        "対象者": _("対象者"),
        "料金(基本)": _("料金(基本)"),
        "料金(詳細)": _("料金(詳細)"),
        "外国語対応": _("外国語対応"),
        "申込期限日": _("申込期限日"),
        "申込期限時刻": _("申込期限時刻"),
        "アクセス方法": _("アクセス方法"),
        "駐車場情報": _("駐車場情報"),
        "駐輪場情報": _("駐輪場情報"),
        "連絡先名称": _("連絡先名称"),
        "連絡先電話番号": _("連絡先電話番号"),
        "連絡先内線番号": _("連絡先内線番号"),
        "連絡先メールアドレス": _("連絡先メールアドレス"),
        "都道府県名": _("都道府県名"),
        "市区町村名": _("市区町村名"),
    }


def _places() -> dict[str, str]:
    return {
        "全国地方公共団体コード": _("全国地方公共団体コード"),
        "ID": _("ID"),
        "地方公共団体名": _("地方公共団体名"),
        "名称_カナ": _("名称_カナ"),
        "名称_英字": _("名称_英字"),
        "名称_通称": _("名称_通称"),
        "POIコード": _("POIコード"),
        "所在地_連結表記": _("所在地_連結表記"),
        "所在地_都道府県": _("所在地_都道府県"),
        "所在地_市区町村": _("所在地_市区町村"),
        "所在地_町字": _("所在地_町字"),
        "所在地_番地以下": _("所在地_番地以下"),
        "建物名等（方書）": _("建物名等（方書）"),
        "内線番号": _("内線番号"),
        "法人番号": _("法人番号"),
        "団体名": _("団体名"),
        "利用可能曜日": _("利用可能曜日"),
        "開始時間": _("開始時間"),
        "終了時間": _("終了時間"),
        "利用可能時間特記事項": _("利用可能時間特記事項"),
        "バリアフリー情報": _("バリアフリー情報"),
        "人口": _("人口"),
    }
