"""Where and how precisely a model computes: from the settings' words to torch's."""

import torch

from models.engine import Device, EngineError, Precision

_DTYPES = {"fp32": torch.float32, "fp16": torch.float16, "bf16": torch.bfloat16}


def choose_device(device: Device) -> torch.device:
    """CUDA where it is asked for, or left open and there. Raises EngineError where it is asked for and missing."""
    if device == "cuda" and not torch.cuda.is_available():
        raise EngineError("TTS_DEVICE is cuda, and torch finds none: set it to auto or cpu, or mend the driver")
    return torch.device("cuda" if device != "cpu" and torch.cuda.is_available() else "cpu")


def choose_dtype(
    precision: Precision, device: torch.device, *, auto_on_cuda: torch.dtype = torch.float16
) -> torch.dtype:
    """The type of the weights; `auto_on_cuda` is what the model does best with where the choice is left open.

    Raises EngineError for half precision on a CPU, which would be slower, not faster.
    """
    if precision == "auto":
        return auto_on_cuda if device.type == "cuda" else torch.float32
    if precision != "fp32" and device.type == "cpu":
        raise EngineError(f"ENGINE_PRECISION is {precision}: a CPU computes in fp32")
    return _DTYPES[precision]
