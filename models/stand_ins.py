"""What stands in for modules that upstream packages import and their speaking never uses; each with its reason.

tests/unit/models/test_stand_ins.py fails when an upgrade makes one of these unnecessary.
"""

import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from types import ModuleType
from typing import Any, NoReturn

import torch


@contextmanager
def standing_in(modules: Mapping[str, Mapping[str, Any]]) -> Iterator[None]:
    """While it lasts, importing one of these names gives an empty module with these attributes.

    Afterwards all is as it was: another package may need the real one.
    """
    before = {name: sys.modules.get(name) for name in modules}
    for name, attributes in modules.items():
        module = ModuleType(name)
        module.__dict__.update(attributes)
        sys.modules[name] = module
    try:
        yield
    finally:
        for name, real in before.items():
            if real is None:
                del sys.modules[name]
            else:
                sys.modules[name] = real


def prepare_torchaudio() -> None:
    """Keep torchaudio from loading its compiled parts where torch has no CUDA: to be called before its first import.

    Its wheel is built for CUDA; beside a CPU torch its import dies looking for libcudart. Resampling, spectrograms and
    filters are torch code and need none of it.
    """
    name = "torchaudio._extension"
    if torch.version.cuda is None and name not in sys.modules:
        module = ModuleType(name)
        module.__dict__.update(
            _IS_TORCHAUDIO_EXT_AVAILABLE=False, _IS_ALIGN_AVAILABLE=False, fail_if_no_align=lambda _: _refuse
        )
        sys.modules[name] = module


def _refuse(*_: object, **__: object) -> NoReturn:
    raise RuntimeError("torchaudio's compiled parts need a torch with CUDA")
