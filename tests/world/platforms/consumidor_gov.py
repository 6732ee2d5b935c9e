"""The authority's files by month and its public reports. What is in a file is finished: it does not change any more."""

import csv
import hashlib
import io
import zipfile
from datetime import datetime, timedelta
from html import escape
from typing import Any
from urllib.parse import parse_qs
from zoneinfo import ZoneInfo

from tests.crawler.server import Asked, Said, as_json
from tests.world.platforms.base import Platform, Post

ZONE = ZoneInfo("America/Sao_Paulo")
HEADER = (
    "Região;UF;Cidade;Sexo;Faixa Etária;Data Finalização;Tempo Resposta;Nome Fantasia;Segmento de Mercado;Área;Assunto;Grupo Problema;Problema;"
    "Como Comprou Contratou;Procurou Empresa;Respondida;Situação;Avaliação Reclamação;Nota do Consumidor"
)


def noon(at: datetime) -> datetime:
    """The noon in Brasília of the day a moment has there."""
    return at.astimezone(ZONE).replace(hour=12, minute=0, second=0)


class Files(Platform):
    """A list of zips. The second newest month holds a 7z, which only the ministry's mirror has in another form."""

    source_id = "consumidor_gov"

    def brands(self) -> tuple[str, ...]:
        return ()

    def answer(self, asked: Asked) -> Said:
        months = sorted({self._month(post) for post in self.live()}, reverse=True)
        if asked.path == "/pages/publicacao/externo/publicacoes.json":
            return as_json(
                [
                    *map(self._publication, months),
                    {"codigo": 1, "nomeArquivo": "dicionario.pdf", "titulo": "Dicionário"},
                ]
            )
        if asked.path == "/api/3/action/package_show":
            names = [
                {"name": f"finalizadas {month}", "url": f"https://dados.mj.gov.br/dataset/{month}.csv"}
                for month in months
            ]
            return as_json({"success": True, "result": {"resources": names}})
        for month in months:
            if asked.path == f"/dataset/{month}.csv":
                return Said(self._table(month), 200, {"Content-Type": "text/csv"})
            if asked.path == f"/pages/publicacao/externo/9{month.replace('-', '')}/download":
                return Said(self._zip(month, is_7z=month == months[1]), 200, {"Content-Type": "application/zip"})
        return Said("", 404)

    @staticmethod
    def _month(post: Post) -> str:
        return f"{post.at.astimezone(ZONE):%Y-%m}"

    def _publication(self, month: str) -> dict[str, Any]:
        return {"codigo": int(f"9{month.replace('-', '')}"), "nomeArquivo": f"finalizadas_{month}.zip", "titulo": f"Finalizadas {month}",
                "tamanhoArquivo": len(self._table(month)), "dataPublicacao": "01/01/2026"}  # fmt: skip

    def _zip(self, month: str, *, is_7z: bool) -> bytes:
        packed = io.BytesIO()
        with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
            archive.writestr(
                f"finalizadas.{'7z' if is_7z else 'csv'}", b"7z\xbc\xaf\x27\x1c" if is_7z else self._table(month)
            )
        return packed.getvalue()

    def _table(self, month: str) -> bytes:
        text = io.StringIO()
        rows = [self._row(post) for post in self.live() if self._month(post) == month]
        csv.writer(text, delimiter=";").writerows([HEADER.split(";"), *rows])
        return text.getvalue().encode("utf-8-sig")

    @staticmethod
    def _verdict(post: Post) -> tuple[str, str, str]:
        if not post.is_verified:
            return "Finalizada não avaliada", "Não Avaliada", ""
        return "Finalizada avaliada", "Resolvida" if post.stars > 3 else "Não Resolvida", str(post.stars)

    def _row(self, post: Post) -> list[str]:
        answered = post.number % 3 > 0
        return ["S ", "RS", f"Cidade {post.number}", "F", "mais de 70 anos", f"{post.at.astimezone(ZONE):%d/%m/%Y}", "4" if answered else "",
                post.firm, "Telecomunicações", "Serviços", "Internet", "Cobrança", post.title, "Internet", "S", "S" if answered else "N",
                *self._verdict(post)]  # fmt: skip

    def key(self, post: Post) -> str:
        return hashlib.sha1("\x1f".join(value.strip() for value in self._row(post)).encode()).hexdigest()

    def facts(self, post: Post) -> dict[str, Any]:
        state, verdict, note = self._verdict(post)
        return {"brand_label": post.firm, "kind": "complaint", "posted_at": noon(post.at), "posted_precision": "day", "issue": post.title,
                "rating": float(note) if note else None, "status_raw": state,
                "customer_confirms": {"Resolvida": True, "Não Resolvida": False, "Não Avaliada": None}[verdict],
                "replies": [("brand", None, "")] if post.number % 3 else []}  # fmt: skip


