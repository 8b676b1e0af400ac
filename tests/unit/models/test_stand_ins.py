"""What stands in for modules that are imported and never used: as long as it is needed, and no longer than it lasts."""

import ast
import subprocess
import sys
from collections.abc import Mapping
from importlib.util import find_spec
from itertools import permutations
from pathlib import Path
from types import ModuleType
from typing import Any, Final

import pytest
import torch

from models.chatterbox import packages as chatterbox
from models.f5 import packages as f5
from models.stand_ins import prepare_torchaudio, standing_in
from tests.programs import run

F5: Final[Mapping[str, Any]] = f5._UNUSED  # noqa: SLF001 - nobody else has to know
CHATTERBOX: Final[Mapping[str, Any]] = chatterbox._UNUSED  # noqa: SLF001 - nobody else has to know
IMPORTED_BY_F5: Final = {
    "f5_tts.model": ("f5_tts", "model/__init__.py", "f5_tts.model.trainer"),
    "librosa": ("f5_tts", "model/modules.py", "librosa.filters"),
    "librosa.filters": ("f5_tts", "model/modules.py", "librosa.filters"),
    "einx": ("x_transformers", "x_transformers.py", "einx"),
    "encodec": ("vocos", "feature_extractors.py", "encodec"),
    "scipy": ("vocos", "spectral_ops.py", "scipy"),
}
"""For each stand-in of models/f5/packages.py the file that imports the module, or what makes it too much to import."""
IMPORTED_BY_CHATTERBOX: Final = {
    "librosa": ("chatterbox", "tts.py", "librosa"),
    "librosa.filters": ("chatterbox", "models/s3gen/utils/mel.py", "librosa.filters"),
    "onnx": ("s3tokenizer", "utils.py", "onnx"),
    "conformer": ("chatterbox", "models/s3gen/matcha/decoder.py", "conformer"),
    "omegaconf": ("chatterbox", "models/s3gen/flow.py", "omegaconf"),
    "pkg_resources": ("perth", "perth_net/__init__.py", "pkg_resources"),
    "pyloudnorm": ("chatterbox", "tts_turbo.py", "pyloudnorm"),
    "scipy": ("chatterbox", "models/voice_encoder/melspec.py", "scipy"),
    "scipy.signal": ("chatterbox", "models/s3gen/hifigan.py", "scipy.signal"),
}
"""For each stand-in of models/chatterbox/packages.py the file that imports the module."""


def _imports(package: str, file: str) -> set[str]:
    """Modules that a file of an installed package imports when it is itself imported."""
    spec = find_spec(package)
    assert spec is not None
    assert spec.submodule_search_locations is not None
    tree = ast.parse((Path(spec.submodule_search_locations[0]) / file).read_text("utf-8"))
    found: set[str] = set()
    for statement in tree.body:
        if isinstance(statement, ast.Import):
            found |= {name.name for name in statement.names}
        elif isinstance(statement, ast.ImportFrom):
            found.add(statement.module or "")
    return found


@pytest.mark.parametrize(
    ("package", "file", "module"), sorted({*IMPORTED_BY_F5.values(), *IMPORTED_BY_CHATTERBOX.values()})
)
def test_each_is_still_needed(package: str, file: str, module: str) -> None:
    """An upgrade that no longer imports the module makes its stand-in unnecessary: it can go."""
    assert module in _imports(package, file)


def test_the_trainer_is_still_too_much() -> None:
    """Upstream's trainer imports wandb and accelerate at once: the day it does not, its package may be imported."""
    assert {"wandb", "accelerate"} & {name.partition(".")[0] for name in _imports("f5_tts", "model/trainer.py")}


def test_none_is_without_its_reason() -> None:
    """What stands in for something is in the tables above; scipy only where it is not installed."""
    real = {"scipy", "scipy.signal"} if find_spec("scipy") else set()

    assert set(IMPORTED_BY_F5) - real == set(F5)
    assert set(IMPORTED_BY_CHATTERBOX) - real == set(CHATTERBOX)


def test_what_loads_beside_the_engines_imports_none_of_them() -> None:
    """In another thread English loads meanwhile (worker/startup.py): to it an empty module would be the real one."""
    loaded = set(
        run(
            """
            import sys
            from worker.startup import _load_english
            import models.transcriber, faster_whisper
            _load_english()
            print(*sys.modules)
            """
        ).split()
    )

    assert "hibari.dsp" in loaded
    assert set() == loaded & {*F5, *CHATTERBOX}


def test_hibari_does_without_what_stands_in_for_scipy() -> None:
    """Where scipy is not installed it is imported in that thread all the same, and takes the stand-in for no scipy."""
    backend = run(
        """
        from models.stand_ins import standing_in
        with standing_in({"scipy": {"signal": None}, "scipy.signal": {}}):
            from hibari.dsp import FFT_BACKEND
        print(FFT_BACKEND)
        """
    )

    assert "numpy" == backend


@pytest.mark.parametrize("order", list(permutations(["f5", "chatterbox"])))
def test_the_two_do_not_disturb_each_other(order: tuple[str, str]) -> None:
    """In either order both are imported, in silence, and what others then import is real."""
    first, second = order
    ended = run(
        f"""
        from importlib.util import find_spec
        import models.{first}.packages, models.{second}.packages
        for name in {sorted({*F5, *CHATTERBOX})}:
            find_spec(name)  # of what stands in it raises
        """
    )

    assert "" == ended


@pytest.mark.skipif(torch.version.cuda is not None, reason="beside a torch with CUDA torchaudio's compiled parts load")
def test_torchaudio_alone_still_dies_beside_a_cpu_torch() -> None:
    """The day it can be imported as it is, nothing has to stand in for its extension."""
    ended = subprocess.run([sys.executable, "-c", "import torchaudio"], capture_output=True, text=True, check=False)

    assert 0 != ended.returncode
    assert "Could not load this library" in ended.stderr


@pytest.mark.skipif(torch.version.cuda is not None, reason="beside a torch with CUDA nothing stands in")
def test_torchaudios_compiled_parts_say_that_they_are_missing() -> None:
    """What needs them fails with a sentence, and is not silently wrong."""
    extension = sys.modules["torchaudio._extension"]
    prepare_torchaudio()

    assert extension is sys.modules["torchaudio._extension"]
    with pytest.raises(RuntimeError, match="need a torch with CUDA"):
        extension.fail_if_no_align(print)()


def test_an_import_gives_the_stand_in_while_it_lasts() -> None:
    """Names, parts of packages and attributes are those that were given."""
    with standing_in({"no_such_package": {}, "no_such_package.part": {"answer": 42}}):
        import no_such_package  # type: ignore[import-not-found]  # noqa: PLC0415 - that is what is tried
        from no_such_package.part import (  # type: ignore[import-not-found]  # noqa: PLC0415 - that is what is tried
            answer,
        )

        assert 42 == answer
        assert isinstance(no_such_package, ModuleType)
    with pytest.raises(ModuleNotFoundError):
        import no_such_package  # noqa: PLC0415 - that is what is tried


@pytest.mark.parametrize("fails", [False, True])
def test_all_is_as_it_was_afterwards(*, fails: bool) -> None:
    """What was imported before is the same module, what was not is absent, also after an error."""
    before = dict(sys.modules)
    try:
        with standing_in({"ast": {}, "no_such_package": {}}):
            assert ast is not sys.modules["ast"]
            if fails:
                raise RuntimeError("the import failed")
    except RuntimeError:
        assert fails

    assert before == dict(sys.modules)
    assert ast is sys.modules["ast"]
