#!/usr/bin/env bash
# A real etcd and kube-apiserver (RBAC on) with Argo's full CRDs, on loopback; no kubelet: a test plays it by
# patching pod status. The controller-manager runs what the API alone lacks: namespaces, service accounts,
# garbage collection.
#   apiserver.sh up | down        state, admin.kubeconfig and logs are in CLUSTER_DIR
. "$(dirname "$0")/lib.sh"

address="${CLUSTER_ADDRESS:-127.0.0.1}"
# Without a kubelet, what these controllers do is all that can be done.
controllers="${CLUSTER_CONTROLLERS:-namespace-controller,serviceaccount-controller,root-ca-certificate-publisher-controller,garbage-collector-controller,clusterrole-aggregation-controller}"
etcd_port="${CLUSTER_ETCD_PORT:-12379}"
argo=github.com/argoproj/argo-workflows/v4

down() {
  local name pid
  for name in kube-controller-manager kube-apiserver etcd; do
    pid="$(cat "$dir/$name.pid" 2>/dev/null)" || continue
    # A recycled pid must not be hit.
    if grep -qzF -- "$dir/" "/proc/$pid/cmdline" 2>/dev/null; then
      kill "$pid"
      tail --pid="$pid" -f /dev/null
    fi
  done
  rm -rf "$dir"
}

certificates() {
  openssl req -x509 -newkey rsa:2048 -nodes -days 30 -subj /CN=alida-argo-test -keyout "$dir/ca.key" -out "$dir/ca.crt"
  issue apiserver /CN=kube-apiserver \
    "subjectAltName=IP:127.0.0.1,IP:10.96.0.1,DNS:localhost,DNS:kubernetes.default.svc,DNS:kubernetes.default"
  issue admin /O=system:masters/CN=admin
  issue controller-manager /CN=system:kube-controller-manager
  openssl genrsa -out "$dir/service-account.key" 2048
}

up() {
  local etcd kubernetes crds
  [ ! -e "$dir" ] || die "$dir exists: apiserver.sh down first"
  debian openssl openssl
  etcd="$(tools etcd go.etcd.io/etcd/server/v3)"
  kubernetes="$(tools kubernetes k8s.io/kubernetes k8s.io/component-base/version)"
  crds="$(cd "$here/argo" && go mod download -json "$argo")" || die "missing: Go module $argo $(pin argo "$argo")
$crds"
  crds="$(sed -n 's/.*"Dir": "\(.*\)".*/\1/p' <<<"$crds")/manifests/base/crds/full"

  mkdir -p "$dir"
  certificates 2>"$dir/openssl.log"
  ln -s "$kubernetes/kubectl" "$dir/kubectl"
  export KUBECONFIG="$dir/admin.kubeconfig"

  start etcd "$etcd/server" --data-dir="$dir/etcd" \
    --listen-client-urls="http://127.0.0.1:$etcd_port" --advertise-client-urls="http://127.0.0.1:$etcd_port" \
    --listen-peer-urls=http://127.0.0.1:0 --unsafe-no-fsync
  # Loopback cannot be an endpoint of the Service `kubernetes`: no reconciler.
  start kube-apiserver "$kubernetes/kube-apiserver" \
    --etcd-servers="http://127.0.0.1:$etcd_port" \
    --bind-address="$address" --advertise-address="$address" --secure-port="$port" --endpoint-reconciler-type=none \
    --service-cluster-ip-range=10.96.0.0/24 --authorization-mode=Node,RBAC \
    --kubelet-preferred-address-types=InternalIP --kubelet-client-certificate="$dir/admin.crt" --kubelet-client-key="$dir/admin.key" \
    --client-ca-file="$dir/ca.crt" --tls-cert-file="$dir/apiserver.crt" --tls-private-key-file="$dir/apiserver.key" \
    --service-account-issuer=https://kubernetes.default.svc \
    --service-account-key-file="$dir/service-account.key" --service-account-signing-key-file="$dir/service-account.key"
  until_ready kube-apiserver "$dir/kubectl" get --raw /readyz
  start kube-controller-manager "$kubernetes/kube-controller-manager" \
    --kubeconfig="$dir/controller-manager.kubeconfig" --use-service-account-credentials \
    --service-account-private-key-file="$dir/service-account.key" --root-ca-file="$dir/ca.crt" \
    --bind-address=127.0.0.1 --secure-port=0 --leader-elect=false \
    --controllers="$controllers"
  until_ready kube-controller-manager "$dir/kubectl" -n default get serviceaccount default
  "$dir/kubectl" create -k "$crds" >/dev/null
  # A CRD so new that it has no conditions yet makes `wait` fail at once.
  until_ready kube-apiserver "$dir/kubectl" wait --for=condition=Established --timeout=60s crd --all
  echo "KUBECONFIG=$KUBECONFIG"
}

case "${1:-}" in
  up) up ;;
  down) down ;;
  *) die "usage: apiserver.sh up | down" ;;
esac
