// What a pod may hold, as Kubernetes itself says it: its own OpenAPI document for members, types and the keys by which
// lists are merged, its Go types for the values that enumerations have. Of the version that test/cluster runs.
//   node pod-schema.mjs           writes src/platform/generated/pod-members.ts
//   node pod-schema.mjs --check   exit 1 where it would write something else
import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const at = (path) => fileURLToPath(new URL(`../../../${path}`, import.meta.url));
const output = at('src/platform/generated/pod-members.ts');
const go = (...args) => execFileSync('go', args, { cwd: at('test/cluster/kubernetes'), encoding: 'utf8' });
const module = (path) => {
  go('mod', 'download', path);
  return go('list', '-m', '-f', '{{.Dir}} {{.Version}}', path).trim().split(' ');
};

const [kubernetes, version] = module('k8s.io/kubernetes');
const document = join(kubernetes, 'api/openapi-spec/v3/api__v1_openapi.json');
const { schemas } = JSON.parse(readFileSync(document, 'utf8')).components;

/** The values of each member that is an enumeration, as `Struct.member`. */
function enumerations(text) {
  const marked = /^\/\/ \+enum\n(?:\/\/.*\n)*type (\w+) string$|^(?:\/\/.*\n)+?\/\/ \+enum\ntype (\w+) string$/gm;
  const kinds = new Set([...text.matchAll(marked)].map(([, one, other]) => one ?? other));
  const values = new Map([...kinds].map((kind) => [kind, []]));
  for (const [, kind, value] of text.matchAll(/^\t\w+\s+(\w+)\s+= "(.*)"/gm)) values.get(kind)?.push(value);
  const members = new Map();
  for (const [, struct, body] of text.matchAll(/^type (\w+) struct \{\n(.*?)^\}/gms)) {
    for (const [, kind, member] of body.matchAll(/^\t\w+\s+(?:\*|\[\])?(?:\w+\.)?(\w+)\s+`json:"(\w+)/gm)) {
      if (values.get(kind)?.length > 0) members.set(`${struct}.${member}`, values.get(kind));
    }
  }
  return members;
}
const source = (path, file) => readFileSync(join(module(path)[0], file), 'utf8');
const values = new Map([
  ...enumerations(source('k8s.io/api', 'core/v1/types.go')),
  ...enumerations(source('k8s.io/apimachinery', 'pkg/apis/meta/v1/types.go')),
]);

const short = (reference) => reference.slice(reference.lastIndexOf('.') + 1);
/** Definitions that are no mappings of members. */
const plain = { Quantity: 'quantity', IntOrString: 'int-or-string', Time: 'string', FieldsV1: 'object' };
const lines = new Map();

function type(part, owner) {
  const reference = part.$ref ?? part.allOf?.[0].$ref;
  if (reference !== undefined) {
    const name = short(reference);
    if (plain[name] === undefined) add(name, reference.split('/').pop());
    return plain[name] ?? name;
  }
  const allowed = values.get(owner);
  if (part.type === 'array') {
    const key = part['x-kubernetes-patch-merge-key'] ?? '';
    return `${type(part.items, owner)}[${part['x-kubernetes-patch-strategy']?.includes('merge') ? key : ''}]`;
  }
  if (part.type === 'object') return part.additionalProperties ? `${type(part.additionalProperties)}{}` : 'object';
  return allowed ? `(${[...allowed].sort().join('|')})` : part.type;
}

function add(name, definition) {
  if (lines.has(name)) return;
  lines.set(name, '');
  const { properties = {}, required = [] } = schemas[definition];
  const members = Object.entries(properties).map(
    ([member, part]) => `${member}${required.includes(member) ? '!' : ''}:${type(part, `${name}.${member}`)}`,
  );
  lines.set(name, [name, ...members].join(' '));
}

add('PodTemplateSpec', 'io.k8s.api.core.v1.PodTemplateSpec');
const text = `// Written by test/conformance/kubernetes/pod-schema.mjs from Kubernetes ${version}; do not edit.

/**
 * What a pod may hold: a line for each kind of mapping with its members and their types. \`!\`: must be there; \`{}\`: by any
 * name; \`[]\`: a list; \`[name]\`: a list that is merged by this member of its items; \`(a|b)\`: one of these.
 */
export const podMembers = \`
${[...lines.values()].sort().join('\n')}
\`;
`;
if (!process.argv.includes('--check')) writeFileSync(output, text);
else if (readFileSync(output, 'utf8') !== text) {
  console.error(`${output} is not what Kubernetes ${version} says: run ${process.argv[1]}`);
  process.exit(1);
}
