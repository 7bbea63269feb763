# The API, the page and the command line. Neo4j is a container of its own: see docker-compose.yml.
FROM python:3.13-slim AS build
WORKDIR /src
RUN python -m venv /opt/cmdb
ENV PATH=/opt/cmdb/bin:$PATH PIP_NO_CACHE_DIR=1 PIP_DISABLE_PIP_VERSION_CHECK=1
# Packages first: this layer stays as long as the lock does. Wheels only, each checked by its hash.
COPY requirements/run.txt requirements/web.txt requirements/
RUN pip install --require-hashes --only-binary=:all: --requirement requirements/run.txt
# Node builds the page; the second stage leaves it behind.
RUN python -m venv --system-site-packages /opt/node \
    && /opt/node/bin/pip install --require-hashes --only-binary=:all: --requirement requirements/web.txt
COPY . .
RUN /opt/node/bin/python scripts/page.py
# What builds the wheel is in the lock too, so nothing unchecked is fetched here.
RUN pip install --no-index --no-deps --no-build-isolation .

FROM python:3.13-slim
RUN useradd --uid 8800 --user-group --no-create-home --home-dir /var/lib/cmdb cmdb \
    && install -d -o cmdb -g cmdb -m 700 /var/lib/cmdb
COPY --from=build /opt/cmdb /opt/cmdb
ENV PATH=/opt/cmdb/bin:$PATH \
    PYTHONDONTWRITEBYTECODE=1 \
    CMDB_HOME=/var/lib/cmdb \
    CMDB_HOST=0.0.0.0
USER cmdb
WORKDIR /var/lib/cmdb
VOLUME /var/lib/cmdb
EXPOSE 8800
HEALTHCHECK --start-period=60s --interval=30s --timeout=5s \
    CMD ["python", "-c", "import urllib.request as web; web.urlopen('http://127.0.0.1:8800/healthz', timeout=4)"]
CMD ["cmdb", "up", "--no-demo", "--log", "-"]
