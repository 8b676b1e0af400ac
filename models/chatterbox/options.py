"""The knobs of the three variants."""

from typing import Annotated

from pydantic import Field

from models.chatterbox.t3 import LONGEST
from models.engine import EngineOptions

_Temperature = Annotated[float, Field(ge=0.05, le=5, description="Of the draw: low is even, high is lively")]
_TopP = Annotated[float, Field(gt=0, le=1, description="Share of probability that is drawn from")]
_RepetitionPenalty = Annotated[float, Field(ge=1, le=10, description="How much less likely a token is drawn again")]
_MaxLength = Annotated[
    int,
    Field(ge=1, le=LONGEST, description="Speech tokens, 25 a second, by which a passage must have come to its end"),
]
_Steps = Annotated[int, Field(ge=1, le=50, description="Steps from tokens to sound; cost is in proportion")]


class SamplingOptions(EngineOptions):
    """What all variants know."""

    temperature: _Temperature = 0.8
    top_p: _TopP = 1.0
    repetition_penalty: _RepetitionPenalty = 1.2
    max_length: _MaxLength = LONGEST
    n_cfm_timesteps: _Steps = 10


class GuidedOptions(SamplingOptions):
    """The English model's."""

    exaggeration: Annotated[float, Field(ge=0, le=2, description="How expressive; 0.5 is neutral")] = 0.5
    cfg_weight: Annotated[
        float, Field(ge=0, le=1, description="How closely to keep to the text; 0: no guidance, twice as fast")
    ] = 0.5
    min_p: Annotated[
        float, Field(ge=0, le=1, description="Least probability of what is drawn, relative to the likeliest")
    ] = 0.05


class MultilingualOptions(GuidedOptions):
    """The multilingual model's."""

    repetition_penalty: _RepetitionPenalty = 2.0


class TurboOptions(SamplingOptions):
    """Turbo's: distilled with guidance and two steps, it has neither guidance nor exaggeration."""

    top_p: _TopP = 0.95
    top_k: Annotated[int, Field(ge=0, le=6561, description="Most tokens that are drawn from; 0: all")] = 1000
    n_cfm_timesteps: _Steps = 2


class Rehearsal(SamplingOptions):
    """Nothing is drawn, and as many tokens as there can ever be are made sound, in one step."""

    n_cfm_timesteps: _Steps = 1
