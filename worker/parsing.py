"""From whatever JSON a caller sent to a request, or to an error that names the field and says what it must be."""

import json
import re
from collections.abc import Iterable, Mapping
from difflib import get_close_matches
from typing import Any, TypeVar

from pydantic import AliasChoices, BaseModel, JsonValue, ValidationError
from pydantic.fields import FieldInfo
from pydantic_core import ErrorDetails

from models.engine import Engine, EngineOptions
from models.registry import FAMILY_OPTIONS
from worker.contract import JOB_ID, LANGUAGE_TAG, NOT_BLANK, REQUESTS, VOICE_NAME, GenerateRequest, Request
from worker.errors import InvalidInput

_Model = TypeVar("_Model", bound=BaseModel)

_EXPECTED = {
    "bool_type": "must be true or false",
    "dict_type": "must be an object",
    "finite_number": "must be a number, not NaN or infinite",
    "float_type": "must be a number",
    "int_type": "must be an integer",
    "list_type": "must be a list",
    "missing": "is required",
    "string_too_short": "must not be empty",
    "string_type": "must be a string",
}
_EXPECTED_PATTERN = {
    JOB_ID: "must be 1 to 128 of the characters A-Z a-z 0-9 . _ -",
    LANGUAGE_TAG: "must be a language tag such as en, pt-BR or zh-CN",
    NOT_BLANK: "must not be blank",
    VOICE_NAME: "must be 1 to 64 of the characters A-Z a-z 0-9 _ - and begin with a letter or digit",
}


def parse(raw: object, engines: Mapping[str, Engine]) -> Request:
    """The request that `raw`, the `input` of a job, stands for. Raises InvalidInput."""
    if not isinstance(raw, dict):
        raise InvalidInput("input must be an object")
    given = {name: value for name, value in raw.items() if value is not None}
    _refuse_bad_unicode(given)
    kind = _kind(given.pop("endpoint", "generate"))
    options = _take_options(given, engines) if kind is GenerateRequest else {}
    names = _names(kind)
    _refuse_unknown(given, [*names, *(_option_names(engines) if kind is GenerateRequest else ())])
    values = _resolve_aliases(given, names)
    if options:
        values["model_options"] = options
    request = _validate(kind, values)
    request.check()
    return request


def named_job_id(raw: object) -> str | None:
    """The job id that an input names, be the rest of it right or wrong: what an error is to be told under."""
    named = raw.get("job_id") or raw.get("request_id") if isinstance(raw, dict) else None
    return named if isinstance(named, str) and re.fullmatch(JOB_ID, named) else None


def parse_options(engine: Engine, given: Mapping[str, JsonValue]) -> tuple[EngineOptions, list[str]]:
    """An engine's options, and a warning for each that only other models know. Raises InvalidInput."""
    own = {name: value for name, value in given.items() if name in engine.Options.model_fields}
    warnings = [f"{name} has no effect: {engine.name} has no such option" for name in sorted(given.keys() - own)]
    return _validate(engine.Options, own), warnings


def nearest(name: str, known: Iterable[str]) -> str:
    """A hint at the known name that is meant, or nothing."""
    close = get_close_matches(name, list(known), n=1)
    return f"; did you mean {close[0]}?" if close else ""


def _kind(endpoint: object) -> type[Request]:
    kind = REQUESTS.get(endpoint) if isinstance(endpoint, str) else None
    if kind is None:
        raise InvalidInput(f"endpoint must be one of {', '.join(REQUESTS)}", field="endpoint")
    return kind


def _option_names(engines: Mapping[str, Engine]) -> set[str]:
    return set(FAMILY_OPTIONS).union(*(engine.Options.model_fields for engine in engines.values()))


def _take_options(given: dict[str, Any], engines: Mapping[str, Engine]) -> dict[str, Any]:
    return {name: given.pop(name) for name in _option_names(engines) & given.keys()}


def _names(kind: type[Request]) -> dict[str, str]:
    """Every name that a caller may use, with the field it stands for."""
    names: dict[str, str] = {}
    for field, info in kind.model_fields.items():
        if field not in ("endpoint", "model_options"):
            names |= dict.fromkeys(_choices(field, info), field)
    return names


def _choices(field: str, info: FieldInfo) -> list[str]:
    alias = info.validation_alias
    return [str(choice) for choice in alias.choices] if isinstance(alias, AliasChoices) else [field]


def _refuse_unknown(given: Mapping[str, Any], known: Iterable[str]) -> None:
    for name in given:
        if name not in known:
            raise InvalidInput(f"{_shown(name)} is not a field{nearest(name, known)}", field=_shown(name))


def _refuse_bad_unicode(given: Mapping[str, Any]) -> None:
    # JSON can write half of a surrogate pair, which no file, hash or reply can hold.
    for name, value in given.items():
        try:
            json.dumps(value, ensure_ascii=False).encode()
        except UnicodeEncodeError:
            raise InvalidInput(
                f"{_shown(name)} must be valid Unicode, without lone surrogates", field=_shown(name)
            ) from None
        except RecursionError:
            raise InvalidInput(f"{_shown(name)} is nested too deeply", field=_shown(name)) from None


def _shown(name: str) -> str:
    return re.sub(r"[^\x20-\x7e]", "?", name[:64])


def _resolve_aliases(given: Mapping[str, Any], names: Mapping[str, str]) -> dict[str, Any]:
    """Values by field; errors and replies use a field's first name, whichever of its names it came under."""
    values: dict[str, Any] = {}
    for name, value in given.items():
        field = names[name]
        if field in values and values[field] != value:
            raise InvalidInput(f"{field} came under two names with two values: send one of them", field=field)
        values[field] = value
    return values


def _validate(kind: type[_Model], values: Mapping[str, Any]) -> _Model:
    try:
        return kind.model_validate(values)
    except ValidationError as error:
        # The error holds the caller's values, so it isn't kept as a cause.
        first = error.errors(include_url=False, include_context=True, include_input=False)[0]
    place = [str(step) for step in first["loc"]]
    # Options of other models came flat, beside the fields.
    field = place[1] if place[0] == "model_options" and len(place) > 1 else place[0]
    raise InvalidInput(f"{field} {_expectation(first, kind.model_fields[place[0]])}", field=field)


def _expectation(error: ErrorDetails, info: FieldInfo) -> str:
    kind, context = error["type"], error.get("ctx", {})
    if kind in ("greater_than_equal", "less_than_equal"):
        return f"must be between {_bound(info, 'ge')} and {_bound(info, 'le')}"
    if kind == "string_pattern_mismatch":
        return _EXPECTED_PATTERN[context["pattern"]]
    if kind == "string_too_long":
        return f"must have at most {context['max_length']} characters"
    if kind == "literal_error":
        return f"must be one of {context['expected']}".replace("'", "")
    return _EXPECTED.get(kind, error["msg"].lower())


def _bound(info: FieldInfo, side: str) -> float | None:
    return next((value for item in info.metadata if (value := getattr(item, side, None)) is not None), None)
