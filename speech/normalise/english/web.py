"""Addresses: of mail, of the web, of computers, of files; hashtags, mentions, versions."""

import re
from typing import Final

from speech.normalise.english.addresses import say_address
from speech.normalise.english.numerals import say_cardinal, say_digits
from speech.normalise.english.patterns import END, GAP
from speech.normalise.english.rule import Match, rule, say
from speech.normalise.rewrite import Rewrite

_TOP_LEVELS: Final = (
    "com|org|net|edu|gov|mil|int|info|biz|io|ai|co|uk|app|dev|tv|xyz|eu|ca|au|de|fr|jp|cn|es|it|nl|ru|br|ch|se|dk|pl|nz"
    "|za|ie|kr|mx|gg|ly|fm|tech|online|store|shop|blog|cloud|site|news|museum|name|pro"
)
"""Of an address without "http://" or "www.": "end.Then" is two words."""
_SHORT_LINKS: Final = "me|be|gl|to|us|gd|st|sh|do|is|in|at|no|fi|gr|pt|tr|cz|hu|ro|link|page"
"""Of an address with a path, such as "youtu.be/x"; some of them are words."""
_FILES: Final = (
    "7z|apk|avi|bak|bat|bmp|bz2|c|cfg|conf|cpp|cs|css|csv|dat|db|deb|dll|dmg|docx?|eps|epub|exe|flac|gif|go|gz|h|hpp|html?"
    "|ico|ini|ipynb|iso|jar|java|jpe?g|jsonl?|jsx?|kt|lock|log|m4a|md|mkv|mov|mp[34]|msi|odt|ogg|onnx|pdf|php|png|pptx?"
    "|ps1|psd|pyc?|rar|rb|rs|rtf|sh|so|sql|srt|svg|swift|tar|tex|tgz|tiff?|toml|tsx?|tsv|ttf|txt|vtt|wav|webm|webp|whl"
    "|xlsx?|xml|ya?ml|zip|NET"
)


def _mail(match: Match) -> list[Rewrite]:
    return say(match, f"{say_address(match['local'])} at {say_address(match['host'])}")


def _link(match: Match) -> list[Rewrite] | None:
    path = re.sub("[.,;:!?'\u2019)\\]]+$", "", match["path"] or "")
    host = re.sub("^www\\.(?=.)", "", match["host"])
    end = match.start("path") + len(path) if path else match.end("host")
    if not path and match["port"]:
        end = match.end("port")
    port = f" colon {say_digits(match['port'])}" if match["port"] else ""
    said = f"{say_address(host)}{port} {say_address(path.rstrip('/'))}".strip()
    return [Rewrite(match.start(), end, said)] if said else None


def _whole(match: Match) -> list[Rewrite] | None:
    said = say_address(match[0])
    return say(match, said) if said else None


def _computer(match: Match) -> list[Rewrite]:
    parts = (say_digits(part) if len(part) > 2 else say_cardinal(part) for part in match["address"].split("."))  # noqa: PLR2004 - "ten dot zero"
    rest = f" {say_address(match['rest'])}" if match["rest"] else ""
    return say(match, f"{' dot '.join(parts)}{rest}")


def _version(match: Match) -> list[Rewrite]:
    said = " point ".join(say_cardinal(part) for part in match["numbers"].split("."))
    return say(match, f"version {said}" if match["v"] else said)


def _named_version(match: Match) -> list[Rewrite]:
    """As in "Python 3.11" has a release eleven."""
    return say(match, " point ".join(map(say_cardinal, match["numbers"].split("."))), "numbers")


def _hashtag(match: Match) -> list[Rewrite]:
    return say(match, f"hashtag {say_address(match['tag'])}")


def _mention(match: Match) -> list[Rewrite]:
    return say(match, f"at {say_address(match['name'])}")


