# Shows what a unit's type table says of unions in structs, in the order of the structs' lines.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
import json
import sys

types = json.load(open(sys.argv[1]))
for t in sorted((t for t in types if t['k'] == 's'), key=lambda t: t.get('line', 0)):
    for m in t.get('m', []):
        if 'active' not in m and 'why' not in m:
            continue
        expression = m.get('active', '').lstrip('?')
        what = f"= {expression or 'nothing to do with it'}" if 'active' in m else '-'
        why = m.get('why', '')
        print(f"{t['name']}.{m['name']} {what}", f'({why})' if expression else why)
