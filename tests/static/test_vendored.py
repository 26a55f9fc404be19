"""Work of others is here as it was published: sha256 of the files in the packages of npm."""

import hashlib
from pathlib import Path

import pytest

JS = Path(__file__).parents[2] / "static/js"
PUBLISHED = {
    "htmx-4.0.1.min.js": "a0abb04f2f45a1f89d1d4844023245537e5e6014c87b144553e0607b4cc32130",
    "hx-preload-4.0.1.min.js": "6526defdf2cafd6a6b9f09fe39136e7a"
    "f7611d103f05cc7068489ef83993f244",
    "hx-ptag-4.0.1.min.js": "1993b23e86553100e4f45eed1b756eb8cf53c5b2244caf98e58662dfde9ca069",
    "hx-sse-4.0.1.min.js": "18ef2761356ec1fe0bb6d92612315b37517a7c1e9856b661c5ae81fef239d103",
    "model-viewer-4.4.0.min.js": "18b2e711035aa4705ee281530a55dc23"
    "38ff05eed3d70ae16d54105282a75ed5",
}


@pytest.mark.parametrize("name", PUBLISHED)
def test_nothing_was_changed(name: str) -> None:
    assert hashlib.sha256((JS / name).read_bytes()).hexdigest() == PUBLISHED[name]


def test_the_licence_of_the_viewer_stands_beside_it() -> None:
    assert "Apache License" in (JS / "model-viewer-4.4.0.LICENSE.txt").read_text()
