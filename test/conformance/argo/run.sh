#!/usr/bin/env bash
# Builds the judge into the cache and runs it:
#   run.sh validate FILE...   findings as "file: message"; exit 0 none, 1 some
#   run.sh serve              JSON lines, see main.go
#   run.sh test               the judge's own tests
# ARGO=3.6 judges by the older Argo of go.3.6.mod.
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
# shellcheck source=../lib.sh
source "$here/../lib.sh"
need go "1.24 or newer"

case ${ARGO:=3.7} in
  3.7) flags=("-modfile=$here/go.mod") ;;
  3.6) flags=("-modfile=$here/go.3.6.mod" -tags=argo36) ;;
  *) echo "ARGO=$ARGO: only 3.7 and 3.6 are pinned" >&2; exit 2 ;;
esac
flags+=(-mod=readonly -buildvcs=false)
module=github.com/argoproj/argo-workflows/v3
export CGO_ENABLED=0 GOMAXPROCS="${GOMAXPROCS:-2}"
cd_go() { go -C "$here" "$@"; }

cd_go mod download "${flags[0]}" "$module" || { echo "missing Go module: $module" >&2; exit 3; }
ARGO_CRDS=$(cd_go list "${flags[0]}" -m -f '{{.Dir}}' "$module")/manifests/base/crds
export ARGO_CRDS
if [ "${1:-}" = test ]; then
  cd_go test "${flags[@]}" -p 2 ./...
else
  judge=$cache/argo-judge-$ARGO
  cd_go build "${flags[@]}" -p 2 -ldflags "-s -w" -o "$judge" .
  exec "$judge" "$@"
fi
