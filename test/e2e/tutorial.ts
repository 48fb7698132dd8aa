// docs/tutorial.md as it stands, from the packed tarball in an empty folder.
import { mkdtempSync, readdirSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { commandsOf, differences } from '../documented.js';

/** What needs a network or Docker, and what stands for it here, where the node and its images are there already. */
const instead: readonly (readonly [RegExp, string])[] = [
  [/^kind create cluster .*/, 'kubectl get nodes'],
  [/^kubectl create namespace argo .*/, 'kubectl get namespace argo'],
  // Its controller runs beside the node: a pod for `doctor` to see.
  [
    /^kubectl apply .*\/v4.0.5\/install.yaml .*/,
    `ctr --namespace k8s.io images tag alida-argo.test/pause:test quay.io/argoproj/workflow-controller:v4.0.5 &&
     kubectl -n argo run workflow-controller --image quay.io/argoproj/workflow-controller:v4.0.5 --labels app=workflow-controller \
       --overrides '{"spec":{"serviceAccountName":"argo"}}' &&
     kubectl -n argo wait --for condition=Ready pod/workflow-controller`,
  ],
  [/^kind load docker-image (\S+) .*/, 'ctr --namespace k8s.io images check "name==$1" | grep -q complete'],
  [/^docker build -t \S+ -f "(\S+)" .*/, 'test -f "$1"'],
  [/^docker build -t \S+ app .*/, 'test -f app/Dockerfile'],
];

test('the tutorial goes as it is told', async () => {
  const dir = process.env.E2E_DIR ?? '';
  const home = mkdtempSync(join(dir, 'tutorial-'));
  for (const tarball of readdirSync(dir).filter((name) => name.endsWith('.tgz')))
    symlinkSync(join(dir, tarball), join(home, tarball));
  const commands = commandsOf('docs/tutorial.md').map((command) => {
    if (!command.typed.endsWith('# network')) return command;
    const found = instead.find(([typed]) => typed.test(command.typed));
    expect(found, command.typed).toBeDefined();
    return { ...command, typed: command.typed.replace(found?.[0] ?? '', found?.[1] ?? '') };
  });
  const env = {
    ...process.env,
    PATH: `${home}/npm/bin:${process.env.PATH ?? ''}`,
    npm_config_prefix: `${home}/npm`,
    npm_config_cache: `${home}/cache`,
    npm_config_offline: 'true',
    npm_config_update_notifier: 'false',
  };
  const different = await differences(commands, home, env);
  console.log(`docs/tutorial.md: ${commands.length} commands run, ${different.length} differences`);
  expect(different.join('\n')).toBe('');
});
