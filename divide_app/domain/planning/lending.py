"""Equipment lent during a class (phones, tablets): the stock, and how many items a meeting needs."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Annotated
from uuid import UUID

from divide_app.domain.fields import MADE, NOT_PERSONAL, Kept, Shape

MOST_TURNAROUND = 24 * 60


@dataclass(frozen=True, slots=True)
class Stock:
    """A kind of thing the office lends, counted.

    Attributes:
        quantity: How many there are.
        turnaround_minutes: Minutes from the end of one class until the things may begin the next (carrying, charging).
        serves_wishes: Applicants who wish to borrow a phone (貸出機希望) are counted against this stock.
    """

    id: Annotated[UUID, MADE]
    name: Annotated[str, Kept("名前", NOT_PERSONAL, missing="name_missing")]
    quantity: Annotated[int, Kept("持っている台数", NOT_PERSONAL, least=1, most=100_000, bad="bad_quantity")]
    turnaround_minutes: Annotated[
        int, Kept("次に貸せるまでの時間", NOT_PERSONAL, most=MOST_TURNAROUND, bad="bad_minutes")
    ] = 0
    serves_wishes: Annotated[bool, Kept("申込の「貸出機を希望」を、この貸出機で数える", NOT_PERSONAL)] = False
    note: Annotated[str, Kept("メモ", NOT_PERSONAL, shape=Shape.LINES)] = ""


@dataclass(frozen=True, slots=True)
class LendingNeed:
    """A number of items of one stock."""

    stock_id: Annotated[UUID, MADE]
    quantity: Annotated[int, Kept("台数", NOT_PERSONAL, least=1, bad="bad_quantity")]


def needs_of(course: tuple[LendingNeed, ...], meeting: tuple[LendingNeed, ...] | None) -> tuple[LendingNeed, ...]:
    """Return what a meeting asks for: its own list when it has one (empty: nothing), else the list of its course."""
    return course if meeting is None else meeting


def wanted(asked: Iterable[LendingNeed], wishes: int, stocks: Mapping[UUID, Stock]) -> tuple[tuple[UUID, int], ...]:
    """Return how many things of each stock a meeting takes.

    What the course asks for and what its accepted applicants wish are not added: the things asked for are lent to those
    who wish. Only wishes beyond them take more, from the stock for wishes the course asks for, else from the first by
    name.

    Args:
        asked: What the course or the meeting asks for.
        wishes: Accepted applicants who wish to borrow a phone.
        stocks: Every stock by id; a need of one that is gone is left out.
    """
    taken: dict[UUID, int] = {}
    for need in asked:
        if need.stock_id in stocks and need.quantity > 0:
            taken[need.stock_id] = taken.get(need.stock_id, 0) + need.quantity
    serving = [stock for stock in stocks.values() if stock.serves_wishes]
    beyond = wishes - sum(taken.get(stock.id, 0) for stock in serving)
    if serving and beyond > 0:
        first = min(serving, key=lambda stock: (stock.id not in taken, stock.name, stock.id))
        taken[first.id] = taken.get(first.id, 0) + beyond
    return tuple(taken.items())
