"""The CTC aligner on a real model, tiny, whose speech is made of tones (`tests.tone_model`)."""

import json
import logging
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from safetensors.torch import load_file, save_file
from transformers import HubertConfig, HubertForCTC, Wav2Vec2Config, Wav2Vec2ForCTC, Wav2Vec2Model

from models.aligner import Aligner
from models.ctc import LARGEST_LOSS, CtcAligner, loss
from models.ctc_folder import UnusableModel, read
from models.phone_aligner import AlignmentError
from models.trellis import best_path
from speech.audio import Audio, Samples
from speech.resampling import resample
from tests.spans import assert_in_order, no_speech
from tests.tone_model import CONFIG, LABELS, RATE, say, train, write_files
from worker.settings import BadSettings, Settings
from worker.startup import start_up

WORDS = ["cab", "add", "Face", "bee", "deaf", "a", "dead", "beef", "fad", "ebb"]
OLD_NAMES = {"parametrizations.weight.original0": "weight_g", "parametrizations.weight.original1": "weight_v"}


@pytest.fixture(scope="module", autouse=True)
def _one_thread() -> Iterator[None]:
    threads = torch.get_num_threads()
    torch.set_num_threads(1)
    yield
    torch.set_num_threads(threads)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The trained model, with the names of weights that published ones have and without what training alone needs."""
    folder = tmp_path_factory.mktemp("weights") / "en"
    train().save_pretrained(folder)
    weights = load_file(folder / "model.safetensors")
    for new, old in OLD_NAMES.items():
        name = f"wav2vec2.encoder.pos_conv_embed.conv.{new}"
        weights[name.replace(new, old)] = weights.pop(name)
    del weights["wav2vec2.masked_spec_embed"]
    save_file(weights, folder / "model.safetensors", {"format": "pt"})
    write_files(folder)
    return folder


@pytest.fixture(scope="module")
def ctc(folder: Path) -> CtcAligner:
    """The aligner, loaded as a worker loads it."""
    return CtcAligner.load(folder, "cpu")


@pytest.mark.parametrize("seed", range(5))
def test_words_are_where_they_are(ctc: CtcAligner, seed: int) -> None:
    """Words begin and end within a frame of where they do, doubled letters and words of one letter among them."""
    tones = say(WORDS, seed)
    spans = ctc.align(tones.audio, WORDS)

    assert pytest.approx(tones.starts_s, abs=0.02) == [span.start_s for span in spans]
    assert pytest.approx(tones.ends_s, abs=0.02) == [span.end_s for span in spans]
    assert {("aligned", None)} == {(span.source, span.score) for span in spans}


def test_times_are_not_biased(ctc: CtcAligner) -> None:
    """Over many words, edges are as often early as late: the grid of frames lies where it should."""
    late_s = [
        found - true
        for seed in range(10)
        for tones in (say(WORDS, seed),)
        for span, start_s, end_s in zip(ctc.align(tones.audio, WORDS), tones.starts_s, tones.ends_s, strict=True)
        for found, true in ((span.start_s, start_s), (span.end_s, end_s))
    ]
    assert pytest.approx(0, abs=0.003) == np.mean(late_s)


def test_long_audio_is_aligned_in_windows(ctc: CtcAligner) -> None:
    """Words in more than a minute are found across windows as exactly as in a short utterance."""
    words = WORDS * 12
    tones = say(words)
    spans = ctc.align(tones.audio, words)

    assert tones.audio.duration_s > 60
    assert pytest.approx(tones.starts_s, abs=0.02) == [span.start_s for span in spans]
    assert pytest.approx(tones.ends_s, abs=0.02) == [span.end_s for span in spans]


def test_windows_hear_what_the_whole_hears(ctc: CtcAligner) -> None:
    """Windows of 6 s give the letters of one window, frame by frame; a window moved by a frame would not."""
    samples = say(WORDS * 3).audio.samples
    whole, parts = ctc.log_likelihoods(samples), ctc.log_likelihoods(samples, window_s=6)

    assert whole.shape == parts.shape
    assert np.mean(whole.argmax(1) == parts.argmax(1)) > 0.99
    assert np.mean(whole[1:].argmax(1) == parts[:-1].argmax(1)) < 0.9


def test_likelihoods_add_up_to_one(ctc: CtcAligner) -> None:
    """What the model says of a frame is a distribution over its labels."""
    said = ctc.log_likelihoods(say(WORDS).audio.samples)
    np.testing.assert_allclose(np.exp(said).sum(axis=1), 1, rtol=1e-5)
    assert len(LABELS) == said.shape[1]


@pytest.mark.parametrize("sample_rate", [22_050, 24_000, 48_000])
def test_the_sample_rate_moves_nothing(ctc: CtcAligner, sample_rate: int) -> None:
    """At any rate the words begin within a frame of where they do."""
    tones = say(WORDS)
    spans = ctc.align(resample(tones.audio, sample_rate), WORDS)

    assert pytest.approx(tones.starts_s, abs=0.021) == [span.start_s for span in spans]


def test_loudness_moves_nothing(ctc: CtcAligner) -> None:
    """A hundred times quieter, the words are where they were."""
    audio = say(WORDS).audio
    assert ctc.align(audio, WORDS) == ctc.align(Audio(audio.samples / np.float32(100), RATE), WORDS)


def test_forms_of_several_words_are_one_span(ctc: CtcAligner) -> None:
    """A form of several words, with punctuation, begins with its first and ends with its last."""
    tones = say(WORDS)
    forms = ["cab, add", "face-bee", "deaf (a dead)", "beef", "fad ebb!"]
    spans = ctc.align(tones.audio, forms)

    assert pytest.approx([tones.starts_s[index] for index in (0, 2, 4, 7, 8)], abs=0.02) == [s.start_s for s in spans]
    assert pytest.approx([tones.ends_s[index] for index in (1, 3, 6, 7, 9)], abs=0.02) == [s.end_s for s in spans]


def test_a_word_of_unknown_letters_takes_the_gap(ctc: CtcAligner) -> None:
    """Words without a known letter lie between their neighbours, marked as guessed, and move no other word."""
    tones = say(["cab", "bee"])
    plain = ctc.align(tones.audio, ["cab", "bee"])

    spans = ctc.align(tones.audio, ["你好", "cab", "😀", "7", "bee", ""])

    assert plain == [spans[1], spans[4]]
    assert {"interpolated"} == {spans[index].source for index in (0, 2, 3, 5)}
    assert (0.0, tones.audio.duration_s) == (spans[0].start_s, spans[-1].end_s)
    assert_in_order(spans, tones.audio)


@settings(max_examples=40)
@given(words=st.lists(st.sampled_from([*WORDS, "你好", "", "a-b c"]), max_size=12), seed=st.integers(0, 3))
def test_any_words_give_a_span_each_or_an_error(ctc: CtcAligner, words: list[str], seed: int) -> None:
    """Whatever the words, spans are as many as they, ordered and inside the audio; or AlignmentError is raised."""
    audio = say(WORDS[:3], seed).audio
    try:
        spans = ctc.align(audio, words)
    except AlignmentError:
        return

    assert len(words) == len(spans)
    assert_in_order(spans, audio)


def test_no_words_no_spans(ctc: CtcAligner) -> None:
    """Nothing said is nothing to find, whatever the audio."""
    assert [] == ctc.align(Audio(np.zeros(0, np.float32), RATE), [])


def test_threads_do_not_disturb_each_other(ctc: CtcAligner) -> None:
    """Several threads on one aligner get what one thread gets."""
    audios = [say(WORDS, seed).audio for seed in range(6)]
    with ThreadPoolExecutor(3) as threads:
        together = list(threads.map(lambda audio: ctc.align(audio, WORDS), audios))

    assert [ctc.align(audio, WORDS) for audio in audios] == together


UNFIT = {**no_speech(RATE), "infinite": np.full(2 * RATE, np.inf, np.float32)}


@pytest.mark.parametrize("samples", UNFIT.values(), ids=UNFIT)
def test_what_is_no_speech_is_refused(ctc: CtcAligner, samples: Samples) -> None:
    """Words that cannot be in the audio are an AlignmentError, never spans at random."""
    with pytest.raises(AlignmentError):
        ctc.align(Audio(samples, RATE), WORDS)


@pytest.mark.parametrize(
    "words",
    [["fed", "dab", "ace"], ["你好"], ["cab"] * 50],
    ids=["other words", "unknown script", "too many words"],
)
def test_another_text_is_refused(ctc: CtcAligner, words: list[str]) -> None:
    """A text that has nothing to do with the sound is an AlignmentError without a word of the text."""
    with pytest.raises(AlignmentError) as refusal:
        ctc.align(say(["bee", "bee", "bee"]).audio, words)

    assert not any(word in str(refusal.value).split() for word in words)


def test_wrong_words_are_less_likely(ctc: CtcAligner) -> None:
    """The words that were said lose next to nothing against the model's own reading, others lose much."""
    said = ctc.log_likelihoods(say(["cab", "add"]).audio.samples)
    losses = [loss(said, best_path(said, [LABELS[letter] for letter in text], 0), 0) for text in ("CAB|ADD", "DEF|FEE")]
    assert losses[0] < 0.5
    assert losses[1] > LARGEST_LOSS


