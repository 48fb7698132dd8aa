#!/usr/bin/env bash
# prepare.sh FOLDER: Argo's verified module as a tree that builds on Linux, and a go.mod that uses it.
# The published module lacks executor/osspecific/signal_linux.go, so argoexec does not compile. Argo's own signal_darwin.go,
# plain POSIX, stands in for it: how argoexec forwards signals and reaps here is not proven to be what its Linux build does.
# It also lacks the built user interface, which the command line embeds and which nothing here shows.
set -euo pipefail
module=github.com/argoproj/argo-workflows/v4
cd "$(dirname "$0")"
go mod download "$module"
cp -r "$(go list -mod=readonly -m -f '{{.Dir}}' "$module")" "$1/argo"
chmod -R u+w "$1/argo"
signals="$1/argo/workflow/executor/osspecific"
[ ! -e "$signals/signal_linux.go" ] || {
  echo "the module has signal_linux.go now: remove prepare.sh" >&2
  exit 1
}
cp "$signals/signal_darwin.go" "$signals/signal_linux.go"
mkdir -p "$1/argo/ui/dist/app"
touch "$1/argo/ui/dist/app/index.html"
cp go.mod go.sum "$1/"
go mod edit -replace="$module=$1/argo" "$1/go.mod"
