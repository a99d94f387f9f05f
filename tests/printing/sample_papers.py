"""Made-up sheets for the tests of paper, and ways to read a finished page back."""

from __future__ import annotations

import math
from dataclasses import replace
from uuid import UUID

import pypdfium2
import pypdfium2.raw as pdfium

from divide_app.domain.people.personal_data import STANDARD_PURPOSE
from divide_app.domain.scans.page_code import PageCode, SheetKind
from divide_app.domain.scans.sheet_layout import plan_pages
from divide_app.domain.scans.survey_layout import SurveyLayout
from divide_app.printing.application_form import ApplicationForm
from divide_app.printing.attendance_sheet import AttendanceSheet, Attendee
from divide_app.printing.dossier import DossierPart, DossierSheet
from divide_app.printing.flyer import Flyer, FlyerSession
from divide_app.printing.flyer_words import FLYER_WORDS
from divide_app.printing.lottery_record import LotRow, LotteryRecord, NameRow
from divide_app.printing.monthly_sheet import BandTable, MonthlySummary, NumberCard, SessionLine, TargetBar
from divide_app.printing.package_proof import PackageProof
from divide_app.printing.recovery_key import RecoveryPaper
from divide_app.printing.survey import SurveyForm, SurveyQuestion
from divide_app.printing.tickets import Ticket
from divide_app.services.papers.survey_sheets import usual_words
from divide_app.storage.audit import Head

HEAD = Head(1_234_567, "bd09" * 16)
PEOPLE = (
    ("阿部 ミツ", "あべ　みつ", "80～84"),
    ("伊藤 茂", "いとう　しげる", "75～79"),
    ("葛\U000e0100西 一", "かさい　はじめ", "65～69"),
    ("工藤 テル", "くどう　てる", "85～"),
    ("𠮷田 キヨ", "よしだ　きよ", "80～84"),
    ("髙橋 﨑子", "たかはし　さきこ", "70～74"),
)
RECOVERY_PAPER = RecoveryPaper(
    office="青空市 生涯学習課",
    key="ABCD-EFGH-JKMN-PQRS-TUVW-XYZ2-3456-789A",
    facts=(("作った日時", "令和8年11月21日(土) 9:30"), ("データ", "青空市 生涯学習課のかけはし")),
)
FLYER = Flyer(
    office="青空市 中央公民館の講座",
    title="はじめてのスマホ教室",
    badge="参加費 無料",
    lead="電話・カメラ・LINEが、ひとりで使えるようになります。スマホをお持ちでない方には、お貸しします。",
    sessions=tuple(FlyerSession(day, "午前10時～12時") for day in ("12月4日（金）", "11日（金）", "18日（金）")),
    place="中央公民館 第1研修室",
    place_note="バス停「公民館前」からすぐ",
    capacity="20人",
    capacity_note="こえたときは抽選",
    bring="お使いのスマホ（なくても大丈夫です）",
    deadline="11月27日（金）",
    phone="019-000-0000",
    hours="平日 9時～17時　中央公民館（担当：生涯学習課）",
    help_line="筆談・手話・車いすなど、必要なことをお知らせください",
    code="https://example.lg.jp/apply/7Q2M9XK4",
    purpose=FLYER_WORDS["ja"].purpose.format(text=STANDARD_PURPOSE),
    organiser="主催：青空市　協力：市内携帯ショップ、市民ボランティア",
)
FLYER_EASY = replace(
    FLYER,
    title="スマホの つかいかた",
    lead="スマホの つかいかたを ゆっくり おしえます。おかねは いりません。",
    words=FLYER_WORDS["ja-easy"],
    code="tel:0190000000",
    purpose="",
)
FLYER_ENGLISH = replace(
    FLYER,
    office="Aozora City Central Hall",
    title="Smartphone Class for Beginners",
    badge="Free",
    lead="Learn to make calls, take photos and send messages on your own. You can borrow a phone from us.",
    sessions=(FlyerSession("Fri, 4 December", "10:00–12:00"), FlyerSession("Fri, 11 December", "10:00–12:00")),
    place="Central Hall, Room 1",
    place_note="In front of the bus stop",
    capacity="20 people",
    capacity_note="by lottery if more apply",
    bring="Your smartphone, if you have one",
    deadline="Fri, 27 November",
    hours="Mon–Fri 9:00–17:00, Lifelong Learning Section",
    help_line="Tell us if you need an interpreter.",
    purpose=FLYER_WORDS["en"].purpose.format(text=FLYER_WORDS["en"].standard_purpose),
    organiser="Aozora City",
    words=FLYER_WORDS["en"],
    language="en",
)


