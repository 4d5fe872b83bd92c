from __future__ import annotations

import langdetect
import pytest
from langdetect.detector import Detector

from indexer.extract.text.language_profiles import probabilities
from tests.builders import ENGLISH, NAHUATL, SPANISH

langdetect.DetectorFactory.seed = 0

WITHOUT_WORDS = ("", " ", "12 34 - 56", "https://example.org/a?b=c", "alguien@example.org")


def _theirs(text: str) -> dict[str, float]:
    """What langdetect gives, which leaves out what is hardly probable."""
    return {found.lang: found.prob for found in langdetect.detect_langs(text.lower())}


@pytest.mark.parametrize(
    "text",
    [
        SPANISH, ENGLISH, NAHUATL, f"{SPANISH} {ENGLISH}", SPANISH[:20], "a", "ñ", "y  \n\n o",
        "MAYÚSCULAS EN UN TÍTULO", "Escríbenos a alguien@example.org o en https://example.org/es",
        "Ελληνικά γράμματα, and some English letters among them", "это русский текст",
        "日本語のテキスト", "这是中文", "한국어 텍스트", "și în română, țară", "tiếng Việt",
        "tiê\u0301ng Viê\u0323t", "نص عربي", "m² x₁ ½ № 3", "𝐁𝐨𝐥𝐝 letters of mathematics",
    ],
)  # fmt: skip
def test_the_probabilities_are_those_of_langdetect(text: str) -> None:
    found = probabilities(text)
    likely = {code: share for code, share in found.items() if share > Detector.PROB_THRESHOLD}
    assert likely == pytest.approx(_theirs(text))
    assert sum(found.values()) == pytest.approx(1)


@pytest.mark.parametrize("text", WITHOUT_WORDS)
def test_a_text_without_words_has_no_languages(text: str) -> None:
    assert probabilities(text) == {}
    with pytest.raises(langdetect.LangDetectException):
        langdetect.detect_langs(text)


def test_the_same_text_has_the_same_probabilities() -> None:
    mixed = f"{SPANISH[:100]} {ENGLISH[:100]}"
    assert probabilities(mixed) == probabilities(mixed)
