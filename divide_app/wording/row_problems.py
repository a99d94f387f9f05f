"""Sentences for problems of a row or a cell of a file, with what to do about them."""

from __future__ import annotations

from collections.abc import Mapping

from divide_app.foundation.translation import _

CODES = (
    "individual_number",
    "unclosed_quote",
    "too_many_cells",
    "too_few_cells",
    "nul_removed",
    "repeated_row",
    "blank_cell",
    "bad_date",
    "day_without_year",
    "weekday_differs",
    "bad_time",
    "end_before_start",
    "end_equals_start",
    "period_row",
    "apply_until_after_end",
    "bad_number",
    "number_out_of_bounds",
    "bad_coordinate",
    "bad_municipal_code",
    "bad_band",
    "birth_in_future",
    "birth_too_old",
    "era_over",
    "bad_email",
    "bad_postal_code",
    "postal_zero_restored",
    "phone_zero_restored",
    "unknown_word",
    "unknown_supporter_kind",
    "bad_availability",
    "bad_days_off",
    "bad_insured_year",
    "hours_left_out",
    "total_left_out",
    "rows_added_up",
    "duplicate_header",
    "extra_columns",
    "unnamed_columns",
    "no_rows",
    "left_out_by_hand",
    "mapped_columns_gone",
    "blank_band_left_out",
    "ends_next_day",
    "withdrawn_left_out",
    "possible_same_person",
    "more_sheets",
    "merged_cells",
    "formula_without_value",
    "hidden_rows",
    "header_found",
    "beyond_header",
    "error_cell",
    "end_mark_left_out",
    "numbered_rows_left_out",
    "workbook_by_content",
    "text_by_content",
    "required_left_blank",
    "like_formula",
    "extra_columns_left",
    "name_too_long",
    "lookalike",
    "same_person_twice",
    "told_twice",
    "term_without_start",
    "held_kept",
    "title_too_long",
    "clash_hard",
    "clash_soft",
    "room_joined",
    "receipt_of_another",
    "receipt_cut_short",
    "told_otherwise",
    "asked_twice",
    "same_hour",
    "residence_differs",
    "been_before",
    "moment_corrected",
    "course_unknown",
    "course_ambiguous",
    "course_not_open",
    "course_closed",
    "course_cancelled",
)
"""Every code a row problem or a warning about a file may carry."""


def row_problem_sentence(problem_code: str, column: str, details: Mapping[str, object]) -> str:
    """Return the sentence for one problem or warning.

    Args:
        problem_code: One of `CODES`.
        column: Header of the column concerned, or "".
        details: The problem's plain values; with `kept` the row is taken and only this cell is left blank.
    """
    sentence = _sentences().get(problem_code)
    if sentence is None:
        return _("この行を読み取れませんでした（{code}）。").format(code=problem_code)
    values = {"column": column or _("この行"), **_blank_details(), **details}
    said = sentence.format_map(values)
    if problem_code in _ABOUT_ONE_CELL:
        said += _kept() if details.get("kept") else _refused()
    if details.get("near"):
        said += _("似た名前の講座があります（{near}）。").format(near=details["near"])
    return said


_ABOUT_ONE_CELL = frozenset(
    {
        "bad_date",
        "bad_band",
        "bad_number",
        "number_out_of_bounds",
        "birth_in_future",
        "birth_too_old",
        "era_over",
        "end_before_start",
    }
)
"""Codes that refuse a row in one kind of file and only blank a cell in another; the sentence says which."""


def _kept() -> str:
    return _("行は取り込み、この項目は空欄としました。")


def _refused() -> str:
    return _("この行は取り込めません。直してから、もう一度取り込んでください。")


def _blank_details() -> dict[str, object]:
    names = "text start end number count cells columns first sheet why era year month day least most"
    return dict.fromkeys(names.split(), "")


