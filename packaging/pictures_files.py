"""Pictures of 取り込み: a form's file led through the wizard and taken back again."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from camera import Camera

FORM = (
    "タイムスタンプ,参加を希望する講座,お名前（フルネーム）,ふりがな,日中つながるお電話番号,年,月,日,ご住所,ひとこと\n"
    "2026/11/27 10:23:45 午前 GMT+9,はじめてのスマホ教室,見本 太郎,みほん たろう,０９０００００００００,"
    "昭和25,3,3,みなみ野市見本町1-2,はじめてです\n"
    "2026/11/27 10:25:45 午前 GMT+9,はじめてのスマホ,見本 花子,みほん はなこ,090-0000-0001,1950,13,3,見本町3,\n"
    "2026/11/27 10:27:45 午前 GMT+9,はじめてのスマホ教室,,,090-0000-0002,,,,,\n"
    "2026/11/27 10:28:45 午前 GMT+9,はじめてのスマホ教室,見本 次郎,みほん じろう,09000000003,平成2,1,1,見本町5,\n"
)
"""A form's answers as a service exports them, with two rows somebody has to look at."""


def show_imports(camera: Camera) -> None:
    """取り込み: the three steps with a form's file, and what came of it; taken back at the end."""
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "申込フォームの回答.csv"
        file.write_text(FORM, encoding="utf-8")
        screen = camera.go("imports", file=file)
        camera.shoot("imports-1-file")
        camera.do(screen.go_on)
        camera.shoot("imports-2-columns")
        camera.do(screen.go_on)
        camera.shoot("imports-3-rows")
        camera.do(screen.go_on)
        camera.shoot("imports-4-done")
        camera.do(screen.undo)
        camera.do(screen.begin)
