"""The query language: what a reader typed as a tree of nodes, which `str` turns back into a query.

Syntax (docs/search.md): words (AND by default), `"phrase"`, `"near words"~5`, `OR`, `AND`, `NOT`,
`-word`, `( )`, `prefix*`, `wild*card`, `m?moria`, `word~`, `title: creator: subject: language:
type: year:`, with the names and operators of the four languages. AND binds tighter than OR.
Whatever does not parse is searched as words: a query never raises. The limits, and whatever is
understood otherwise than it looks, answer with a notice.
"""

from indexer.engine.query.field_values import canonical_value
from indexer.engine.query.grammar import MAX_CHARACTERS, MAX_CLAUSES, Query, parse
from indexer.engine.query.notices import Notice, NoticeKind
from indexer.engine.query.quotes import QUOTATION_MARKS, straighten_quotes, without_quotes
from indexer.engine.query.runs import IDENTIFIER

__all__ = [
    "IDENTIFIER",
    "MAX_CHARACTERS",
    "MAX_CLAUSES",
    "QUOTATION_MARKS",
    "Notice",
    "NoticeKind",
    "Query",
    "canonical_value",
    "parse",
    "straighten_quotes",
    "without_quotes",
]
