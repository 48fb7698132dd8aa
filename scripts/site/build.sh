#!/usr/bin/env bash
# The documentation as pages that need neither a server nor a network: build.sh [FOLDER], `site` if none is named.
. "$(dirname "${BASH_SOURCE[0]}")/../../test/cluster/lib.sh"
own="$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)"
out="$(realpath "${1:-site}")"
cd "$own/../.."

# What its pages would load from elsewhere, by package and file.
scripts=(mermaid@12.3.0/dist/mermaid.min.js iframe-worker@1.0.4/shim/index.js)
tools="$cache/site-$(cat "$own/requirements.txt" "$own/build.sh" | sha256sum | cut -c1-12)"
[ -e "$tools/.complete" ] || {
  mkdir -p "$tools"
  python_packages "$tools" --no-deps -r "$own/requirements.txt"
  for script in "${scripts[@]}"; do
    tarball="$(cd "$tools" && npm pack --silent "${script%%/*}")" || die "missing: npm package ${script%%/*}"
    tar -xzf "$tools/$tarball" -C "$tools" --strip-components=2 "package/${script#*/}"
    rm "$tools/$tarball"
  done
  mv "$tools/index.js" "$tools/iframe-worker.js"
  touch "$tools/.complete"
}
work="$(mktemp -d)"
trap 'rm -rf "$work"' EXIT
mkdir "$work/texts"
# What a page links to lies where it says.
git ls-files -z '*.md' LICENSE action.yml docs deploy examples images schemas ':!test' | xargs -0 cp --parents -t "$work/texts"
cp "$tools"/{mermaid.min,iframe-worker}.js "$work/texts"
cp "$own/mkdocs.yml" "$work"
(cd "$work" && PYTHONPATH="$tools" python3 -m zensical build --strict --config-file mkdocs.yml) >"$work/log" 2>&1 || {
  cat "$work/log" >&2
  die 'the pages were not made'
}
cp .pre-commit-hooks.yaml "$work/pages" # names that begin with a dot are left out
# Searching without a server takes a script of another place.
find "$work/pages" -name '*.html' -exec sed -Ezi \
  's#https://unpkg.com/iframe-worker/shim(.*src="([./]*)mermaid.min.js")#\2iframe-worker.js\1#' {} +
rm -rf "$out"
mv "$work/pages" "$out"
