"""The voices that come with the package: upstream's example clips."""

import tomllib

import pytest

from models.f5.packages import EXAMPLES
from models.f5.text import as_upstream_writes
from models.f5.voices import example_voices

EXAMPLE_CLIPS = {"basic_ref_en", "basic_ref_zh"}


def test_every_clip_that_upstream_brings_is_a_voice() -> None:
    """The English one first, which is thus the model's own voice."""
    assert "basic_ref_en" == next(iter(example_voices()))
    assert {clip.stem for clip in (EXAMPLES / "basic").glob("*.wav")} == set(example_voices())


def test_transcripts_are_upstreams() -> None:
    """What the clips say is written in upstream's own examples, word for word."""
    english = tomllib.loads((EXAMPLES / "basic" / "basic.toml").read_text("utf-8"))["ref_text"]
    chinese = example_voices()["basic_ref_zh"].transcript

    assert as_upstream_writes(english) == example_voices()["basic_ref_en"].transcript
    assert f'# origin_text = "{chinese}"' in (EXAMPLES.parent / "speech_edit.py").read_text("utf-8")


@pytest.mark.parametrize("name", sorted(EXAMPLE_CLIPS))
def test_they_are_read_once(name: str) -> None:
    """Engines share them."""
    assert example_voices()[name] is example_voices()[name]


def test_nobody_can_change_them() -> None:
    """They outlive every engine."""
    with pytest.raises(TypeError):
        example_voices()["mine"] = example_voices()["basic_ref_en"]  # type: ignore[index] # that is what fails
