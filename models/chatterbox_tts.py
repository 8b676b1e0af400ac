"""Chatterbox: English, Multilingual and Turbo; each speaks in the voice of a clip, whatever the clip says (24 kHz)."""

from collections.abc import Callable, Sequence
from types import MappingProxyType
from typing import Any, ClassVar, Final, Self

import torch

from models.chatterbox import checkpoint, voices
from models.chatterbox.attempts import Attempts
from models.chatterbox.decoding import Decoder
from models.chatterbox.encoders import Encoders
from models.chatterbox.options import GuidedOptions, MultilingualOptions, Rehearsal, TurboOptions
from models.chatterbox.packages import ChatterboxMultilingualTTS, ChatterboxTTS, ChatterboxTurboTTS
from models.chatterbox.rates import SAMPLE_RATE
from models.chatterbox.sound import SoundMaker
from models.chatterbox.synthesis import Parts, Synthesis
from models.chatterbox.t3 import T3
from models.chatterbox.text import SOUND_TAGS, EnglishReader, MultilingualReader, Reader, TurboReader, weight
from models.chatterbox.watermark import Watermark
from models.devices import choose_device, choose_dtype
from models.engine import Engine, EngineError, EngineOptions, Setup, Speech, Utterance, VoiceState
from models.memory import affordable, named_errors
from speech.audio import Audio

_OWN_VOICE: Final = "chatterbox"
_LONGEST_TEXT: Final = 300
"""Letters: 20 s. Beyond 350 words are made up (resemble-ai/chatterbox#76, #181), and speech ends at 40 s."""
_MOST_ROWS: Final = {"cpu": 8, "cuda": 32}


class _Chatterbox(Engine):
    """What the three have in common: batches are drawn together, each utterance as it would be alone."""

    weights_licence: ClassVar[str] = "MIT"
    roles: ClassVar[tuple[str, ...]]
    """Files of the weight list that must be there."""
    _upstream: ClassVar[type[checkpoint.Upstream]]

    sample_rate = SAMPLE_RATE
    native_speed = (1.0, 1.0)
    clones = True
    max_characters = _LONGEST_TEXT

    def __init__(self, parts: Parts, encoders: Encoders, own: voices.Voice, max_batch: int) -> None:
        self._synthesis = Synthesis(parts)
        self._encoders = encoders
        self.languages = parts.reader.languages
        self.unspoken = parts.reader.unspoken
        self.max_batch = max_batch
        self.voices = MappingProxyType({_OWN_VOICE: own})
        self.voice_format = encoders.fingerprint

    @classmethod
    def load(cls, setup: Setup) -> Self:
        """From the files of the weight list, which lie in one folder. Raises EngineError."""
        device = choose_device(setup.device)
        dtype = choose_dtype(setup.precision, device, auto_on_cuda=torch.bfloat16)
        if dtype is torch.float16:
            raise EngineError(f"{cls.name} breaks in fp16 (resemble-ai/chatterbox#564): set ENGINE_PRECISION to auto")
        model = checkpoint.load(cls._upstream, setup.files, cls.roles, device)
        reader, encoders = cls._reader(model, setup), cls._encoders_of(model)
        t3 = T3(model.t3, device, dtype)
        # Its weights were copied; those that are left would count as taken.
        model.t3 = None
        is_cuda = device.type == "cuda"
        is_recorded = setup.cuda_graphs and is_cuda
        max_rows = _max_rows(t3, n_caches=2 if is_recorded else 1)
        decoder = Decoder(
            t3, is_watched=setup.character_times, recorded_bytes=max_rows * t3.bytes_a_row if is_recorded else 0
        )
        sound = SoundMaker(model.s3gen, is_batched=is_cuda)
        watermark = Watermark(model.watermarker, device) if setup.watermark else None
        parts = Parts(reader, t3, Attempts(t3, decoder, max_rows), sound, watermark)
        return cls(parts, encoders, voices.from_conditionals(model.conds), max_rows)

    def fits(self, text: str, language: str, voice: VoiceState, speed: float) -> bool:
        """By letters, of which a Chinese character counts three."""
        del language, voice, speed
        return weight(text) <= _LONGEST_TEXT

    def rehearsal(self) -> EngineOptions:
        """The longest speech there can be, which is not drawn."""
        return Rehearsal()

    def encode(self, clip: Audio, transcript: str) -> VoiceState:
        """The voice of a clip, whatever it says. Raises UnusableClip."""
        del transcript
        with named_errors():
            return self._encoders.encode(clip)

    def dump_voice(self, voice: VoiceState) -> bytes:
        """See `Engine`."""
        if not isinstance(voice, voices.Voice):
            raise TypeError("the voice is another engine's")
        return voices.dump(voice)

    def load_voice(self, data: bytes) -> VoiceState:
        """See `Engine`."""
        return voices.load(data)

    def speak(self, batch: Sequence[Utterance], stop: Callable[[], bool]) -> list[Speech | EngineError]:
        """Reads `stop` every few tokens, and between the steps from tokens to sound."""
        with named_errors():
            return self._synthesis.speak(batch, stop)

    @classmethod
    def _reader(cls, model: Any, setup: Setup) -> Reader:
        raise NotImplementedError

    @classmethod
    def _encoders_of(cls, model: Any) -> Encoders:
        return Encoders(model)


