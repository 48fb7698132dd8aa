// Measures everything that docs/performance.md speaks of, beside its peers and in turn with them, and prints one table.
//   node bench/run.mjs [--quick] [--slow] [--cpu]
//     --quick: fewer rounds; --slow: what is measured takes 30 % longer; --cpu: processor time of whole processes, for a
//     busy machine
// Exit code 1 if a goal that counts as met is missed by more than the spread. Needs dist/ (npm run build).
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { hook } from './hook.mjs';
import { file, interleaved, middle, peak, ratio, wall } from './measure.mjs';
import { resolver } from './resolver.mjs';

const [quick, slow] = ['--quick', '--slow'].map((flag) => process.argv.includes(flag));
const rounds = (many) => (quick ? Math.max(3, Math.ceil(many / 5)) : many);
const node = process.execPath;
const alida = file('../dist/alida-argo.cjs');
const example = file('../examples/kmeans/service.json');
const slowly = ['--import', file('slow.mjs')];
const ours = (...args) => wall(node, [...(slow ? slowly : []), alida, ...args]);
const nothing = () => wall(node, ['-e', '0']);

const dir = mkdtempSync(join(tmpdir(), 'bench-'));
process.on('exit', () => rmSync(dir, { recursive: true, force: true }));
const tell = (what) => console.error(`${(performance.now() / 1000).toFixed(0).padStart(4)} s  ${what}`);

/** A folder of so many services, which differ in their names. */
function services(number) {
  const folder = join(dir, `in-${number}`);
  mkdirSync(folder);
  const text = readFileSync(example, 'utf8');
  for (let n = 0; n < number; n += 1) {
    writeFileSync(join(folder, `service-${n}.json`), text.replace('spark-kmeans-example', `service-${n}`));
  }
  return folder;
}

function peers() {
  tell('installing the peers');
  const silent = { stdio: ['ignore', 'ignore', 'inherit'] };
  execFileSync('npm', ['ci', '--prefix', file('peers'), '--ignore-scripts', '--silent'], silent);
  const script = `. ${file('../test/cluster/lib.sh')}; tools kubernetes k8s.io/kubernetes k8s.io/component-base/version`;
  const built = execFileSync('bash', ['-c', script], { stdio: ['ignore', 'pipe', 'inherit'] });
  return { kubectl: join(String(built).trim(), 'kubectl'), cdk8s: file('peers/cdk8s.mjs') };
}

const table = [];
/** A line of the table. `met`: what docs/performance.md says of the goal; 'more': the larger, the better. */
function row(what, goal, { median, low, high }, { met = true, more = false, unit = '' } = {}) {
  const reached = more ? median >= goal : median <= goal;
  const wrong = more ? high < goal : low > goal;
  const number = (n) => (n < 10 ? n.toFixed(2) : n.toFixed(0));
  table.push({ what, goal, reached, broken: met && wrong });
  const line = [
    what,
    `${more ? '≥' : '≤'} ${goal}${unit}`,
    `${number(median)}${unit}`,
    `${number(low)}–${number(high)}`,
    reached ? 'met' : 'missed',
  ];
  table.at(-1).line = `| ${line.join(' | ')} |`;
  tell(line.join('  '));
}

const { kubectl, cdk8s } = peers();
const single = (value) => ({ median: value, low: value, high: value });
const manifests = (name, folder) => {
  const text = execFileSync(node, [alida, 'generate', folder, '--format', 'json'], { maxBuffer: 2 ** 30 });
  const list = JSON.parse(text);
  writeFileSync(join(dir, name), JSON.stringify(list.items ?? [list]));
  return join(dir, name);
};

tell('a start');
{
  const one = manifests('one.json', example);
  const { bare, generate, peer, slowed } = await interleaved(rounds(25), {
    bare: nothing,
    generate: () => ours('generate', example),
    peer: () => wall(node, [cdk8s, one, join(dir, 'cdk8s-one')]),
    slowed: () => wall(node, [...slowly, alida, 'generate', example]),
  });
  row('generate one service / node -e 0', 1.6, ratio(generate, bare), { met: false });
  row('generate one service / cdk8s, one object', 1, ratio(generate, peer));
  // With --slow both are.
  row('the bench itself: slowed by 30 % / as it is', 1.15, ratio(slowed, generate), { more: true, met: !slow });
}

