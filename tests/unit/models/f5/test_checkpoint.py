"""Files to modules, held to upstream's `load_model` and `load_vocoder`; and what is said of files that are none."""

import os
import pickle
import shutil
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, Final

import numpy as np
import pytest
import safetensors.torch
import torch
import yaml

from models.engine import EngineError
from models.f5.checkpoint import files_in, load_checkpoint, load_vocoder
from models.f5.packages import CONFIGS, EXAMPLES, DiT
from tests.f5_rows import assert_same, random_row
from tests.tiny_f5 import ARCHITECTURE, write_model
from tests.upstream_f5 import CFM, utils_infer

OLD_KEYS: Final = ("mel_spec.mel_stft.mel_scale.fb", "mel_spec.mel_stft.spectrogram.window")
"""Of checkpoints before commit 305e3ea of F5-TTS."""


def _state(files: Mapping[str, Path]) -> dict[str, torch.Tensor]:
    return safetensors.torch.load_file(files["model"])


def _upstreams(path: Path) -> DiT:
    """What upstream loads from a checkpoint."""
    model: CFM = utils_infer.load_model(DiT, ARCHITECTURE, str(path), device="cpu")
    return model.transformer


def _assert_as_upstream(model: Path, files: Mapping[str, Path]) -> None:
    expected, found = _upstreams(model).eval(), load_checkpoint({**files, "model": model}).network
    theirs, ours = expected.state_dict(), found.state_dict()
    assert list(theirs) == list(ours)
    assert all(torch.equal(theirs[name], ours[name]) for name in theirs)
    assert {torch.float32} == {value.dtype for value in ours.values()}
    row = random_row(8, 9, 30, seed=0).conditions
    asked = (torch.ones(1, 30, 100), torch.zeros(1, 30, 100), row.tokens[None], torch.tensor(0.5))
    with torch.no_grad():
        assert_same([expected(*asked)], [found(*asked)])
    assert not found.training
    assert not any(parameter.requires_grad for parameter in found.parameters())


def _safetensors(files: Mapping[str, Path], folder: Path) -> Path:
    del folder
    return files["model"]


def _pt(files: Mapping[str, Path], folder: Path) -> Path:
    trained = {"model_state_dict": {"transformer.none": torch.zeros(1)}, "optimizer_state_dict": {}, "update": 5}
    torch.save({**trained, "ema_model_state_dict": _state(files)}, folder / "model.pt")
    return folder / "model.pt"


def _without_prefix(files: Mapping[str, Path], folder: Path) -> Path:
    state = {name.removeprefix("ema_model."): value for name, value in _state(files).items()}
    safetensors.torch.save_file(state, folder / "model.safetensors")
    return folder / "model.safetensors"


def _old(files: Mapping[str, Path], folder: Path) -> Path:
    filters = {f"ema_model.{key}": torch.zeros(513, 100) for key in OLD_KEYS}
    torch.save({"ema_model_state_dict": {**_state(files), **filters}}, folder / "model.pt")
    return folder / "model.pt"


def _halved(files: Mapping[str, Path], folder: Path) -> Path:
    halved = {name: value.half() if value.is_floating_point() else value for name, value in _state(files).items()}
    safetensors.torch.save_file(halved, folder / "model.safetensors")
    return folder / "model.safetensors"


@pytest.mark.parametrize("write", [_safetensors, _pt, _without_prefix, _old, _halved])
def test_a_checkpoint_is_what_upstream_loads(
    files: Mapping[str, Path], tmp_path: Path, write: Callable[[Mapping[str, Path], Path], Path]
) -> None:
    """Every format that upstream reads gives the same weights, in fp32, and the same output."""
    _assert_as_upstream(write(files, tmp_path), files)


