"""A server of the other side on the loopback, in a thread of this process."""

import ssl
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, Self


class LoopbackServer(ThreadingHTTPServer):
    """Listens on ``port`` (0 takes a free one), over ``tls`` where given, for as long as the block. `gone` ends what hangs."""

    daemon_threads = True

    def __init__(
        self, handler: type[BaseHTTPRequestHandler], *, port: int = 0, tls: ssl.SSLContext | None = None
    ) -> None:
        super().__init__(("127.0.0.1", port), handler)
        self._scheme = "https" if tls else "http"
        if tls is not None:
            self.socket = tls.wrap_socket(self.socket, server_side=True)
        self.gone = threading.Event()
        self._thread: threading.Thread | None = None

    @property
    def address(self) -> str:
        """Where to call."""
        return f"{self._scheme}://127.0.0.1:{self.server_address[1]}"

    def __enter__(self) -> Self:
        self._thread = threading.Thread(
            target=self.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True
        )
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.gone.set()
        self.shutdown()
        self.server_close()
        if self._thread is not None:
            self._thread.join(10)

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A caller who hangs up is no news."""
