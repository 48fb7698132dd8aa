#!/usr/bin/env bash
# What GitOps users meet alida-argo in, each tried by its own tool or as that tool runs it: pre-commit's hooks, Argo CD's plugin, the
# step of GitHub Actions, the hook as a base of kustomize, Renovate's patterns. KUBECTL names the kubectl whose kustomize is asked.
. "$(dirname "${BASH_SOURCE[0]}")/../cluster/lib.sh"
cd "$here/../.."
repo="$PWD"
kubectl="${KUBECTL:-kubectl}"
dir="$(mktemp -d)"
trap 'rm -rf "$dir"' EXIT

mkdir "$dir/bin"
printf '#!/bin/sh\nexec node "%s/dist/alida-argo.cjs" "$@"\n' "$repo" >"$dir/bin/alida-argo"
chmod +x "$dir/bin/alida-argo"
export PATH="$dir/bin:$PATH" GIT_CONFIG_GLOBAL=/dev/null GIT_AUTHOR_NAME=a GIT_AUTHOR_EMAIL=a@example.com \
  GIT_COMMITTER_NAME=a GIT_COMMITTER_EMAIL=a@example.com
(
  cd "$dir"
  alida-argo init project --name word-count
  cd project
  alida-argo generate
  git init -q
  git add .
  git commit -qm project
) 2>/dev/null
cd "$dir/project"
break_it() { sed -i 's/"type": "static"/"type": "statik"/' services/word-count.json; }

# What it says of a sound project and of a broken one.
judged=0
sound() {
  "$@" >"$dir/log" 2>&1 || {
    cat "$dir/log" >&2
    die "not well: $*"
  }
  judged=$((judged + 1))
}
broken() { # TEXT COMMAND...: fails and says TEXT
  ! "${@:2}" >"$dir/log" 2>&1 || die "well, though broken: ${*:2}"
  grep -qF "$1" "$dir/log" || {
    cat "$dir/log" >&2
    die "does not say $1: ${*:2}"
  }
  judged=$((judged + 1))
}

# pre-commit, pinned, with a home of its own.
tools="$cache/python/pre-commit-4.7.0"
[ -e "$tools/.complete" ] || {
  python_packages "$tools" pre-commit==4.7.0
  touch "$tools/.complete"
}
git clone -q "$repo" "$dir/hooks"
hooks() { PRE_COMMIT_HOME="$dir/pre-commit" PYTHONPATH="$tools" python3 -m pre_commit try-repo "$dir/hooks" --all-files "$@"; }
sound hooks
break_it
broken 'services/word-count.json:10:15: error[not-allowed-value]' hooks
git checkout -q .

# Argo CD's plugin: its command as the sidecar runs it, with the image's folder replaced by this one.
generate="$(node -e '
  const { parse } = require(process.argv[1] + "/node_modules/yaml");
  const { generate } = parse(require("node:fs").readFileSync(process.argv[1] + "/deploy/argocd-plugin/plugin.yaml", "utf8")).spec;
  console.log(generate.args[0].replace("/opt/alida-argo", process.argv[1]));' "$repo")"
sound sh -c "$generate"
ARGOCD_ENV_PROFILE=profiles/kind.yaml sh -c "$generate" 2>/dev/null | cmp - deploy/word-count.yaml || die "the plugin prints another manifest"
break_it
broken 'error[not-allowed-value]' sh -c "$generate"
git checkout -q .
cat >"$dir/argocd.yaml" <<'YAML'
apiVersion: apps/v1
kind: Deployment
metadata: {name: argocd-repo-server}
spec:
  template: {spec: {containers: [{name: argocd-repo-server, image: quay.io/argoproj/argocd}], volumes: [{name: var-files}, {name: plugins}]}}
YAML
mkdir "$dir/argocd"
mv "$dir/argocd.yaml" "$dir/argocd/"
cp -r "$repo/deploy/argocd-plugin" "$dir/argocd/plugin"
printf 'resources: [argocd.yaml]\ncomponents: [plugin]\n' >"$dir/argocd/kustomization.yaml"
sound "$kubectl" kustomize "$dir/argocd"
for text in 'name: alida-argo-plugin-' argocd-cmp-server; do
  grep -q "$text" "$dir/log" || die "there is no $text in the repo-server's Deployment"
done

# The hook as a base.
mkdir "$dir/overlay"
cp -r "$repo/deploy" "$dir/base"
cp profiles/kind.yaml "$dir/overlay/profile.yaml"
cat >"$dir/overlay/kustomization.yaml" <<'YAML'
namespace: tools
resources: [../base]
configMapGenerator: [{name: alida-argo-profile, files: [profile.yaml]}]
YAML
sound "$kubectl" kustomize "$dir/overlay"
grep -Eq 'name: alida-argo-profile-' "$dir/log" || die "the hook does not take the overlay's profile"

# The step of GitHub Actions: its last command, as a runner runs it.
step="$(node "$repo/scripts/ci-commands.mjs" "$repo/action.yml" | sed '1,/^npm install/d')"
export GITHUB_OUTPUT="$dir/output"
action() { ARGS="$1" bash --noprofile --norc -eo pipefail -c "$step"; }
sound action 'generate --check --format github'
sound action 'diff --revision HEAD --format markdown'
break_it
broken '::error file=services/word-count.json,line=10' action 'generate --check --format github'

# Renovate's manager: its patterns, on what `init` writes.
(cd "$dir" && alida-argo init generic --name word-count --cluster generic 2>/dev/null)
cd "$dir/generic"
sound node -e '
  const { readFileSync } = require("node:fs");
  const [, json] = /\x60{3}json\n(\{\n  "customManagers"[^]*?)\x60{3}/.exec(readFileSync(process.argv[1] + "/docs/gitops.md", "utf8"));
  const [{ managerFilePatterns: [file], matchStrings: [image] }] = JSON.parse(json).customManagers;
  if (!new RegExp(file.slice(1, -1)).test("profiles/cluster.yaml")) process.exit(1);
  const found = readFileSync("profiles/cluster.yaml", "utf8").matchAll(new RegExp(image, "g"));
  const names = Array.from(found, ({ groups }) => groups.depName + " " + groups.currentValue);
  const wanted = ["spark-client 4.0.1", "status-resolver 0.2.0"].map((name) => "registry.example.com/team/" + name);
  if (String(names) !== String(wanted)) throw new Error(String(names));' "$repo"
echo "pre-commit, Argo CD, kustomize, GitHub Actions, Renovate: $judged judged"
