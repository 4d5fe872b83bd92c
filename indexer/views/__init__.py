"""What readers are shown of a publication: pictures of a PDF's pages, and where on them words
stand; the sections of an HTML page as they are written.

Foreign files are opened in confined processes only (`indexer.worker`); what these have made is
kept on the disk, within a bound. `open_views` is the way in.
"""

from indexer.extract.ocr_cache import ways
from indexer.extract.page_view import THUMBNAIL, WIDTHS, Layout, PictureSize
from indexer.extract.placed import PlacedText
from indexer.views.cache import PassageKey
from indexer.views.making import Busy, NoView
from indexer.views.placing import Place, placed
from indexer.views.views import Views, open_views

__all__ = [
    "THUMBNAIL",
    "WIDTHS",
    "Busy",
    "Layout",
    "NoView",
    "PassageKey",
    "PictureSize",
    "Place",
    "PlacedText",
    "Views",
    "open_views",
    "placed",
    "ways",
]
