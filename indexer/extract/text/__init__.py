"""Text in general: cleaning, broken words, legibility, language, the roles of pages."""
