"""The one use case: a reader's parameters -> SearchRequest -> SearchResult, for page and JSON.

Pages read parameters tolerantly (a bad page number is page 1), the API strictly (it names the
parameter that cannot be followed).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import Any, Final, TypeVar

from indexer.engine.port import MAX_PER_PAGE, Filters, SearchRequest, SearchResult, Sort
from indexer.engine.query import MAX_CHARACTERS
from indexer.engine.spelling import correct
from indexer.errors import CursorInvalid
from search_app.i18n.locale import N_
from search_app.library.library import Library

VALUE_FILTERS: Final = ("language", "type", "creator", "subject", "series")
"""Parameters that are filters by value and may be repeated."""
PARAMETERS: Final = frozenset(
    (*VALUE_FILTERS, "q", "year_from", "year_to", "sort", "page", "per_page", "cursor", "expand")
)
PER_PAGE: Final = 10
MAX_PAGE: Final = 1_000_000
MAX_YEAR: Final = 9999
MAX_VALUES: Final = 50
MAX_VALUE: Final = 300

RawParams = Mapping[str, Sequence[str]]
"""Parameters as they come: each name with its values."""


class ParameterInvalid(Exception):
    """A parameter cannot be followed: `name` says which, `reason` why, without quoting it.

    The reason is a text that can be translated, `values` are what it names.
    """

    def __init__(self, name: str, reason: str, **values: object) -> None:
        super().__init__(f"{name}: {reason % values}")
        self.name = name
        self.reason = reason
        self.values = values


class Expand(StrEnum):
    """Whether related words may be searched for as well."""

    ON = "on"
    OFF = "off"


@dataclass(frozen=True, slots=True)
class SearchState:
    """What a reader asks for: the request to the engine, and what is ours to decide."""

    request: SearchRequest = field(default_factory=SearchRequest)
    expand: Expand = Expand.ON

    @property
    def text(self) -> str:
        """The query, no longer than the engine reads it."""
        return self.request.text[:MAX_CHARACTERS]

    @property
    def filters(self) -> Filters:
        """The reader's choices."""
        return self.request.filters

    def with_page(self, page: int = 1, cursor: str | None = None) -> SearchState:
        """The same search on another page."""
        return replace(self, request=replace(self.request, page=page, cursor=cursor))

    def with_text(self, text: str) -> SearchState:
        """The same search for another text, from its first page."""
        return replace(self, request=replace(self.request, text=text, page=1, cursor=None))

    def filtered(self, filters: Filters) -> SearchState:
        """The same search with other choices, from its first page."""
        request = replace(self.request, filters=filters, page=1, cursor=None)
        return replace(self, request=request)

    def sorted(self, sort: Sort) -> SearchState:
        """The same search in another order, from its first page."""
        return replace(self, request=replace(self.request, sort=sort, page=1, cursor=None))


def text_search(text: str) -> SearchState:
    """The search for `text` alone."""
    return SearchState(SearchRequest(text=text))


def parse_params(given: RawParams, *, strict: bool) -> SearchState:
    """What the parameters ask for.

    Raises:
        ParameterInvalid: `strict`, and one of them cannot be followed.
    """
    reader = _Reader(given, strict)
    unknown = sorted(given.keys() - PARAMETERS)
    if unknown:
        reader.refuse(unknown[0][:40], N_("there is no such parameter"))
    request = SearchRequest(
        # One character more than is searched, so that the engine says what it left out.
        text=reader.one("q").strip()[: MAX_CHARACTERS + 1],
        filters=_filters(reader),
        sort=reader.choice("sort", Sort.RELEVANCE),
        page=reader.number("page", 1, MAX_PAGE) or 1,
        per_page=reader.number("per_page", 1, MAX_PER_PAGE) or PER_PAGE,
        cursor=reader.one("cursor") or None,
    )
    return SearchState(request, reader.choice("expand", Expand.ON))


def _filters(reader: _Reader) -> Filters:
    first = reader.number("year_from", 0, MAX_YEAR)
    last = reader.number("year_to", 0, MAX_YEAR)
    if first is not None and last is not None and first > last:
        reader.refuse("year_from", N_("it must not be later than year_to"))
        first, last = last, first
    return Filters(
        **{name: reader.many(name) for name in VALUE_FILTERS}, year_from=first, year_to=last
    )


