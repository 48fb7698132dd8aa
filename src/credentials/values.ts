/** References, switches, numbers, placeholders, class names: values under any key that are no credential. */
const harmless = [
  // An empty text, small numbers, switches.
  /^(?:|[-+]?\d{1,7}|[-+]?\d*\.\d+|true|false|yes|no|on|off|null|none|nil|undefined|n\/a|auto|default|optional|required|disabled|enabled|basic|digest|bearer|simple|kerberos|ntlm|oauth2?|jwt|ssl|tls|plain|token|tbd|todo|redacted|hidden|masked|unset|unknown|string|str|text|varchar|integer|bigint)$/i,
  // What something else fills in.
  /^(?:[{[(]+|\$\{[\s\S]*\}|\$\([\s\S]*\)|\{\{[\s\S]*\}\}|\{[\w.:-]*\}|<[^<>]*>|\[[^[\]]*\]|\$[A-Za-z_]\w*|%[\w.]+%|#\{[\s\S]*\}|@[\w.-]+@|__\w+__|\*+|x{3,}|X{3,}|\.{2,}|…|•+|-+|_+)$/,
  /^(?:your|my|the|some|insert|replace|enter|put|add|example|dummy|fake|placeholder)[-_ a-z]{0,60}(?:here|key|token|secret|password|passwd|value|me|it)$/i,
  // Where it is kept.
  /^(?:arn:[\w-]*:(?:secretsmanager|ssm|kms|iam)|vault:|secret:|secrets?\/|env:|env\.|file:|keyring:|op:\/\/|ref\+|awssm|gcpsm|projects\/[^/]+\/(?:secrets|locations)\/|alias\/|jceks:|localjceks:|bcfks:|@Microsoft\.KeyVault|ENC\[|kms:|sops:)/i,
  // The name of a class, as Java and Python write it.
  /^(?:[a-z_]\w*\.){2,}[A-Z]\w*$/,
];
/** Files and places; a secret key of AWS may begin with a slash too. */
const path =
  /^(?:[a-z][a-z0-9+]*:\/)?\/(?![\w+/]{39}$)|^\.{0,2}\/[\w.-]+\/|^~\/|^[\w./-]+\.(?:pem|key|crt|cer|jks|p12|pfx|txt|json|ya?ml|csv|parquet|env|conf|cfg|properties|keytab|jar|py|sh)$/i;

export const isReference = (value: string): boolean => harmless.some((one) => one.test(value)) || path.test(value);

/** A part of a name: a word, a number or an abbreviation such as `k8s`, `v2`, `gpt2`, `cl100k`. */
const part = /^(?:[A-Za-z][a-z]{0,19}|[A-Z]{1,20}|\d{1,4}|[a-zA-Z]{1,4}\d{1,3}[a-z]{0,2}|[a-z]{1,10}\d{1,2})$/;
/** Words that a name of something has, and no secret. */
const telling =
  /(?:^|[-_./ :])(?:secret|secrets|key|keys|token|tokens|password|pass|credential|credentials|creds|auth|column|col|field|id|name|user|ref|config|file|path|space|uncased|cased|base)(?:$|[-_./ :])/i;

/** Whether a name says that it is one. */
export const tells = (value: string): boolean => telling.test(value.replace(/([a-z])([A-Z])/g, '$1-$2'));

/** How far a text is from the name of a column, a Secret, a model or a method. */
export function look(value: string): 'name' | 'word' | 'random' {
  if (!/[A-Za-z0-9]/.test(value) || value.length <= 2) return 'name';
  if (/^<\|?[\w|/ ]+\|?>$|^\[[A-Z]+\]$|^##|^▁|^</.test(value)) return 'name';
  const parts = value.replace(/([a-z])([A-Z][a-z])/g, '$1-$2').split(/[-_./:]+/);
  if (!parts.every((one) => part.test(one))) return 'random';
  if (telling.test(value)) return 'name';
  if (/\d/.test(value)) return parts.length === 1 ? 'random' : 'word';
  return parts.length > 1 ? 'name' : 'word';
}
