/** Why a text is taken for a credential: the name of the rule, as in docs/spark-conf.md. */
export interface Credential {
  readonly rule: string;
}

/** Texts that are credentials wherever they stand. */
const shapes: readonly (readonly [rule: string, shape: RegExp])[] = [
  ['an AWS access key id', /(?<![A-Za-z0-9])(?:AKIA|ASIA)[A-Z0-9]{16}(?![A-Za-z0-9])/],
  ['a private key', /-----BEGIN [A-Z ]*PRIVATE KEY-----/],
  ['a JSON Web Token', /(?<![\w-])eyJ[\w-]{8,}\.eyJ[\w-]{8,}\.[\w-]{8,}/],
  [
    'a token of GitHub, GitLab or Slack',
    /(?<![\w-])(?:gh[opsu]_\w{36}|github_pat_\w{40,}|glpat-[\w-]{20,}|xox[abprs]-[\w-]{10,})/,
  ],
  ['a password in a URL', /\b[a-z][a-z0-9+.-]*:\/\/[^\s/:@]*:(?![${])[^\s/@]+@/i],
  [
    'a password in a connection string',
    /(?:^|[?&;])\s*(?:password|pwd|accountkey|sharedaccesskey)\s*=\s*(?![${])[^&;\s]+/i,
  ],
  ['an authorization header', /\b(?:Bearer|Basic)\s+[\w+/.~-]{16,}=*/],
];

/** The last words of keys that hold a credential, and how long a value must be to be one. */
const names: readonly (readonly [rule: string, name: RegExp, least: number])[] = [
  ['its key says password', /(?:^| )(?:password|passwd|passphrase|pwd)$/, 1],
  ['its key says secret', /(?:^| )secret$/, 1],
  ['its key says secret key', /(?:^| )(?:secret|access|private|api|account|encryption) ?key(?: id)?$/, 4],
  ['its key says token', /(?:^| )(?:token|credentials?)$/, 8],
];

/** Values under such keys that are none: references, switches, numbers, paths, class and file names. */
const harmless =
  /^(?:|true|false|null|none|-?\d{1,7}|\$\{.*\}|\$\(.*\)|\{\{.*\}\}|<.*>|\*+|(?:[a-z]+:\/)?\/.*|(?:[a-z_]\w*\.){2,}[A-Z]\w*)$/is;

/** Spark keys whose last words mean something else: they name a Secret, they do not hold one. */
const references = /^spark\.(?:kubernetes\.(?:driver|executor)\.(?:secretKeyRef|secrets)|security\.credentials)\./;

/** `minIO_SECRET_KEY`, `fs.s3a.secret.key`, `secretKey` → `… secret key` */
const words = (key: string): string =>
  key
    .replace(/([a-z0-9])([A-Z])/g, '$1 $2')
    .replace(/[^A-Za-z0-9]+/g, ' ')
    .trim()
    .toLowerCase();

/**
 * Whether a value under a key looks like a credential, which must not stand in a file. Few false alarms matter more
 * here than to catch everything: a value is judged by a well-known shape, or by the last words of its key.
 */
export function credentialIn(key: string, value: string): Credential | undefined {
  const shape = shapes.find(([, regex]) => regex.test(value));
  if (shape) return { rule: shape[0] };
  const text = value.trim();
  if (references.test(key) || harmless.test(text)) return undefined;
  const last = words(key);
  const name = names.find(([, regex, least]) => regex.test(last) && text.length >= least && !/\s/.test(text));
  return name && { rule: name[0] };
}
