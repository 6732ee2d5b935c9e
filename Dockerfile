# Terazi with everything it needs to crawl, score and serve. Build: docker build -t terazi .
FROM python:3.12-slim
WORKDIR /terazi
COPY requirements.lock pyproject.toml README.md terazi.py ./
COPY api api
COPY crawler crawler
COPY docs/models docs/models
COPY migrations migrations
COPY scoring scoring
COPY store store
RUN pip install --no-cache-dir --require-hashes -r requirements.lock \
 && pip install --no-cache-dir --no-deps --no-build-isolation . \
 && useradd --create-home --uid 10001 terazi && mkdir /var/terazi && chown terazi /var/terazi
USER terazi
ENV TERAZI_HOME=/var/terazi TERAZI_HOST=0.0.0.0
VOLUME /var/terazi
EXPOSE 8000
HEALTHCHECK CMD ["python", "-c", "import urllib.request as u; u.urlopen('http://127.0.0.1:8000/health', timeout=3)"]
CMD ["terazi", "serve"]
