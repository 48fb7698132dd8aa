#!/usr/bin/env bash
# Every bash script of the project by shellcheck and shfmt, and what docs/ci and action.yml ask CI to run by shellcheck.
. "$(dirname "$0")/../test/cluster/lib.sh"
debian shellcheck shellcheck
debian shfmt shfmt
cd "$here/../.."
mapfile -t scripts < <(
  git grep -lE '^#!/usr/bin/env bash' -- . ':!test/importers' ':!test/cases'
  git ls-files 'templates/*.sh'
)
shellcheck -s bash -x -P SCRIPTDIR "${scripts[@]}"
shfmt -i 2 -ci -bn -d "${scripts[@]}"
# $INPUTS and $LAYOUT are several words each.
node scripts/ci-commands.mjs docs/ci/*.yml action.yml | shellcheck -s bash -e SC2086 -
