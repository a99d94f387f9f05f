"""Signing in: roles, passwords of which only a hash is kept, and no way to lock everybody out."""

from __future__ import annotations

import pytest

from divide_app.domain.errors import DomainError
from divide_app.domain.office.office import Role
from divide_app.foundation.problems import EnvironmentProblem
from tests.support.city import City
from tests.support.databases import rows

GOOD = "ひみつの合言葉7"


def test_only_a_hash_is_kept_and_the_right_password_signs_in(city: City) -> None:
    users = city.services.users
    users.add("事務 太郎", Role.STAFF, GOOD)
    ((kept,),) = rows(city.services.database, "SELECT password_hash FROM users")
    assert kept.startswith("$argon2id$")
    assert GOOD not in kept
    assert users.sign_in(" 事務 太郎 ", GOOD).role is Role.STAFF
    trail = rows(city.services.database, "SELECT act, subject, detail FROM audit_entries WHERE act LIKE 'user.%'")
    assert [act for act, _, _ in trail] == ["user.add", "user.sign_in"]
    assert "太郎" not in str(trail)
    assert GOOD not in str(trail)


def test_a_role_decides_what_answers_hold(city: City) -> None:
    users = city.services.users
    users.add("職員", Role.STAFF, GOOD)
    users.add("手伝い", Role.VOLUNTEER, "volunteer-8")
    person = city.person("見本 花子", phone="019-000-0000")
    users.add("計画係", Role.COORDINATOR, "planner-99")
    users.sign_in("計画係", "planner-99")
    assert city.services.participants.get(person).phone == ""
    users.sign_in("手伝い", "volunteer-8")
    with pytest.raises(DomainError, match="not_allowed"):
        city.services.participants.get(person)
    with pytest.raises(DomainError, match="not_allowed"):
        users.add("もう一人", Role.STAFF, GOOD)
    users.sign_in("職員", GOOD)
    assert city.services.participants.get(person).phone == "019-000-0000"


@pytest.mark.parametrize(
    ("name", "password"), [("職員", "違う合言葉です"), ("だれか", GOOD), ("職員", ""), ("職員", "x" * 5000)]
)
def test_wrong_words_say_the_same_whatever_was_wrong(city: City, name: str, password: str) -> None:
    city.services.users.add("職員", Role.STAFF, GOOD)
    with pytest.raises(EnvironmentProblem, match="bad_sign_in") as told:
        city.services.users.sign_in(name, password)
    assert not told.value.details


def test_who_was_disabled_stays_out_until_a_new_password(city: City) -> None:
    users = city.services.users
    users.add("職員", Role.STAFF, GOOD)
    users.add("手伝い", Role.VOLUNTEER, "volunteer-8")
    users.disable("手伝い")
    with pytest.raises(EnvironmentProblem, match="bad_sign_in"):
        users.sign_in("手伝い", "volunteer-8")
    users.set_password("手伝い", "volunteer-9")
    assert users.sign_in("手伝い", "volunteer-9").name == "手伝い"


def test_nobody_locks_everybody_out(city: City) -> None:
    users = city.services.users
    with pytest.raises(DomainError, match="first_user_not_staff"):
        users.add("手伝い", Role.VOLUNTEER, "volunteer-8")
    users.add("職員", Role.STAFF, GOOD)
    with pytest.raises(DomainError, match="last_staff"):
        users.disable("職員")
    users.add("手伝い", Role.VOLUNTEER, "volunteer-8")
    for gives_up in (False, True):
        with pytest.raises(DomainError, match="last_staff"):
            users.disable("職員", gives_up=gives_up)
    for role in (Role.COORDINATOR, Role.VOLUNTEER):
        with pytest.raises(DomainError, match="last_staff"):
            users.change_role("職員", role)
    users.disable("手伝い")
    with pytest.raises(DomainError, match="last_staff"):
        users.disable("職員")
    users.disable("職員", gives_up=True)  # the office gives signing in up altogether
    assert city.services.office.may_sign_in() == ()
    for act in (
        lambda: users.enable("手伝い"),
        lambda: users.set_password("手伝い", "volunteer-9"),
    ):
        with pytest.raises(DomainError, match="first_user_not_staff"):
            act()
    assert city.services.office.may_sign_in() == ()