def sheet(count: int) -> AttendanceSheet:
    """Return the attendance sheet of a class of `count` people."""
    people = tuple(
        Attendee(str(at + 1), *PEOPLE[at % len(PEOPLE)], note="筆談" if at == 3 else "") for at in range(count)
    )
    return AttendanceSheet(
        office="青空市 生涯学習課",
        course="はじめてのスマホ教室",
        session="第2回",
        when="令和8年12月11日（金）10:00～12:00",
        place="中央公民館 第1研修室",
        supporters="佐藤・髙橋・李",
        people=people,
        page_codes=tuple(f"DA1:7Q2M9XK4TR8V3W5Y:{page}" for page in range(len(plan_pages(count)))),
    )


def survey(copies: int) -> SurveyForm:
    """Return a survey form with page codes as a reader of papers expects them."""
    words = usual_words()
    codes = [
        PageCode(SheetKind.SURVEY, "7Q2M9", "XK4TR8", UUID(int=5 << 100), page, copies, SurveyLayout().code).text
        for page in range(1, copies + 1)
    ]
    return SurveyForm(
        office="青空市 生涯学習課",
        course="はじめてのスマホ教室",
        session="第2回",
        when="令和8年12月11日（金）",
        intro=words.intro,
        questions=tuple(SurveyQuestion(one.words, one.choices) for one in words.questions),
        page_codes=tuple(codes),
    )


def tickets(count: int) -> list[Ticket]:
    """Return tickets, each with its own code."""
    return [
        Ticket(
            course="はじめてのスマホ教室",
            name=PEOPLE[at % len(PEOPLE)][0],
            kana=PEOPLE[at % len(PEOPLE)][1],
            code=f"DA1:7Q2M9XK4{at:03d}",
            code_text=f"7Q2M-9XK4-{at:03d}",
            sessions=("12月4日（金）10:00～12:00", "12月11日（金）10:00～12:00"),
            place="中央公民館 第1研修室",
            bring="お使いのスマホ、めがね",
            phone="019-000-0000",
            office="青空市 生涯学習課",
        )
        for at in range(count)
    ]


def monthly(count: int) -> MonthlySummary:
    """Return the monthly summary of `count` sessions, each third of which does not count."""
    return MonthlySummary(
        title="月次活動報告　令和8年10月",
        subtitle="デジタル活用講座（スマートフォン・マイナンバーカード）",
        made="令和8年11月2日作成　青空市 生涯学習課",
        cards=(
            NumberCard("実施した回", str(count), "回", "中止 1（大雨）"),
            NumberCard("延べ参加", "89", "人", "先月 74"),
            NumberCard("実人数", "61", "人", "初めて 23"),
            NumberCard("支援者", "31.5", "時間", "延べ 17 人"),
        ),
        sessions=tuple(
            SessionLine(
                day=f"{at % 28 + 1}日（木）",
                title=f"スマホ入門 第{at + 1}回",
                venue="中央公民館",
                time="10:00～12:00",
                capacity="20",
                applied="24",
                attended="18",
                supporters="3",
                counted=at % 3 != 2,
                reason="" if at % 3 != 2 else "相談会は対象外",
            )
            for at in range(count)
        ),
        band_table=BandTable(
            ("～59", "60～64", "65～69", "70～74", "75～79", "80～84", "85～", "不明"),
            (
                ("女", ("3", "4", "9", "16", "14", "7", "2", "0"), "55"),
                ("男", ("1", "2", "5", "9", "8", "4", "1", "0"), "30"),
                ("回答なし", ("0", "0", "1", "0", "1", "0", "0", "2"), "4"),
                ("計", ("4", "6", "15", "25", "23", "11", "3", "2"), "89"),
            ),
        ),
        targets=(
            TargetBar("講習", "46", "130回以上（令和7～11年度）", 46 / 130, 41 / 130, "予定（41回）より5回先行。"),
        ),
        remarks="75歳以上の参加が増えた。",
        rule_note="数え方の規則 第3版",
        record_note=f"操作の記録 {HEAD.on_paper}",
    )


