"""The knobs of the three variants: what is refused, and that nobody who asks for nothing is surprised."""

import inspect
from collections.abc import Mapping
from typing import Any, Final

import pytest
from pydantic import ValidationError

from models.chatterbox.options import GuidedOptions, MultilingualOptions, SamplingOptions, TurboOptions
from models.chatterbox.packages import ChatterboxMultilingualTTS, ChatterboxTTS, ChatterboxTurboTTS
from models.registry import FAMILY_OPTIONS

VARIANTS: Final[Mapping[type[SamplingOptions], Any]] = {
    GuidedOptions: ChatterboxTTS,
    MultilingualOptions: ChatterboxMultilingualTTS,
    TurboOptions: ChatterboxTurboTTS,
}
"""With upstream's class."""


@pytest.fixture(params=VARIANTS, ids=lambda options: options.__name__)
def variant(request: pytest.FixtureRequest) -> type[SamplingOptions]:
    """Each variant's options in turn."""
    variant: type[SamplingOptions] = request.param
    return variant


@pytest.mark.parametrize(
    "options",
    [
        *({"temperature": value} for value in (0.04, 0, -1, 5.01, "0.8", None, True, float("nan"))),
        *({"top_p": value} for value in (0, -0.1, 1.01, float("inf"))),
        *({"repetition_penalty": value} for value in (0.99, 10.01)),
        *({"max_length": value} for value in (0, 1001, 7.5, "7")),
        *({"n_cfm_timesteps": value} for value in (0, 51, 2.5, True)),
        *({"speed": 1.0}, {"seed": 1}, {"audio_prompt_path": "/etc/passwd"}),
    ],
    ids=str,
)
def test_options_out_of_range_are_refused(variant: type[SamplingOptions], options: Mapping[str, Any]) -> None:
    """By every variant, and the error names the field."""
    with pytest.raises(ValidationError) as refused:
        variant.model_validate(options)

    assert [tuple(options)] == [error["loc"] for error in refused.value.errors()]


@pytest.mark.parametrize("kind", [GuidedOptions, MultilingualOptions])
@pytest.mark.parametrize(
    "options",
    [
        *({"exaggeration": value} for value in (-0.01, 2.01, "0.5", True)),
        *({"cfg_weight": value} for value in (-0.01, 1.01, float("nan"))),
        *({"min_p": value} for value in (-0.01, 1.01)),
        {"top_k": 10},
    ],
    ids=str,
)
def test_what_is_guided_has_limits_of_its_own(kind: type[SamplingOptions], options: Mapping[str, Any]) -> None:
    """The Llamas' knobs have ranges, and a GPT-2's are none of theirs."""
    with pytest.raises(ValidationError) as refused:
        kind.model_validate(options)

    assert [tuple(options)] == [error["loc"] for error in refused.value.errors()]


@pytest.mark.parametrize("options", [{"top_k": -1}, {"top_k": 6562}, {"top_k": 2.5}, {"exaggeration": 0.5}], ids=str)
def test_turbo_has_limits_of_its_own(options: Mapping[str, Any]) -> None:
    """Its `top_k` has a range, and what it was distilled with is not to be chosen."""
    with pytest.raises(ValidationError) as refused:
        TurboOptions.model_validate(options)

    assert [tuple(options)] == [error["loc"] for error in refused.value.errors()]


def test_numbers_may_come_as_integers(variant: type[SamplingOptions]) -> None:
    """JSON writes 1.0 as 1."""
    assert 1.0 == variant.model_validate({"temperature": 1, "top_p": 1}).temperature


def test_defaults_are_upstreams(variant: type[SamplingOptions]) -> None:
    """Whoever asks for nothing gets what upstream's `generate` does, which in Turbo ignores three of its arguments."""
    arguments = inspect.signature(VARIANTS[variant].generate).parameters
    shared = variant.model_fields.keys() & arguments.keys()

    assert {name: arguments[name].default for name in shared} == variant().model_dump(include=shared)
    assert {"max_length", "n_cfm_timesteps"} == variant.model_fields.keys() - shared
    ignored = {"cfg_weight", "exaggeration", "min_p"} if variant is TurboOptions else set()
    others = {"text", "audio_prompt_path", "language_id", "norm_loudness", "self"}
    assert ignored == arguments.keys() - shared - others


def test_every_option_is_known_to_the_family(variant: type[SamplingOptions]) -> None:
    """What one model has is a warning with any other, and not a field that nobody knows; each says what it does."""
    assert variant.model_fields.keys() <= FAMILY_OPTIONS
    assert all(field.description for field in variant.model_fields.values())
