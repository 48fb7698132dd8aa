#!/usr/bin/env bash
# A real etcd and kube-apiserver (RBAC on) with Argo's full CRDs, on loopback; no kubelet: a test plays it by
# patching pod status. The controller-manager runs what the API alone lacks: namespaces, service accounts,
# garbage collection.
#   apiserver.sh up | down        state, admin.kubeconfig and logs are in CLUSTER_DIR
. "$(dirname "$0")/lib.sh"

dir="${CLUSTER_DIR:-/tmp/alida-argo-apiserver}"
port="${CLUSTER_PORT:-16443}"
etcd_port="${CLUSTER_ETCD_PORT:-12379}"
argo=github.com/argoproj/argo-workflows/v3

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

down() {
  local name pid
  for name in kube-controller-manager kube-apiserver etcd; do
    pid="$(cat "$dir/$name.pid" 2>/dev/null)" || continue
    # A recycled pid must not be hit.
    if [ "$(cat "/proc/$pid/comm" 2>/dev/null)" = "${name:0:15}" ]; then
      kill "$pid"
      tail --pid="$pid" -f /dev/null
    fi
  done
  rm -rf "$dir"
}

certificates() {
  cd "$dir"
  openssl req -x509 -newkey rsa:2048 -nodes -days 30 -subj /CN=alida-argo-test -keyout ca.key -out ca.crt
  issue() { # issue NAME SUBJECT EXTENSION
    openssl req -newkey rsa:2048 -nodes -subj "$2" -keyout "$1.key" -out "$1.csr"
    openssl x509 -req -in "$1.csr" -CA ca.crt -CAkey ca.key -CAcreateserial -days 30 -out "$1.crt" -extfile <(echo "$3")
  }
  issue apiserver /CN=kube-apiserver \
    'subjectAltName=IP:127.0.0.1,DNS:localhost,DNS:kubernetes.default.svc,IP:10.96.0.1'
  issue admin /O=system:masters/CN=admin extendedKeyUsage=clientAuth
  issue controller-manager /CN=system:kube-controller-manager extendedKeyUsage=clientAuth
  openssl genrsa -out service-account.key 2048
  cd - >/dev/null
}

kubeconfig() { # kubeconfig NAME
  cat <<YAML
apiVersion: v1
kind: Config
clusters:
  - {name: test, cluster: {server: "https://127.0.0.1:$port", certificate-authority: "$dir/ca.crt"}}
users:
  - {name: $1, user: {client-certificate: "$dir/$1.crt", client-key: "$dir/$1.key"}}
contexts:
  - {name: $1, context: {cluster: test, user: $1}}
current-context: $1
YAML
}

up() {
  local kubernetes crds
  [ ! -e "$dir" ] || die "$dir exists: apiserver.sh down first"
  debian etcd etcd-server
  debian openssl openssl
  kubernetes="$(tools kubernetes k8s.io/kubernetes k8s.io/component-base/version)"
  crds="$(cd "$here/argo" && go mod download -json "$argo")" || die "missing: Go module $argo $(pin argo "$argo")
$crds"
  crds="$(sed -n 's/.*"Dir": "\(.*\)".*/\1/p' <<<"$crds")/manifests/base/crds/full"

  mkdir -p "$dir"
  certificates 2>"$dir/openssl.log" || die "certificates: see $dir/openssl.log"
  kubeconfig admin >"$dir/admin.kubeconfig"
  kubeconfig controller-manager >"$dir/controller-manager.kubeconfig"
  ln -s "$kubernetes/kubectl" "$dir/kubectl"
  export KUBECONFIG="$dir/admin.kubeconfig"

  start etcd etcd --data-dir="$dir/etcd" \
    --listen-client-urls="http://127.0.0.1:$etcd_port" --advertise-client-urls="http://127.0.0.1:$etcd_port" \
    --listen-peer-urls=http://127.0.0.1:0
  # Loopback cannot be an endpoint of the Service `kubernetes`: no reconciler.
  start kube-apiserver "$kubernetes/kube-apiserver" \
    --etcd-servers="http://127.0.0.1:$etcd_port" \
    --bind-address=127.0.0.1 --advertise-address=127.0.0.1 --secure-port="$port" --endpoint-reconciler-type=none \
    --service-cluster-ip-range=10.96.0.0/24 --authorization-mode=RBAC \
    --client-ca-file="$dir/ca.crt" --tls-cert-file="$dir/apiserver.crt" --tls-private-key-file="$dir/apiserver.key" \
    --service-account-issuer=https://kubernetes.default.svc \
    --service-account-key-file="$dir/service-account.key" --service-account-signing-key-file="$dir/service-account.key"
  until_ready kube-apiserver "$dir/kubectl" get --raw /readyz
  start kube-controller-manager "$kubernetes/kube-controller-manager" \
    --kubeconfig="$dir/controller-manager.kubeconfig" --use-service-account-credentials \
    --service-account-private-key-file="$dir/service-account.key" --root-ca-file="$dir/ca.crt" \
    --bind-address=127.0.0.1 --secure-port=0 --leader-elect=false \
    --controllers=namespace-controller,serviceaccount-controller,root-ca-certificate-publisher-controller,garbage-collector-controller,clusterrole-aggregation-controller
  until_ready kube-controller-manager "$dir/kubectl" -n default get serviceaccount default
  "$dir/kubectl" apply --server-side -k "$crds" >/dev/null
  "$dir/kubectl" wait --for=condition=Established --timeout=60s crd --all >/dev/null
  echo "KUBECONFIG=$KUBECONFIG"
}

case "${1:-}" in
  up) up ;;
  down) down ;;
  *) die "usage: apiserver.sh up | down" ;;
esac
