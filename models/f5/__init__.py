"""F5-TTS: upstream's modules and weights under a sampler of our own. The engine is models/f5_tts.py."""
