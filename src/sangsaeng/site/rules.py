"""The addresses that belong to no stage."""

from sangsaeng.parties.rules import PUBLIC

ACCESS = {
    "api:openapi-json": PUBLIC,
    "api:api-root": PUBLIC,
}
