"""Made-up letters for the tests of paper: the usual one, the fullest one, and names nobody may cut."""

from __future__ import annotations

from dataclasses import replace

from divide_app.printing.addressee import Addressee
from divide_app.printing.call_list import CallLine, CallList
from divide_app.printing.letters import Letter

CODE = "7Q2M9XK4TR8V3W5Y"
LETTER = Letter(
    to=Addressee("髙橋 﨑子", "青空市中央1丁目2番3号 青空コーポ201", "0208530"),
    title="受講決定のお知らせ",
    text=(
        "このたびは「はじめてのスマホ教室」にお申し込みいただき、ありがとうございます。\n"
        "受講していただくことに決まりましたので、お知らせします。当日は、この通知を受付にお持ちください。\n"
        "ご都合が悪くなったときは、お待ちの方に席をお譲りしますので、お早めに 019-000-0000 へご連絡ください。"
    ),
    rows=(
        ("講座", ("はじめてのスマホ教室",)),
        (
            "日時",
            (
                "第1回 令和8年12月4日(金) 10:00～12:00",
                "第2回 令和8年12月11日(金) 10:00～12:00",
                "第3回 令和8年12月18日(金) 10:00～12:00",
            ),
        ),
        ("会場", ("中央公民館 第1研修室", "青空市内丸1-1", "バス停「公民館前」からすぐ。駐車場は20台")),
        ("持ち物", ("お使いのスマホ（なくても大丈夫です）",)),
    ),
    code=f"KH1:{CODE}",
    code_text="7Q2M-9XK4-\nTR8V-3W5Y",
    day="令和8年11月21日",
    number="青生第123号",
    sender=("〒020-8530 青空市内丸12番2号", "青空市長 青空 太郎"),
    seal="room",
    contact=("青空市 生涯学習課", "電話 019-000-0000（平日 8:30〜17:15）"),
)
LONG_NAME = "寿限無寿限無五劫の擦り切れ海砂利水魚の水行末雲来末風来末食う寝る処に住む処藪ら柑子"
LONG = replace(
    LETTER,
    to=Addressee(
        LONG_NAME,
        "青空県青空市大字長い名前の町字もっと長い小字の名前123番地456 "
        "サービス付き高齢者向け住宅あおぞらの里ひだまり館1205号室",
        "0208530",
        "じゅげむじゅげむごこうのすりきれかいじゃりすいぎょのすいぎょうまつ",
    ),
    seal="omitted",
)
RARE = replace(LETTER, to=Addressee("葛\U000e0100城 𠮷乃", "青空市本町3-4", "0208531", "かつらぎ よしの"))
LATIN = replace(LETTER, to=Addressee("Nguyễn Thị Hương", "青空市東町5-6", "0208532"))
ONE = replace(LETTER, to=Addressee("李", "青空市西町7-8", "0208533"), seal="omitted")
LOST = replace(
    ONE,
    title="抽選結果のお知らせ",
    text=(
        "このたびは「はじめてのスマホ教室」にお申し込みいただき、まことにありがとうございました。\n"
        "定員20人のところ、35人のお申し込みがありましたので、抽選を行いました。\n"
        "せっかくお申し込みいただきましたのに、今回は席をご用意することができませんでした。申し訳ございません。\n"
        "次の機会に、ぜひまたお申し込みください。心よりお待ちしております。\n"
        "これからの講座：「スマホで楽しむ写真」（1/15(金)から）、「キャッシュレス決済」（2/5(金)から）"
    ),
    rows=(("講座", ("はじめてのスマホ教室",)),),
    code="",
    code_text="",
)
CALLS = CallList(
    office="青空市 生涯学習課",
    course="はじめてのスマホ教室",
    when="第1回 令和8年12月4日(金) 10:00～12:00　中央公民館 第1研修室",
    say="ご本人に伝えてください。留守番電話には、講座名を言わずにかけ直すことだけを残します。",
    day="令和8年11月21日(土)",
    people=tuple(
        CallLine(
            ("阿部 ミツ", "髙橋 﨑子", "𠮷田 キヨ", LONG_NAME)[number % 4],
            ("あべ みつ", "たかはし さきこ", "よしだ きよ", "じゅげむ")[number % 4],
            ("019-000-0000", "090-1234-5678 / 019-111-2222", "", "080-0000-0000")[number % 4],
            ("受講決定", "キャンセル待ち 3番目", "中止", "受講決定")[number % 4],
        )
        for number in range(19)
    ),
)
