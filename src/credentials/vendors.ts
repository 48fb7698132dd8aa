import { gitleaks } from './generated/gitleaks.js';

type Shape = (typeof gitleaks)[number];

/** What gitleaks does not know, or knows only beside a vendor's name. */
const own: readonly Shape[] = [
  [
    ['AKIA', 'ASIA', 'ABIA', 'ACCA', 'A3T'],
    '(?:A3T[A-Z0-9]|AKIA|ASIA|ABIA|ACCA)[A-Z0-9]{16}(?![A-Za-z0-9])',
    'y',
    'aws-access-token',
  ],
  [['ATATT3', 'ATCTT3'], '\\w{6}[\\w=-]{40,}', 'y', 'atlassian-api-token'],
  [['ATBB'], 'ATBB\\w{24,}', 'y', 'bitbucket-app-password'],
  [['pat'], 'pat[A-Za-z0-9]{14}\\.[a-f0-9]{64}', 'y', 'airtable-token'],
  [['2/', '1/'], '[12]/\\d{16}/\\d{16}:[a-f0-9]{32}', 'y', 'asana-token'],
  [['cflt'], 'cflt[A-Za-z0-9+/]{56,}', 'y', 'confluent-secret'],
  [['CFPAT-'], 'CFPAT-[\\w-]{40,}', 'y', 'contentful-token'],
  [['essu_'], 'essu_[\\w+/-]{40,}', 'y', 'elastic-cloud-key'],
  [['HRKU-'], 'HRKU-[\\w-]{36,}', 'y', 'heroku-api-key'],
  [['dG9rOg'], 'dG9rOg[A-Za-z0-9]{30,}', 'y', 'intercom-token'],
  [
    ['sdk-', 'api-', 'mob-'],
    '[a-z]{3}-[a-f0-9]{8}-[a-f0-9]{4}-[a-f0-9]{4}-[a-f0-9]{4}-[a-f0-9]{12}',
    'y',
    'launchdarkly-key',
  ],
  [['mdb_sa_sk_'], 'mdb_sa_sk_[\\w-]{30,}', 'y', 'mongodb-atlas-secret'],
  [['nfp_', 'nfc_', 'nfo_', 'nfb_', 'nfu_'], 'nf[a-z]_[A-Za-z0-9]{36,}', 'y', 'netlify-token'],
  [['hooks.zapier.com/hooks/catch/'], 'hooks\\.zapier\\.com/hooks/catch/\\d{4,}/\\w{5,}', 'y', 'zapier-webhook-url'],
  [['ops_eyJ'], 'ops_eyJ[\\w+/=-]{100,}', 'y', '1password-service-account-token'],
  [['apify_api_'], 'apify_api_[A-Za-z0-9]{30,}', 'y', 'apify-token'],
  [['e2b_'], 'e2b_[a-f0-9]{40}', 'y', 'e2b-api-key'],
  [['rpa_'], 'rpa_[A-Z0-9]{36,}', 'y', 'runpod-api-key'],
  [['csk-'], 'csk-[a-z0-9]{40,}', 'y', 'cerebras-api-key'],
  [['jina_'], 'jina_[\\w-]{50,}', 'y', 'jina-api-key'],
  [['tgp_v1_'], 'tgp_v1_[\\w-]{36,}', 'y', 'together-api-key'],
  [['fw_'], 'fw_[A-Za-z0-9]{22,}', 'y', 'fireworks-api-key'],
  [['sk-lf-', 'sk-svcacct-', 'sk-admin-'], 'sk-[a-z]{2,8}-[\\w-]{32,}', 'y', 'api-secret-key'],
  [['sk_'], 'sk_[a-f0-9]{48}', 'y', 'elevenlabs-api-key'],
  [['waka_'], 'waka_[a-f0-9-]{36}', 'y', 'wakatime-api-key'],
  [['zpka_'], 'zpka_[\\w-]{30,}', 'y', 'zuplo-api-key'],
  [['signkey-prod-', 'signkey-test-'], 'signkey-[a-z]{4}-[a-f0-9]{32,}', 'y', 'inngest-signing-key'],
  [['ddp_', 'ddo_'], 'dd[op]_[A-Za-z0-9]{36}', 'y', 'deno-deploy-token'],
  [['v1.0-'], 'v1\\.0-[a-f0-9]{24}-[a-f0-9]{100,}', 'y', 'cloudflare-origin-ca-key'],
  [['snyk_uat.', 'snyk_sat.'], 'snyk_[su]at\\.[\\w.-]{40,}', 'y', 'snyk-token'],
  [['AKID'], 'AKID[A-Za-z0-9]{32}', 'y', 'tencent-secret-id'],
  [['CCIPAT_', 'CCIPRJ_'], '\\w{20,}', 'y', 'circleci-token'],
  [['EAAC', 'EAAM', 'EAAB'], 'EAA[A-Z][A-Za-z0-9]{60,}', 'y', 'facebook-access-token'],
  [['FwoGZXIvYXdz', 'IQoJb3JpZ2lu'], '[A-Za-z0-9+/]{60,}', 'y', 'aws-session-token'],
  [['GOCSPX-'], 'GOCSPX-[\\w-]{24,}', 'y', 'google-client-secret'],
  [['SharedAccessSignature '], 'SharedAccessSignature s[\\w=&%.+/-]{20,}', 'y', 'azure-shared-access-signature'],
  [['atlasv1.'], 'atlasv1\\.[\\w=-]{40,}', 'y', 'hashicorp-tf-api-token'],
  [['bkua_', 'bkat_'], 'bk[a-z]{2}_[a-f0-9]{32,}', 'y', 'buildkite-token'],
  [['cfut_', 'cfat_', 'cfk_'], 'cf[a-z]{1,2}_\\w{30,}', 'y', 'cloudflare-token'],
  [['dckr_pat_', 'dckr_oat_'], 'dckr_[a-z]{3}_[\\w-]{20,}', 'y', 'docker-access-token'],
  [['dose'], 'dose[a-f0-9]{32}', 'y', 'databricks-oauth-secret'],
  [['dp.st.', 'dp.ct.', 'dp.sa.', 'dp.scim.', 'dp.audit.'], 'dp\\.[a-z]{2,5}\\.[\\w.-]{30,}', 'y', 'doppler-token'],
  [['figd_'], 'figd_[\\w-]{30,}', 'y', 'figma-access-token'],
  [
    ['fo1_', 'fm1a_', 'fm1r_', 'fm2_', 'FlyV1 fm'],
    '(?:FlyV1 )?f[om][12][ar]?_[\\w+/-]{40,}',
    'y',
    'flyio-access-token',
  ],
  [['ghp_', 'gho_', 'ghu_', 'ghs_', 'ghr_'], 'gh[opusr]_\\w{36}', 'y', 'github-token'],
  [['github_pat_'], 'github_pat_\\w{40,}', 'y', 'github-fine-grained-pat'],
  [['gsk_'], 'gsk_[A-Za-z0-9]{40,}', 'y', 'groq-api-key'],
  [['hf_'], 'hf_[A-Za-z0-9]{30,}', 'y', 'huggingface-access-token'],
  [['hvs.', 'hvr.'], 'hv[sr]\\.[\\w-]{24,}', 'y', 'vault-token'],
  [['lin_oauth_'], 'lin_oauth_[A-Za-z0-9]{32,}', 'y', 'linear-token'],
  [['lsv2_pt_', 'lsv2_sk_'], 'lsv2_[a-z]{2}_[\\w]{32,}', 'y', 'langsmith-api-key'],
  [['napi_'], 'napi_[a-z0-9]{40,}', 'y', 'neon-api-key'],
  [['nvapi-'], 'nvapi-[\\w-]{40,}', 'y', 'nvidia-api-key'],
  [['phc_', 'phx_', 'phs_'], 'ph[a-z]_[A-Za-z0-9]{32,}', 'y', 'posthog-key'],
  [['pcsk_'], 'pcsk_\\w{40,}', 'y', 'pinecone-api-key'],
  [['pypi-'], 'pypi-[\\w-]{50,}', 'y', 'pypi-token'],
  [['r8_'], 'r8_[A-Za-z0-9]{30,}', 'y', 'replicate-api-token'],
  [['rnd_'], 'rnd_[A-Za-z0-9]{28,}', 'y', 'render-api-key'],
  [['sbp_'], 'sbp_[a-f0-9]{40}', 'y', 'supabase-access-token'],
  [['sb_secret_'], 'sb_secret_[\\w-]{20,}', 'y', 'supabase-secret-key'],
  [['secret_'], 'secret_[A-Za-z0-9]{43}', 'y', 'notion-integration-token'],
  [['sgp_'], 'sgp_(?:(?:[a-fA-F0-9]{16}|local)_)?[a-fA-F0-9]{40}', 'y', 'sourcegraph-access-token'],
  [['sk-'], 'sk-(?=[\\w-]{0,80}\\d)(?=[\\w-]{0,80}[A-Z])[\\w-]{32,}', 'y', 'openai-api-key'],
  [['sk-ant-'], 'sk-ant-[\\w-]{30,}', 'y', 'anthropic-api-key'],
  [['sk-or-v1-'], 'sk-or-v1-[a-f0-9]{64}', 'y', 'openrouter-api-key'],
  [['sntrys_'], 'sntrys_[\\w+/=-]{40,}', 'y', 'sentry-org-token'],
  [['sq0csp-', 'sq0idp-'], 'sq0[a-z]{3}-[\\w-]{22,}', 'y', 'square-secret'],
  [['squ_', 'sqp_', 'sqa_'], 'sq[upa]_[a-f0-9]{40}', 'y', 'sonar-token'],
  [['tskey-'], 'tskey-[a-z]{1,12}-[\\w-]{16,}', 'y', 'tailscale-key'],
  [['tvly-'], 'tvly-[\\w-]{20,}', 'y', 'tavily-api-key'],
  [['vcp_', 'vci_', 'vca_', 'vcr_', 'vck_'], 'vc[a-z]_[A-Za-z0-9]{24,}', 'y', 'vercel-token'],
  [['whsec_'], 'whsec_[A-Za-z0-9+/]{24,}', 'y', 'webhook-secret'],
  [['xai-'], 'xai-[A-Za-z0-9]{60,}', 'y', 'xai-api-key'],
  [
    ['xoxa-', 'xoxb-', 'xoxo-', 'xoxp-', 'xoxr-', 'xoxs-', 'xoxc-', 'xoxd-'],
    'xox[a-z]-(?=[\\w%-]{0,60}\\d)[\\w%-]{10,}',
    'y',
    'slack-token',
  ],
  [['xoxe.', 'xoxe-'], 'xoxe[.-][\\w.-]{20,}', 'y', 'slack-config-token'],
  [['xsmtpsib-'], 'xsmtpsib-[a-f0-9]{40,}', 'y', 'sendinblue-smtp-key'],
  [['ya29.'], 'ya29\\.[\\w-]{20,}', 'y', 'google-oauth-token'],
  [['1//0'], '1//0[\\w-]{30,}', 'y', 'google-refresh-token'],
  [['PuTTY-User-Key-File-'], 'PuTTY-User-Key-File-\\d', 'y', 'putty-private-key'],
  [
    ['$2a$', '$2b$', '$2y$', '$argon2', '$apr1$'],
    '\\$(?:2[aby]\\$\\d\\d\\$[./A-Za-z0-9]{50,}|argon2[a-z]{0,2}\\$[^\\s:]{20,}|apr1\\$[^\\s:]{10,})',
    'y',
    'password-hash',
  ],
  [
    ['hooks.slack.com/'],
    'hooks\\.slack\\.com/(?:services|workflows|triggers)/[A-Za-z0-9+/]{20,}',
    'y',
    'slack-webhook-url',
  ],
  [
    ['discord.com/api/webhooks/', 'discordapp.com/api/webhooks/'],
    '[a-z.]{11,14}/api/webhooks/\\d{10,}/[\\w-]{30,}',
    'y',
    'discord-webhook-url',
  ],
  [
    ['.webhook.office.com/webhookb2/'],
    '\\.webhook\\.office\\.com/webhookb2/[\\w@/-]{60,}',
    'y',
    'microsoft-teams-webhook',
  ],
  [
    ['.azurewebsites.net/'],
    '\\.azurewebsites\\.net/[\\w./-]{0,200}\\?(?:\\w{1,40}=[^\\s&]{0,100}&){0,5}code=[\\w%+/=-]{20,}',
    'y',
    'azure-function-key',
  ],
  [['ATTA'], 'ATTA[a-f0-9]{64}', 'y', 'trello-token'],
  [['pat-na', 'pat-eu', 'pat-ap'], 'pat-[a-z]{2}\\d-[a-f0-9-]{36}', 'y', 'hubspot-token'],
  [['SK'], 'SK[a-f0-9]{32}', 'y', 'twilio-api-key'],
  [['access_token$'], 'access_token\\$(?:production|sandbox)\\$[a-z0-9]{16}\\$[a-f0-9]{32}', 'y', 'braintree-token'],
  [['amzn.mws.'], 'amzn\\.mws\\.[a-f0-9-]{36}', 'y', 'amazon-mws-token'],
  [['amzn1.oa2-cs.v1.'], 'amzn1\\.oa2-cs\\.v1\\.[a-f0-9]{64}', 'y', 'amazon-client-secret'],
  [['00D'], '00D\\w{12,15}![\\w.]{60,}', 'y', 'salesforce-session'],
  [['sk-'], 'sk-[a-f0-9]{32}(?![\\w-])', 'y', 'api-secret-key'],
  [['esecret_'], 'esecret_\\w{24,}', 'y', 'anyscale-token'],
  [['re_'], 're_\\w{8}_\\w{24}', 'y', 'resend-api-key'],
  [['sk.eyJ'], 'sk\\.eyJ[\\w-]{40,}\\.[\\w-]{20,}', 'y', 'mapbox-secret-token'],
  [['npg_'], 'npg_[A-Za-z0-9]{12,}', 'y', 'neon-password'],
  [['BBDC-'], 'BBDC-[\\w+/@-]{40,}', 'y', 'bitbucket-data-center-token'],
  [['AKLT'], 'AKLT[\\w-]{40,}', 'y', 'volcengine-access-key'],
  [['cio'], 'cio[A-Za-z0-9]{32}(?!\\w)', 'y', 'crates-io-token'],
  [['oy2'], 'oy2[a-z0-9]{43}(?!\\w)', 'y', 'nuget-api-key'],
  [['aio_'], 'aio_[A-Za-z0-9]{28}', 'y', 'adafruit-io-key'],
  [['ls__'], 'ls__[a-f0-9]{32}', 'y', 'langsmith-api-key'],
  [['pa-'], 'pa-[\\w-]{43}(?![\\w-])', 'y', 'voyage-api-key'],
  [['hcaik_', 'hcbik_', 'hcxik_'], 'hc[abx]ik_[a-z0-9]{58}', 'y', 'honeycomb-key'],
  [['rzp_live_', 'rzp_test_'], 'rzp_[a-z]{4}_[A-Za-z0-9]{14,}', 'y', 'razorpay-key'],
  [['A21AA'], 'A21AA[\\w-]{80,}', 'y', 'paypal-access-token'],
  [['y0_Ag', 'y1_Ag', 'y2_Ag', 'y3_Ag'], 'y[0-3]_[\\w-]{55,}', 'y', 'yandex-oauth-token'],
  [['vk1.a.'], 'vk1\\.a\\.[\\w-]{60,}', 'y', 'vk-access-token'],
  [['oauth:'], 'oauth:[a-z0-9]{30}(?!\\w)', 'y', 'twitch-token'],
  [['api.telegram.org/bot'], 'api\\.telegram\\.org/bot\\d{6,}:[\\w-]{30,}', 'y', 'telegram-bot-api-token'],
];

