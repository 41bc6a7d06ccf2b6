"""The node over HTTP, through a folder, and its liaison's page. One thread does the work, so messages never race.

`POST /v1/messages` takes a compact JWS and answers one. `GET /v1/about` says who the unit is; `GET /openapi.json` describes
both. The liaison's page listens on an address of its own, by default nowhere, and is meant for the unit's own desk.
"""

import asyncio
import html
import json
import secrets
from collections.abc import Awaitable, Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path
from typing import TypeVar

from aiohttp import ClientError, ClientSession, ClientTimeout, web

from zhixing.foundation import clock
from zhixing.inquiries.node.answering import Node, Said
from zhixing.inquiries.node.folders import take_from_folder
from zhixing.inquiries.node.queue import NotWaiting, decide, waiting_requests
from zhixing.inquiries.node.settings import NodeSettings
from zhixing.inquiries.wire.messages import (
    BYTES_MAX_WITH_DOCUMENTS,
    SPEC,
)
from zhixing.inquiries.wire.refusals import Code, Refused

MEDIA_TYPE = "application/jose"
_TICK_SECONDS = 1
_PUSH_SECONDS = 20
_Made = TypeVar("_Made")


class Server:
    """A node at work. `start` binds and returns; `stop` lets the message in hand finish."""

    def __init__(self, settings: NodeSettings, *, make: Callable[[NodeSettings], Node] = Node) -> None:
        self.settings = settings
        self._make = make
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="node")
        self._runners: list[web.AppRunner] = []
        self._ticking: asyncio.Task[None] | None = None
        self._desk_token = secrets.token_urlsafe(24)
        self.port = 0
        self.desk_port = 0

    async def start(self) -> None:
        """Open key, table and journal; listen."""
        self.node = await self._do(partial(self._make, self.settings))
        self.port = await self._listen(self._wire(), *self.settings.listen)
        if self.settings.desk is not None:
            self.desk_port = await self._listen(self._desk(), *self.settings.desk)
        self._ticking = asyncio.create_task(self._tick())

    async def stop(self) -> None:
        """Stop listening, finish, close."""
        if self._ticking is not None:
            self._ticking.cancel()
            await asyncio.gather(self._ticking, return_exceptions=True)
        for runner in self._runners:
            await runner.cleanup()
        await self._do(self.node.close)
        self._thread.shutdown()

    async def describe(self) -> str:
        """How the table was read, for the operator to look over. Raises TableUnreadable."""
        held = await self._do(self.node.table.current)
        read = "、".join(f"{ours}←{theirs}" for ours, theirs in held.mapping.as_settings().items())
        return f"财产种类：{held.kind.label}；{len(held.rows)} 行；列：{read}"

    async def _do(self, work: Callable[[], _Made]) -> _Made:
        return await asyncio.get_running_loop().run_in_executor(self._thread, work)

    async def _listen(self, app: web.Application, host: str, port: int) -> int:
        runner = web.AppRunner(app, access_log=None, handle_signals=False, shutdown_timeout=5)
        await runner.setup()
        self._runners.append(runner)
        site = web.TCPSite(runner, host, port)
        await site.start()
        address: tuple[str, int] = runner.addresses[0][:2]
        return address[1]

    async def _tick(self) -> None:
        """What was decided or may go now, and what lies in the folder."""
        while True:
            await asyncio.sleep(_TICK_SECONDS)
            folder = self.settings.folder
            if folder is not None:
                await self._do(partial(take_from_folder, self.node, folder))
            else:
                for said in await self._do(self.node.work_off):
                    await self._push(said)

    async def _push(self, said: Said) -> None:
        """Send an answer to the court that asked, once. Where that fails nothing is lost: the court asks how it stands."""
        address = self.settings.pushes.get(said.court)
        if not address:
            return
        try:
            async with (
                ClientSession(timeout=ClientTimeout(total=_PUSH_SECONDS)) as session,
                session.post(address, data=said.content, headers={"Content-Type": MEDIA_TYPE}) as answer,
            ):
                outcome, words = str(answer.status), (await answer.text())[:400]
        except (ClientError, TimeoutError, OSError) as error:
            outcome, words = "not_reached", f"{type(error).__name__}"
        await self._do(partial(self.node.note_pushed, said, outcome=outcome, words=words))

    # -- the wire

    def _wire(self) -> web.Application:
        app = web.Application(client_max_size=BYTES_MAX_WITH_DOCUMENTS + 1)
        app.router.add_post("/v1/messages", self._take)
        app.router.add_get("/v1/about", self._about)
        app.router.add_get("/openapi.json", self._describe)
        return app

    async def _take(self, request: web.Request) -> web.Response:
        if request.content_type != MEDIA_TYPE:
            said = Refused(Code.NOT_A_MESSAGE, words=f"媒体类型应为 {MEDIA_TYPE}")
            return web.json_response(
                {"code": said.code, "words": said.words, "remedy": said.remedy}, status=415
            )
        try:
            raw = await request.read()
        except web.HTTPRequestEntityTooLarge:
            too_large = Refused(Code.TOO_LARGE)
            await self._do(partial(self.node.note_too_large, request.content_length or 0))
            return web.json_response(
                {"code": too_large.code, "words": too_large.words, "remedy": too_large.remedy}, status=413
            )
        said_back: Said = await self._do(partial(self.node.take, raw))
        return web.Response(body=said_back.content, status=said_back.status, content_type=MEDIA_TYPE)

    async def _about(self, request: web.Request) -> web.Response:
        return web.json_response(await self._do(self.node.about))

    async def _describe(self, request: web.Request) -> web.Response:
        return web.json_response(openapi())

    # -- the liaison's page

    def _desk(self) -> web.Application:
        app = web.Application(middlewares=[self._only_here])
        app.router.add_get("/", self._queue)
        app.router.add_post("/decide", self._decide)
        return app

    @web.middleware
    async def _only_here(
        self, request: web.Request, handler: Callable[[web.Request], Awaitable[web.StreamResponse]]
    ) -> web.StreamResponse:
        """Another site's page must not speak for the liaison: neither by name (rebinding) nor by a hidden form."""
        if request.url.host not in ("127.0.0.1", "localhost", "::1", (self.settings.desk or ("", 0))[0]):
            raise web.HTTPForbidden(text="请从本机访问。")
        response = await handler(request)
        response.headers["Content-Security-Policy"] = (
            "default-src 'none'; form-action 'self'; frame-ancestors 'none'"
        )
        response.headers["Cache-Control"] = "no-store"
        return response

    async def _queue(self, request: web.Request) -> web.Response:
        waiting = await self._do(partial(waiting_requests, self.node.journal))
        page = queue_page(waiting, self._desk_token, self.settings.unit.name)
        return web.Response(text=page, content_type="text/html")

    async def _decide(self, request: web.Request) -> web.Response:
        form = await request.post()
        if not secrets.compare_digest(str(form.get("token", "")), self._desk_token):
            raise web.HTTPForbidden(text="页面已过期，请刷新后再办。")
        by, reason = str(form.get("by", "")).strip(), str(form.get("reason", "")).strip()
        approve = form.get("act") == "approve"
        if not by or not (approve or reason):
            raise web.HTTPBadRequest(text="请填写经办人；不予办理的要写理由。")
        try:
            act = partial(
                decide, self.node.journal, str(form.get("number", "")), approve=approve, by=by, reason=reason,
                now=clock.real_now(),
            )  # fmt: skip
            await self._do(act)
        except NotWaiting as error:
            raise web.HTTPConflict(text=str(error)) from error
        raise web.HTTPSeeOther("/")


