"""SPARQL clients of other languages, for the tests."""
