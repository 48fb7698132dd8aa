# Shared by the scripts of this folder: the cache, the pins, and how a pinned Go module becomes a binary.
set -euo pipefail

here="$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)"
cache="${ALIDA_ARGO_CACHE:-$HOME/.cache/alida-argo}"

die() { echo "$*" >&2; exit 1; }

# debian COMMAND PACKAGE: the command, from its Debian package where the machine lacks it.
debian() {
  command -v "$1" >/dev/null && return
  [ -n "${apt_updated:-}" ] || apt-get update -qq || die "missing: Debian's package lists (apt-get update failed)"
  apt_updated=1
  DEBIAN_FRONTEND=noninteractive apt-get install -qq -y --no-install-recommends "$2" >/dev/null \
    || die "missing: Debian package $2 (for $1)"
}

# pin FOLDER MODULE: the version that FOLDER/go.mod requires.
pin() { (cd "$here/$1" && go mod edit -json) | sed -n "\\|\"Path\": \"$2\"|{n;s/.*\"Version\": \"\\(.*\\)\".*/\\1/p;q}"; }

# tools FOLDER MODULE [PACKAGE]: builds the tools that FOLDER/go.mod declares; prints the folder that holds them.
# PACKAGE.gitVersion is where the binaries keep the version that they tell. Cached under module, version and the sums: another pin is another folder.
tools() {
  local version out
  version="$(pin "$1" "$2")"
  out="$cache/bin/$1-$version-$(cat "$here/$1/go.mod" "$here/$1/go.sum" | sha256sum | cut -c1-12)"
  if [ ! -e "$out/.complete" ]; then
    echo "building $2 $version (once)" >&2
    mkdir -p "$out"
    (cd "$here/$1" && CGO_ENABLED=0 nice -n 10 go build -mod=readonly -p 2 -trimpath -ldflags="-s -w ${3:+-X $3.gitVersion=$version}" -o "$out/" tool) >&2 \
      || die "missing: Go module $2@$version (see above)"
    touch "$out/.complete"
  fi
  echo "$out"
}
