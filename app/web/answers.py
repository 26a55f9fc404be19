"""How answers look, for the OpenAPI document: what `envelope` and `refusals` really send."""

from datetime import datetime
from typing import Any, Generic, TypeVar

import msgspec
from litestar.openapi.datastructures import ResponseSpec
from litestar.openapi.spec import OpenAPIType, Schema
from litestar.plugins import OpenAPISchemaPlugin
from litestar.plugins.core._msgspec import kwarg_definition_from_field
from litestar.typing import FieldDefinition

from app.kit.texts import Text

T = TypeVar("T")
BEARER: list[dict[str, list[str]]] = [{"bearer": []}]
PROBLEM = "application/problem+json"
SAID = {
    304: "Nothing has changed since the given ETag.",
    400: "The request cannot be read; `errors` name the fields.",
    401: "No token, or one that is invalid or over; `code` says which.",
    403: "Not for this member; `action` may tell the way.",
    404: "It does not exist, or is not the caller's.",
    409: "It cannot be done as things stand; `code` says why.",
    412: "It has changed since the ETag of If-Match; nothing was done.",
    413: "The body is too large.",
    415: "The body is not JSON.",
    422: "It was read but cannot be done so; `code` says why.",
    426: "The program is too old; `action` says to update it.",
    429: "Too often; wait as long as `Retry-After` says.",
    503: "Busy, or somebody outside does not answer; try again after `Retry-After`.",
}


class Meta(msgspec.Struct, frozen=True):
    """What goes with `data`: `points` after a change, `next_cursor` with a list."""

    request_id: str
    server_time: datetime
    next_cursor: str | msgspec.UnsetType | None = msgspec.UNSET
    points: int | msgspec.UnsetType = msgspec.UNSET
    page: int | msgspec.UnsetType = msgspec.UNSET
    limit: int | msgspec.UnsetType = msgspec.UNSET
    total: int | msgspec.UnsetType = msgspec.UNSET
    pages: int | msgspec.UnsetType = msgspec.UNSET
    demo_otp: str | msgspec.UnsetType = msgspec.UNSET


class Answer(msgspec.Struct, Generic[T], frozen=True):
    """Every success of the mini-program."""

    data: T
    meta: Meta


class Wrong(msgspec.Struct, frozen=True):
    """One input that cannot be used; `code` is stable, `message` is for people."""

    field: str
    code: str
    message: str


class Next(msgspec.Struct, frozen=True):
    """What can be done about it, and where in the mini-program."""

    kind: str
    url: str | None


class ProblemDetails(msgspec.Struct, frozen=True):
    """RFC 9457; `code` is stable. A code's own facts stand beside these members."""

    type: str
    title: str
    status: int
    detail: str
    instance: str
    code: str
    errors: list[Wrong]
    request_id: str
    action: Next | msgspec.UnsetType = msgspec.UNSET


def answers(data: Any, *refusals: int, status: int = 200) -> dict[int, ResponseSpec]:
    """Describe a handler's answers: `data` in its envelope, and how it may refuse."""
    told = {} if data is None else {status: _spec(Answer[data], "The answer.")}
    return told | problems(*refusals)


def acknowledged(*refusals: int) -> dict[int, ResponseSpec]:
    """Describe the answer to a callback: in the sender's own words, so in no schema of ours."""
    said = "Kept; acknowledged in the sender's own words."
    told = {one: _spec(None, said) for one in (200, 204)} | problems(413, *refusals)
    return {status: spec for status, spec in told.items() if status != 426}


def problems(*refusals: int) -> dict[int, ResponseSpec]:
    """Describe the refusals of a handler; 304 has no body."""
    return {
        one: _spec(None if one == 304 else ProblemDetails, SAID[one], PROBLEM)
        for one in sorted({400, 426, 503, *refusals})
    }


def _spec(kind: Any, said: str, media_type: str = "application/json") -> ResponseSpec:
    return ResponseSpec(kind, generate_examples=False, description=said, media_type=media_type)


class Spelling(OpenAPISchemaPlugin):
    """Describes Structs as `envelope.spelled` writes them: ids as strings, texts as one."""

    def is_plugin_supported_field(self, field_definition: FieldDefinition) -> bool:
        return not field_definition.is_union and field_definition.is_subclass_of(msgspec.Struct)

    def to_openapi_schema(
        self, field_definition: FieldDefinition, schema_creator: Any
    ) -> Schema:
        kind = field_definition.type_
        if kind is Text:
            return Schema(type=OpenAPIType.STRING)
        hints = field_definition.get_type_hints(include_extras=True, resolve_generics=True)
        told: Any = msgspec.inspect.type_info(kind)
        schema: Schema = schema_creator.create_component_schema(
            field_definition,
            required=sorted(one.encode_name for one in told.fields if _is_sent(one, told)),
            property_fields={
                one.encode_name: _field(one, hints[one.name]) for one in told.fields
            },
        )
        schema.description = (kind.__doc__ or "").partition("\n")[0] or None
        schema.additional_properties = False if told.forbid_unknown_fields else None
        schema.examples = [kind.EXAMPLE] if hasattr(kind, "EXAMPLE") else None
        return schema


def _is_sent(field: msgspec.inspect.Field, told: msgspec.inspect.StructType) -> bool:
    """An answer holds every field but unset ones; of a request, those without default."""
    return field.required or (not told.forbid_unknown_fields and _has_default(field))


def _has_default(field: msgspec.inspect.Field) -> bool:
    unset = (msgspec.NODEFAULT, msgspec.UNSET)
    return all(field.default is not one for one in unset) or (
        field.default_factory is not msgspec.NODEFAULT
    )


def _field(field: msgspec.inspect.Field, hint: Any) -> FieldDefinition:
    name = field.encode_name
    if (name == "id" or name.endswith("_id")) and hint in (int, int | None):
        return FieldDefinition.from_annotation(str if hint is int else str | None, name=name)
    limits = kwarg_definition_from_field(field)[0]
    given = {} if limits is None else {"kwarg_definition": limits}
    return FieldDefinition.from_annotation(hint, name=name, **given)
