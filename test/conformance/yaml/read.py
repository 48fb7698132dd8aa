"""The same as main.go, by PyYAML."""
import json
import sys

import yaml

for n, line in enumerate(sys.stdin):
    document = json.loads(line)
    try:
        same = yaml.load(document["text"], yaml.SafeLoader) == document["value"]
    except (yaml.YAMLError, ValueError, TypeError):
        same = False
    if not same:
        print(n)
