"""Every value the program keeps has a word for people."""

from __future__ import annotations

import importlib
import pkgutil
from enum import StrEnum

import pytest

from divide_app import domain
from divide_app.domain.office.findings import Finding, FindingCode
from divide_app.domain.people.age_band import STORABLE
from divide_app.domain.people.participants import Need, Sex
from divide_app.domain.people.supporters import AssignmentRole
from divide_app.wording.bands import band_label
from divide_app.wording.findings import finding_words
from divide_app.wording.labels import label


def _enums() -> list[type[StrEnum]]:
    found = pkgutil.walk_packages(domain.__path__, "divide_app.domain.")
    modules = [importlib.import_module(module.name) for module in found]
    return sorted(
        {
            value
            for module in modules
            for value in vars(module).values()
            if isinstance(value, type) and issubclass(value, StrEnum) and value is not StrEnum
        },
        key=lambda kind: kind.__name__,
    )


@pytest.mark.parametrize("kind", _enums(), ids=lambda kind: kind.__name__)
def test_every_member_of_every_enum_has_its_own_label(kind: type[StrEnum]):
    words = [
        finding_words(Finding(member)) if isinstance(member, FindingCode) else label(member)  # findings are sentences
        for member in kind
    ]
    assert all(words)
    assert len(set(words)) == len(words)


def test_equal_values_of_two_enums_keep_their_own_words():
    assert label(Need.INTERPRETER) == "通訳"
    assert label(AssignmentRole.INTERPRETER) == "通訳・手話"
    assert label(Sex.OTHER) == "その他"


@pytest.mark.parametrize(
    ("code", "long", "short"),
    [
        ("60-64", "60〜64歳", "60〜64"),
        ("85+", "85歳以上", "85〜"),
        ("60-69", "60代", "60代"),
        ("20-29", "20代", "20代"),
        ("-59", "59歳以下", "〜59"),
        ("6", "6歳", "6"),
        ("0-5", "0〜5歳", "0〜5"),
        ("unknown", "不明", "不明"),
    ],
)
def test_band_labels(code: str, long: str, short: str):
    assert band_label(code) == long
    assert band_label(code, short=True) == short


def test_no_two_bands_read_the_same():
    assert len({band_label(code) for code in STORABLE}) == len(STORABLE)
