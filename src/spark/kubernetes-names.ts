import type { Report } from '../diagnostics/index.js';
import {
  isDataKey,
  isDnsLabel,
  isDnsName,
  isEnvName,
  isLabelValue,
  isQualifiedName,
  labelKey as key,
  labelValue as text,
} from '../kubernetes.js';
import { checkReference } from '../platform/index.js';
import { isOpen, type SettingPlace } from './rules/conf.js';

/** What Kubernetes takes for a kind of name. */
interface Name {
  readonly what: string;
  readonly holds: (text: string) => boolean;
}

const namespace: Name = { what: 'namespace: at most 63 of a-z, 0-9 and -', holds: isDnsLabel };
const name: Name = { what: 'name: a-z, 0-9, - and .', holds: isDnsName };
const volume: Name = { what: 'name of a volume: at most 63 of a-z, 0-9 and -', holds: isDnsLabel };
const names: Name = {
  what: 'list of names: a-z, 0-9, - and ., with commas between them',
  holds: (text) => text.split(',').every((one) => isDnsName(one.trim())),
};
const labelKey: Name = { what: key, holds: isQualifiedName };
const annotationKey: Name = { what: "annotation's key: NAME or DOMAIN/NAME", holds: isQualifiedName };
const labelValue: Name = { what: text, holds: isLabelValue };
const variable: Name = { what: 'environment variable: letters, digits, -, _ and .', holds: isEnvName };
const secretKey: Name = {
  what: 'key of a Secret: NAME:KEY',
  holds: (text) => {
    const [secret = '', key = '', ...more] = text.split(':');
    return more.length === 0 && isDnsName(secret) && isDataKey(key);
  },
};

const imageKey = /^spark\.kubernetes\.(?:(?:driver|executor)\.)?container\.image$/;

/** What Kubernetes makes of settings: a part of the key, and the value. */
const settings: readonly (readonly [key: RegExp, part: Name | undefined, value: Name | undefined])[] = [
  [/^spark\.kubernetes\.namespace$/, undefined, namespace],
  [/^spark\.kubernetes\.authenticate\.(?:driver|executor)\.serviceAccountName$/, undefined, name],
  [/^spark\.kubernetes\.container\.image\.pullSecrets$/, undefined, names],
  [/^spark\.kubernetes\.(?:driver|executor)\.label\.(.+)$/, labelKey, labelValue],
  [/^spark\.kubernetes\.driver\.service\.label\.(.+)$/, labelKey, labelValue],
  [/^spark\.kubernetes\.(?:driver|executor)\.annotation\.(.+)$/, annotationKey, undefined],
  [/^spark\.kubernetes\.driver\.service\.annotation\.(.+)$/, annotationKey, undefined],
  [/^spark\.kubernetes\.(?:(?:driver|executor)\.)?node\.selector\.(.+)$/, labelKey, labelValue],
  [/^spark\.kubernetes\.(?:driver|executor)\.secrets\.(.+)$/, name, undefined],
  [/^spark\.kubernetes\.(?:driver|executor)\.secretKeyRef\.(.+)$/, variable, secretKey],
  [/^spark\.(?:kubernetes\.driverEnv|executorEnv)\.(.+)$/, variable, undefined],
  [/^spark\.kubernetes\.(?:driver|executor)\.volumes\.[^.]+\.([^.]+)\./, volume, undefined],
  [/^spark\.kubernetes\.(?:kerberos\.tokenSecret\.name|(?:hadoop|kerberos\.krb5)\.configMapName)$/, undefined, name],
];

/** Refuses a setting that becomes a name, a label or a key that Kubernetes does not take. */
export function checkNames(key: string, value: string, at: SettingPlace, report: Report): void {
  if (imageKey.test(key)) {
    if (!/\$\{(?:spark\.|env:|system:)/.test(value)) checkReference(key, value, () => at.place('value'), report);
    return;
  }
  const found = settings.find(([pattern]) => pattern.test(key));
  if (!found) return;
  const [pattern, part, rule] = found;
  const inKey = pattern.exec(key)?.[1];
  if (inKey !== undefined && part && !part.holds(inKey)) {
    report.add('kubernetes-name', at.place('key'), { key, text: inKey, what: part.what });
  }
  // What Spark fills in is known at run time only; a namespace is ours as well.
  if (!rule || rule.holds(value) || (rule !== namespace && isOpen(value))) return;
  report.add('kubernetes-name', at.place('value'), { key, text: value, what: rule.what });
}
