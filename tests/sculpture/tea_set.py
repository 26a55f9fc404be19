"""One pot and two cups on a tray: celadon, a line of gold, tea."""

from .glb import Material, Mesh, Point
from .shapes import disc, lathe, round_section, smooth, tube

CELADON = Material("celadon", "#6F9F88", roughness=0.32, glaze=0.9)
PALE = Material("porcelain", "#EDF0E2", roughness=0.3, glaze=0.8)
GOLD = Material("gold", "#D9B25F", roughness=0.22, metallic=1.0)
TEA = Material("tea", "#A8722A", roughness=0.06)
WOOD = Material("walnut", "#5E4230", roughness=0.62)

TRAY_TOP = 0.012
POT: Point = (-0.025, TRAY_TOP, -0.02)
CUPS: tuple[Point, ...] = ((0.083, TRAY_TOP, 0.052), (0.012, TRAY_TOP, 0.098))

FOOT = [(0.0, 0.004), (0.027, 0.004), (0.027, 0.004), (0.029, 0.0), (0.033, 0.0), (0.033, 0.0)]
BODY = smooth([(0.034, 0.005), (0.051, 0.016), (0.0615, 0.036), (0.059, 0.058), (0.046, 0.076),
               (0.031, 0.083)])  # fmt: skip
LID = smooth([(0.0325, 0.0), (0.0325, 0.002), (0.026, 0.007), (0.014, 0.011), (0.0, 0.0125)])
KNOB = smooth(
    [(0.0, 0.0), (0.0055, 0.0015), (0.0085, 0.007), (0.0055, 0.0125), (0.0, 0.014)], steps=4
)
OUTSIDE = smooth([(0.014, 0.003), (0.024, 0.012), (0.0305, 0.027), (0.033, 0.043)])
INSIDE = smooth([(0.0316, 0.043), (0.029, 0.027), (0.0215, 0.012), (0.0, 0.0075)])


def meshes() -> list[Mesh]:
    """All of it, in metres."""
    return [*_tray(), *_pot(), *(mesh for at in CUPS for mesh in _cup(at))]


def _tray() -> list[Mesh]:
    rim = [
        (0.0, 0.0), (0.150, 0.0), (0.150, 0.0), (0.156, 0.004), (0.157, 0.015), (0.155, 0.017),
        (0.151, 0.016), (0.148, TRAY_TOP), (0.148, TRAY_TOP), (0.0, TRAY_TOP),
    ]  # fmt: skip
    return [lathe(WOOD, rim, steps=64)]


def _pot() -> list[Mesh]:
    x, y, z = POT
    spout = smooth([(0.046, 0.030), (0.068, 0.040), (0.083, 0.062), (0.101, 0.086)], steps=8)
    handle = smooth([(-0.047, 0.072), (-0.072, 0.079), (-0.096, 0.062), (-0.088, 0.034),
                     (-0.055, 0.021)], steps=8)  # fmt: skip
    line = [(0.0612, 0.0525), (0.0620, 0.0532), (0.0616, 0.0542), (0.0606, 0.0546)]
    return [
        lathe(CELADON, FOOT + BODY, at=POT, steps=56),
        lathe(CELADON, LID, at=(x, y + 0.0825, z)),
        lathe(GOLD, line, at=POT, steps=56),
        lathe(GOLD, KNOB, at=(x, y + 0.0935, z), steps=32),
        tube(CELADON, [(x + a, y + b, z) for a, b in spout],
             lambda t: round_section(0.0155 - 0.0095 * t**0.7)),
        tube(CELADON, [(x + a, y + b, z) for a, b in handle],
             lambda t: round_section(0.0062 + 0.002 * (2 * t - 1) ** 2)),
    ]  # fmt: skip


def _cup(at: Point) -> list[Mesh]:
    x, y, z = at
    foot = [
        (0.0, 0.002),
        (0.011, 0.002),
        (0.011, 0.002),
        (0.012, 0.0),
        (0.0145, 0.0),
        (0.0145, 0.0),
    ]
    rim = [(0.0333, 0.0437), (0.0325, 0.0445), (0.0317, 0.0437)]
    band = [(0.0332, 0.0405), (0.0336, 0.0409), (0.0338, 0.0420), (0.0336, 0.0426)]
    return [
        lathe(PALE, foot + OUTSIDE + rim + INSIDE, at=at),
        lathe(GOLD, band, at=at),
        disc(TEA, (x, y + 0.034, z), 0.0306),
    ]
