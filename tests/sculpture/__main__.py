"""Write the demo's models below static/models."""

from pathlib import Path

from . import glb, tea_set, tote_bag

FOLDER = Path(__file__).parents[2] / "static/models"
MODELS = {"tea-set": tea_set.meshes, "tote-bag": tote_bag.meshes}


def drawn(name: str) -> bytes:
    """Make one model."""
    return glb.write(name, MODELS[name]())


if __name__ == "__main__":
    FOLDER.mkdir(exist_ok=True)
    for name in MODELS:
        (FOLDER / f"{name}.glb").write_bytes(drawn(name))
