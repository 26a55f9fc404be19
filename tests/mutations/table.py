"""Bugs that others have shipped, planted here one at a time."""

import msgspec


class Mutant(msgspec.Struct, frozen=True, kw_only=True):
    """One planted bug: `old` stands exactly once in `file` and becomes `new`.

    The simulator must find it, with words that match `told`; or, where one is named, `test`.
    """

    name: str
    why: str
    file: str
    old: str
    new: str
    told: str = ""
    test: str = ""


FULFILMENT = "app/fulfilment/service"
HOLDS = "app/migrations/0003_ledger_holds.sql"

MUTANTS = (
    Mutant(
        name="resend on unknown",
        why="A timeout is taken for a failure, so the next supplier is asked: bought twice.",
        file="app/fulfilment/gateway.py",
        old="    return tidy(await adapter(supplier).submit(order))",
        new="    told = tidy(await adapter(supplier).submit(order))\n"
        "    lost = suppliers.Rejected('timeout')\n"
        "    return lost if isinstance(told, Unknown) else told",
        told="was delivered 2 times|counts as failed|came and nobody knows",
    ),
    Mutant(
        name="no comparison in moving",
        why="A redemption is moved whatever its state has become meanwhile.",
        file="app/redemption/service/moving.py",
        old=" WHERE id = $1 AND state = ANY($3::text[])",
        new=" WHERE id = $1 AND $3::text[] IS NOT NULL",
        told="break an invariant|is not on the map|HoldAlreadyResolved|failed: .*Violation",
    ),
    Mutant(
        name="trust the callback's body",
        why="A callback's claim is booked instead of asked about; bodies lie.",
        file=f"{FULFILMENT}/inbox.py",
        old="    return Acknowledged(200, adapter.ack, adapter.ack_media_type)",
        new="    if known is not None and message.hint is not None:\n"
        "        from .settling import settle\n"
        "        await settle(attempt_id=known.id, outcome=message.hint, now=now)\n"
        "    return Acknowledged(200, adapter.ack, adapter.ack_media_type)",
        told="in our books only|counts as failed|was delivered 2 times|nobody knows|its codes",
    ),
    Mutant(
        name="ignore a late success",
        why="What arrives after the refund is lost money, and nobody is told (R21).",
        file=f"{FULFILMENT}/settling.py",
        old="        await _case(CaseKind.LATE_SUCCESS, attempt, now)",
        new="        pass",
        told="success after the refund has a case|nobody was told",
    ),
    Mutant(
        name="release into the wrong lot",
        why="What comes back goes to the member's oldest lot, with another expiry (R4).",
        file=HOLDS,
        old="      FROM split WHERE l.id = split.lot;",
        new="      FROM split WHERE l.id = (SELECT min(o.id) FROM lot o JOIN lot s"
        " USING (member_id, currency) WHERE s.id = split.lot);",
        told="lot|Check",
    ),
    Mutant(
        name="a new refund number for each try",
        why="The provider takes a repeated try for another refund: the cash goes out twice.",
        file="app/payments/service/sending.py",
        old="        refund_no=lease.refund_no,\n        amount_fen=lease.amount_fen,",
        new='        refund_no=f"{lease.refund_no}x{lease.attempts}",\n'
        "        amount_fen=lease.amount_fen,",
        told="is not in our books so|more went back",
    ),
    Mutant(
        name="drop the partial unique index",
        why="Equivalent while the row locks, the state and the lease hold, each of which a"
        " mutant below takes away; the index is the guard behind them, and is tried by itself.",
        file="app/migrations/0002_guards.sql",
        old="CREATE UNIQUE INDEX attempt_one_live ON attempt (fulfilment)",
        new="CREATE INDEX attempt_one_live ON attempt (fulfilment)",
        test="tests/fulfilment/test_guards.py::TestOneLiveAttempt",
    ),
    Mutant(
        name="spend the last to expire first",
        why="Members lose points to expiry that they could have spent (R2).",
        file=HOLDS,
        old="sum(points_left) OVER (ORDER BY expires_at, id) - points_left AS before",
        new="sum(points_left) OVER (ORDER BY expires_at DESC, id) - points_left AS before",
        told="R2",
    ),
    Mutant(
        name="off by one at expiry",
        why="At the very instant of its expiry a lot can still be spent.",
        file="app/migrations/0003_ledger_functions.sql",
        old="AND expires_at <= p_now ORDER BY expires_at, id LOOP",
        new="AND expires_at < p_now ORDER BY expires_at, id LOOP",
        told="nothing is held out of an expired lot|R2",
    ),
    Mutant(
        name="give stock back without writing it down",
        why="A piece that is released twice is sold twice.",
        file="app/catalogue/service/stock.py",
        old="    SELECT stock, reference, 'release', quantity, $2 FROM stock_move",
        new="    SELECT stock, md5(random()::text), 'release', quantity, $2 FROM stock_move",
        told="stock",
    ),
    Mutant(
        name="no lease token",
        why="Equivalent while a duty's state says whether it is prepared: one that slept past"
        " its lease prepares instead of the other, never beside it. So the fence is tried by"
        " itself, and the next mutant takes the state away too.",
        file=f"{FULFILMENT}/attempting.py",
        old="""WHERE id = $1 AND lease_token = $2 AND state = 'queued'\"""",
        new="""WHERE id = $1 AND $2::text IS NOT NULL AND state = 'queued'\"""",
        test="tests/fulfilment/test_guards.py::TestLease",
    ),
    Mutant(
        name="neither lease nor state",
        why="A dispatcher that wakes up late submits again what another has submitted.",
        file=f"{FULFILMENT}/attempting.py",
        old="""WHERE id = $1 AND lease_token = $2 AND state = 'queued'\"""",
        new="""WHERE id = $1 AND $2::text IS NOT NULL\"""",
        told="Unique|was delivered 2 times|invariant",
    ),
    Mutant(
        name="two days instead of seconds",
        why="Equivalent in the sessions of this house, which all speak UTC; elsewhere an hour"
        " more or less twice a year. So the rule is tried by itself, and the next mutant"
        " shortens the promise.",
        file="app/redemption/service/moving.py",
        old="promise_due_at = $2::timestamptz + make_interval(secs => promise_seconds)",
        new="promise_due_at = $2::timestamptz + interval '2 days'",
        test="tests/test_house.py::test_deadlines_are_seconds_never_days",
    ),
    Mutant(
        name="an hour less of promise",
        why="The refund comes early, while the supplier may still deliver in time (R19).",
        file="app/redemption/service/placing.py",
        old="$20::timestamptz + make_interval(secs => $21::integer),",
        new="$20::timestamptz + make_interval(secs => $21::integer - 3600),",
        told="promise",
    ),
    Mutant(
        name="leave what refunded cash had earned",
        why="Buy, give back and keep the points: points for nothing (R5).",
        file="app/redemption/service/rewarding.py",
        old="kept_fen=row.left[1] - cash_fen",
        new="kept_fen=row.left[1]",
        test="tests/journeys/test_earning.py::TestRefund",
    ),
    Mutant(
        name="earn by the rules of the day, whatever the quote said",
        why="A sprint that ends between the price and the tap takes back what was promised.",
        file="app/redemption/service/pricing.py",
        old="return Agreed(quoted.points, quoted.cash_fen, quoted.earning)",
        new="price = (quoted.points, quoted.cash_fen)\n"
        "        return Agreed(*price, _earning(offer, request, price, asker, now))",
        test="tests/journeys/test_earning.py::TestPromise",
    ),
    Mutant(
        name="close the event before it is handled",
        why="A relay that dies in between loses it: paid and never delivered.",
        file="app/workers/relay.py",
        old="    now = await db.database_now()\n    _, error",
        new="    now = await db.database_now()\n"
        "    await outbox.done([delivery.id], now=now)\n    _, error",
        told="the news of it waits|still open at rest|the books differ|keeps",
    ),
)
