#!/usr/bin/env bash
# The one node, inside the namespaces that run.sh makes: brings everything up, then runs the command.
. "$(dirname "$0")/../cluster/lib.sh"
e2e="$(cd "$(dirname "$0")" && pwd)"
cgroup=alida-argo-e2e
told() { echo "e2e: $*" >&2; }
logs() {
  local rc=$? log
  cp "$E2E_DIR"/cluster/*.log "$E2E_LOGS"
  [ "$rc" = 0 ] || for log in "$E2E_DIR"/cluster/*.log; do
    told "end of ${log##*/}"
    tail -n 5 "$log"
  done >&2
  [ -z "${why:-}" ] || told "$why"
}
trap logs EXIT
die() { # told last, below the logs
  why="$*"
  exit 1
}

# Private mounts instead of the machine's folders that containerd, CNI and kubelet insist on.
mount --make-rshared /
for path in /run /var/log /var/lib/cni; do
  mkdir -p "$path"
  mount -t tmpfs tmpfs "$path"
done

# Pods hang on the bridge. The ClusterIPs of the API and of DNS are the node's own addresses: no kube-proxy.
ip link set lo up
ip addr add 10.96.0.1/32 dev lo
ip addr add 10.96.0.10/32 dev lo
sysctl -qw net.ipv4.ip_forward=1
# With an address of its own: otherwise it takes that of a pod, and loses it with the pod.
ip link add cni0 address 02:00:00:00:00:01 type bridge
ip addr add 10.88.0.1/24 dev cni0
ip link set cni0 up

export CLUSTER_DIR="$E2E_DIR/cluster" CLUSTER_ADDRESS=10.96.0.1 CLUSTER_PORT=443 CLUSTER_CONTROLLERS='*'
dir="$CLUSTER_DIR" port="$CLUSTER_PORT"
"$here/apiserver.sh" up >/dev/null
told "API server up after ${SECONDS}s"
export KUBECONFIG="$dir/admin.kubeconfig" PATH="$dir:$PATH"

mkdir -p "$dir/cni"
cat >"$dir/cni/10-bridge.conflist" <<'JSON'
{"cniVersion": "0.4.0", "name": "pods", "plugins": [{
  "type": "bridge", "bridge": "cni0", "isGateway": true, "hairpinMode": true,
  "ipam": {"type": "host-local", "ranges": [[{"subnet": "10.88.0.0/24"}]], "routes": [{"dst": "0.0.0.0/0"}]}
}]}
JSON
cat >"$dir/containerd.toml" <<TOML
version = 2
root = "$E2E_DIR/containerd"
state = "/run/containerd"
disabled_plugins = ["io.containerd.snapshotter.v1.aufs", "io.containerd.snapshotter.v1.btrfs", "io.containerd.snapshotter.v1.devmapper", "io.containerd.snapshotter.v1.zfs", "io.containerd.internal.v1.tracing", "io.containerd.tracing.processor.v1.otlp"]
[grpc]
  address = "/run/containerd/containerd.sock"
[plugins."io.containerd.grpc.v1.cri"]
  sandbox_image = "alida-argo.test/pause:test"
  restrict_oom_score_adj = true
  stream_server_address = "127.0.0.1"
  [plugins."io.containerd.grpc.v1.cri".cni]
    bin_dir = "/usr/lib/cni"
    conf_dir = "$dir/cni"
  [plugins."io.containerd.grpc.v1.cri".containerd.runtimes.runc]
    runtime_type = "io.containerd.runc.v2"