def test_the_vocabulary_is_upstreams(files: Mapping[str, Path], tmp_path: Path) -> None:
    """Without a file of its own a model has the published tokens, with one it has those."""
    model = utils_infer.load_model(DiT, ARCHITECTURE, str(files["model"]), device="cpu")
    assert model.vocab_char_map == load_checkpoint(files).vocabulary

    own = tmp_path / "vocab.txt"
    own.write_text("".join(reversed((EXAMPLES / "vocab.txt").read_text("utf-8").splitlines(keepends=True))), "utf-8")
    model = utils_infer.load_model(DiT, ARCHITECTURE, str(files["model"]), vocab_file=str(own), device="cpu")
    found = load_checkpoint({**files, "vocabulary": own}).vocabulary
    assert model.vocab_char_map == found
    assert len(found) - 1 == found[" "]


def test_the_published_architecture_is_upstreams(files: Mapping[str, Path]) -> None:
    """Without a YAML a checkpoint has to be F5TTS_v1_Base: ours is too small for it, and is told so."""
    with pytest.raises(EngineError, match="is no checkpoint of this architecture"):
        load_checkpoint({"model": files["model"]})


def test_the_vocoder_is_what_upstream_loads(files: Mapping[str, Path]) -> None:
    """The same weights, and the same sound."""
    theirs = utils_infer.load_vocoder(is_local=True, local_path=str(files["vocoder"].parent), device="cpu")
    ours = load_vocoder(files)

    assert all(torch.equal(value, ours.state_dict()[name]) for name, value in theirs.state_dict().items())
    mel = torch.randn(1, 100, 30)
    assert torch.equal(theirs.decode(mel), ours.decode(mel))
    assert not ours.training


def test_the_files_of_a_folder(tmp_path: Path) -> None:
    """A model's file is enough; what else there is has the names of the weight list."""
    (tmp_path / "model_last.pt").touch()
    assert {"model": tmp_path / "model_last.pt"} == files_in(tmp_path)

    whole = write_model(tmp_path / "whole")
    (tmp_path / "whole" / "vocab.txt").touch()
    assert {**whole, "vocabulary": tmp_path / "whole" / "vocab.txt"} == files_in(tmp_path / "whole")


@pytest.mark.parametrize(
    ("names", "told"),
    [
        ([], "holds no"),
        (["notes.txt"], "holds no"),
        (["a.pt", "b.pt"], "holds 2 of"),
        (["a.pt", "a.safetensors"], "holds 2 of"),
        (["a.pt", "a.yaml", "b.yaml"], "holds 2 of"),
    ],
    ids=str,
)
def test_a_folder_must_be_clear(tmp_path: Path, names: list[str], told: str) -> None:
    """Of no checkpoint, two, or two architectures the folder is named; nothing is guessed."""
    for name in names:
        (tmp_path / name).touch()

    with pytest.raises(EngineError, match=f"{tmp_path} {told}"):
        files_in(tmp_path)


