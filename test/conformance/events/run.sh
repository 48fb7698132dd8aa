#!/usr/bin/env bash
# Sensors and EventSources as Argo Events takes them: run.sh FILE…
. "$(dirname "${BASH_SOURCE[0]}")/../../cluster/lib.sh"
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
judge=$cache/events-judge-$(cat "$here"/{main.go,go.mod,go.sum} | sha256sum | cut -c1-16)
[ -x "$judge" ] || (cd "$here" && CGO_ENABLED=0 nice go build -mod=readonly -buildvcs=false -o "$judge" .) >&2
"$judge" "$@"