def test_no_memory_is_an_alignment_error(folder: Path) -> None:
    """A device that has no memory left costs the alignment and not the job."""

    def full(*_: object) -> None:
        raise torch.OutOfMemoryError

    model = Wav2Vec2ForCTC.from_pretrained(folder)
    model.register_forward_pre_hook(full)
    with pytest.raises(AlignmentError, match="memory"):
        CtcAligner(model, read(folder)).align(say(WORDS).audio, WORDS)


def test_loading_says_nothing(
    folder: Path, capfd: pytest.CaptureFixture[str], caplog: pytest.LogCaptureFixture
) -> None:
    """Neither progress bars nor reports get between the lines of a worker's log."""
    logger = logging.getLogger("transformers")  # hands nothing to the root
    logger.addHandler(caplog.handler)
    try:
        CtcAligner.load(folder, "cpu")
    finally:
        logger.removeHandler(caplog.handler)

    assert ("", "") == capfd.readouterr()
    assert [] == caplog.records


def test_hubert_is_loaded(tmp_path: Path) -> None:
    """A HuBERT model of the same layout is read as well."""
    HubertForCTC(HubertConfig.from_dict({**CONFIG})).save_pretrained(tmp_path)
    write_files(tmp_path)
    spans = CtcAligner.load(tmp_path, "cpu").align(say(["cab", "bee"]).audio, ["cab", "bee"])

    assert ["aligned", "aligned"] == [span.source for span in spans]


