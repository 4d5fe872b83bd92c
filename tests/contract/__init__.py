"""What a search means (the design, section 4): every case on every engine."""
