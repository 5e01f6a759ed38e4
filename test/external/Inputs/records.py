# records.py N: prints N records in JSON, the same each time.
import json
import sys

for i in range(int(sys.argv[1])):
    print(json.dumps({"id": i, "name": "n%d" % (i * 7919 % 10007), "value": i * 31 % 997 / 8, "tags": ["t%d" % (i % k) for k in (3, 5, 7)],
                      "inner": {"even": i % 2 == 0, "none": None, "list": [i % 11, i % 13]}}))