TOML
start containerd containerd --config "$dir/containerd.toml"
until_ready containerd ctr version
# The names are those of examples/kmeans: what it generates runs here as it is.
install -D -m 0644 -t "$E2E_DIR/app/app/src/main" "$e2e"/programs/{main,fault,train}.py
install -D -t "$E2E_DIR/churn/app" "$e2e/programs/service.py"
install -D -t "$E2E_DIR/argoexec/bin" "$E2E_ARGO/argoexec"
install -D "$E2E_S3/s3" "$E2E_DIR/rclone/bin/rclone"
mkdir -m 1777 "$E2E_DIR/argoexec/tmp"
layer "$E2E_DIR/app" "$E2E_DIR/app-layer"
layer "$E2E_DIR/argoexec" "$E2E_DIR/argoexec-layer"
layer "$E2E_DIR/churn" "$E2E_DIR/churn-layer"
layer "$E2E_DIR/rclone" "$E2E_DIR/rclone-layer"
import() { image "$@" | ctr -n k8s.io images import - >>"$dir/import.log"; }
# Java at a start takes most of a run's time: no second compiler.
spark="$(<"$e2e/spark.json")"
import alida-argo.test/pause:test '{"Entrypoint":["/pause"],"User":"65535:65535"}' "$E2E_IMAGES/pause"
import alida-argo.test/argoexec:test '{"Entrypoint":["argoexec"],"Env":["PATH=/bin"]}' "$E2E_DIR/argoexec-layer"
import "$(sed -n 's|.* image: |docker.io/|p' "$E2E_ROOT/deploy/s3.yaml")" '{"Entrypoint":["rclone"],"Env":["PATH=/bin"]}' \
  "$E2E_DIR/rclone-layer"
import dockerhub.alidalab.it/alida/restricted/services/spark-kmeans-example:1.0.1 "$spark" \
  "$E2E_IMAGES/debian" "$E2E_IMAGES/spark" "$E2E_BUILT/layers/s3a" "$E2E_DIR/app-layer"
for release in $E2E_SPARKS; do
  import "alida-argo.test/spark:$release" "$spark" "$E2E_IMAGES/debian" "$("$e2e/spark-layer.sh" "$release")" "$E2E_DIR/app-layer"
done
services=dockerhub.alidalab.it/alida/restricted/services
import "$services/churn-ingest:1.2.0" '{"Entrypoint":["python3","/app/service.py"],"User":"1000","Env":["PATH=/usr/bin"]}' \
  "$E2E_IMAGES/debian" "$E2E_DIR/churn-layer"
for image in "$services"/churn-{prepare,evaluate}:1.0.0; do ctr -n k8s.io images tag "$services/churn-ingest:1.2.0" "$image"; done >>"$dir/import.log"
{
  ctr -n k8s.io images tag "$services/spark-kmeans-example:1.0.1" "$services/churn-train:2.0.0"
  # The project's own, as their Dockerfiles make them.
  for file in "$E2E_BUILT"/*.tar; do ctr -n k8s.io images import "$file"; done
  ctr -n k8s.io images tag "$(tar -xOf "$E2E_BUILT/spark-client.tar" manifest.json | grep -o '[^"]*/spark-client:[^"]*')" \
    gitlab.alidalab.it:5000/alida/analytics/spark-client/4-0-1:1.0.0
} >>"$dir/import.log"
told "images imported after ${SECONDS}s"

{
  issue scheduler /CN=system:kube-scheduler
  issue kubelet /O=system:nodes/CN=system:node:e2e
  issue coredns /CN=coredns
} 2>>"$dir/openssl.log"
start kube-scheduler "$E2E_KUBERNETES/kube-scheduler" --kubeconfig="$dir/scheduler.kubeconfig" --leader-elect=false \
  --bind-address=127.0.0.1 --secure-port=0 \
  --authentication-kubeconfig="$dir/scheduler.kubeconfig" --authorization-kubeconfig="$dir/scheduler.kubeconfig"

kubectl create clusterrole coredns --verb=list,watch --resource=services,pods,namespaces,endpointslices.discovery.k8s.io >/dev/null
kubectl create clusterrolebinding coredns --clusterrole=coredns --user=coredns >/dev/null
cat >"$dir/Corefile" <<CONF
cluster.local:53 {
  bind 10.96.0.10
  errors
  kubernetes cluster.local {
    kubeconfig $dir/coredns.kubeconfig
  }
}
.:53 {
  bind 10.96.0.10
  template ANY ANY {
    rcode NXDOMAIN
  }
}
CONF
start coredns "$E2E_COREDNS/coredns" -conf "$dir/Corefile"

for controller in cpu cpuacct cpuset memory pids blkio devices freezer systemd; do
  [ ! -d "/sys/fs/cgroup/$controller" ] || mkdir -p "/sys/fs/cgroup/$controller/$cgroup"
done
touch "$dir/resolv.conf"
cat >"$dir/kubelet.yaml" <<YAML
apiVersion: kubelet.config.k8s.io/v1beta1
kind: KubeletConfiguration
authentication: {x509: {clientCAFile: "$dir/ca.crt"}, webhook: {enabled: true}, anonymous: {enabled: false}}
authorization: {mode: Webhook}
containerRuntimeEndpoint: unix:///run/containerd/containerd.sock
cgroupDriver: cgroupfs
cgroupRoot: /$cgroup
enforceNodeAllocatable: []
oomScoreAdj: 0
failSwapOn: false
makeIPTablesUtilChains: false
resolvConf: "$dir/resolv.conf"
clusterDNS: [10.96.0.10]
clusterDomain: cluster.local
evictionHard: {memory.available: 100Mi}
imageGCHighThresholdPercent: 100
address: 10.88.0.1
healthzBindAddress: 127.0.0.1
YAML
start kubelet "$E2E_KUBERNETES/kubelet" --config="$dir/kubelet.yaml" --kubeconfig="$dir/kubelet.kubeconfig" \
  --root-dir="$E2E_DIR/kubelet" --cert-dir="$dir/kubelet-pki" --hostname-override=e2e --node-ip=10.88.0.1
until_ready kubelet kubectl wait --for=condition=Ready node/e2e --timeout=1s

kubectl create namespace argo >/dev/null
kubectl create -n argo serviceaccount argo >/dev/null
# Argo's own roles; its manifests leave the namespace of the bindings' subject to who installs them.
kubectl kustomize "$E2E_MANIFESTS/cluster-install-no-crds/workflow-controller-rbac" \
  | sed 's/^- kind: ServiceAccount$/&\n  namespace: argo/' | kubectl apply -n argo -f - >/dev/null
# Where Argo archives logs: who has the node's address may read and write.
mkdir -p "$E2E_DIR/objects/logs"
start s3 "$E2E_S3/s3" serve s3 --addr 10.88.0.1:9002 "$E2E_DIR/objects"
repository='{s3: {endpoint: "10.88.0.1:9002", insecure: true, bucket: logs, region: nowhere'
repository+=', accessKeySecret: {name: logs, key: id}, secretKeySecret: {name: logs, key: key}}}'
# PodSecurity `restricted` admits Argo's own containers only so.
executor='{securityContext: {allowPrivilegeEscalation: false, capabilities: {drop: [ALL]}}}'
# No registry tells the commands of images without Spark.
kubectl create -n argo configmap workflow-controller-configmap --from-literal=artifactRepository="$repository" \
  --from-literal=executor="$executor" --from-literal=images="$(
    for image in "$services"/churn-{ingest:1.2.0,prepare:1.0.0,evaluate:1.0.0}; do
      echo "$image: {entrypoint: [python3, /app/service.py]}"
    done
  )" >/dev/null
