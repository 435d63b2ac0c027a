"""The address at which a host, or its load balancer, asks for the server's health."""

from dataclasses import asdict

from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.routing import Route

from nst_core.serving.service import JobService


def health_route(service: JobService) -> Route:
    """Route of the health; whoever is not ready to paint yet, says so and is well."""

    def health(request: Request) -> JSONResponse:
        found = asdict(service.health())
        return JSONResponse(found, headers={"Cache-Control": "no-store"})

    return Route("/health", health)
