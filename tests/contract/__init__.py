"""What a search means: every case on every engine."""
