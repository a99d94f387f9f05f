"""What a command needs from outside: the open services, the password, a progress bar."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Literal, TypeVar

from divide_app.cli import secrets
from divide_app.foundation import streams
from divide_app.foundation.clock import Clock, system_clock
from divide_app.foundation.problems import EnvironmentProblem
from divide_app.foundation.translation import _

if TYPE_CHECKING:
    from contextlib import ExitStack

    from divide_app.domain.office.office import Actor, Role
    from divide_app.foundation.progress import Progress
    from divide_app.services import Services
    from divide_app.storage.places import Place

ASKED_AT_MOST = 3
_WANTS_PASSWORD = {"password_needed", "bad_password", "package_password_needed"}
_NOT_THERE = {
    "damaged",
    "empty_database",
    "keys_missing",
    "newer_database",
    "not_a_database",
    "older_database",
    "unknown_schema",
    "wrong_folder",
}
_SHUT = {"bad_password", "held_elsewhere", "locked", "password_needed", "read_only", "recovery_key_slip", "server_away"}
_BAR = 30

OnEmpty = Literal["make", "sample", "show", "refuse"]
"""`sample` makes a place of made-up people, which needs no password."""
"""What a command does where nothing is kept yet: make the database; show what an empty one would, and say so on
standard error; or refuse. Only the first leaves anything there, so that a mistyped `--data` does not."""

T = TypeVar("T")


class Context:
    """One run of the program."""

    def __init__(
        self,
        place: str,
        *,
        as_json: bool = False,
        user: str = "",
        clock: Clock = system_clock,
        on_empty: OnEmpty = "show",
    ) -> None:
        """Begin a run; `user` is who says to sign in, "" for nobody."""
        self.place = place
        self.user = user.strip()
        self._sign_in_password: str | None = None
        self.on_empty: OnEmpty = on_empty
        self.as_json = as_json
        self.clock = clock
        self.damaged_settings: EnvironmentProblem | None = None
        """What happened to the settings of this PC at the start; the window tells it, other work goes on without."""
        self.hall = ""
        """Id of the venue this PC stands in, as its settings say."""
        self._services: Services | None = None
        self._scratch: ExitStack | None = None
        self._keeps_nothing = False
        self.password_used: str | None = None
        """What opened the place; None = it needed no password."""
        self._has_bar = False

    def services(self, *, beside_package: bool = False) -> Services:
        """Open the place once and return the services over it.

        Args:
            beside_package: The command works with a hall package: a password that is given may be the package's
                alone, and the place without any.

        Raises:
            EnvironmentProblem: When the place cannot be opened; `empty_database` where nothing is kept yet and the
                command needs something.
        """
        if self.on_empty == "show":
            return self._opened_or_scratch(is_told=True, beside_package=beside_package)
        return self._opened(create=self.on_empty in {"make", "sample"}, beside_package=beside_package)

    def let_in(self, roles: frozenset[Role], *, may_be_shut: bool = False) -> Actor:
        """Return who works, who may, before an act beside the services; the place is closed again for it.

        A place that cannot be opened because nothing is kept there, or what is there is broken, stops nobody: a
        restore is for that.

        Args:
            roles: Who may.
            may_be_shut: The act needs nothing of the place, which may as well be locked or of another password.

        Raises:
            DomainError: `not_allowed`.
            EnvironmentProblem: As `services`.
        """
        from divide_app.bootstrap import at_this_pc
        from divide_app.domain.office.office import COMMAND, need_role

        services = self.ask_who(may_be_shut=may_be_shut)
        actor = at_this_pc(COMMAND) if services is None else services.actor
        need_role(actor.role, roles)
        self.close()
        return actor

    def ask_who(self, *, may_be_shut: bool = False) -> Services | None:
        """Open the place and sign in, where there is one, before files are read and passwords asked for.

        Args:
            may_be_shut: As `let_in`.

        Raises:
            EnvironmentProblem: As `services`.
        """
        try:
            return self._opened(create=False)
        except EnvironmentProblem as problem:
            if problem.code not in (_NOT_THERE | _SHUT if may_be_shut else _NOT_THERE):
                raise
        return None

    def services_to_rehearse(self) -> Services:
        """Return services for an act that is only shown: where nothing is kept yet, over a place thrown away again.

        Raises:
            EnvironmentProblem: As `services`.
        """
        return self._opened_or_scratch(is_told=False)

    def _opened_or_scratch(self, *, is_told: bool, beside_package: bool = False) -> Services:
        from divide_app.storage.places import parse_place

        try:
            return self._opened(create=False, beside_package=beside_package)
        except EnvironmentProblem as problem:
            if problem.code != "empty_database" or parse_place(self.place).folder is None:
                raise
            self._keeps_nothing = is_told
            if is_told:
                sys.stderr.write(_("ここには、まだデータがありません: {path}").format(path=self.place) + "\n")
        from contextlib import ExitStack

        from divide_app.bootstrap import open_services
        from divide_app.domain.office.office import COMMAND
        from divide_app.foundation.files import scratch_folder

        self._scratch = ExitStack()
        folder = self._scratch.enter_context(scratch_folder())
        self._services = open_services(folder, clock=self.clock, actor=COMMAND)
        return self._services

    def must_not_vanish(self) -> None:
        """See that nothing was recorded in a place that is thrown away again.

        Raises:
            EnvironmentProblem: `empty_database`.
        """
        if self._keeps_nothing and self._services is not None and self._services.maintenance.audit_verdict().entries:
            raise EnvironmentProblem("empty_database", path=self.place)

    def _opened(self, *, create: bool, beside_package: bool = False) -> Services:
        if self._services is None:
            from divide_app.bootstrap import open_services
            from divide_app.domain.office.office import COMMAND
            from divide_app.storage.keys import is_plain
            from divide_app.storage.places import parse_place

            found = parse_place(self.place)
            needs_none = beside_package and found.folder is not None and is_plain(found.database_file)
            new_password = self._password_of_new(found) if create and self.on_empty != "sample" else None

            def act(password: str | None) -> Services:
                known = None if needs_none else new_password if password is None else password
                opened = open_services(
                    self.place, password=known, clock=self.clock, create=create, actor=COMMAND, hall=self.hall
                )
                self.password_used = known
                return opened

            of_place = self._password_of_user(found)
            opened = self.with_password(act, of_package=found.package is not None, else_=of_place)
            try:
                self._sign_in(opened)
            except BaseException:
                opened.close()
                raise
            self._services = opened
            self._warn_of_move()
        return self._services

    def _password_of_user(self, place: Place) -> str | None:
        """Return what opens an encrypted place where its own password is not given: that of who signs in."""
        from divide_app.storage.keys import id_in

        if place.folder is None or id_in(place.database_file) is None:
            return None
        return self._password_to_sign_in() if self.user else secrets.of_variable(secrets.TOKEN_VARIABLE)

    def _password_to_sign_in(self) -> str | None:
        """Return the password of who signs in: from the variable's file, else asked for once; None without either."""
        if self._sign_in_password is None:
            self._sign_in_password = secrets.of_variable(secrets.SIGN_IN_PASSWORD_VARIABLE)
        if self._sign_in_password is None:
            self._sign_in_password = secrets.asked(_("{name}さんのパスワード: ").format(name=self.user))
        return self._sign_in_password

    def _sign_in(self, services: Services) -> None:
        """Sign in where the office has users: as a person, or by a machine's token.

        Raises:
            DomainError: `no_users` for a name where nobody signs in.
            EnvironmentProblem: `sign_in_needed`, `sign_in_password_needed`, and as `Users.sign_in`, `Tokens.sign_in`
                and `secrets.of_variable`.
        """
        if not services.needs_sign_in:
            if self.user and not services.is_hall:
                from divide_app.domain.errors import DomainError

                raise DomainError("no_users", name=self.user)
            return
        token = None if self.user else secrets.of_variable(secrets.TOKEN_VARIABLE)
        if token is not None:
            services.tokens.sign_in(token)
            return
        if not self.user:
            services.users.sign_in_by_recovery_key()
            return
        is_known = secrets.of_variable(secrets.SIGN_IN_PASSWORD_VARIABLE) is not None
        for left in range(0 if is_known else ASKED_AT_MOST - 1, -1, -1):
            password = self._password_to_sign_in()
            if password is None:
                raise EnvironmentProblem("sign_in_password_needed", name=self.user)
            try:
                services.users.sign_in(self.user, password)
            except EnvironmentProblem as refused:
                if refused.code != "bad_sign_in" or not left:
                    raise
                from divide_app.wording.sentences import sentence

                sys.stderr.write(sentence(refused) + "\n")
                self._sign_in_password = None
            else:
                return

    def _warn_of_move(self) -> None:
        """Say that these data were carried to another PC: what is done here does not reach it."""
        moved = None if self._services is None else self._services.moved
        if moved is not None:
            from divide_app.wording.dates import day_and_clock

            words = _("このデータは{when}に、ほかのパソコンへ移しました。ここで入れたものは届きません: {path}")
            sys.stderr.write(words.format(when=day_and_clock(moved.at), path=self.place) + "\n")

    def _password_of_new(self, place: Place) -> str | None:
        """Return the password for a place about to be made, asked for on a terminal; without one it is made plain.

        Raises:
            DomainError: `passwords_differ`.
        """
        from divide_app.storage.keys import head_of

        if place.folder is None or head_of(place.database_file):
            return None
        if secrets.of_variable(secrets.PASSWORD_VARIABLE) is not None:
            return None  # `with_password` takes it
        typed = secrets.typed_twice(_("新しいデータのパスワード(空のままなら暗号化しません): "))
        if not typed:
            sys.stderr.write(
                _("データを暗号化せずに作ります。あとから db encrypt で暗号化できます: {path}").format(path=self.place)
                + "\n"
            )
        return typed or None

    def open_place(self, password: str | None) -> Services:
        """Open the place for the window, which asks for a password itself; None takes the password of the file.

        Raises:
            EnvironmentProblem: When the place cannot be opened; `password_needed`, `bad_password`.
        """
        from divide_app.bootstrap import open_services
        from divide_app.storage.places import parse_place

        variables = _variables(of_package=parse_place(self.place).package is not None)
        known = secrets.of_variable(*variables) if password is None else password
        self._services = open_services(self.place, password=known, clock=self.clock, hall=self.hall)
        return self._services

    def open_elsewhere(self, place: Path) -> Callable[[str | None], Services]:
        """Return what opens another place (a hall package) instead of this one, which is closed then."""

        def opened(password: str | None) -> Services:
            self.close()
            self.place = str(place)
            return self.open_place(password)

        return opened

    def with_password(
        self,
        act: Callable[[str | None], T],
        *,
        of_package: bool = False,
        is_new: bool = False,
        else_: str | None = None,
    ) -> T:
        """Do what may need a password: it comes from the file of the variable, else it is asked on a terminal.

        Args:
            act: Takes the password, or None when none is given.
            of_package: A hall package's password is wanted; the place's own is not meant.
            is_new: It is chosen now, so a person types it twice: nobody could open what was locked with a slip.
            else_: What is tried where no variable is set.

        Raises:
            DomainError: `passwords_differ`.
            EnvironmentProblem: `password_needed`, `bad_password` when nobody is there to be asked or all tries were
                wrong; as `secrets.of_variable` for the password's file.
        """
        password = secrets.of_variable(*_variables(of_package=of_package))
        password = else_ if password is None else password
        try:
            return act(password)
        except EnvironmentProblem as problem:
            if problem.code not in _WANTS_PASSWORD or password is not None or not streams.is_terminal(sys.stdin):
                raise
        return self._asked(act, _("受付パックのパスワード: ") if of_package else _("パスワード: "), is_new=is_new)

    def _asked(self, act: Callable[[str | None], T], prompt: str, *, is_new: bool) -> T:
        for left in range(ASKED_AT_MOST - 1, -1, -1):
            typed = secrets.typed_twice(prompt) if is_new else secrets.asked(prompt)
            if typed is None:
                break
            try:
                return act(typed)
            except EnvironmentProblem as problem:
                if problem.code not in _WANTS_PASSWORD or not left:
                    raise
        raise EnvironmentProblem("password_needed")

    def progress(self) -> Progress:
        """Return a progress bar on standard error when that is a terminal, else one that shows nothing."""
        from divide_app.foundation.progress import no_progress

        return self._bar if streams.is_terminal(sys.stderr) else no_progress

    def say(self, line: str) -> None:
        """Tell how far long work is, on standard error; with `--json` only a person at a terminal is told."""
        if not self.as_json or streams.is_terminal(sys.stderr):
            sys.stderr.write(line + "\n")
            sys.stderr.flush()

    def close(self) -> None:
        """Close what was opened and end the bar's line."""
        if self._has_bar:
            sys.stderr.write("\r" + " " * (_BAR + 10) + "\r")
            sys.stderr.flush()
        if self._services is not None:
            self._services.close()
            self._services = None
        if self._scratch is not None:
            self._scratch.close()
            self._scratch = None

    def _bar(self, done: int, total: int | None, /) -> None:
        self._has_bar = True
        if total:
            full = _BAR * min(done, total) // total
            shown = f"\r[{'#' * full}{'.' * (_BAR - full)}] {100 * min(done, total) // total:3}%"
        else:
            shown = f"\r{done}"
        sys.stderr.write(shown)
        sys.stderr.flush()


def _variables(*, of_package: bool) -> tuple[str, ...]:
    return (
        (secrets.PACKAGE_PASSWORD_VARIABLE, secrets.PASSWORD_VARIABLE) if of_package else (secrets.PASSWORD_VARIABLE,)
    )


def keep_log() -> None:
    """Open the log of this PC."""
    from divide_app.domain.individual_number import contains_individual_number
    from divide_app.foundation.logs import install_log
    from divide_app.foundation.user_paths import log_folder

    try:
        install_log(log_folder(), hides=contains_individual_number)
    except EnvironmentProblem:
        return  # a PC whose log folder cannot be written can still do its work
