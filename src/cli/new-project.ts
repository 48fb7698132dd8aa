import { line, render, toYaml, type Line } from '../render/index.js';
import type { Written } from '../importers/index.js';
import { images } from '../version.js';
import type { cis, clusters, languages } from './choices.js';
import { starters } from './generated/starters.js';

/** Where a new project's images go, where nobody says it. */
export const registries = {
  kind: 'localhost',
  minikube: 'localhost',
  generic: 'registry.example.com/team',
  alida: 'dockerhub.alidalab.it/alida/restricted/services',
} as const;

/** What a new project is made of. */
export interface Answers {
  readonly name: string;
  readonly language: (typeof languages)[number];
  readonly cluster: (typeof clusters)[number];
  readonly registry: string;
  readonly namespace: string;
  readonly ci: (typeof cis)[number];
}

export interface ProjectFile {
  readonly path: string;
  readonly text: string;
  /** What a repository may have before: what stands there is kept. */
  readonly mayStay?: boolean;
}

const ciFiles = { github: '.github/workflows/alida-argo.yml', gitlab: '.gitlab-ci.yml' };
/** Alida's own client: what its catalogue's definitions name. */
const alidaClient = 'docker://gitlab.alidalab.it:5000/alida/analytics/spark-client/4-0-1:1.0.0';

type Texts = Readonly<Record<string, string | undefined>>;

function filled(path: string, texts: Texts): string {
  const starter = starters[path];
  if (starter === undefined) throw new Error(`there is no templates/init/${path}`);
  if (typeof starter === 'string') return starter;
  const lines = Object.entries(texts).map(([name, text]) => [name, text === undefined ? undefined : line(text)]);
  return render(starter, Object.fromEntries(lines) as Record<string, Line | undefined>);
}

/** All files of a folder of templates/init. */
const folder = (name: string, texts: Texts, rename = (path: string) => path): ProjectFile[] =>
  Object.keys(starters)
    .filter((path) => path.startsWith(`${name}/`))
    .map((path) => ({ path: rename(path.slice(name.length + 1)), text: filled(path, texts) }));

const aroundAll = (texts: Texts, schemas: Readonly<Record<string, object>>): ProjectFile[] => [
  ...folder('all', texts).map((file) => ({ ...file, mayStay: file.path !== 'alida-argo.yaml' })),
  ...Object.entries(schemas).map(([name, schema]) => ({
    path: `.alida-argo/${name}.schema.json`,
    text: `${JSON.stringify(schema, undefined, 2)}\n`,
    mayStay: true,
  })),
];

const ciFile = (ci: Answers['ci'], language?: string): ProjectFile[] =>
  ci === 'none'
    ? []
    : [
        {
          path: ciFiles[ci],
          text: filled(`ci/${ci}.yml`, {}) + (language === undefined ? '' : filled(`ci/${ci}.${language}.yml`, {})),
          mayStay: true,
        },
      ];

const none = {
  ...{ ci: undefined, program: undefined, python: undefined, java: undefined, local: undefined, generic: undefined },
  ...{ alida: undefined, load: undefined, pullSecret: undefined, url: undefined },
  ...{ client: undefined, resolver: undefined, image: undefined, registry: undefined },
};

/** A project that begins with a program that counts words. */
export function newProject(
  { ci, cluster, language, name, namespace, registry }: Answers,
  schemas: Readonly<Record<string, object>>,
): ProjectFile[] {
  const kind = cluster === 'kind' || cluster === 'minikube' ? 'local' : cluster;
  const profile = kind === 'generic' ? 'cluster' : cluster;
  const own = (image: keyof typeof images): string =>
    kind === 'generic' ? `${registry}/${images[image].replace(/^.*\//, '')}` : images[image];
  const texts = {
    ...none,
    ...{ name, registry, profile, program: language, [language]: language, [kind]: kind },
    ...{ namespace, image: `${registry}/${name}:0.1.0` },
    ...{ client: own('spark-client'), resolver: own('status-resolver') },
    ...(ci !== 'none' && { ci: ciFiles[ci] }),
    ...(cluster === 'kind' && { load: 'kind load docker-image' }),
    ...(cluster === 'minikube' && { load: 'minikube image load' }),
    ...(kind === 'generic' && { pullSecret: 'registry' }),
    ...(kind === 'alida' && { pullSecret: 'alida-regcred', url: alidaClient }),
  };
  return [
    ...aroundAll(texts, schemas),
    ...folder('program', texts, (path) => path.replace('NAME', name)),
    ...folder(kind, texts, () => `profiles/${profile}.yaml`),
    ...folder(language, texts),
    ...ciFile(ci, language),
  ];
}

/** A project of what was imported: services that one profile serves. */
export function importedProject(
  all: readonly Written[],
  ci: Answers['ci'],
  schemas: Readonly<Record<string, object>>,
): ProjectFile[] {
  const [{ definition, profile } = { definition: { name: '' }, profile: {} }] = all;
  const own: Readonly<Record<string, unknown>> = profile;
  const text = (value: unknown, otherwise: string): string => (typeof value === 'string' ? value : otherwise);
  const profileName = text(own.name, 'imported');
  const texts = {
    ...none,
    ...{ name: definition.name, profile: profileName, namespace: text(own.namespace, 'alida') },
    ...(ci !== 'none' && { ci: ciFiles[ci] }),
  };
  const schemaOf = (name: string): string => `../.alida-argo/${name}.schema.json`;
  return [
    ...aroundAll(texts, schemas),
    ...all.map(({ definition: one }) => ({
      path: `services/${one.name}.json`,
      text: `${JSON.stringify({ $schema: schemaOf('service'), ...one }, undefined, 2)}\n`,
    })),
    {
      path: `profiles/${profileName}.yaml`,
      text: `# yaml-language-server: $schema=${schemaOf('platform')}\n${toYaml(profile)}`,
    },
    ...ciFile(ci),
  ];
}
