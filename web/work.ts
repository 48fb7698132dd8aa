import {
  checkGiven,
  decodeUtf8,
  defaultProfile,
  describeChange,
  documentKind,
  dot,
  draw,
  exportDocument,
  fileDiff,
  importFile,
  limitsOf,
  mermaid,
  ofService,
  ofWorkflow,
  readProfile,
  readSource,
  Refused,
  Report,
  submitCommand,
  timeline,
  toYaml,
  type Diagnostic,
  type DocumentKind,
  type Exported,
  type Picture,
  type Place,
  type PlannedValue,
  type PlatformProfile,
  type ResourceLimits,
  type SourceFile,
  type Plan,
  type Severity,
} from '../src/index.js';

// What the page asks of the library: a function from texts to plain data, which a worker computes.

export interface File {
  readonly name: string;
  readonly text: string;
}

export interface Question {
  readonly files: readonly File[];
  /** Values of run-time parameters. */
  readonly given: Readonly<Record<string, string>>;
}

/** A stretch of a file, in UTF-16 code units. */
export interface Stretch {
  readonly file: string;
  readonly start: number;
  readonly end: number;
  readonly line: number;
}

export interface Change extends Stretch {
  readonly text: string;
}

export interface Problem extends Stretch {
  readonly severity: Severity;
  readonly code: string;
  readonly message: string;
  readonly cause: string;
  readonly remedy: string;
  readonly fix?: { readonly safe: boolean; readonly changes: readonly Change[] };
}

/** A run-time parameter, and what it may be. */
export interface Field {
  readonly name: string;
  readonly description?: string;
  readonly type: string;
  readonly allowed?: readonly string[];
  readonly default?: string;
  readonly min?: number;
  readonly max?: number;
  readonly asked: boolean;
  /** What is wrong with the value that is given. */
  readonly wrong?: string;
}

export interface Value {
  readonly key: string;
  readonly value: string;
  readonly from: PlannedValue['from'];
  readonly at?: Stretch;
  readonly parameter?: string;
  readonly instead?: { readonly value: string; readonly from: PlannedValue['from'] };
}

interface Step {
  /** Of a workflow. */
  readonly step?: string;
  readonly name: string;
  readonly spark?: string;
  readonly image?: string;
  readonly argv: readonly string[];
  readonly podTemplate?: string;
  readonly resources?: Plan['resources'];
  readonly values: readonly Value[];
  readonly picture: Drawing;
}

/** A picture in all its forms; `svg` is missing where it would be too large to read. */
export interface Drawing {
  readonly title: string;
  readonly svg?: string;
  readonly mermaid: string;
  readonly dot: string;
}

export interface Difference {
  readonly path: string;
  readonly kind: 'added' | 'changed' | 'removed';
  readonly words: readonly string[];
  readonly patch: string;
}

/** What came of files without errors. */
export interface Made {
  readonly kind: 'service' | 'workflow';
  readonly name: string;
  readonly namespace: string;
  readonly profile: string;
  readonly products: readonly File[];
  readonly fields: readonly Field[];
  readonly missing: readonly string[];
  /** What begins such a run. */
  readonly command: string;
  /** Why a run with these values would end at once. */
  readonly refused?: string;
  readonly steps: readonly Step[];
  readonly picture: Drawing;
  readonly limits: ResourceLimits;
  readonly changes: readonly Difference[];
}

export interface Answer {
  readonly problems: readonly Problem[];
  readonly kinds: Readonly<Record<string, DocumentKind>>;
  /** JSON Pointers of the main document's steps, and where they stand. */
  readonly places: Readonly<Record<string, Stretch>>;
  /** Whether something reads like a credential: such files are kept out of addresses. */
  readonly secret: boolean;
  readonly made?: Made;
}

const stretch = ({ end, file, start }: Pick<Place, 'end' | 'file' | 'start'>): Stretch => ({
  file,
  start: start.offset,
  end: end.offset,
  line: start.line,
});

const problem = ({ cause, code, fix, message, place, remedy, severity }: Diagnostic): Problem => ({
  ...stretch(place),
  ...{ severity, code, message, cause, remedy },
  ...(fix && {
    fix: { safe: fix.safe, changes: fix.edits.map((edit) => ({ ...stretch(edit), text: edit.text })) },
  }),
});

const drawing = (picture: Picture): Drawing => {
  const svg = draw(picture);
  return { title: picture.title, ...(svg !== undefined && { svg }), mermaid: mermaid(picture), dot: dot(picture) };
};

interface Compiled {
  readonly kinds: Record<string, DocumentKind>;
  readonly profile?: PlatformProfile;
  readonly main?: SourceFile;
  readonly product?: Exported;
}

