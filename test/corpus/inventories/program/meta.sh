#!/bin/sh
cat <<'END'
{"all": {"children": ["web", "none"], "vars": {"dc": "x", "f": 1.5, "n": null, "b": true, "u": "\u00e9\ud83d\ude00"}},
 "web": {"hosts": ["w1", "w2"], "vars": {"port": 80}, "children": ["deep"]},
 "deep": {"hosts": ["w3"]},
 "list": ["w1", "l1"],
 "single": {"ansible_host": "10.0.0.9", "tpl": "{{ port }}"},
 "none": {},
 "_meta": {"hostvars": {"w1": {"port": 81, "nested": {"a": [1, {"b": 2}]}}, "nobody": {"x": 1}, "l1": {}}}}
END
