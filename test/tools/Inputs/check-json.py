# ===- check-json.py - Is cgt-inspect's JSON what its schema says? -----------===#
#
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#
# check-json.py SCHEMA.md FILE...: files made from inspect-state.c. Each key that occurs must stand in the schema between
# backticks; facts of the program are compared.
#
# ===------------------------------------------------------------------------===#

import json
import re
import sys

VALUES = ("value", "members", "elements", "bytes")


def keys(item):
    if isinstance(item, dict):
        for key, value in item.items():
            yield key
            yield from keys(value)
    elif isinstance(item, list):
        for value in item:
            yield from keys(value)


def check_value(item):
    """Exactly one kind of value, all the way down."""
    assert sum(key in item for key in VALUES) == 1, item
    for member in item.get("members", []):
        assert member["name"] and member["type"], member
        check_value(member)
    for element in item.get("elements", []):
        if isinstance(element, dict):
            check_value(element)


def plain(item):
    """A value without its description."""
    if not isinstance(item, dict):
        return item
    if "members" in item:
        return {m["name"]: plain(m) for m in item["members"]}
    if "elements" in item:
        return [plain(e) for e in item["elements"]]
    return item["pointer"]["to"] if "pointer" in item else item["value"]


def check_state(data):
    frames = data["activations"]
    assert [f["function"] for f in frames] == ["main", "recurse", "recurse", "recurse", "deepest"]
    assert [f["index"] for f in frames] == list(range(5))
    assert frames[4]["callee"] == "cgt_checkpoint" and frames[0]["loopDepth"] == 0
    main = {v["name"]: v for v in frames[0]["variables"]}
    points = [{"x": 0.5, "y": 1e300}, {"x": -0.0, "y": 4.25}]
    assert plain(main["board"]) == {"rows": [1, 2, 3, 4], "points": points}, main["board"]
    assert str(plain(main["board"])["points"][1]["x"]) == "-0.0"
    assert plain(main["flags"]) == {"low": 5, "negative": -7, "high": 1000, "tail": 9}
    assert main["big"]["value"] == -5000000001 and main["quarter"]["value"] == "0.25"
    assert main["infinite"]["value"] == "-inf"
    assert main["mark"]["pointer"] == {"to": "mark", "mark": 1}
    assert main["dangling"]["pointer"] == {"to": "dangling"}
    assert main["board"]["memory"] and not main["board"]["temporary"]
    deepest = {v["name"]: v for v in frames[4]["variables"]}
    board = {"to": "stack", "activation": 0, "object": "board", "offset": 8, "path": "rows[2]"}
    assert deepest["row"]["pointer"] == board, deepest["row"]
    assert deepest["end"]["pointer"] == {"to": "global", "object": "greeting", "id": "greeting", "offset": 16, "path": ""}

    blocks = {}
    for run in data["heap"]:
        assert len(run["values"]) == run["count"] and run["site"]["function"] == "main"
        blocks.update({run["block"] + k: value for k, value in enumerate(run["values"])})
    assert sorted(blocks) == list(range(5)) and data["figures"]["heapBlocks"] == 5
    globals_ = {g["name"]: g for g in data["globals"]}
    pointer, seen = globals_["head"]["pointer"], []
    while pointer["to"] == "heap":
        node = {m["name"]: m for m in blocks[pointer["block"]]["members"]}
        seen.append((node["value"]["value"], plain(node["at"]), node["weight"]["value"], node["name"]["pointer"]["to"]))
        pointer = node["next"]["pointer"]
    assert pointer == {"to": "null"}
    name = ["null", "literal", "literal"]
    assert seen == [(i, {"x": i, "y": -i}, 1 << 10 * i, name[i]) for i in (2, 1, 0)], seen
    tail = blocks[main["tail"]["pointer"]["block"]]
    assert plain(tail) == {"n": 3, "items": [-1, 0, 1]}, tail
    assert plain(blocks[main["numbers"]["pointer"]["block"]]) == [i / 4 for i in range(100)]

    assert globals_["greeting"]["value"] == "hello" and not globals_["cache"]["saved"]
    assert globals_["counter"]["value"] == (500000000 if data["platform"]["longSize"] == 4 else 5000000000)
    assert globals_["compare"]["pointer"]["id"] == "inspect-state.c:by_value"
    pointers = data["figures"]["pointers"]
    # older (#1), row and y, besides deepest's and recurse's own parameters where they are alive
    assert pointers["frameToOlderFrame"] >= 3 and pointers["globalToStack"] == 1 and pointers["dangling"] == 1
    assert {f["name"] for f in data["functions"]} >= {"main", "recurse", "deepest"}


documented = set(re.findall(r"`([^`]+)`", open(sys.argv[1]).read()))
for path in sys.argv[2:]:
    data = json.load(open(path))
    unknown = set(keys(data)) - documented
    assert not unknown, "not in the schema: %s" % unknown
    assert data["schema"] == 1
    for part in [v for a in data["activations"] for v in a["variables"]] + data["globals"]:
        check_value(part)
    check_state(data)
