"""The door to chatterbox-tts: light, silent, and without the network."""

from importlib import import_module
from importlib.util import find_spec
from pathlib import Path

import numpy as np
import pytest
from scipy.signal import get_window
from transformers.utils import import_utils

from models.chatterbox import packages
from models.chatterbox.packages import MTLTokenizer
from models.stand_ins import standing_in
from tests.programs import run
from tests.tiny_chatterbox import write_model


def test_the_image_has_all_that_is_needed(tmp_path: Path) -> None:
    """With the packages of the locks alone a model is loaded, in silence and without the network."""
    files = write_model(tmp_path, "chatterbox")
    ended = run(
        f"""
        from pathlib import Path
        from tests.programs import hide_all_but, refuse_network
        hidden = hide_all_but("core", "chatterbox")
        assert {{"librosa", "numba", "pkg_resources", "scipy", "sklearn"}} <= hidden
        refuse_network()
        import torch
        from models.chatterbox import checkpoint
        from models.chatterbox.packages import ChatterboxTTS
        from tests.tiny_chatterbox import sizes
        files = {{role: Path(path) for role, path in {_strings(files)}.items()}}
        with sizes():
            checkpoint.load(ChatterboxTTS, files, tuple(files), torch.device("cpu"))
        """
    )

    assert "" == ended


def test_transformers_refuses_a_stand_in_for_librosa() -> None:
    """It looks for it when it is imported, and raises: the day it does not, it need no longer be imported before."""
    is_available = import_utils.is_librosa_available.__wrapped__

    assert is_available() is True
    with standing_in({"librosa": {}}), pytest.raises(ValueError, match="__spec__ is None"):
        is_available()


def test_the_window_is_scipys() -> None:
    """What stands in for scipy's window where it is not installed is that window."""
    window = packages._hann("hann", 16, fftbins=True)  # noqa: SLF001 - where scipy is installed nothing else brings it out

    np.testing.assert_allclose(window, get_window("hann", 16, fftbins=True), atol=1e-15)
    with pytest.raises(ValueError, match="hamming"):
        packages._hann("hamming", 16, fftbins=True)  # noqa: SLF001 - as above


def test_the_watermarks_weights_are_found() -> None:
    """What stands in for setuptools tells a folder that holds them; a package that is not there has none."""
    folder = Path(import_module("perth.perth_net").PREPACKAGED_MODELS_DIR)

    assert (folder / "implicit" / "hparams.yaml").is_file()
    with pytest.raises(ModuleNotFoundError, match="no_such_package"):
        packages._resource_filename("no_such_package", "pretrained")  # noqa: SLF001 - nobody else has to know


def test_cangjie_codes_lie_beside_the_vocabulary(tmp_path: Path) -> None:
    """Upstream would ask the hub for them: here they are of the tokenizer's own folder, or there are none."""
    files = write_model(tmp_path, "chatterbox-multilingual")

    assert MTLTokenizer(str(files["tokenizer"])).cangjie_converter.word2cj
    files["cangjie"].unlink()
    assert not MTLTokenizer(str(files["tokenizer"])).cangjie_converter.word2cj


def test_no_segmenter_is_downloaded(tmp_path: Path) -> None:
    """Upstream makes one where spacy-pkuseg is installed, which downloads its model, whatever language is spoken."""
    assert find_spec("spacy_pkuseg")
    files = write_model(tmp_path, "chatterbox-multilingual")

    assert MTLTokenizer(str(files["tokenizer"])).cangjie_converter.segmenter is None


def _strings(files: dict[str, Path]) -> dict[str, str]:
    return {role: str(path) for role, path in files.items()}
