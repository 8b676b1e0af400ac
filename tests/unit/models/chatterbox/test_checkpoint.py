"""Files to upstream's models, and what is said of files that are none."""

import os
import pickle
import re
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, Final

import pytest
import safetensors.torch
import torch
from torch import Tensor

from models.chatterbox import checkpoint
from models.chatterbox.checkpoint import Upstream
from models.chatterbox_tts import ChatterboxEngine, ChatterboxMultilingualEngine, ChatterboxTurboEngine
from models.engine import EngineError, Setup, Utterance
from models.speeches import speeches
from models.weight_list import read
from tests import upstream_chatterbox
from tests.tiny_chatterbox import sizes
from worker.loading import LISTS

ENGINES: Final = {
    engine.name: engine for engine in (ChatterboxEngine, ChatterboxMultilingualEngine, ChatterboxTurboEngine)
}
OPTIONAL: Final = frozenset({"cangjie"})

Files = Mapping[str, Path]
AllFiles = Mapping[str, Files]


@pytest.fixture(params=ENGINES)
def name(request: pytest.FixtureRequest) -> str:
    """Each variant in turn."""
    return str(request.param)


def _copied(files: Files, folder: Path) -> Files:
    """A folder of the same files, each of which may be replaced."""
    folder.mkdir(exist_ok=True)
    copies = {role: folder / path.name for role, path in files.items()}
    for role, copy in copies.items():
        copy.unlink(missing_ok=True)
        copy.symlink_to(files[role])
    return copies


def _load(name: str, files: Files) -> Any:
    with sizes():
        return ENGINES[name].load(Setup(files=files))


def _refusal(name: str, files: Files) -> str:
    """What is said of files that cannot be loaded."""
    with pytest.raises(EngineError) as refused:
        _load(name, files)
    return str(refused.value)


def _state(path: Path) -> dict[str, Tensor]:
    if path.suffix == ".safetensors":
        return safetensors.torch.load_file(path)
    state: dict[str, Tensor] = torch.load(path, weights_only=True)
    return state


def _save(state: Mapping[str, Tensor], path: Path) -> None:
    path.unlink()
    if path.suffix == ".safetensors":
        safetensors.torch.save_file(dict(state), path)
    else:
        torch.save(dict(state), path)


def test_the_weights_are_those_that_upstream_loads(
    name: str, upstream: Mapping[str, Upstream], files: AllFiles
) -> None:
    """Built without drawing random weights first, a model has every weight and buffer that upstream's has."""
    expected = upstream_chatterbox.load(files[name]["t3"].parent, name)  # type: ignore[arg-type] # the names are the variants
    for part in ("t3", "s3gen", "ve"):
        theirs, ours = (getattr(model, part).state_dict() for model in (expected, upstream[name]))
        assert list(theirs) == list(ours)
        assert all(torch.equal(theirs[key], ours[key]) for key in theirs)
        buffers = dict(getattr(upstream[name], part).named_buffers())
        assert all(torch.equal(value, buffers[key]) for key, value in getattr(expected, part).named_buffers())


def test_our_lists_have_what_is_loaded(name: str, files: AllFiles) -> None:
    """Each file under the name that upstream looks for, in one folder; and all roles that the engine asks for."""
    repository, *others = read(LISTS / f"{name}.toml")

    assert {role: file.path for role, file in repository.files.items()} == {
        role: path.name for role, path in files[name].items()
    }
    assert set(ENGINES[name].roles) == files[name].keys() - OPTIONAL
    assert all(other.optional for other in others)


def test_missing_weights_are_named(name: str, files: AllFiles) -> None:
    """Without some of its files an engine says which, by their names in the weight list."""
    needed = [role for role in files[name] if role not in OPTIONAL]
    for lacking in (needed, needed[1:], needed[-1:]):
        told = _refusal(name, {role: path for role, path in files[name].items() if role not in lacking})
        assert set(lacking) == set(told.partition(" lacks its weights: ")[2].split(", "))


def test_a_file_that_is_gone_is_named(name: str, files: AllFiles, tmp_path: Path) -> None:
    """Upstream would speak in nobody's voice without conds.pt, and Turbo without its tags: here each is an error."""
    for role in files[name].keys() - OPTIONAL:
        copies = _copied(files[name], tmp_path)
        copies[role].unlink()
        assert _refusal(name, copies).endswith(f"cannot be loaded: {tmp_path} has no file {copies[role].name}")


def test_files_in_two_folders_are_refused(name: str, files: AllFiles, tmp_path: Path) -> None:
    """Upstream takes a folder: it would load other files than those that were given."""
    other = _copied(files[name], tmp_path / "other")

    told = _refusal(name, {**files[name], "s3gen": other["s3gen"]})

    assert f"from one folder, and s3gen is in another than {files[name]['t3'].parent}" in told


