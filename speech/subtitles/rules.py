"""How long cues stay and how far apart they are, with the guidelines that say so."""

from typing import Final

MIN_MS: Final = 833
"""Shortest time on screen: 5/6 s, the Netflix Timed Text Style Guide's general requirements."""
MAX_MS: Final = 7000
"""Longest: the same guide."""
MS_PER_COLUMN: Final = 50
"""20 characters a second, the limit for adults' programmes in Netflix's English Timed Text Style Guide."""
GAP_MS: Final = 84
"""Between cues that don't follow without a pause: two frames at 24 a second, the Netflix guide's least."""
LINGER_MS: Final = 1000
"""Longest stay after the last word: the BBC's Subtitle Guidelines (5.2) allow 1.5 s, Netflix's half a second."""
PAUSE_MS: Final = 1000
"""No cue goes on over a longer silence, in which its second half would be read long before it is heard."""

CHAIN_MS: Final = 416
"""A cue stays until two frames before the next one where no more than this is missing, so that the screen doesn't
flicker: Netflix's Subtitle Timing Guidelines close gaps of up to 12 frames at 24 a second."""
