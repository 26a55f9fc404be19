"""What can be done with members: the only code that writes this room's tables."""

from app.members.service.addresses import (
    add_address,
    change_address,
    prefer_address,
    remove_address,
)
from app.members.service.codes import request_code
from app.members.service.decisions import (
    ask_farewell,
    ask_farewell_with_wechat,
    choose_goal,
    decide,
    request_own_code,
    withdraw_farewell,
)
from app.members.service.erasing import erase, lock, put_farewell_off, require_living
from app.members.service.profiles import disable, set_preferences
from app.members.service.sign_in import (
    enrol,
    link_phone,
    link_wechat,
    sign_in_with_code,
    sign_in_with_wechat,
)
from app.members.service.tiers import move_tier, set_tier
from app.members.service.tokens import (
    end_other_sign_ins,
    end_sign_in,
    open_tokens,
    refresh,
    revoke,
    revoke_all,
)
from app.members.service.walking import walk

__all__ = [
    "add_address",
    "ask_farewell",
    "ask_farewell_with_wechat",
    "change_address",
    "choose_goal",
    "decide",
    "disable",
    "end_other_sign_ins",
    "end_sign_in",
    "enrol",
    "erase",
    "link_phone",
    "link_wechat",
    "lock",
    "move_tier",
    "open_tokens",
    "prefer_address",
    "put_farewell_off",
    "refresh",
    "remove_address",
    "request_code",
    "request_own_code",
    "require_living",
    "revoke",
    "revoke_all",
    "set_preferences",
    "set_tier",
    "sign_in_with_code",
    "sign_in_with_wechat",
    "walk",
    "withdraw_farewell",
]
