"""Whether every word of a script is a slice of the caller's text, in order: 10,000 random texts in all languages.

`python -m bench.spans`
"""

from typing import Final

from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from bench.report import Figure, at_most
from speech.normalise import foreign
from speech.script import write_script

_EXAMPLES: Final = 10_000
_LIMIT: Final = 250
_LANGUAGES: Final = sorted({"en", *foreign.LANGUAGES})
_FRAGMENTS: Final = (
    "Dr. Wu", "$3.5M", "**bold**", "`code`", "[pause 600ms]", "(happy) ", "[x](http://y.z)", "3,50 €", "1.234,56",
    "10:30", "&amp;", "\n\n", "\n", "- ", "# ", "1. ", "\n| a | b |\n|-|-|\n", "```\n", "<b>", "“", "”", "...",
    "—", " ", "你好", "。", "私は", "नमस्ते", "।", "😀", "http://a.b/c_d?e=1", "x@y.zw", "½", "1️⃣", "e\u0301",
    "\u200b", "\u00ad", "\u202e", "\x00", "km/h", "5", "VIII", "No. 5", "٣", "²", "2026年", "제3", "1/2", "20 °C",
    "+1 (555) 123-4567", "C++", "'90s", "A$5", "™", "\ufb01", "\U0001d400",
)  # fmt: skip
_TEXTS: Final = st.text(st.characters(), max_size=150) | st.lists(
    st.sampled_from(_FRAGMENTS) | st.text(st.characters(), max_size=3), max_size=30
).map("".join)


def measure() -> list[Figure]:
    """The number of counterexamples among the texts."""
    failures = 0
    seen = 0

    @settings(max_examples=_EXAMPLES, database=None, deadline=None, phases=[Phase.generate], derandomize=False)
    @given(_TEXTS, st.sampled_from(_LANGUAGES))
    def look(text: str, language: str) -> None:
        nonlocal failures, seen
        seen += 1
        failures += not _is_the_callers_own(text, language)

    look()
    return [at_most(f"spans: texts of {seen:,} whose words are not slices of them, in order", failures, 0, digits=0)]


def _is_the_callers_own(text: str, language: str) -> bool:
    script = write_script(text, language, lambda said: len(said) <= _LIMIT)
    words = [word for chunk in script.chunks for word in chunk.words]
    ends = [0, *(word.end for word in words)]
    return all(
        before <= word.start < word.end and text[word.start : word.end] == word.text
        for before, word in zip(ends, words, strict=False)
    )


if __name__ == "__main__":
    print(*measure(), sep="\n")
