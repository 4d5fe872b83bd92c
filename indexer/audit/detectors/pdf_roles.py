"""Says by which keys the objects of a PDF refer to each other: what a stream is for."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from typing import Final

from indexer.extract.pdf.pypdf_objects import Name, Ref, StoredObject, Value

_MAX_KEYS: Final = 40  # of one object; a font is referred to from every page


class ObjectRoles:
    """By which keys, and from which objects, each object is referred to."""

    def __init__(self, objects: Iterable[StoredObject]) -> None:
        self._keys: defaultdict[int, set[str]] = defaultdict(set)
        self._owners: defaultdict[int, set[int]] = defaultdict(set)
        self._lists: defaultdict[int, set[int]] = defaultdict(set)
        for stored in objects:
            self._add(stored.number, stored.value)

    def keys(self, number: int) -> set[str]:
        """The keys under which an object stands: its own, and those of the objects around it."""
        above = {key for owner in self._owners[number] for key in self._keys[owner]}
        of_lists = {key for owner in self._lists[number] for key in self._keys[owner]}
        return self._keys[number] | of_lists | {f"{key}/" for key in above}

    def _add(self, number: int, value: Value) -> None:
        # (value, key under which it stands, key of the dictionary around it)
        waiting: list[tuple[Value, str, str]] = [(value, "", "")]
        while waiting:
            item, key, above = waiting.pop()
            if isinstance(item, Ref):
                self._refer(number, item.number, key, above)
            elif isinstance(item, dict):
                waiting += [(inside, name, key) for name, inside in item.items()]
            elif isinstance(item, list):
                # A colour space is a list that begins with its kind.
                kind = str(item[0]) if item and isinstance(item[0], Name) else key
                waiting += [(inside, kind, key if kind != key else above) for inside in item]

    def _refer(self, owner: int, number: int, key: str, above: str) -> None:
        keys = self._keys[number]
        if not key:  # the owner is a list, which stands for what is in it
            self._lists[number].add(owner)
        elif len(keys) < _MAX_KEYS:
            keys.add(key)
            if above:
                keys.add(f"{above}/")
        if not above and len(self._owners[number]) < _MAX_KEYS:
            self._owners[number].add(owner)