/** Shapes without a beginning of their own, told by what stands in their middle, so many characters behind it. */
const middles: readonly (readonly [hint: string, most: number, least: number, shape: RegExp, id: string])[] = [
  ['Q~', 4, 4, /[\w.~-]{3}\dQ~[\w.~-]{31,34}/y, 'azure-ad-client-secret'],
  [':AA', 12, 8, /\d{8,12}:AA[\w-]{32,33}(?![\w-])/y, 'telegram-bot-api-token'],
  ['-us', 32, 32, /[a-f0-9]{32}-us\d{1,2}(?!\w)/y, 'mailchimp-api-key'],
  ['JQQJ9', 52, 52, /[A-Za-z\d]{52}JQQJ9[9D][A-Za-z\d]{5,30}/y, 'azure-key'],
  ['AzCa', 33, 33, /[A-Za-z\d]{33}AzCa[A-P][A-Za-z\d]{5}=/y, 'azure-redis-key'],
  ['AzSe', 42, 42, /[A-Za-z\d]{42}AzSe[A-D][A-Za-z\d]{5}/y, 'azure-search-key'],
  ['AzFu', 44, 44, /[\w-]{44}AzFu[\w-]{5,8}={0,2}/y, 'azure-function-key'],
  ['+ASt', 76, 76, /[A-Za-z\d+/]{76}\+ASt[\w+/]{5,8}={0,2}/y, 'azure-storage-key'],
  ['+ACR', 42, 42, /[A-Za-z\d+/]{42}\+ACR[A-D][A-Za-z\d]{5}/y, 'azure-registry-password'],
  ['AZDO', 76, 76, /[A-Za-z\d]{76}AZDO[A-Za-z\d]{4}/y, 'azure-devops-token'],
  [':APA91b', 22, 11, /[\w-]{11,22}:APA91b[\w-]{100,}/y, 'firebase-token'],
];

