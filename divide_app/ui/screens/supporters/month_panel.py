"""One session of the roster: its needs, assigned people, and the proposal with reasons."""

from __future__ import annotations

from functools import partial
from uuid import UUID

from PySide6.QtCore import Signal

from divide_app.domain.errors import DomainError
from divide_app.domain.people.supporters import AssignmentRole
from divide_app.domain.planning.staffing_rule import Staffing
from divide_app.foundation.translation import _
from divide_app.services.roster.roster import Person, Proposal, SessionNeeds
from divide_app.ui.widgets.buttons import ButtonSize, CheckBox, PrimaryButton, QuietButton, SecondaryButton
from divide_app.ui.widgets.cards import Card, CardLines
from divide_app.ui.widgets.fields import NumberField
from divide_app.ui.widgets.flow import FlowRow
from divide_app.ui.widgets.labels import Chip, ChipKind, Heading, IconText, Label
from divide_app.ui.widgets.layouts import HBox, VBox, clear
from divide_app.ui.widgets.staffing_fields import StaffingFields
from divide_app.ui.widgets.when_fields import read
from divide_app.wording.dates import clock_range, short_day
from divide_app.wording.labels import label
from divide_app.wording.roster import choice_sentence, dropped_sentence, need_sentence, need_words, unmet_sentence


