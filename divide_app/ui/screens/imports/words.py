"""Text of the import wizard: kinds of file, confidence of guesses, and outcomes of rows."""

from __future__ import annotations

from uuid import UUID

from divide_app.foundation.translation import _
from divide_app.services.files.imports import Candidate, CheckedRow, Confidence, ImportKind, Outcome
from divide_app.ui.widgets.labels import ChipKind
from divide_app.wording.labels import label


def kind_word(kind: ImportKind) -> str:
    """Return what a kind of file holds."""
    return {
        ImportKind.APPLICATIONS: _("申込"),
        ImportKind.PARTICIPANTS: _("参加者"),
        ImportKind.SUPPORTERS: _("支援者"),
        ImportKind.VENUES: _("会場・部屋"),
        ImportKind.EVENTS: _("イベント一覧（講座と回）"),
        ImportKind.POPULATION: _("地区別人口"),
    }[kind]


def kind_hint(kind: ImportKind) -> str:
    """Return what such a file is used for."""
    return {
        ImportKind.APPLICATIONS: _("電子申請やフォームの申込を、送られた順に受け付けます"),
        ImportKind.PARTICIPANTS: _("名簿の方を登録します。同じ方は1人にまとめます"),
        ImportKind.SUPPORTERS: _("ボランティア、支援員、講師の名簿です"),
        ImportKind.VENUES: _("公民館などの部屋、定員、開館時間です"),
        ImportKind.EVENTS: _("オープンデータや昨年の予定表です"),
        ImportKind.POPULATION: _("地区・年代ごとの人口です。目標の割合に使います"),
    }[kind]


def confidence_word(confidence: Confidence) -> str:
    """Return how sure a guess is."""
    return {
        Confidence.CERTAIN: _("確か"),
        Confidence.LIKELY: _("たぶん"),
        Confidence.MAYBE: _("推測"),
        Confidence.NONE: "",
    }[confidence]


def confidence_chip(confidence: Confidence) -> ChipKind | None:
    """Return how that looks."""
    return {
        Confidence.CERTAIN: ChipKind.DONE,
        Confidence.LIKELY: ChipKind.INFO,
        Confidence.MAYBE: ChipKind.WARN,
        Confidence.NONE: None,
    }[confidence]


def row_word(row: CheckedRow, *, is_out: bool, decided: UUID | str | None) -> str:
    """Return what becomes of a row; `decided` is the person chosen, None for somebody new, "" when nobody chose."""
    if is_out:
        return _("外す")
    if row.refusal:
        return _("取り込めない")
    if row.candidates:
        return _("同じ人？") if decided == "" else _("追加") if decided is None else _("同じ人")
    if row.outcome is None:
        return _("使わない")
    return {
        Outcome.ADDED: _("追加"),
        Outcome.UPDATED: _("更新"),
        Outcome.UNCHANGED: _("変わらず"),
    }[row.outcome]


def row_chip(row: CheckedRow, *, is_out: bool, is_decided: bool) -> ChipKind:
    """Return how that looks."""
    if is_out:
        return ChipKind.NEUTRAL
    if row.refusal:
        return ChipKind.TROUBLE
    if (row.candidates and not is_decided) or row.notes:
        return ChipKind.WARN
    return ChipKind.NEUTRAL if row.outcome in {None, Outcome.UNCHANGED} else ChipKind.DONE


def candidate_words(one: Candidate) -> str:
    """Return 見本 花子（みほん はなこ） ほぼ同じ方 かなが同じ・電話番号が同じ."""
    why = _("・").join(label(reason) for reason in one.verdict.reasons)
    if one.verdict.is_nearly_certain:
        why = _("ほぼ同じ方　{why}").format(why=why)
    reading = _("（{kana}）").format(kana=one.kana) if one.kana else ""
    return _("{name}{reading}　{why}").format(name=one.name, reading=reading, why=why)
