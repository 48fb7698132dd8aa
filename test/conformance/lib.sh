# Sourced by every conformance script: the cache, the pinned versions, and `need`.
# shellcheck shell=bash disable=SC2034
set -euo pipefail

cache=${ALIDA_ARGO_CACHE:-$HOME/.cache/alida-argo}
mkdir -p "$cache"

# need TOOL [HINT]: stops the run with the name of what is missing.
need() {
  command -v "$1" >/dev/null || {
    echo "missing tool: $1${2:+ ($2)}" >&2
    exit 3
  }
}