interface Vendors {
  /** Where a token may begin; the longest beginning first. */
  readonly beginning: RegExp;
  readonly shapes: ReadonlyMap<string, readonly Shape[]>;
}
let vendors: Vendors | undefined;
const made = new Map<Shape, RegExp>();

const literally = (text: string): string => text.replace(/[.*+?^${}()|[\]\\/]/g, '\\$&');

/** Made when the first text is long enough for one: a start pays for what it uses. */
function known(): Vendors {
  if (vendors) return vendors;
  const shapes = new Map<string, Shape[]>();
  for (const shape of [...gitleaks, ...own]) {
    for (const start of new Set(shape[0])) {
      const others = shapes.get(start);
      if (others) others.push(shape);
      else shapes.set(start, [shape]);
    }
  }
  const starts = [...shapes.keys()].sort((a, b) => b.length - a.length);
  return (vendors = { beginning: new RegExp(starts.map(literally).join('|'), 'g'), shapes });
}

/** The shapes of tokens that begin so; then those with a shorter beginning. */
function* shapesOf(beginning: string): Generator<readonly [shape: RegExp, id: string]> {
  for (let length = beginning.length; length > 0; length -= 1) {
    for (const one of known().shapes.get(beginning.slice(0, length)) ?? []) {
      let shape = made.get(one);
      if (!shape) made.set(one, (shape = new RegExp(one[1], one[2])));
      yield [shape, one[3]];
    }
  }
}

