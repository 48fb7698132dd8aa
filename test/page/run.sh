#!/usr/bin/env bash
# The page in Debian's Chromium; its fonts are those of the pictures in docs/pictures.
. "$(dirname "$0")/../cluster/lib.sh"
debian /usr/bin/chromium chromium
debian /usr/share/fonts/truetype/dejavu/DejaVuSans.ttf fonts-dejavu-core
cd "$here/../.."
npx vitest run --config test/page/vitest.config.ts "$@"
