"""What every test may rely on: how long examples of hypothesis may take."""

from __future__ import annotations

from hypothesis import HealthCheck, settings

pytest_plugins = ["tests.openapi_check"]

# Time limits for single examples would fail on a busy machine, which is no finding.
settings.register_profile("suite", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("suite")