/** A prefix with words after it, such as `live_customers_by_region`, is no token. */
const isRandom = (token: string): boolean => /\d|^.{4}.*[A-Z]|[A-Za-z]{20}/.test(token);

const tokenEnd = /[\w+/=.~%-]*/y;

/** The first token of a vendor at or after `from`. */
export function vendorToken(text: string, from = 0): { id: string; start: number; end: number } | undefined {
  if (text.length - from < 16) return undefined;
  const { beginning } = known();
  beginning.lastIndex = from;
  for (let hit = beginning.exec(text); hit; hit = beginning.exec(text)) {
    const start = hit.index;
    const before = text[start - 1] ?? ' ';
    if (/[A-Za-z0-9]/.test(before) && /^[A-Za-z0-9]/.test(hit[0])) {
      if (hit[0].length > 1) beginning.lastIndex = start + 1;
      continue;
    }
    for (const [shape, id] of shapesOf(hit[0])) {
      shape.lastIndex = start;
      const found = shape.exec(text)?.[0];
      if (found === undefined || !isRandom(found)) continue;
      tokenEnd.lastIndex = start + found.length;
      return { id, start, end: start + found.length + (tokenEnd.exec(text)?.[0].length ?? 0) };
    }
    beginning.lastIndex = start + 1;
  }
  for (const [hint, most, least, shape, id] of middles) {
    for (let at = text.indexOf(hint, from); at >= 0; at = text.indexOf(hint, at + 1)) {
      for (let start = Math.max(from, at - most); start <= at - least; start += 1) {
        if (/[\w.~-]/.test(text[start - 1] ?? ' ')) continue;
        shape.lastIndex = start;
        const found = shape.exec(text)?.[0];
        if (found !== undefined) return { id, start, end: start + found.length };
      }
    }
  }
  return undefined;
}
