"""`search`: searches from the command line."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Sequence
from dataclasses import asdict

from indexer.audit import report
from indexer.engine import open_engine
from indexer.engine.searches import Hit, Match, SearchRequest, SearchResult
from indexer.engine.snippets import Highlighter, HitHighlighter, Span
from indexer.errors import ExitCode
from indexer.messages import message, plural
from indexer.settings import Settings


def search(settings: Settings, options: argparse.Namespace) -> ExitCode:
    """Print what matches a query."""
    result = open_engine(settings).acquire().search(SearchRequest(options.query))
    highlighter = HitHighlighter(result)
    if options.json:
        print(json.dumps(_result_json(result, highlighter), ensure_ascii=False))
        return ExitCode.DONE
    by_meaning = [hit for hit in result.hits if hit.match is Match.MEANING]
    others = [hit for hit in result.hits if hit.match is not Match.MEANING]
    for hit in others:
        _print_hit(hit, highlighter.of(hit))
    if by_meaning or result.close:
        print(message("By meaning:"))
    for hit in (*by_meaning, *result.close):
        _print_hit(hit, highlighter.of(hit))
    print(plural("{count} publication matches.", "{count} publications match.", result.total))
    return ExitCode.DONE


def _print_hit(hit: Hit, highlighter: Highlighter) -> None:
    metadata = hit.publication.metadata
    byline = ", ".join(filter(None, (*metadata.creators, metadata.known_date)))
    print(report.printable(f"{metadata.title}{f' ({byline})' if byline else ''}"))
    print(f"  {report.printable_path(hit.publication.path)}")
    for passage in hit.passages:
        print(f"    {passage.label}: {_highlighted(highlighter.snippet(passage))}")


def _highlighted(spans: Sequence[Span]) -> str:
    start, end = ("\x1b[1m", "\x1b[0m") if sys.stdout.isatty() else ("[", "]")
    return "".join(f"{start}{s.text}{end}" if s.match else s.text for s in spans)


def _result_json(result: SearchResult, highlighter: HitHighlighter) -> dict[str, object]:
    return {
        "total": result.total,
        "hits": [_hit_json(hit, highlighter.of(hit)) for hit in result.hits],
        "close": [_hit_json(hit, highlighter.of(hit)) for hit in result.close],
        "also_searched": [
            {"text": one.text, "from": one.typed, "language": one.language}
            for one in result.also_searched
        ],
    }


def _hit_json(hit: Hit, highlighter: Highlighter) -> dict[str, object]:
    publication = hit.publication
    return {
        "id": publication.id,
        "path": publication.path,
        "title": publication.metadata.title,
        "score": hit.score,
        "match": hit.match,
        "partial": hit.match is Match.PARTIAL,
        "matching": hit.matching,
        "passages": [
            {
                "number": passage.number,
                "label": passage.label,
                "snippet": [asdict(span) for span in highlighter.snippet(passage)],
            }
            for passage in hit.passages
        ],
    }
