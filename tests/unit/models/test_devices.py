"""Where and how precisely models compute."""

import pytest
import torch

from models.devices import choose_device, choose_dtype
from models.engine import EngineError, Precision

without_cuda = pytest.mark.skipif(torch.cuda.is_available(), reason="about machines without CUDA")


@without_cuda
def test_cuda_that_is_missing_is_told() -> None:
    """Asked for CUDA where there is none: EngineError, which names the setting, and no silent hour on a CPU."""
    with pytest.raises(EngineError, match="TTS_DEVICE is cuda, and torch finds none"):
        choose_device("cuda")


@without_cuda
def test_left_open_it_is_the_cpu_where_there_is_no_cuda() -> None:
    """A machine without a GPU works without being told."""
    assert "cpu" == choose_device("auto").type


def test_the_cpu_is_always_there() -> None:
    """Whatever else the machine has."""
    assert "cpu" == choose_device("cpu").type


@pytest.mark.parametrize(
    ("precision", "device", "dtype"),
    [
        ("auto", "cpu", torch.float32),
        ("auto", "cuda", torch.float16),
        ("fp32", "cpu", torch.float32),
        ("fp32", "cuda", torch.float32),
        ("fp16", "cuda", torch.float16),
        ("bf16", "cuda", torch.bfloat16),
    ],
)
def test_precision_is_what_was_asked_for(precision: Precision, device: str, dtype: torch.dtype) -> None:
    """Left open it is what the device is quick with."""
    assert dtype == choose_dtype(precision, torch.device(device))


@pytest.mark.parametrize(
    ("precision", "device", "dtype"),
    [
        ("auto", "cpu", torch.float32),
        ("auto", "cuda", torch.bfloat16),
        ("fp32", "cuda", torch.float32),
        ("fp16", "cuda", torch.float16),
    ],
)
def test_a_model_has_a_choice_of_its_own_on_cuda(precision: Precision, device: str, dtype: torch.dtype) -> None:
    """What a model does best with on CUDA counts where precision is left open there, and nowhere else."""
    assert dtype == choose_dtype(precision, torch.device(device), auto_on_cuda=torch.bfloat16)


@pytest.mark.parametrize("precision", ["fp16", "bf16"])
def test_half_precision_on_a_cpu_is_refused(precision: Precision) -> None:
    """It would be slower, not faster: EngineError names the setting."""
    with pytest.raises(EngineError, match=f"ENGINE_PRECISION is {precision}"):
        choose_dtype(precision, torch.device("cpu"))
