import {
  isAlias,
  isMap,
  isNode,
  isScalar,
  isSeq,
  parseAllDocuments,
  Scalar,
  visit,
  YAMLParseError,
  type Document,
  type Node,
  type ScalarTag,
  type Tags,
} from 'yaml';
import { credentialIn, credentialsInText, hiderOf, redacted } from '../credentials/index.js';
import { deepNesting, maxDepth } from '../definition/index.js';
import type { Place, Report } from '../diagnostics/index.js';
import type { Draft } from './draft.js';
import { filledIn } from './shell.js';
import { fixed, takeMainClass, takeSetting } from './spark-submit.js';
import type { Text } from './text.js';
import type { Word } from './word.js';

/** A member of a document that is still to be taken over. */
export interface Field {
  readonly path: string;
  readonly node: Node;
  readonly place: Place;
}

/** What becomes of a member: the key of the setting that it is, or what is done with it. */
export type Take = string | ((field: Field) => void);

/** A plain value as text; '' for anything else. */
export const textOf = (value: unknown): string =>
  typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean' ? String(value) : '';

/** A number, or none: what is no scalar has no text that could be read as one. */
export const numberOf = (value: unknown): number => Number(textOf(value) || NaN);

export const scalar = (node: unknown): string | undefined =>
  isScalar(node) && node.value !== null ? textOf(node.value) : undefined;

export type Members = Readonly<Record<string, unknown>>;

/** A mapping's members; nothing for any other value. */
export const record = (value: unknown): Members | undefined =>
  typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Members) : undefined;

/**
 * What stands in a manifest for a value that somebody puts in later: `$(BUCKET)` of the kubelet, `${BUCKET}` and `$BUCKET` of envsubst,
 * `<bucket>` of a manual, `{{ .Values.bucket }}` of a chart. (A name with a dot or a colon in it is Spark's or Hadoop's own.)
 */
const openPart = /\$\(\w+\)|\$\{\w+\}|(?<!\$)\$[A-Z_][A-Z0-9_]*\b|<[A-Za-z][\w .-]*>|\{\{.{0,200}?\}\}/g;

/** `${LEVEL:-info}`: what envsubst's heirs put in where nobody says otherwise. */
const withDefault = /(?<!\$)\$\{(\w+):?[-=]([^${}]*)\}/g;

/** Takes the members of one resource over into a draft. */
export class Manifest {
  /** What the driver's kubelet puts in for `$(NAME)`. */
  readonly environment = new Map<string, string>();

  constructor(
    readonly text: Text,
    readonly document: Document,
    readonly draft: Draft,
    /** The resource: the document, or one in its list. */
    readonly root: Node,
  ) {}

  place(node: Node): Place {
    const [start = 0, end = start] = node.range ?? [];
    return this.text.place(start, end);
  }

  plain(node: Node): unknown {
    return node.toJS(this.document);
  }

  fields(node: unknown, path: string): Field[] {
    const found = this.#resolved(node);
    if (!isMap(found)) return [];
    const fields: Field[] = [];
    const merged: Field[] = [];
    for (const { key, value } of found.items) {
      const given = this.#resolved(value);
      if (isScalar(key) && (key.value === '<<' || typeof key.value === 'symbol')) {
        for (const part of isSeq(given) ? given.items : [given]) {
          if (this.#resolved(part) !== found) merged.push(...this.fields(part, path));
        }
        continue;
      }
      const name = scalar(key);
      if (name === undefined || !isNode(given) || (isScalar(given) && given.value === null)) continue;
      fields.push({ path: path === '' ? name : `${path}.${name}`, node: given, place: this.place(key as Node) });
    }
    const own = new Set(fields.map((field) => field.path));
    return [...fields, ...merged.filter((field) => !own.has(field.path))];
  }

  #resolved(node: unknown): unknown {
    return isAlias(node) ? node.resolve(this.document) : node;
  }

  /** The member of a mapping by its name. */
  field(node: unknown, path: string, name: string): Field | undefined {
    return this.fields(node, '').flatMap((field) =>
      field.path === name ? [{ ...field, path: `${path}.${name}` }] : [],
    )[0];
  }

