"""POST /ops/cases/{id}/…: what settles the thing that a case is about."""

from typing import Any

import msgspec
from litestar import Controller, Response, post
from litestar.di import NamedDependency
from litestar.params import FromPath, URLEncodedBody

from app import desk
from app.desk import Outcome
from app.kit.errors import InvalidInput
from app.operators import Action
from app.web.guards import operator_required
from app.web.requests import HX

from .. import confirmation, forms
from ..acting import Acting
from .answering import answer

SAID = {"delivered": True, "failed": False}


class LossForm(msgspec.Struct, frozen=True, kw_only=True):
    amount: str = ""
    supplier: str = ""
    loss_reason: str = ""


class AnswerForm(msgspec.Struct, frozen=True, kw_only=True):
    said: str = ""
    evidence: str = ""


class ProofForm(msgspec.Struct, frozen=True, kw_only=True):
    proof: str = ""
    code: str = ""


class SettlingController(Controller):
    path = "/cases/{case_id:int}"

    @post("/loss", guards=[operator_required(Action.SETTLE)])
    async def book_loss(
        self, case_id: FromPath[int], data: URLEncodedBody[LossForm],
        request: HX, acting: NamedDependency[Acting],
    ) -> Response[Any]:  # fmt: skip
        """Book what it has cost and claim it; a large sum asks a colleague."""

        async def deed() -> str:
            outcome = await desk.book_loss(
                case_id=case_id, supplier=data.supplier.strip()[:60],
                amount_fen=forms.fen(data.amount, field="amount"),
                reason=forms.reason(data.loss_reason, field="loss_reason"), acting=acting,
            )  # fmt: skip
            return "asked" if outcome is Outcome.ASKED else "booked"

        return await answer(request, acting, case_id, deed, form="loss", typed=data)

    @post("/query", guards=[operator_required(Action.CLOSE_CASE)])
    async def ask_again(
        self, case_id: FromPath[int], request: HX, acting: NamedDependency[Acting]
    ) -> Response[Any]:
        """Ask the supplier now what became of it."""

        async def deed() -> str:
            await desk.ask_again(case_id=case_id, acting=acting)
            return "supplier_asked"

        return await answer(request, acting, case_id, deed, form="query")

    @post("/answer", guards=[operator_required(Action.CLOSE_CASE)])
    async def answer_for(
        self, case_id: FromPath[int], data: URLEncodedBody[AnswerForm],
        request: HX, acting: NamedDependency[Acting],
    ) -> Response[Any]:  # fmt: skip
        """Write down what the supplier told a person."""

        async def deed() -> str:
            if data.said not in SAID:
                raise InvalidInput(field="said", reason="missing")
            told = forms.reason(data.evidence, field="evidence")
            await desk.answer_for(
                case_id=case_id, is_delivered=SAID[data.said], evidence=told, acting=acting
            )
            return "answered"

        return await answer(request, acting, case_id, deed, form="answer", typed=data)

    @post("/overruling", guards=[operator_required(Action.CLOSE_CASE)])
    async def overrule(
        self, case_id: FromPath[int], data: URLEncodedBody[ProofForm],
        request: HX, acting: NamedDependency[Acting],
    ) -> Response[Any]:  # fmt: skip
        """Let what was called failed count as arrived."""

        async def deed() -> str:
            told = forms.reason(data.proof, field="proof")
            return (await desk.overrule(case_id=case_id, evidence=told, acting=acting)).value

        return await answer(request, acting, case_id, deed, form="overruling", typed=data)

    @post("/refund-retry", guards=[operator_required(Action.REFUND)])
    async def retry_refund(
        self, case_id: FromPath[int], request: HX, acting: NamedDependency[Acting]
    ) -> Response[Any]:
        """Ask the provider again, under the same number."""

        async def deed() -> str:
            await desk.retry_refund(case_id=case_id, acting=acting)
            return "retried"

        return await answer(request, acting, case_id, deed, form="retry")

    @post("/refund-settlement", guards=[operator_required(Action.REFUND)])
    async def settle_refund(
        self, case_id: FromPath[int], data: URLEncodedBody[ProofForm],
        request: HX, acting: NamedDependency[Acting],
    ) -> Response[Any]:  # fmt: skip
        """Say that the cash went back by other means; a second operator decides."""

        async def deed() -> str:
            told = forms.reason(data.proof, field="proof")
            await confirmation.confirm(request, acting, data.code)
            await desk.ask_paid_otherwise(case_id=case_id, evidence=told, acting=acting)
            return "asked"

        return await answer(request, acting, case_id, deed, form="paid", typed=data)
