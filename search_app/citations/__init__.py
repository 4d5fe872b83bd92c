"""How a publication, or one of its passages, is cited: one typed reference feeds all formats."""