_LABEL: Final = "[A-Za-z0-9](?:[A-Za-z0-9-]{0,62}+)"
_HOST: Final = rf"(?:{_LABEL}\.){{1,8}}[A-Za-z]{{2,24}}(?![^\W_]|-[A-Za-z0-9])"
_PATH: Final = '(?P<path>[/?\\#][^\\s<>"\u201c\u201d\ufffc]*+)?'
_PORT: Final = "(?::(?P<port>[0-9]{1,5}))?"
_STEM: Final = "[^\\W_][\\w-]{0,63}"
_MAIL: Final = rule(rf"(?:mailto:)?(?P<local>[A-Za-z0-9][A-Za-z0-9._%+-]{{0,63}}+)@(?P<host>{_HOST})", _mail)
_DOMAIN: Final = rule(
    rf"(?P<host>(?:{_LABEL}\.){{1,8}}(?:{_TOP_LEVELS})){END}(?!-[A-Za-z0-9]|\.[a-z]){_PORT}{_PATH}", _link
)
_FILE: Final = rule(rf"{_STEM}(?:\.[\w-]{{1,32}}){{0,3}}?\.(?:{_FILES}){END}(?!\.[a-z]|@)", _whole)
_PROGRAMS: Final = (
    "Python|Ubuntu|Android|iOS|macOS|Java|Node|Debian|Fedora|Windows|Chrome|Firefox|Kubernetes|PostgreSQL|Postgres|MySQL|PHP"
    "|Ruby|Go|Rust|Linux|Unity|Django|Swift|Angular|React|Bluetooth|USB|HTTP|TLS|HDMI|OpenGL|CUDA|PyTorch|TensorFlow"
)

_ADDRESSES: Final = (
    _MAIL,
    rule(rf"(?:https?|ftp|HTTPS?)://(?P<host>[A-Za-z0-9]++(?:[.-]{{1,4}}[A-Za-z0-9]++){{0,60}}+){_PORT}{_PATH}", _link),
    rule(rf"(?P<host>www\.(?:{_LABEL}\.){{1,8}}[A-Za-z]{{2,24}}){END}{_PORT}{_PATH}", _link),
    rule(rf"(?P<host>localhost)(?=[:/][A-Za-z0-9]){_PORT}{_PATH}", _link),
    _DOMAIN,
    rule(
        rf"(?P<host>(?:{_LABEL}\.){{1,4}}(?:{_SHORT_LINKS})){_PORT}(?P<path>/[A-Za-z0-9@][^\s<>\"\u201c\u201d\ufffc]*+)",
        _link,
    ),
    _FILE,
)
LETTERS: Final = (
    *_ADDRESSES,
    rule(rf"(?:{_PROGRAMS}|[Vv]ersions?){GAP}(?P<numbers>[0-9]{{1,4}}\.[1-9][0-9]){END}(?!\.[0-9]|%)", _named_version),
    rule(rf"(?P<v>[Vv])\.?(?P<numbers>[0-9]{{1,4}}(?:\.[0-9]{{1,6}}){{0,5}}){END}", _version),
    rule(r"[A-Za-z]:\\[^\s<>\"*?|,;\ufffc]*(?<![.!)'\u2019])", _whole),
    rule(rf"{_STEM}(?:/{_STEM}){{1,8}}\.(?:{_FILES}){END}", _whole),
)
DIGITS: Final = (
    rule(
        rf"(?P<address>[0-9]{{1,3}}(?:\.[0-9]{{1,3}}){{3}})(?![0-9]|\.[0-9])(?P<rest>[:/][0-9]{{1,5}}{END})?", _computer
    ),
    *_ADDRESSES,
    rule(rf"(?P<v>)(?P<numbers>[0-9]{{1,4}}(?:\.[0-9]{{1,4}}){{2,6}}){END}", _version),
)
SIGNS: Final = (
    rule(r"(?<![\w)\]}])[~.]{0,2}(?:/[\w.@+~-]{1,100}){1,12}(?<![.])/?", _whole),
    rule(r"\#(?P<tag>(?=[0-9]{0,9}[^\W\d_])\w{2,100})", _hashtag),
    rule(rf"@(?P<name>[^\W_][\w.]{{1,60}}(?<!\.)){END}", _mention),
    rule(rf"\.(?:[a-z]{{2,20}}rc|env|gitignore|{_FILES}){END}", _whole),
)
