"""What OpenRefine's client `reconciler` makes of a column of names: with_reconciler.py ADDRESS NAME..., typed and narrowed by country."""

import sys

import numpy as np
import pandas as pd
from reconciler import reconcile

np.NaN = np.nan  # type: ignore[attr-defined]  # reconciler 0.2.2 still asks for numpy 1's name where nothing is found


def main(address: str, names: list[str]) -> None:
    """Print the likeliest brand of each name as JSON."""
    column = pd.Series(names)
    country = pd.Series(["TR"] * len(names))
    found = reconcile(column, type_id="tr-cargo", top_res=1, property_mapping={"country": country}, reconciliation_endpoint=f"{address}/api/v1/reconcile")  # fmt: skip
    print(found[["input_value", "id", "score", "match"]].to_json(orient="records"))  # noqa: T201


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2:])
