"""Values that are made once, and then shared by all threads."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Hashable
from threading import Lock
from typing import Final, TypeVar, cast

T = TypeVar("T")


class OncePerKey:
    """Makes the value of each key once. Callers wait for one another only if they want the same
    key; beyond `limit` keys (None: no limit) the least recently used one is dropped.

    The function that makes a value may ask for other keys, but not for its own.
    """

    def __init__(self, limit: int | None = None) -> None:
        self._limit: Final = limit
        self._lock = Lock()
        self._slots: OrderedDict[Hashable, _Slot] = OrderedDict()

    def get(self, key: Hashable, make: Callable[[], T]) -> T:
        """The value of `key`; `make` makes it if nobody has. If `make` fails, so does this call,
        and the next caller tries again.
        """
        with self._lock:
            slot = self._slots.get(key)
            if slot is None:
                slot = self._slots[key] = _Slot()
            self._slots.move_to_end(key)
            if self._limit is not None and len(self._slots) > self._limit:
                self._slots.popitem(last=False)
        if not slot.is_made:
            with slot.lock:
                if not slot.is_made:
                    slot.value = make()
                    slot.is_made = True
        return cast(T, slot.value)


class _Slot:
    """The value of one key, once it is made."""

    __slots__ = ("is_made", "lock", "value")

    def __init__(self) -> None:
        self.lock = Lock()
        self.is_made = False
        self.value: object = None
