"""A Piccolo engine that never leaks: a failed COMMIT or a cancelled scope gives all back."""

import asyncio
from collections.abc import Coroutine
from typing import Any

import asyncpg
from piccolo.engine.postgres import PostgresEngine, PostgresTransaction


class DoomedTransaction(RuntimeError):
    """A joined verb failed and its caller went on; the whole transaction is rolled back."""


class Transaction(PostgresTransaction):
    """A transaction that always gives its connection and its context back."""

    __slots__ = ("is_doomed",)

    async def __aenter__(self) -> "Transaction":
        self.is_doomed = False
        self.connection = await self.get_connection()
        self.transaction = self.connection.transaction()
        try:
            await self.begin()
        except BaseException:
            await _finish(self._give_back(is_broken=True))
            raise
        self.context = self.engine.current_transaction.set(self)
        return self

    async def __aexit__(self, kind: Any, error: Any, traceback: Any) -> bool:
        self.engine.current_transaction.reset(self.context)
        is_failed = error is not None or self.is_doomed
        try:
            await _finish(self._end(is_failed=is_failed))
        except (asyncpg.PostgresError, asyncpg.InterfaceError, OSError):
            if error is None:  # Else the caller's own error says more.
                raise
        if self.is_doomed and error is None:
            raise DoomedTransaction
        return False

    async def _end(self, *, is_failed: bool) -> None:
        is_broken = False
        try:
            await (self.rollback() if is_failed else self.commit())
        except BaseException:
            is_broken = True
            raise
        finally:
            # A failed COMMIT has already ended the transaction on the server; a failed
            # ROLLBACK means a connection that nobody may use again.
            await self._give_back(is_broken=is_broken and (is_failed or self._is_unusable()))

    def _is_unusable(self) -> bool:
        return bool(self.connection.is_closed() or self.connection.is_in_transaction())

    async def _give_back(self, *, is_broken: bool) -> None:
        if is_broken:
            self.connection.terminate()
        if self.engine.pool:
            await self.engine.pool.release(self.connection)
        elif not is_broken:
            await self.connection.close()


class Engine(PostgresEngine):
    """Piccolo's engine without its connection at import time."""

    async def check_version(self) -> None:
        """Stay silent: the stock engine connects when the object is built."""

    def transaction(self, allow_nested: bool = False) -> Transaction:
        return Transaction(engine=self, allow_nested=allow_nested)


engine = Engine(config={})

_background: set[asyncio.Task[None]] = set()


async def _finish(work: Coroutine[Any, Any, None]) -> None:
    """Run `work` to its end even when the caller is cancelled."""
    task = asyncio.ensure_future(work)
    _background.add(task)
    task.add_done_callback(_background.discard)
    await asyncio.shield(task)
