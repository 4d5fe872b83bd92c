"""Kinds of parameters: what a value looks like in an address, and how to parse it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final, Generic, Protocol, TypeVar

from search_app.i18n.locale import N_

MAX_VALUES: Final = 50
"""Values of one parameter that are read."""
MAX_VALUE_CHARS: Final = 300

_Kept = TypeVar("_Kept", covariant=True)
_Choice = TypeVar("_Choice", bound=StrEnum)


class Refuse(Protocol):
    """Notes that a value is invalid, and why."""

    def __call__(self, reason: str, **values: object) -> None:
        """Note the reason, a text that can be translated; `values` are what it names."""


class ParamKind(Protocol[_Kept]):
    """What a value looks like in an address, and how to parse it."""

    @property
    def allowed(self) -> str:
        """The values that it takes, in words."""

    def parse(self, texts: Sequence[str], refuse: Refuse) -> _Kept | None:
        """The value in `texts`; None if there is none, or if it is invalid and was refused."""


@dataclass(frozen=True, slots=True)
class AnyText:
    """A text, given once."""

    allowed: str = "text"

    def parse(self, texts: Sequence[str], refuse: Refuse) -> str | None:
        """The text, cleaned of what no text has."""
        if len(texts) > 1:
            refuse(N_("it must be given once"))
        return clean(texts[0]) if texts else None


@dataclass(frozen=True, slots=True)
class ShortText:
    """A text of at most `high` characters, given once."""

    high: int
    allowed: str = "text"

    def parse(self, texts: Sequence[str], refuse: Refuse) -> str | None:
        """The text; a longer one is refused."""
        text = AnyText().parse(texts, refuse)
        if text is None or len(text) <= self.high:
            return text
        refuse(N_("a value has at most %(count)s characters"), count=self.high)
        return None


@dataclass(frozen=True, slots=True)
class Texts:
    """Texts, given by repeating the parameter; each counts once."""

    allowed: str = "text, repeated for several"

    def parse(self, texts: Sequence[str], refuse: Refuse) -> tuple[str, ...]:
        """The texts that are not too long, in their order."""
        values = [value for text in texts if (value := clean(text).strip())]
        if len(values) > MAX_VALUES:
            refuse(N_("at most %(count)s values are read"), count=MAX_VALUES)
        if any(len(value) > MAX_VALUE_CHARS for value in values):
            refuse(N_("a value has at most %(count)s characters"), count=MAX_VALUE_CHARS)
        kept = (value for value in values[:MAX_VALUES] if len(value) <= MAX_VALUE_CHARS)
        return tuple(dict.fromkeys(kept))


@dataclass(frozen=True, slots=True)
class Number:
    """A whole number from `low` to `high`."""

    low: int
    high: int

    @property
    def allowed(self) -> str:
        """The range."""
        return f"{self.low} to {self.high}"

    def parse(self, texts: Sequence[str], refuse: Refuse) -> int | None:
        """The number."""
        text = (AnyText().parse(texts, refuse) or "").strip()
        if not text:
            return None
        is_short = text.isascii() and text.isdigit() and len(text) < 10
        if is_short and self.low <= int(text) <= self.high:
            return int(text)
        whole = N_("it must be a whole number from %(low)s to %(high)s")
        refuse(whole, low=self.low, high=self.high)
        return None


@dataclass(frozen=True, slots=True)
class OneOf(Generic[_Choice]):
    """One of a few values, in any case."""

    choices: type[_Choice]

    @property
    def allowed(self) -> str:
        """The choices."""
        return ", ".join(self.choices)

    def parse(self, texts: Sequence[str], refuse: Refuse) -> _Choice | None:
        """The choice."""
        text = (AnyText().parse(texts, refuse) or "").strip().lower()
        for choice in self.choices:
            if choice == text:
                return choice
        if text:
            refuse(N_("it must be one of %(values)s"), values=self.allowed)
        return None


def clean(text: str) -> str:
    """`text` without what cannot be written in UTF-8 (JSON may hold half a character)."""
    return text.encode("utf-8", "replace").decode("utf-8").replace("\0", " ")