def test_an_adapter_of_mms_is_loaded(tmp_path: Path) -> None:
    """The adapter and the letters of the target language take the place of the model's own."""
    Wav2Vec2ForCTC(Wav2Vec2Config.from_dict({**CONFIG, "adapter_attn_dim": 4})).save_pretrained(tmp_path)
    french = Wav2Vec2ForCTC(Wav2Vec2Config.from_dict({**CONFIG, "adapter_attn_dim": 4, "vocab_size": 3})).state_dict()
    french["lm_head.weight"].zero_()
    french["lm_head.bias"].copy_(torch.tensor([0.7, 0.2, 0.1]).log())
    adapter = {name: weight for name, weight in french.items() if "adapter_layer" in name or "lm_head" in name}
    save_file(adapter, tmp_path / "adapter.fra.safetensors")
    write_files(tmp_path, {"eng": LABELS, "fra": {"<pad>": 0, "|": 1, "A": 2}})
    (tmp_path / "tokenizer_config.json").write_text(json.dumps({"target_lang": "fra"}))

    said = CtcAligner.load(tmp_path, "cpu").log_likelihoods(say(["cab"]).audio.samples)

    np.testing.assert_allclose(np.exp(said), np.tile([0.7, 0.2, 0.1], (len(said), 1)), rtol=1e-5)


def test_a_model_that_cannot_write_is_refused(tmp_path: Path) -> None:
    """Weights without the layer that writes letters are UnusableModel: they would be random."""
    Wav2Vec2Model(Wav2Vec2Config.from_dict({**CONFIG})).save_pretrained(tmp_path)
    write_files(tmp_path)
    with pytest.raises(UnusableModel, match="not trained to write"):
        CtcAligner.load(tmp_path, "cpu")


def test_damaged_weights_are_refused(tmp_path: Path) -> None:
    """A weight file that was cut off is UnusableModel."""
    Wav2Vec2ForCTC(Wav2Vec2Config.from_dict({**CONFIG})).save_pretrained(tmp_path)
    write_files(tmp_path)
    weights = tmp_path / "model.safetensors"
    weights.write_bytes(weights.read_bytes()[:1000])
    with pytest.raises(UnusableModel, match="cannot be read"):
        CtcAligner.load(tmp_path, "cpu")


def test_a_vocabulary_of_another_model_is_refused(tmp_path: Path) -> None:
    """More labels than the model writes are UnusableModel."""
    Wav2Vec2ForCTC(Wav2Vec2Config.from_dict({**CONFIG})).save_pretrained(tmp_path)
    write_files(tmp_path, {**LABELS, "Z": 99})
    with pytest.raises(UnusableModel, match="more labels"):
        CtcAligner.load(tmp_path, "cpu")


def test_weights_in_the_image_are_used(folder: Path, ctc: CtcAligner) -> None:
    """A language with a folder of its own is aligned by the model there, the others by the bundled one."""
    tones = say(WORDS)
    aligner = Aligner.load({"en", "de"}, folder.parent, "cpu")

    assert {"en", "de"} == aligner.languages
    assert ctc.align(tones.audio, WORDS) == aligner.align(tones.audio, WORDS, "en")
    assert ["forced alignment (CTC model)"] == aligner.sources({"en"})
    assert ["forced alignment (pocketsphinx, bundled English acoustic model)"] == aligner.sources({"de", "xx"})


def test_weights_that_cannot_be_used_end_the_start(tmp_path: Path) -> None:
    """A worker that was given a folder which holds no model says so at its start, and names the setting."""
    (tmp_path / "weights" / "en").mkdir(parents=True)
    (tmp_path / "weights" / "en" / "config.json").write_text("{}")
    with pytest.raises(BadSettings, match="ALIGNER_WEIGHTS"):
        start_up(Settings(aligner_weights=tmp_path / "weights", local_store_dir=tmp_path))
