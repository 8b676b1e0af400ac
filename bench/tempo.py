"""Speech faster and slower: ours beside FFmpeg's atempo, the textbook's WSOLA and, if it is here, sox's tempo.

The voices are hibari and espeak-ng. sox is a GPL program and only a yardstick here: the worker itself never runs it.

`python -m bench.tempo` prints the table.
"""

import shutil
import subprocess
import time
from collections.abc import Callable, Mapping
from fractions import Fraction
from typing import Final, TypeAlias

import av  # atempo is what ours is compared with
import numpy as np

from bench.espeak_truth import speak
from bench.report import Figure, at_most, render
from bench.sentences import JUDGED
from bench.speech_distance import cepstra, pitch_ratio, warped_distance
from models.engine import Setup, Utterance
from models.hibari import HibariEngine
from models.speeches import speeches
from speech.audio import Audio, Samples
from speech.level import speech_level_db
from speech.resampling import resample
from speech.tempo import stretch

Stretcher: TypeAlias = Callable[[Audio, float], Audio]

RATES: Final = (0.5, 0.75, 1.25, 1.5, 2.0)
_RATE_HZ: Final = 24_000
_SENTENCES: Final = JUDGED[:6]
_SOX: Final = shutil.which("sox")


def measure() -> list[Figure]:
    """Length, level, pitch and speed of ours; its distance to the original beside the better alternative's."""
    voices = _voices()
    clips = [clip for spoken in voices.values() for clip in spoken]
    started = time.process_time()
    pairs = [(clip, rate, stretch(clip, rate)) for clip in clips for rate in RATES]
    speed = sum(ours.duration_s for _, _, ours in pairs) / (time.process_time() - started)
    length_ms = max(1000 * abs(ours.duration_s - clip.duration_s / rate) for clip, rate, ours in pairs)
    level_db = max(abs(speech_level_db(ours) - speech_level_db(clip)) for clip, _, ours in pairs)
    rms_db = max(abs(_rms_db(ours) - _rms_db(clip)) for clip, _, ours in pairs)
    pitch = max(abs(pitch_ratio(clip, ours) - 1) for clip, _, ours in pairs)
    return [
        at_most("tempo: largest length error", length_ms, 10, " ms", 3),
        at_most("tempo: largest change of the speech level", level_db, 0.3, " dB"),
        at_most("tempo: largest change of the RMS over all, pauses included", rms_db, 0.5, " dB"),
        at_most("tempo: largest median change of pitch in a sentence", 100 * pitch, 2, " %"),
        Figure("tempo: speed on one core", f"{speed:.0f} × real time", "≥ 100 × real time", speed >= 100),
        *(_distance(voice, spoken) for voice, spoken in voices.items()),
    ]


def _rms_db(audio: Audio) -> float:
    return 10 * float(np.log10(np.mean(np.square(audio.samples, dtype=np.float64))))


def _voices() -> Mapping[str, list[Audio]]:
    engine = HibariEngine.load(Setup())
    utterances = [Utterance(text, "en", engine.voices["heart"], 1.0, 0, engine.Options()) for text in _SENTENCES]
    return {
        "hibari": [speech.audio for speech in speeches(engine.speak(utterances, lambda: False))],
        "espeak-ng, low": [resample(speak(text).audio, _RATE_HZ) for text in _SENTENCES],
        "espeak-ng, high": [resample(speak(text, "en-us+f3").audio, _RATE_HZ) for text in _SENTENCES],
    }


def _distance(voice: str, clips: list[Audio]) -> Figure:
    methods: dict[str, Stretcher] = {"ours": stretch, "atempo": _atempo, "textbook": _textbook}
    if _SOX:
        methods["sox"] = _sox
    # One row for each method, one column for each rate.
    found = np.array([[_mean_distance(clips, rate, method) for rate in RATES] for method in methods.values()])
    worst = float((found[0] / found[1:].min(axis=0)).max())
    rows = ", ".join(
        f"{name} {' '.join(f'{d:.1f}' for d in row)}" for name, row in zip(methods, found.tolist(), strict=True)
    )
    rates = " ".join(map(str, RATES))
    return at_most(
        f"tempo: cepstral distance ÷ the best one's, {voice}, worst rate (dB at {rates}: {rows})", worst, 1.1
    )


def _mean_distance(clips: list[Audio], rate: float, method: Stretcher) -> float:
    return float(np.mean([warped_distance(cepstra(clip), cepstra(method(clip, rate))) for clip in clips]))


def _atempo(audio: Audio, rate: float) -> Audio:
    """FFmpeg's, padded so that it gives all samples, and cut to the length that is due."""
    graph = av.filter.Graph()
    source = graph.add_abuffer(
        sample_rate=audio.sample_rate, format="flt", layout="mono", time_base=Fraction(1, audio.sample_rate)
    )
    graph.link_nodes(source, graph.add("atempo", str(rate)), graph.add("abuffersink")).configure()
    frame = av.AudioFrame.from_ndarray(np.pad(audio.samples, (0, audio.sample_rate // 5))[np.newaxis], "flt", "mono")
    frame.sample_rate, frame.time_base, frame.pts = audio.sample_rate, Fraction(1, audio.sample_rate), 0
    graph.push(frame)
    graph.push(None)
    pieces: list[Samples] = []
    while (piece := _pull(graph)) is not None:
        pieces.append(piece)
    return Audio(np.concatenate(pieces)[: round(len(audio) / rate)], audio.sample_rate)


def _pull(graph: av.filter.Graph) -> Samples | None:
    try:
        frame = graph.pull()
    except (av.BlockingIOError, av.EOFError):
        return None
    assert isinstance(frame, av.AudioFrame)  # noqa: S101 - for the type checker: the graph has no video
    samples: Samples = frame.to_ndarray()[0].astype(np.float32)
    return samples


def _textbook(audio: Audio, rate: float, window: int = 1024) -> Audio:
    """WSOLA with the windows of `audiotsm` (MIT): Hann of 1,024 samples, half overlapping, searched within 512."""
    hop, length = window // 2, round(len(audio) / rate)
    padded = np.pad(audio.samples, (window, 4 * window))
    out = np.zeros(length + 2 * window)
    hann = np.hanning(window + 1)[:-1]
    start = window
    for place in range(0, length, hop):
        target = window + round(place * rate)
        around = padded[target - hop : target + hop + window]
        wanted = padded[start : start + window]
        best = int(np.argmax(np.correlate(around, wanted))) if place else hop
        out[place : place + window] += hann * around[best : best + window]
        start = target - hop + best + hop
    return Audio(out[:length].astype(np.float32), audio.sample_rate)


def _sox(audio: Audio, rate: float) -> Audio:
    """SoX's WSOLA with its values for speech, padded and cut as atempo's."""
    raw = ["-t", "f32", "-r", str(audio.sample_rate), "-c", "1", "-"]
    command = [str(_SOX), *raw, *raw, "tempo", "-s", str(rate)]
    padded = np.pad(audio.samples, (0, audio.sample_rate // 5))
    run = subprocess.run(command, input=padded.tobytes(), check=True, capture_output=True)  # noqa: S603 - our own command
    return Audio(np.frombuffer(run.stdout, np.float32)[: round(len(audio) / rate)], audio.sample_rate)


if __name__ == "__main__":
    print(render(measure()))
