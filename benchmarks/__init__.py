"""Measurements of the engine (`python -m benchmarks`) and of the SPARQL service."""
