import { claimOf } from './names.js';
import { isReference, look } from './values.js';
import { vendorToken } from './vendors.js';

/** Why a text is taken for a credential. */
export interface Credential {
  /** The rule's name, as in docs/spark-conf.md. */
  readonly rule: string;
  /** Sure: nothing else looks like it. Likely: its key says so, and nothing speaks against it. */
  readonly level: 'sure' | 'likely';
  /** What of the text must not be shown. */
  readonly text: string;
  /** Its own name, where it is an argument or an option within the text. */
  readonly within?: string;
}

/** A credential and where it begins in the text that was searched. */
export type At = Credential & { readonly start: number };

/** No more of a text is searched. Longer ones are no settings. */
const longest = 2 * 1024 * 1024;

const sure = (rule: string, text: string, start: number): At => ({ rule, level: 'sure', text, start });

/** Texts that are credentials wherever they stand: a look for a hint that most texts lack, then the shape itself. */
type Shape = readonly [rule: string, hint: RegExp, shape: RegExp];
const shapes: readonly Shape[] = [
  ['a JSON Web Token', /eyJ/, /(?<![\w-])eyJ[\w-]{8,4096}\.eyJ[\w-]{8,8192}\.[\w-]{8,1024}/g],
  [
    'a password in a URL',
    /:\/\/|jdbc:/i,
    /\b[a-z][a-z0-9+.-]{0,30}:\/\/[^\s/:@"'<>?#]{0,256}:(?!\$\{|\$\(|\{\{|<|\*)[^\s/@"'<>]{1,512}@(?=[\w[$%{])/gi,
  ],
  ['a password in a URL', /\/\/[\w-]{20,}@/, /\bhttps?:\/\/(?=[\w-]{0,64}\d)[\w-]{20,256}@(?=[\w[])/gi],
  [
    'a password in a connection string',
    /oracle|sqlplus|sqlldr|expdp|impdp|rman/i,
    /(?:\boracle:(?:thin|oci\d?):|\b(?:sqlplus|sqlldr|expdp|impdp|rman)\s(?:-\w+\s)?(?:target\s)?)[\w$#.-]{1,64}\/(?!\$\{|\$\(|\{\{|<|@)(?:"[^"\n]{1,256}"|[^\s/@"';]{1,256})@/gi,
  ],
  [
    'an authorization header',
    /bearer|basic|token|negotiate|apikey/i,
    /\b(?:[Bb]earer|BEARER|[Bb]asic|BASIC|Negotiate|(?<=[Aa](?:uthorization|UTHORIZATION)["']?\s?[:=]\s?["']?)(?:[Tt]oken|[Aa]pi[Kk]ey|Digest|Key))\s+(?=[A-Za-z+/._~-]{0,80}\d|[\w+/.~-]{12,80}={1,2}|[a-z+/]{1,40}[A-Z][A-Za-z+/]{0,40}[a-z]|[A-Z+/]{1,3}[a-z+/]{1,8}[A-Z])[\w+/.~-]{12,4096}={0,2}/g,
  ],
  ['a password in a connection string', /sig=/i, /(?:^|[?&;])sig=[\w%+/-]{20,512}=*/gim],
  [
    'a password in a command',
    /\bcurl|wget|mysql|sshpass|docker|redis|ldap|mongo|psql|htpasswd|helm|podman|skopeo|beeline|http\b/i,
    /\b(?:(?:curl|http)\b(?:[^\n|;]{0,200}?\s)(?:-u|--user|-a|--auth)[ =]?["']?[^\s:"'$]{1,128}:(?!\$|\s|\{\{)[^\s"']{1,256}|(?:mysql|mysqldump|mariadb|mysqladmin)\b(?:[^\n|;]{0,200}?\s)-p(?![\s$])["']?[^\s"']{2,128}|sshpass\s+-p\s?(?![\s$])["']?[^\s"'$]{1,128}|(?:docker|podman|helm registry|skopeo)\s+login\b[^\n|;]{0,200}?\s-p[ =]?(?![\s$])["']?[^\s"'$]{2,256}|redis-cli\b[^\n|;]{0,200}?\s-a\s+(?!\$)["']?[^\s"'$]{2,128}|ldap\w{3,8}\b[^\n|;]{0,200}?\s-w\s+(?!\$)["']?[^\s"'$]{2,128}|beeline\b[^\n|;]{0,200}?\s-p\s+(?!\$)["']?[^\s"'$]{2,128}|mongo(?:sh|dump|restore)?\b[^\n|;]{0,200}?\s-p\s+(?!\$)["']?[^\s"'$]{2,128})/gi,
  ],
  [
    'a password in a statement',
    /identified|password\s+'/i,
    /\b(?:identified\s+(?:with\s+\w+\s+)?by|(?:encrypted\s+)?password)\s+(?:'(?!\$\{|\{\{|<)[^'\n]{1,256}'|"(?!\$\{|\{\{|<)[^"\n]{1,256}")/gi,
  ],
  [
    'a password of a netrc file',
    /\bpassword\s/i,
    /\b(?:machine\s+\S{1,256}|default)\s+login\s+\S{1,256}\s+(?:account\s+\S{1,128}\s+)?password\s+(?!\$)\S{1,256}/gi,
  ],
  [
    'a password of a pgpass file',
    /:\d+:|:\*:/,
    /^[\w.*-]{1,255}:(?:\d{2,5}|\*):[\w*-]{1,64}:[\w*-]{1,64}:(?!\$|\{)[^\s:]{3,256}$/gm,
  ],
  ['a password hash', /\$[156y]/, /\$(?:1|5|6|y)\$[\w./=$]{1,64}\$[\w./]{20,200}/g],
  ['a private key', /PrivateKey/i, /\bPrivateKey\s*=\s*[A-Za-z0-9+/]{42,44}=/gi],
  ['a key store', /\/u3\+7|MII[\w+/]|zs7Ozg/, /(?<![\w+/])(?:\/u3\+7[QAgw]|zs7Ozg)[\w+/]{40,}/g],
  ['a password of an encrypted vault', /\$ANSIBLE_VAULT/, /\$ANSIBLE_VAULT;[\d.]{1,8};\w{1,12}/g],
];

const pemBegin = /-----BEGIN [A-Z0-9 ]{0,40}PRIVATE KEY(?: BLOCK)?-----/g;

/** A private key in PEM or PGP's armour, to its end or to the end of the text. */
function privateKey(value: string, from: number): At | undefined {
  if (!value.includes('PRIVATE KEY', from)) return undefined;
  pemBegin.lastIndex = from;
  const begin = pemBegin.exec(value);
  if (!begin) return undefined;
  const end = value.indexOf('-----END ', begin.index);
  const close = end < 0 ? -1 : value.indexOf('-----', end + 9);
  return sure('a private key', value.slice(begin.index, close < 0 ? value.length : close + 5), begin.index);
}

/** Every text that is a credential wherever it stands. */
export function* shapesIn(value: string): Generator<At> {
  for (let found = privateKey(value, 0); found; found = privateKey(value, found.start + found.text.length)) yield found;
  for (let token = vendorToken(value); token; token = vendorToken(value, token.end)) {
    yield sure(`a token (${token.id})`, value.slice(token.start, token.end), token.start);
  }
  for (const [rule, hint, shape] of shapes) {
    if (!hint.test(value)) continue;
    for (const { 0: text, index } of value.matchAll(shape)) yield sure(rule, text, index);
  }
}

/** A value under a key that says what it is. */
function byName(key: string, value: string): Credential | undefined {
  const claim = claimOf(key);
  if (!claim) return undefined;
  // `${PASSWORD:-hunter2}` has its default in it.
  const text = /^\$\{\w+:[-=]([^}]*)\}$/.exec(value.trim())?.[1] ?? value.trim();
  if (text.length > 8192 || isReference(text)) {
    // Digits alone are a password where nothing else is meant.
    if (claim.claim !== 'any' || !/^\d{4,7}$/.test(text)) return undefined;
  }
  const { rule } = claim;
  if (/\s/.test(text)) {
    // Words: a passphrase, if its key is all about that; a sentence otherwise.
    if (claim.claim !== 'any' || text.split(/\s+/).length > 8 || /[.?!]$|[:=]/.test(text)) return undefined;
    return /\b(?:the|is|a|of|in|for|and|from|user|password|select)\b/i.test(text)
      ? undefined
      : { rule, level: 'likely', text };
  }
  if (claim.claim === 'any') return { rule, level: 'sure', text };
  const looks = look(text);
  if (looks === 'name') return undefined;
  if (claim.claim === 'if random') {
    // A piece of a text is short, or a word.
    if (looks === 'word' || text.length < 8) return undefined;
    return { rule, level: /\d/.test(text) && text.length >= 12 ? 'sure' : 'likely', text };
  }
  if (looks === 'word') return rule.endsWith('token') || text.length < 6 ? undefined : { rule, level: 'likely', text };
  return text.length < 4 ? undefined : { rule, level: 'sure', text };
}

/** `-Dx.password=…`, `--api-key …`, `"password": "…"`, `password: …`, `<password>…<`. */
const pair =
  /(?:(?<![\w.-])|(?<=\\[nrt]))-{0,2}([A-Za-z_][\w.-]{1,200})(\\?["']?\]?\s{0,8}(?:=>|:=|[=:])\s{0,8}|\\?["']\s{0,4},\s{0,4}\\?["']|(?<=(?:^|\s|\\[nrt])--[\w.-]{1,200})(?:\s|\\[nrt]){1,8}(?!-)|>(?=[^<>\s]{1,512}<\/))(\\?["']?)/g;

const ends: Readonly<Record<string, RegExp>> = {
  '': /[^\s"'\\<>]{0,4096}/y,
  '"': /(?:[^"\\]|\\[^]){0,8192}/y,
  "'": /[^']{0,8192}/y,
};

/** What a shell, a URL or a connection string would give to a name, from `start`; and what must not be shown. */
function valueAt(text: string, start: number, quote: string): { judged: string; hidden: string } {
  if (quote.length > 1) {
    const end = text.indexOf(quote, start);
    const whole = text.slice(start, Math.min(end < 0 ? text.length : end, start + 4096));
    return { judged: whole, hidden: whole };
  }
  const end = ends[quote] ?? /$/y;
  end.lastIndex = start;
  const hidden = end.exec(text)?.[0] ?? '';
  if (quote !== '') return { judged: quote === '"' ? unescaped(hidden) : hidden, hidden };
  // Brackets and marks that end a value are none of it, unless they are a reference's.
  const isOpen = /^(?:\$?\{|\$\(|\[|%)/.test(hidden);
  const cut = hidden.search(isOpen ? /(?<=[}\])])[,;&]/ : /[,;&})\]]/);
  const judged = cut === -1 ? hidden : hidden.slice(0, cut);
  return { judged, hidden: judged === '' ? '' : hidden };
}

/** What JSON makes of a quoted text; YAML knows more escapes. */
function unescaped(written: string): string {
  if (!written.includes('\\')) return written;
  try {
    return JSON.parse(`"${written}"`) as string;
  } catch {
    return written;
  }
}

/** Texts with a name inside a value. */
export function* namedIn(value: string): Generator<At & { readonly length: number }> {
  if (!/[=:>,]|--/.test(value)) return;
  let told = '';
  const pairs = new RegExp(pair);
  for (let found = pairs.exec(value); found; found = pairs.exec(value)) {
    const [all, own = '', separator = '', quote = ''] = found;
    const start = found.index + all.length;
    pairs.lastIndex = start;
    // `https://…` is no pair, nor is a time or a port.
    if (separator === ':' && quote === '' && /^(?:\/\/|\d+(?![\w]))/.test(value.slice(start, start + 8))) continue;
    // `name: X`, `value: Y` is a pair too.
    if (/^(?:key|name)$/i.test(own)) told = valueAt(value.slice(start, start + 200), 0, quote).judged;
    const name = /^(?:default)?value$/i.test(own) ? told : own;
    const claim = claimOf(name)?.claim;
    // `secret:key` is a place in a Secret; a pair of YAML has a blank.
    if (claim === undefined || (claim !== 'any' && separator === ':' && quote === '')) continue;
    const { hidden, judged } = valueAt(value, start, quote);
    const credential = byName(name, judged);
    if (credential) {
      yield { ...credential, text: quote === '"' ? judged.trim() : hidden, within: name, start, length: hidden.length };
      pairs.lastIndex = start + hidden.length;
    } else if (isReference(judged) || look(judged) !== 'random') pairs.lastIndex = start + judged.length;
  }
}

/** The first of them, and no more of the text than that takes. */
function first<T extends Credential>(found: Iterable<T>): T | undefined {
  for (const one of found) return one;
  return undefined;
}

const plain = ({ level, rule, text, within }: Credential): Credential => ({
  rule,
  level,
  text,
  ...(within !== undefined && { within }),
});

/**
 * Whether a value under a key looks like a credential, which must not stand in a file: by a shape that nothing else
 * has, by what its key says, or by the same two within it.
 */
export function credentialIn(key: string, value: string): Credential | undefined {
  const text = value.slice(0, longest);
  const shaped = first(shapesIn(text));
  if (shaped) return plain(shaped);
  const named = byName(key, text);
  if (named?.level === 'sure') return named;
  const inside = first(namedIn(text));
  if (!inside) return named;
  const { level, rule, text: found } = inside;
  // What lies in JSON is told by the key that the JSON stands under: the program reads that.
  return /^\s*[[{]/.test(text) ? { level, rule, text: found } : plain(inside);
}
