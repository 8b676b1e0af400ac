"""What an audio file's first bytes say of its length, where FFmpeg does not tell: it guesses, and says so to nobody."""

_ID3_HEADER_BYTES = 10
_FIRST_FRAME_BYTES = 400
"""More than an MP3's frame header and side information take; its table of contents, if any, starts within."""
_RIFF_HEADER_BYTES = 8
_STREAMED = (0, 0xFFFFFFFF)
"""What stands in a RIFF header's length when the file was written to a pipe."""


def counts_frames(mp3: bytes) -> bool:
    """Whether an MP3 file says how long it is; without that, FFmpeg's length is a guess from the first bit rate."""
    start = 0
    if mp3[:3] == b"ID3":
        # An ID3 tag's length: four bytes of seven bits each.
        start = _ID3_HEADER_BYTES + sum(
            (byte & 0x7F) << shift for byte, shift in zip(mp3[6:10], (21, 14, 7, 0), strict=False)
        )
    first_frame = mp3[start : start + _FIRST_FRAME_BYTES]
    return any(tag in first_frame for tag in (b"Xing", b"Info", b"VBRI"))


def is_streamed_wav(wav: bytes) -> bool:
    """Whether a WAV file was written without knowing its length."""
    return _riff_size(wav) in _STREAMED


def is_cut_wav(wav: bytes) -> bool:
    """Whether a WAV file is shorter than it says."""
    return not is_streamed_wav(wav) and _riff_size(wav) + _RIFF_HEADER_BYTES > len(wav)


def _riff_size(wav: bytes) -> int:
    return int.from_bytes(wav[4:8], "little")
