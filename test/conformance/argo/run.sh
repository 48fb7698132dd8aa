#!/usr/bin/env bash
# Builds the judge into the cache and runs it:
#   run.sh validate FILE...   findings as "file: message"; exit 0 none, 1 some
#   run.sh serve              JSON lines, see main.go
# ARGO=3.6 judges with the older Argo of go.3.6.mod.
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
# shellcheck source=../lib.sh
source "$here/../lib.sh"
need go "1.24 or newer"

case ${ARGO:=3.7} in
  3.7) flags=(-modfile="$here/go.mod") ;;
  3.6) flags=(-modfile="$here/go.3.6.mod" -tags=argo36) ;;
  *) echo "ARGO=$ARGO: only 3.7 and 3.6 are pinned" >&2; exit 2 ;;
esac
# -mod=readonly and go.sum: exactly what is committed, verified.
argo=$(go -C "$here" list "${flags[0]}" -mod=readonly -m -f '{{.Dir}}' github.com/argoproj/argo-workflows/v3)
judge=$cache/argo-judge-$ARGO
go -C "$here" build -p 2 -mod=readonly "${flags[@]}" -ldflags "-s -w -X main.crdDir=$argo/manifests/base/crds" -o "$judge" .
exec "$judge" "$@"