def read_beginning(given: RawParams) -> str:
    """The beginning of a query that suggestions are wanted for.

    Raises:
        ParameterInvalid: there is another parameter, or more than one query.
    """
    reader = _Reader(given, strict=True)
    for name in sorted(given.keys() - {"q"})[:1]:
        reader.refuse(name[:40], N_("there is no such parameter"))
    return reader.one("q")


def with_choice(filters: Filters, name: str, values: tuple[str, ...]) -> Filters:
    """`filters` with other values in the one of `VALUE_FILTERS` that is called `name`."""
    changes: dict[str, Any] = {name: values}
    return replace(filters, **changes)


_Choice = TypeVar("_Choice", bound=StrEnum)


@dataclass(frozen=True, slots=True)
class _Reader:
    """Reads one parameter at a time; unless `strict`, what is wrong counts as not given."""

    given: RawParams
    strict: bool

    def refuse(self, name: str, reason: str, **values: object) -> None:
        if self.strict:
            raise ParameterInvalid(name, reason, **values)

    def one(self, name: str) -> str:
        values = self.given.get(name, ())
        if len(values) > 1:
            self.refuse(name, N_("it must be given once"))
        return _clean(values[0]) if values else ""

    def many(self, name: str) -> tuple[str, ...]:
        values = [value for raw in self.given.get(name, ()) if (value := _clean(raw).strip())]
        if len(values) > MAX_VALUES:
            self.refuse(name, N_("at most %(count)s values are read"), count=MAX_VALUES)
        if any(len(value) > MAX_VALUE for value in values):
            self.refuse(name, N_("a value has at most %(count)s characters"), count=MAX_VALUE)
        return tuple(dict.fromkeys(v for v in values[:MAX_VALUES] if len(v) <= MAX_VALUE))

    def number(self, name: str, low: int, high: int) -> int | None:
        text = self.one(name).strip()
        if not text:
            return None
        if text.isascii() and text.isdigit() and len(text) < 10 and low <= int(text) <= high:
            return int(text)
        whole = N_("it must be a whole number from %(low)s to %(high)s")
        self.refuse(name, whole, low=low, high=high)
        return None

    def choice(self, name: str, default: _Choice) -> _Choice:
        text = self.one(name).strip().lower()
        kind = type(default)
        for value in kind:
            if value == text:
                return value
        if text:
            self.refuse(name, N_("it must be one of %(values)s"), values=", ".join(kind))
        return default


def _clean(text: str) -> str:
    """`text` without what cannot be written in UTF-8 (JSON may hold half a character)."""
    return text.encode("utf-8", "replace").decode("utf-8").replace("\0", " ")


def to_params(asked: SearchState) -> list[tuple[str, str]]:
    """The parameters of this search, without defaults; `parse_params` reads them back."""
    request, filters = asked.request, asked.filters
    pairs = [("q", asked.text)] if asked.text else []
    pairs += [(name, value) for name in VALUE_FILTERS for value in getattr(filters, name)]
    pairs += [
        (name, str(value))
        for name, value, default in (
            ("year_from", filters.year_from, None),
            ("year_to", filters.year_to, None),
            ("sort", request.sort, Sort.RELEVANCE),
            ("per_page", request.per_page, PER_PAGE),
            ("expand", asked.expand, Expand.ON),
            ("cursor", request.cursor, None),
            ("page", request.page, 1),
        )
        if value != default
    ]
    return pairs


def search(library: Library, asked: SearchState) -> SearchResult:
    """The result, with a better spelling if there is one.

    Raises:
        CursorInvalid: the cursor was not made by this service.
    """
    result = library.reader.search(asked.request)
    return replace(result, did_you_mean=correct(library.reader, asked.request, result))


def search_tolerantly(library: Library, asked: SearchState) -> tuple[SearchState, SearchResult]:
    """Answer, and say what was answered: a page past the end becomes the last one."""
    try:
        result = search(library, asked)
    except CursorInvalid:
        asked = asked.with_page(1)
        result = search(library, asked)
    last = max(1, -(-result.total // asked.request.per_page))
    if not result.hits and asked.request.page > last:
        asked = asked.with_page(last)
        result = search(library, asked)
    return asked, result
