"""What follows: the implication graph and every notion reasoned over it.

Values in, values out. Only `graph.build` and `graph.derived` touch RDF, only
`graph.__main__` touches files and terminals.
"""
