"""glTF 2.0 in one binary file: positions, smooth normals, plain materials, nothing packed."""

import json
import math
import struct
from typing import NamedTuple

Point = tuple[float, float, float]

JSON, BIN = 0x4E4F534A, 0x004E4942
FLOAT, SHORT = 5126, 5123
VERTICES, INDICES = 34962, 34963


class Material(NamedTuple):
    """A colour as a screen writes it, and how it takes the light."""

    name: str
    color: str
    roughness: float = 0.8
    metallic: float = 0.0
    glaze: float = 0.0


class Mesh(NamedTuple):
    """Triangles of one material; each three of `corners` are one, seen counterclockwise."""

    material: Material
    points: list[Point]
    corners: list[int]


class Laid(NamedTuple):
    """The bytes of all meshes, and what a reader must know of them."""

    binary: bytearray
    views: list[dict[str, int]]
    accessors: list[dict[str, object]]

    def add(self, rows: bytes, target: int, **told: object) -> int:
        """Put numbers at the end, and give the number that they are asked for by."""
        self.views.append(
            {
                "buffer": 0,
                "byteOffset": len(self.binary),
                "byteLength": len(rows),
                "target": target,
            }
        )
        self.accessors.append({"bufferView": len(self.views) - 1, **told})
        self.binary.extend(rows + bytes(-len(rows) % 4))
        return len(self.accessors) - 1


def write(name: str, meshes: list[Mesh]) -> bytes:
    """Put meshes into one file, those of a material together."""
    laid, joined = Laid(bytearray(), [], []), _joined(meshes)
    primitives = [
        {
            "attributes": {
                "POSITION": _vectors(laid, mesh.points, **_bounds(mesh.points)),
                "NORMAL": _vectors(laid, _normals(mesh)),
            },
            "indices": _corners(laid, mesh.corners),
            "material": number,
        }
        for number, mesh in enumerate(joined)
    ]
    told = {
        "asset": {"version": "2.0", "generator": "Laurel"},
        "extensionsUsed": ["KHR_materials_clearcoat"],
        "scene": 0, "scenes": [{"nodes": [0]}], "nodes": [{"mesh": 0, "name": name}],
        "meshes": [{"name": name, "primitives": primitives}],
        "materials": [_material(mesh.material) for mesh in joined],
        "buffers": [{"byteLength": len(laid.binary)}],
        "bufferViews": laid.views, "accessors": laid.accessors,
    }  # fmt: skip
    text = json.dumps(told, separators=(",", ":")).encode()
    text += b" " * (-len(text) % 4)
    whole = 12 + 8 + len(text) + 8 + len(laid.binary)
    head = struct.pack("<4sIIII", b"glTF", 2, whole, len(text), JSON)
    return head + text + struct.pack("<II", len(laid.binary), BIN) + bytes(laid.binary)


def _vectors(laid: Laid, rows: list[Point], **bounds: object) -> int:
    packed = b"".join(struct.pack("<3f", *row) for row in rows)
    return laid.add(
        packed, VERTICES, componentType=FLOAT, count=len(rows), type="VEC3", **bounds
    )


def _corners(laid: Laid, corners: list[int]) -> int:
    packed = struct.pack(f"<{len(corners)}H", *corners)
    return laid.add(packed, INDICES, componentType=SHORT, count=len(corners), type="SCALAR")


def _joined(meshes: list[Mesh]) -> list[Mesh]:
    found: dict[Material, Mesh] = {}
    for one in meshes:
        into = found.setdefault(one.material, Mesh(one.material, [], []))
        first = len(into.points)
        into.points.extend(tuple(round(axis, 5) for axis in point) for point in one.points)  # type: ignore[misc]
        into.corners.extend(first + corner for corner in one.corners)
    return list(found.values())


def _normals(mesh: Mesh) -> list[Point]:
    """Let each corner face as the triangles around it do, the larger ones more."""
    sums = [[0.0, 0.0, 0.0] for _ in mesh.points]
    for a, b, c in zip(mesh.corners[::3], mesh.corners[1::3], mesh.corners[2::3], strict=True):
        across = _cross(_minus(mesh.points[b], mesh.points[a]),
                        _minus(mesh.points[c], mesh.points[a]))  # fmt: skip
        for corner in (a, b, c):
            for axis in range(3):
                sums[corner][axis] += across[axis]
    return [_unit(x, y, z) for x, y, z in sums]


def _minus(a: Point, b: Point) -> Point:
    return a[0] - b[0], a[1] - b[1], a[2] - b[2]


def _cross(a: Point, b: Point) -> Point:
    return a[1] * b[2] - a[2] * b[1], a[2] * b[0] - a[0] * b[2], a[0] * b[1] - a[1] * b[0]


def _unit(x: float, y: float, z: float) -> Point:
    """At a length of one, to four places: the same on every machine."""
    length = math.sqrt(x * x + y * y + z * z)
    if length < 1e-15:
        return 0.0, 1.0, 0.0
    return round(x / length, 4), round(y / length, 4), round(z / length, 4)


def _bounds(rows: list[Point]) -> dict[str, object]:
    # As a float of 32 bits has them: a validator compares.
    axes = [
        [struct.unpack("<f", struct.pack("<f", row[n]))[0] for row in rows] for n in range(3)
    ]
    return {"min": [min(axis) for axis in axes], "max": [max(axis) for axis in axes]}


def _material(one: Material) -> dict[str, object]:
    channels = [int(one.color[n : n + 2], 16) / 255 for n in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    told: dict[str, object] = {
        "name": one.name, "doubleSided": True,
        "pbrMetallicRoughness": {
            "baseColorFactor": [*(round(c, 4) for c in linear), 1],
            "metallicFactor": one.metallic, "roughnessFactor": one.roughness,
        },
    }  # fmt: skip
    if one.glaze:
        told["extensions"] = {
            "KHR_materials_clearcoat": {
                "clearcoatFactor": one.glaze,
                "clearcoatRoughnessFactor": 0.08,
            }
        }
    return told