/** The first workflow, or else the first service, for the cluster of the first profile. */
function compile(files: readonly File[], report: Report): Compiled {
  const kinds: Record<string, DocumentKind> = {};
  const sources = files.flatMap(({ name, text }) => {
    const source = text.trim() === '' ? undefined : readSource(name, text, report);
    const kind = documentKind(source?.value);
    if (kind) kinds[name] = kind;
    return source ?? [];
  });
  const first = (kind?: DocumentKind): SourceFile | undefined => sources.find(({ file }) => kinds[file] === kind);
  const named = first('platform');
  const base = (path: string): SourceFile | undefined => sources.find(({ file }) => file === path.replace(/^.*\//, ''));
  const profile = named ? readProfile(named, report, base) : defaultProfile;
  const main = first('workflow') ?? first('service') ?? first();
  if (!profile || !main || report.errors > 0) return { kinds, ...(main && { main }) };
  const others = sources.filter((source) => source !== main && kinds[source.file] === 'service');
  const product = exportDocument(main, profile, report, { others });
  return { kinds, profile, main, ...(product && report.errors === 0 && { product }) };
}

/** A manifest without what a cluster wrote into it. */
function bare({ metadata, ...rest }: Record<string, unknown>): object {
  const { annotations, labels, name, namespace } = (metadata ?? {}) as Record<string, Record<string, string>>;
  const own = Object.entries(annotations ?? {}).filter(([key]) => !key.startsWith('kubectl.kubernetes.io/'));
  const { apiVersion, kind, spec } = rest;
  return { apiVersion, kind, metadata: { name, namespace, labels, annotations: Object.fromEntries(own) }, spec };
}

/** Texts by file of what they are made into, or of manifests as they are. */
function productsOf(files: readonly File[]): Map<string, string> {
  const manifests = files.flatMap(({ name, text }) => {
    const value = readSource(name, text, new Report())?.value as Record<string, unknown> | undefined;
    if (value?.kind !== 'WorkflowTemplate') return [];
    const { name: own } = (value.metadata ?? {}) as { name?: unknown };
    return [[`${String(own)}.yaml`, toYaml(bare(value))] as const];
  });
  if (manifests.length > 0) return new Map(manifests);
  return new Map(compile(files, new Report()).product?.products.map(({ file, text }) => [file, text]));
}

/** What was made of files that others were compared with. */
const known = new WeakMap<readonly File[], ReadonlyMap<string, string>>();

function differences(before: readonly File[], { products }: Exported): Difference[] {
  const old = known.get(before) ?? productsOf(before);
  known.set(before, old);
  const now = new Map(products.map((product) => [product.file, product]));
  return [...new Set([...now.keys(), ...old.keys()])].flatMap((path) => {
    const found = fileDiff(path, old.get(path), now.get(path)?.text, now.get(path)?.manifest);
    if (!found) return [];
    const words = found.changes.map(describeChange);
    return [{ path, kind: found.kind, words, patch: found.patch() }];
  });
}

function fieldsOf({ parameters, service, workflow }: Exported, wrong: ReadonlyMap<string, string>): Field[] {
  const properties = (step: string | undefined) =>
    step === undefined
      ? service?.application.service.properties
      : workflow?.linked.steps.find((one) => one.step.name === step)?.service.properties;
  return parameters.map(({ allowed, asked, default: value, description, key, name, ...of }) => {
    const property = properties('step' in of ? of.step : undefined)?.find((one) => one.key === key);
    const values = allowed ?? property?.allowed;
    const why = wrong.get(name);
    return {
      ...{ name, asked, type: property?.valueType ?? 'string' },
      ...(description !== undefined && { description }),
      ...(values && { allowed: values }),
      ...(value !== undefined && { default: value }),
      ...(property?.min !== undefined && { min: property.min }),
      ...(property?.max !== undefined && { max: property.max }),
      ...(why !== undefined && { wrong: why }),
    };
  });
}

/** What is wrong with the values of a run, by parameter. */
function judged(product: Exported, given: ReadonlyMap<string, string>): Map<string, string> {
  const report = new Report();
  const start = { line: 1, column: 1, offset: 0 };
  checkGiven(product, given, (name) => ({ file: name, pointer: '', start, end: start, lineText: '' }), report);
  return new Map(
    report.diagnostics
      .filter(({ severity }) => severity === 'error')
      .map(({ message, place }) => [place.file, message]),
  );
}

function made(
  product: Exported,
  profile: PlatformProfile,
  values: Question['given'],
  before: readonly File[],
): Made | undefined {
  const own = product.workflow ?? product.service;
  if (!own) return undefined;
  const { manifest } = own;
  const names = new Set(product.parameters.map(({ name }) => name));
  const given = new Map(Object.entries(values).filter(([name]) => names.has(name)));
  const refusal: { refused?: string } = {};
  const plansOf = (): ReturnType<Exported['plan']> => {
    try {
      return product.plan(given);
    } catch (error) {
      if (!(error instanceof Refused)) throw error;
      refusal.refused = error.message;
      return product.plan();
    }
  };
  const plans = plansOf();
  const { name, namespace } = manifest.metadata;
  const steps = plans.map(({ argv, podTemplate, resources, spark, values: planned, ...plan }): Step => ({
    name: plan.name,
    argv,
    ...('step' in plan && { step: plan.step }),
    ...('image' in plan && { image: plan.image }),
    ...(spark && { spark: spark.version }),
    ...(podTemplate !== undefined && { podTemplate }),
    ...(resources && { resources }),
    values: planned.map(({ place, ...value }) => ({ ...value, ...(place && { at: stretch(place) }) })),
    picture: drawing(ofService('step' in plan ? plan.step : plan.name, resources)),
  }));
  return {
    ...{ kind: product.workflow ? 'workflow' : 'service', name, namespace, steps },
    profile: profile.name,
    products: product.products.map(({ file, text }) => ({ name: file, text })),
    fields: fieldsOf(product, judged(product, given)),
    missing: [...new Set(plans.flatMap(({ missing }) => missing))],
    command: submitCommand(manifest, given),
    ...refusal,
    picture: product.workflow
      ? drawing(ofWorkflow(product.workflow.linked))
      : (steps[0]?.picture ?? drawing({ title: name, boxes: [], arrows: [] })),
    limits: limitsOf(profile),
    changes: differences(before, product),
  };
}

/**
 * What becomes of the files.
 *
 * @param before What it is compared with: files of the same kinds, or manifests.
 */
export function answer({ files, given }: Question, before: readonly File[]): Answer {
  const report = new Report();
  const { kinds, main, product, profile } = compile(files, report);
  const result = product && profile && made(product, profile, given, before);
  const pointers = product?.workflow?.linked.steps.map(({ step }) => step.pointer) ?? [];
  const order: readonly Severity[] = ['error', 'warning', 'info'];
  return {
    problems: report.diagnostics
      .map(problem)
      .sort((a, b) => order.indexOf(a.severity) - order.indexOf(b.severity) || a.start - b.start),
    kinds,
    places: Object.fromEntries(main ? pointers.map((pointer) => [pointer, stretch(main.place(pointer))]) : []),
    secret: report.diagnostics.some(({ code }) => code.startsWith('credential')),
    ...(result && { made: result }),
  };
}

/** A file that somebody brings. */
export interface Brought {
  readonly files: readonly File[];
  /** What was imported, and how it differs from what was there. */
  readonly notes: readonly {
    readonly line: number;
    readonly text: string;
    readonly why: string;
    readonly lost: boolean;
  }[];
  /** Of a run that was brought, Argo's Workflow. */
  readonly run?: unknown;
  /** Why there is nothing. */
  readonly refused?: string;
}

/** When the steps of a run began and ended. */
export const drawnRun = (run: unknown, now: string): string | undefined => timeline(run, now);

/** Whether it is a Workflow of Argo's that has begun; where its steps are packed, nobody knows more of them yet. */
function isRun(value: unknown): boolean {
  const { kind, status } = (value ?? {}) as { kind?: unknown; status?: { compressedNodes?: unknown } | null };
  return kind === 'Workflow' && (typeof status?.compressedNodes === 'string' || timeline(value) !== undefined);
}

/** Takes documents of ours as they are; what runs Spark elsewhere becomes a definition and a profile. */
export function bring(name: string, bytes: Uint8Array): Brought {
  const report = new Report();
  const text = decodeUtf8(name, bytes, report)?.replace(/^\ufeff/, '');
  const none = (): Brought => ({
    files: [],
    notes: [],
    refused: report.diagnostics[0]?.message ?? 'nothing in it is a definition, or runs Spark',
  });
  if (text === undefined) return none();
  const value = readSource(name, text, new Report())?.value as { kind?: unknown } | undefined;
  if (documentKind(value) || value?.kind === 'WorkflowTemplate') return { files: [{ name, text }], notes: [] };
  if (isRun(value)) return { files: [], notes: [], run: value };
  const all = importFile(text, name, report);
  if (all.length === 0) return none();
  const several = all.length > 1;
  const files = all.map(({ definition }) => ({
    name: several ? `${definition.name}.json` : 'service.json',
    text: `${JSON.stringify(definition, undefined, 2)}\n`,
  }));
  const [first] = all;
  if (first) files.push({ name: 'profile.yaml', text: toYaml(first.profile) });
  const notes = all.flatMap(({ changed, lost }) => [
    ...changed.map(({ place, text: what, why }) => ({ line: place.start.line, text: what, why, lost: false })),
    ...lost.map(({ place, text: what, why }) => ({ line: place.start.line, text: what, why, lost: true })),
  ]);
  return { files, notes };
}