class _Code:
    """Touches a file when it is unpickled."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def __reduce__(self) -> tuple[Callable[..., Any], tuple[str]]:
        return os.mkdir, (str(self._path),)


def test_a_pickle_with_code_is_not_run(files: Mapping[str, Path], tmp_path: Path) -> None:
    """A checkpoint and a vocoder are data: code in them is refused and not run."""
    code = tmp_path / "code.pt"
    torch.save({"ema_model_state_dict": _Code(tmp_path / "ran")}, code)
    with pytest.raises(EngineError, match=r"code\.pt"):
        load_checkpoint({**files, "model": code})
    with pytest.raises(EngineError, match=r"code\.pt"):
        load_vocoder({**files, "vocoder": code})
    assert not (tmp_path / "ran").exists()

    pickle.loads(pickle.dumps(_Code(tmp_path / "ran")))  # noqa: S301 - our own
    assert (tmp_path / "ran").exists()


def test_a_vocoders_configuration_is_not_run(files: Mapping[str, Path], tmp_path: Path) -> None:
    """Vocos would call whatever its configuration names: all but its own parts is refused before."""
    config = tmp_path / "config.yaml"
    described = yaml.safe_load(files["vocoder_config"].read_text())
    described["head"] = {"class_path": "os.mkdir", "init_args": {"path": str(tmp_path / "ran")}}
    config.write_text(yaml.safe_dump(described))

    with pytest.raises(EngineError, match=str(config)):
        load_vocoder({**files, "vocoder_config": config})
    assert not (tmp_path / "ran").exists()


def _saved(state: object) -> Callable[[Mapping[str, Path], Path], Path]:
    def save(files: Mapping[str, Path], folder: Path) -> Path:
        del files
        torch.save(state, folder / "broken.pt")
        return folder / "broken.pt"

    return save


def _bytes(name: str, data: bytes) -> Callable[[Mapping[str, Path], Path], Path]:
    def write(files: Mapping[str, Path], folder: Path) -> Path:
        del files
        (folder / name).write_bytes(data)
        return folder / name

    return write


def _cut(share: float) -> Callable[[Mapping[str, Path], Path], Path]:
    def cut(files: Mapping[str, Path], folder: Path) -> Path:
        data = files["model"].read_bytes()
        (folder / "broken.safetensors").write_bytes(data[: int(len(data) * share)])
        return folder / "broken.safetensors"

    return cut


def _cut_pt(files: Mapping[str, Path], folder: Path) -> Path:
    whole = _pt(files, folder).read_bytes()
    (folder / "broken.pt").write_bytes(whole[: len(whole) // 2])
    return folder / "broken.pt"


def _renamed(files: Mapping[str, Path], folder: Path) -> Path:
    shutil.copy(files["model"], folder / "broken.pt")
    return folder / "broken.pt"


def _lacking(files: Mapping[str, Path], folder: Path) -> Path:
    state = _state(files)
    del state["ema_model.transformer.proj_out.bias"]
    safetensors.torch.save_file(state, folder / "broken.safetensors")
    return folder / "broken.safetensors"


def _folder(files: Mapping[str, Path], folder: Path) -> Path:
    del files
    (folder / "broken.safetensors").mkdir()
    return folder / "broken.safetensors"


NOISE: Final = np.random.default_rng(0).bytes(10_000)
BROKEN_CHECKPOINTS: Final[Mapping[str, Callable[[Mapping[str, Path], Path], Path]]] = {
    "missing": lambda _, folder: folder / "broken.safetensors",
    "a folder": _folder,
    "empty": _bytes("broken.safetensors", b""),
    "empty .pt": _bytes("broken.pt", b""),
    "noise": _bytes("broken.safetensors", NOISE),
    "noise .pt": _bytes("broken.pt", NOISE),
    "a page": _bytes("broken.pt", b"<html>404</html>"),
    "a pointer": _bytes("broken.safetensors", b"version https://git-lfs.github.com/spec/v1\n"),
    "cut": _cut(0.5),
    "cut in its header": _cut(0.0001),
    "cut .pt": _cut_pt,
    "safetensors called .pt": _renamed,
    "a tensor": _saved(torch.zeros(3)),
    "a list": _saved([1]),
    "nothing": _saved(None),
    "no average": _saved({"model_state_dict": {}}),
    "average of nothing": _saved({"ema_model_state_dict": None}),
    "average without names": _saved({"ema_model_state_dict": {1: torch.zeros(3)}}),
    "average of numbers": _saved({"ema_model_state_dict": {"ema_model.transformer.proj_out.bias": 5}}),
    "no weights": _saved({"ema_model_state_dict": {}}),
    "a weight missing": _lacking,
}


@pytest.mark.parametrize("write", BROKEN_CHECKPOINTS.values(), ids=BROKEN_CHECKPOINTS)
def test_a_broken_checkpoint_is_named(
    files: Mapping[str, Path], tmp_path: Path, write: Callable[[Mapping[str, Path], Path], Path]
) -> None:
    """Whatever is wrong with the file, the error is EngineError, names it and says what was found."""
    with pytest.raises(EngineError, match=r"^broken\.\w+ is no checkpoint of this architecture \(.+\)$"):
        load_checkpoint({**files, "model": write(files, tmp_path)})


@pytest.mark.parametrize("suffix", [".pt", ".safetensors"])
def test_no_damage_escapes(files: Mapping[str, Path], tmp_path: Path, suffix: str) -> None:
    """With bytes changed at random where its structure is, a checkpoint loads or is EngineError, nothing else."""
    whole = (_pt(files, tmp_path) if suffix == ".pt" else files["model"]).read_bytes()
    rng = np.random.default_rng(0)
    broken, refused = tmp_path / f"broken{suffix}", list[str]()
    for _ in range(60):
        damaged = bytearray(whole)
        for place in rng.integers(3000, size=rng.integers(1, 6)):
            damaged[place] = rng.integers(256)
        broken.write_bytes(damaged)
        try:
            load_checkpoint({**files, "model": broken})
        except EngineError as error:
            refused.append(str(error))

    assert len(refused) > 30
    assert all(message.startswith(broken.name) for message in refused)


def _architecture(**changes: object) -> str:
    model = {"backbone": "DiT", "arch": dict(ARCHITECTURE), "mel_spec": {"mel_spec_type": "vocos"}}
    return str(yaml.safe_dump({"model": {**model, **changes}}))


BROKEN_ARCHITECTURES: Final = {
    "E2-TTS": ((CONFIGS / "E2TTS_Base.yaml").read_bytes(), "describes a UNetT with vocos"),
    "BigVGAN": (_architecture(mel_spec={"mel_spec_type": "bigvgan"}).encode(), "describes a DiT with bigvgan"),
    "empty": (b"", "is no architecture"),
    "no YAML": (b"a: [", "is no architecture"),
    "a list": (b"- 1", "is no architecture"),
    "no UTF-8": (b"\xff\xfe\x00", "is no architecture"),
    "no text": (NOISE, "is no architecture"),
    "an object": (b"!!python/object/apply:os.getcwd []", "is no architecture"),
    "no arch": (_architecture(arch=None).encode(), "is no architecture"),
    "arch of a word": (_architecture(arch="DiT").encode(), "is no architecture"),
    "no mel": (_architecture(mel_spec={}).encode(), "is no architecture"),
    "unknown argument": (_architecture(arch={**ARCHITECTURE, "depht": 2}).encode(), "depht"),
    "argument of ours": (_architecture(arch={**ARCHITECTURE, "mel_dim": 80}).encode(), "mel_dim"),
    "numbered argument": (_architecture(arch={1: 2}).encode(), "is no architecture"),
    "a word for a number": (_architecture(arch={**ARCHITECTURE, "dim": "large"}).encode(), "is no architecture"),
    "negative": (_architecture(arch={**ARCHITECTURE, "dim": -64}).encode(), "is no architecture"),
    "no group's multiple": (_architecture(arch={**ARCHITECTURE, "dim": 65}).encode(), "is no architecture"),
    "divides by zero": (_architecture(arch={**ARCHITECTURE, "text_dim": 2}).encode(), "is no architecture"),
    "huge": (_architecture(arch={**ARCHITECTURE, "dim": 10**30}).encode(), "is no architecture"),
    "too large": (_architecture(arch={**ARCHITECTURE, "ff_mult": 10**12}).encode(), "is no architecture"),
    "unknown norm": (_architecture(arch={**ARCHITECTURE, "qk_norm": "no"}).encode(), "Unimplemented qk_norm"),
    "impossible": (
        _architecture(
            arch={**ARCHITECTURE, "text_mask_padding": False, "text_embedding_average_upsampling": True}
        ).encode(),
        "requires text_mask_padding",
    ),
}


@pytest.mark.parametrize(("data", "told"), BROKEN_ARCHITECTURES.values(), ids=BROKEN_ARCHITECTURES)
def test_a_broken_architecture_is_named(files: Mapping[str, Path], tmp_path: Path, data: bytes, told: str) -> None:
    """Another network, another mel, no YAML in upstream's form: EngineError that names the file and what is wrong."""
    path = tmp_path / "broken.yaml"
    path.write_bytes(data)

    with pytest.raises(EngineError, match=told) as refused:
        load_checkpoint({**files, "architecture": path})

    assert str(refused.value).startswith(str(path))