def _sentences() -> dict[str, str]:
    return {
        "individual_number": _(
            "マイナンバー（個人番号）の可能性がある12桁の数字が含まれているため、この行は取り込みません。"
            "数字は保存も表示もしていません。元のファイルから削除してください。"
        ),
        "unclosed_quote": _(
            '引用符（"）が正しく閉じられていないか、1つのセルが長すぎるため、この行は取り込みません。'
            "元のファイルのこの行を直してください。"
        ),
        "too_many_cells": _(
            "見出しは{columns}列ですが、この行には{cells}個のセルがあります。"
            "値の中のカンマが引用符で囲まれていない可能性があるため、取り込みません。"
        ),
        "too_few_cells": _(
            "見出しは{columns}列ですが、この行には{cells}個しかセルがありません。足りない列は空欄としました。"
        ),
        "nul_removed": _("文字ではない制御記号（NUL）が入っていたため、取り除いて読みました。"),
        "repeated_row": _("{first}行目と全く同じ内容のため、1回だけ取り込みます。"),
        "blank_cell": _("「{column}」が空欄のため、この行は取り込めません。入力してからもう一度取り込んでください。"),
        "title_too_long": _(
            "名称が{number}文字を超えているため、この行は取り込めません。列がずれていないか確かめてください。"
        ),
        "clash_hard": _(
            "公表されているとおりに取り込みましたが、重なりがあります。{text}予定の画面で日時や場所を確かめてください。"
        ),
        "clash_soft": _("取り込みました。注意があります。{text}"),
        "room_joined": _(
            "「{text}」は、{why}を合わせた部屋として扱います。同じ時刻には、そのどれかと重ねて使えません。"
        ),
        "bad_date": _(
            "「{column}」の「{text}」は日付として読めません。2026-11-21 や R8.11.21 の形で、実在する日を書きます。"
        ),
        "day_without_year": _(
            "「{column}」の「{text}」に年がないため、この行は取り込みません。何年度の一覧かを一度だけ入れてください"
            "（画面では「年度」の欄、コマンドでは --set year=2026）。"
        ),
        "weekday_differs": _(
            "「{column}」の「{text}」は、{year}年では別の曜日です。この行は取り込みません。年度か日付を確かめてください。"
        ),
        "bad_time": _(
            "「{column}」の「{text}」は時刻として読めないため、時刻なしとしました。9:00 や 13:30 の形で書いてください。"
        ),
        "end_before_start": _("「{column}」の終わり（{end}）が始まり（{start}）より前です。どちらかの書き間違いです。"),
        "end_equals_start": _("始まりと終わりが同じ（{text}）のため、終わりの時刻は不明としました。"),
        "period_row": _(
            "{start}から{end}までの期間の行です。初日を1回として取り込みます。ほかの日にも開く講座なら、回を追加してください。"
        ),
        "apply_until_after_end": _("「{column}」（{text}）が開催日より後です。書き間違いでないか確かめてください。"),
        "bad_number": _("「{column}」の「{text}」は数として読めません。単位を付けずに数字だけを書きます。"),
        "number_out_of_bounds": _(
            "「{column}」の「{text}」は、書ける数（{least}から{most}まで）ではありません。書き間違いでないか確かめてください。"
        ),
        "bad_coordinate": _("「{column}」の「{text}」は日本の緯度・経度の範囲にないため、空欄としました。"),
        "bad_municipal_code": _(
            "「{column}」の「{text}」は全国地方公共団体コードとして正しくありません（検査数字または都道府県が合いません）。"
            "行は取り込み、コードは空欄としました。"
        ),
        "bad_band": _(
            "「{column}」の「{text}」は年代として読めません。60代、65～69歳、80歳以上、不明 の形で書きます。"
        ),
        "birth_in_future": _(
            "「{column}」の「{text}」は未来の日付で、生年月日ではありません。元号や西暦の書き間違いがないか確かめます。"
        ),
        "birth_too_old": _("「{column}」の「{text}」では130歳を超えます。元号や西暦の書き間違いがないか確かめます。"),
        "era_over": _(
            "「{column}」の「{text}」は、ない日付です。{era}は{year}年{month}月{day}日までです。"
            "元号か年の書き間違いがないか確かめます。"
        ),
        "bad_email": _("「{column}」の「{text}」はメールアドレスとして読めないため、空欄としました。"),
        "bad_postal_code": _("「{column}」の「{text}」は7桁の郵便番号ではないため、空欄としました。"),
        "postal_zero_restored": _("「{column}」の先頭の0が消えていたため、補いました。"),
        "phone_zero_restored": _("「{column}」の先頭の0が消えていたため、補いました。番号を確かめてください。"),
        "unknown_word": _("「{column}」の「{text}」は知らない言葉のため、この項目は使わずに取り込みました。"),
        "unknown_supporter_kind": _(
            "「{column}」の「{text}」は支援者の種別にありません。ボランティア、デジタル活用支援員、デジタル推進委員、"
            "よびかけ員、講師、携帯ショップ、学生、通訳、職員 のいずれかを書いてください。"
        ),
        "bad_availability": _(
            "「{column}」の「{text}」を曜日・時間として読めないため、この行は取り込みません。"
            "「月水 午前」「火 13:00-16:00」「平日 午後」のように書いてください。"
        ),
        "bad_days_off": _(
            "「{column}」の「{text}」を休みの日として読めないため、この行は取り込みません。"
            "「2026-12-28〜2027-01-05」のように、年から書いてください。"
        ),
        "bad_insured_year": _(
            "「{column}」の「{text}」は年度として読めないため、保険の記録なしとしました。"
            "令和8年度 の形で書いてください。"
        ),
        "hours_left_out": _("閉館（{end}）が開館（{start}）より前のため、開館時間は空欄としました。"),
        "total_left_out": _("合計の行（{text}）のため、二重に数えないよう除きました。"),
        "rows_added_up": _("{first}行目と同じ地区・年代・性別のため、人数を足し合わせました。"),
        "duplicate_header": _("見出し「{column}」が2つ以上あります。左の列を使い、{number}列目は取り込みません。"),
        "extra_columns": _("使わない列が{count}列あります（{column}）。内容は別に残します。"),
        "unnamed_columns": _("見出しのない列に値があります（{column}）。この列は使いません。"),
        "no_rows": _("見出しだけで、データの行がありません。"),
        "left_out_by_hand": _("チェックを外したため、この行は取り込みません。"),
        "mapped_columns_gone": _(
            "列の対応表にある列（{column}）がこのファイルにないため、その項目は空欄としました。ファイルの見出しを確かめてください。"
        ),
        "blank_band_left_out": _(
            "「{column}」が空欄のため、地区の合計の行とみなし、二重に数えないよう除きました。年代の行なら、年代を書いてください。"
        ),
        "ends_next_day": _("終わり（{end}）が始まり（{start}）より早い時刻のため、翌日に終わる回としました。"),
        "withdrawn_left_out": _("「{column}」が「{text}」のため、取り下げられた申込とみなし、取り込みませんでした。"),
        "more_sheets": _("シートが{count}枚あります。「{sheet}」だけを読みました。"),
        "merged_cells": _("結合されたセルがあります。値は左上のセルだけにあるものとして読みました。"),
        "formula_without_value": _(
            "計算されていない数式のセルは空欄として読みました。Excelで開いて保存し直すと値が入ります。"
        ),
        "hidden_rows": _("隠れている行（フィルターなど）も読みました。要らない行は、チェックを外してください。"),
        "header_found": _("{number}行目を見出しとして読みました。それより上の行は読んでいません。"),
        "beyond_header": _("見出しより右のセルに値があります。この値は使いません。"),
        "error_cell": _("表計算のエラー（#N/A など）のセルは空欄として読みました。"),
        "end_mark_left_out": _("「以上」などの終わりの印の行のため、除きました。"),
        "numbered_rows_left_out": _("番号だけの行（{count}行）は、空欄の行として除きました。"),
        "workbook_by_content": _("名前はCSVですが、中身はExcelのファイルです。Excelとして読みました。"),
        "text_by_content": _("名前はExcelですが、中身は文字のファイル（CSV）です。CSVとして読みました。"),
        "like_formula": _(
            "「{column}」が = + - @ などで始まり、表計算ソフトでは式として読まれることがあります。"
            "値はそのまま書き出しました。"
        ),
        "required_left_blank": _("この形式で必須の「{column}」が、{count}行で空欄です。"),
    } | _about_what_is_kept()


