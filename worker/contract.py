"""Requests as values, strictly checked before any work (CONTRACT.md). Replies are in worker/replies.py."""

from typing import Annotated, Literal, TypeAlias

from pydantic import AliasChoices, BaseModel, ConfigDict, Field, JsonValue

from speech.codec import SAMPLE_RATES, Format
from speech.normalise.markup.reader import CodeBlocks
from worker.errors import InvalidInput

JOB_ID = r"\A[A-Za-z0-9._-]{1,128}\Z"
VOICE_NAME = r"\A[A-Za-z0-9][A-Za-z0-9_-]{0,63}\Z"
NOT_BLANK = r"\S"
LANGUAGE_TAG = r"\A[A-Za-z]{2,3}(-[A-Za-z0-9]{1,8})*\Z"

JobId: TypeAlias = Annotated[str, Field(pattern=JOB_ID)]
VoiceName: TypeAlias = Annotated[str, Field(pattern=VOICE_NAME)]
LanguageTag: TypeAlias = Annotated[str, Field(pattern=LANGUAGE_TAG)]
Subtitles: TypeAlias = Literal["srt", "vtt"]

_JOB_ID_NAMES = AliasChoices("job_id", "request_id")
_VOICE_NAMES = AliasChoices("voice_name", "name")
_TRANSCRIPT_NAMES = AliasChoices("transcript", "ref_text")
_MOST_TRANSCRIPT = 5000
"""Characters: 2 minutes of fast speech are half of it."""


def is_url(voice: str) -> bool:
    """Whether a voice is a clip somewhere else, and no name."""
    return "://" in voice


class Request(BaseModel):
    """What every request has in common: nothing is coerced, nothing unknown is let through."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True, allow_inf_nan=False, regex_engine="python-re")

    endpoint: str

    def check(self) -> None:
        """What fields must hold together. Raises InvalidInput."""


class GenerateRequest(Request):
    """Speak a text."""

    endpoint: Literal["generate"] = "generate"
    text: Annotated[str, Field(description="What to speak: 1 … `MAX_TEXT_LENGTH` characters")]
    model: Annotated[str | None, Field(description="One of the loaded models; else the first")] = None
    voice: Annotated[
        str | None,
        Field(
            min_length=1,
            validation_alias=AliasChoices("voice", "local_voice", "audio_prompt_path"),
            description="A voice that the model ships, an uploaded one, or the https URL of a clip",
        ),
    ] = None
    transcript: Annotated[
        str | None,
        Field(
            pattern=NOT_BLANK,
            max_length=_MOST_TRANSCRIPT,
            validation_alias=_TRANSCRIPT_NAMES,
            description="What the clip at a `voice` URL says; else it is heard, where a model needs it",
        ),
    ] = None
    language: Annotated[LanguageTag | None, Field(description="Tag such as `en` or `pt-BR`; else the voice's")] = None
    speed: Annotated[float, Field(ge=0.5, le=2.0, description="0.5 … 2.0 (1.0); 2.0 is twice as fast")] = 1.0
    return_word_timings: Annotated[bool, Field(description="Whether to time the words (true)")] = True
    subtitles: Annotated[list[Subtitles], Field(description="List of `srt`, `vtt`: stored beside the audio")] = []
    karaoke: Annotated[bool, Field(description="Whether `vtt` subtitles tell the time of each word (false)")] = False
    code_blocks: Annotated[
        CodeBlocks, Field(description="Fenced code in the text: `skip` with a warning, `announce` or `read`")
    ] = "skip"
    format: Annotated[Format, Field(description="`wav` (16-bit mono), `flac`, `mp3` or `opus`")] = "wav"
    sample_rate: Annotated[int | None, Field(ge=8000, le=48000, description="8000 … 48000 Hz; else the model's")] = None
    seed: Annotated[int | None, Field(ge=0, le=2**63 - 1, description="Same seed, same samples")] = None
    job_id: Annotated[
        JobId | None,
        Field(
            validation_alias=_JOB_ID_NAMES,
            description="Key for `status` and `result`; else RunPod's. A repeat of a finished job gets its result",
        ),
    ] = None
    strict: Annotated[bool, Field(description="Fail (`alignment_failed`) rather than interpolate a whole passage")] = (
        False
    )
    partial_audio: Annotated[
        bool, Field(description="Store each finished chunk at once and tell of it in `status`")
    ] = False
    verify: Annotated[bool, Field(description="Listen to what was said: not in this version (`not_configured`)")] = (
        False
    )
    max_attempts: Annotated[int, Field(ge=1, le=5, description="1 … 5 (2); for `verify`, no effect without it")] = 2
    model_options: dict[str, JsonValue] = {}
    """The flat fields that belong to models, as they came; `parse_options` checks them."""

    def check(self) -> None:
        """A sample rate must be one that the format carries; a transcript must have a clip that it belongs to."""
        if self.transcript is not None and not is_url(self.voice or ""):
            raise InvalidInput(
                "transcript is what the clip at a voice URL says; that of an uploaded voice is sent to upload",
                field="transcript",
            )
        rates = SAMPLE_RATES[self.format]
        if self.sample_rate and rates and self.sample_rate not in rates:
            allowed = ", ".join(map(str, sorted(rates)))
            raise InvalidInput(f"sample_rate for {self.format} must be one of {allowed}", field="sample_rate")


class UploadRequest(Request):
    """Store a voice."""

    endpoint: Literal["upload"] = "upload"
    voice_name: Annotated[VoiceName, Field(validation_alias=_VOICE_NAMES)]
    file: Annotated[str | None, Field(validation_alias=AliasChoices("file", "audio_base64"))] = None
    url_file: Annotated[str | None, Field(validation_alias=AliasChoices("url_file", "audio_url"))] = None
    transcript: Annotated[
        str | None, Field(pattern=NOT_BLANK, max_length=_MOST_TRANSCRIPT, validation_alias=_TRANSCRIPT_NAMES)
    ] = None
    language: LanguageTag = "en"
    overwrite: bool = False

    def check(self) -> None:
        """The clip comes one way."""
        if (self.file is None) == (self.url_file is None):
            raise InvalidInput("exactly one of file and url_file is required", field="file")


class VoicesRequest(Request):
    """List voices."""

    endpoint: Literal["voices"] = "voices"


class DeleteVoiceRequest(Request):
    """Remove a voice."""

    endpoint: Literal["delete_voice"] = "delete_voice"
    voice_name: Annotated[VoiceName, Field(validation_alias=_VOICE_NAMES)]


class ModelsRequest(Request):
    """Describe the loaded models."""

    endpoint: Literal["models"] = "models"


class StatusRequest(Request):
    """Ask how far a job is."""

    endpoint: Literal["status"] = "status"
    job_id: Annotated[JobId, Field(validation_alias=_JOB_ID_NAMES)]


class ResultRequest(Request):
    """Ask for a finished job's reply."""

    endpoint: Literal["result"] = "result"
    job_id: Annotated[JobId, Field(validation_alias=_JOB_ID_NAMES)]


REQUESTS: dict[str, type[Request]] = {
    "generate": GenerateRequest,
    "upload": UploadRequest,
    "voices": VoicesRequest,
    "delete_voice": DeleteVoiceRequest,
    "models": ModelsRequest,
    "status": StatusRequest,
    "result": ResultRequest,
}
