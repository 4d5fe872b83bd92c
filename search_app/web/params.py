"""The parameters of a search: one row each, from which all else about them is derived.

The API parses them strictly (it names the one that is invalid), pages tolerantly (what is invalid
is ignored). The addresses of a search, the hidden fields of forms and the table in
docs/api.md come from the same rows.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import Any, Final, Generic, TypeVar
from urllib.parse import urlencode

from indexer.engine.query import MAX_CHARACTERS
from indexer.engine.searches import MAX_PER_PAGE, Expand, Feedback, SearchRequest, Sort
from indexer.fields import FACETS, FacetField, FacetFilter, Filters, RangeFilter, ValueFilter
from search_app.i18n.locale import N_
from search_app.web.param_kinds import AnyText, Number, OneOf, ParamKind, ShortText, Texts, clean

PER_PAGE: Final = 10
MAX_PAGE: Final = 1_000_000
MAX_FILTER_BYTES: Final = 3_000
"""Bytes that all filters together may take in an address: a page of results has some forty links
with all of them. Thirty authors with names of two words take 1,000.
"""
MAX_CURSOR_CHARS: Final = 2_000
"""Characters of a cursor; in the order of titles it holds part of a title."""
_MAX_NAME_CHARS: Final = 40  # of an unknown parameter, in a message

RawParams = Mapping[str, Sequence[str]]
"""Parameters as they come: each name with its values."""


class ParameterInvalid(Exception):
    """A parameter is invalid: `name` says which, `reason` why, without quoting it.

    The reason is a text that can be translated, `values` are what it names.
    """

    def __init__(self, name: str, reason: str, **values: object) -> None:
        super().__init__(f"{name}: {reason % values}")
        self.name = name
        self.reason = reason
        self.values = values


class AsTyped(StrEnum):
    """Whether a page shows what a query finds as it is typed, even if that is nothing and another
    spelling finds something.
    """

    NO = "0"
    YES = "1"


class Form(StrEnum):
    """A form of the pages, which carries some parameters in hidden fields and drops the others."""

    SEARCH_BOX = "search box"
    FILTERS = "filters"


@dataclass(frozen=True, slots=True)
class SearchState:
    """What a reader asks for: the request to the engine, and what the service decides itself."""

    request: SearchRequest = field(default_factory=SearchRequest)
    as_typed: AsTyped = AsTyped.NO

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
        request = replace(self.request, text=text, page=1, cursor=None)
        return replace(self, request=request, as_typed=AsTyped.NO)

    def exactly(self) -> SearchState:
        """The same search, in no other spelling."""
        return replace(self, as_typed=AsTyped.YES)

    def with_filters(self, filters: Filters) -> SearchState:
        """The same search with other filters, from its first page."""
        request = replace(self.request, filters=filters, page=1, cursor=None)
        return replace(self, request=request)

    def with_filter(self, facet: str, chosen: FacetFilter) -> SearchState:
        """The same search with another choice (or none) in one facet, from its first page."""
        return self.with_filters(self.filters.replaced(facet, chosen))

    def with_sort(self, sort: Sort) -> SearchState:
        """The same search in another order, from its first page."""
        return replace(self, request=replace(self.request, sort=sort, page=1, cursor=None))

    def with_expand(self, expand: Expand) -> SearchState:
        """The same search with or without other words, from its first page; of no topic."""
        request = replace(self.request, expand=expand, feedback=Feedback.NONE, page=1, cursor=None)
        return replace(self, request=request)

    def with_topic(self) -> SearchState:
        """The search for the topic of what it finds, from its first page and by relevance."""
        request = replace(
            self.request, feedback=Feedback.TOPIC, sort=Sort.RELEVANCE, page=1, cursor=None
        )
        return replace(self, request=request)

    def for_text(self, text: str) -> SearchState:
        """The search for `text` alone, as widely as this one."""
        own = self.request
        request = SearchRequest(text, expand=own.expand, feedback=own.feedback)
        return SearchState(request, self.as_typed)


# --- the table

_Value = TypeVar("_Value")

YEARS: Final = Number(0, 9999)
"""The years that a range may begin and end with."""


@dataclass(frozen=True, slots=True)
class Param(Generic[_Value]):
    """A parameter: `value` gives that of a search; `forms` carry it in a hidden field."""

    name: str
    kind: ParamKind[_Value]
    default: _Value
    meaning: str
    value: Callable[[SearchState], _Value]
    forms: frozenset[Form] = frozenset()

    def pairs(self, state: SearchState) -> list[tuple[str, str]]:
        """The parameter as the address of a search has it; nothing where it is the default."""
        value = self.value(state)
        if value == self.default:
            return []
        return [(self.name, str(one)) for one in (value if isinstance(value, tuple) else (value,))]


def _values_param(facet: FacetField) -> Param[tuple[str, ...]]:
    return Param(
        facet.name,
        Texts(),
        (),
        f"filter: only publications with one of these values ({facet.plural.lower()})",
        lambda state: state.filters.values_in(facet.name),
    )


def range_params(facet: FacetField) -> tuple[Param[int | None], Param[int | None]]:
    """The two parameters of a facet in which a range is chosen."""
    what = facet.label.lower()
    return (
        Param(
            f"{facet.name}_from",
            YEARS,
            None,
            f"filter: only publications of this {what} or later",
            lambda state: state.filters.range_in(facet.name).first,
        ),
        Param(
            f"{facet.name}_to",
            YEARS,
            None,
            f"filter: only publications of this {what} or earlier",
            lambda state: state.filters.range_in(facet.name).last,
        ),
    )


# A new query starts without the filters chosen for another one; how results are shown is the
# reader's preference, and stays. Each form leads to a first page, so page and cursor are dropped.
_ALL_FORMS: Final = frozenset(Form)
_TEXT: Final = Param(
    "q", AnyText(), "", "the query", lambda state: state.text, frozenset({Form.FILTERS})
)
_SORT: Final = Param(
    "sort",
    OneOf(Sort),
    Sort.RELEVANCE,
    "order of the hits",
    lambda state: state.request.sort,
    _ALL_FORMS,
)
_PAGE: Final = Param(
    "page", Number(1, MAX_PAGE), 1, "page of the hits", lambda state: state.request.page
)
_PER_PAGE: Final = Param(
    "per_page",
    Number(1, MAX_PER_PAGE),
    PER_PAGE,
    "hits on a page",
    lambda state: state.request.per_page,
    _ALL_FORMS,
)
_CURSOR: Final = Param(
    "cursor",
    ShortText(MAX_CURSOR_CHARS),
    "",
    "instead of `page`: where to go on, as `next` and `prev` have it",
    lambda state: state.request.cursor or "",
)
_EXPAND: Final = Param(
    "expand",
    OneOf(Expand),
    Expand.ON,
    "whether words that stand for those of the query may be searched for as well",
    lambda state: state.request.expand,
    _ALL_FORMS,
)
_AS_TYPED: Final = Param(
    "as_typed",
    OneOf(AsTyped),
    AsTyped.NO,
    "1 shows what matches as typed, where pages would show another spelling; nothing else in JSON",
    lambda state: state.as_typed,
    frozenset({Form.FILTERS}),
)
_MORE: Final = Param(
    "more",
    OneOf(Feedback),
    Feedback.NONE,
    "whether to search more widely, for the topic of the best hits",
    lambda state: state.request.feedback,
    frozenset({Form.FILTERS}),
)
_VALUES: Final = {row.name: _values_param(row) for row in FACETS if not row.is_range}
_RANGES: Final = {row.name: range_params(row) for row in FACETS if row.is_range}
_FACET_PARAMS: Final = (
    param
    for row in FACETS
    for param in (_RANGES[row.name] if row.is_range else (_VALUES[row.name],))
)

PARAMS: Final[tuple[Param[Any], ...]] = (
    _TEXT,
    *_FACET_PARAMS,
    _SORT,
    _PAGE,
    _PER_PAGE,
    _CURSOR,
    _AS_TYPED,
    _EXPAND,
    _MORE,
)
"""All parameters of a search, in the order in which an address has them."""


# --- from parameters to a search, and back


class _Parser:
    """Parses one parameter at a time; `faults` collects what is invalid."""

    def __init__(self, raw: RawParams) -> None:
        self._raw = raw
        self._filter_room = MAX_FILTER_BYTES
        self.faults: list[ParameterInvalid] = []

    def refuse_others(self, names: Iterable[str]) -> None:
        for name in sorted(self._raw.keys() - set(names))[:1]:
            reason = N_("there is no such parameter")
            self.faults.append(ParameterInvalid(clean(name[:_MAX_NAME_CHARS]), reason))

    def parse(self, param: Param[_Value]) -> _Value:
        def refuse(reason: str, **values: object) -> None:
            self.faults.append(ParameterInvalid(param.name, reason, **values))

        value = param.kind.parse(self._raw.get(param.name, ()), refuse)
        return param.default if value is None else value

    def parse_values(self, param: Param[tuple[str, ...]]) -> tuple[str, ...]:
        """The values of a filter that fit into an address with those of the filters before."""
        kept = []
        for value in self.parse(param):
            self._filter_room -= len(urlencode([(param.name, value)])) + 1
            if self._filter_room < 0:
                reason = N_("together the filters are too long; choose fewer values")
                self.faults.append(ParameterInvalid(param.name, reason))
                break
            kept.append(value)
        return tuple(kept)

    def check(self) -> None:
        if self.faults:
            raise self.faults[0]


def parse_params(raw: RawParams) -> SearchState:
    """The search that the parameters ask for.

    Raises:
        ParameterInvalid: one of them is unknown or invalid.
    """
    parser = _Parser(raw)
    state = _search(parser)
    parser.check()
    return state


def parse_params_tolerantly(raw: RawParams) -> SearchState:
    """The search that the parameters ask for, without what is invalid."""
    return _search(_Parser(raw))


def parse_suggest_params(raw: RawParams) -> str:
    """The beginning of a query that suggestions are wanted for.

    Raises:
        ParameterInvalid: there is another parameter, or more than one query.
    """
    parser = _Parser(raw)
    parser.refuse_others([_TEXT.name])
    beginning = parser.parse(_TEXT)
    parser.check()
    return beginning


def _search(parser: _Parser) -> SearchState:
    parser.refuse_others(param.name for param in PARAMS)
    request = SearchRequest(
        # One character more than is searched, so that the engine says what it left out.
        text=parser.parse(_TEXT).strip()[: MAX_CHARACTERS + 1],
        filters=Filters({row.name: _filter(parser, row) for row in FACETS}),
        sort=parser.parse(_SORT),
        page=parser.parse(_PAGE),
        per_page=parser.parse(_PER_PAGE),
        cursor=parser.parse(_CURSOR) or None,
        expand=parser.parse(_EXPAND),
        feedback=parser.parse(_MORE),
    )
    return SearchState(request, parser.parse(_AS_TYPED))


def _filter(parser: _Parser, facet: FacetField) -> FacetFilter:
    if not facet.is_range:
        return ValueFilter(parser.parse_values(_VALUES[facet.name]))
    low, high = _RANGES[facet.name]
    first, last = parser.parse(low), parser.parse(high)
    if first is not None and last is not None and first > last:
        reason = N_("it must not be later than %(parameter)s")
        parser.faults.append(ParameterInvalid(low.name, reason, parameter=high.name))
        first, last = last, first
    return RangeFilter(first, last)


def to_params(state: SearchState) -> list[tuple[str, str]]:
    """The parameters of a search, without defaults; `parse_params` reads them back."""
    return [pair for param in PARAMS for pair in param.pairs(state)]


def hidden_params(state: SearchState, form: Form) -> list[tuple[str, str]]:
    """The parameters that a form carries in hidden fields."""
    return [pair for param in PARAMS if form in param.forms for pair in param.pairs(state)]