kubectl config view --raw --flatten | sed '/client-certificate-data\|client-key-data/d' >"$dir/argo.kubeconfig"
KUBECONFIG="$dir/argo.kubeconfig" kubectl config set-credentials admin --token="$(kubectl -n argo create token argo --duration=6h)" >/dev/null
# Looks again after a second, not ten.
DEFAULT_REQUEUE_TIME=1s ARGO_NAMESPACE=argo LEADER_ELECTION_DISABLE=true start workflow-controller "$E2E_ARGO/workflow-controller" \
  --kubeconfig="$dir/argo.kubeconfig" --namespace=argo \
  --executor-image=alida-argo.test/argoexec:test --executor-image-pull-policy=IfNotPresent
until_ready workflow-controller curl -sf http://127.0.0.1:6060/healthz

# A machine that has other work must not starve the node: what waits for these fails.
for name in etcd kube-apiserver coredns workflow-controller; do renice -n -5 -p "$(<"$dir/$name.pid")"; done >/dev/null

# Nothing else is allowed to the service account, and nothing else is bound in the namespace.
{
  kubectl create namespace alida
  # As a cluster that matters has them: what lacks a security context, or a request, is refused.
  kubectl label namespace alida pod-security.kubernetes.io/enforce=restricted
  kubectl create -n alida quota all --hard=pods=100,requests.cpu=20,requests.memory=64Gi,limits.cpu=400,limits.memory=128Gi
  kubectl create -n alida -f - <<'YAML'
apiVersion: v1
kind: LimitRange
metadata: {name: all}
spec: {limits: [{type: Container, default: {cpu: "4", memory: 512Mi}, defaultRequest: {cpu: 10m, memory: 64Mi}}]}
YAML
  kubectl label node e2e kubernetes.io/role=opt-worker
  kubectl create -n alida secret generic alida-minio --from-literal=access-key=never-shown-1 --from-literal=secret-key=never-shown-2
  kubectl create -n alida secret generic logs --from-literal=id=any --from-literal=key=any
  kubectl create -n alida secret generic alida-hash-token --from-literal=token=never-shown-3
  node "$E2E_DIR/dist/alida-argo.cjs" rbac --profile "$e2e/profile.yaml" | kubectl apply -f -
} >/dev/null

