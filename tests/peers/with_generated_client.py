"""A call of a client that openapi-python-client wrote: with_generated_client.py FOLDER ADDRESS BRAND."""

import importlib
import json
import sys
from typing import Any


def main(folder: str, address: str, brand: str) -> None:
    """Print what the API says of a brand and of nobody, and the matters that a walk through all pages finds."""
    sys.path.insert(0, folder)
    client = importlib.import_module("terazi_client").Client(base_url=address, raise_on_unexpected_status=True)
    read = operation("brands_brand_id_read_brand")
    found, nobody = (read.sync(one, client=client) for one in (brand, "nobody"))
    listed, matters, cursor = operation("incidents_list_incidents"), [], ""
    while isinstance(cursor, str):
        page = listed.sync(client=client, limit=100, cursor=cursor)
        matters += [one.incident_id for one in page.incidents]
        cursor = page.next_cursor
    told = {"name": found.name, "dimensions": sorted({one.dimension for one in found.scores}), "status": nobody.status, "matters": matters}  # fmt: skip
    print(json.dumps(told))  # noqa: T201


def operation(name: str) -> Any:
    """The module of an operation."""
    return importlib.import_module(f"terazi_client.api.default.api_v1_{name}")


if __name__ == "__main__":
    main(*sys.argv[1:])
