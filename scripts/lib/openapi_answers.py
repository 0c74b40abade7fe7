"""Holds answers of the control server against the API's description.

    openapi_answers.py DOCUMENT ANSWERS

DOCUMENT is the OpenAPI 3.1 document. ANSWERS has a JSON object a line: "method",
"path" as the document writes it, "status", "type" (the Content-Type) and "body",
a text. Prints a line for each difference and `N answers, N differences` as the
last one; exits with 1 when there is one. Readers of the API ignore fields that
they do not know, but a field that the document does not know is a difference.
"""

import json
import sys

from jsonschema import Draft202012Validator, RefResolver


def close(schema):
    """Every object has the properties that are described, and no others."""
    if isinstance(schema, dict):
        if "properties" in schema:
            schema.setdefault("additionalProperties", False)
        for part in schema.values():
            close(part)
    elif isinstance(schema, list):
        for part in schema:
            close(part)


def target(document, value):
    """What a reference leads to, or the value itself."""
    while "$ref" in value:
        place = document
        for part in value["$ref"].removeprefix("#/").split("/"):
            place = place[part]
        value = place
    return value


def differences(document, answer):
    """What is different, each a sentence."""
    operation = document["paths"].get(answer["path"], {}).get(answer["method"].lower())
    if operation is None:
        return ["is not described"]
    response = operation["responses"].get(str(answer["status"]))
    if response is None:
        return [f"status {answer['status']} is not described"]
    content = target(document, response).get("content", {})
    described = {kind.replace(" ", "").lower(): schema for kind, schema in content.items()}
    kind = answer["type"].replace(" ", "").lower()
    if kind not in described:
        return [f"{answer['type']} is not described, but {', '.join(content) or 'nothing'}"]
    if "json" not in kind:
        return []
    try:
        body = json.loads(answer["body"])
    except ValueError as error:
        return [f"is no JSON: {error}"]
    validator = Draft202012Validator(
        described[kind]["schema"], resolver=RefResolver.from_schema(document)
    )
    return [
        f"{'/'.join(map(str, error.absolute_path)) or 'the whole'}: {error.message[:300]}"
        for error in validator.iter_errors(body)
    ]


def main(path, answers):
    with open(path, encoding="utf-8") as file:
        document = json.load(file)
    close(document["paths"])
    close(document["components"])
    seen = found = 0
    with open(answers, encoding="utf-8") as lines:
        for line in lines:
            answer = json.loads(line)
            seen += 1
            for difference in differences(document, answer):
                found += 1
                print(f"{answer['method']} {answer['path']} {answer['status']}: {difference}")
    print(f"{seen} answers, {found} differences")
    return 1 if found or not seen else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1], sys.argv[2]))
