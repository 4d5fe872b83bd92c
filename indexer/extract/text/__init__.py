"""Text in general: cleaning, broken words, ligatures, legibility, language."""
