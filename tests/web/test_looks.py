"""Who has no account reads in their language, at their size, in their light."""

import re

import httpx
import pytest

from app.members import TextSize, Theme
from app.web import looks

WORN = re.compile(r'data-size="(\w+)"\s+data-mode="(\w+)"')


def worn(answer: httpx.Response) -> tuple[str, ...]:
    found = WORN.search(answer.text)
    assert found is not None
    return found.groups()


@pytest.mark.parametrize("path", ["/", "/products", "/sign-in", "/nowhere"])
async def test_a_stranger_s_choice_is_kept(client: httpx.AsyncClient, path: str) -> None:
    assert worn(await client.get(path)) == ("m", "tier")
    asked = await client.get(f"{path}?text_size=elder&theme=dark")
    assert worn(asked) == ("elder", "dark")
    assert worn(await client.get(path)) == ("elder", "dark")
    assert worn(await client.get(f"{path}?text_size=m&theme=contrast")) == ("m", "contrast")
    assert worn(await client.get(path)) == ("m", "contrast")


async def test_what_strangers_share_is_told_apart_by_their_choice(
    client: httpx.AsyncClient,
) -> None:
    plain = await client.get("/products")
    for told, expected in (
        ("laurel_text_size=elder", ("elder", "tier")),
        ("laurel_theme=dark", ("m", "dark")),
        ("", ("m", "tier")),
    ):
        for _ in range(2):  # Drawn, and from memory.
            answer = await client.get("/products", headers={"cookie": told})
            assert worn(answer) == expected
    assert worn(plain) == ("m", "tier")


async def test_what_is_no_choice_of_ours_changes_nothing(client: httpx.AsyncClient) -> None:
    asked = await client.get("/?text_size=%22onclick&theme=neon")
    assert worn(asked) == ("m", "tier")
    assert not [one for one in asked.headers.get_list("set-cookie") if "laurel_t" in one]
    odd = await client.get("/", headers={"cookie": "laurel_theme=neon; laurel_text_size="})
    assert worn(odd) == ("m", "tier")


async def test_every_page_leads_to_the_other_language(client: httpx.AsyncClient) -> None:
    for path in ("/", "/products", "/sign-in", "/rules"):
        assert 'href="?lang=en"' in (await client.get(path)).text
    assert 'href="?lang=zh-CN"' in (await client.get("/?lang=en")).text


async def test_another_language_or_look_keeps_what_was_asked(client: httpx.AsyncClient) -> None:
    told = (await client.get("/products?lang=en&layer=starter&q=%E8%8C%B6&theme=dark")).text
    kept = "?layer=starter&amp;q=%E8%8C%B6&amp;"
    for chosen in ("lang=zh-CN", "text_size=elder", "theme=light"):
        assert f'href="{kept}{chosen}"' in told


def test_a_look_is_read_from_the_address_before_the_cookie() -> None:
    cookie = "laurel_text_size=elder; laurel_theme=dark"
    look, asked = looks.look_of(b"theme=light", cookie)
    assert look == looks.Look(text_size=TextSize.ELDER, theme=Theme.LIGHT)
    assert asked == {"laurel_theme": "light"}
    assert looks.look_of(b"", "laurel=x") == (looks.NONE, {})
