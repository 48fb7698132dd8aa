import { compileService } from '../pipeline/compile.js';
import { hidden, redacted } from '../credentials/index.js';
import { readSource, segments } from '../definition/index.js';
import { Report, type Diagnostic, type Place } from '../diagnostics/index.js';
import { defaultProfile, readProfile } from '../platform/index.js';
import { builtIn } from '../platform/defaults.js';
import { lookUp } from '../spark-keys/index.js';
import { dnsLabel } from '../kubernetes.js';
import { positional } from '../service/index.js';
import type { Argument, Draft, Setting } from './draft.js';
import { roles, writePods } from './pods.js';
import { scheduleOf } from './schedule.js';
import { imageFolder } from './spark-submit.js';

/** A definition and a profile as plain data. */
export interface Written {
  readonly definition: Record<string, unknown> & { name: string; properties: Record<string, unknown>[] };
  readonly profile: Record<string, unknown> & {
    conf?: Record<string, string>;
    policy?: Record<string, 'allow' | string[]>;
  };
}

const imageKey = 'spark.kubernetes.container.image';

/** Spark's own image: what a file that names none must mean at least. */
const plainImage = 'apache/spark:4.0.1';

const property = (
  key: string,
  type: string,
  value: string | undefined,
  valueType = 'string',
): Record<string, unknown> => ({
  key,
  type,
  mandatory: value === undefined,
  defaultValue: value ?? null,
  valueType,
});

const isInt = (text: string): boolean => /^(0|-?[1-9]\d{0,8})$/.test(text);

/** Settings that are the platform's rather than the program's. */
const ofPlatform = (key: string): boolean => key.startsWith('spark.hadoop.');

/** What each part of the output was made of, by its place there: `property 3`, `conf spark.hadoop.x`, `profile target`. */
interface Origin {
  readonly text: string;
  readonly place: Place;
  readonly setting?: Setting;
  /** What it was put together from, each from a place of its own. */
  readonly made?: readonly Pick<Origin, 'text' | 'place'>[];
  remove(): void;
  set?(value: string): void;
}
type Origins = Map<string, Origin>;

function write(draft: Draft): { written: Written; origins: Origins } {
  const origins: Origins = new Map();
  const name =
    dnsLabel(draft.name ?? '') ||
    dnsLabel(draft.mainClass?.replace(/^.*\./, '') ?? '') ||
    dnsLabel(draft.resource?.replace(/^.*\/|\.\w+$/g, '') ?? '') ||
    'imported';
  const definition = {
    name,
    version: '1.0.0',
    // Every image of a Spark application holds spark-submit too.
    url: `docker://${draft.clientImage?.text ?? draft.settings.get(imageKey)?.value ?? plainImage}`,
    properties: propertiesOf(draft, origins),
  };
  return { written: { definition, profile: profileOf(draft, name, origins) }, origins };
}

function propertiesOf(draft: Draft, origins: Origins): Record<string, unknown>[] {
  const properties: Record<string, unknown>[] = [];
  const add = (made: Record<string, unknown>, origin?: Origin): void => {
    if (origin) origins.set(`property ${properties.length}`, origin);
    properties.push(made);
  };
  const image = draft.settings.get(imageKey);
  add(property(imageKey, 'static', image?.value ?? plainImage), {
    text: image?.value ?? plainImage,
    place: image?.place ?? draft.whole,
    remove: () => void draft.settings.delete(imageKey),
  });

  const { resource = '', mainClass } = draft;
  const module = /^local:\/\/\/app\/src\/main\/([A-Za-z_]\w*(?:\/[A-Za-z_]\w*)*)\.py$/.exec(resource)?.[1];
  if (module !== undefined) add(property('pythonModule', 'static', module.replaceAll('/', '.')));
  else {
    add(property('mainApplicationFile', 'static', resource), {
      text: resource,
      place: draft.whole,
      remove: () => {
        const name = resource.replace(/^.*[/:]/, '').replace(/[^-\w.]/g, '_');
        draft.resource = `local://${imageFolder}/${(redacted(name) === name && name) || 'app'}`;
      },
    });
  }
  if (mainClass !== undefined) {
    add(property('mainClass', 'static', mainClass), {
      text: `--class ${mainClass}`,
      place: draft.whole,
      remove: () => void (draft.mainClass = 'Main'),
    });
  }

  for (const [key, setting] of draft.settings) {
    if (key === imageKey || isOfProfile(key, setting)) continue;
    add(property(key, isTuned(setting) ? 'tuning' : 'static', setting.value), settingOrigin(draft, key, setting));
  }
  for (const argument of draft.arguments) {
    const type = isInt(argument.value ?? '') ? 'int' : 'string';
    add(property(argument.key, 'application', argument.value, type), argumentOrigin(draft, argument));
  }
  if (draft.positional.length > 0) {
    const [first] = draft.positional;
    const given = draft.positional.every(({ text, unknown }) => unknown.length === 0 && /^[^\n]+$/.test(text));
    const lines = draft.positional.map(({ text }) => text).join('\n');
    add(property(positional, 'application', given ? lines : undefined), {
      text: lines,
      place: first?.place ?? draft.whole,
      remove: () => void draft.positional.splice(0),
    });
  }
  return properties;
}

