"""Races run on the journeys' stage, some of them with a WeChat that answers."""

from tests.journeys.conftest import stage
from tests.members.conftest import demo, wechat

__all__ = ["demo", "stage", "wechat"]