class Reports(Platform):
    """Cards, ten a page, by a form that is posted. A rated report is finished: nothing of it is edited or answered later."""

    source_id = "consumidor_gov_reports"
    form = "html"

    def shows(self, post: Post) -> bool:
        return post.edited_at is None and all(
            reply.at < self.posts[-1].at - timedelta(days=4) for reply in post.replies
        )

    def answer(self, asked: Asked) -> Said:
        if asked.path != "/pages/indicador/relatos/consultar" or asked.method != "POST":
            return Said("", 404)
        fields = {name: values[0] for name, values in parse_qs(asked.body).items()}
        begin = int(fields["indicePrimeiroResultado"])
        return Said("".join(map(self._card, self.live(fields["fornecedor"])[begin : begin + 10])))

    def _card(self, post: Post) -> str:
        said = [(reply.at, reply.text) for reply in post.replies if reply.speaker == "brand"]
        days = (noon(said[0][0]).date() - noon(post.at).date()).days if said else 0
        when = (
            f"<span class='relatos-data'>({'no mesmo dia' if not days else f'{days} dia(s) depois'})</span>"
            if said
            else ""
        )
        answer = said[0][1] if said else "<não respondido pela empresa>"
        comment = next(
            (reply.text for reply in post.replies if reply.speaker == "customer"), "<não há comentários do consumidor>"
        )
        status = "Resolvido" if post.stars > 3 else "Não Resolvido"
        return (f"<div class='cartao-relato'><h3 class='relatos-nome-empresa'><a href='#'>{post.firm}</a></h3><h4 class='relatos-status'>{status}</h4>"
                f"<strong>Relato</strong><span class='relatos-data'>{post.at.astimezone(ZONE):%d/%m/%Y}, Santa Maria - RS</span>"
                f"<p style='word-wrap: break-word;'>{post.text}</p><strong>Resposta</strong>{when}<p>{escape(answer)}</p>"
                f"<strong>Avaliação</strong><p>Nota {post.stars}</p><p>{escape(comment)}</p></div>")  # fmt: skip

    def key(self, post: Post) -> str:
        answer = next(
            (reply.text for reply in post.replies if reply.speaker == "brand"), "<não respondido pela empresa>"
        )
        comment = next(
            (one.text for one in post.replies if one.speaker == "customer"), "<não há comentários do consumidor>"
        )
        day = f"{post.at.astimezone(ZONE):%d/%m/%Y}"
        parts = (post.firm, day, " Santa Maria - RS", post.text, answer, str(float(post.stars)), comment)
        return hashlib.sha1("\x1f".join(parts).encode()).hexdigest()

    def facts(self, post: Post) -> dict[str, Any]:
        replies = [(one.speaker, noon(one.at) if one.speaker == "brand" else None, one.text) for one in post.replies]
        return {"brand_label": post.firm, "kind": "complaint", "posted_at": noon(post.at), "posted_precision": "day", "text": post.text,
                "rating": float(post.stars), "customer_confirms": post.stars > 3, "sample_kind": "top", "replies": replies}  # fmt: skip
