"""What one request cost, told in its answer's headers; only with SANGSAENG_MEASURE=1 (benchmarks)."""

import time
from collections.abc import Callable
from typing import Any

from django.db import connection
from django.http import HttpRequest, HttpResponseBase


class MeasureMiddleware:
    """Sets X-CPU-ms (CPU time of the request's thread, in milliseconds) and X-Queries."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        queries = 0

        def count(execute: Any, sql: Any, params: Any, many: Any, context: Any) -> Any:
            nonlocal queries
            queries += 1
            return execute(sql, params, many, context)

        start = time.thread_time()
        with connection.execute_wrapper(count):
            response = self.get_response(request)
        response["X-CPU-ms"] = f"{(time.thread_time() - start) * 1000:.2f}"
        response["X-Queries"] = str(queries)
        return response
