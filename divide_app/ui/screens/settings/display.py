"""How this PC shows the program: language, text size, colours, sound; when it locks itself, and where it stands."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QApplication

from divide_app.foundation import settings
from divide_app.foundation.languages import language, languages
from divide_app.foundation.problems import EnvironmentProblem
from divide_app.foundation.settings import IDLE_MINUTES, Settings, TextSize, Theme
from divide_app.foundation.translation import _, current_language
from divide_app.ui import theme
from divide_app.ui.screens.settings.section import Section
from divide_app.ui.shell import Screen
from divide_app.ui.widgets.buttons import CheckBox, SegmentedControl
from divide_app.ui.widgets.cards import Card
from divide_app.ui.widgets.fields import ChoiceField
from divide_app.ui.widgets.labels import Label
from divide_app.ui.widgets.layouts import VBox
from divide_app.wording.sentences import sentence

if TYPE_CHECKING:
    from divide_app.domain.planning.venues import Venue


class DisplaySection(Section):
    """表示."""

    def __init__(self, screen: Screen) -> None:
        super().__init__(screen)
        self._settings = Settings()
        self.text_size = SegmentedControl(
            [
                (TextSize.STANDARD.value, _("標準")),
                (TextSize.LARGE.value, _("大")),
                (TextSize.LARGER.value, _("特大")),
                (TextSize.LARGEST.value, _("最大")),
            ],
            accessible_name=_("文字の大きさ"),
        )
        self.theme = SegmentedControl(
            [
                (Theme.SYSTEM.value, _("システムに合わせる")),
                (Theme.LIGHT.value, _("明るい")),
                (Theme.DARK.value, _("暗い")),
                (Theme.HIGH_CONTRAST.value, _("はっきり")),
            ],
            accessible_name=_("色"),
        )
        self.language = SegmentedControl(
            [(code, language(code).name) for code in languages()], accessible_name=_("ことば")
        )
        self.sound = CheckBox(_("受付で音を鳴らす"))
        never = _("しない")
        minutes = [(str(one), _("{minutes}分").format(minutes=one) if one else never) for one in IDLE_MINUTES]
        self.idle = SegmentedControl(minutes, accessible_name=_("自動の画面ロック"))
        self.hall: ChoiceField[str] = ChoiceField(
            _("このパソコンを置く会場"),
            [("", _("決めない"))],
            "",
            hint=_("支援者と結び付いていないボランティアには、今日のこの会場の回だけが見えます。"),
        )
        self.language_note = Label("", "small", wrap=True)
        card = Card(_("表示"), spacing=10)
        card.body.add(Label(_("このパソコンだけの設定です。押すとすぐに変わります。"), "soft", wrap=True))
        for words, control in (
            (_("文字の大きさ"), self.text_size),
            (_("色"), self.theme),
            (_("ことば"), self.language),
        ):
            card.body.add(VBox(Label(words, "strong"), control, spacing=4))
        card.body.add(self.language_note)
        card.body.add(VBox(Label(_("音"), "strong"), self.sound, spacing=4))
        self.column.add(card)
        safety = Card(_("画面ロックと会場"), spacing=10)
        safety.body.add(Label(_("このパソコンだけの設定です。押すとすぐに変わります。"), "soft", wrap=True))
        words = _(
            "しばらく何もさわらないと、画面をロックします。利用者を登録しているときだけはたらきます。"
            "受付を開いている間は、回が終わって30分たつまでロックしません。入力中のものは残ります。"
        )
        safety.body.add(
            VBox(Label(_("自動の画面ロック"), "strong"), Label(words, "small", wrap=True), self.idle, spacing=4)
        )
        safety.body.add(self.hall)
        self.column.add(safety)
        self.column.add(None)
        self.text_size.chosen.connect(lambda value: self._change(text_size=TextSize(value)))
        self.theme.chosen.connect(lambda value: self._change(colours=Theme(value)))
        self.language.chosen.connect(lambda value: self._change(spoken=value))
        self.sound.clicked.connect(lambda checked: self._change(sound=checked))
        self.idle.chosen.connect(lambda value: self._change(idle_minutes=int(value)))
        self.hall.picked.connect(lambda value: self._change(hall=value))

    def read(self) -> None:
        """Read the settings of this PC, and the halls it may stand in."""
        office = self.page.shell.services.office
        self.page.query(lambda: (*settings.load(), office.venues()), self._show, key="settings", states=self.states)

    def _show(self, found: tuple[Settings, EnvironmentProblem | None, list[Venue]]) -> None:
        self._settings, problem, venues = found
        self.hall.box.set_choices([("", _("決めない")), *((str(one.id), one.name) for one in venues)])
        self._put(self._settings)
        if problem is not None:
            self.page.shell.notice(sentence(problem), kind="warn")

    def _put(self, now: Settings) -> None:
        # What is on screen counts: the window may have been started with another size than the file says.
        self.text_size.set_value(now.text_size.value)
        self.theme.set_value(now.theme.value)
        self.language.set_value(now.language)
        self.sound.setChecked(now.sound)
        self.idle.set_value(str(now.idle_minutes))
        self.hall.set_value(now.hall)
        waits = now.language != current_language()
        self.language_note.setText(language(now.language).after_restart if waits else "")
        self.language_note.setVisible(waits)

    def _change(
        self,
        *,
        text_size: TextSize | None = None,
        colours: Theme | None = None,
        spoken: str | None = None,
        sound: bool | None = None,
        idle_minutes: int | None = None,
        hall: str | None = None,
    ) -> None:
        before = self._settings
        after = replace(
            before,
            text_size=text_size or before.text_size,
            theme=colours or before.theme,
            language=spoken or before.language,
            sound=before.sound if sound is None else sound,
            idle_minutes=before.idle_minutes if idle_minutes is None else idle_minutes,
            hall=before.hall if hall is None else hall,
        )
        if after != before:
            self._save_display(after, partial(self._save_display, before, None))

    def _save_display(self, now: Settings, undo: partial[None] | None) -> None:
        self._settings = now
        self._put(now)
        self.page.shell.idle_minutes = now.idle_minutes
        app = QApplication.instance()
        if isinstance(app, QApplication) and (theme.chosen(), theme.percent()) != (now.theme, now.text_size.percent):
            theme.apply(app, now.theme, now.text_size)
        office = self.page.shell.services.office

        def act() -> None:
            settings.save(now)
            office.stand_in(now.hall)

        self.page.operate(
            act,
            lambda _result: self.tell_saved(_("表示の設定を保存しました") if undo else _("元に戻しました"), undo),
        )
