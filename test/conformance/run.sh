#!/usr/bin/env bash
# `npm run conformance`: the real things judge the output. Installs what it needs into the cache.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."
exec node scripts/run-ts.mjs test/conformance/conformance.ts "$@"
