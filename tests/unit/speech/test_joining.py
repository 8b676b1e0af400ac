"""Joints: pauses that last as long as was asked, places that are true, and no clicks."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from speech.audio import Audio, Samples
from speech.joining import SLOPE, Joined, Joiner
from speech.trimming import Trimmed, trimmed
from tests.clips import hibari_speech

RATE = 24_000
FADE = 120


def _chunk(sound: Samples, lead: int = 0, tail: int = 0, sample_rate: int = RATE) -> Trimmed:
    return Trimmed(Audio(np.pad(sound, (lead, tail)), sample_rate), lead, tail)


def _join(chunks: list[tuple[Trimmed, float]], lead_in_s: float = 0.0) -> tuple[Samples, list[int]]:
    """The whole, and where each chunk begins."""
    joiner = Joiner(chunks[0][0].audio.sample_rate, lead_in_s)
    joined = [joiner.add(chunk, pause_s) for chunk, pause_s in chunks]
    return np.concatenate([*(piece.samples for piece in joined), joiner.finish()]), [piece.start for piece in joined]


def _ones(n: int) -> Samples:
    return np.ones(n, np.float32)


def _halves() -> tuple[Trimmed, Trimmed]:
    """Two sentences of hibari's."""
    middle = round(2.6 * RATE)
    samples = hibari_speech().samples
    return trimmed(Audio(samples[:middle], RATE)), trimmed(Audio(samples[middle:], RATE))


@given(
    margins=st.lists(st.tuples(st.integers(0, 960), st.integers(0, 2_880)), min_size=1, max_size=6),
    pauses_s=st.lists(st.floats(0.17, 1.0), min_size=6, max_size=6),
    lead_in_s=st.floats(0.04, 0.3),
)
def test_pauses_last_from_sound_to_sound(
    margins: list[tuple[int, int]], pauses_s: list[float], lead_in_s: float
) -> None:
    """Whatever margins the chunks have, the pause from one's last sound to the next one's first is exact."""
    chunks = [(_chunk(_ones(5_000), *margin), pause_s) for margin, pause_s in zip(margins, pauses_s, strict=False)]
    samples, starts = _join(chunks, lead_in_s)
    firsts = [start + lead for start, (lead, _) in zip(starts, margins, strict=True)]
    expected = np.cumsum([round(lead_in_s * RATE), *(5_000 + round(pause_s * RATE) for _, pause_s in chunks)])
    assert expected.tolist() == [*firsts, len(samples)]


@pytest.mark.parametrize("pause_s", [0.0, 0.02, 0.05, 0.1])
def test_pauses_shorter_than_the_margins_are_exact(pause_s: float) -> None:
    """Margins overlap where the pause is shorter than they are."""
    samples, starts = _join([(_chunk(_ones(5_000), 960, 2_880), pause_s), (_chunk(_ones(5_000), 960, 2_880), 0)])
    assert 960 + 5_000 + round(pause_s * RATE) == starts[1] + 960
    assert starts[1] + 960 + 5_000 + 2_880 == len(samples)


@pytest.mark.parametrize("pause_s", [0.0, 0.05, 0.3, 0.7])
def test_a_chunk_is_where_it_is_said_to_be(pause_s: float) -> None:
    """From the place that is told the chunk's own samples are heard, from its first sound to its last."""
    chunks = _halves()
    samples, starts = _join([(chunk, pause_s) for chunk in chunks])
    for start, chunk in zip(starts, chunks, strict=True):
        sound = slice(chunk.lead, len(chunk.audio) - chunk.tail)
        # Beside a joint without pause a hundredth of the peak may be missing of the faintest sounds.
        np.testing.assert_allclose(samples[start:][sound], chunk.audio.samples[sound], atol=0.004)


def test_a_pause_is_digital_silence() -> None:
    """Between the chunks and before the first one there is nothing at all."""
    samples, starts = _join([(_chunk(_ones(5_000)), 0.5), (_chunk(_ones(5_000)), 0.25)], lead_in_s=0.1)
    assert [2_400, 2_400 + 5_000 + 12_000] == starts
    sounding = np.flatnonzero(samples)
    assert 2_400 <= sounding[0]
    assert not samples[starts[0] + 5_000 : starts[1]].any()
    assert not samples[-6_000:].any()


