"""What is read of a text, in the words and the spelling of english_cases.tsv."""

import re

from speech.normalise.english import rewrites

_TOKEN = re.compile(r"(?:(?!\u2014|\u2013|--|\u2026|\.\.\.)\S)+")
_SPELLINGS = (("metre", "meter"), ("litre", "liter"), ("\u2019", "'"))


def read(text: str) -> str:
    """All words in the order of speech: rewritten ones as they are said, the others as they are written."""
    said: list[str] = []
    position = 0
    for rewrite in rewrites(text):
        said += _plain_words(text[position : rewrite.start])
        said.append(rewrite.spoken)
        position = rewrite.end
    return fold(" ".join([*said, *_plain_words(text[position:])]))


def fold(said: str) -> str:
    """Lower case without punctuation, hyphens as spaces, one spelling of metres."""
    lower = said.lower()
    for british, american in _SPELLINGS:
        lower = lower.replace(british, american)
    bare = re.sub(r"(?<!\w)'|'(?!\w)", " ", re.sub(r"[^\w']", " ", lower))
    return " ".join(bare.split())


def _plain_words(text: str) -> list[str]:
    return [token for token in _TOKEN.findall(text) if any(character.isalnum() for character in token)]