const isOfProfile = (key: string, { value }: Setting): boolean => ofPlatform(key) && value !== undefined;

const isTuned = ({ tunable, value }: Setting): boolean => tunable || value === undefined;

function profileOf(draft: Draft, name: string, origins: Origins): Written['profile'] {
  const profile: Written['profile'] = { apiVersion: 'alida-argo/v1', kind: 'PlatformProfile' };
  const conf: Record<string, string> = {};
  for (const [key, setting] of draft.settings) {
    if (key === imageKey || !isOfProfile(key, setting)) continue;
    conf[key] = setting.value ?? '';
    origins.set(`conf ${key}`, settingOrigin(draft, key, setting));
  }
  if (!draft.alida) {
    // A file from elsewhere does not count on what Alida's platform sets by itself.
    const secretEnv = Object.fromEntries(Object.keys(builtIn.secretEnv).map((name) => [name, null]));
    Object.assign(profile, {
      namespace: 'default',
      imagePullSecrets: [],
      imagePullPolicy: 'IfNotPresent',
      target: {},
      secretEnv,
      podSecurity: 'baseline',
    });
    for (const key of Object.keys(builtIn.conf)) {
      if (key !== 'spark.kubernetes.driverEnv.LC_ALL') conf[key] ??= '';
    }
  }
  // Without an account of their own, executors have run as their driver; a person may think better of it.
  profile.executorServiceAccount = draft.profile.get('serviceAccount')?.value ?? builtIn.serviceAccount;
  for (const [member, { value, place }] of draft.profile) {
    profile[member] = value;
    const remove = (): void => void draft.profile.delete(member);
    origins.set(`profile ${member}`, { remove, place, text: member });
  }
  const pods = writePods(draft, (pointer, made, remove) => {
    const [first] = made;
    if (first) origins.set(`profile ${pointer}`, { ...first, made, remove });
  });
  for (const [member, value] of Object.entries(pods))
    profile[member] = { ...(profile[member] as object | undefined), ...value };
  const [schedule, cron] = [scheduleOf(draft), draft.schedule.get('cron')];
  if (schedule && cron) {
    profile.schedules = { [name]: schedule };
    const { place, value } = cron;
    const set = (better: string): void => void draft.schedule.set('cron', { value: better, place });
    const remove = (): void => {
      draft.schedule.delete('cron');
      for (const [name, said] of draft.schedule)
        draft.lose(said.place, name, 'it is said of the schedule, which is not carried over');
      draft.schedule.clear();
    };
    origins.set('profile schedules', {
      ...(typeof value === 'string' && { set }),
      remove,
      place,
      text: `schedule ${[value].flat().join(', ')}`,
    });
  }
  if (Object.keys(conf).length > 0) profile.conf = conf;
  const policy = policyOf(draft);
  if (Object.keys(policy).length > 0) profile.policy = policy;
  return profile;
}

