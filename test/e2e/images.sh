#!/usr/bin/env bash
# images.sh LAYERS: builds images/*/Dockerfile as docs/images.md says, and the program's of docs/tutorial.md, from an archive of the
# layers that cluster/images.sh made in the place of each base image (no registry is asked). Prints the folder that holds NAME.tar of each, and
# the layer s3a, with which an image reads and writes s3a://.
. "$(dirname "$0")/../cluster/lib.sh"

layers="$1"
self="$(cd "$(dirname "$0")" && pwd)/${0##*/}"
cd "$here/../.."
key="$(cat "$self" test/e2e/{spark.json,s3a.pom.xml} src/version.ts images/*/* dist/*.{cjs,js} "$layers"/*.sha256 | sha256sum | cut -c1-12)"
out="$cache/built/$key"
[ ! -e "$out/.complete" ] || {
  echo "$out"
  exit
}
debian buildah buildah
debian mvn maven
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
# In the place of Maven and pip, which would ask the network.
mvn --quiet --batch-mode --file test/e2e/s3a.pom.xml dependency:copy-dependencies -DincludeGroupIds=org.apache.hadoop,software.amazon.awssdk,software.amazon.eventstream,org.reactivestreams \
  -DoutputDirectory="$work/s3a/opt/spark/jars" >&2 || die "missing: Maven packages of test/e2e/s3a.pom.xml"
mkdir -p "$work/offline/usr/local/bin" "$out/layers"
layer "$work/s3a" "$out/layers/s3a"
printf '#!/bin/sh\nmkdir -p /jars && cp /opt/spark/jars/* /jars\n' >"$work/offline/usr/local/bin/mvn"
printf '#!/bin/sh\n! grep -q "^[^#]" /tmp/requirements.txt\n' >"$work/offline/usr/local/bin/pip"
chmod +x "$work"/offline/usr/local/bin/*
layer "$work/offline" "$work/offline-layer"
base docker.io/library/maven:3-eclipse-temurin-17 '{"Env":["PATH=/usr/local/bin:/usr/bin:/bin"]}' "$layers/debian" "$out/layers/s3a" "$work/offline-layer"
base docker.io/apache/spark:4.0.1 "$(<test/e2e/spark.json)" "$layers/debian" "$layers/spark" "$work/offline-layer"
built() { # NAME REFERENCE ARGUMENTS...
  build build --quiet --isolation chroot --pull-never -t "$2" "${@:3}"
  build push --quiet "$2" "docker-archive:$out/$1.tar:$2"
}
while read -r name reference; do
  built "$name" "$reference" -f "images/$name/Dockerfile" .
done < <(node scripts/run-ts.mjs test/e2e/images.ts)
node dist/alida-argo.cjs init "$work/word-count" 2>/dev/null
built word-count localhost/word-count:0.1.0 "$work/word-count/app"
touch "$out/.complete"
echo "$out"
