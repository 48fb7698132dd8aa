#!/usr/bin/env bash
# Makes the images of the end-to-end test as archives that `ctr images import` reads, in the cache; prints their folder.
# pause and argoexec hold one static binary; spark (client and application) and node stand on one Debian layer.
. "$(dirname "$0")/lib.sh"

packages=openjdk-17-jre-headless,python3,python3-numpy
key="$(cat "$here/images.sh" "$here/spark/requirements.txt" "$here/spark/entrypoint.sh" "$here"/{argo,kubernetes}/go.sum "$here/argo/prepare.sh" | sha256sum | cut -c1-12)"
out="$cache/images/$key"
[ ! -e "$out/.complete" ] || { echo "$out"; exit; }
work="$(mktemp -d)"
trap 'rm -rf "$work"' EXIT
mkdir -p "$out"

layer() { tar --sort=name --mtime=@0 --numeric-owner -C "$1" -cf "$2" .; } # layer FOLDER FILE

# image NAME CONFIG LAYER...: a Docker archive.
image() {
  local name="$1" config="$2" ids='' files='' l; shift 2
  for l in "$@"; do
    ids+=",\"sha256:$(sha256sum "$l" | cut -d' ' -f1)\""
    files+=",\"$(basename "$l")\""
  done
  echo "{\"architecture\":\"amd64\",\"os\":\"linux\",\"config\":$config,\"rootfs\":{\"type\":\"layers\",\"diff_ids\":[${ids#,}]}}" >"$work/config.json"
  echo "[{\"Config\":\"config.json\",\"RepoTags\":[\"alida-argo.test/$name:test\"],\"Layers\":[${files#,}]}]" >"$work/manifest.json"
  tar -C "$work" -cf "$out/$name.tar" manifest.json config.json "${@#"$work/"}"
}

debian debootstrap debootstrap
debian gcc gcc
argo="$(tools argo github.com/argoproj/argo-workflows/v3)"
kubernetes="$(cd "$here/kubernetes" && go mod download k8s.io/kubernetes && go list -m -f '{{.Dir}}' k8s.io/kubernetes)" \
  || die "missing: Go module k8s.io/kubernetes"

echo "making images (once)" >&2
mkdir -p "$work/pause" "$work/argoexec/bin"
gcc -Os -static -o "$work/pause/pause" "$kubernetes/build/pause/linux/pause.c"
layer "$work/pause" "$work/pause.layer.tar"
image pause '{"Entrypoint":["/pause"],"User":"65535:65535"}' "$work/pause.layer.tar"

cp "$argo/argoexec" "$work/argoexec/bin/"
mkdir -m 1777 "$work/argoexec/tmp"
layer "$work/argoexec" "$work/argoexec.layer.tar"
image argoexec '{"Entrypoint":["argoexec"],"Env":["PATH=/bin"]}' "$work/argoexec.layer.tar"

debootstrap --variant=minbase --include="$packages" bookworm "$work/debian" >"$out/debootstrap.log" 2>&1 \
  || die "missing: Debian packages $packages ($out/debootstrap.log)"
rm -rf "$work/debian"/var/{cache/apt,lib/apt/lists,log}/* "$work/debian"/usr/share/{doc,man,locale}/*
# Hadoop refuses a user without a name.
echo 'spark:x:185:0:spark:/opt/spark:/usr/sbin/nologin' >>"$work/debian/etc/passwd"
layer "$work/debian" "$work/debian.layer.tar"

pip download -q --no-deps --require-hashes -r "$here/spark/requirements.txt" -d "$work" >"$out/pip.log" 2>&1 \
  || die "missing: PyPI package $(cut -d' ' -f1 "$here/spark/requirements.txt") ($out/pip.log)"
spark="$work/spark/opt/spark"
mkdir -p "$spark/python" "$work/unpacked"
tar -C "$work/unpacked" --strip-components=1 -xzf "$work"/pyspark-*.tar.gz
mv "$work/unpacked/deps"/* "$spark/"
mv "$work/unpacked/pyspark" "$work/unpacked/lib" "$spark/python/"
install -m 0755 "$here/spark/entrypoint.sh" "$work/spark/opt/entrypoint.sh"
mkdir -p "$spark/conf" "$spark/work-dir"
chown -R 185:0 "$spark/work-dir"
layer "$work/spark" "$work/spark.layer.tar"
image spark '{"Entrypoint":["/opt/entrypoint.sh"],"User":"185","WorkingDir":"/opt/spark/work-dir","Env":["SPARK_HOME=/opt/spark","PATH=/opt/spark/bin:/usr/local/bin:/usr/bin:/bin"]}' \
  "$work/debian.layer.tar" "$work/spark.layer.tar"

mkdir -p "$work/node/usr/local/bin"
cp "$(readlink -f "$(command -v node)")" "$work/node/usr/local/bin/node"
layer "$work/node" "$work/node.layer.tar"
image node '{"Entrypoint":["node"],"User":"185","Env":["PATH=/usr/local/bin:/usr/bin:/bin"]}' \
  "$work/debian.layer.tar" "$work/node.layer.tar"

touch "$out/.complete"
echo "$out"
