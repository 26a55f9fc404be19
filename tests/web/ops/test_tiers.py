"""What an operator sees of a member's tier."""

import re

from app import members
from app.kit import clock
from app.kit.tiers import Tier
from app.operators import Role
from tests.stage import Stage

from .conftest import Hire


async def test_a_member_s_page_tells_how_the_tier_came_about(hire: Hire, stage: Stage) -> None:
    for tier in (Tier.PLATINUM, Tier.GOLD):
        await members.set_tier(member_id=1, tier=tier, now=clock.now())
    ada = await hire(Role.SUPPORT)
    ada.browser.headers["accept-language"] = "en"
    page = (await ada.get("/members/1")).text
    table = page.split('id="tier-changes"')[1].split("</section>")[0]
    rows = [
        re.findall(r">(Set by hand|Member|Platinum|Gold)<", row) for row in table.split("<tr>")
    ]
    assert [row for row in rows if row] == [
        ["Set by hand", "Platinum", "Gold"], ["Set by hand", "Member", "Platinum"]
    ]  # fmt: skip
    assert "Tier score" in page
