# ===- show-notes.py - The plugin's notes as lines for FileCheck -------------===#
#
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#
#   show-notes.py FILE             what the notes say (FILE from -fplugin-arg-cgt-report=)
#   show-notes.py --portable FILE  without what may differ between platforms: sizes, offsets, formats, functions that
#                                  only some headers define inline
#
# ===------------------------------------------------------------------------===#

import json
import sys

portable = sys.argv[1] == "--portable"
with open(sys.argv[-1], encoding="utf-8") as file:
    notes = json.load(file)
types = notes["types"]


def kind(entry):
    return "float" if portable and entry["k"] in "fxd" else entry["k"]


def spell(index):
    if index < 0:
        return "unknown"
    entry = types[index]
    if entry["k"] == "p":
        return "*" + spell(entry["of"])
    if entry["k"] == "a":
        return (entry["name"] + " = " if "name" in entry else "") + "[%d]%s" % (entry.get("n", 0), spell(entry["of"]))
    if entry["k"] == "q":
        return entry.get("name", "")
    enumerators = "#%x" % (entry["enumerators"] & (2**64 - 1)) if "enumerators" in entry else ""
    return "%s:%s%s" % (entry.get("name", ""), kind(entry), enumerators)


def place(entry):
    return "%s:%d" % (entry["file"], entry["line"])


print("unit", notes["file"], "first=" + notes["firstExternal"], "polls=" + notes["polls"])
for var in notes["vars"]:
    flags = [f for f in ("transient", "valist") if var.get(f)]
    name = var["fn"] + "." + var["name"] if var["fn"] else var["name"]
    print(" ".join([var["kind"], name, "=", spell(var["t"]), "@", place(var)] + flags))
for function in notes["functions"]:
    if portable and function.get("system"):
        continue
    flags = [f for f in ("nopoll", "system") if function.get(f)]
    print(" ".join(["function", function["name"], function["hash"], "@", place(function)] + flags))
for site in notes["allocs"]:
    print("alloc", site["in"], site["fn"], "=", spell(site["t"]), "@", place(site))
for entry in types:
    if entry["k"] not in "sn":
        continue
    print(entry["name"] if portable else "%s size=%d align=%d" % (entry["name"], entry.get("size", 0), entry.get("align", 1)))
    for member in entry.get("m", []):
        line = "  .%s = %s" % (member["name"], spell(member["t"]))
        if "bits" in member:
            line += " bits=%d" % member["bits"] + ("" if portable else " bit=%d" % member.get("bitoff", 0))
        print(line if portable else line + " off=%d" % member["off"])
if not portable:
    for entry in types:
        if entry["k"] in "iubcfxdo":
            print("scalar %s:%s size=%d" % (entry.get("name", ""), entry["k"], entry.get("size", 0)))
    print("system", *notes["system"])
