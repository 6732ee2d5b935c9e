"""A web server that costs next to nothing: topic pages of 60 KB, put together as they are asked for. Prints its port.

A page weighs what the one real complaint page we hold weighs for its size (the shared fixture of Şikayetvar): 600 elements, half of
the bytes in attributes, a third in scripts, a fifth of its size when packed. A text is as long as real complaints with their answers are: 1,060 characters.
"""

import asyncio
import random
import sys

SIZE = 60_000
TEXT = 1060
FRAMES = 16
_SAID = (
    "kargo paket gelmedi hâlâ bekliyorum şube aradım kimse açmadı iade tutar hesap yatmadı müşteri hizmetleri çözüm ürün kırık "
    "sipariş teslim edildi görünüyor bana ulaşan yok fatura yanlış kesilmiş üç haftadır cevap alamıyorum bir daha asla"
)
_WORDS = _SAID.split()


def topic(number: int, pages: int, entries: int = 1) -> bytes:
    """Page `number` of a topic of so many pages: long entries with their dates and authors, in a page as heavy as real ones are."""
    shown = "".join(_entry((number - 1) * entries + position) for position in range(1, entries + 1))
    pager = f'<div class="pager" data-currentpage="{number}" data-pagecount="{pages}"></div>'
    body = f'{pager}<ul id="entry-item-list">{shown}</ul>'.encode()
    head, pieces = _FRAMES[number % FRAMES]
    room = SIZE - len(head) - len(body)
    return head + pieces[: pieces.rindex(b"\n", 0, room)] + body + b"</body></html>"


def _entry(number: int) -> str:
    rng = random.Random(number)
    words = " ".join(rng.choices(_WORDS, k=TEXT // 6))
    half = words.find(" ", TEXT // 2)
    text = f"{words[:half]}<br><br>{words[half:TEXT]}. {number}"
    return (
        f'<li data-id="{1000 + number}" data-author="yazar{number}" data-author-id="{number}" data-favorite-count="1" data-comment-count="0">'
        f'<div class="content">{text}</div><footer><a class="entry-date permalink" href="/entry/{1000 + number}">27.09.2026 14:32</a>'
        f'<a class="entry-author" href="/biri/x">yazar{number}</a></footer></li>'
    )


def _frame(seed: int) -> tuple[bytes, bytes]:
    """The head of a page, and what stands round its entries: more than fits, a piece a line."""
    rng = random.Random(-seed)
    title = '<h1 id="title" data-title="kuzey kargo" data-id="1" data-slug="x"><a href="/x--1"><span>kuzey kargo</span></a></h1>'
    head = f'<!doctype html><html lang="tr"><head><meta charset="utf-8"><title>kuzey kargo</title></head><body>{title}'
    return head.encode(), "\n".join(_piece(rng, number) for number in range(80)).encode()


def _piece(rng: random.Random, number: int) -> str:
    """A script and a handful of elements: names, addresses and marks as a shop window of today carries them."""

    def some(count: int) -> str:
        return " ".join(rng.choices(_WORDS, k=count))

    def mark(digits: int) -> str:
        return f"{rng.getrandbits(digits * 4):0{digits}x}"

    said = f'"label":"{some(12)}","at":"/s/{mark(14)}","n":{rng.random():.9f},"is_on":true,"list":["{some(6)}","{some(6)}"]'
    script = f'<script>window.w=window.w||[];w.push({{"id":"{mark(10)}","slot":{number},{said}}});</script>'
    links = (
        f'<div class="card-v2 card-v2__{some(1)} col-md-{step} js-{mark(4)} is-visible" data-track-click="{some(2)}" data-id="{mark(8)}">'
        f'<a class="link-{mark(3)} ga-c ga-v card-v2__link text-truncate" href="/{some(3).replace(" ", "-")}/{mark(8)}" title="{some(4)}">'
        f'<i class="icn icn-{mark(2)} icn-small me-2"></i><span class="card-v2__text">{some(3)}</span></a></div>'
        for step in range(2)
    )
    image = f'<img class="lazy" src="/i/{mark(12)}.webp" alt="{some(2)}">'
    return script + image + "".join(links)


_FRAMES = [_frame(seed) for seed in range(FRAMES)]


async def _serve(pages: int, entries: int) -> None:
    async def handle(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            while line := await reader.readline():
                while (await reader.readline()).strip():
                    continue
                writer.write(_answer(line.split()[1].decode(), pages, entries))
                await writer.drain()
        except ConnectionError:
            return
        finally:
            writer.close()

    server = await asyncio.start_server(handle, "127.0.0.1", 0)
    sys.stdout.write(f"{server.sockets[0].getsockname()[1]}\n")
    sys.stdout.flush()
    await server.serve_forever()


def _answer(path: str, pages: int, entries: int) -> bytes:
    if path == "/robots.txt":
        return _framed(b"User-agent: *\nAllow: /\n", "text/plain")
    number = int(path.rpartition("p=")[2] if "p=" in path else 1)
    return _framed(topic(number, pages, entries), "text/html; charset=utf-8")


def _framed(body: bytes, kind: str) -> bytes:
    return f"HTTP/1.1 200 OK\r\nContent-Type: {kind}\r\nContent-Length: {len(body)}\r\n\r\n".encode() + body


if __name__ == "__main__":
    asyncio.run(_serve(*map(int, sys.argv[1:])))
