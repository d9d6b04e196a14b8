"""A client of the data models service, as those that exist: takes a definition, and makes of it what it needs.

    schema.py <service> <model> <version>

Prints the revision that the service tells in its answer's header, and each table with the number of its fields, its key and its references.
"""

import json
import sys
import urllib.request

service, model, version = sys.argv[1:]


def get(path):
    with urllib.request.urlopen(f"{service}{path}?format=json", timeout=30) as answer:
        return json.load(answer), answer.headers["User-Agent"]


models, introduction = get("models")
known = {(each["name"], each["version"]): each["release"]["level"] for each in models}
document, _ = get(f"schemata/{model}/{version}")
assert (document["model"], document["version"]) == (model, version)
constraints = document["schema"]["constraints"]
print("revision", introduction.split(" ")[0].split("/")[1])
print("release", known[model, version])
for table in document["tables"]:
    name = table["name"]
    fields = {field["name"]: field["type"] for field in table["fields"]}
    keys = [field for key in constraints["primary_keys"] if key["table"] == name for field in key["fields"]]
    references = [
        f"{key['source_field']}>{key['target_table']}.{key['target_field']}"
        for key in constraints["foreign_keys"] if key["source_table"] == name
    ]
    print("table", name, len(fields), ",".join(keys), ",".join(sorted(references)))
