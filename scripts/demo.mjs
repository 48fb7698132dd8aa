// The main job on the example: its WorkflowTemplate on standard output.
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';

const command = 'dist/alida-argo.cjs';
if (!existsSync(command)) spawnSync(process.execPath, ['scripts/build.mjs'], { stdio: 'inherit' });
const { status } = spawnSync(process.execPath, [command, 'generate', 'examples/kmeans/service.json'], {
  stdio: 'inherit',
});
process.exitCode = status ?? 1;
