"""An HTTP server of the objects in a folder, with ranges and validators, that can go away and come back."""

from __future__ import annotations

import functools
import http.server
import re
import threading
from pathlib import Path


class Objects(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def __init__(self, *arguments, folder: Path, server_state: dict):
        self.folder, self.state = folder, server_state
        super().__init__(*arguments)

    def do_HEAD(self):
        self.do_GET(with_body=False)

    def do_GET(self, with_body: bool = True):
        with self.state["lock"]:
            self.state["asked"].append(self.path)
        if self.state["away"]:
            return self.answer(503, b"", {}, with_body)
        file = self.folder / self.path.lstrip("/")
        try:
            content, status = file.read_bytes(), file.stat()
        except OSError:
            return self.answer(404, b"", {}, with_body)
        fields = {"ETag": f'"{status.st_mtime_ns:x}-{status.st_size:x}"', "Accept-Ranges": "bytes"}
        if self.headers.get("If-None-Match") == fields["ETag"]:
            with self.state["lock"]:
                self.state["unchanged"].append(self.path)
            return self.answer(304, b"", fields, with_body)
        asked = re.fullmatch(r"bytes=(\d+)-(\d*)", self.headers.get("Range", ""))
        last = re.fullmatch(r"bytes=-(\d+)", self.headers.get("Range", ""))
        if not asked and not last:
            return self.answer(200, content, fields, with_body)
        start = int(asked[1]) if asked else max(len(content) - int(last[1]), 0)
        end = min(int(asked[2]), len(content) - 1) if asked and asked[2] else len(content) - 1
        if start >= len(content):
            return self.answer(416, b"", {"Content-Range": f"bytes */{len(content)}"}, with_body)
        fields["Content-Range"] = f"bytes {start}-{end}/{len(content)}"
        return self.answer(206, content[start : end + 1], fields, with_body)

    def answer(self, status: int, body: bytes, fields: dict[str, str], with_body: bool):
        self.send_response(status)
        for name, value in ({"Content-Length": str(len(body))} | fields).items():
            self.send_header(name, value)
        self.end_headers()
        if with_body:
            self.wfile.write(body)

    def log_message(self, *_):
        pass


class ObjectServer(http.server.ThreadingHTTPServer):
    # Python's own 5 lets the kernel drop connections of three workers that come at once, for a second or more.
    request_queue_size = 256
    daemon_threads = True

    def __init__(self, folder: Path):
        self.state = {"away": False, "asked": [], "unchanged": [], "lock": threading.Lock()}
        handler = functools.partial(Objects, folder=folder, server_state=self.state)
        super().__init__(("127.0.0.1", 0), handler)
        threading.Thread(target=self.serve_forever, daemon=True).start()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}"

    def go(self, away: bool) -> None:
        """With True every request is answered 503."""
        self.state["away"] = away

    def take_asked(self) -> list[str]:
        """The paths that were asked for since the last call."""
        with self.state["lock"]:
            asked, self.state["asked"] = self.state["asked"], []
        return asked

    def take_unchanged(self) -> list[str]:
        """Those that were answered 304, and so without a body, since the last call."""
        with self.state["lock"]:
            unchanged, self.state["unchanged"] = self.state["unchanged"], []
        return unchanged

    def __exit__(self, *_):
        self.shutdown()
        self.server_close()
