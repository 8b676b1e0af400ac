"""F5-TTS: speaks in the voice of a short clip whose words are known (24 kHz; as published English and Chinese)."""

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import ClassVar, Final, Self

from models.devices import choose_device, choose_dtype
from models.engine import Engine, EngineError, EngineOptions, Setup, Speech, UnspeakableText, Utterance, VoiceState
from models.f5 import checkpoint
from models.f5.limits import ROW_BY_ROW, measure_limits
from models.f5.network import Network
from models.f5.options import F5Options
from models.f5.reference import FRAMES_PER_S, LONGEST_S, SAMPLE_RATE, Reference, make_reference
from models.f5.sampler import Sampler
from models.f5.steps import PlainWalk, RecordedWalk
from models.f5.synthesis import Synthesis
from models.f5.text import n_speech_frames
from models.f5.vocoder import Vocoder
from models.f5.voices import example_voices
from speech.audio import Audio

_ROLES: Final = ("model", "vocoder_config", "vocoder")
_LONGEST_ROW_S: Final = 22.0
"""Reference and speech together, by which upstream cuts texts; the models were trained on up to 30 s."""
_LONGEST_FIXED_S: Final = 30.0
_FRAME_MULTIPLE: Final = 64
"""On CUDA batches are padded to a multiple of this many frames: fewer lengths to choose kernels and make graphs for."""


class F5Engine(Engine):
    """Speaks batches; each utterance comes out as it would alone."""

    name: ClassVar[str] = "f5-tts"
    Options: ClassVar[type[EngineOptions]] = F5Options
    weights_licence: ClassVar[str] = "CC-BY-NC-4.0"

    sample_rate = SAMPLE_RATE
    native_speed = (0.8, 1.25)
    """Beyond, words are dropped or drawn out (SWivid/F5-TTS#299). Not measured here: that takes the real weights."""
    clones = True
    longest_clip_s = LONGEST_S
    needs_transcript = True
    max_characters = 600

    def __init__(self, synthesis: Synthesis, languages: frozenset[str], max_batch: int) -> None:
        self._synthesis = synthesis
        self.languages = languages
        self.max_batch = max_batch
        self.voices = example_voices()

    @classmethod
    def load(cls, setup: Setup) -> Self:
        """From the files `model`, `vocoder_config`, `vocoder`, and a fine-tuned model's own. Raises EngineError."""
        if missing := [role for role in _ROLES if role not in setup.files]:
            raise EngineError(f"f5-tts lacks its weights: {', '.join(missing)}")
        device = choose_device(setup.device)
        model = checkpoint.load_checkpoint(setup.files)
        network = Network(model.network, device, choose_dtype(setup.precision, device))
        vocoder = Vocoder(checkpoint.load_vocoder(setup.files).to(device))
        is_cuda = device.type == "cuda"
        walk = RecordedWalk(network) if is_cuda and setup.cuda_graphs else PlainWalk(network)
        sampler = Sampler(network, walk, _FRAME_MULTIPLE if is_cuda else 1)
        limits = measure_limits(network) if is_cuda else ROW_BY_ROW
        synthesis = Synthesis(sampler, vocoder, model.vocabulary, limits)
        return cls(synthesis, setup.languages or frozenset({"en", "zh"}), limits.rows)

    @classmethod
    def files_in(cls, folder: Path) -> Mapping[str, Path]:
        """A fine-tuned model's: a .safetensors or .pt, and maybe vocab.txt, a .yaml and vocos/. Raises EngineError."""
        return checkpoint.files_in(folder)

    def fits(self, text: str, language: str, voice: VoiceState, speed: float) -> bool:
        """Whether reference and speech together stay within what the models have learnt."""
        del language
        if not isinstance(voice, Reference):
            raise TypeError("the voice is another engine's")
        longest = _LONGEST_ROW_S * FRAMES_PER_S - len(voice.magnitudes)
        n_frames = n_speech_frames(text, voice.frames_per_byte, speed)
        return len(text) <= self.max_characters and n_frames <= longest

    def options_for(self, options: EngineOptions, share: float) -> EngineOptions:
        """`fix_duration` is that of the whole text. Raises UnspeakableText."""
        if not isinstance(options, F5Options) or options.fix_duration is None:
            return options
        duration_s = options.fix_duration * share
        if duration_s > _LONGEST_FIXED_S:
            raise UnspeakableText(
                f"fix_duration is too long for the text: {duration_s:.0f} s a passage, {_LONGEST_FIXED_S:.0f} at most"
            )
        return options.model_copy(update={"fix_duration": duration_s})

    def rehearsal(self) -> EngineOptions:
        """One step, which all others are like."""
        return F5Options(nfe_step=1)

    def encode(self, clip: Audio, transcript: str) -> VoiceState:
        """The voice of a clip of at most 12 s. Raises UnusableClip."""
        return make_reference(clip, transcript)

    def speak(self, batch: Sequence[Utterance], stop: Callable[[], bool]) -> list[Speech | EngineError]:
        """Reads `stop` between steps. Utterances whose steps differ are spoken one group after the other."""
        return self._synthesis.speak(batch, stop)
