"""A small cloning engine for tests: prompted, as F5-TTS is, by a short clip and by what that clip says."""

from dataclasses import dataclass

from models.engine import Engine, UnusableClip, VoiceState
from models.hibari import HibariEngine
from speech.audio import Audio


@dataclass(frozen=True, eq=False)
class Prompt(VoiceState):
    """What the engine was given."""

    clip: Audio
    transcript: str

    @property
    def size_bytes(self) -> int:
        """Memory of the clip."""
        return self.clip.samples.nbytes


class Prompted(HibariEngine):
    """A stand-in for the contract of an engine that clones by transcript; speaks as hibari, whatever the prompt is."""

    name = "prompted"
    clones = True
    longest_clip_s = 12.0
    needs_transcript = True

    def __init__(self, hibari: Engine) -> None:
        assert isinstance(hibari, HibariEngine)
        super().__init__(hibari._synthesiser)  # noqa: SLF001 - the weights are shared, not loaded again

    def encode(self, clip: Audio, transcript: str) -> VoiceState:
        """Clip and transcript. Raises UnusableClip for what such an engine cannot take."""
        if clip.duration_s > self.longest_clip_s or not transcript:
            raise UnusableClip("the clip is too long, or its words are not known")
        if transcript == "Unusable":
            raise UnusableClip("the transcript is too long for the clip: upload it again with the right one")
        return Prompt(clip, transcript)


class Unprompted(Prompted):
    """The same for an engine that takes short clips, and no words with them."""

    name = "unprompted"
    needs_transcript = False

    def encode(self, clip: Audio, transcript: str) -> VoiceState:
        """Clip and transcript."""
        return Prompt(clip, transcript)
