#!/usr/bin/env bash
# doctor, apply, diff --live and submit against a real API server, the test playing Argo's controller and the kubelet.
set -euo pipefail
cd "$(dirname "$0")/../.."
test/cluster/with-apiserver.sh 26445 22381 npx vitest run --config test/live/vitest.config.ts
