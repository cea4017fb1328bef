"""Asks the Ansible that is installed what expressions and templates give.

Reads JSON from standard input: {"variables": {...}, "cases": [{"kind": "expression" | "condition" | "template" | "value", "text": "..."}]}
Writes a JSON list: {"value": ...} or {"error": "..."} for each case.
"""
import json
import sys

from ansible.parsing.dataloader import DataLoader
from ansible.template import Templar

asked = json.load(sys.stdin)
variables = asked["variables"]
templar = Templar(loader=DataLoader(), variables=variables)
functions = {"lookup": templar._lookup, "query": templar._query_lookup, "q": templar._query_lookup}
names = {**templar.environment.globals, **functions, **variables}


def answer(case):
    text = case["text"]
    if case["kind"] == "template":
        return templar.do_template(text, escape_backslashes=False, preserve_trailing_newlines=True)
    if case["kind"] == "value":
        return templar.template(text)
    if case["kind"] == "condition":
        rendered = templar.do_template("{% if " + text + " %}yes{% else %}no{% endif %}")
        return str(rendered) == "yes"
    template = templar.environment.from_string("{{ (" + text + ") | to_json }}")
    return json.loads(template.render(names))


answers = []
for case in asked["cases"]:
    try:
        answers.append({"value": answer(case)})
    except Exception as error:
        answers.append({"error": type(error).__name__ + ": " + str(error)[:200]})
json.dump(answers, sys.stdout, default=str)
