"""Fills the proof that a hall package was merged and wiped."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID

from divide_app.domain.calendar import local_day
from divide_app.domain.errors import DomainError
from divide_app.domain.office.office import office_name
from divide_app.foundation.translation import _
from divide_app.storage import audit
from divide_app.storage.queries import lists
from divide_app.storage.unit_of_work import UnitOfWork
from divide_app.wording import dates
from divide_app.wording.acts import actor_words

if TYPE_CHECKING:
    from divide_app.printing.package_proof import PackageProof


def proof_of(uow: UnitOfWork, package_id: UUID) -> PackageProof:
    """Return the proof of one package.

    Raises:
        DomainError: `not_found`, `package_not_put_away` as long as its file was not overwritten.
    """
    from divide_app.printing.package_proof import PackageProof

    package = uow.hall_packages.get(package_id)
    if package.wiped_at is None or package.returned_at is None:
        raise DomainError("package_not_put_away")
    office = uow.offices.the_one()
    lines = {line.id: line for line in lists.session_lines(uow.connection, ids=list(package.class_session_ids))}
    waiting = sum(act.package_id == package_id for act in uow.merge_inbox.waiting())
    facts = [
        (_("管理番号"), str(package.id)),
        (_("作成"), _by(dates.day_and_clock(package.created_at), package.created_by)),
        (_("入っていた人"), _("{count}人").format(count=package.people)),
        (_("取り込み"), dates.day_and_clock(package.returned_at)),
        (_("受付の記録"), _("{count}件。すべて事務所にあります。").format(count=package.acts)),
        (_("消去"), _by(dates.day_and_clock(package.wiped_at), package.wiped_by)),
        (_("操作の記録"), audit.head(uow.connection).on_paper),
        (_("消去したファイル"), "SHA-256 " + " ".join(package.file_digest[at : at + 16] for at in range(0, 64, 16))),
    ]
    if waiting:
        facts.insert(5, (_("確認待ち"), _("{count}件（事務所で人が決めます）").format(count=waiting)))
    return PackageProof(
        title=_("受付パック消去記録"),
        office=office_name(office),
        facts=tuple(facts),
        sessions=tuple(
            f"{dates.reiwa_day(local_day(line.starts_at))}　{line.course_title}　{line.venue}"
            for id_ in package.class_session_ids
            if (line := lines.get(id_)) is not None
        ),
        notes=(
            _("ファイルの全体を乱数で上書きしたあと、個人情報を含まない受領のしるしに置きかえました。"),
            _(
                "会場のパソコンに残る控えは、この受領のしるしをそのパソコンで開くと消えます。"
                "USBメモリーの性質により古い内容が残ることがありますが、暗号化されていて、合い言葉がなければ読めません。"
            ),
        ),
        stamps=(_("課長"), _("係長"), _("担当")) if office is None or not office.stamp_boxes else office.stamp_boxes,
    )


def _by(when: str, who: str) -> str:
    return f"{when}　{actor_words(who)}" if who else when
