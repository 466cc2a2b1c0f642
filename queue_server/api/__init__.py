"""The public contract: routes under /api/v1, errors as problem+json, OpenAPI from the code."""
