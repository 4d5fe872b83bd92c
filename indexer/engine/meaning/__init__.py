"""Vectors of words: words of like meaning, in any language, have vectors in like directions."""
