"""The knobs of F5-TTS."""

from typing import Annotated

from pydantic import Field

from models.engine import EngineOptions


class F5Options(EngineOptions):
    """Upstream's, under upstream's names."""

    nfe_step: Annotated[int, Field(ge=1, le=64, description="Steps; cost is in proportion")] = 32
    cfg_strength: Annotated[
        float, Field(ge=0, le=10, description="How closely to keep to the text; 0: no guidance")
    ] = 2.0
    sway_sampling_coef: Annotated[float, Field(ge=-1, le=1.5, description="-1: most steps at the beginning")] = -1.0
    target_rms: Annotated[float, Field(ge=0.01, le=1, description="Level that a softer clip is heard at")] = 0.1
    fix_duration: Annotated[
        float | None,
        Field(gt=0, le=3600, description="Seconds of speech at speed 1, whatever the voice's pace; pauses come on top"),
    ] = None
