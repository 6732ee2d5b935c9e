"""A web server that costs next to nothing: topic pages of 60 KB from memory, as many as are asked for. Prints its port."""

import asyncio
import sys

SIZE = 60_000
_WORDS = [
    "kargo",
    "paket",
    "gelmedi",
    "hâlâ",
    "bekliyorum",
    "şube",
    "aradım",
    "kimse",
    "açmadı",
    "iade",
    "tutar",
    "hesap",
    "yatmadı",
    "müşteri",
    "hizmetleri",
    "çözüm",
    "ürün",
    "kırık",
]


def topic(number: int, pages: int) -> bytes:
    """Page `number` of a topic of so many pages: one long entry with its date and author, in a page as heavy as real ones are."""
    words = " ".join(_WORDS[(number * 7 + step) % len(_WORDS)] for step in range(150))
    entry = (
        f'<li data-id="{1000 + number}" data-author="yazar{number}" data-author-id="{number}" data-favorite-count="1" data-comment-count="0">'
        f'<div class="content">{words} {number}<br>{words}</div><footer><a class="entry-date permalink" href="/entry/{1000 + number}">27.09.2026 14:32</a>'
        f'<a class="entry-author" href="/biri/x">yazar{number}</a></footer></li>'
    )
    head = '<h1 id="title" data-title="kuzey kargo" data-id="1" data-slug="x"><a href="/x--1"><span>kuzey kargo</span></a></h1>'
    pager = f'<div class="pager" data-currentpage="{number}" data-pagecount="{pages}"></div>'
    body = f'{head}{pager}<ul id="entry-item-list">{entry}</ul>'
    row = '<nav class="menu"><ul><li class="item"><a href="/basliklar/x--{0}" title="gündem">başlık {0} <small>12</small></a></li></ul></nav>\n'
    frame = "".join(row.format(step) for step in range((SIZE - len(body.encode())) // len(row.encode())))
    page = f'<!doctype html><html lang="tr"><head><meta charset="utf-8"><title>kuzey kargo</title></head><body>{frame}{body}</body></html>'
    return page.encode()


async def _serve(pages: int) -> None:
    kept: dict[int, bytes] = {}

    async def handle(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            while line := await reader.readline():
                while (await reader.readline()).strip():
                    continue
                path = line.split()[1].decode()
                writer.write(_answer(path, pages, kept))
                await writer.drain()
        except ConnectionError:
            return
        finally:
            writer.close()

    server = await asyncio.start_server(handle, "127.0.0.1", 0)
    sys.stdout.write(f"{server.sockets[0].getsockname()[1]}\n")
    sys.stdout.flush()
    await server.serve_forever()


def _answer(path: str, pages: int, kept: dict[int, bytes]) -> bytes:
    if path == "/robots.txt":
        return _framed(b"User-agent: *\nAllow: /\n", "text/plain")
    number = int(path.rpartition("p=")[2] if "p=" in path else 1)
    if number not in kept:
        kept.clear() if len(kept) > 4000 else None
        kept[number] = _framed(topic(number, pages), "text/html; charset=utf-8")
    return kept[number]


def _framed(body: bytes, kind: str) -> bytes:
    return f"HTTP/1.1 200 OK\r\nContent-Type: {kind}\r\nContent-Length: {len(body)}\r\n\r\n".encode() + body


if __name__ == "__main__":
    asyncio.run(_serve(int(sys.argv[1])))