def test_an_architecture_of_another_size_is_told(files: Mapping[str, Path], tmp_path: Path) -> None:
    """A checkpoint of another size than its architecture says which weights do not go together."""
    path = tmp_path / "other.yaml"
    path.write_text(_architecture(arch={**ARCHITECTURE, "depth": 3}))

    with pytest.raises(
        EngineError, match=r"model_1250000\.safetensors is no .* Missing key\(s\).*transformer_blocks\.2"
    ):
        load_checkpoint({**files, "architecture": path})


@pytest.mark.parametrize("data", [None, b"\xff\xfe", NOISE], ids=["missing", "no UTF-8", "noise"])
def test_a_broken_vocabulary_is_named(files: Mapping[str, Path], tmp_path: Path, data: bytes | None) -> None:
    """A vocabulary that is missing or no text is EngineError that names it."""
    path = tmp_path / "broken.txt"
    if data is not None:
        path.write_bytes(data)

    with pytest.raises(EngineError, match=f"^{path} is no vocabulary"):
        load_checkpoint({**files, "vocabulary": path})


@pytest.mark.parametrize("text", ["", "a\nb\n"], ids=["empty", "small"])
def test_a_vocabulary_of_another_size_is_told(files: Mapping[str, Path], tmp_path: Path, text: str) -> None:
    """A vocabulary that is not the checkpoint's is EngineError that says which weight shows it."""
    path = tmp_path / "vocab.txt"
    path.write_text(text)

    with pytest.raises(EngineError, match=r"size mismatch for text_embed"):
        load_checkpoint({**files, "vocabulary": path})


