"""Says in words what is withdrawn, and what an order did."""

from __future__ import annotations

from collections.abc import Iterator

from indexer.messages import Message, listed, message, verbatim
from indexer.withdrawals.description import ShownWork, WithdrawnWork
from indexer.withdrawals.orders import OrderResult


def lines(result: OrderResult) -> Iterator[str]:
    """A line for each withdrawal, and one for whatever else must be known."""
    for one in result.done:
        yield from _describe(one)
    yield from map(str, result.remarks)


def restored_lines(result: OrderResult) -> Iterator[str]:
    """A line for each withdrawal that is over."""
    for one in result.done:
        yield str(message("Shown again: {works}.", works=_works(one)))
        for copy in one.copies:
            said = message("shown again with it: {work}", work=_named(copy))
            yield f"  {said}"
    yield from map(str, result.remarks)


def refusals(result: OrderResult) -> Iterator[str]:
    """A line for each name that matches nothing."""
    for name, nearest in result.unknown:
        line = message("“{name}” matches nothing.", name=name)
        if nearest:
            line = message(
                "“{name}” matches nothing. Did you mean {names}?",
                name=name,
                names=", ".join(nearest),
            )
        yield str(line)
    if result.unknown:
        yield str(
            message(
                "Write the identifier, the path in the corpus, or the address of the publication's "
                "page. A name that is not in the index yet can be written into takedown.txt."
            )
        )


def _describe(one: WithdrawnWork) -> Iterator[str]:
    works = _works(one)
    match one.is_known, one.until:
        case True, "":
            said = message("Withdrawn: {works}.", works=works)
        case True, until:
            said = message("Withdrawn until {day}: {works}.", works=works, day=until)
        case False, "":
            said = message("Withdrawn as soon as it is in the index: {works}.", works=works)
        case _, until:
            said = message(
                "Withdrawn as soon as it is in the index, until {day}: {works}.",
                works=works,
                day=until,
            )
    yield str(said)
    if one.reason:
        said = message("reason: {reason}", reason=one.reason)
        yield f"  {said}"
    for copy in one.copies:
        said = message("hidden with it, as the text is almost the same: {work}", work=_named(copy))
        yield f"  {said}"
    for sister in one.sisters:
        said = message("not hidden, another edition of the same work: {work}", work=_named(sister))
        yield f"  {said}"


def _works(one: WithdrawnWork) -> Message:
    """The works of a withdrawal, or the words that stand for what was never in the index."""
    works = listed(*map(_named, one.works)) if one.works else _quoted(one)
    if one.passage is None or not one.is_known:
        return works
    return message("{works}, page or section {number}", works=works, number=str(one.passage))


def _quoted(one: WithdrawnWork) -> Message:
    return message("“{words}”", words=one.name if one.is_known else one.line or one.name)


def _named(work: ShownWork) -> Message:
    """A work by what staff know it by: title, file, identifier."""
    if not work.path:
        return verbatim(work.id)
    if not work.title:
        return message("{path} (identifier {id})", path=work.path, id=work.id)
    return message(
        "“{title}” ({path}; identifier {id})", title=work.title, path=work.path, id=work.id
    )
