"""/addresses: where the member's parcels go."""

from datetime import datetime
from functools import partial
from typing import Any, ClassVar

from litestar import Controller, Response, delete, get, post, put
from litestar.di import NamedDependency
from litestar.params import FromPath, JSONBody

from app import members
from app.members import AddressForm, AddressView
from app.web import envelope
from app.web.answers import BEARER, answers, problems
from app.web.guards import bearer_required
from app.web.programs import number
from app.web.requests import HX

from .if_match import IfMatch, unless_stale
from .parameters import ShortText


class NewAddress(AddressForm, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Where a parcel goes; the first address becomes the default."""

    EXAMPLE: ClassVar[dict[str, Any]] = {
        "recipient": "Lin Yue",
        "phone": "13800000001",
        "region": "Shanghai, Xuhui",
        "detail": "Hunan Road 1",
    }

    phone: ShortText


class AddressController(Controller):
    path = "/addresses"
    guards = (bearer_required,)
    tags = ("member",)
    security = BEARER

    @get("/", summary="The address book", responses=answers(list[AddressView], 304, 401))
    async def index(self, request: HX, member_id: NamedDependency[int]) -> Response[bytes]:
        """All addresses, the default first; there is one page."""
        found = await members.addresses(member_id=member_id)
        return envelope.success(request, found, next_cursor=None)

    @post(
        "/",
        summary="Add an address",
        responses=answers(AddressView, 401, 409, 415, 422, status=201),
    )
    async def create(
        self,
        data: JSONBody[NewAddress],
        request: HX,
        member_id: NamedDependency[int],
        now: NamedDependency[datetime],
    ) -> Response[bytes]:
        """Keep an address, sealed; at most twenty."""
        added = await members.add_address(member_id=member_id, form=data, now=now)
        return envelope.success(request, added, status=201, is_tagged=True)

    @get(
        "/{address_id:str}",
        summary="One address",
        responses=answers(AddressView, 304, 401, 404),
    )
    async def show(
        self, address_id: FromPath[str], request: HX, member_id: NamedDependency[int]
    ) -> Response[bytes]:
        """One of the member's own, with the ETag that If-Match wants."""
        return envelope.success(request, await _address(member_id, number(address_id)))

    @put(
        "/{address_id:str}",
        summary="Change an address",
        responses=answers(AddressView, 401, 404, 412, 415, 422),
    )
    async def update(
        self,
        address_id: FromPath[str],
        data: JSONBody[NewAddress],
        request: HX,
        member_id: NamedDependency[int],
        if_match: IfMatch = None,
    ) -> Response[bytes]:
        """Write it anew; redemptions placed before keep the address that they had."""
        named = number(address_id)
        kept = await unless_stale(
            request, if_match, member_id=member_id,
            seen=partial(_address, member_id, named),
            change=partial(
                members.change_address, member_id=member_id, address_id=named, form=data
            ),
        )  # fmt: skip
        return envelope.success(request, kept, is_tagged=True)

    @delete("/{address_id:str}", summary="Remove an address", responses=problems(401, 404, 412))
    async def destroy(
        self,
        address_id: FromPath[str],
        request: HX,
        member_id: NamedDependency[int],
        now: NamedDependency[datetime],
        if_match: IfMatch = None,
    ) -> None:
        """Remove it and shred what it held."""
        named = number(address_id)
        await unless_stale(
            request, if_match, member_id=member_id,
            seen=partial(_address, member_id, named),
            change=partial(
                members.remove_address, member_id=member_id, address_id=named, now=now
            ),
        )  # fmt: skip


async def _address(member_id: int, address_id: int) -> AddressView:
    return await members.address(member_id=member_id, address_id=address_id)
