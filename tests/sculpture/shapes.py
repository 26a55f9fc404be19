"""Surfaces from curves: turned on a wheel, drawn along a path, laid onto another surface."""

import math
from collections.abc import Callable

from .glb import Material, Mesh, Point

Curve = list[tuple[float, float]]
TURN = 2 * math.pi


def grid(material: Material, rows: list[list[Point]], *, is_closed: bool = True) -> Mesh:
    """Span rows of points; `is_closed` joins the last point of a row to its first."""
    count = len(rows[0])
    points = [point for row in rows for point in row]
    corners: list[int] = []
    for row in range(len(rows) - 1):
        for n in range(count if is_closed else count - 1):
            a, b = row * count + n, row * count + (n + 1) % count
            c, d = a + count, b + count
            corners += _triangle(points, a, c, b) + _triangle(points, b, c, d)
    return Mesh(material, points, corners)


def lathe(
    material: Material, profile: Curve, *, at: Point = (0, 0, 0), steps: int = 48
) -> Mesh:
    """Turn (radius, height) points on a wheel; a point written twice is a sharp edge."""
    rows = [
        [(at[0] + r * math.sin(TURN * n / steps), at[1] + y,
          at[2] + r * math.cos(TURN * n / steps)) for n in range(steps)]
        for r, y in profile
    ]  # fmt: skip
    return grid(material, [list(reversed(row)) for row in rows])


def tube(material: Material, path: list[Point], section: Callable[[float], Curve]) -> Mesh:
    """Draw a section (across, out) along a path that lies in a plane of constant z."""
    rows: list[list[Point]] = []
    for n, (x, y, z) in enumerate(path):
        before, after = path[max(n - 1, 0)], path[min(n + 1, len(path) - 1)]
        dx, dy = after[0] - before[0], after[1] - before[1]
        length = math.hypot(dx, dy) or 1.0
        along = section(n / (len(path) - 1))
        rows.append([(x - dy / length * a, y + dx / length * a, z + b) for a, b in along])
    return grid(material, rows)


def disc(material: Material, middle: Point, radius: float, *, steps: int = 32) -> Mesh:
    """Lay a round face that looks up."""
    return lathe(material, [(0, 0), (radius, 0)][::-1], at=middle, steps=steps)


def patch(
    material: Material, outline: Curve, lift: Callable[[float, float], Point], *, rings: int = 3
) -> Mesh:
    """Lay a flat convex shape onto a surface, which `lift` finds for each of its points."""
    mid_x = sum(x for x, _ in outline) / len(outline)
    mid_y = sum(y for _, y in outline) / len(outline)
    rows = [
        [lift(mid_x + (x - mid_x) * ring / rings, mid_y + (y - mid_y) * ring / rings)
         for x, y in outline]
        for ring in range(rings + 1)
    ]  # fmt: skip
    return grid(material, rows)


def round_section(radius: float, *, steps: int = 16) -> Curve:
    """A circle, for tubes."""
    return [(radius * math.cos(TURN * n / steps), radius * math.sin(TURN * n / steps))
            for n in range(steps)]  # fmt: skip


def ellipse(
    x: float, y: float, rx: float, ry: float, degrees: float, *, steps: int = 18
) -> Curve:
    """An ellipse, turned."""
    cos, sin = math.cos(math.radians(degrees)), math.sin(math.radians(degrees))
    found = []
    for n in range(steps):
        a, b = rx * math.cos(TURN * n / steps), ry * math.sin(TURN * n / steps)
        found.append((x + a * cos - b * sin, y + a * sin + b * cos))
    return found


def smooth(points: Curve, *, steps: int = 4) -> Curve:
    """Lead a soft curve through points (Catmull and Rom's)."""
    ends = [points[0], *points, points[-1]]
    found: Curve = []
    for p0, p1, p2, p3 in zip(ends, ends[1:], ends[2:], ends[3:], strict=False):
        found += [
            (_between(p0[0], p1[0], p2[0], p3[0], t), _between(p0[1], p1[1], p2[1], p3[1], t))
            for t in (n / steps for n in range(steps))
        ]
    return [*found, points[-1]]


def _between(a: float, b: float, c: float, d: float, t: float) -> float:
    return 0.5 * (2 * b + (c - a) * t + (2 * a - 5 * b + 4 * c - d) * t**2
                  + (3 * b - a - 3 * c + d) * t**3)  # fmt: skip


def _triangle(points: list[Point], a: int, b: int, c: int) -> list[int]:
    """Leave out what has no face: at a pole, at a sharp edge."""
    places = {tuple(round(axis, 6) for axis in points[n]) for n in (a, b, c)}
    return [a, b, c] if len(places) == 3 else []