  /** A value of the manifest, with what is still open in it. */
  word(text: string, place: Place): Word {
    const { text: given, overridable } = filledIn(text, {
      environment: new Map(),
      placeholder: this.draft.placeholder,
    });
    // A text with directions in it is a template for whoever reads it: nobody puts values in before.
    if (/\{\{-?\s*(?:with|range|if|else|end|define|block)\b/.test(given))
      return { text: given, place, unknown: [], overridable };
    const secret: string[] = [];
    const filled = given.replace(withDefault, (all, name: string, value: string) => {
      if (!credentialIn(name, value)) return value;
      this.draft.secrets.add(value);
      secret.push(all);
      return all;
    });
    const unknown = [...secret, ...(filled.match(openPart) ?? [])];
    return { text: filled, place, unknown, overridable: overridable || filled !== given };
  }

  /** Text that a kubelet expands: the container's environment is put in, and two dollar signs are one. */
  expanded(node: Node, place: Place): Word {
    const expand = (text: string): string =>
      text.replace(/\$\$|\$\((\w+)\)/g, (all, name?: string) =>
        name === undefined ? '\uf8f1' : (this.environment.get(name) ?? all),
      );
    // What was two dollar signs is no variable.
    const word = this.word(expand(scalar(node) ?? ''), place);
    return { ...word, text: word.text.replaceAll('\uf8f1', '$') };
  }

  /** The arguments of a program. */
  words({ node }: Field): Word[] {
    return isSeq(node) ? node.items.map((item) => this.expanded(item as Node, this.place(item as Node))) : [];
  }

  set(key: string, value: string, place: Place): void {
    takeSetting(this.draft, key, this.word(value, place));
  }

  lose({ path, place }: Field, why: string): void {
    this.draft.lose(place, path, why);
  }

  /** Takes each member over by its name; what no one takes is lost. */
  each({ node, path }: Pick<Field, 'node' | 'path'>, takers: Readonly<Record<string, Take>>): void {
    for (const field of this.fields(node, path)) {
      const name = field.path.slice(path === '' ? 0 : path.length + 1);
      const take = Object.hasOwn(takers, name) ? takers[name] : undefined;
      if (take === undefined) this.lose(field, 'a service definition and a profile have no such member');
      else if (typeof take === 'string') this.setting(take, field);
      else take(field);
    }
  }

  /** A resource as Kubernetes has them: its name and namespace, and what `spec` makes of the rest. */
  resource(spec: (field: Field) => void, labels = this.lost('labels of the resource, which no pod gets')): void {
    const name: Take = ({ node, place }) => {
      const { text, unknown } = this.word(scalar(node) ?? '', place);
      this.draft.name = unknown.reduce((name, part) => name.replace(part, ''), text);
      if (unknown.length > 0)
        this.draft.change(place, text, 'run-time', 'the service’s name must be known when the template is made');
    };
    this.each(
      { node: this.root, path: '' },
      {
        apiVersion: implied,
        kind: implied,
        status: implied,
        metadata: (metadata) => {
          this.each(metadata, {
            ...Object.fromEntries(nameOnly.map((name) => [name, implied])),
            name,
            generateName: name,
            namespace: 'spark.kubernetes.namespace',
            labels,
            annotations: this.lost('annotations of the resource, which no pod gets'),
          });
        },
        spec,
      },
    );
  }

  /** A member that is a Spark setting by another name. */
  setting(key: string, field: Field): void {
    const value = isSeq(field.node) ? field.node.items.map((item) => scalar(item) ?? '').join(',') : scalar(field.node);
    if (value === undefined) this.lose(field, `not a plain value: ${key} takes one`);
    else this.set(key, value, field.place);
  }

  /** A map whose members are settings that begin with each of `prefixes`. */
  settings(...prefixes: string[]): (field: Field) => void {
    return (field) => {
      for (const { path, node, place } of this.fields(field.node, '')) {
        const value = scalar(node);
        if (value === undefined) this.draft.lose(place, `${field.path}.${path}`, 'not a plain value');
        else for (const prefix of prefixes) this.set(`${prefix}${path}`, value, place);
      }
    };
  }

  /** The mappings of a list; what else is there is lost. */
  items(field: Field): { readonly place: Place; readonly node: Node; readonly value: Members }[] {
    if (!isSeq(field.node)) this.lose(field, 'not a list');
    return (isSeq(field.node) ? field.node.items : []).flatMap((item) => {
      const node = item as Node;
      const [place, value] = [this.place(node), record(this.plain(node))];
      if (value === undefined) this.draft.lose(place, field.path, 'not a mapping');
      return value === undefined ? [] : [{ place, node, value }];
    });
  }

  lost(why: string): Take {
    return (field) => {
      this.lose(field, why);
    };
  }
}

/** Members of metadata that name a resource, and what the cluster writes there. */
export const nameOnly = [
  ...['name', 'generateName', 'namespace'],
  ...['creationTimestamp', 'generation', 'managedFields', 'resourceVersion', 'selfLink', 'uid'],
];

/** A member that says nothing that the rest does not say. */
export const implied: Take = () => undefined;

/** Takes one kind of resource over. */
export type Source = (...resource: ConstructorParameters<typeof Manifest>) => void;

// Members that the operators' resources have alike.

export const sparkVersion =
  (manifest: Manifest): Take =>
  (field) => {
    const { overridable, text: version } = manifest.word(scalar(field.node) ?? '', field.place);
    if (overridable) manifest.draft.change(field.place, field.path, 'run-time', fixed);
    if (/^4\.0(\.|$)|^$/.test(version)) return;
    if (/^\d+\.\d+(\.\d+)?$/.test(version)) {
      manifest.draft.profile.set('sparkVersion', { value: version, place: field.place });
    } else manifest.lose(field, `no version: the image decides what runs, here ${version}`);
  };

export const clusterMode =
  (manifest: Manifest): Take =>
  (field) => {
    const why = 'the generated client always submits in cluster mode';
    if (!/^cluster(Mode)?$/i.test(scalar(field.node) ?? '')) manifest.lose(field, why);
  };

export const mainClass =
  (manifest: Manifest): Take =>
  ({ node, place }) => {
    takeMainClass(manifest.draft, manifest.word(scalar(node) ?? '', place), 'mainClass');
  };

/** A number as Kubernetes reads it: `e2` is none, nor what no number can hold. */
const float: ScalarTag = {
  tag: 'tag:yaml.org,2002:float',
  default: true,
  test: /^[-+]?(?:\.[0-9][0-9_]*|[0-9][0-9_]*(?:\.[0-9_]*)?)(?:[eE][-+]?[0-9]+)?$/,
  resolve: (text) => {
    const value = Number(text.replaceAll('_', ''));
    return Number.isFinite(value) ? value : text;
  },
};

/** Tags of YAML 1.1 that Kubernetes does not know: other floats, numbers with colons, dates. */
const isForeign = (one: Tags[number]): boolean =>
  typeof one === 'object' && (/:(?:float|timestamp)$/.test(one.tag) || ('format' in one && one.format === 'TIME'));

/** What aliases may stand for. */
const maxAliasCount = 100;

/** Places whose excerpts and messages show no credential of their text: of one that cannot be read nothing else masks them. */
function hidingPlaces(text: Text): (start: number, end: number) => Place {
  const { hide } = hiderOf(credentialsInText(text.content).map((found) => found.text));
  return (start, end) => {
    const place = text.place(start, end);
    return {
      ...place,
      hide,
      get lineText() {
        return redacted(hide(place.lineText));
      },
    };
  };
}

/** The documents of a YAML text; nothing, and a diagnostic, where it is none. */
export function readDocuments(text: Text, report: Report): Document[] | undefined {
  const deep = deepNesting(text.content);
  if (deep !== undefined) {
    report.add('too-deep', text.place(deep, deep + 1), { limit: maxDepth });
    return undefined;
  }
  const documents = parseAllDocuments(text.content, {
    version: '1.1',
    merge: true,
    customTags: (tags) => [...tags.filter((one) => !isForeign(one)), float],
    uniqueKeys: false, // the library compares each with each
    prettyErrors: false, // which takes time for each
    logLevel: 'error', // what a key of another kind becomes is ours to tell
  });
  if (!Array.isArray(documents)) return undefined;
  // Of a template nothing can be read, and each of its lines would be told.
  const directive = documents.some(({ errors }) => errors.length > 0)
    ? /^[ \t]*\{(?:%|\{-?\s*(?:if|range|with|end|else|include|define|toYaml)\b)/m.exec(text.content)
    : null;
  if (directive) {
    const place = text.place(directive.index, directive.index + directive[0].length);
    report.add('syntax-error', place, {
      format: 'YAML',
      detail: 'a directive of a template (Helm, Jinja): fill it in first, as helm template does',
    });
    return undefined;
  }
  for (const document of documents) {
    const { errors } = document;
    // An unquoted {{NAME}} is a mapping in a mapping to YAML, and a value to whoever fills it in.
    visit(document, {
      Map: (_, map) => {
        const [item, ...more] = map.items;
        const inner = item?.key;
        if (map.flow !== true || more.length > 0 || !isMap(inner) || inner.flow !== true || inner.items.length !== 1)
          return undefined;
        const [start = 0, end = start] = map.range ?? [];
        const written = text.content.slice(start, end);
        const given = /^\{\{[^{}\n]*\}\}/.exec(written)?.[0];
        if (given?.length !== written.trimEnd().length) return undefined;
        const value = new Scalar(given);
        if (map.range) value.range = map.range;
        return value;
      },
    });
    visit(document, {
      Map: (_, { items }) => {
        const seen = new Set<unknown>();
        for (const { key } of items) {
          if (!isScalar(key)) continue;
          const [start = 0, end = start] = key.range ?? [];
          if (seen.has(key.value))
            errors.push(new YAMLParseError([start, end], 'DUPLICATE_KEY', 'Map keys must be unique'));
          seen.add(key.value);
        }
      },
    });
    const placeOf = errors.length > 0 ? hidingPlaces(text) : undefined;
    for (const { message, pos } of errors) {
      report.add('syntax-error', placeOf?.(...pos) ?? text.place(...pos), {
        format: 'YAML',
        detail: message,
      });
    }
  }
  if (documents.some(({ errors }) => errors.length > 0)) return undefined;
  for (const document of documents) {
    try {
      document.toJS({ maxAliasCount });
    } catch {
      const [start = 0, end = start] = document.contents?.range ?? [];
      report.add('alias-bomb', text.place(start, end), { limit: maxAliasCount });
      return undefined;
    }
  }
  return documents;
}