def _about_what_is_kept() -> dict[str, str]:
    """Return what is said when a readable row meets what is stored already."""
    return {
        "extra_columns_left": _("使わない列が{count}列あります（{column}）。この内容は取り込みません。"),
        "name_too_long": _(
            "氏名が{number}文字を超えているため、この行は取り込めません。列がずれていないか確かめてください。"
        ),
        "lookalike": _(
            "「{text}」と同じ名前の人がいますが、同じ人かどうか、名前のほかに手がかりがありません。確かめてください。"
        ),
        "possible_same_person": _(
            "「{text}」は、登録のある人と同じ人かもしれません（{why}）。同じ人かどうか確かめて選んでください。選ばなければ別の人とします。"
        ),
        "same_person_twice": _(
            "{first}行目と同じ人と判断しました。{first}行目の内容を優先し、空欄だけを補い、違う内容は備考に残しました。"
        ),
        "told_twice": _(
            "{first}行目と同じ「{text}」ですが、内容（{why}）が違うため、この行は取り込みません。正しいほうだけを残してください。"
        ),
        "term_without_start": _("任命日がないため、任期は登録しませんでした。任命日を書いてください。"),
        "held_kept": _(
            "この回は実施済みか、受付の記録があるため、違う内容のこの行は取り込みません。必要なら予定の画面で直してください。"
        ),
        "receipt_of_another": _(
            "受付番号「{text}」は、この講座では「{why}」さんの申込に使われているため、まだ取り込んでいません。"
            "別の会場やフォームの名簿なら「名簿の出どころ」を入れてください。同じ人の書き直しなら、行の確認でその人を選んでください。"
        ),
        "receipt_cut_short": _(
            "受付番号「{text}」は、表計算ソフトで桁が失われています。番号を使わず、氏名などで見分けて取り込みます。"
        ),
        "told_otherwise": _(
            "登録と違う内容（{text}）は、申込の備考に残しました。正しいほうを確かめて登録を直してください。"
        ),
        "asked_twice": _(
            "「{text}」にはすでに申込があります。席は1つのままで、この行が新しく述べたことは備考に残しました。"
        ),
        "same_hour": _(
            "「{text}」の受講が決まりましたが、同じ時間の「{why}」（{start}）の受講も決まっています。"
            "どちらにするか、ご本人に確かめてください。"
        ),
        "residence_differs": _(
            "「{text}」の対象（{why}）と、この方の登録（在住・在勤・在学）が違います。申込は受け付けました。ご本人に確かめてください。"
        ),
        "been_before": _(
            "「{text}」は初めて参加する方の講座ですが、この方は「{why}」（{start}）に参加しています。申込は受け付けました。"
            "ご本人に確かめてください。"
        ),
        "moment_corrected": _("「{text}」への申込の受付日時を直しました。席の順番は変わりません。"),
        "course_unknown": _("「{text}」という講座がないため、この申込は取り込めません。講座名を確かめてください。"),
        "course_ambiguous": _(
            "「{text}」という講座が{count}件あり、どれへの申込か決められません。講座名の代わりに講座のIDを書いてください。"
        ),
        "course_not_open": _(
            "「{text}」の申込受付が始まる前（開始は{start}）の申込のため、取り込みません。受け付けるときは講座の画面から入力してください。"
        ),
        "course_closed": _(
            "「{text}」の申込受付が終わった後（終了は{end}）の申込のため、取り込みません。受け付けるときは講座の画面から入力してください。"
        ),
        "course_cancelled": _("「{text}」は中止になっているため、この申込は取り込みません。"),
    }
