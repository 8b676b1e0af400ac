"""From any JSON to a request or an error that names the field."""

import math
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.engine import Engine
from worker.contract import GenerateRequest, Request, StatusRequest, UploadRequest
from worker.errors import InvalidInput
from worker.parsing import parse, parse_options

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=8,
)
FIELDS = st.sampled_from([*GenerateRequest.model_fields, *UploadRequest.model_fields, "local_voice", "temperature"])
INPUTS = JSON | st.dictionaries(FIELDS | st.text(max_size=8), JSON | st.text(max_size=20), max_size=6)


def refusal(raw: object, engines: dict[str, Engine]) -> InvalidInput:
    """The error that the input is answered with."""
    with pytest.raises(InvalidInput) as caught:
        parse(raw, engines)
    return caught.value


@given(raw=INPUTS)
def test_any_json_is_a_request_or_a_named_error(raw: object, engines: dict[str, Engine]) -> None:
    """Whatever comes in, out comes a request or an InvalidInput: never another exception."""
    try:
        outcome: Request | InvalidInput = parse(raw, engines)
    except InvalidInput as error:
        outcome = error
    assert isinstance(outcome, Request) or outcome.field is not None or not isinstance(raw, dict)


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ({}, "text is required"),
        ({"text": None}, "text is required"),
        ({"text": 5}, "text must be a string"),
        ({"text": "\ud800"}, "text must be valid Unicode, without lone surrogates"),
        ({"text": "a", "speed": 2.1}, "speed must be between 0.5 and 2.0"),
        ({"text": "a", "speed": 0}, "speed must be between 0.5 and 2.0"),
        ({"text": "a", "speed": True}, "speed must be a number"),
        ({"text": "a", "speed": "1.0"}, "speed must be a number"),
        ({"text": "a", "speed": math.nan}, "speed must be a number, not NaN or infinite"),
        ({"text": "a", "speed": math.inf}, "speed must be a number, not NaN or infinite"),
        ({"text": "a", "seed": 1.5}, "seed must be an integer"),
        ({"text": "a", "seed": True}, "seed must be an integer"),
        ({"text": "a", "seed": -1}, "seed must be between 0 and 9223372036854775807"),
        ({"text": "a", "seed": 10**30}, "seed must be between 0 and 9223372036854775807"),
        ({"text": "a", "return_word_timings": 1}, "return_word_timings must be true or false"),
        ({"text": "a", "format": "ogg"}, "format must be one of wav, flac, mp3 or opus"),
        ({"text": "a", "subtitles": "srt"}, "subtitles must be a list"),
        ({"text": "a", "subtitles": ["ass"]}, "subtitles must be one of srt or vtt"),
        ({"text": "a", "sample_rate": 96000}, "sample_rate must be between 8000 and 48000"),
        ({"text": "a", "sample_rate": 22050, "format": "opus"}, "sample_rate for opus must be one of 8000"),
        ({"text": "a", "language": "en_US"}, "language must be a language tag such as en, pt-BR or zh-CN"),
        ({"text": "a", "job_id": "a/b"}, "job_id must be 1 to 128 of the characters"),
        ({"text": "a", "request_id": "a\n"}, "job_id must be 1 to 128 of the characters"),
        ({"text": "a", "sped": 1.0}, "sped is not a field; did you mean speed?"),
        ({"text": "a", "exagerration": 1.0}, "exagerration is not a field; did you mean exaggeration?"),
        ({"text": "a", "model_options": {}}, "model_options is not a field"),
        ({"text": "a", "voice": "x", "local_voice": "y"}, "voice came under two names with two values"),
        ({"text": "a", "temperature": math.nan}, "temperature must be a number, not NaN or infinite"),
        ({"text": "a", "temperature": "\ud800"}, "temperature must be valid Unicode"),
        ({"text": "a", "subtitles": ["\ud800"]}, "subtitles must be valid Unicode"),
        ({"endpoint": "upload", "name": "a", "file": "AA", "transcript": " "}, "transcript must not be blank"),
        ({"text": "a", "max_attempts": 6}, "max_attempts must be between 1 and 5"),
        ({"endpoint": "sing"}, "endpoint must be one of generate, upload"),
        ({"endpoint": 1}, "endpoint must be one of generate, upload"),
        ({"endpoint": "status"}, "job_id is required"),
        ({"endpoint": "voices", "text": "a"}, "text is not a field"),
        ({"endpoint": "upload", "name": "anna"}, "exactly one of file and url_file is required"),
        ({"endpoint": "upload", "name": "anna", "file": "", "url_file": ""}, "exactly one of file and url_file"),
    ],
)
def test_an_error_says_what_the_field_must_be(given: dict[str, Any], message: str, engines: dict[str, Engine]) -> None:
    """Nothing is coerced, clipped or ignored: the message names the field and what it expects."""
    assert str(refusal(given, engines)).startswith(message)


