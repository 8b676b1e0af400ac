"""What a generate request comes to for its model, as far as it can be checked before any work."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha256

from models.engine import Engine, EngineOptions, VoiceState
from speech.codec import SAMPLE_RATES
from speech.script import Chunk, Script
from speech.tempo import split_speed
from worker.casting import Casting
from worker.contract import GenerateRequest
from worker.errors import InvalidInput, ModelNotLoaded, NotConfigured
from worker.parsing import nearest, parse_options

_SEEDS = 2**63


@dataclass(frozen=True, slots=True)
class Plan:
    """A request, and what speaks it."""

    job_id: str
    request: GenerateRequest
    engine: Engine
    options: EngineOptions
    seed: int
    warnings: tuple[str, ...]

    def seed_of(self, index: int) -> int:
        """The seed of one chunk."""
        return (self.seed + index) % _SEEDS

    @property
    def native_speed(self) -> float:
        """What the engine does of the asked speed."""
        return split_speed(self.request.speed, self.engine.native_speed)[0]

    @property
    def tempo(self) -> float:
        """What is left of the asked speed, to be done to the engine's sound."""
        return split_speed(self.request.speed, self.engine.native_speed)[1]

    @property
    def request_sha256(self) -> str:
        """Tells a repeat of the request from another one under the same job id."""
        values = self.request.model_dump(mode="json", exclude={"job_id"}, exclude_defaults=True)
        return sha256(json.dumps(values, sort_keys=True).encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class Reading:
    """A plan with its voice and with what is to be read: all that speaking needs."""

    plan: Plan
    casting: Casting
    voice: VoiceState
    script: Script

    def options_of(self, chunk: Chunk) -> EngineOptions:
        """The request's options as they concern one chunk. Raises UnspeakableText where they ask the impossible."""
        n_letters = sum(len(chunk.text) for chunk in self.script.chunks)
        return self.plan.engine.options_for(self.plan.options, len(chunk.text) / n_letters)


def make_plan(request: GenerateRequest, engines: Mapping[str, Engine], max_characters: int, job_id: str) -> Plan:
    """Raises the WorkerError that names the field."""
    engine = choose_engine(request.model, engines)
    if request.verify:
        raise NotConfigured("verify: this worker has no listener", field="verify")
    if len(request.text) > max_characters:
        raise InvalidInput(f"text must have at most {max_characters} characters", field="text")
    _check_rate(request, engine)
    options, warnings = parse_options(engine, request.model_options)
    seed = request.seed if request.seed is not None else _seed_of(job_id)
    return Plan(job_id, request, engine, options, seed, tuple(warnings))


def choose_engine(model: str | None, engines: Mapping[str, Engine]) -> Engine:
    """The named model, or the worker's first. Raises ModelNotLoaded."""
    if model is None:
        return next(iter(engines.values()))
    if model not in engines:
        loaded = ", ".join(engines)
        raise ModelNotLoaded(f"model must be one of {loaded}{nearest(model, engines)}", field="model")
    return engines[model]


def _check_rate(request: GenerateRequest, engine: Engine) -> None:
    rates = SAMPLE_RATES[request.format]
    if rates and not request.sample_rate and engine.sample_rate not in rates:
        allowed = ", ".join(map(str, sorted(rates)))
        raise InvalidInput(f"sample_rate is required for {request.format}: one of {allowed}", field="sample_rate")


def _seed_of(job_id: str) -> int:
    """As good as random, and the same when a job is done again: a retry makes the same samples."""
    return int.from_bytes(sha256(job_id.encode()).digest()[:4])
