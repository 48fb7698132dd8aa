#!/usr/bin/env bash
# spark-layer.sh VERSION: the layer of an image that holds that Spark of test/conformance/spark; made once. Prints its path.
. "$(dirname "$0")/../cluster/lib.sh"

out="$cache/images/spark-$1-$(cat "$0" "$here"/spark/* | sha256sum | cut -c1-12)"
if [ ! -e "$out.sha256" ]; then
  work="$(mktemp -d)"
  trap 'rm -rf "$work"' EXIT
  home="$(SPARK="$1" "$here/../conformance/spark/run.sh" home)" || die "missing: Spark $1 (see above)"
  spark="$work/opt/spark"
  mkdir -p "$spark/python" "$spark/work-dir" "$cache/images"
  cp -r "$home"/{bin,jars,data} "$spark/"
  cp -r "$home/python/lib" "$spark/python/"
  install -m 0755 "$here/spark/entrypoint.sh" "$work/opt/entrypoint.sh"
  install -D -m 0644 "$here/spark/log4j2.properties" "$spark/conf/log4j2.properties"
  chown -R 185:0 "$spark/work-dir"
  layer "$work" "$out"
fi
echo "$out"