class MonthPanel(Card):
    """The chosen session.

    Signals:
        lock_wanted: (assignment ids, whether they are to be locked).
        tell_wanted: (assignment ids, whether they count as told).
        changed: Somebody of the proposal was chosen or left out.
        rule_wanted: The person wants to change what the course asks of its supporters.
        rule_typed: (people for one supporter, `Staffing`) as typed.
    """

    lock_wanted = Signal(list, bool)
    tell_wanted = Signal(list, bool)
    changed = Signal()
    rule_wanted = Signal()
    rule_typed = Signal(int, Staffing)

    def __init__(self) -> None:
        super().__init__()
        self._left_out: set[tuple[UUID, UUID]] = set()
        self._proposal: Proposal | None = None
        self._course: UUID | None = None
        self.title = Label("", "section", wrap=True)
        self.where = Label("", "soft", wrap=True)
        self.needs = CardLines()
        self.people = CardLines()
        self.nobody = Label(_("まだだれも配置されていません"), "soft", wrap=True)
        self.lock_buttons: dict[str, SecondaryButton] = {}
        self.told_boxes: dict[str, CheckBox] = {}
        self.boxes: dict[str, CheckBox] = {}
        self.reasons = VBox(spacing=8)
        self.proposed_head = Heading(_("案"), level=2)
        self.proposed = CardLines()
        self.rule_button = QuietButton(
            _("この講座の必要を変える"), self.rule_wanted.emit, icon_name="pencil", size=ButtonSize.SMALL
        )
        self.rule = Card(margins=12, spacing=8)
        self.ratio = NumberField(_("支援者1人あたりの参加者"), most=99, unit=_("人"))
        self.staffing = StaffingFields()
        self.rule_save = PrimaryButton(_("保存する"), self._save_rule)
        for row in (
            self.ratio,
            self.staffing,
            FlowRow(None, SecondaryButton(_("やめる"), self.rule.hide), self.rule_save),
        ):
            self.rule.body.add(row)
        self.rule.hide()
        for thing in (
            self.title,
            self.where,
            Heading(_("必要"), level=2),
            self.needs,
            HBox(None, self.rule_button),
            self.rule,
            self.reasons,
            self.proposed_head,
            self.proposed,
            Heading(_("この回の支援者"), level=2),
            self.nobody,
            self.people,
        ):
            self.body.add(thing)
        self.body.add(None)

    def show_rule(self, people_per_supporter: int, staffing: Staffing) -> None:
        """Open the form of what the course asks of its supporters."""
        self.ratio.set_number(people_per_supporter or None)
        self.staffing.put(staffing)
        self.rule.show()
        self.ratio.line.setFocus()

    def _save_rule(self) -> None:
        try:
            ratio, staffing = read(self.ratio, self.ratio.number) or 0, read(self.staffing, self.staffing.typed)
        except DomainError:
            return  # said beside its row
        self.rule_typed.emit(ratio, staffing)

    def begin(self, proposal: Proposal) -> None:
        """Take a new proposal with everybody chosen."""
        self._proposal = proposal
        self._left_out = set()

    def wanted(self) -> set[tuple[UUID, UUID]]:
        """Return (session, supporter) of everybody new who is chosen."""
        if self._proposal is None:
            return set()
        return {(one.session_id, one.supporter_id) for one in self._proposal.new} - self._left_out

    def show_session(self, needs: SessionNeeds, proposal: Proposal | None) -> None:
        """Show a session, with what the proposal says of it when there is one."""
        self._proposal = proposal
        session = needs.session
        if session.course_id != self._course:
            self.rule.hide()
        self._course = session.course_id
        self.title.setText(_("{title} 第{number}回").format(title=session.title, number=session.number))
        when = f"{short_day(session.starts_at)} {clock_range(session.starts_at, session.ends_at)}"
        self.where.setText(
            _("{when}　{place}　受講 {count}人").format(when=when, place=session.venue, count=needs.accepted)
        )
        self.needs.clear()
        for need, missing in zip(session.needs, needs.missing, strict=True):
            chip = (
                Chip(_("終わった回", "one"), ChipKind.NEUTRAL)
                if needs.is_over
                else Chip(_("あと{number}人").format(number=missing), ChipKind.TROUBLE)
                if missing
                else Chip(_("足りています"), ChipKind.DONE)
            )
            self.needs.add_line(need_words(need), need_sentence(need), right=(chip,))
        if not session.needs:
            self.needs.add_line(_("この講座には、支援者の必要が決められていません"))
        self._show_people(needs)
        self._show_proposal(needs)

    def _show_people(self, needs: SessionNeeds) -> None:
        self.people.clear()
        self.lock_buttons, self.told_boxes = {}, {}
        for person in needs.people:
            acts = (*(() if needs.is_over else (self._told_box(person),)), *self._lock_button(person))
            self.people.add_line(person.name, self._below(person), right=acts)
        self.nobody.setVisible(not needs.people)

    def _below(self, person: Person) -> str:
        words = [label(AssignmentRole(person.role))]
        if person.is_locked:
            words.append(_("固定されています"))
        if person.is_confirmed:
            words.append(_("時間を確定済み"))
        return "　".join(words)

    def _told_box(self, person: Person) -> CheckBox:
        box = CheckBox(_("知らせ済み"))
        box.setChecked(person.is_told)
        box.setAccessibleName(_("{name}さん：{word}").format(name=person.name, word=_("知らせ済み")))
        box.toggled.connect(partial(self.tell_wanted.emit, [person.assignment]))
        self.told_boxes[person.name] = box
        return box

    def _lock_button(self, person: Person) -> tuple[SecondaryButton, ...]:
        if person.is_confirmed:
            return ()
        word = _("固定を外す") if person.is_locked else _("固定する")
        button = SecondaryButton(
            word,
            partial(self.lock_wanted.emit, [person.assignment], not person.is_locked),
            icon_name="lock",
            size=ButtonSize.SMALL,
            accessible_name=_("{name}さん：{word}").format(name=person.name, word=word),
        )
        self.lock_buttons[person.name] = button
        return (button,)

    def _show_proposal(self, needs: SessionNeeds) -> None:
        clear(self.reasons)
        self.proposed.clear()
        self.boxes = {}
        proposal = self._proposal
        id_ = needs.session.id
        new = [one for one in proposal.new if one.session_id == id_] if proposal is not None else []
        gone = [one for one in proposal.dropped if one.standing.session_id == id_] if proposal is not None else []
        self.proposed_head.setVisible(bool(new or gone))
        self.proposed.setVisible(bool(new or gone))
        if proposal is None:
            return
        for unmet in proposal.unmet:
            if unmet.session_id == id_:
                self.reasons.add(IconText("warning", unmet_sentence(unmet), colour="warn"))
        for chosen in new:
            name = proposal.supporters[chosen.supporter_id]
            key = (chosen.session_id, chosen.supporter_id)
            box = CheckBox("")
            box.setChecked(key not in self._left_out)
            box.setAccessibleName(_("{name}さんを配置する").format(name=name))
            box.toggled.connect(partial(self._choose, key))
            self.boxes[name] = box
            title = _("{name}({role})").format(name=name, role=label(chosen.role))
            self.proposed.add_line(title, choice_sentence(chosen), left=box)
        for one in gone:
            name = proposal.supporters[one.standing.supporter_id]
            self.proposed.add_line(_("{name}を外す").format(name=name), dropped_sentence(one))

    def _choose(self, key: tuple[UUID, UUID], is_wanted: bool) -> None:
        if is_wanted:
            self._left_out.discard(key)
        else:
            self._left_out.add(key)
        self.changed.emit()
