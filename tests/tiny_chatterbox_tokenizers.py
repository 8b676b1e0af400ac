"""Tokenizer files of Chatterbox's variants with a token for each character."""

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Final

from tokenizers import Tokenizer
from tokenizers.models import BPE
from tokenizers.pre_tokenizers import ByteLevel, Whitespace

from models.chatterbox.packages import SUPPORTED_LANGUAGES


def _characters(*ranges: tuple[int, int]) -> list[str]:
    return [chr(code) for first, last in ranges for code in range(first, last + 1)]


ENGLISH: Final = _characters((0x21, 0x7E))
MANY_LANGUAGES: Final = [
    # What NFKD leaves: Latin, combining marks and Greek, Cyrillic, Hebrew, Arabic, Devanagari, jamo, kana and "。".
    *_characters((0x21, 0x7E), (0xA1, 0xBF), (0xDF, 0xDF), (0x300, 0x3FF), (0x400, 0x45F), (0x5B0, 0x5F4)),
    *_characters((0x600, 0x6D5), (0x900, 0x97F), (0x1100, 0x11FF), (0x3001, 0x3002), (0x3041, 0x30FF)),
    *(f"[{language}]" for language in SUPPORTED_LANGUAGES),
    *(f"[cj_{key}]" for key in "abcdefghijklmnopqrstuvwxyz0123456789."),
]
CANGJIE: Final = ("一\tm", "不\tmf", "中\tl", "人\to", "你\tonf", "好\tvnd", "文\tyk", "大\tk", "昌\taa", "昍\taa")
"""Two of one code, of which upstream tells the second by a number."""


def write_graphemes(path: Path, tokens: Sequence[str], size: int) -> None:
    """Every character and every tag a token of its own; special ones where upstream has them."""
    special = {"[STOP]": 0, "[UNK]": 1, "[SPACE]": 2, "[START]": 255}
    free = (number for number in range(size) if number not in special.values())
    vocabulary = special | {token: next(free) for token in tokens}
    vocabulary |= {f"[unused_{number}]": number for number in free}
    tokenizer = Tokenizer(BPE(vocab=vocabulary, merges=[], unk_token="[UNK]"))
    tokenizer.pre_tokenizer = Whitespace()
    tokenizer.add_special_tokens([*special, *(token for token in tokens if len(token) > 1)])
    tokenizer.save(str(path))


_TURBO_TAGS: Final = (
    *("angry", "fear", "surprised", "whispering", "advertisement", "dramatic", "narration", "crying", "happy"),
    *("sarcastic", "clear throat", "sigh", "shush", "cough", "groan", "sniff", "gasp", "chuckle", "laugh"),
)


def write_bytes(files: Mapping[str, Path]) -> None:
    """A tokenizer of GPT-2's kind: every byte a token of its own, sounds and moods added at the end."""
    tokens = [*sorted(ByteLevel.alphabet()), *(f"unused{number}" for number in range(50_000)), "<|endoftext|>"]
    special = dict.fromkeys(("bos_token", "eos_token", "unk_token"), "<|endoftext|>")
    config = special | {"tokenizer_class": "GPT2Tokenizer", "add_prefix_space": False, "model_max_length": 1024}
    contents = {
        "tokenizer": {token: number for number, token in enumerate(tokens)},
        "added_tokens": {f"[{tag}]": number for number, tag in enumerate(_TURBO_TAGS, len(tokens))},
        "special_tokens": special,
        "tokenizer_config": config,
    }
    for role, content in contents.items():
        files[role].write_text(json.dumps(content, ensure_ascii=False), "utf-8")
    files["merges"].write_text("#version: 0.2\n")
