"""The strokes that every drawing is made of: boxes, signs, lines with rounded corners, gates.

Shapes and classes only; every colour is in the style sheet.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence

from markupsafe import Markup, escape

from graph.layout import Point
from graph.model import Basis

RADIUS = 9.0
ARROW, ARROW_HALF = 12.0, 5.5
BAR = 11.0  # half the length of the bar that ends an objection
BAND = 10.0  # width of the hatched band on an objection
GATE_WIDTH, GATE_HALF = 38.0, 22.0


def n(value: float) -> str:
    """A coordinate, short."""
    return f"{value:.1f}".removesuffix(".0")


def tag(name: str, content: object = None, /, **attributes: object) -> Markup:
    """An element; ``class_`` stands for class, ``_`` for ``-``, ``None`` leaves one out."""
    written = "".join(
        f' {key.rstrip("_").replace("_", "-")}="{escape(_text(value))}"'
        for key, value in attributes.items()
        if value is not None
    )
    if content is None:
        return Markup(f"<{name}{written}/>")  # noqa: S704  escaped above
    return Markup(f"<{name}{written}>{escape(content)}</{name}>")  # noqa: S704  escaped above


def _text(value: object) -> str:
    return n(value) if isinstance(value, float) else str(value)


def joined(parts: Iterable[Markup]) -> Markup:
    """Elements one after the other."""
    return Markup("").join(parts)


def words(x: float, y: float, text: str, class_: str, anchor: str | None = None) -> Markup:
    """A line of text; `y` is its baseline."""
    return (
        Markup("")
        if not text
        else tag("text", text, x=float(x), y=float(y), class_=class_, text_anchor=anchor)
    )


def rounded(points: Sequence[Point], sharp: Collection[Point] = ()) -> str:
    """The path through corners, rounded unless another line joins there."""
    path = [f"M{n(points[0][0])} {n(points[0][1])}"]
    for before, corner, after in zip(points, points[1:], points[2:], strict=False):
        reach = min(RADIUS, _distance(before, corner) / 2, _distance(corner, after) / 2)
        if corner in sharp or reach < 1:
            path.append(f"L{n(corner[0])} {n(corner[1])}")
            continue
        start, end = _towards(corner, before, reach), _towards(corner, after, reach)
        path.append(f"L{n(start[0])} {n(start[1])}")
        path.append(f"Q{n(corner[0])} {n(corner[1])} {n(end[0])} {n(end[1])}")
    path.append(f"L{n(points[-1][0])} {n(points[-1][1])}")
    return "".join(path)


def _distance(a: Point, b: Point) -> float:
    return abs(a[0] - b[0]) + abs(a[1] - b[1])


def _towards(start: Point, end: Point, reach: float) -> Point:
    whole = _distance(start, end) or 1.0
    share = reach / whole
    return (start[0] + (end[0] - start[0]) * share, start[1] + (end[1] - start[1]) * share)


def shortened(points: Sequence[Point], by: float) -> tuple[Point, ...]:
    """The line without its last bit, where an arrow head or a bar stands."""
    end = _towards(points[-1], points[-2], min(by, _distance(points[-1], points[-2])))
    return (*points[:-1], end)


def line(
    points: Sequence[Point],
    basis: Basis | None,
    shown: bool,
    sharp: Collection[Point] = (),
    class_: str = "",
) -> Markup:
    """A line drawn as its basis asks: solid, dashed or double; bold on the way on show."""
    path = rounded(points, sharp)
    style = " ".join(filter(None, ("edge", f"is-{basis}" if basis else "", class_, _on(shown))))
    drawn = tag("path", d=path, class_=style)
    if basis is not Basis.MEASURED:
        return drawn
    return drawn + tag("path", d=path, class_=" ".join(filter(None, ("edge-core", _on(shown)))))


def _on(shown: bool) -> str:
    return "on-show" if shown else ""


def arrow(points: Sequence[Point]) -> Markup:
    """The head of an arrow at the end of a line, pointing the way the line runs."""
    (x, y), (px, py) = points[-1], points[-2]
    dx = (x > px) - (x < px)
    dy = (y > py) - (y < py)
    left = (x - ARROW * dx - ARROW_HALF * dy, y - ARROW * dy + ARROW_HALF * dx)
    right = (x - ARROW * dx + ARROW_HALF * dy, y - ARROW * dy - ARROW_HALF * dx)
    corners = " ".join(f"{n(a)},{n(b)}" for a, b in ((x, y), left, right))
    return tag("polygon", points=corners, class_="head")


def bar(points: Sequence[Point]) -> Markup:
    """The bar that ends an objection, across the end of its line, just off its target."""
    (x, y), (px, py) = points[-1], points[-2]
    dx = (x > px) - (x < px)
    dy = (y > py) - (y < py)
    x, y = x - 4 * dx, y - 4 * dy
    return tag(
        "line",
        x1=x - BAR * abs(dy),
        y1=y - BAR * abs(dx),
        x2=x + BAR * abs(dy),
        y2=y + BAR * abs(dx),
        class_="bar-end",
    )


def dot(point: Point) -> Markup:
    """Where lines join."""
    return tag("circle", cx=float(point[0]), cy=float(point[1]), r=3.2, class_="join")


def frame(
    x: float, y: float, width: float, height: float, class_: str, basis: Basis | None = None
) -> Markup:
    """The border of a box; a second line inside it where it was measured."""
    radius = 12 if "derived" in class_.split() else None
    style = f"box {class_}" + (f" is-{basis}" if basis else "")
    outer = tag(
        "rect",
        x=float(x),
        y=float(y),
        width=float(width),
        height=float(height),
        rx=radius,
        class_=style,
    )
    if basis is not Basis.MEASURED:
        return outer
    inset = 3.5
    inner = tag(
        "rect",
        x=x + inset,
        y=y + inset,
        width=width - 2 * inset,
        height=height - 2 * inset,
        rx=radius and radius - inset,
        class_="box inner",
    )
    return outer + inner


def band(x: float, y: float, height: float) -> Markup:
    """The hatched band of an objection."""
    area = {"x": float(x), "y": float(y), "width": BAND, "height": float(height)}
    return tag("rect", **area, class_="band-ground") + tag("rect", **area, class_="band")


def sign(kind: str, x: float, y: float) -> Markup:
    """A sign, centred on a point; the box or the word beside it says the same."""
    if kind == "fact":
        return tag("circle", cx=x, cy=y, r=4.8, class_="ink")
    if kind == "derived":
        dots = ((x, y - 3.6), (x - 4.2, y + 3.4), (x + 4.2, y + 3.4))
        return joined(tag("circle", cx=a, cy=b, r=2.1, class_="ink") for a, b in dots)
    if kind == "objection":
        return _stroke(f"M{n(x - 6)} {n(y)}H{n(x + 5)}M{n(x + 5)} {n(y - 5)}V{n(y + 5)}")
    if kind == "denied":
        a, b, c, d = n(x - 4.5), n(x + 4.5), n(y - 4.5), n(y + 4.5)
        return _stroke(f"M{a} {c}L{b} {d}M{b} {c}L{a} {d}")
    return tag("circle", cx=x, cy=y, r=5.0, class_="hollow")


def _stroke(path: str) -> Markup:
    return tag("path", d=path, class_="sign-stroke")


def gate_path(x: float, y: float, half: float) -> str:
    """The outline of an AND gate with its flat side at the left; `y` is its axis."""
    flat = GATE_WIDTH - GATE_HALF
    arc = f"a{n(GATE_HALF)} {n(half)} 0 0 1 0 {n(2 * half)}"
    return f"M{n(x)} {n(y - half)}h{n(flat)}{arc}h{n(-flat)}z"


def hanging_gate_path(x: float, y: float, width: float, height: float) -> str:
    """The outline of an AND gate with its flat side up; `x` is its axis, `y` its top."""
    flat = 8.0
    arc = f"a{n(width / 2)} {n(height - flat)} 0 0 1 {n(-width)} 0"
    return f"M{n(x - width / 2)} {n(y)}h{n(width)}v{n(flat)}{arc}z"
