#!/usr/bin/env bash
# images.sh LAYERS: builds images/*/Dockerfile as docs/images.md says, from an archive of the layers that cluster/images.sh
# made in the place of each base image (no registry is asked). Prints the folder that holds NAME.tar of each.
. "$(dirname "$0")/../cluster/lib.sh"

layers="$1"
self="$(cd "$(dirname "$0")" && pwd)/${0##*/}"
cd "$here/../.."
key="$(cat "$self" test/e2e/spark.json src/version.ts images/*/* dist/*.js "$layers"/*.sha256 | sha256sum | cut -c1-12)"
out="$cache/built/$key"
[ ! -e "$out/.complete" ] || {
  echo "$out"
  exit
}
debian buildah buildah
rm -rf "$cache/built"
mkdir -p "$out"
work="$(mktemp -d)"
trap '! umount "$work"/root/overlay 2>/dev/null; rm -rf "$work"' EXIT

build() { buildah --root "$work/root" --runroot "$work/run" --storage-driver overlay "$@" >&2; }
base() { # REFERENCE CONFIG LAYER...
  image "$@" >"$work/base.tar"
  build pull --quiet "docker-archive:$work/base.tar"
}
echo "building images/*/Dockerfile (once)" >&2
for from in docker.io/library/node:22-slim docker.io/library/node:24-alpine; do
  base "$from" '{"Env":["PATH=/usr/local/bin:/usr/bin:/bin"]}' "$layers/debian" "$layers/node"
done
base docker.io/apache/spark:4.0.1 "$(<test/e2e/spark.json)" "$layers/debian" "$layers/spark"
while read -r name reference; do
  build build --quiet --isolation chroot --pull-never -f "images/$name/Dockerfile" -t "$reference" .
  build push --quiet "$reference" "docker-archive:$out/$name.tar:$reference"
done < <(node scripts/run-ts.mjs test/e2e/images.ts)
touch "$out/.complete"
echo "$out"