@given(
    chunks=st.lists(
        st.tuples(
            st.sampled_from(["high", "low", "noise", "tone"]),
            st.integers(960, 4_000),
            st.integers(0, 1_000),
            st.integers(0, 3_000),
            st.sampled_from([0.0, 0.001, 0.05, 0.2, 0.5]),
        ),
        min_size=1,
        max_size=6,
    ),
    sample_rate=st.sampled_from([8_000, 24_000, 48_000]),
)
def test_no_clicks(chunks: list[tuple[str, int, int, int, float]], sample_rate: int) -> None:
    """Whatever the chunks, cut in the middle of the loudest sound too, no step is larger than theirs and the bound."""
    sounds = {
        "high": _ones(4_000),
        "low": -_ones(4_000),
        "noise": np.random.default_rng(1).uniform(-0.05, 0.05, 4_000).astype(np.float32),
        "tone": np.cos(np.arange(4_000) * 0.05).astype(np.float32),
    }
    cut = [
        (Trimmed(Audio(sounds[kind][:n], sample_rate), min(lead, n), min(tail, n - min(lead, n))), pause_s)
        for kind, n, lead, tail, pause_s in chunks
    ]
    samples, _ = _join(cut, lead_in_s=0.01)
    own = max(float(np.abs(np.diff(chunk.audio.samples)).max()) for chunk, _ in cut)
    peak = max(float(np.abs(chunk.audio.samples).max()) for chunk, _ in cut)
    assert float(np.abs(np.diff(samples, prepend=0, append=0)).max()) <= own + SLOPE / sample_rate * peak + 1e-6
    assert float(np.abs(samples).max(initial=0)) <= peak + 1e-6


def test_speech_joins_without_a_step() -> None:
    """Between two sentences of a voice no step is larger than a hundredth of the largest inside them."""
    first, second = _halves()
    samples, starts = _join([(first, 0.3), (second, 0.0)])
    steps = np.abs(np.diff(samples))
    around = steps[starts[0] + len(first.audio) - FADE : starts[1] + FADE]
    assert float(around.max()) < 0.01 * float(steps.max())


def test_a_sound_that_was_cut_in_two_goes_on() -> None:
    """Without a pause and without margins the chunks cross-fade over 10 ms, and never fall silent."""
    samples, starts = _join([(_chunk(_ones(5_000)), 0.0), (_chunk(_ones(5_000)), 0.0)])
    assert [0, 5_000 - 240] == starts
    assert float(samples[FADE:-FADE].min()) > 0.2


def test_a_chunk_without_samples_adds_its_pause() -> None:
    """A chunk in which nothing was spoken is only a pause, and its place is where that begins."""
    silent = _chunk(_ones(0))
    samples, starts = _join([(silent, 0.1), (_chunk(_ones(5_000)), 0.2), (silent, 0.3), (_chunk(_ones(5_000)), 0.0)])
    assert [0, 2_400, 2_400 + 5_000 + 4_800, 2_400 + 5_000 + 12_000] == starts
    assert 2_400 + 2 * 5_000 + 12_000 == len(samples)


def test_nothing_gives_nothing() -> None:
    """Without chunks only the silence of the beginning is written."""
    samples = Joiner(RATE, 0.05).finish()
    assert (1_200, False) == (len(samples), bool(samples.any()))


def test_what_is_held_does_not_grow() -> None:
    """After a thousand chunks all but the last fifth of a second has been given out, as after each one."""
    joiner = Joiner(RATE, 0)
    given_out = 0
    for number in range(1_000):
        joined: Joined = joiner.add(_chunk(_ones(6_000), 200, 300), 0.1)
        given_out += len(joined.samples)
        assert number * (6_000 + 2_400) <= joined.start + 200 <= number * (6_000 + 2_400) + 200
        assert joined.start + 6_500 - given_out <= RATE // 5
    assert len(joiner.finish()) <= RATE // 5 + 2_400


def test_another_sample_rate_is_refused() -> None:
    """A chunk of another rate is a ValueError that names both."""
    with pytest.raises(ValueError, match="16000 Hz to others of 24000 Hz"):
        Joiner(RATE).add(_chunk(_ones(100), sample_rate=16_000), 0.1)
