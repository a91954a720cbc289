"""What would be otherwise: the questions of one recommendation, gathered under one name.

``missing`` and ``obstacles`` tell why something does not follow, ``critical_findings`` and
``defeaters`` what it cannot do without, ``contributions`` what each claim adds to it, and
``what_if`` what a set of edits would change.
"""

from graph.bounded import Answer
from graph.contribution import Contribution, Contributions, contributions
from graph.defeat import critical_findings, defeaters
from graph.edits import ASSUMED_STRENGTH, Assumption, Edits, check, edited
from graph.missing import missing
from graph.openings import Obstacle, Opening, obstacles, opening, openings
from graph.whatif import Change, WhatIf, what_if

__all__ = [
    "ASSUMED_STRENGTH",
    "Answer",
    "Assumption",
    "Change",
    "Contribution",
    "Contributions",
    "Edits",
    "Obstacle",
    "Opening",
    "WhatIf",
    "check",
    "contributions",
    "critical_findings",
    "defeaters",
    "edited",
    "missing",
    "obstacles",
    "opening",
    "openings",
    "what_if",
]
