import { claimOf } from './names.js';
import { isReference, look, tells } from './values.js';
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
type At = Credential & { readonly start: number };

/** No more of a text is searched. Longer ones are no settings. */
const longest = 2 * 1024 * 1024;

const sure = (rule: string, text: string, start: number): At => ({ rule, level: 'sure', text, start });

/** Commands that take a password as an argument: a look for one, then its option. */
const commands: readonly (readonly [hint: RegExp, shape: RegExp])[] = [
  [
    /curl|http/i,
    /\b(?:curl|http)\b[^\n|;]{0,200}?\s(?:-u|--user|-a|--auth|-U|--proxy-user)[ =]?["']?[^\s:"'$]{1,128}:(?!\$|\s|\{\{)[^\s"']{1,256}/gi,
  ],
  [/mysql|mariadb/i, /\b(?:mysql|mysqldump|mariadb|mysqladmin)\b[^\n|;]{0,200}?\s-p(?![\s$])["']?[^\s"']{2,128}/gi],
  [/lftp/i, /\blftp\b[^\n|;]{0,200}?\s-u\s+["']?[^\s,"'$]{1,128},(?!\$)[^\s"']{1,128}/gi],
  [/client/i, /\b(?:smb|rpc)client\b[^\n|;]{0,200}?\s-U\s+["']?[^\s%"'$]{1,128}%(?!\$)[^\s"']{1,128}/gi],
  [/zip/i, /\b(?:un)?zip\s(?:[^\n|;]{0,100}?\s)?-P\s+(?!\$)["']?[^\s"'$]{2,128}/gi],
  [/7z/i, /\b7z\w?\s[^\n|;]{0,100}?\s-p(?![\s$])["']?[^\s"'$]{2,128}/gi],
  [/sshpass/i, /\bsshpass\s+-p\s?(?![\s$])["']?[^\s"'$]{1,128}/gi],
  [
    /login/i,
    /\b(?:docker|podman|helm registry|skopeo)\s+login\b[^\n|;]{0,200}?\s-p[ =]?(?![\s$])["']?[^\s"'$]{2,256}/gi,
  ],
  [/redis-cli/i, /\bredis-cli\b[^\n|;]{0,200}?\s-a\s+(?!\$)["']?[^\s"'$]{2,128}/gi],
  [/ldap/i, /\bldap\w{3,8}\b[^\n|;]{0,200}?\s-w\s+(?!\$)["']?[^\s"'$]{2,128}/gi],
  [/beeline/i, /\bbeeline\b[^\n|;]{0,200}?\s-p\s+(?!\$)["']?[^\s"'$]{2,128}/gi],
  [/openssl/i, /\bopenssl\b[^\n|;]{0,200}?\spass:(?!\$)[^\s"'$]{2,128}/gi],
  [/login/i, /\baz\slogin\b[^\n|;]{0,200}?\s-p\s+(?!\$)["']?[^\s"'$]{2,128}/gi],
  [
    /sqlcmd|bcp|tsql|ipmitool|mosquitto_/i,
    /\b(?:sqlcmd|bcp|tsql|ipmitool|mosquitto_(?:pub|sub))\b[^\n|;]{0,200}?\s-P\s?(?![\s$])["']?[^\s"'$]{2,128}/g,
  ],
  [
    /cqlsh|hdbsql|twine|ncftp|rdesktop/i,
    /\b(?:cqlsh|hdbsql|twine|ncftp(?:get|put)?|rdesktop)\b[^\n|;]{0,200}?\s-p\s?(?![\s$])["']?[^\s"'$]{2,128}/g,
  ],
  [
    /--creds|etcdctl/i,
    /(?:\s--(?:src-|dest-)?creds|\betcdctl\b[^\n|;]{0,200}?\s--user)[ =]["']?[^\s:"'$]{1,128}:(?!\$)[^\s"']{1,128}/g,
  ],
  [/htpasswd/i, /\bhtpasswd\s+-\w{0,8}b\w{0,8}\s(?:[^\n|;\s]{1,256}\s+){1,4}(?![$"'-])[^\s|;$]{2,128}/g],
  [/ssh-keygen/i, /\bssh-keygen\b[^\n|;]{0,200}?\s-[NP]\s+(?!\$)["']?[^\s"'$]{2,128}/g],
  [/net\s/i, /\bnet\s+use\s[^\n|;]{0,200}?\s\/user:\S{1,128}\s+(?![\s/%*$])\S{1,128}/gi],
  [/freerdp/i, /\b[wx]?freerdp\b[^\n|;]{0,200}?\s\/p:(?![\s$])["']?[^\s"'$]{2,128}/gi],
  [
    /\bmc\s/,
    /\bmc\s(?:--?[\w-]{1,40}\s+)*(?:alias\s+set|config\s+host\s+add)\s+\S{1,128}\s+\S{1,256}\s+(?:\$\S{1,128}|"[^"\n]{1,128}"|[^\s"]{1,128})\s+(?![$"'-])\S{2,128}/g,
  ],
  [/connect/i, /\bdb2\s+connect\s+to\s+\S{1,64}\s+user\s+\S{1,64}\s+using\s+(?!\$)\S{2,128}/gi],
  [/mongo/i, /\bmongo(?:sh|dump|restore)?\b[^\n|;]{0,200}?\s-p\s+(?!\$)["']?[^\s"'$]{2,128}/gi],
];

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
    /bearer|basic|negotiate|authorization/i,
    /\b(?:[Bb]earer|BEARER|[Bb]asic|BASIC|Negotiate|(?<=[Aa](?:uthorization|UTHORIZATION)["']?\s?[:=]\s?["']?)[A-Za-z][\w-]{1,20})\s+(?=[A-Za-z+/._~-]{0,80}\d|[\w+/.~-]{12,80}={1,2}|[a-z+/]{1,40}[A-Z][A-Za-z+/]{0,40}[a-z]|[A-Z+/]{1,3}[a-z+/]{1,8}[A-Z])[\w+/.~-]{12,4096}={0,2}/g,
  ],
  ['a password in a connection string', /sig=/i, /(?:^|[?&;])sig=[\w%+/-]{20,512}=*/gim],
  ...commands.map(([hint, shape]): Shape => ['a password in a command', hint, shape]),
  [
    // Handed to what asks for one.
    'a password in a command',
    /<<<|\|\s{0,8}(?:sudo|kinit|passwd|chpasswd|su|gpg|openssl|ssh-add|cryptsetup|htpasswd|docker|podman|helm|skopeo|buildah|crane|gh|az|oc)\b/,
    /\b(?:(?:echo|printf)\s{1,8}(?:-\w{1,4}\s{1,8})?(?:["']?%s(?:\\n)?["']?\s{1,8})?["']?[^\s|"'$]{3,128}["']?\s{0,8}\|\s{0,8}(?:sudo\s{1,8}(?=-S)|(?:kinit|passwd|chpasswd|su|gpg|openssl|ssh-add|cryptsetup|htpasswd)\b|(?:docker|podman|helm|skopeo|buildah|crane|gh|az|oc)\b[^\n|;]{0,200}?(?:stdin|with-token))|(?:kinit|passwd|chpasswd|sudo\s{1,8}-S|gpg|openssl|ssh-add|cryptsetup|docker|podman|helm|skopeo)\b[^\n|;<]{0,200}<<<\s{0,8}["']?(?!\$)[^\s"'$]{3,128})/g,
  ],
  [
    'a password in a statement',
    /identified|password\s+'/i,
    /\b(?:(?:user|role|to|login)\s+["'`]?[\w.$@%-]{1,64}["'`]?\s+identified\s+by\s+(?![$'"{<(]|values\b)[^\s;,'"]{3,128}|(?:identified\s+(?:with\s+\w+\s+)?by|(?:encrypted\s+)?password)\s+(?:'(?!\$\{|\{\{|<)[^'\n]{1,256}'|"(?!\$\{|\{\{|<)[^"\n]{1,256}"))/gi,
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
  ['a password hash', /SHA|MD5|CRYPT/i, /\{(?:S?SHA\d{0,3}|S?MD5|CRYPT|PBKDF2[\w-]{0,10})\}[\w+/.$]{16,200}={0,2}/gi],
  ['a private key', /PrivateKey/i, /\bPrivateKey\s*=\s*[A-Za-z0-9+/]{42,44}=/gi],
  [
    'a key store',
    /\/u3\+7|IBAzCC|zs7Ozg|BQIAAA/,
    /(?<![\w+/])(?:\/u3\+7[QAgw]|zs7Ozg|BQIAAA|MII[\w+/]{3}IBAzCC)[\w+/]{40,}/g,
  ],
  [
    // PKCS#8, PKCS#1, SEC 1, as DER in base64.
    'a private key',
    /IBADANBgkq|IBAAK[BC]|BgkqhkiG9w0B(?:BQ|DA)|ByqGSM49|MHcCAQEE|MC4CAQAw/,
    /(?<![\w+/])(?:MII[\w+/]{3}IBA(?:DANBgkq|AK[BC])|MII[\w+/]{5}BgkqhkiG9w0B(?:BQ|DA)|MIG[\w+/]AgEAMB[\w+/]GByqGSM49|MHcCAQEE|MC4CAQAw)[\w+/]{20,}={0,2}/g,
  ],
  ['a private key', /S[AUONCX][A-Z2-7]{20}/, /(?<![A-Za-z0-9])S[AUONCX][A-Z2-7]{56}(?![A-Za-z0-9])/g],
  ['an authorization header', /cookie/i, /\bcookie["']?\s?:\s?["']?[\w.-]{1,60}=[\w%.~+/-]{20,4096}/gi],
  ['a private key', /"kty"/, /"(?:d|k|dp|dq|qi)"\s{0,4}:\s{0,4}"[\w-]{20,2000}"/g],
  [
    'a token (discord-bot-token)',
    /\.[\w-]{6}\.[\w-]{27}/,
    /(?<![\w-])[MNO][A-Za-z\d]{22,25}\.[\w-]{6}\.[\w-]{27,38}(?![\w-])/g,
  ],
  ['a private key', /prv/, /(?<![A-Za-z\d])[xyztuv]prv[1-9A-HJ-NP-Za-km-z]{107,108}(?![A-Za-z\d])/g],
  ['a password of an encrypted vault', /\$ANSIBLE_VAULT/, /\$ANSIBLE_VAULT;[\d.]{1,8};\w{1,12}/g],
];

/** One look at a text tells whether it has any hint; most have none. */
const anyHint = new RegExp(shapes.map(([, hint]) => hint.source).join('|'), 'im');

const pemBegin =
  /-----BEGIN [A-Z0-9 ]{0,40}PRIVATE KEY(?: BLOCK)?-----|---- BEGIN [A-Z0-9 ]{0,40}PRIVATE KEY ----|-----BEGIN OpenVPN Static key V\d-----/g;

/** A private key in PEM or PGP's armour, to its end or to the end of the text. */
function privateKey(value: string, from: number): At | undefined {
  if (!value.includes('PRIVATE KEY', from) && !value.includes('Static key', from)) return undefined;
  pemBegin.lastIndex = from;
  const begin = pemBegin.exec(value);
  if (!begin) return undefined;
  const end = value.indexOf('- END ', begin.index) + 1 || value.indexOf('-END ', begin.index) + 1;
  const close = end === 0 ? -1 : value.indexOf('----', end);
  return sure('a private key', value.slice(begin.index, close < 0 ? value.length : close + 5), begin.index);
}

/** Every text that is a credential wherever it stands. */
export function* shapesIn(value: string): Generator<At> {
  for (let found = privateKey(value, 0); found; found = privateKey(value, found.start + found.text.length)) yield found;
  for (let token = vendorToken(value); token; token = vendorToken(value, token.end)) {
    yield sure(`a token (${token.id})`, value.slice(token.start, token.end), token.start);
  }
  for (const [rule, hint, shape] of anyHint.test(value) ? shapes : []) {
    if (!hint.test(value)) continue;
    for (const { 0: text, index } of value.matchAll(shape)) yield sure(rule, text, index);
  }
  for (const { 0: text, index } of value.matchAll(/(?<![\w+/=-])[\w+/-]{24,}={0,2}/g)) {
    const plainText = fromBase64(text);
    const found = plainText === undefined ? undefined : (first(shapesIn(plainText)) ?? first(namedIn(plainText)));
    if (found) yield { rule: `${found.rule}, in base64`, level: found.level, text, start: index };
  }
}

/** The text that a run of letters and digits is the base64 of, if it is that of a text. */
function fromBase64(run: string): string | undefined {
  const decoded = (some: string): Uint8Array | undefined => {
    const padded = (some.split('=', 1)[0] ?? '').replaceAll('-', '+').replaceAll('_', '/');
    try {
      return Uint8Array.from(atob(padded), (byte) => byte.charCodeAt(0));
    } catch {
      return undefined;
    }
  };
  // Most runs are no text from the first bytes on.
  if (!decoded(run.slice(0, 20))?.every((byte) => (byte >= 0x20 && byte < 0x7f) || (byte >= 9 && byte <= 13))) {
    return undefined;
  }
  try {
    const text = new TextDecoder('utf-8', { fatal: true }).decode(decoded(run));
    return /[^\P{Cc}\s]/u.test(text) ? undefined : text;
  } catch {
    return undefined;
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
  // Known to everybody: no secret is told by it, but it may be one's password still.
  if (/^change[-_ ]?me[!1]?$/i.test(text)) return { rule, level: 'likely', text };
  if (/\s/.test(text)) {
    // `ApiKey 0123…`
    const [scheme = '', token = '', ...more] = text.split(/\s+/);
    if (rule === 'its key says credential' && more.length === 0 && /^[A-Za-z][\w-]{0,30}$/.test(scheme)) {
      return token.length >= 12 && look(token) === 'random' ? { rule, level: 'sure', text } : undefined;
    }
    // Words: a passphrase, if its key is all about that; a sentence otherwise.
    if (claim.claim !== 'any' || text.split(/\s+/).length > 8 || /[.?!]$|[:=]/.test(text)) return undefined;
    return /\b(?:the|is|a|of|in|for|and|from|user|password|select)\b/i.test(text)
      ? undefined
      : { rule, level: 'likely', text };
  }
  if (claim.claim === 'any') return { rule, level: 'sure', text };
  if (rule === 'its key says credential' && /^[\w-]+(?:\.[\w-]+)*:\d{2,5}$/.test(text)) return undefined;
  const looks = look(text);
  if (looks === 'name') {
    // Kubernetes knows no capitals in the name of a Secret.
    const isPhrase = /^(?:[A-Z][a-z]+|[a-z]+(?=[A-Z]))(?:[-_. ]?[A-Z][a-z]+)+$/.test(text);
    const isSecret = rule === 'its key says secret' || rule === 'its key says password';
    return isPhrase && isSecret && !tells(text) ? { rule, level: 'likely', text } : undefined;
  }
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
  /(?:(?<![\w.-])|(?<=\\[nrt]))-{0,2}([A-Za-z_][\w.-]{1,200})(\\?["']?\]?\s{0,8}(?:[=-]>|:=|[=:])\s{0,8}|\(\s{0,4}(?=["'])|\\?["']\s{0,4},\s{0,4}\\?["']|(?<=(?:^|\s|\\[nrt])--?[\w.-]{1,200})(?:\s|\\[nrt]){1,8}(?!-)|(?<=\b(?:[Cc][Oo][Nn][Ff][Ii][Gg](?:ure)?\s[Ss][Ee][Tt]|setenv|set\s-\w{1,5}|printf\s-v)\s[\w.-]{1,200})\s{1,8}(?:["']?%s["']?\s{1,8})?|(?<=\bread\s[\w\s-]{1,200})\s{0,8}<<<\s{0,8}|>(?=[^<>\s]{1,512}<\/))(\\?["']?)/g;

const call = /[A-Za-z_]\w{0,60}(?:\.\w{1,60}){1,6}[([]/y;

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
  if (quote === '') {
    const inBlock = blockAt(text, start);
    if (inBlock) return inBlock;
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

const block = /[|>][-+\d]{0,2}[ \t]{0,20}\r?\n {1,80}([^\n]{1,512})/y;

/** The first line of a block of YAML. */
function blockAt(text: string, start: number): { judged: string; hidden: string } | undefined {
  block.lastIndex = start;
  const found = block.exec(text);
  return found ? { judged: found[1]?.trim() ?? '', hidden: found[0] } : undefined;
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
export function* namedIn(value: string): Generator<At & { readonly itself: string; readonly length: number }> {
  if (!/[=:>,]|\(\s{0,4}["']|(?:^|\s|\\[nrt])-|\bset(?:env)?\s|<<</i.test(value)) return;
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
    // `-Dx.password=…` sets x.password.
    const itself = value[found.index] === '-' && /^D[\w-]+\./.test(own) ? own.slice(1) : own;
    const name = /^(?:default)?value$/i.test(own) ? told : itself;
    const claim = claimOf(name)?.claim;
    // `secret:key` is a place in a Secret; a pair of YAML has a blank.
    if (claim === undefined || (claim !== 'any' && separator === ':' && quote === '')) continue;
    // `os.environ["X"]`, `scope.get("X")`, `getPassword("X")` take it from elsewhere.
    if (separator.startsWith('(') && /^(?:get|has|is|read|load|find|fetch|lookup)/i.test(own)) continue;
    call.lastIndex = start;
    if (quote === '' && call.test(value)) {
      pairs.lastIndex = call.lastIndex;
      continue;
    }
    const { hidden, judged: whole } = valueAt(value, start, quote);
    let judged = whole;
    // `/token=1/part-0` is a partition; `Password: see the vault.` a sentence.
    if (quote === '' && value[found.index - 1] === '/') judged = whole.split('/', 1)[0] ?? '';
    else if (quote === '' && /:\s+$/.test(separator) && /^[A-Za-z]+$/.test(whole)) {
      judged = /[^\n,;"']{0,300}/y.exec(value.slice(start, start + 300))?.[0].trim() ?? whole;
    }
    const credential = byName(name, judged);
    if (credential) {
      yield {
        ...credential,
        text: quote === '"' ? judged.trim() : hidden,
        itself: credential.text,
        within: name,
        start,
        length: hidden.length,
      };
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
  return judge(key, text) ?? (/%(?:3[ad]|2[26])/i.test(text) ? judgeEncoded(key, text) : undefined);
}

/** What a URL would give. */
function judgeEncoded(key: string, text: string): Credential | undefined {
  let decoded: string;
  try {
    decoded = decodeURIComponent(text);
  } catch {
    return undefined;
  }
  const found = judge(key, decoded);
  return found && { rule: found.rule, level: found.level, text };
}

/** `user:password@host`: a URL without its scheme, where its key says that it is one; no image by its digest. */
const address = /(?:url|uri|endpoint|proxy)$/i;
const login = /^(?!mailto:)[\w.%-]{1,128}:(?!\$\{|\$\(|\{\{|<|\*)[^\s/@"'<>]{1,512}@(?!sha\d)(?=[\w[$%{])/;

function judge(key: string, text: string): Credential | undefined {
  const shaped = first(shapesIn(text));
  if (shaped) return plain(shaped);
  const inAddress = address.test(key) ? login.exec(text)?.[0] : undefined;
  if (inAddress !== undefined) return { rule: 'a password in a URL', level: 'sure', text: inAddress };
  const named = byName(key, text);
  if (named?.level === 'sure') return named;
  const inside = first(namedIn(text));
  if (!inside) return named;
  const { level, rule, text: found } = inside;
  // What lies in JSON is told by the key that the JSON stands under: the program reads that.
  return /^\s*[[{]/.test(text) ? { level, rule, text: found } : plain(inside);
}