tell('1,000 services');
{
  const inputs = services(1000);
  const list = manifests('thousand.json', inputs);
  const kustomized = join(dir, 'kustomized');
  await ours('generate', inputs, '--out', kustomized, '--kustomization');
  const out = (name) => (round) => join(dir, `${name}-${round}`);
  const { first, second, peer, kustomize } = await interleaved(rounds(7), {
    first: (round) => ours('generate', inputs, '--out', out('first')(round)),
    peer: (round) => wall(node, [cdk8s, list, out('cdk8s')(round)]),
    kustomize: () => wall(kubectl, ['kustomize', kustomized, '-o', join(dir, 'kustomized.yaml')]),
    second: (round) => {
      const again = ours('generate', inputs, '--out', kustomized, '--kustomization');
      for (const name of ['cdk8s']) rmSync(out(name)(round), { recursive: true, force: true });
      return again;
    },
  });
  row('1,000 services to files / cdk8s', 0.5, ratio(first, peer), { met: false });
  row('1,000 services to files / kubectl kustomize', 0.2, ratio(first, kustomize), { met: false });
  row('a second run with nothing changed / the first', 0.25, ratio(second, first));
}

tell('the core');
{
  const text = execFileSync(node, [file('core.mjs'), quick ? '100' : '500']);
  const { ours: core, yaml } = JSON.parse(text);
  row('the core / YAML read and written', 1.2, ratio(core, yaml));
}

tell('growth');
{
  const [thousand, many] = [join(dir, 'in-1000'), services(10_000)];
  const fresh = (name, folder) => (round) => {
    const out = join(dir, `${name}-${round}`);
    const time = ours('generate', folder, '--out', out);
    rmSync(out, { recursive: true, force: true });
    return time;
  };
  const { small, large } = await interleaved(rounds(3), {
    small: fresh('small', thousand),
    large: fresh('large', many),
  });
  const perService = large.map((time) => time / 10);
  row('each of 10,000 services / each of 1,000', 1.1, ratio(perService, small));
  const fullest = (name, folder, env) => peak([alida, 'generate', folder, '--out', join(dir, name)], env);
  const one = await fullest('peak-1', example);
  const all = await fullest('peak-10000', many);
  const limited = await fullest('peak-limited', many, { NODE_OPTIONS: '--max-old-space-size=128' });
  row('peak memory for 10,000 services / for one', 3, single(all / one), { met: false });
  row('peak memory for 10,000 services, --max-old-space-size=128 / for one', 3, single(limited / one));
}

tell('the resolver');
{
  const { bare, resolved } = await interleaved(rounds(15), { bare: nothing, resolved: resolver });
  const of = (key) => resolved.map((run) => run[key]);
  row('resolver: start to its first request / node -e 0', 2, ratio(of('start'), bare));
  row('resolver: end after the news', 50, middle(of('reaction')), { unit: ' ms' });
  row('resolver: peak memory', 80, middle(of('memory')), { unit: ' MiB' });
  const size = statSync(file('../dist/alida-status-resolver.js')).size / 2 ** 20;
  row('resolver: bundle', 1, single(size), { unit: ' MiB' });
}

tell('the hook');
{
  const measured = await hook(rounds(5), quick ? 2 : 5);
  const { bareDifferent, bareSame, bareYaml, different, halfBare, halfDifferent, halfSame, healthy, same, yaml } =
    measured;
  const more = true;
  row('hook: the same request again / bare server', 0.6, ratio(same, bareSame), { more });
  row('hook: requests that all differ, as YAML / bare server with the yaml package', 0.6, ratio(yaml, bareYaml), {
    more,
  });
  row('hook: requests that all differ / bare server', 0.6, ratio(different, bareDifferent), { more, met: false });
  row('hook at half load, the same request: p99 / median', 3, middle(halfSame), { met: false });
  row('hook at half load, all different: p99 / median', 3, middle(halfDifferent), { met: false });
  row('bare server at half load: p99 / median', 3, middle(halfBare), { met: false });
  row('hook: /healthz beside more than it bears, p99', 100, middle(healthy), { unit: ' ms' });
}

console.log(`| what | goal | median | quartiles | |\n|---|---|---|---|---|`);
for (const { line } of table) console.log(line);
const broken = table.filter((line) => line.broken);
for (const { what } of broken) console.error(`worse than docs/performance.md says: ${what}`);
process.exitCode = broken.length > 0 ? 1 : 0;
