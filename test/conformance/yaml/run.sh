#!/usr/bin/env bash
# Our YAML as Go's, Python's and JavaScript's readers understand it: run.sh [--texts N] [--seed N]
. "$(dirname "${BASH_SOURCE[0]}")/../../cluster/lib.sh"
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
debian python3 python3
python3 -c 'import yaml' 2>/dev/null || debian /usr/lib/python3/dist-packages/yaml/__init__.py python3-yaml
reader=$cache/yaml-reader-$(cat "$here"/{main.go,go.mod,go.sum} | sha256sum | cut -c1-16)
[ -x "$reader" ] || (cd "$here" && CGO_ENABLED=0 go build -trimpath -buildvcs=false -o "$reader" .) >&2
cd "$here/../../.."
YAML_READER=$reader PYTHONUTF8=1 node scripts/run-ts.mjs test/conformance/yaml.ts "$@"
