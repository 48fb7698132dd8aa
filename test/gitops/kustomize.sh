#!/usr/bin/env bash
# Proves that kustomize reads what is generated, unchanged. KUBECTL names the kubectl whose kustomize is asked.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."
kubectl="${KUBECTL:-kubectl}"
command -v "$kubectl" >/dev/null || {
  echo "kustomize.sh: there is no $kubectl; set KUBECTL" >&2
  exit 1
}
[ -e dist/alida-argo.cjs ] || {
  echo 'kustomize.sh: run npm run build first' >&2
  exit 1
}

dir="$(mktemp -d)"
trap 'rm -rf "$dir"' EXIT
mkdir "$dir/in"
for example in examples/*/service.*; do cp "$example" "$dir/in/$(basename "$(dirname "$example")").${example##*.}"; done
for name in dev prod; do
  printf 'apiVersion: alida-argo/v1\nkind: PlatformProfile\nname: %s\nnamespace: %s\n' "$name" "$name" >"$dir/$name.yaml"
done

judged=0
for layout in flat namespace; do
  for format in yaml json; do
    out="$dir/$layout-$format"
    node dist/alida-argo.cjs generate "$dir/in" --profile "$dir/dev.yaml" --profile "$dir/prod.yaml" \
      --layout "$layout" --format "$format" --kustomization --out "$out" 2>"$dir/log" || {
      cat "$dir/log" >&2
      exit 1
    }
    for cluster in dev prod; do
      "$kubectl" kustomize "$out/$cluster" >"$dir/built.yaml"
      node test/gitops/same-documents.mjs "$out/$cluster" "$dir/built.yaml"
      judged=$((judged + 1))
    done
  done
done
echo "kustomize: $judged folders read unchanged"
