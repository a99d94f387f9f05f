"""E-mail addresses come tidy, and what cannot be one is refused."""

from __future__ import annotations

import pytest

from divide_app.domain.errors import DomainError
from divide_app.domain.people.email_address import tidy_email


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("", ""),
        ("　", ""),
        (" mihon@example.jp ", "mihon@example.jp"),
        ("ｍｉｈｏｎ＠ｅｘａｍｐｌｅ．ｊｐ", "mihon@example.jp"),
        ("a..b.@carrier.example.jp", "a..b.@carrier.example.jp"),
        ("o'hara+x@sub.example.co.jp", "o'hara+x@sub.example.co.jp"),
    ],
)
def test_an_address_is_kept_tidy(typed: str, kept: str) -> None:
    assert tidy_email(typed) == kept
    assert tidy_email(kept) == kept


@pytest.mark.parametrize(
    "typed", ["なし", "mihon", "mihon@", "@example.jp", "mihon@example", "a b@example.jp", "a@b.jp, c@d.jp"]
)
def test_what_cannot_be_an_address_is_refused(typed: str) -> None:
    with pytest.raises(DomainError, match="bad_email"):
        tidy_email(typed)
