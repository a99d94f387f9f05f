"""The names of acts in the audit trail (操作の記録)."""

from __future__ import annotations

from functools import cache

from divide_app.domain.errors import DomainError
from divide_app.domain.office.office import COMMAND
from divide_app.foundation.languages import language
from divide_app.foundation.translation import _, current_language
from divide_app.wording.sentences import sentence


def act_words(act: str) -> str:
    """Return the name of an act; an act recorded by a newer program keeps its key."""
    return _in(current_language()).get(act, act)


def actor_words(name: str) -> str:
    """Return what lists and papers call who acted."""
    return _("コマンド") if name == COMMAND.name else name


def audit_words(
    entries: int, lost: str | None, first_broken: int | None, *, has_key: bool, sealed: int, foreign: int
) -> str:
    """Return the result of verifying the audit trail, and what could not be checked."""
    if lost is not None:
        return sentence(DomainError(lost, number=first_broken, entries=entries))
    words = [_("操作の記録は{count}件、欠けも書き換えもありません。").format(count=entries)]
    if not has_key:
        words.append(_("鍵がないため、つながりだけを確かめました。紙にある番号とも比べてください。"))
    elif foreign:
        words.append(
            _("うち{sealed}件は鍵でも確かめました。ほかのパソコンの鍵の{foreign}件は、つながりだけです。").format(
                sealed=sealed, foreign=foreign
            )
        )
    return language(current_language()).between_sentences.join(words)


def acts() -> dict[str, str]:
    """Return every act this program notes with its words; a test holds that none is missing and none is left over."""
    return {
        **_office(),
        **_planning(),
        **_seats(),
        **_people(),
        **_door(),
        **_supporters(),
        **_files(),
        **_papers(),
    }


@cache
def _in(_language: str) -> dict[str, str]:
    return acts()


def _office() -> dict[str, str]:
    return {
        "audit.accept": _("操作の記録を今のものから数えなおす"),
        "backup.create": _("バックアップを作成"),
        "backup.restore": _("バックアップを戻す"),
        "place.carry_out": _("ほかのパソコンへ移すファイルを作る"),
        "place.stay": _("移すのをやめて使い続ける"),
        "db.move": _("すべてのデータをほかの場所から移す"),
        "catalogue.add_national": _("国の講座の種類を追加"),
        "catalogue.keep": _("講座の種類を保存"),
        "catalogue.remove": _("講座の種類を削除"),
        "closure.add": _("休館日を登録"),
        "closure.remove": _("休館日を取消し"),
        "demo.create": _("サンプルの市を作成"),
        "heard_ways.change": _("お知りになったきっかけの選択肢を変更"),
        "holiday.correct": _("祝日を訂正"),
        "holiday.forget": _("祝日の訂正を取消し"),
        "keys.change_password": _("データのパスワードを変更"),
        "keys.decrypt": _("データの暗号化を解除"),
        "keys.encrypt": _("データを暗号化"),
        "keys.encrypt_copies": _("残っていた写しを暗号化"),
        "keys.new_recovery": _("回復キーを新しく作成"),
        "keys.rekey": _("データを新しい鍵で暗号化"),
        "keys.shut": _("使えなくなった鍵を削除"),
        "keys.stay_plain": _("暗号化せずに始める"),
        "month.remark": _("月の所見を記入"),
        "office.change": _("事務所の情報を変更"),
        "office.set_up": _("事務所を登録"),
        "purpose.change": _("利用目的の文を変更"),
        "room.merge": _("部屋を1つにまとめた"),
        "room.remove": _("部屋を削除"),
        "stock.keep": _("貸出機を保存"),
        "stock.remove": _("貸出機を削除"),
        "survey.words": _("アンケートの言葉を変更"),
        "target.keep": _("目標を保存"),
        "target.remove": _("目標を削除"),
        "user.add": _("利用者を登録"),
        "user.change_role": _("利用者の役割を変更"),
        "user.disable": _("利用者を停止"),
        "user.enable": _("利用者の停止を解除"),
        "user.set_password": _("利用者のパスワードを変更"),
        "token.add": _("トークンを作成"),
        "token.withdraw": _("トークンを取り消し"),
        "token.sign_in": _("トークンでサインイン"),
        "token.refused": _("トークンを拒否"),
        "user.tie": _("利用者と支援者の結び付けを変更"),
        "user.sign_in": _("サインイン"),
        "user.sign_in_by_recovery_key": _("回復キーでサインイン"),
        "user.sign_in_refused": _("サインインを拒否"),
        "user.staff_checked": _("職員のパスワードを確認"),
        "user.staff_refused": _("職員のパスワードの誤り"),
        "venue.keep": _("会場を保存"),
        "venue.merge": _("会場を1つにまとめた"),
        "venue.remove": _("会場を削除"),
        "year_end.keep": _("年末年始の休みを保存"),
    }