def queue_page(waiting: list[dict[str, str]], token: str, unit: str) -> str:
    """The requests that wait, each with who asks, about whom, on which documents, and two buttons."""
    rows = "".join(_waiting_row(facts, token) for facts in waiting)
    body = rows or "<p>没有等待办理的请求。 Nothing waits.</p>"
    return (
        '<!doctype html><html lang="zh-Hans"><meta charset="utf-8"><title>待办 · '
        f"{html.escape(unit)}</title><h1>{html.escape(unit)}：法院协助请求待办</h1>{body}</html>"
    )


def _waiting_row(facts: dict[str, str], token: str) -> str:
    listed = "".join(f"<dt>{name}</dt><dd>{html.escape(text)}</dd>" for name, text in facts.items())
    number = html.escape(facts.get("编号", ""))
    return (
        f'<section><dl>{listed}</dl><form method="post" action="/decide">'
        f'<input type="hidden" name="token" value="{html.escape(token)}">'
        f'<input type="hidden" name="number" value="{number}">'
        '<label>经办人 <input name="by" required maxlength="60"></label> '
        '<label>不予办理的理由 <input name="reason" maxlength="400"></label> '
        '<button name="act" value="approve">办理</button> <button name="act" value="refuse">不予办理</button>'
        "</form></section>"
    )


def openapi() -> dict[str, object]:
    """The HTTP side in OpenAPI 3.1; what is inside the JWS is described by the JSON Schemas."""
    described: dict[str, object] = json.loads(
        (Path(__file__).parent / "openapi.json").read_text(encoding="utf-8")
    )
    return described | {"x-spec": SPEC}
