"""Says in words what is withdrawn, and what an order did."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from indexer.withdrawals.description import ShownWork, WithdrawnWork
from indexer.withdrawals.orders import OrderResult


def lines(result: OrderResult) -> Iterator[str]:
    """A line for each withdrawal, and one for whatever else must be known."""
    for one in result.done:
        yield from _describe(one)
    yield from result.remarks


def restored_lines(result: OrderResult) -> Iterator[str]:
    """A line for each withdrawal that is over."""
    for one in result.done:
        named = ", ".join(map(_named, one.works)) or f'"{one.name}"'
        yield f"Shown again: {named}{_passage(one)}."
        for copy in one.copies:
            yield f"  shown again with it: {_named(copy)}"
    yield from result.remarks


def refusals(result: OrderResult) -> Iterator[str]:
    """A line for each name that matches nothing."""
    for name, nearest in result.unknown:
        hint = f" Did you mean {' or '.join(nearest)}?" if nearest else ""
        yield f'"{name}" matches nothing.{hint}'
    if result.unknown:
        yield (
            "Write the identifier, the path in the corpus, or the address of the publication's "
            "page. A name that is not in the index yet can be written into takedown.txt."
        )


def _describe(one: WithdrawnWork) -> Iterator[str]:
    until = f" until {one.until}" if one.until else ""
    reason = f" ({one.reason})" if one.reason else ""
    if not one.is_known:
        yield f'Withdrawn as soon as it is in the index{until}: "{one.line or one.name}".'
        return
    named = ", ".join(map(_named, one.works))
    yield f"Withdrawn{until}: {named}{_passage(one)}{reason}."
    yield from _indented("hidden with it, as the text is almost the same", one.copies)
    yield from _indented("not hidden, another edition of the same work", one.sisters)


def _passage(one: WithdrawnWork) -> str:
    return "" if one.passage is None else f", page or section {one.passage}"


def _indented(what: str, works: Iterable[ShownWork]) -> Iterator[str]:
    for work in works:
        yield f"  {what}: {_named(work)}"


def _named(work: ShownWork) -> str:
    title = f" “{work.title}”" if work.title else ""
    return f"{work.id}{title} ({work.path})"
