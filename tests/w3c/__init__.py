"""The W3C's tests of SPARQL queries: fetched, read and compared."""