def test_a_second_member_of_staff_may_go_or_take_another_role_but_nobody_shuts_themselves_out(city: City) -> None:
    users = city.services.users
    users.add("職員甲", Role.STAFF, GOOD)
    users.add("職員乙", Role.STAFF, "second-staff")
    users.sign_in("職員乙", "second-staff")
    with pytest.raises(DomainError, match="own_user"):
        users.disable("職員乙")
    with pytest.raises(DomainError, match="own_user"):
        users.change_role("職員乙", Role.VOLUNTEER)
    users.sign_in("職員甲", GOOD)
    assert users.change_role("職員乙", Role.VOLUNTEER).user.role is Role.VOLUNTEER
    assert users.sign_in("職員乙", "second-staff").role is Role.VOLUNTEER
    assert users.sign_in("職員甲", GOOD).role is Role.STAFF
    assert users.change_role("職員乙", Role.STAFF).user.role is Role.STAFF
    assert users.disable("職員乙").user.is_disabled


def test_who_is_let_in_again_keeps_the_password(city: City) -> None:
    users = city.services.users
    users.add("職員", Role.STAFF, GOOD)
    users.add("手伝い", Role.VOLUNTEER, "volunteer-8")
    users.disable("手伝い")
    assert not users.enable("手伝い").user.is_disabled
    assert users.sign_in("手伝い", "volunteer-8").name == "手伝い"


def test_lists_tell_when_somebody_last_signed_in(city: City) -> None:
    users = city.services.users
    users.add("職員", Role.STAFF, GOOD)
    (line,) = users.all()
    assert line.signed_in_at is None
    with pytest.raises(EnvironmentProblem, match="bad_sign_in"):
        users.sign_in("職員", "not-this-one")
    assert users.all() == [line]
    assert users.sign_in("職員", GOOD).signed_in_at == city.services.database.now()
    (line,) = users.all()
    assert line.signed_in_at == city.services.database.now()


def test_bad_entries_are_refused(city: City) -> None:
    users = city.services.users
    for name, password, code in (
        (" ", GOOD, "name_missing"),
        ("職員", "short", "password_too_short"),
        ("職員", "12345678", "password_easy"),
        ("見本太郎", "見本太郎-2026", "password_like_name"),
        ("職員", "x" * 500, "text_too_long"),
        ("x" * 500, GOOD, "name_too_long"),
        ("123456789018", GOOD, "individual_number"),
    ):
        with pytest.raises(DomainError, match=code):
            users.add(name, Role.STAFF, password)
    users.add("職員", Role.STAFF, GOOD)
    with pytest.raises(DomainError, match="password_easy"):
        users.set_password("職員", "password")
    with pytest.raises(DomainError, match="user_exists"):
        users.add("職員", Role.STAFF, GOOD)
    with pytest.raises(DomainError, match="user_unknown"):
        users.disable("だれか")


def test_any_member_of_staff_lets_a_door_be_left(city: City) -> None:
    users = city.services.users
    users.add("職員甲", Role.STAFF, GOOD)
    users.add("職員乙", Role.STAFF, "second-staff")
    users.add("手伝い", Role.VOLUNTEER, "volunteer-8")
    users.sign_in("手伝い", "volunteer-8")
    assert users.check_staff("second-staff").name == "職員乙"
    for wrong in ("volunteer-8", "", "x"):
        with pytest.raises(DomainError, match="bad_staff_password"):
            users.check_staff(wrong)
    assert city.services.office.may_sign_in() == ("手伝い", "職員乙", "職員甲")


def test_nobody_takes_the_name_by_which_the_record_calls_somebody_else(city: City) -> None:
    services = city.services
    services.users.add("中央 花子", Role.STAFF, "staff-secret")
    services.users.sign_in("中央 花子", "staff-secret")
    services.tokens.add("夜間の写し", Role.VOLUNTEER)
    for name, code in (("夜間の写し", "token_exists"), ("回復キー", "name_reserved"), (" command ", "name_reserved")):
        with pytest.raises(DomainError, match=code):
            services.users.add(name, Role.VOLUNTEER, "quiet-river-9")
    with pytest.raises(DomainError, match="name_reserved"):
        services.tokens.add("回復キー", Role.VOLUNTEER)
