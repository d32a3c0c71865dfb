"""Unpacks the txtar file argv[1] into the folder argv[2]."""

import os
import re
import sys

text = open(sys.argv[1]).read()
for name, body in re.findall(r"(?ms)^-- (\S+) --\n(.*?)(?=^-- \S+ --$|\Z)", text):
    path = os.path.join(sys.argv[2], name)
    os.makedirs(os.path.dirname(path), exist_ok=True)
    with open(path, "w") as f:
        f.write(body)
