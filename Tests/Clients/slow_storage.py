"""An HTTP object server that hands out one chunk at a time, each after a while: a download long enough to interrupt."""

from __future__ import annotations

import functools
import http.server
import threading
import time
from pathlib import Path


class SlowObjects(http.server.SimpleHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    pace = threading.Lock()
    seconds_per_chunk = 0.15

    def do_GET(self):
        if "/value/c/" in self.path:
            with self.pace:
                time.sleep(self.seconds_per_chunk)
        try:
            super().do_GET()
        except OSError:
            self.close_connection = True

    def log_message(self, *_):
        pass


class Server(http.server.ThreadingHTTPServer):
    request_queue_size = 256
    daemon_threads = True

    def __init__(self, folder: Path):
        super().__init__(("127.0.0.1", 0), functools.partial(SlowObjects, directory=str(folder)))
        threading.Thread(target=self.serve_forever, daemon=True).start()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}"

    def __exit__(self, *_):
        self.shutdown()
        self.server_close()


class HangingObjects(http.server.SimpleHTTPRequestHandler):
    """Objects below `/hanging/` are never answered; all others at once."""

    protocol_version = "HTTP/1.1"

    def do_GET(self):
        if self.path.startswith("/hanging/") and not self.server.released.wait(300):
            return
        self.path = "/" + self.path.split("/", 2)[2]
        try:
            super().do_GET()
        except OSError:
            self.close_connection = True

    def log_message(self, *_):
        pass


class HangingServer(http.server.ThreadingHTTPServer):
    """The same folder below `/hanging/` and below `/well/`; `released` lets the first answer too."""

    daemon_threads = True
    request_queue_size = 256

    def __init__(self, folder: Path):
        self.released = threading.Event()
        super().__init__(("127.0.0.1", 0), functools.partial(HangingObjects, directory=str(folder)))
        threading.Thread(target=self.serve_forever, daemon=True).start()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}"

    def __exit__(self, *_):
        self.released.set()
        self.shutdown()
        self.server_close()
