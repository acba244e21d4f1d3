"""The read API: what each stage offers, and only what the caller may see.

The interactive page of django-ninja is off: it loads scripts from elsewhere, and the content security policy
refuses them. /library/api/ lists the addresses; /api/openapi.json holds the whole description with examples.
"""

from ninja import NinjaAPI

from sangsaeng import __version__
from sangsaeng.deliberation.api import router as deliberation
from sangsaeng.discovery.api import router as discovery
from sangsaeng.proposals.api import router as proposals
from sangsaeng.support.api import router as support

api = NinjaAPI(
    title="Sangsaeng",
    version=__version__,
    description="From trade figures to the council's recommendation: read access to what the caller may see.",
    urls_namespace="api",
    docs_url=None,
)
api.add_router("", discovery)
api.add_router("", proposals)
api.add_router("", deliberation)
api.add_router("", support)
