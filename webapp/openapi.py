"""The description of the programming interface, in OpenAPI 3.1, made from its routes."""

from __future__ import annotations

from typing import Any, Final

from webapp.parameters import Parameter
from webapp.routes import PREFIX, ROUTES, Route

_VERSION: Final = "1"
_ERRORS: Final = {
    "400": "The question is not put right.",
    "404": "Nothing has this name.",
}
_ERROR_SCHEMA: Final = {
    "type": "object",
    "required": ["error"],
    "properties": {
        "error": {
            "type": "object",
            "required": ["status", "message"],
            "properties": {
                "status": {"type": "integer"},
                "message": {"type": "string"},
                "hint": {"type": "string"},
                "suggestions": {"type": "array", "items": {"type": "string"}},
            },
        }
    },
}
_ANSWER_SCHEMA: Final = {
    "type": "object",
    "required": ["data_version"],
    "properties": {
        "data_version": {
            "type": ["string", "null"],
            "description": "The version of the data that the answer rests on.",
        },
        "analysis": {"type": "string", "description": "The analysis that was asked."},
    },
}


def document(server: str) -> dict[str, Any]:
    """The description of the interface at an address."""
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "Policy Explorer",
            "version": _VERSION,
            "description": "Which policy measures follow for which country, how strongly and why."
            " Numbers are strengths of argument from 0 to 1, not probabilities of success."
            " Things are named by IRI, by local name or, for countries, by ISO code.",
        },
        "servers": [{"url": server}],
        "paths": {PREFIX + route.path: {"get": _operation(route)} for route in ROUTES},
        "components": {"schemas": {"Error": _ERROR_SCHEMA, "Answer": _ANSWER_SCHEMA}},
    }


def _operation(route: Route) -> dict[str, Any]:
    return {
        "operationId": route.name,
        "summary": route.summary,
        "parameters": [_parameter(each) for each in route.parameters],
        "responses": {
            "200": _response("The answer.", "Answer"),
            **{status: _response(told, "Error") for status, told in _ERRORS.items()},
        },
    }


def _parameter(parameter: Parameter) -> dict[str, Any]:
    told: dict[str, Any] = {
        "name": parameter.name,
        "in": "query",
        "description": parameter.description,
        "required": parameter.is_required,
        "schema": parameter.schema,
    }
    if parameter.is_list:
        told |= {"style": "form", "explode": True}
    if parameter.example:
        told["example"] = parameter.example
    return told


def _response(description: str, schema: str) -> dict[str, Any]:
    content = {"application/json": {"schema": {"$ref": f"#/components/schemas/{schema}"}}}
    return {
        "description": description,
        "headers": {"Data-Version": {"schema": {"type": "string"}}},
        "content": content,
    }
