"""Made-up rosters and certificates for the tests of paper."""

from __future__ import annotations

from divide_app.printing.activity_certificate import ActivityCertificate, ActivityLine
from divide_app.printing.roster_sheet import RosterRow, RosterSheet

FAMILY = ("阿部", "伊藤", "葛\U000e0100西", "工藤", "佐々木", "斎藤", "髙橋", "千葉", "𠮷田", "李", "ナギー")
GIVEN = ("ミツ", "茂", "一", "テル", "さき子", "アンナ", "雄一郎")


def roster(sessions: int, people: int) -> RosterSheet:
    """Return a month with so many sessions and helpers; every seventh session lacks somebody."""
    names = tuple(f"{FAMILY[at % len(FAMILY)]} {GIVEN[at % len(GIVEN)]}" for at in range(people))
    rows = tuple(
        RosterRow(
            day=f"11/{at % 30 + 1}({'日月火水木金土'[at % 7]})",
            time="13:30〜15:30" if at % 3 else "10:00〜12:00",
            title=f"{'はじめてのスマホ教室' if at % 2 else 'マイナポータルを活用しよう'} 第{at % 4 + 1}回",
            place="みなみ野市立中央公民館" if at % 5 == 0 else "西部公民館",
            need="2/3" if at % 7 == 0 else "3/3",
            missing=int(at % 7 == 0),
            marks={(at * 3 + step) % people: "◎○△"[step] for step in range(3)},
        )
        for at in range(sessions)
    )
    totals = tuple(sum(at in row.marks for row in rows) for at in range(people))
    return RosterSheet(
        "支援者 配置表　令和8年11月",
        "令和8年10月20日作成　青空市 生涯学習課",
        names,
        totals,
        rows,
        "◎ 主担当・講師　○ 補助　△ 通訳・手話",
    )


def certificate(lines: int) -> ActivityCertificate:
    """Return a certificate of so many sessions."""
    return ActivityCertificate(
        person="髙橋 さき子",
        about="ボランティア　青空ITボランティアの会",
        period="令和8年4月1日から令和9年3月31日まで",
        statement="あなたは、下記の期間、青空市が行うデジタル活用の講座・相談会において、"
        "ボランティアとして市民の学びを支える活動に従事されました。",
        lines=tuple(
            ActivityLine(
                f"令和8年{at % 12 + 1}月{at % 28 + 1}日",
                f"はじめてのスマホ教室 第{at + 1}回",
                "中央公民館",
                "補助",
                "2時間",
            )
            for at in range(lines)
        ),
        sessions=f"{lines}回",
        hours=f"{2 * lines}時間",
        issued="令和9年4月5日",
        office=("青空市", "生涯学習課"),
    )
