# Shared by the scripts of this folder: the cache, the pins, and how a pinned Go module becomes a binary.
set -euo pipefail

here="$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)"
dir="${CLUSTER_DIR:-/tmp/alida-argo-apiserver}"
port="${CLUSTER_PORT:-16443}"
cache="${ALIDA_ARGO_CACHE:-$HOME/.cache/alida-argo}"

die() { echo "$*" >&2; exit 1; }

# debian WHAT PACKAGE: WHAT is there afterwards, a command or a file by its path: from its Debian package where the machine
# lacks it. Another package can have a command of the same name, so name the file where that may be.
debian() {
  there "$1" && return
  local log
  [ -n "${apt_updated:-}" ] || log="$(apt-get update -qq 2>&1)" || die "missing: Debian's package lists
$log"
  apt_updated=1
  log="$(DEBIAN_FRONTEND=noninteractive apt-get install -qq -y --no-install-recommends -o DPkg::Lock::Timeout=120 "$2" 2>&1)" \
    || die "missing: Debian package $2 (for $1)
$log"
  there "$1" || die "missing: $1, though Debian package $2 is installed"
}
there() { case "$1" in /*) [ -e "$1" ] ;; *) command -v "$1" >/dev/null ;; esac; }

# python_packages FOLDER ARG...: PyPI's packages into FOLDER, by the Python that runs them: a `pip` of the PATH may be another's.
python_packages() {
  debian python3 python3
  python3 -m pip --version >/dev/null 2>&1 || debian /usr/lib/python3/dist-packages/pip python3-pip
  python3 -m pip install --quiet --disable-pip-version-check --root-user-action=ignore --no-warn-conflicts --target "$@" \
    || die "missing: PyPI packages ${*:2}"
}

# pin FOLDER MODULE: the version that FOLDER/go.mod requires.
pin() { (cd "$here/$1" && go mod edit -json) | sed -n "\\|\"Path\": \"$2\"|{n;s/.*\"Version\": \"\\(.*\\)\".*/\\1/p;q}"; }

# tools FOLDER MODULE [PACKAGE]: builds the tools that FOLDER/go.mod declares; prints the folder that holds them.
# PACKAGE.gitVersion is where the binaries keep the version that they tell. Cached under everything they are made of.
tools() {
  local version out flags=(-mod=readonly) work
  version="$(pin "$1" "$2")"
  out="$cache/bin/$1-$version-$(cat "$here/$1"/* | sha256sum | cut -c1-12)"
  if [ ! -e "$out/.complete" ]; then
    echo "building $2 $version (once)" >&2
    mkdir -p "$out"
    work="$(mktemp -d)"
    if [ -x "$here/$1/prepare.sh" ]; then
      "$here/$1/prepare.sh" "$work" >&2 || die "missing: Go module $2@$version (see above)"
      flags+=("-modfile=$work/go.mod")
    fi
    (cd "$here/$1" && CGO_ENABLED=0 nice -n 10 go build "${flags[@]}" -p 2 -trimpath \
      -ldflags="-s -w ${3:+-X $3.gitVersion=$version}" -o "$out/" tool) >&2 || die "missing: Go module $2@$version (see above)"
    rm -rf "$work"
    touch "$out/.complete"
  fi
  echo "$out"
}

start() { # start NAME COMMAND...
  local name="$1"; shift
  setsid "$@" >"$dir/$name.log" 2>&1 </dev/null &
  echo $! >"$dir/$name.pid"
}

# until_ready NAME COMMAND...: waits until COMMAND succeeds; ends with NAME's log when NAME does.
until_ready() {
  local name="$1" i; shift
  for ((i = 0; i < 240; i++)); do
    "$@" >/dev/null 2>&1 && return
    kill -0 "$(cat "$dir/$name.pid")" 2>/dev/null || break
    sleep 0.25
  done
  tail -n 20 "$dir/$name.log" >&2
  die "$name did not become ready"
}

# issue NAME SUBJECT [EXTENSION]: a certificate of the cluster's own authority, and a kubeconfig with it.
issue() {
  openssl req -newkey rsa:2048 -nodes -subj "$2" -keyout "$dir/$1.key" -out "$dir/$1.csr"
  openssl x509 -req -in "$dir/$1.csr" -CA "$dir/ca.crt" -CAkey "$dir/ca.key" -CAcreateserial -days 30 \
    -extfile <(echo "${3:-extendedKeyUsage=clientAuth}") -out "$dir/$1.crt"
  cat >"$dir/$1.kubeconfig" <<YAML
apiVersion: v1
kind: Config
clusters:
  - {name: test, cluster: {server: "https://${CLUSTER_ADDRESS:-127.0.0.1}:$port", certificate-authority: "$dir/ca.crt"}}
users:
  - {name: $1, user: {client-certificate: "$dir/$1.crt", client-key: "$dir/$1.key"}}
contexts:
  - {name: $1, context: {cluster: test, user: $1}}
current-context: $1
YAML
}

# layer FOLDER FILE: the folder as FILE.tar, its digest beside it.
layer() {
  tar --sort=name --mtime=@0 --numeric-owner -C "$1" -cf "$2.tar" .
  sha256sum "$2.tar" | cut -d' ' -f1 >"$2.sha256"
}

# image REFERENCE CONFIG LAYER...: a Docker archive of those layers on stdout, as `ctr images import` reads it.
image() {
  local reference="$1" config="$2" ids='' files='' args=() work l; shift 2
  work="$(mktemp -d)"
  for l in "$@"; do
    ids+=",\"sha256:$(cat "$l.sha256")\""
    files+=",\"${l##*/}.tar\""
    args+=(-C "${l%/*}" "${l##*/}.tar")
  done
  echo "{\"architecture\":\"amd64\",\"os\":\"linux\",\"config\":$config,\"rootfs\":{\"type\":\"layers\",\"diff_ids\":[${ids#,}]}}" >"$work/config.json"
  echo "[{\"Config\":\"config.json\",\"RepoTags\":[\"$reference\"],\"Layers\":[${files#,}]}]" >"$work/manifest.json"
  tar -cf - -C "$work" manifest.json config.json "${args[@]}"
  rm -rf "$work"
}