/** What the file has set so far goes on being set; a person may think better of it. */
function policyOf(draft: Draft): Record<string, 'allow' | string[]> {
  const policy: Record<string, 'allow' | string[]> = {};
  for (const [key, setting] of draft.settings) {
    if (key === imageKey || isOfProfile(key, setting)) continue;
    for (const { pattern, value } of defaultProfile.policy.refusals(
      key,
      isTuned(setting) ? undefined : setting.value,
    )) {
      const before = policy[pattern];
      policy[pattern] = value === undefined || before === 'allow' ? 'allow' : [...(before ?? []), value];
    }
  }
  // What is said of both roles judges what is said of one, too.
  for (const [pattern, values] of Object.entries(policy)) {
    const both = pattern.replace(/^spark\.kubernetes\.(?:driver|executor)\./, 'spark.kubernetes.');
    const before = both === pattern ? undefined : policy[both];
    if (Array.isArray(before)) policy[both] = values === 'allow' ? values : [...new Set([...before, ...values])];
  }
  return policy;
}

/** Fills in what a service must have and the file does not say; each with a note, for a person to put right. */
function complete(draft: Draft): void {
  const { whole } = draft;
  if (!draft.schedule.has('cron')) {
    for (const [name, { place }] of draft.schedule) draft.lose(place, name, 'there is no schedule that it is said of');
    draft.schedule.clear();
  }
  const client = draft.clientImage;
  if (client === undefined || client.unknown.length > 0 || !/^[a-zA-Z0-9][-\w./:@]*$/.test(client.text)) {
    delete draft.clientImage;
    draft.change(
      client?.place ?? whole,
      client?.text ?? 'url',
      'client-image-missing',
      'no client image is known: the application’s own image submits, for it holds Spark',
    );
  }
  completeImage(draft);
  if (draft.resource === undefined) {
    draft.resource = `local://${imageFolder}/${draft.mainClass === undefined ? 'main.py' : 'app.jar'}`;
    draft.change(
      whole,
      'program',
      'main-file-missing',
      `no program is named: ${draft.resource} is written, put the right one in`,
    );
  }
  if (/\.(py|[rR])$/.test(draft.resource)) {
    if (draft.mainClass !== undefined) draft.lose(whole, draft.mainClass, 'a program in Python or R has no main class');
    delete draft.mainClass;
  } else if (draft.mainClass === undefined) {
    draft.mainClass = 'Main';
    draft.change(
      whole,
      '--class',
      'main-class-missing',
      'no main class is named: Main is written, put the right one in',
    );
  }
}

/** An image for both roles: where each has its own, these win, and the driver's is the application's. */
function completeImage(draft: Draft): void {
  const { settings, whole } = draft;
  const given = settings.get(imageKey);
  if (given?.value !== undefined && given.value.trim() !== '') return;
  const [driver, executor] = roles.map((role) => settings.get(`spark.kubernetes.${role}.container.image`));
  if (driver?.value) {
    settings.set(imageKey, driver);
    if (executor?.value === driver.value)
      for (const role of roles) settings.delete(`spark.kubernetes.${role}.container.image`);
    return;
  }
  const { place, written } = given ?? { place: whole };
  settings.set(imageKey, { value: plainImage, tunable: false, place });
  const why = given
    ? `it must be known when the template is made: ${plainImage} is written, put the one with the program in`
    : `no image is known: ${plainImage} is written, put the one with the program in`;
  draft.change(place, written === undefined ? imageKey : `${imageKey}=${written}`, 'application-image-missing', why);
}

const settingOrigin = (draft: Draft, key: string, setting: Setting): Origin => ({
  remove: () => void draft.settings.delete(key),
  set: (value) => void draft.settings.set(key, { written: setting.value ?? '', ...setting, value }),
  setting,
  place: setting.place,
  text: `${key}=${setting.written ?? setting.value ?? ''}`,
});

const argumentOrigin = (draft: Draft, argument: Argument): Origin => ({
  remove: () => void draft.arguments.splice(draft.arguments.indexOf(argument), 1),
  place: argument.place,
  text: `--${argument.key}=${argument.value ?? ''}`,
});

const definitionFile = 'service.json';
const profileFile = 'profile.json';

/** What the generator says of a definition and a profile. */
function judge({ definition, profile }: Written): readonly Diagnostic[] {
  const report = new Report(Infinity);
  const profileSource = readSource(profileFile, JSON.stringify(profile), report);
  const definitionSource = readSource(definitionFile, JSON.stringify(definition), report);
  const platform = profileSource && readProfile(profileSource, report);
  if (platform && definitionSource) compileService(definitionSource, platform, report);
  return report.diagnostics;
}