def _planning() -> dict[str, str]:
    return {
        "class_session.add": _("回を追加した"),
        "class_session.cancel": _("回を中止"),
        "class_session.confirm": _("出席を確定"),
        "class_session.lend": _("回の貸出機を変更"),
        "class_session.move": _("回の日時・会場を変更"),
        "class_session.remove": _("回を削除"),
        "class_session.reopen": _("回の中止・確定を取消し"),
        "course.cancel": _("講座を中止"),
        "course.change": _("講座を変更"),
        "course.copy": _("講座を写して作成"),
        "course.copy_year": _("年度の計画を写して作成"),
        "course.plan": _("講座を作成"),
        "course.reopen": _("講座の中止を取消し"),
        "course.seat_rules": _("席の決め方を変更"),
        "course.staffing": _("講座の支援者の条件を変更"),
        "planning.redo": _("計画の操作をやり直し"),
        "planning.undo": _("計画の操作を元に戻した"),
        "visit_request.accept": _("派遣依頼を承諾"),
        "visit_request.decline": _("派遣依頼を辞退"),
        "visit_request.keep": _("派遣依頼を保存"),
        "visit_request.take_back": _("派遣依頼の返事を取消し"),
        "visit_request.withdraw": _("派遣依頼の取下げを記録"),
    }


def _seats() -> dict[str, str]:
    return {
        "application.accept": _("順番によらず受講を決定"),
        "application.call": _("申込者への電話を記録"),
        "application.cancel": _("申込を取消し(本人)"),
        "application.close_list": _("キャンセル待ちを締切り"),
        "application.decline": _("受講の辞退を記録"),
        "application.fill_seats": _("空いた席に繰上げ"),
        "application.hand_on": _("席を次の方へ"),
        "application.join": _("一緒の申込に追加"),
        "application.promote": _("キャンセル待ちから繰上げ"),
        "application.refuse": _("申込をお断り"),
        "application.reinstate": _("申込の取消しを戻した"),
        "application.separate": _("一緒の申込から分けた"),
        "application.take": _("申込を受付"),
        "application.take_group": _("一緒の申込を受付"),
        "application.withdraw": _("申込を取消し(事務局)"),
        "letter.change_settings": _("お知らせの手紙の書き方を変更"),
        "letter.take_back": _("連絡済みの記録を取消し"),
        "letter.told": _("連絡済みと記録"),
        "people.told": _("変更などを伝えた記録"),
        "people.told_take_back": _("伝えた記録を取消し"),
        "people.messages": _("送信用のファイルを書き出し"),
        "lottery.cancel": _("抽選を取消し"),
        "lottery.draw": _("抽選"),
        "lottery.prepare": _("抽選の種を決定"),
        "lottery.rehearse": _("抽選を試した"),
        "ticket.renew": _("受講票を作り直した"),
        "ticket.revoke": _("受講票を無効に"),
    }


def _people() -> dict[str, str]:
    return {
        "participant.add": _("参加者を登録"),
        "participant.change": _("参加者の情報を変更"),
        "person.maybe_same": _("同じ方かもしれないに戻した"),
        "person.merge": _("2つの登録を同じ方としてまとめた"),
        "person.not_same": _("別の方と記録"),
        "person.unmerge": _("まとめた登録を2人に戻した"),
        "privacy.forget": _("個人情報を消去"),
        "privacy.forget_contact": _("派遣依頼の連絡先を消去"),
        "privacy.forget_supporter": _("支援者の情報を消去"),
        "privacy.purge": _("期間の過ぎた個人情報を消去"),
        "privacy.show": _("保有個人情報を書き出し"),
    }