def page_text(pdf: bytes, index: int = 0) -> str:
    """Return what a person gets who selects the whole page and copies it."""
    document = pypdfium2.PdfDocument(pdf)
    try:
        return str(document[index].get_textpage().get_text_range())
    finally:
        document.close()


def words(pdf: bytes, index: int) -> list[tuple[float, float, float, float, str]]:
    """Return the pieces of text of a page as (left, top, right, bottom, text) in millimetres from the top left."""
    document = pypdfium2.PdfDocument(pdf)
    page = document[index].get_textpage()
    pieces: list[list[object]] = []
    edges: list[tuple[float, float, float, float]] = []
    for at in range(page.count_chars()):
        character = chr(pdfium.FPDFText_GetUnicode(page, at))
        if character in "\r\n\0":
            continue
        if pieces and "\udc00" <= character <= "\udfff":  # the second half of 𠮷 has no box of its own
            pieces[-1].append(character)
            continue
        left, low, right, high = page.get_charbox(at, loose=True)
        if pieces:
            before = edges[-1]
            near = abs(before[1] - low) < 1.0 and -1.0 < left - before[2] < 0.6 * (high - low)
            if near:
                pieces[-1].append(character)
                edges[-1] = (before[0], before[1], right, before[3])
                continue
        pieces.append([character])
        edges.append((left, low, right, high))
    per = 25.4 / 72
    high = document[index].get_height() * per
    document.close()
    return [
        (x1 * per, high - y2 * per, x2 * per, high - y1 * per, _joined(piece).strip())
        for piece, (x1, y1, x2, y2) in zip(pieces, edges, strict=True)
    ]


def _joined(characters: list[object]) -> str:
    # pdfium hands out UTF-16 units: two for 𠮷
    return "".join(map(str, characters)).encode("utf-16", "surrogatepass").decode("utf-16")


def listing(pdf: bytes) -> str:
    """Return text and position of every page, one piece a line, in whole millimetres: what the golden files hold."""
    document = pypdfium2.PdfDocument(pdf)
    pages = len(document)
    document.close()
    lines = []
    for index in range(pages):
        lines.append(f"# page {index + 1}")
        for left, _top, right, bottom, text in words(pdf, index):
            if text:
                lines.append(f"{math.floor(left + 0.5):4d} {math.floor(bottom + 0.5):4d} {right - left:6.0f}  {text}")
    return "\n".join(lines) + "\n"


def lottery_record(people: int, *, with_tiers: bool = False) -> LotteryRecord:
    """Return the record of a draw of so many people; the first two asked together."""
    from divide_app.domain.seats.draws import lot

    keys = sorted(
        range(2, people + 1), key=lambda number: (with_tiers and number % 3 == 0, lot("令和8年11月21日", number))
    )
    rank = {number: place for place, number in enumerate(keys, 1)}
    results = {number: "当選" if place <= 12 else f"待ち{place - 12}番" for number, place in rank.items()}
    return LotteryRecord(
        office="青空市 教育委員会 生涯学習課",
        course="はじめてのスマホ教室(第1回の抽選)",
        seed="令和8年11月21日",
        facts=(
            ("抽選した日時", "令和8年11月21日(土) 10:05"),
            ("席", "定員 12人、決まっていた方 0人、抽選で渡す席 12"),
            ("優先の決まり", "はじめての方: 1番目に抽選" if with_tiers else "なし(全員が同じ)"),
        ),
        method=("くじは「種:申込番号」という文字列(UTF-8)の SHA-256 です。くじの小さい順に席を渡します。",),
        digest=" ".join(["0123abcd"] * 8),
        lots=tuple(
            LotRow(
                "1・2" if number == 2 else str(number),
                ("優先1" if number % 3 else "一般") if with_tiers else "",
                lot("令和8年11月21日", number)[:16],
                str(rank[number]),
                results[number],
            )
            for number in range(2, people + 1)
        ),
        shows_tiers=with_tiers,
        names=tuple(
            NameRow(str(rank[number]), str(number), *PEOPLE[number % len(PEOPLE)][:2], results[number])
            for number in keys
        ),
        signatures=("立会い", "立会い", "抽選した職員", "日付"),
    )


