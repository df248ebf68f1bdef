"""Icechunk repositories that the tests write themselves, with the icechunk library."""

from __future__ import annotations

from pathlib import Path

import icechunk
import numpy as np
import zarr

import stores


class Repository:
    """A repository of spec 1 in a folder; every method is a commit or moves a ref."""

    def __init__(self, folder: Path, inline: bool = True):
        self.folder = folder
        settings = icechunk.RepositoryConfig.default()
        if not inline:
            settings.inline_chunk_threshold_bytes = 0
        storage = icechunk.local_filesystem_storage(str(folder))
        self.repository = icechunk.Repository.create(storage, config=settings)

    def commit(self, message: str, change, branch: str = "main", **metadata) -> str:
        """Runs `change` on the root group of a branch; the snapshot's id."""
        session = self.repository.writable_session(branch)
        change(zarr.open_group(session.store, mode="a", zarr_format=3))
        return session.commit(message, metadata=metadata or None)

    def reset(self, snapshot: str, branch: str = "main") -> None:
        self.repository.reset_branch(branch, snapshot)

    def tag(self, name: str, snapshot: str) -> None:
        self.repository.create_tag(name, snapshot)

    def branch(self, name: str, snapshot: str) -> None:
        self.repository.create_branch(name, snapshot)

    def delete_branch(self, name: str) -> None:
        self.repository.delete_branch(name)


def of(folder: Path, arrays: dict[str, stores.Array]) -> Repository:
    """The same cube as `stores.write` makes of the arrays."""
    repository = Repository(folder)

    def write(group):
        for name, array in arrays.items():
            stores.write_array(group, name, 3, array)

    repository.commit("write the cube", write)
    return repository


SHAPE = (6, 20, 40)


def numbered(folder: Path, inline: bool = True) -> tuple[Repository, str]:
    """A cube whose every value is 0, in chunks that no request meets alone, and its snapshot.

    What it holds is fill, of which nothing is stored. `inline` stores small chunks in manifests, as the library does.
    """
    repository = Repository(folder, inline)

    def write(group):
        arrays = {
            "time": stores.time(np.arange(SHAPE[0]), "days since 2024-01-01", "standard"),
            "lat": stores.latitude(np.linspace(57, -57, SHAPE[1])),
            "lon": stores.longitude(np.arange(SHAPE[2]) * 9),
            "number": stores.Array(("time", "lat", "lon"), np.zeros(SHAPE, "f4"), {"units": "1"}, (2, 7, 9)),
        }
        for name, array in arrays.items():
            stores.write_array(group, name, 3, array)

    return repository, repository.commit("commit 0", write)


def renumber(repository: Repository, number: int, branch: str = "main") -> str:
    """A commit that makes every value of the cube its number."""

    def write(group):
        group["number"][...] = np.full(SHAPE, number, "f4")

    return repository.commit(f"commit {number}", write, branch)
