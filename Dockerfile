# One image for web, worker, beat and one-off commands. Nothing is fetched at run time.
FROM python:3.11-slim-bookworm AS packages
ENV PIP_NO_CACHE_DIR=1 PIP_DISABLE_PIP_VERSION_CHECK=1
RUN python -m venv /opt/venv
COPY requirements.txt .
RUN /opt/venv/bin/pip install --quiet --requirement requirements.txt

FROM python:3.11-slim-bookworm
ENV PATH=/opt/venv/bin:$PATH PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1 \
    MODE=production DATA_DIR=/data STATIC_ROOT=/srv/static HOST=0.0.0.0 PORT=8000
RUN useradd --system --uid 10001 --home-dir /data ledger \
    && install --directory --owner=ledger --group=ledger --mode=0700 /data
WORKDIR /srv/app
COPY --from=packages /opt/venv /opt/venv
COPY . .
# The key of this one step signs nothing and is not kept.
RUN SECRET_KEY=only-for-collectstatic ALLOWED_HOSTS=localhost DATA_DIR=/tmp/build \
    python manage.py collectstatic --noinput --verbosity 0 && rm -r /tmp/build
USER ledger
VOLUME /data
EXPOSE 8000
CMD ["gunicorn", "-c", "deploy/gunicorn.conf.py", "config.wsgi"]
