"""Training of the shipped models: ``python -m summarizer.training --help``."""