BROKEN_VOCODERS: Final[Mapping[str, tuple[str, bytes | None]]] = {
    "config missing": ("vocoder_config", None),
    "config no YAML": ("vocoder_config", b"a: ["),
    "config empty": ("vocoder_config", b""),
    "config a list": ("vocoder_config", b"- 1"),
    "config no UTF-8": ("vocoder_config", b"\xff\xfe\x00"),
    "config of BigVGAN": ("vocoder_config", b"{resblock: '1', num_gpus: 0}"),
    "weights missing": ("vocoder", None),
    "weights empty": ("vocoder", b""),
    "weights noise": ("vocoder", NOISE),
}


@pytest.mark.parametrize(("role", "data"), BROKEN_VOCODERS.values(), ids=BROKEN_VOCODERS)
def test_a_broken_vocoder_is_named(files: Mapping[str, Path], tmp_path: Path, role: str, data: bytes | None) -> None:
    """Of a vocoder's two files the one that is broken is named."""
    path = tmp_path / "broken.file"
    if data is not None:
        path.write_bytes(data)

    with pytest.raises(EngineError, match=r"broken\.file (describes|is) no Vocos"):
        load_vocoder({**files, role: path})


@pytest.mark.parametrize(
    "changes",
    [
        {"feature_extractor": {"class_path": "vocos.feature_extractors.EncodecFeatures"}},
        {"backbone": {"class_path": "vocos.models.VocosBackbone"}},
        {"backbone": {"class_path": "vocos.models.VocosBackbone", "init_args": {"dim": "large"}}},
        {"head": {"class_path": "vocos.heads.IMDCTSymExpHead", "init_args": {}}},
        {"head": {}},
    ],
    ids=str,
)
def test_another_vocos_is_told(files: Mapping[str, Path], tmp_path: Path, changes: Mapping[str, Any]) -> None:
    """A Vocos for other features, or one whose parts lack their sizes, is EngineError that names the configuration."""
    path = tmp_path / "config.yaml"
    path.write_text(yaml.safe_dump({**yaml.safe_load(files["vocoder_config"].read_text()), **changes}))

    with pytest.raises(EngineError, match=f"^{path} describes no Vocos for mels"):
        load_vocoder({**files, "vocoder_config": path})


def test_a_vocoder_of_another_size_is_told(files: Mapping[str, Path], tmp_path: Path) -> None:
    """Weights that are not those of the configuration are EngineError that names them."""
    described = yaml.safe_load(files["vocoder_config"].read_text())
    described["backbone"]["init_args"]["num_layers"] = 3
    path = tmp_path / "config.yaml"
    path.write_text(yaml.safe_dump(described))

    with pytest.raises(EngineError, match=r"^pytorch_model\.bin is no Vocos of its config\.yaml \(.*Missing key"):
        load_vocoder({**files, "vocoder_config": path})
