"""Reflex: one port, one explicit origin, no telemetry, state in memory (Redis when RXAPP_REDIS_URL is set)."""

import os

import reflex as rx
from reflex_base.plugins.sitemap import SitemapPlugin

from rxapp.plain_elements import PlainElements
from rxapp.slices import Slices
from rxapp.stand_ins import PrerenderStandIns

_redis = os.environ.get("RXAPP_REDIS_URL") or None
_origin = os.environ.get("RXAPP_PUBLIC_URL", "http://localhost:3000")
_port = int(os.environ.get("RXAPP_PORT", "3000"))

config = rx.Config(
    app_name="rxapp",
    backend_host=os.environ.get("RXAPP_HOST", "127.0.0.1"),
    backend_port=_port,
    frontend_port=_port,
    # Compiled into one small file of the screens; the edge answers that file from the request's own origin.
    api_url="http://localhost:3000",
    deploy_url="http://localhost:3000",
    cors_allowed_origins=[_origin],
    telemetry_enabled=False,
    show_built_with_reflex=False,
    redis_url=_redis,
    # Seconds a tab's state is kept after its last word, in memory too: as long as a letter's checked code opens an account.
    redis_token_expiration=1800,
    state_manager_mode="redis" if _redis else "memory",
    frontend_compression_formats=[],
    disable_plugins=[SitemapPlugin],
    plugins=[PrerenderStandIns(), PlainElements(), Slices()],
    react_strict_mode=False,
)
