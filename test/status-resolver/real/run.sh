#!/usr/bin/env bash
# Every fault of a driver against a real API server, the test playing kubelet and scheduler; prints fault × outcome.
set -euo pipefail
cd "$(dirname "$0")/../../.."
test/cluster/with-apiserver.sh 26444 22380 npx vitest run --config test/status-resolver/real/vitest.config.ts
