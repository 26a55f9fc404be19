"""/metrics for Prometheus; paths are grouped by their template."""

from litestar.plugins.prometheus import PrometheusConfig, PrometheusController

from .guards import public


class MetricsController(PrometheusController):
    guards = [public]  # noqa: RUF012 - Litestar's way.
    include_in_schema = False


def metrics_config() -> PrometheusConfig:
    """Count requests by route, method and status; static files are left out."""
    return PrometheusConfig(
        app_name="laurel", prefix="laurel", group_path=True, exclude=["^/static/", "^/health/"]
    )
