"""Measurements: the engine with `python -m benchmarks`, the SPARQL service with `python -m benchmarks.sparql`."""