# A node that is Ready may still start no pod: one is tried before the cases, which would each wait for a quarter of an hour.
kubectl create -n argo -f - >/dev/null <<'YAML'
apiVersion: v1
kind: Pod
metadata: {name: probe}
spec: {restartPolicy: Never, containers: [{name: main, image: "alida-argo.test/pause:test", imagePullPolicy: Never}]}
YAML
for ((i = 0; i < 60; i++)); do
  [ "$(kubectl get -n argo pod probe -o jsonpath='{.status.phase}')" != Running ] || break
  sleep 1
done
[ "$i" -lt 60 ] || die "the node starts no pod:
$(kubectl get -n argo events --field-selector involvedObject.name=probe -o jsonpath='{range .items[*]}{.reason}: {.message}{"\n"}{end}')"
kubectl delete -n argo pod probe --grace-period=0 --force >/dev/null 2>&1
kubectl delete -n argo events --field-selector involvedObject.name=probe >/dev/null

if [ "${1:-}" = kueue ]; then
  # Kueue looks for a certificate of its metrics there, and no machine is to keep it.
  mkdir "$dir/etc" "$dir/etc.work"
  mount -t overlay etc -o "lowerdir=/etc,upperdir=$dir/etc,workdir=$dir/etc.work" /etc
  issue kueue /CN=kueue subjectAltName=IP:127.0.0.1 2>>"$dir/openssl.log"
  install -D -m 0644 "$dir/kueue.crt" /etc/kueue/metrics/certs/tls.crt
  install -D -m 0600 "$dir/kueue.key" /etc/kueue/metrics/certs/tls.key
  kubectl create namespace kueue-system >/dev/null
  kubectl apply --server-side -f "$E2E_KUEUE_CONFIG/crd/bases" >/dev/null
  kubectl wait --for=condition=Established --timeout=60s -f "$E2E_KUEUE_CONFIG/crd/bases" >/dev/null
  cat >"$dir/kueue.yaml" <<YAML
apiVersion: config.kueue.x-k8s.io/v1beta2
kind: Configuration
namespace: kueue-system
health: {healthProbeBindAddress: "127.0.0.1:8081"}
metrics: {bindAddress: "127.0.0.1:8443"}
webhook: {host: 127.0.0.1, port: 9443, certDir: /etc/kueue/metrics/certs}
leaderElection: {leaderElect: false}
internalCertManagement: {enable: false}
managedJobsNamespaceSelector: {matchLabels: {kubernetes.io/metadata.name: alida}}
integrations: {frameworks: [pod]}
YAML
  KUBECONFIG="$dir/admin.kubeconfig" start kueue "$E2E_KUEUE/kueue" --config="$dir/kueue.yaml" --feature-gates=VisibilityOnDemand=false
  until_ready kueue curl -sf http://127.0.0.1:8081/readyz
  # Its own webhooks, at an address: no kube-proxy finds the pods of a Service.
  sed "/^    service:$/d; /^      name: webhook-service$/d; /^      namespace: system$/d
    s|^      path: \(.*\)|    url: https://127.0.0.1:9443\1\n    caBundle: $(base64 -w0 "$dir/ca.crt")|" \
    "$E2E_KUEUE_CONFIG/webhook/manifests.yaml" | kubectl apply -f - >/dev/null
fi

told "up after ${SECONDS}s"
cd "$E2E_ROOT"
suite="${1:-}"
case "$suite" in
  '' | cases | faults | kueue | versions)
    files=(test/e2e/cases.ts test/e2e/faults.ts)
    [ -z "$suite" ] || files=("test/e2e/$suite.ts")
    E2E_FAULTS="$(printf '%s\n' "${@:2}")" node_modules/.bin/vitest run --config test/e2e/vitest.config.ts "${files[@]}"
    ;;
  *) "$@" ;;
esac
told "ended after ${SECONDS}s"
