import { distance } from 'fastest-levenshtein';

/** How much a key says of its value: any text is a credential, one that is no plain name is, or one that looks random. */
type Claim = 'any' | 'unless a name' | 'if random';

interface Named {
  readonly rule: string;
  readonly claim: Claim;
}

const hint =
  /pass|pwd|pw\b|sec[er]|sce|serc|key|kye|tok|cred|auth|signature|connection.?string|dsn|jaas|sas\b|pat\b|pepper|contrase|senha|kennwort|parola|\bmdp\b|cookie|mnemonic|wachtwoord|has[lł]o|парол|密[码碼]|パスワード|p[as]{1,3}w/i;

/** `minIO_SECRET_KEY`, `fs.s3a.secret.key`, `secretKey`, `SECRETKEY2` → `… secret key` */
function words(key: string): string {
  return key
    .slice(-200)
    .replace(/([a-z0-9])([A-Z])/g, '$1 $2')
    .replace(/[^\p{L}0-9]+/gu, ' ')
    .toLowerCase()
    .replace(
      /(?:access|secret|api|private|account|auth|encryption|storage|sas|client|bearer|refresh|id|signing|shared)(?=(?:key|token|secret)\b)/g,
      '$& ',
    )
    .replace(/(?<=[a-z])\d{1,3}(?= |$)/g, '')
    .replace(
      /(?: \d{1,4}| value| plain| plaintext| text| raw| base64| b64| prod| production| dev| test| staging| default| old| new| current){1,9}$/,
      '',
    )
    .trim();
}

/** Spark keys that name a Secret instead of holding one. */
const references =
  /^spark\.(?:kubernetes\.(?:driver|executor)\.(?:secretKeyRef|secrets)|security\.credentials)\.|[a-z]Secret(?:Ref|KeyRef)?\.(?:key|name|optional)$/;

/** Keys of Spark, Hadoop and Alida that hold nothing else than a credential, however it looks. */
const known =
  /(?:^|\.)(?:HASH_TOKEN|minIO_(?:ACCESS|SECRET)_KEY|(?:MINIO|AWS)_(?:ACCESS_KEY(?:_ID)?|SECRET_(?:ACCESS_)?KEY|SESSION_TOKEN)|MINIO_ROOT_(?:USER|PASSWORD)|fs\.s3a(?:\.bucket\.[\w.-]+)?\.(?:(?:access|secret)\.key|session\.token)|fs\.azure\.account\.key\.\S+|spark\.authenticate\.secret)$/;
const azure =
  /(?:^|\.)fs\.azure\.(?:\S*\.)?(?:client\.secret|user\.password|refresh\.token|sas|fixed\.token|account\.key)(?:\.\S*)?$/;

/** Words before `token` that mean a piece of a text, or of a list. */
const textTokens =
  /(?:^| )(?:mask|split|splitter|pad|padding|sep|separator|cls|bos|eos|bot|eot|unk|unknown|start|end|begin|stop|special|extra|delimiter|join|null|blank|empty|num|number|max|min|word|sub|next|page|image|video|audio|oov|mode|type|class|target|source|text|prefix|suffix|first|last|speaker|role|system|user turn|think|tool|vocab|lang|language) token$/;

