"""The addresses that belong to no stage."""

from sangsaeng.parties.rules import PUBLIC

ACCESS = {
    "api_guide": PUBLIC,
    "api:openapi-json": PUBLIC,
    "api:api-root": PUBLIC,
}
