"""HTTP object servers that take their time: one chunk after another, or no answer at all."""

from __future__ import annotations

import functools
import http.server
import select
import threading
import time
from pathlib import Path


class Objects(http.server.SimpleHTTPRequestHandler):
    """The files below a folder, without a word about it, whether the client waits for them or not."""

    protocol_version = "HTTP/1.1"

    def do_GET(self):
        try:
            super().do_GET()
        except OSError:
            self.close_connection = True

    def log_message(self, *_):
        pass


class FolderServer(http.server.ThreadingHTTPServer):
    """Serves a folder on a port of its own until its context ends."""

    handler = Objects
    request_queue_size = 256
    daemon_threads = True

    def __init__(self, folder: Path):
        super().__init__(("127.0.0.1", 0), functools.partial(self.handler, directory=str(folder)))
        threading.Thread(target=self.serve_forever, daemon=True).start()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}"

    def __exit__(self, *_):
        self.shutdown()
        self.server_close()


class SlowObjects(Objects):
    pace = threading.Lock()
    seconds_per_chunk = 0.15

    def do_GET(self):
        if "/value/c/" in self.path:
            with self.pace:
                time.sleep(self.seconds_per_chunk)
        super().do_GET()


class Server(FolderServer):
    """Hands out one chunk at a time, each after a while: a download long enough to interrupt."""

    handler = SlowObjects


class HangingObjects(Objects):
    """Objects below `/hanging/` are never answered; all others at once."""

    def do_GET(self):
        if self.path.startswith("/hanging/") and not self.is_released():
            return
        self.path = "/" + self.path.split("/", 2)[2]
        super().do_GET()

    def is_released(self) -> bool:
        """Waits until it is, or its client has gone."""
        self.server.hanging.add(self)
        try:
            while not self.server.released.is_set():
                if select.select([self.connection], [], [], 0.05)[0]:
                    return False
            return True
        finally:
            self.server.hanging.discard(self)


class HangingServer(FolderServer):
    """The same folder below `/hanging/` and below `/well/`; `released` lets the first answer too.

    `hanging`: requests whose clients wait now.
    """

    handler = HangingObjects

    def __init__(self, folder: Path):
        self.released = threading.Event()
        self.hanging: set[HangingObjects] = set()
        super().__init__(folder)

    def __exit__(self, *_):
        self.released.set()
        super().__exit__()
