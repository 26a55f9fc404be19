"""A canvas bag with two straps, seams, and a wreath of laurel printed on its front."""

import math

from .glb import Material, Mesh, Point
from .shapes import Curve, ellipse, grid, patch, tube

CANVAS = Material("canvas", "#EBDDBB", roughness=0.92)
LINING = Material("lining", "#D9C79C", roughness=0.95)
STRAP = Material("strap", "#DDCBA0", roughness=0.9)
THREAD = Material("thread", "#B39A66", roughness=0.9)
INK = Material("ink", "#2B4A3C", roughness=0.85)

HEIGHT = 0.35
COLUMNS, ROWS = 88, 40
BEND = 3.2  # How square the bag is, seen from above.
# Where the leaves of one side stand, in hundredths of a wreath, and how each is turned.
LEAVES = ((8, 59, -160), (34, 49, -187), (53, 28, -214), (60, 1, -241), (54, -26, -268),
          (36, -48, -295))  # fmt: skip
WREATH, WREATH_Y = 0.00128, 0.165


def meshes() -> list[Mesh]:
    """All of it, in metres."""
    return [*_cloth(), *_straps(), *_print(), *_seams()]


def half_width(y: float) -> float:
    return 0.196 - 0.022 * (y / HEIGHT) ** 1.3


def half_depth(y: float) -> float:
    """Deep at the bottom, nearly shut at the top."""
    return 0.052 - 0.026 * (y / HEIGHT) ** 1.6


def front(x: float, y: float, *, lift: float = 0.0) -> Point:
    """Find the place of the front at (x, y), folds and all."""
    a, b = half_width(y), half_depth(y) + lift
    side = min(abs(x / a), 1.0)
    flat = (1 - side**BEND) ** (1 / BEND)
    calm = flat * (1 - side**4)
    fold = 0.0045 * math.sin(13 * x + 2.1) * math.sin(9 * y + 0.6)
    fold += 0.006 * math.exp(-(((abs(x) - 0.15) / 0.02) ** 2)) * (y / HEIGHT - 1)
    return x, y, b * flat + fold * calm


def _ring(y: float, *, lift: float = 0.0) -> list[Point]:
    """Go once around the bag at a height; the back is the front, turned."""
    found: list[Point] = []
    for n in range(COLUMNS):
        turn = 2 * math.pi * n / COLUMNS
        side = math.copysign(abs(math.cos(turn)) ** (2 / BEND), math.cos(turn))
        x, _, z = front(side * (half_width(y) + lift), y, lift=lift)
        found.append((x, y, -z if math.sin(turn) > 0 else z))
    return found


def _cloth() -> list[Mesh]:
    heights = [HEIGHT * (n / ROWS) for n in range(ROWS + 1)]
    outside = [_ring(y) for y in heights]
    bottom = [[(x * part, 0.0, z * part) for x, _, z in outside[0]] for part in (0.0, 0.6, 1.0)]
    inside = [_ring(y, lift=-0.003) for y in reversed(heights[2::2])]
    floor = [[(x * part, 0.012, z * part) for x, _, z in inside[-1]] for part in (1.0, 0.0)]
    hem = [_ring(HEIGHT, lift=0.0012), _ring(HEIGHT - 0.0001, lift=-0.0036)]
    band = [
        _ring(HEIGHT - 0.030, lift=0.0),
        _ring(HEIGHT - 0.029, lift=0.0016),
        _ring(HEIGHT, lift=0.0012),
    ]
    return [grid(CANVAS, bottom), grid(CANVAS, outside), grid(CANVAS, band), grid(CANVAS, hem),
            grid(LINING, inside), grid(LINING, floor)]  # fmt: skip


def _straps() -> list[Mesh]:
    section: Curve = [(-0.013, -0.002), (0.013, -0.002), (0.013, 0.002), (-0.013, 0.002)]
    found: list[Mesh] = []
    for face in (1, -1):
        path: list[Point] = []
        for n in range(49):
            t = n / 48
            x = -0.075 * math.cos(math.pi * t)
            y = HEIGHT - 0.058 + 0.235 * math.sin(math.pi * t) ** 0.62
            near = front(x, min(y, HEIGHT))[2] + 0.0034
            path.append((x, y, face * (near - 0.018 * max(0.0, y - HEIGHT) / 0.17)))
        sharp = [corner for one in section for corner in (one, one)]
        found.append(tube(STRAP, path, lambda _t, sharp=sharp: sharp[1:] + sharp[:1]))  # type: ignore[misc]
    return found


def _print() -> list[Mesh]:
    ink: list[Curve] = []
    for side in (1, -1):
        for x, y, turned in LEAVES:
            leaf = ellipse(0, 0, 19, 7.5, turned)
            ink.append(
                [(side * (x + a) * WREATH, WREATH_Y - (y + b) * WREATH) for a, b in leaf]
            )
    for left, right, top, bottom in (
        (-2.2, 2.2, -22, 22),
        (-15, 15, 20, 24.5),
        (-56, 56, 82, 84.6),
    ):
        corners = [(left, top), (right, top), (right, bottom), (left, bottom)]
        ink.append([(x * WREATH, WREATH_Y - y * WREATH) for x, y in _dense(corners)])
    return [patch(INK, one, lambda x, y: front(x, y, lift=0.0007)) for one in ink]


def _seams() -> list[Mesh]:
    """Stitch the hem, and a cross below each end of a strap."""
    found: list[Mesh] = []
    for n in range(-20, 21):
        stitch = ellipse(n * 0.0082, HEIGHT - 0.024, 0.0027, 0.0008, 0, steps=8)
        found.append(patch(THREAD, stitch, lambda x, y: front(x, y, lift=0.0026), rings=1))
    return found


def _dense(corners: Curve, *, steps: int = 6) -> Curve:
    """Put points on the edges, so that a long line follows the cloth."""
    found: Curve = []
    for (ax, ay), (bx, by) in zip(corners, corners[1:] + corners[:1], strict=True):
        found += [
            (ax + (bx - ax) * n / steps, ay + (by - ay) * n / steps) for n in range(steps)
        ]
    return found
