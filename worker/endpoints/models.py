"""What the loaded models can do."""

from typing import Any

from models.aligner import Aligner
from models.engine import Engine
from worker.contract import ModelsRequest
from worker.services import Call, Services


async def models(request: ModelsRequest, services: Services, call: Call) -> dict[str, Any]:
    """Every loaded model; the first is the default of requests."""
    del request, call
    models = [_describe(engine, services.aligner) for engine in services.engines.values()]
    return {"status": "COMPLETED", "models": models}


def _describe(engine: Engine, aligner: Aligner) -> dict[str, Any]:
    return {
        "name": engine.name,
        "languages": sorted(engine.languages),
        "sample_rate": engine.sample_rate,
        "native_speed": list(engine.native_speed),
        "clones": engine.clones,
        "needs_transcript": engine.needs_transcript,
        "voices": list(engine.voices),
        "options": _options(engine),
        "weights_licence": engine.weights_licence,
        "word_timings": "; ".join(aligner.sources(engine.languages)) or "none",
    }


def _options(engine: Engine) -> dict[str, Any]:
    """Each option with its type, range, default and description, in JSON Schema's words."""
    return {
        name: {key: value for key, value in schema.items() if key != "title"}
        for name, schema in engine.Options.model_json_schema().get("properties", {}).items()
    }
