"""What schemathesis asks of every answer: no fault of the server's, and no error without one of the published codes.

Its own check of server errors counts any coded error outside a short list of its own, so it is not used.
"""

import os
import re

import schemathesis


def published_codes():
    """The values of the enum ErrorCode in the schema, but for the one that says the fault is ours."""
    with open(os.environ["COALMINE_SCHEMA"], encoding="utf-8") as file:
        enum = re.search(r"^enum ErrorCode \{(.*?)^\}", file.read(), re.DOTALL | re.MULTILINE)
    codes = set(re.findall(r"^\s*([A-Z_]+)$", enum.group(1), re.MULTILINE))
    assert "NOT_FOUND" in codes and "INTERNAL" in codes, codes
    return codes - {"INTERNAL"}


CODES = published_codes()


@schemathesis.check
def only_classified_errors(ctx, response, case):
    assert response.status_code < 500, f"HTTP {response.status_code}"
    body = response.json()
    for error in body.get("errors") or []:
        code = (error.get("extensions") or {}).get("code")
        assert code in CODES, f"unclassified error {code!r}: {error['message']}"
    assert "data" in body or body.get("errors"), "neither data nor errors"
