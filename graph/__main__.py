"""The command line: `python -m graph --help`."""

import sys

from graph.commands.main import main

if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
