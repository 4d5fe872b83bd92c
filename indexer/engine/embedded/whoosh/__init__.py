"""A generation as a Whoosh index, to be read with all that Whoosh can do.

    import indexer.engine.embedded.whoosh  # lets Whoosh read our table of contents
    from whoosh.index import open_dir
    from whoosh.qparser import QueryParser

    index = open_dir("var/index/0001")  # the folder that var/index/current names
    with index.searcher() as searcher:
        results = searcher.search(QueryParser("text_es", index.schema).parse("miedo"))
        print([hit.highlights("text_es") for hit in results])

Queries, scoring, key terms, more-like-this, sorting, grouping, highlights, and spelling suggestions
work (tests/engine/embedded/whoosh/test_whoosh.py). `field_types` says what the fields hold. Whoosh
knows no withdrawals: it also finds what readers must not see. Only the indexer changes an index:
Whoosh's writers raise `IndexReadOnly`.
"""

from whoosh.legacy import toc_loaders

from indexer.engine.embedded.format.toc import TOC_VERSION
from indexer.engine.embedded.whoosh.index import load_toc

toc_loaders[TOC_VERSION] = load_toc
