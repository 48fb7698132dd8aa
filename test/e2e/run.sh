#!/usr/bin/env bash
# End to end on one node: etcd, Kubernetes, containerd, CoreDNS, Argo and Spark, all real, from nothing and torn down again.
#   run.sh [cases | faults [NAME...] | kueue | versions [RELEASE...] | COMMAND...]
# default: cases and faults; NAME is a part of a fault's; RELEASE is one of test/conformance/spark; a COMMAND finds KUBECONFIG and kubectl
# Network, mounts and processes live in namespaces that end with the run; what is left to remove is cgroups and files.
. "$(dirname "$0")/../cluster/lib.sh"

[ "$(id -u)" = 0 ] || die "end to end needs root (namespaces, containerd)"
debian openssl openssl
debian containerd containerd
debian runc runc
debian ip iproute2
debian sysctl procps
debian curl curl
# Of the plugins only: iproute2 has a command `bridge` too.
for plugin in bridge host-local loopback; do debian "/usr/lib/cni/$plugin" containernetworking-plugins; done

export E2E_LOGS="$cache/e2e-logs" # of the last run
rm -rf "$E2E_LOGS"
mkdir -p "$E2E_LOGS"
export E2E_DIR E2E_KUBERNETES E2E_ARGO E2E_COREDNS E2E_S3 E2E_IMAGES E2E_BUILT E2E_MANIFESTS E2E_ROOT E2E_KUEUE E2E_KUEUE_CONFIG
E2E_KUBERNETES="$(tools kubernetes k8s.io/kubernetes k8s.io/component-base/version)"
E2E_COREDNS="$(tools coredns github.com/coredns/coredns)"
E2E_S3="$(tools s3 github.com/rclone/rclone)"
argo=github.com/argoproj/argo-workflows/v4
E2E_ARGO="$(tools argo "$argo")"
# The node is cut off from the net: what of a module it reads is fetched before, though the tools were built long ago.
(cd "$here/argo" && go mod download "$argo") || die "missing: Go module $argo (see above)"
E2E_MANIFESTS="$(cd "$here/argo" && go list -mod=readonly -m -f '{{.Dir}}' "$argo")/manifests"
if [ "${1:-}" = kueue ]; then
  kueue=sigs.k8s.io/kueue
  E2E_KUEUE="$(tools kueue "$kueue")"
  (cd "$here/kueue" && go mod download "$kueue") || die "missing: Go module $kueue (see above)"
  E2E_KUEUE_CONFIG="$(cd "$here/kueue" && go list -mod=readonly -m -f '{{.Dir}}' "$kueue")/config/components"
fi
E2E_IMAGES="$("$here/images.sh")"
export E2E_SPARKS=''
if [ "${1-}" = versions ]; then
  E2E_SPARKS="${*:2}"
  # The first is the usual one, which the cases run.
  [ -n "$E2E_SPARKS" ] || E2E_SPARKS="$(sed '1d;s/pyspark==\([^ ]*\).*/\1/' "$here/../conformance/spark/requirements.txt" | xargs)"
  for release in $E2E_SPARKS; do "$(dirname "$0")/spark-layer.sh" "$release" >/dev/null; done
fi
E2E_DIR="$(mktemp -d /tmp/alida-argo-e2e.XXXXXX)"
E2E_ROOT="$(cd "$here/../.." && pwd)"

clean() {
  local root
  for root in /sys/fs/cgroup/*/alida-argo-e2e /sys/fs/cgroup/alida-argo-e2e; do
    [ -d "$root" ] || continue
    # The kernel frees a killed container's cgroup a moment after its last process.
    for _ in 1 2 3 4 5; do
      find "$root" -depth -type d -exec rmdir {} + 2>/dev/null && break
      sleep 1
    done
  done
  rm -rf --one-file-system "$E2E_DIR"
}
trap clean EXIT

# A copy: the run goes on while someone builds anew.
(cd "$E2E_ROOT" && npm run --silent build) || die "missing: the bundles (npm run build failed)"
cp -r "$E2E_ROOT/dist" "$E2E_ROOT/package.json" "$E2E_DIR/"
(cd "$E2E_ROOT" && npm pack --silent --ignore-scripts --pack-destination "$E2E_DIR" >/dev/null)
E2E_BUILT="$("$(dirname "$0")/images.sh" "$E2E_IMAGES")"

unshare --net --mount --pid --fork --kill-child --mount-proc "$(dirname "$0")/node.sh" "$@" &
node=$!
trap 'kill -KILL "$node"; exit 130' INT TERM
wait "$node"
