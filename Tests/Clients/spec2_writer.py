"""Writes an Icechunk repository of spec 2, in a process of its own: the library that does needs a newer Python.

Each line of input is a command with its words; each line of output the JSON of what came of it.
"""

from __future__ import annotations

import datetime
import json
import sys

import icechunk
import numpy as np
import zarr

SHAPE = (6, 20, 40)
AXES = {
    "time": (np.arange(6.0), {"units": "days since 2024-01-01", "standard_name": "time"}),
    "lat": (np.linspace(57, -57, 20), {"units": "degrees_north", "standard_name": "latitude"}),
    "lon": (np.arange(40) * 9.0, {"units": "degrees_east", "standard_name": "longitude"}),
}


class Writer:
    """A cube whose every value is the number of its commit."""

    def __init__(self, folder: str):
        settings = icechunk.RepositoryConfig.default()
        settings.inline_chunk_threshold_bytes = 0
        self.repository = icechunk.Repository.create(icechunk.local_filesystem_storage(folder), config=settings)

    def create(self) -> str:
        session = self.repository.writable_session("main")
        group = zarr.group(session.store)
        for name, (values, attributes) in AXES.items():
            group.create_array(name, data=values, dimension_names=(name,), attributes=attributes)
        group.create_array("number", data=np.ones(SHAPE, "f4"), chunks=(2, 7, 9), dimension_names=tuple(AXES),
                           attributes={"units": "1"})
        return session.commit("create")

    def _filled(self, branch: str, number: str):
        session = self.repository.writable_session(branch)
        zarr.open_group(session.store, mode="a")["number"][...] = float(number)
        return session

    def commit(self, branch: str, number: str) -> str:
        return self._filled(branch, number).commit(f"commit {number}")

    def amend(self, branch: str, number: str) -> str:
        return self._filled(branch, number).amend(f"amended {number}")

    def reset(self, branch: str, snapshot: str) -> None:
        self.repository.reset_branch(branch, snapshot)

    def branch(self, name: str, snapshot: str) -> None:
        self.repository.create_branch(name, snapshot)

    def delete_branch(self, name: str) -> None:
        self.repository.delete_branch(name)

    def collect(self) -> None:
        now = datetime.datetime.now(datetime.timezone.utc)
        self.repository.expire_snapshots(now)
        self.repository.garbage_collect(now)


if __name__ == "__main__":
    writer = Writer(sys.argv[1])
    for line in sys.stdin:
        command, *words = line.split()
        print(json.dumps({"result": getattr(writer, command)(*words)}), flush=True)
