#!/usr/bin/env bash
# Makes the layers of the end-to-end test's images, in the cache; prints their folder. lib.sh's `image` joins them.
. "$(dirname "$0")/lib.sh"

packages=openjdk-17-jre-headless,python3,python3-numpy
key="$(cat "$here/images.sh" "$here"/spark/* "$here/kubernetes/go.sum" | sha256sum | cut -c1-12)"
out="$cache/images/$key"
[ ! -e "$out/.complete" ] || {
  echo "$out"
  exit
}
work="$(mktemp -d)"
trap 'rm -rf "$work"' EXIT
mkdir -p "$out"

debian debootstrap debootstrap
debian gcc gcc
debian /usr/include/unistd.h libc6-dev
debian pip python3-pip
kubernetes="$(cd "$here/kubernetes" && go mod download k8s.io/kubernetes && go list -m -f '{{.Dir}}' k8s.io/kubernetes)" \
  || die "missing: Go module k8s.io/kubernetes"

echo "making image layers (once)" >&2
mkdir -p "$work/pause"
gcc -Os -static -o "$work/pause/pause" "$kubernetes/build/pause/linux/pause.c"
layer "$work/pause" "$out/pause"

debootstrap --variant=minbase --include="$packages" bookworm "$work/debian" >"$out/debootstrap.log" 2>&1 \
  || die "missing: Debian packages $packages ($out/debootstrap.log)"
rm -rf "$work/debian"/var/{cache/apt,lib/apt/lists,log}/* "$work/debian"/usr/share/{doc,man,locale}/*
# Hadoop refuses a user without a name.
echo 'spark:x:185:0:spark:/opt/spark:/usr/sbin/nologin' >>"$work/debian/etc/passwd"
layer "$work/debian" "$out/debian"

pip download -q --no-deps --require-hashes -r "$here/spark/requirements.txt" -d "$work" >"$out/pip.log" 2>&1 \
  || die "missing: PyPI package $(cut -d' ' -f1 "$here/spark/requirements.txt") ($out/pip.log)"
spark="$work/spark/opt/spark"
mkdir -p "$spark/python" "$work/unpacked"
tar -C "$work/unpacked" --strip-components=1 -xzf "$work"/pyspark-*.tar.gz
mv "$work/unpacked/deps"/* "$spark/"
mv "$work/unpacked/pyspark" "$work/unpacked/lib" "$spark/python/"
install -m 0755 "$here/spark/entrypoint.sh" "$work/spark/opt/entrypoint.sh"
install -D -m 0644 "$here/spark/log4j2.properties" "$spark/conf/log4j2.properties"
mkdir -p "$spark/work-dir"
chown -R 185:0 "$spark/work-dir"
layer "$work/spark" "$out/spark"

# Node as it is here, with the libraries that it and env need.
for file in "$(readlink -f "$(command -v node)")" /usr/bin/env; do
  {
    echo "$file"
    ldd "$file" | grep -o '/[^ ]*'
  } | xargs -I{} install -D {} "$work/node/{}"
done
[ -e "$work/node/usr/bin/node" ] || install -D "$(readlink -f "$(command -v node)")" "$work/node/usr/bin/node"
mkdir -m 1777 "$work/node/tmp"
layer "$work/node" "$out/node"

touch "$out/.complete"
echo "$out"
