"""What readers are shown of a PDF: pictures of its pages, and where on them words stand.

Foreign files are opened in confined processes only (`indexer.worker`); what these have drawn is
kept on the disk, within a bound. `open_views` is the way in.
"""

from indexer.extract.page_view import WIDTHS, Layout, PictureSize
from indexer.extract.placed import PlacedText
from indexer.views.cache import PageKey
from indexer.views.making import Busy, NoView
from indexer.views.placing import Place, placed
from indexer.views.views import Views, open_views

__all__ = [
    "WIDTHS",
    "Busy",
    "Layout",
    "NoView",
    "PageKey",
    "PictureSize",
    "Place",
    "PlacedText",
    "Views",
    "open_views",
    "placed",
]
