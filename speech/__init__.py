"""What a text and its sound are: pure functions and values; no I/O, no weights."""
