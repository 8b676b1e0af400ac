"""The environment, read once. The README's table of settings is made from this file (`make docs`)."""

from pathlib import Path
from typing import Literal, Self

from pydantic import Field, SecretStr, ValidationError, ValidationInfo, field_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from models.engine import Device, Precision

_MB = 1_000_000


class BadSettings(Exception):
    """A variable of the environment cannot be used; the message names it and not its value."""


class Settings(BaseSettings):
    """Every variable that the worker reads, by its own name in upper case."""

    model_config = SettingsConfigDict(frozen=True, extra="ignore", env_ignore_empty=True)

    tts_models: str = Field("hibari", description="Models to load, comma-separated; the first is a request's default")
    tts_device: Device = Field("auto", description="`cuda`, `cpu`, or `auto`: CUDA where there is one")
    engine_precision: Precision = Field(
        "auto",
        description="Of the weights: `fp32`, `fp16`, `bf16`, or `auto`: the model's own choice on CUDA (F5-TTS fp16, "
        "Chatterbox bf16), fp32 on a CPU",
    )
    cuda_graphs: bool = Field(
        default=False, description="Whether steps are replayed as CUDA graphs where the model can; not measured yet"
    )
    watermark: bool = Field(
        default=True, description="Whether Chatterbox's speech carries its makers' inaudible watermark"
    )
    attention_word_times: bool = Field(
        default=False,
        description="Whether words that the aligner cannot time get the times of the model's own attention, where it "
        "has them; not measured on real weights",
    )
    weights_dir: Path = Field(
        Path("/weights"), description="Folder of the image's weights; what is fetched from S3 is kept there too"
    )
    f5_tts_weights: Path | None = Field(
        None, description="Folder of a fine-tuned F5-TTS model, in the place of the published one"
    )
    f5_tts_languages: str = Field(
        "",
        pattern=r"^\s*([A-Za-z]{2,3}\s*(,\s*[A-Za-z]{2,3}\s*)*)?$",
        description="Languages that it speaks, comma-separated (`de,fr`); else those of the published one",
    )
    aligner_weights: Path | None = Field(
        None, description="Folder with CTC models for word times, one a language (`en/`, `de/` …); else the bundled one"
    )
    transcriber_weights: Path | None = Field(
        None,
        description="Folder of a Whisper model (CTranslate2) for clips without transcript; else the listed one",
    )
    max_concurrency: int = Field(4, ge=1, description="Jobs that the worker takes at once")
    max_text_length: int = Field(100_000, ge=1, description="Characters of one request's text")
    processing_timeout: float = Field(300, gt=0, description="Seconds until a job ends as TIMED_OUT")
    request_timeout: float = Field(30, gt=0, description="Seconds for fetching a clip from a URL")
    max_reply_bytes: int = Field(10 * _MB, gt=0, description="Largest reply; RunPod's limit for /run is 10 MB")

    s3_bucket: str | None = Field(None, description="Bucket of voices, jobs and outputs; needed on RunPod")
    s3_endpoint_url: str | None = Field(None, description="S3-compatible server (MinIO, R2, B2, SeaweedFS …)")
    s3_prefix: str = Field("", description="Put before every key")
    s3_addressing_style: Literal["auto", "path", "virtual"] = Field("auto", description="Where URLs name the bucket")
    aws_access_key_id: str | None = Field(None, description="Without it boto3 looks in its usual places")
    aws_secret_access_key: SecretStr | None = Field(None, description="Belongs to it")
    aws_session_token: SecretStr | None = Field(None, description="For temporary credentials")
    aws_region: str = Field("us-east-1", description="The bucket's region")
    presign_ttl_s: int = Field(3600, ge=1, le=604_800, description="Seconds that a signed URL works; S3 allows 7 days")
    local_store_dir: Path = Field(Path("local-store"), description="Folder that stands in for S3 outside RunPod")

    max_clip_bytes: int = Field(20 * _MB, gt=0, description="Size of an uploaded clip")
    max_clip_s: float = Field(120, gt=1, description="Seconds of an uploaded clip")
    max_voices: int = Field(1000, ge=1, description="Uploaded voices that the store keeps")
    voice_cache_bytes: int = Field(512 * _MB, gt=0, description="Memory for encoded voices")

    log_level: Literal["DEBUG", "INFO", "WARNING", "ERROR"] = Field("INFO", description="Of the worker's own log")

    runpod_webhook_get_job: str | None = Field(None, description="Set by RunPod: tells that the worker runs there")

    @field_validator("f5_tts_languages")
    @classmethod
    def _belong_to_weights(cls, languages: str, info: ValidationInfo) -> str:
        if languages.strip() and info.data.get("f5_tts_weights") is None:
            raise ValueError("without F5_TTS_WEIGHTS there is no model that speaks them")
        return languages

    @classmethod
    def from_environment(cls) -> Self:
        """Raises BadSettings, naming each variable that is wrong."""
        try:
            return cls()
        except ValidationError as error:
            wrong = "; ".join(f"{'.'.join(map(str, item['loc'])).upper()}: {item['msg']}" for item in error.errors())
            raise BadSettings(wrong) from None

    @property
    def on_runpod(self) -> bool:
        """Whether this is a RunPod serverless worker."""
        return self.runpod_webhook_get_job is not None

    @property
    def model_names(self) -> list[str]:
        """`tts_models` as a list without repeats."""
        return list(dict.fromkeys(name for part in self.tts_models.split(",") if (name := part.strip())))

    @property
    def fine_tuned_languages(self) -> frozenset[str]:
        """`f5_tts_languages` as primary subtags in lower case."""
        return frozenset(name.lower() for part in self.f5_tts_languages.split(",") if (name := part.strip()))
