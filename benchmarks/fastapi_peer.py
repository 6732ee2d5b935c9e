"""FastAPI under uvicorn serving the same answers from memory. Runs in an environment of its own: `python fastapi_peer.py ANSWERS.json PORT`."""

import json
import sys
from pathlib import Path
from typing import Any

import uvicorn
from fastapi import FastAPI, HTTPException  # type: ignore[import-not-found]

ANSWERS: dict[str, Any] = json.loads(Path(sys.argv[1]).read_text(encoding="utf-8"))
app = FastAPI()


@app.get("/api/v1/brands/{brand_id}")  # type: ignore[untyped-decorator]
async def read_brand(brand_id: str) -> dict[str, Any]:
    """One brand."""
    if brand_id not in ANSWERS:
        raise HTTPException(404)
    found: dict[str, Any] = ANSWERS[brand_id]
    return found


if __name__ == "__main__":
    uvicorn.run(app, port=int(sys.argv[2]), log_level="warning", access_log=False)