DAMAGE: Final[Mapping[str, Callable[[bytes], bytes]]] = {
    "empty": lambda _: b"",
    "a pointer": lambda _: b"version https://git-lfs.github.com/spec/v1\n",
    "cut": lambda data: data[: len(data) // 2],
}


@pytest.mark.parametrize("damage", DAMAGE)
@pytest.mark.parametrize(
    ("name", "role"),
    [
        *(("chatterbox", role) for role in ("voice_encoder", "tokenizer", "conds")),
        ("chatterbox-multilingual", "voice_encoder"),
        *(("chatterbox-turbo", role) for role in ("tokenizer", "added_tokens")),
    ],
)
def test_a_damaged_file_is_named(files: AllFiles, tmp_path: Path, name: str, role: str, damage: str) -> None:
    """Whatever its format: the error names it, and says to fetch it again; upstream's seldom do."""
    copies = _copied(files[name], tmp_path)
    data = copies[role].read_bytes()
    copies[role].unlink()
    copies[role].write_bytes(DAMAGE[damage](data))

    expected = f": {copies[role].name} in {tmp_path} is damaged, or not what its name says: fetch it again"
    assert _refusal(name, copies).endswith(expected)


class _Code:
    """Makes a folder when it is unpickled."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def __reduce__(self) -> tuple[Callable[..., Any], tuple[str]]:
        return os.mkdir, (str(self._path),)


@pytest.mark.parametrize(
    ("name", "role"),
    [("chatterbox", "conds"), ("chatterbox-turbo", "conds"), ("chatterbox-multilingual", "conds")]
    + [("chatterbox-multilingual", role) for role in ("voice_encoder", "s3gen")],
)
def test_a_pickle_with_code_is_not_run(files: AllFiles, tmp_path: Path, name: str, role: str) -> None:
    """What lies in the place of tensors is refused and not run, also while it is found out what is wrong."""
    copies = _copied(files[name], tmp_path)
    copies[role].unlink()
    code = _Code(tmp_path / "ran")
    torch.save({"t3": {"speaker_emb": code}, "gen": code}, copies[role])

    assert f"{copies[role].name} in {tmp_path} is damaged, or not what its name says" in _refusal(name, copies)
    assert not (tmp_path / "ran").exists()

    pickle.loads(pickle.dumps(code))  # noqa: S301 - our own
    assert (tmp_path / "ran").exists()


@pytest.mark.parametrize(
    ("name", "role"), [("chatterbox", "t3"), ("chatterbox", "s3gen"), ("chatterbox-turbo", "voice_encoder")]
)
@pytest.mark.parametrize("change", ["lacks", "has too much", "has another shape"])
def test_weights_must_be_the_models(files: AllFiles, tmp_path: Path, name: str, role: str, change: str) -> None:
    """One tensor too few, too many or of another size is named, also where upstream loads the rest without a word."""
    copies = _copied(files[name], tmp_path)
    state = _state(copies[role])
    tensor = sorted(state)[len(state) // 2]
    if change == "lacks":
        del state[tensor]
    elif change == "has too much":
        tensor = "surplus"
        state[tensor] = torch.zeros(1)
    else:
        state[tensor] = torch.zeros(7)
    _save(state, copies[role])

    assert tensor in _refusal(name, copies)


@pytest.mark.parametrize("window", ["tokenizer.window", "tokenizer._mel_filters"])
def test_what_is_computed_may_be_missing(files: AllFiles, tmp_path: Path, window: str) -> None:
    """The published English S3Gen lacks a window: it is there all the same, as computed, and not what memory held."""
    files_with, copies = files["chatterbox-multilingual"], _copied(files["chatterbox"], tmp_path)
    state = _state(copies["s3gen"])
    state.pop(window, None)
    _save(state, copies["s3gen"])

    with sizes():
        engine = ENGINES["chatterbox"]
        model = checkpoint.load(engine._upstream, copies, engine.roles, torch.device("cpu"))  # noqa: SLF001 - nobody else has to know

    assert torch.equal(_state(files_with["s3gen"])[window], model.s3gen.state_dict()[window])


@pytest.mark.parametrize(
    ("name", "role", "other"),
    [
        ("chatterbox", "t3", "chatterbox-turbo"),
        ("chatterbox", "t3", "chatterbox-multilingual"),
        ("chatterbox", "s3gen", "chatterbox-turbo"),
        ("chatterbox", "tokenizer", "chatterbox-multilingual"),
        ("chatterbox", "tokenizer", "chatterbox-turbo"),
        ("chatterbox-multilingual", "t3", "chatterbox"),
        ("chatterbox-turbo", "t3", "chatterbox"),
        ("chatterbox-turbo", "s3gen", "chatterbox"),
    ],
)
def test_another_models_file_is_refused(files: AllFiles, tmp_path: Path, name: str, role: str, other: str) -> None:
    """Under this one's name; upstream takes Turbo's S3Gen for the English one, and a foreign tokenizer's ids."""
    copies = _copied(files[name], tmp_path)
    copies[role].unlink()
    copies[role].symlink_to(files[other][role])

    assert f"cannot be loaded: {tmp_path}" in _refusal(name, copies)


@pytest.mark.parametrize(
    ("content", "told"),
    [
        ({}, "cannot be loaded: .* KeyError"),
        ([1, 2], "cannot be loaded: .* TypeError"),
        ({"t3": {"speaker_emb": torch.zeros(3)}, "gen": {}}, "the model's own voice is none"),
    ],
    ids=["nothing", "a list", "half of it"],
)
def test_a_voice_that_is_none_is_refused(files: AllFiles, tmp_path: Path, content: object, told: str) -> None:
    """A conds.pt of other things than a voice's tensors."""
    copies = _copied(files["chatterbox"], tmp_path)
    copies["conds"].unlink()
    torch.save(content, copies["conds"])

    assert re.search(told, _refusal("chatterbox", copies))


def test_half_precision_is_read(files: AllFiles, tmp_path: Path) -> None:
    """A checkpoint of 16-bit floats, as people keep them to save space, becomes the 32 bits that are computed with."""
    copies = _copied(files["chatterbox"], tmp_path)
    for role in ("t3", "s3gen", "voice_encoder"):
        state = _state(copies[role])
        _save({key: value.half() if value.is_floating_point() else value for key, value in state.items()}, copies[role])
    engine = _load("chatterbox", copies)
    voice = engine.voices["chatterbox"]

    (speech,) = speeches(engine.speak([Utterance("Hi.", "en", voice, 1.0, 7, engine.Options())], lambda: False))

    assert speech.audio.samples.any()
