"""Tables that are laid out as running text: forty entries take five lines so, and not forty."""


def words(text: str) -> frozenset[str]:
    """A set from words with spaces between them."""
    return frozenset(text.split())


def pairs(text: str) -> dict[str, str]:
    """A mapping from entries with ", " between them, each a key, a space and its value."""
    return dict(entry.split(maxsplit=1) for entry in text.split(", "))
