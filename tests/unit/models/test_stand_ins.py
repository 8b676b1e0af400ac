"""What stands in for modules that are imported and never used: as long as it is needed, and no longer than it lasts."""

import ast
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path
from types import ModuleType
from typing import Final

import pytest
import torch

from models.f5 import packages
from models.stand_ins import prepare_torchaudio, standing_in

ROOT: Final = Path(__file__).parents[3]
IMPORTED: Final = {
    "f5_tts.model": ("f5_tts", "model/__init__.py", "f5_tts.model.trainer"),
    "librosa": ("f5_tts", "model/modules.py", "librosa.filters"),
    "librosa.filters": ("f5_tts", "model/modules.py", "librosa.filters"),
    "einx": ("x_transformers", "x_transformers.py", "einx"),
    "encodec": ("vocos", "feature_extractors.py", "encodec"),
    "scipy": ("vocos", "spectral_ops.py", "scipy"),
}
"""For each stand-in of models/f5/packages.py the file that imports the module, or what makes it too much to import."""


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


@pytest.mark.parametrize("name", IMPORTED)
def test_each_is_still_needed(name: str) -> None:
    """An upgrade that no longer imports the module makes its stand-in unnecessary: it can go."""
    package, file, module = IMPORTED[name]

    assert module in _imports(package, file)


def test_the_trainer_is_still_too_much() -> None:
    """Upstream's trainer imports wandb and accelerate at once: the day it does not, its package may be imported."""
    assert {"wandb", "accelerate"} & {name.partition(".")[0] for name in _imports("f5_tts", "model/trainer.py")}


def test_none_is_without_its_reason() -> None:
    """What stands in for something is in the table above; scipy only where it is not installed."""
    stood_in = set(packages._UNUSED)  # noqa: SLF001 - nobody else has to know

    assert set(IMPORTED) - ({"scipy"} if find_spec("scipy") else set()) == stood_in


def test_what_loads_beside_the_engines_imports_none_of_them() -> None:
    """In another thread English loads meanwhile (worker/startup.py): to it an empty module would be the real one."""
    program = (
        "import sys\n"
        "from worker.startup import _load_english\n"
        "import models.transcriber, faster_whisper\n"
        "_load_english()\n"
        "print(*sys.modules)"
    )
    ended = subprocess.run([sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=True)  # noqa: S603 - our own program
    loaded = set(ended.stdout.split())

    assert "hibari.dsp" in loaded
    assert set() == loaded & set(packages._UNUSED)  # noqa: SLF001 - nobody else has to know


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


def test_the_real_ones_are_there_for_others() -> None:
    """Having imported F5-TTS, another package gets real modules: nothing that stood in is left."""
    for name in ("librosa", "librosa.filters", "encodec", "einx", "scipy"):
        assert getattr(sys.modules.get(name), "__spec__", True) is not None
    assert find_spec("scipy") is None or find_spec("scipy.fft") is not None
    librosa = find_spec("librosa")
    assert librosa is None or librosa.origin is not None