def _door() -> dict[str, str]:
    return {
        "attendance.note_present": _("出席していたと記録"),
        "attendance.part": _("飛び込みの方を別の方に戻した"),
        "attendance.take_back": _("出席の記録を取消し"),
        "check_in.identify": _("飛び込みの方を登録の方と結んだ"),
        "check_in.incomplete": _("受付の途中(確かめること)"),
        "check_in.ok": _("受付"),
        "check_in.refused": _("受付できず"),
        "check_in.repeat": _("受付(同じ操作の2度目)"),
        "check_in.undo": _("受付を取消し"),
        "package.create": _("受付パックを作成"),
        "package.merge": _("受付パックを取込み"),
        "package.put_away": _("受付パックのファイルを消去"),
        "package.resolve": _("受付パックの確認待ちを決定"),
        "package.unpack": _("受付パックを開いた"),
        "scan.decide": _("紙の確認待ちを決定"),
        "scan.take_back": _("紙の確認待ちの決定を取消し"),
        "scan.take_in": _("読み取った紙を取込み"),
        "scan.undo": _("読み取った紙の取込みを取消し"),
    }


def _supporters() -> dict[str, str]:
    return {
        "assignment.add": _("支援者を配置"),
        "assignment.confirm_minutes": _("支援者の時間を確定"),
        "assignment.lock": _("配置を固定"),
        "assignment.remove": _("支援者の配置を取消し"),
        "assignment.told": _("配置を知らせたと記録"),
        "assignment.unlock": _("配置の固定を解除"),
        "assignment.untold": _("配置を知らせた記録を取消し"),
        "roster.apply": _("月の配置の案を採用"),
        "roster.rules": _("配置のきまりを変更"),
        "roster.take_back": _("月の配置の案の採用を取消し"),
        "supporter.add": _("支援者を登録"),
        "supporter.change": _("支援者の情報を変更"),
    }


def _files() -> dict[str, str]:
    return {
        "export.applications": _("申込一覧を書き出し"),
        "export.attendance": _("出席を書き出し"),
        "export.audit": _("操作の記録を書き出し"),
        "export.calendar": _("予定をカレンダーのファイルに書き出し"),
        "export.events": _("イベント一覧を書き出し"),
        "export.participants": _("参加者を書き出し"),
        "export.venues": _("会場を書き出し"),
        "import.applications": _("申込を取込み"),
        "import.events": _("イベント一覧を取込み"),
        "import.participants": _("参加者を取込み"),
        "import.population": _("人口を取込み"),
        "import.remove_profile": _("列の対応表を削除"),
        "import.save_profile": _("列の対応表を保存"),
        "import.save_rejected": _("取り込めない行を書き出し"),
        "import.supporters": _("支援者を取込み"),
        "import.undo": _("取込みを元に戻した"),
        "import.venues": _("会場を取込み"),
        "report.evidence": _("目標の根拠を書き出し"),
        "report.figures": _("集計表を書き出し"),
        "report.monthly": _("月の実績を書き出し"),
    }


def _papers() -> dict[str, str]:
    return {
        "print.activity-certificate": _("活動証明書を印刷"),
        "print.application-form": _("受講申込書を印刷"),
        "print.attendance-sheet": _("出席簿を印刷"),
        "print.call-list": _("電話連絡リストを印刷"),
        "print.flyer": _("チラシを印刷"),
        "print.lottery-record": _("抽選記録を印刷"),
        "print.monthly": _("月次活動報告を印刷"),
        "print.notices": _("お知らせの手紙を印刷"),
        "print.package-proof": _("受付パック消去記録を印刷"),
        "print.roster": _("配置表を印刷"),
        "print.survey": _("アンケートを印刷"),
        "print.tickets": _("受講票を印刷"),
        "print.visit-reply": _("派遣依頼への返事を印刷"),
    }
