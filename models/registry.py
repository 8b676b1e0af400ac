"""Which engines there are: a name, and the class that is imported only when it is chosen."""

from importlib import import_module

from models.engine import Engine, EngineError, Setup

ENGINES = {
    "hibari": "models.hibari:HibariEngine",
    "f5-tts": "models.f5_tts:F5Engine",
    "chatterbox": "models.chatterbox_tts:ChatterboxEngine",
    "chatterbox-multilingual": "models.chatterbox_tts:ChatterboxMultilingualEngine",
    "chatterbox-turbo": "models.chatterbox_tts:ChatterboxTurboEngine",
}

FAMILY_OPTIONS = frozenset(
    {
        "cfg_strength",
        "cfg_weight",
        "exaggeration",
        "fix_duration",
        "length_penalty",
        "max_length",
        "min_p",
        "n_cfm_timesteps",
        "nfe_step",
        "repetition_penalty",
        "sway_sampling_coef",
        "temperature",
        "top_k",
        "top_p",
    }
)
"""Options of F5-TTS, Chatterbox and XTTS: clients send them to whatever model they are pointed at (CONTRACT.md)."""


class UnknownModel(EngineError):
    """No engine has this name."""


def load_engine(name: str, setup: Setup) -> Engine:
    """Import and load one engine. Raises UnknownModel or EngineError."""
    return engine_class(name).load(setup)


def engine_class(name: str) -> type[Engine]:
    """Import one engine. Raises UnknownModel, or EngineError where its packages are not installed."""
    try:
        module, _, engine = ENGINES[name].partition(":")
    except KeyError as error:
        raise UnknownModel(f"TTS_MODELS names {name!r}; there is {', '.join(ENGINES)}") from error
    try:
        found: type[Engine] = getattr(import_module(module), engine)
    except ModuleNotFoundError as error:
        raise EngineError(f"{name} needs {error.name}, which is not installed: make {name} installs it") from error
    return found
