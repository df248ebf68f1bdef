#!/usr/bin/env python3
"""Writes a small Icechunk repository with what the library itself reads from it.

    make_icechunk.py icechunk-1.json     with icechunk 1.x: format spec 1
    make_icechunk.py icechunk-2.json     with icechunk 2.x (Python 3.12 or later): format spec 2

The document has the repository's objects by key (Base64), an object of somebody else that virtual chunks lie in, and
per snapshot the SHA-256 of every array's values, C order, little-endian. Ids and times differ from run to run.
"""
import base64
import hashlib
import json
import os
import pathlib
import sys
import tempfile

import icechunk
import numpy as np
import zarr

MAJOR = int(icechunk.__version__.split(".")[0])
PLACE = "file:///sluice-fixture/"


def config(folder):
    """Small chunks are native too, and virtual ones are allowed below PLACE."""
    settings = icechunk.RepositoryConfig.default()
    settings.inline_chunk_threshold_bytes = 40
    where = icechunk.local_filesystem_store(folder)
    if MAJOR == 1:
        container = icechunk.VirtualChunkContainer(PLACE, where)
    else:
        container = icechunk.VirtualChunkContainer(PLACE, where, name="elsewhere")
    settings.set_virtual_chunk_container(container)
    return settings


def array(group, name, values, chunks, **more):
    made = group.create_array(
        name, shape=values.shape, chunks=chunks, dtype=values.dtype,
        dimension_names=[f"d{n}" for n in range(values.ndim)], **more)
    made[...] = values
    return made


def commit(repo, message, change, branch="main", **metadata):
    session = repo.writable_session(branch)
    change(session)
    return session.commit(message, metadata=metadata)


def base(session):
    root = zarr.group(session.store)
    root.attrs["title"] = "fixture"
    array(root, "t", np.arange(24, dtype="f4").reshape(4, 6), (2, 6), compressors=None)
    array(root, "small", np.arange(5, dtype="i2"), (2,), compressors=None)
    array(root, "packed", np.arange(900, dtype="i4").reshape(30, 30), (15, 30), fill_value=-1)
    array(root, "sharded", np.arange(144, dtype="u2").reshape(12, 12), (3, 4), shards=(6, 12), compressors=None)
    root.create_array("empty", shape=(4, 4), chunks=(2, 2), dtype="i4", fill_value=7)
    deep = root.create_group("a/b")
    array(deep, "scalar", np.array(2.5), ())
    root.create_group("a-b")


def append(session):
    root = zarr.open_group(session.store)
    root["t"].resize((6, 6))
    root["t"][4:] = np.arange(100, 112, dtype="f4").reshape(2, 6)
    root["sharded"].resize((18, 12))
    root["sharded"][12:] = 5


def virtual(session):
    root = zarr.open_group(session.store)
    root.create_array("lent", shape=(40,), chunks=(10,), dtype="u1", compressors=None)
    for chunk in range(3):
        session.store.set_virtual_ref(
            f"lent/c/{chunk}", PLACE + "block.dat", offset=10 + 10 * chunk, length=10,
            **({} if chunk else {"checksum": "an-etag"}))


def rearrange(session):
    root = zarr.open_group(session.store)
    del root["small"]
    array(root, "small", np.arange(3, dtype="i8"), (3,), compressors=None)


def move(session):
    session.move("/a/b", "/moved")


def described(repo, snapshot):
    """Hashes of the values of every array but those whose chunks are not here."""
    store = repo.readonly_session(snapshot_id=snapshot).store
    arrays = {}
    try:
        root = zarr.open_group(store, mode="r")
    except (FileNotFoundError, KeyError):
        return arrays
    for path, node in root.members(max_depth=None):
        if isinstance(node, zarr.Array) and path != "lent":
            values = np.asarray(node[...])
            data = values.astype(values.dtype.newbyteorder("<")).tobytes()
            arrays[path] = {"shape": list(node.shape), "sha256": hashlib.sha256(data).hexdigest()}
    return arrays


def main(target):
    with tempfile.TemporaryDirectory() as folder:
        storage = icechunk.local_filesystem_storage(folder + "/repo")
        repo = icechunk.Repository.create(
            storage, config=config(folder),
            authorize_virtual_chunk_access={PLACE: None})
        first = commit(repo, "base", base, author="Ada", list=[1, "two", {"three": 3.5}], none=None, big=1 << 40)
        repo.create_tag("v1", snapshot_id=first)
        repo.create_tag("doomed", snapshot_id=first)
        repo.delete_tag("doomed")
        second = commit(repo, "append", append)
        repo.create_branch("dev", snapshot_id=second)
        commit(repo, "rearrange", rearrange, branch="dev")
        if MAJOR > 1:
            session = repo.rearrange_session("main")
            move(session)
            session.commit("move")
        commit(repo, "virtual", virtual)
        objects = {}
        for path in sorted(pathlib.Path(folder, "repo").rglob("*")):
            key = str(path.relative_to(folder + "/repo"))
            if path.is_file() and not key.startswith("overwritten"):
                objects[key] = base64.b64encode(path.read_bytes()).decode()
        history = {
            branch: [
                {"id": c.id, "parent": c.parent_id, "message": c.message, "metadata": c.metadata,
                 "time": round(c.written_at.timestamp() * 1e6)}
                for c in repo.ancestry(branch=branch)]
            for branch in sorted(repo.list_branches())}
        document = {
            "library": icechunk.__version__,
            "spec": 1 if MAJOR == 1 else 2,
            "objects": objects,
            "external": {"block.dat": base64.b64encode(bytes(range(60))).decode()},
            "branches": {b: repo.lookup_branch(b) for b in sorted(repo.list_branches())},
            "tags": {t: repo.lookup_tag(t) for t in sorted(repo.list_tags())},
            "deleted_tags": ["doomed"],
            "history": history,
            "arrays": {c["id"]: described(repo, c["id"]) for commits in history.values() for c in commits},
        }
    with open(target, "w", encoding="utf-8") as file:
        json.dump(document, file, indent=1, ensure_ascii=False, sort_keys=True)
        file.write("\n")
    print(target, os.path.getsize(target), "bytes,", len(objects), "objects")


if __name__ == "__main__":
    main(sys.argv[1])
