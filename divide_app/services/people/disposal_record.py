"""Fills the record of a purge (廃棄記録): how many people of which kind, by which rule, and by whom."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from divide_app.domain.office.office import office_name
from divide_app.foundation.translation import _
from divide_app.storage import audit
from divide_app.storage.unit_of_work import UnitOfWork
from divide_app.wording import dates
from divide_app.wording.acts import actor_words

if TYPE_CHECKING:
    from divide_app.printing.package_proof import PackageProof


def disposal_record_of(uow: UnitOfWork, before: date | None, counts: tuple[int, int, int]) -> PackageProof:
    """Return the record; `counts` is participants, supporters, contacts of visit requests."""
    from divide_app.printing.package_proof import PackageProof

    office = uow.offices.the_one()
    people, supporters, contacts = (_("{count}人").format(count=count) for count in counts)
    return PackageProof(
        title=_("個人情報 廃棄記録"),
        office=office_name(office),
        facts=(
            (_("消去した日時"), dates.day_and_clock(uow.now)),
            (_("行った人"), actor_words(uow.actor.name)),
            (_("対象"), _("{day}より前に終わった方").format(day=dates.reiwa_day(before)) if before else ""),
            (_("参加者"), people),
            (_("支援者"), supporters),
            (_("派遣依頼の連絡先"), contacts),
            (_("操作の記録"), audit.head(uow.connection).on_paper),
        ),
        sessions=(),
        notes=(
            _(
                "氏名・連絡先など、だれのことかわかるものをデータから消去し、消去したあとの場所も上書きしました。"
                "集計の数は変わっていません。"
            ),
            _("これより前に作ったバックアップと印刷物は、保存する期間が過ぎたら別に処分してください。"),
        ),
        stamps=(_("課長"), _("係長"), _("担当")) if office is None or not office.stamp_boxes else office.stamp_boxes,
    )
