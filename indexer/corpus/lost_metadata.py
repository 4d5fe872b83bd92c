"""What is known of a publication's metadata, and what staff's files do not say any more.

Absence is no order: a table that lost a row, or is away, does not take away a title and a permanent
address. A cell that staff have emptied does.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Final

from indexer.corpus import headings
from indexer.fields import COLUMNS
from indexer.file_problems import Loss
from indexer.messages import Message, message
from indexer.model import METADATA_ATTRIBUTES, Metadata


@dataclass(frozen=True, slots=True)
class StaffDescription:
    """What staff's files say of one publication.

    `metadata` is what they say now; `kept` has what was known before in the place of what is
    missing without anybody having emptied it, which `lost` names. What could not be understood is
    as before in both. `described_in` are the paths of the table and the sidecars that `metadata`
    comes from, `kept_in` those that `kept` comes from; `row_path` is the path in the table, if the
    file had it before.
    """

    metadata: Metadata
    kept: Metadata
    described_in: tuple[str, ...]
    kept_in: tuple[str, ...]
    lost: tuple[Loss, ...] = ()
    row_path: str = ""


def gaps(now: Metadata, before: Metadata) -> frozenset[str]:
    """The attributes that have had a value and have none."""
    if now == before:
        return frozenset()
    names = METADATA_ATTRIBUTES
    return frozenset(n for n in names if getattr(before, n) and not getattr(now, n))


def only(metadata: Metadata, attributes: Iterable[str]) -> Metadata:
    """The values of these attributes alone."""
    return Metadata(**{name: getattr(metadata, name) for name in attributes})


def named(attributes: Iterable[str]) -> str:
    """The attributes as staff know them, in the order of the columns."""
    wanted = set(attributes)
    columns = (row.name for row in COLUMNS.values() if row.attribute in wanted)
    return headings.METADATA.shown_names(columns)


# Why metadata would go.
TABLE_GONE: Final = message(
    "The table of metadata is not in the folder any more. Without it these go: {columns}."
)
TABLE_RENAMED: Final = message(
    "The table of metadata is not in the folder any more; perhaps it is {other}, which has another "
    "name. Without it these go: {columns}."
)
TABLE_UNUSABLE: Final = message("{table} cannot be used. Without it these go: {columns}.")
TABLE_BLANK: Final = message("{table} is empty. Without it these go: {columns}.")
TABLE_HIDDEN: Final = message(
    "{table} is empty, and {other} is not used because of it; move the empty one away. Without the "
    "table these go: {columns}."
)
ROW_GONE: Final = message(
    "{table} has no row for it any more. Without the row these go: {columns}."
)
COLUMNS_GONE: Final = message(
    "{table} does not have these columns any more, or they have other names: {columns}. What stood "
    "there goes."
)
SIDECAR_GONE: Final = message("{sidecar} is not there any more. Without it these go: {columns}.")
SIDECAR_BLANK: Final = message("{sidecar} is empty. Without it these go: {columns}.")


def what_goes(reason: Message, attributes: Iterable[str], **files: str) -> Message:
    """One of the reasons above, with the attributes that would go and the files in it."""
    return replace(reason, values={**files, "columns": named(attributes)})
