"""The demo's own models, made of numbers: `python -m tests.sculpture` writes them again."""