function originOf({ place: { file, pointer } }: Diagnostic, origins: Origins): Origin | undefined {
  const parts = segments(pointer);
  const [part = '', key = ''] = parts;
  if (file === definitionFile) return part === 'properties' ? origins.get(`property ${key}`) : undefined;
  const name = part === 'conf' ? `conf ${key}` : `profile ${part}`;
  // Of what is put together, the part that is refused.
  const found = parts
    .map((_, i) => origins.get(`profile ${parts.slice(0, parts.length - i).join('/')}`))
    .concat(origins.get(name))
    .find((origin) => origin !== undefined);
  if (found || !name.includes(hidden)) return found;
  // A credential in a key is not told.
  const [start = '', end = ''] = name.split(hidden);
  return [...origins].find(([own]) => own.startsWith(start) && own.endsWith(end))?.[1];
}

/**
 * Writes a draft as a definition and a profile in which the generator finds no error: what it refuses is mended where it
 * says how, and left out otherwise, each with a note.
 */
export function settle(draft: Draft): Written {
  complete(draft);
  const tried = new Set<string>();
  const removed = new Set<string>();
  for (;;) {
    const { written, origins } = write(draft);
    const found = judge(written)
      .filter(({ severity, code }) => severity === 'error' || code === 'misnamed-spark-key')
      .flatMap((diagnostic) => {
        const origin = originOf(diagnostic, origins);
        return origin ? [{ diagnostic, origin }] : [];
      });
    // What is refused again after it was taken out is not to be mended here.
    const mendable = found.filter(({ origin: { place, text } }) => !removed.has(`${place.start.offset} ${text}`));
    const [first] = mendable;
    if (first === undefined) return written;
    // Of one kind all at once; what another kind says may be mended with them.
    const once = new Map<Origin, Diagnostic>();
    for (const { diagnostic, origin } of mendable)
      if (diagnostic.code === first.diagnostic.code && !once.has(origin)) once.set(origin, diagnostic);
    for (const [origin, diagnostic] of once) mend(draft, origin, diagnostic, tried, removed);
  }
}

/** Writes what the remedy says, or leaves it out. */
function mend(
  draft: Draft,
  origin: Origin,
  { code, fix, message, remedy }: Diagnostic,
  tried: Set<string>,
  removed: Set<string>,
): void {
  const better = fix?.value;
  const renamed = code === 'misnamed-spark-key' ? fix?.key : undefined;
  if (better !== undefined && origin.set !== undefined && !tried.has(origin.text)) {
    tried.add(origin.text);
    origin.set(better);
    draft.change(origin.place, origin.text, code, `${message}; ${better} is written`);
    return;
  }
  removed.add(`${origin.place.start.offset} ${origin.text}`);
  origin.remove();
  if (renamed !== undefined) {
    rename(draft, origin, renamed, code);
    return;
  }
  for (const { place, text } of origin.made ?? [origin]) {
    const before = draft.changed.findIndex((note) => note.place === place);
    if (before >= 0) draft.changed.splice(before, 1);
    draft.lose(place, text, `${message} (${code}); ${remedy}`);
  }
  const [missing = '', volume] = needed.exec(origin.text) ?? [];
  for (const [key, { place, value = '' }] of draft.settings) {
    if (volume === undefined || !key.startsWith(volume)) continue;
    draft.settings.delete(key);
    draft.lose(place, `${key}=${value}`, `of a volume that is none without ${missing}`);
  }
}

/** What a volume cannot be without, and what begins all of its settings. */
const needed =
  /^(spark\.kubernetes\.(?:driver|executor)\.volumes\.[\w-]+\.[\w-]+\.)(?:options\.(?:claimName|path|server)|mount\.path)(?==)/;

/** Gives the value of a key that does not exist to the one that was meant, unless that is set already. */
function rename(draft: Draft, { text, place, setting }: Origin, meant: string, code: string): void {
  const isSet = draft.settings.has(meant);
  if (!isSet && setting) draft.settings.set(meant, setting);
  const before = lookUp(meant)?.default;
  const effect = isSet
    ? `${meant} is set already`
    : `${meant}=${setting?.value ?? ''} is written${before === undefined ? '' : `, which was Spark’s default of ${before}`}`;
  draft.change(place, text, code, `Spark has no such key: ${effect}`);
}
