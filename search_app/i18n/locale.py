"""The interface languages: which one a request is answered in, and how values are written in it.

They are the rows of `indexer.languages` that have an interface. Message ids are English;
`translations/` holds a catalogue for each other language (`python -m search_app.i18n.catalog`
creates and updates them). The language is the one that the request names (`install` gets a function
that knows), else the browser's, else Spanish. No cookie. The only module that imports Flask-Babel.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from datetime import date, datetime
from functools import lru_cache
from gettext import NullTranslations
from typing import Final, cast

from babel import Locale
from babel.dates import format_date, format_skeleton
from babel.lists import format_list
from babel.numbers import format_decimal
from flask import Flask, Response, g, has_app_context, request
from flask_babel import Babel, get_translations  # type: ignore[import-untyped]
from flask_babel import get_locale as _babel_locale

from indexer.languages import INTERFACES
from indexer.model import UNDETERMINED
from search_app.i18n.negotiation import preferred

LANGUAGES: Final = tuple(INTERFACES)
"""The first is the default."""
REGIONS: Final = {code: Locale(code, row.territory) for code, row in INTERFACES.items()}
"""The locale of each one's dates and numbers."""
SOURCE_LANGUAGE: Final = "en"
"""The language of the texts in the code."""
_LOCALIZED_TYPES: Final = ("text/html", "application/json", "application/problem+json")


def install(app: Flask, requested_language: Callable[[], str | None]) -> None:
    """Answer each request of `app` in its reader's language; `requested_language` returns the one
    of `LANGUAGES` that the request at hand names, if it names one.
    """

    def select() -> str:
        accepted = request.accept_languages
        return requested_language() or preferred(accepted, LANGUAGES) or LANGUAGES[0]

    Babel(app, default_locale=LANGUAGES[0], locale_selector=select)
    app.jinja_env.install_gettext_callables(gettext, ngettext, newstyle=True)  # type: ignore[attr-defined]
    app.after_request(_declare)


def _declare(response: Response) -> Response:
    """Declare the language of the answer; originals have their own."""
    is_original = request.blueprint == "files" and response.status_code < 400
    if response.mimetype in _LOCALIZED_TYPES and not is_original:
        response.content_language.add(language())
        response.vary.add("Accept-Language")
    return response


def language() -> str:
    """The language of the answer to the current request."""
    if not has_app_context():
        return LANGUAGES[0]
    if "language" not in g:  # asked for hundreds of times a page
        g.language = str(_babel_locale() or LANGUAGES[0])[:2]
    return cast(str, g.language)


def gettext(message: str, /, **values: object) -> str:
    """`message` in the interface language."""
    written = _translations().gettext(message)
    return written % values if values else written


def ngettext(singular: str, plural: str, num: int, /, **values: object) -> str:
    """The text in the plural form that `num` has in the interface language; `%(count)s` is `num`,
    written.
    """
    written = _translations().ngettext(singular, plural, num)
    return written % {"count": number(num), **values}


def _translations() -> NullTranslations:
    """The catalogue of the current request; Flask-Babel's own functions look it up each time."""
    if not has_app_context():
        return NullTranslations()
    try:  # quicker than to ask first, and it is there two hundred times a page
        return cast(NullTranslations, g.translations)
    except AttributeError:
        g.translations = get_translations()
        return cast(NullTranslations, g.translations)


def N_(message: str) -> str:  # noqa: N802 - the name that gettext's users know
    """Mark `message`, which a table holds, for translation."""
    return message


def number(value: float) -> str:
    """`value` with the separators of the interface language."""
    return _number(value, language())


@lru_cache(maxsize=4096)  # a page has hundreds of counts, and each takes 40 us
def _number(value: float, code: str) -> str:
    return format_decimal(value, locale=REGIONS[code])


def written_date(value: str) -> str:
    """An ISO 8601 date of any precision, in words; anything else is returned unchanged."""
    parts = re.fullmatch(r"([0-9]{4})(?:-([0-9]{2})(?:-([0-9]{2}))?)?", value)
    if parts is None or parts[2] is None:
        return value
    try:
        day = date(int(parts[1]), int(parts[2]), int(parts[3] or 1))
    except ValueError:
        return value
    if parts[3] is None:
        return format_skeleton("yMMMM", day, locale=_region())
    written = format_date(day, "long", locale=_region())
    # CLDR has plain numbers, but nobody writes "1 mars".
    first = INTERFACES[language()].first_of_month if day.day == 1 else ""
    return first + written[1:] if first else written


def written_day(moment: datetime) -> str:
    """The day of `moment`, in words."""
    return written_date(moment.date().isoformat())


def language_name(code: str) -> str:
    """The name of the language `code` in the interface language, as a label."""
    if code == UNDETERMINED:
        return gettext("Language not known")
    name = language_word(code)
    return name[:1].upper() + name[1:]


def language_word(code: str) -> str:
    """The name of the language `code` inside a sentence."""
    return str(_region().languages.get(code, code))


def language_names(codes: Sequence[str]) -> str:
    """The names of several languages, as one label."""
    if len(codes) == 1:
        return language_name(codes[0])
    names = listed([language_word(code) for code in codes])
    return names[:1].upper() + names[1:]


# In Spanish "y" becomes "e" before the sound i: "español e inglés", but "agua y hielo".
_SOUNDS_LIKE_Y: Final = re.compile(r"h?(?:í|i(?![aeoáéó]))", re.IGNORECASE)


def listed(words: Sequence[str]) -> str:
    """`words` as a sentence lists them: "a, b y c"."""
    if language() == "es" and len(words) > 1 and _SOUNDS_LIKE_Y.match(words[-1]):
        return f"{', '.join(words[:-1])} e {words[-1]}"
    return format_list(words, "standard", locale=_region())


def alternatives_listed(words: Sequence[str]) -> str:
    """`words` as a sentence offers them: "a, b o c"."""
    return format_list(words, "or", locale=_region())


def quoted(text: str) -> str:
    """`text` in the quotation marks of the interface language."""
    marks = INTERFACES[language()].quotation
    return f"{marks.left}{text}{marks.right}"


def _region() -> Locale:
    return REGIONS[language()]