def test_nesting_without_end_is_an_error(engines: dict[str, Engine]) -> None:
    """A value nested deeper than anybody means is refused, not a crash."""
    nested: list[Any] = []
    for _ in range(5000):
        nested = [nested]
    assert str(refusal({"text": "a", "temperature": nested}, engines)) == "temperature is nested too deeply"


@pytest.mark.parametrize("raw", [None, 1, "text", [], True])
def test_an_input_that_is_no_object_is_an_error(raw: object, engines: dict[str, Engine]) -> None:
    """Only an object is an input."""
    assert "input must be an object" == str(refusal(raw, engines))


@pytest.mark.parametrize(
    "name", ["..", "a/b", "-a", "_a", "", "a" * 65, "anna\n", "änna", "ａnna", "a b", "a.b", "a\0"]
)
def test_a_voice_name_is_of_the_allowed_characters(name: str, engines: dict[str, Engine]) -> None:
    """No traversal, no Unicode look-alike, no line end gets through as a voice's name."""
    assert "voice_name" == refusal({"endpoint": "upload", "voice_name": name, "file": "AAAA"}, engines).field


@given(name=st.text(max_size=70))
def test_voice_names_follow_the_allow_list(name: str, engines: dict[str, Engine]) -> None:
    """A name is accepted exactly when it is 1 to 64 of the allowed characters and begins with a letter or digit."""
    allowed = set("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-")
    is_allowed = 1 <= len(name) <= 64 and set(name) <= allowed and name[0] not in "_-"
    try:
        parse({"endpoint": "delete_voice", "voice_name": name}, engines)
    except InvalidInput:
        assert not is_allowed
    else:
        assert is_allowed


@pytest.mark.parametrize("alias", ["voice", "local_voice", "audio_prompt_path"])
def test_aliases_of_the_seed_documents_are_accepted(alias: str, engines: dict[str, Engine]) -> None:
    """Each alias fills the field that it stands for."""
    request = parse({"text": "a", alias: "heart"}, engines)
    assert isinstance(request, GenerateRequest)
    assert "heart" == request.voice


def test_null_means_not_given(engines: dict[str, Engine]) -> None:
    """A null falls back to the default, as if the field were absent."""
    assert parse({"text": "a"}, engines) == parse({"text": "a", "speed": None, "voice": None}, engines)


def test_request_id_names_the_job(engines: dict[str, Engine]) -> None:
    """`request_id` is `job_id`."""
    request = parse({"endpoint": "status", "request_id": "j-1"}, engines)
    assert isinstance(request, StatusRequest)
    assert "j-1" == request.job_id


def test_an_option_of_another_model_is_a_warning(engines: dict[str, Engine]) -> None:
    """What only other models of the project know is accepted, and named."""
    request = parse({"text": "a", "exaggeration": 0.5, "max_length": 1000}, engines)
    assert isinstance(request, GenerateRequest)
    _, warnings = parse_options(engines["hibari"], request.model_options)
    assert [
        "exaggeration has no effect: hibari has no such option",
        "max_length has no effect: hibari has no such option",
    ] == warnings
