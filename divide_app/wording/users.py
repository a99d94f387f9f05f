"""Text about roles and about the strength of a password while it is typed."""

from __future__ import annotations

from divide_app.domain.office.office import Role
from divide_app.domain.office.passwords import LEAST_LENGTH, PasswordQuality
from divide_app.foundation.translation import _


def role_words(role: Role) -> str:
    """Say in one sentence what a role may do."""
    return {
        Role.STAFF: _("すべてのことができます。利用者の登録と、個人情報の書き出しや消去は、職員だけができます。"),
        Role.COORDINATOR: _(
            "講座の計画、申込、受付、支援者、報告の仕事ができます。参加者の電話番号・住所・生年月日は見えません。"
        ),
        Role.VOLUNTEER: _(
            "今日の担当の回の受付だけができます。見えるのは、その回に来る方のお名前・ふりがな・年代・配慮だけです。"
        ),
    }[role]


def token_state(*, is_withdrawn: bool, is_over: bool) -> str:
    """Say in a word whether a token still lets a machine in."""
    if is_withdrawn:
        return _("取り消し")
    return _("期限切れ") if is_over else _("使えます")


def password_words(found: PasswordQuality, typed: int) -> str:
    """Say of a password what to do next.

    Args:
        found: How good it is.
        typed: Characters typed so far.
    """
    if found is PasswordQuality.SHORT and typed:
        return _("あと{count}文字で使えます。").format(count=LEAST_LENGTH - typed)
    return {
        PasswordQuality.SHORT: _(
            "{least}文字以上です。記号や大文字はなくてもかまいません。"
            "関係のない言葉をいくつか並べると、覚えやすく、当てられにくくなります。"
        ).format(least=LEAST_LENGTH),
        PasswordQuality.EASY: _(
            "よく使われる言葉や並びなので、すぐに当てられてしまいます。ほかの言葉と組み合わせてください。"
        ),
        PasswordQuality.LIKE_NAME: _("名前と同じなので、すぐに当てられてしまいます。ほかの言葉にしてください。"),
        PasswordQuality.FAIR: _("使えます。言葉をもう1つ追加すると、さらに安心です。"),
        PasswordQuality.GOOD: _("よいパスワードです。"),
    }[found]