def application_form(*, is_long: bool = False) -> ApplicationForm:
    """Return a course's form; the long one has more ways to hear of it and a purpose of several lines."""
    ways = ("広報紙", "チラシ", "回覧板", "ホームページ", "知人", "その他")
    return ApplicationForm(
        office="青空市 生涯学習課",
        course="はじめてのスマホ教室",
        facts=(
            ("日時", "令和8年12月4日(金) 10:00〜12:00、令和8年12月11日(金) 10:00〜12:00 ほか全4回"),
            ("会場", "中央公民館 第1研修室"),
            ("しめきり", "令和8年11月27日(金) 17:00"),
        ),
        bands=(
            "18〜29歳",
            "30代",
            "40代",
            "50代",
            "60〜64歳",
            "65〜69歳",
            "70〜74歳",
            "75〜79歳",
            "80〜84歳",
            "85歳以上",
        ),
        needs=("車椅子", "筆談", "手話", "大きな文字", "その他"),
        phones=("Android", "iPhone", "らくらくホン", "ガラケー", "持っていない"),
        heard=(*ways, *(f"{name}のポスター" for name in ("駅", "図書館", "病院", "郵便局", "商店街")))
        if is_long
        else ways,
        purpose=STANDARD_PURPOSE * (4 if is_long else 1),
        version="第2版",
        contact="電話 019-000-0000",
    )


def package_proof(sessions: int) -> PackageProof:
    """Return the proof of a package that carried so many sessions."""
    return PackageProof(
        title="受付パック消去記録",
        office="青空市 生涯学習課",
        facts=(
            ("管理番号", "019ab3c4-0000-7000-8000-000000000001"),
            ("作成", "令和8年12月3日(木) 16:30　佐藤"),
            ("入っていた人", "18人"),
            ("取り込み", "令和8年12月4日(金) 17:05"),
            ("受付の記録", "21件。すべて事務所にあります。"),
            ("消去", "令和8年12月4日(金) 17:10　佐藤"),
            ("操作の記録", HEAD.on_paper),
            ("消去したファイル", "SHA-256 " + " ".join(["0123456789abcdef"] * 4)),
        ),
        sessions=tuple(
            f"令和8年12月{at % 28 + 1}日　はじめてのスマホ教室　中央公民館 第1研修室" for at in range(sessions)
        ),
        notes=("ファイルの全体を乱数で上書きしたあと、個人情報を含まない受領のしるしに置きかえました。",),
        stamps=("課長", "係長", "担当"),
    )


def dossier(applications: int) -> DossierSheet:
    """Return all that is held of a person who applied so many times."""
    return DossierSheet(
        title="保有している個人情報",
        office="青空市 生涯学習課",
        made="令和8年11月21日(土)現在",
        purpose="利用目的: " + STANDARD_PURPOSE,
        parts=(
            DossierPart(
                "登録",
                (("氏名", PEOPLE[5][0]), ("ふりがな", PEOPLE[5][1]), ("電話番号", "019-000-0001"), ("住所", "—")),
            ),
            DossierPart(
                "申込",
                tuple(
                    (
                        f"令和8年10月{at % 28 + 1}日(木) 9:30",
                        f"スマホ入門 第{at + 1}期　受講決定\n電話で受付、申込番号{at + 1}\nそのときの利用目的: 第2版",
                    )
                    for at in range(applications)
                ),
            ),
            DossierPart("飛び込みの記録", (("なし", ""),)),
        ),
    )
