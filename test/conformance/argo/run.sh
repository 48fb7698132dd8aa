#!/usr/bin/env bash
# Builds the judge into the cache, once for each version of it, and runs it:
#   run.sh validate FILE...   findings as "file: message"; exit 0 none, 1 some
#   run.sh serve              JSON lines, see main.go
#   run.sh test               the judge's own tests
# ARGO=3.6 judges by the oldest Argo that is supported, that of go.3.6.mod.
. "$(dirname "${BASH_SOURCE[0]}")/../../cluster/lib.sh"
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)

# 3.6's full CRDs are not for use in a cluster (they know no field of a step); strict decoding still finds unknown fields.
case ${ARGO:=4.0} in
  4.0) major=v4 mod=go tags=() crds=full ;;
  3.6) major=v3 mod=go.3.6 tags=(-tags=argo36) crds=minimal ;;
  *)
    echo "ARGO=$ARGO: only 4.0 and 3.6 are pinned" >&2
    exit 2
    ;;
esac
module=github.com/argoproj/argo-workflows/$major
cd "$here"
sources=(*.go quiet/*.go)
judge=$cache/argo-judge/$ARGO-$(cat "${sources[@]}" "$mod".{mod,sum} run.sh | sha256sum | cut -c1-16)
mkdir -p "${judge%/*}"
exec 9>"${judge%-*}.lock"
flock 9
# Argo waits 10 s between two looks at a Workflow, and 4.0 another second after each, to spare an API server that is far away.
# It reads the first of these while it is initialised.
export ARGO_CRDS=$judge/crds DEFAULT_REQUEUE_TIME=10ms INFORMER_WRITE_BACK=true CGO_ENABLED=0
if [ ! -d "$judge" ]; then
  rm -rf "${judge%-*}"-*/ "$judge.new"
  mkdir -p "$judge.new"/{crds,quiet}
  # An import path has the major version in it.
  for file in "${sources[@]}"; do sed "s#argo-workflows/v4/#argo-workflows/$major/#" "$file" >"$judge.new/$file"; done
  for part in mod sum; do cp "$mod.$part" "$judge.new/go.$part"; done
  (
    cd "$judge.new"
    go mod download "$module" || die "missing: Go module $module (see above)"
    cp "$(go list -m -f '{{.Dir}}' "$module")/manifests/base/crds/$crds"/argoproj.io_{workflow,workflowtemplate,cronworkflow}s.yaml crds
    # -trimpath as in cluster/lib.sh: the modules that Argo's own binaries share with the judge are compiled once.
    go build "${tags[@]}" -trimpath -buildvcs=false -ldflags "-s -w" -o argo-judge .
  ) >&2
  mv "$judge.new" "$judge"
fi
exec 9>&-
if [ "${1:-}" = test ]; then
  exec go -C "$judge" test "${tags[@]}" -trimpath ./...
fi
cd "$OLDPWD"
exec "$judge/argo-judge" "$@"
