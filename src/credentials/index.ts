/** Why a text is taken for a credential. */
export interface Credential {
  /** The rule's name, as in docs/spark-conf.md. */
  readonly rule: string;
  /** What of the text must not be shown. */
  readonly text: string;
  /** Its own name, where it is an argument or an option within the text. */
  readonly within?: string;
}

/** Texts that are credentials wherever they stand. */
const shapes: readonly (readonly [rule: string, shape: RegExp])[] = [
  ['an AWS access key id', /(?<![A-Za-z0-9])(?:AKIA|ASIA)[A-Z0-9]{16}(?![A-Za-z0-9])/],
  ['a private key', /-----BEGIN [A-Z ]*PRIVATE KEY-----[\s\S]*?(?:-----END [A-Z ]*PRIVATE KEY-----|$)/],
  ['a JSON Web Token', /(?<![\w-])eyJ[\w-]{8,}\.eyJ[\w-]{8,}\.[\w-]{8,}/],
  [
    'a token of GitHub, GitLab, Slack or Hugging Face',
    /(?<![\w-])(?:gh[opsu]_\w{36}|github_pat_\w{40,}|glpat-[\w-]{20,}|xox[abprs]-[\w-]{10,}|hf_[A-Za-z0-9]{30,})/,
  ],
  ['a password in a URL', /\b[a-z][a-z0-9+.-]{0,30}:\/\/[^\s/:@]*:(?![${])[^\s/@]+@/i],
  [
    'a password in a connection string',
    /(?:^|[?&;])\s*(?:(?:password|pwd|accountkey|sharedaccesskey)\s*=\s*(?![${])[^&;\s]+|sig=[\w%+/]{20,}=*)/i,
  ],
  ['an authorization header', /\b(?:Bearer|Basic)\s+[\w+/.~-]{16,}=*/],
];

/** Without one of these no rule finds anything: most texts are passed at once. */
const shapeHint = /AKIA|ASIA|-----BEGIN|eyJ|gh[opsu]_|github_pat_|glpat-|xox|hf_|@|=|Bearer|Basic/i;
const nameHint = /pass|pwd|secret|key|token|credential/i;

/** The last words of keys that hold a credential, and how long a value must be to be one. */
const names: readonly (readonly [rule: string, name: RegExp, least: number])[] = [
  ['its key says password', /(?:^| )(?:password|passwd|passphrase|pwd)$/, 1],
  ['its key says secret', /(?:^| )secret$/, 1],
  [
    'its key says secret key',
    /(?:^| )(?:(?:secret|access|private|api|account|encryption) ?key(?: id)?|azure account key .*)$/,
    4,
  ],
  ['its key says token', /(?:^| )(?:token|credentials?)$/, 8],
];

/** Values under such keys that are none: references, switches, numbers, class names, paths. */
const harmless =
  /^(?:|-?\d{1,7}|\$\{.*\}|\$\(.*\)|\{\{.*\}\}|<.*>|\*+|[Tt]rue|TRUE|[Ff]alse|FALSE|null|[Nn]one|(?:[a-z_]\w*\.){2,}[A-Z]\w*)$/s;
const path = /^(?:[a-z]+:\/)?\/(?![\w+/]{39}$)/;

/** Spark keys whose last words mean something else: they name a Secret, they do not hold one. */
const references = /^spark\.(?:kubernetes\.(?:driver|executor)\.(?:secretKeyRef|secrets)|security\.credentials)\./;

/** `minIO_SECRET_KEY`, `fs.s3a.secret.key`, `secretKey` → `… secret key` */
const words = (key: string): string =>
  key
    .replace(/([a-z0-9])([A-Z])/g, '$1 $2')
    .replace(/[^A-Za-z0-9]+/g, ' ')
    .trim()
    .toLowerCase();

function byName(key: string, value: string): Credential | undefined {
  if (!nameHint.test(key)) return undefined;
  const text = value.trim();
  if (references.test(key) || /\s/.test(text) || harmless.test(text) || path.test(text)) return undefined;
  const last = words(key);
  const name = names.find(([, regex, least]) => text.length >= least && regex.test(last));
  return name && { rule: name[0], text };
}

/** Texts with a name inside a value: `-Dx.password=…`, `--api-key …`, members of JSON. */
function named(value: string): Credential | undefined {
  if (!nameHint.test(value)) return undefined;
  const assignment =
    /(?<![^\s,;?&"'])(?:(?:-D|--?)?([A-Za-z][\w.-]*)=|--([A-Za-z][\w.-]*)\s+(?!-))["']?(?=([^\s"']+))/g;
  for (const [, joined, separate = '', text = ''] of value.matchAll(assignment)) {
    const within = joined ?? separate;
    const found = byName(within, text.replace(/[,;&].*$/, ''));
    if (found) return { ...found, within };
  }
  if (!/^\s*[[{]/.test(value)) return undefined;
  try {
    const [found] = credentialsIn(JSON.parse(value));
    return found && { rule: found.rule, text: found.text };
  } catch {
    return undefined;
  }
}

/**
 * Whether a value under a key looks like a credential, which must not stand in a file. Few false alarms matter more
 * here than to catch everything: a value is judged by a well-known shape, or by the last words of its key.
 */
export function credentialIn(key: string, value: string): Credential | undefined {
  if (shapeHint.test(value)) {
    for (const [rule, shape] of shapes) {
      const text = shape.exec(value)?.[0];
      if (text !== undefined) return { rule, text };
    }
  }
  return byName(key, value) ?? named(value);
}

/** A credential in plain data. */
export interface PlacedCredential extends Credential {
  /** JSON Pointer. */
  readonly pointer: string;
  readonly key: string;
}

/** Every text of plain data that looks like a credential; `{key: …, value: …}` is a key and its value. */
export function credentialsIn(value: unknown, pointer = '', key = ''): PlacedCredential[] {
  if (typeof value === 'string' || typeof value === 'number') {
    const found = credentialIn(key, String(value));
    return found ? [{ pointer, key, ...found }] : [];
  }
  if (typeof value !== 'object' || value === null) return [];
  if (Array.isArray(value)) return value.flatMap((item, index) => credentialsIn(item, `${pointer}/${index}`, key));
  const members = value as Record<string, unknown>;
  const own = members.key ?? members.name;
  // A reference to a Secret names what lies in it.
  const reference = typeof members.secret === 'string' && Object.keys(members).some((name) => /key$/i.test(name));
  return Object.entries(members).flatMap(([name, member]) => {
    const at = `${pointer}/${name.replaceAll('~', '~0').replaceAll('/', '~1')}`;
    const isValue = typeof own === 'string' && /^(?:default)?value$/i.test(name);
    const inKey = name === '' ? [] : credentialsIn(name, at, '');
    return [...inKey, ...credentialsIn(member, at, reference ? '' : isValue ? own : name)];
  });
}

/** A credential in a text, and where it stands. */
export interface FoundCredential {
  readonly text: string;
  /** UTF-16 code units. */
  readonly start: number;
  readonly end: number;
}

function unquoted(written: string): string {
  try {
    if (written.startsWith('"')) return JSON.parse(written) as string;
  } catch {
    // YAML knows more escapes.
  }
  return written.replace(/^["']|["']$/g, '');
}

/** Credentials in a text that is no plain data (any more), as near as `name: value` and `name=value` tell. */
export function credentialsInText(text: string): FoundCredential[] {
  const found: FoundCredential[] = [];
  const pair =
    /(["']?)([A-Za-z_][\w.-]*)\1\s*[:=]\s*(?=("[^"\\\n]*(?:\\.[^"\\\n]*){0,10000}"?|'[^'\n]*'?|[^\s,{}[\]"'#][^\s,}\]]*))/g;
  let key = '';
  for (const { index, 0: head, 2: name = '', 3: written = '' } of text.matchAll(pair)) {
    const value = unquoted(written);
    if (name === 'key' || name === 'name') key = value;
    const credential = credentialIn(/^(?:default)?value$/i.test(name) ? key : name, value);
    const start = index + head.length;
    if (credential) found.push({ text: credential.text, start, end: start + written.length });
  }
  for (const [, shape] of shapes) {
    for (const { index, 0: hit } of text.matchAll(new RegExp(shape, `${shape.flags}g`))) {
      if (hit !== '') found.push({ text: hit, start: index, end: index + hit.length });
    }
  }
  return found;
}

/** Stands for a credential. */
export const hidden = '(hidden)';

/** A text without some credentials in it, also where it shows only their beginning. */
export function without(text: string, credentials: Iterable<string>): string {
  let shown = text;
  for (const credential of new Set(credentials)) {
    for (const form of new Set([credential, JSON.stringify(credential).slice(1, -1)])) {
      if (form.length < 4) {
        shown = shown.replaceAll(`"${form}"`, `"${hidden}"`).replaceAll(`=${form}`, `=${hidden}`);
        continue;
      }
      const [first = '', ...rest] = shown.split(form.slice(0, 16));
      const after = rest.map((part) => {
        let same = 0;
        while (same < part.length && part[same] === form[16 + same]) same += 1;
        return hidden + part.slice(same);
      });
      shown = first + after.join('');
    }
  }
  return shown;
}

/** A line of text, or many, with asterisks in the place of what looks like a credential. */
export function redacted(
  text: string,
  found: readonly { readonly start: number; readonly end: number }[] = credentialsInText(text),
): string {
  return found.reduce((shown, { end, start }) => {
    const from = Math.max(0, start);
    const stars = shown.slice(from, Math.max(from, end)).replace(/[^\n]/g, '*');
    return shown.slice(0, from) + stars + shown.slice(from + stars.length);
  }, text);
}