class ChatterboxEngine(_Chatterbox):
    """English."""

    name: ClassVar[str] = "chatterbox"
    Options: ClassVar[type[EngineOptions]] = GuidedOptions
    roles = ("t3", "s3gen", "voice_encoder", "tokenizer", "conds")
    _upstream = ChatterboxTTS

    @classmethod
    def _reader(cls, model: Any, setup: Setup) -> Reader:
        del setup
        return EnglishReader(model.tokenizer)


class ChatterboxMultilingualEngine(_Chatterbox):
    """23 languages, of which those are spoken whose helpers are installed."""

    name: ClassVar[str] = "chatterbox-multilingual"
    Options: ClassVar[type[EngineOptions]] = MultilingualOptions
    roles = ("t3", "s3gen", "voice_encoder", "tokenizer", "conds")
    _upstream = ChatterboxMultilingualTTS

    @classmethod
    def _reader(cls, model: Any, setup: Setup) -> Reader:
        if "cangjie" in setup.files and not model.tokenizer.cangjie_converter.word2cj:
            raise EngineError(f"{setup.files['cangjie']} is damaged: fetch it again")
        features = setup.files.get("segmenter_features")
        return MultilingualReader(model.tokenizer, features and features.parent)


class ChatterboxTurboEngine(_Chatterbox):
    """English, smaller and faster, with sounds such as [laugh]."""

    name: ClassVar[str] = "chatterbox-turbo"
    Options: ClassVar[type[EngineOptions]] = TurboOptions
    roles = (
        *("t3", "s3gen", "voice_encoder", "conds"),
        *("tokenizer", "merges", "tokenizer_config", "special_tokens", "added_tokens"),
    )
    _upstream = ChatterboxTurboTTS

    tags = SOUND_TAGS

    @classmethod
    def _reader(cls, model: Any, setup: Setup) -> Reader:
        del setup
        return TurboReader(model.tokenizer)

    @classmethod
    def _encoders_of(cls, model: Any) -> Encoders:
        """Upstream refuses clips of 5 s or less, and brings them to -27 LUFS."""
        return Encoders(model, shortest_s=5.0, loudness_lufs=-27.0)


def _max_rows(t3: T3, n_caches: int) -> int:
    """Of a batch, by what the longest row takes of the free memory, so many times."""
    most = _MOST_ROWS[t3.device.type]
    if t3.device.type == "cpu":
        return most
    torch.cuda.empty_cache()
    return min(most, affordable(n_caches * t3.bytes_a_row, t3.device))
