"""The benchmark of pages asks for every address that the application has."""

from pathlib import Path

from litestar import get
from litestar.params import FromPath

from api.app import create_app
from benchmarks.addresses import LEFT_OUT
from benchmarks.pages import forgotten
from store.settings import Settings


def test_no_address_is_forgotten(tmp_path: Path) -> None:
    app = create_app(Settings(home=tmp_path))
    assert list(forgotten(app)) == [], (
        "add them to benchmarks/addresses.py: to what is asked, or with a reason to LEFT_OUT"
    )
    assert set(LEFT_OUT) <= {route.path_format for route in app.routes}, "left out, but there no more"


def test_a_new_address_is_noticed(tmp_path: Path) -> None:
    @get("/en/brands/{brand_id:str}/anything")
    async def anything(brand_id: FromPath[str]) -> str:
        return brand_id

    app = create_app(Settings(home=tmp_path))
    app.register(anything)
    assert list(forgotten(app)) == ["/en/brands/{brand_id}/anything"]
