"""How the project's artefacts are made: locks, generated documentation, the image."""