const rules: readonly (readonly [rule: string, claim: Claim, name: RegExp])[] = [
  [
    'its key says password',
    'any',
    /(?:password|passwd|passphrase|passcode|passwort|requirepass|mnemonic|(?:^| )(?:[a-z]*pwd|pw|bindpw))$/,
  ],
  [
    'its key says password',
    'any',
    /(?:^| )(?:contrase[ñn]a|senha|kennwort|parola (?:chiave|d ordine)|mot de passe|mdp|wachtwoord|has[lł]o|пароль|密码|密碼|パスワード)$/,
  ],
  [
    'its key says password',
    'unless a name',
    /(?:^| )(?:password|passwd|pwd) (?:for )?(?:db|database|admin|user|root|smtp|mail|ftp|sftp|redis|mysql|postgres|ldap|proxy|keystore|truststore|account|login|server|client|service|oracle|kafka|mongo|es|elastic)$/,
  ],
  [
    'its key says password',
    'any',
    /(?:^| )(?:(?:db|user|my|root|admin|smtp|mail|ftp|sftp|http|redis|mysql|pg|postgres|mongo|ldap|proxy|ssl|keystore|truststore|key|store|bind|auth|login|account|api|service|sql|jdbc|database|rabbitmq|kafka|es|elastic) pass|(?:db|user|mysql|root|smtp|ftp|bind|key|store|keystore|truststore)pass)$/,
  ],
  [
    'its key says password',
    'unless a name',
    /^pass$|(?:^| )(?!(?:first|second|third|last|single|multi|two|one|low|high|band|all|by|sur|under|over|full|forward|backward|next|final|initial|per|each|num|max|min) )[a-z]+ pass$/,
  ],
  [
    'its key says secret key',
    'any',
    /(?:^| )(?:secret access key|secret key(?: base)?|minio (?:access|secret) key|s3 access key|aws access key(?: id)?)$/,
  ],
  [
    'its key says secret key',
    'unless a name',
    /(?:^| )(?:(?<=access key )secret|(?:access|private|api|account|encryption|fernet|signing|signature|master|shared|shared access|storage|storage account|subscription|license|function|host|service|session|cookie|hmac|jwt|auth|crypto|cipher|aes|rsa|ssh|deploy|integration|ingestion|ingest|rest|app|application|application insights instrumentation|instrumentation|consumer|merchant|server|write|admin|user|routing|client|webhook|x functions|ocp apim subscription|rapidapi|github|gitlab|openai|mistral|cohere|anthropic|gemini|google|azure|stripe|twilio|sendgrid|mailgun|algolia|datadog|dd|dd api|dd app|new relic|pagerduty|wandb|mlflow|hf|weaviate|qdrant|pinecone|tavily|vault unseal|unseal) key(?: (?:id|data|pem|json))?)$/,
  ],
  ['its key says secret', 'unless a name', /(?:^| )(?<!(?:pull|tls|k8s|kubernetes) )(?:secret|secret id)$/],
  [
    'its key says token',
    'unless a name',
    /(?:^| )(?:access|auth|authentication|api|bearer|refresh|id|oauth|oauth2|session|security|personal access|pat|bot|service account|service|sa|deploy|runner|registry|npm|pypi|github|gitlab|gh|hf|hub|slack|vault|consul|influx|influxdb|databricks|dbt|jwt|csrf|login|admin|root|webhook|app|user|device|join|bootstrap|secret|private|hash|sas|telegram|discord|sonar|snyk|codecov|cloudflare|digitalocean|do|linode|heroku|mapbox|wandb|replicate|hugging face hub|huggingface|db|motherduck|ngrok) token$/,
  ],
  ['its key says token', 'if random', /(?:^| )(?:token|pat|pepper)$/],
  [
    'its key says credential',
    'unless a name',
    /(?:^| )(?:credentials?|creds|auth|authorization|proxy authorization|jaas config|connection string|conn str|dsn|signature|x amz signature|x goog signature|identity token|erlang cookie|magic cookie|auth header|basic auth|user info|userinfo|http auth)$/,
  ],
];

const sorted = (word: string): string => Array.from(word).sort().join('');

/** Long words, of which one letter may be missing, wrong or too much; of each two may have changed places. */
const long = ['password', 'passphrase', 'secret', 'access', 'credential', 'credentials'];
const spelt = new Map([...long, 'key', 'token'].map((word) => [sorted(word), word]));

/** The words of a key with the slips put right. */
const corrected = (last: string): string =>
  last.replace(/\p{L}{3,12}/gu, (word) => {
    const slipped = long.find((right) => word.startsWith(right.charAt(0)) && distance(right, word) === 1);
    return spelt.get(sorted(word)) ?? slipped ?? word;
  });

export function claimOf(key: string): Named | undefined {
  // A member of every property; no start is to pay for the rules that it does not fit.
  if (key === 'key' || !hint.test(key) || references.test(key)) return undefined;
  if (known.test(key) || azure.test(key)) {
    const rule = /token$|sas/i.test(key)
      ? 'its key says token'
      : key.includes('password')
        ? 'its key says password'
        : 'its key says secret key';
    return { rule, claim: 'any' };
  }
  const last = words(key);
  if (textTokens.test(last)) return undefined;
  const ruleOf = (name: string): (typeof rules)[number] | undefined => rules.find(([, , shape]) => shape.test(name));
  const found = ruleOf(last);
  if (found) return { rule: found[0], claim: found[1] };
  const right = corrected(last);
  const meant = right === last ? undefined : ruleOf(right);
  return meant && { rule: meant[0], claim: 'if random' };
}
