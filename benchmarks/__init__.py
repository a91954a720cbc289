"""Measurements of the engine on generated analyses: `python -m benchmarks.derivations`."""
