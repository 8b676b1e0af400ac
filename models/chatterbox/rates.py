"""S3's speech tokens in numbers."""

from typing import Final

N_SOUNDS: Final = 6561
"""Ids that are sounds, and rows of S3Gen's embedding: on CUDA an id beyond them ends the process."""
SAMPLE_RATE: Final = 24_000
"""Hz, of what S3Gen makes of them."""
TOKENS_PER_S: Final = 25
FRAMES_PER_TOKEN: Final = 2
"""Of S3Gen's mel, 50 a second."""
