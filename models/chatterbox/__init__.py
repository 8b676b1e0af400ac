"""Chatterbox: text to speech tokens (T3), speech tokens to sound (S3Gen), three variants of one architecture."""
