"""What is remembered about members. Phones are sealed; a keyed fingerprint finds them."""

from piccolo.columns import (
    BigInt,
    BigSerial,
    Boolean,
    Bytea,
    ForeignKey,
    SmallInt,
    Timestamptz,
    Varchar,
)
from piccolo.constraints import Check, Unique
from piccolo.table import Table


class Member(Table):
    """A member. Cached here: the tier and its score, the last word on personalisation.

    `member_tier_ends` (tier_until) serves the reaper that reviews tiers at their end.
    """

    id = BigSerial(primary_key=True)
    nickname = Varchar(length=60)
    phone_sealed = Bytea(null=True, default=None)
    phone_masked = Varchar(length=30, null=True, default=None)
    tier = Varchar(length=12, default="basic")
    tier_since = Timestamptz(null=True, default=None)
    tier_until = Timestamptz(null=True, default=None)
    tier_score = BigInt(default=0)
    language = Varchar(length=10, null=True, default=None)  # NULL until one is chosen.
    text_size = Varchar(length=10, default="m")
    theme = Varchar(length=10, default="tier")
    is_personalised = Boolean(default=True)
    goal_product_id = BigInt(null=True, default=None)
    is_express = Boolean(default=False)
    is_disabled = Boolean(default=False)
    joined_at = Timestamptz(default=None)

    member_tier_ends_unless_basic = Check("(tier = 'basic') = (tier_until IS NULL)")


class TierChange(Table):
    """One decision about a member's tier (R26); append-only, the last one tells the tier.

    `member` serves the member's page in the console.
    """

    id = BigSerial(primary_key=True)
    member = ForeignKey(Member, null=False, index=True)
    from_tier = Varchar(length=12)
    to_tier = Varchar(length=12)
    reason = Varchar(length=12)
    score = BigInt(default=0)
    lasts_until = Timestamptz(null=True, default=None)
    changed_at = Timestamptz(default=None)

    tier_change_ends_unless_basic = Check("(to_tier = 'basic') = (lasts_until IS NULL)")


class MemberWalk(Table):
    """How far a walk past all members has come, and what for."""

    id = BigSerial(primary_key=True)
    purpose = Varchar(length=20, unique=True)
    began_at = Timestamptz(default=None)
    reached_member_id = BigInt(default=0)
    passed = BigInt(default=0)
    ended_at = Timestamptz(null=True, default=None)


class Identity(Table):
    """A verified way to recognise a member: phone, wechat (openid+appid), unionid.

    The unique key serves sign-in and lets one identity belong to one member only. What
    WeChat Pay must be told again, the openid, is kept sealed beside its index.
    """

    id = BigSerial(primary_key=True)
    member = ForeignKey(Member, null=False, index=True)
    kind = Varchar(length=20)
    subject_index = Bytea()
    subject_sealed = Bytea(null=True, default=None)
    verified_at = Timestamptz(default=None)

    identity_one_owner = Unique(["kind", "subject_index"])


class PhoneCode(Table):
    """A one-time code sent to a phone; only its hash is kept.

    `phone_code_phone_index_id` (phone_index, id) serves the newest code and the rate limit.
    """

    id = BigSerial(primary_key=True)
    phone_index = Bytea()
    code_hash = Bytea()
    address_index = Bytea(null=True, default=None)
    sent_at = Timestamptz(default=None)
    expires_at = Timestamptz(default=None)
    tries = SmallInt(default=0)
    used_at = Timestamptz(null=True, default=None)


class SignIn(Table):
    """One signed-in mini-program client: an access token and a family of refresh tokens."""

    id = BigSerial(primary_key=True)
    member = ForeignKey(Member, null=False, index=True)
    access_hash = Bytea(unique=True)
    access_expires_at = Timestamptz(default=None)
    started_at = Timestamptz(default=None)
    device = Varchar(length=12, null=True, default=None)
    revoked_at = Timestamptz(null=True, default=None)
    revoked_because = Varchar(length=30, null=True, default=None)


class RefreshToken(Table):
    """One refresh token; presenting a used one revokes the whole sign-in."""

    id = BigSerial(primary_key=True)
    sign_in = ForeignKey(SignIn, null=False, index=True)
    token_hash = Bytea(unique=True)
    expires_at = Timestamptz(default=None)
    used_at = Timestamptz(null=True, default=None)


class Address(Table):
    """A delivery address, sealed as one JSON text. `member` serves the address book."""

    id = BigSerial(primary_key=True)
    member = ForeignKey(Member, null=False, index=True)
    content_sealed = Bytea()
    label = Varchar(length=80)
    is_default = Boolean(default=False)
    created_at = Timestamptz(default=None)
    removed_at = Timestamptz(null=True, default=None)


class Consent(Table):
    """One decision about one purpose (R28); append-only, the newest counts."""

    id = BigSerial(primary_key=True)
    member = ForeignKey(Member, null=False, index=True)
    purpose = Varchar(length=20)
    version = SmallInt()
    is_given = Boolean()
    channel = Varchar(length=20)
    decided_at = Timestamptz(default=None)


class Farewell(Table):
    """A member asked to be deleted; until `due_at` it can be taken back.

    `farewell_one_open` (member) lets one be open; `farewell_due` (due_at) serves the reaper.
    """

    id = BigSerial(primary_key=True)
    member = ForeignKey(Member, null=False, index=True)
    asked_at = Timestamptz(default=None)
    due_at = Timestamptz(default=None)
    looked_at = Timestamptz(null=True, default=None)
    withdrawn_at = Timestamptz(null=True, default=None)
    done_at = Timestamptz(null=True, default=None)

    farewell_ends_one_way = Check("withdrawn_at IS NULL OR done_at IS NULL")
