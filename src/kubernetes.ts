// What Kubernetes takes for a name, a label, a key: k8s.io/apimachinery's validation.

/** KiB of a WorkflowTemplate: Kubernetes stores 1 MiB, and every Workflow carries a copy beside its own state. */
export const maxTemplate = 256;

declare const kind: unique symbol;

/** The name of a namespace, of a volume, or of what becomes a part of a host name. */
export type DnsLabel = string & { readonly [kind]: 'DNS label' };

const label = /^[a-z0-9]([-a-z0-9]*[a-z0-9])?$/;
const qualified = /^[A-Za-z0-9]([-A-Za-z0-9_.]*[A-Za-z0-9])?$/;

/** Any text in the letters of a DNS label: accents dropped, the rest replaced by dashes; may be empty. */
export const inLabelLetters = (text: string): string =>
  text
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-|-$/g, '');

/** CronWorkflow names end here, so that a template can be scheduled under its own name. */
const longest = 52;

/** A DNS label made of any text; nothing if nothing of it remains. */
export const dnsLabel = (text: string): DnsLabel | '' =>
  inLabelLetters(text).slice(0, longest).replace(/-$/, '') as DnsLabel | '';

/** A name that was looked at before: a wrong one is a mistake of ours. */
export function checkedLabel(text: string): DnsLabel {
  if (!isDnsLabel(text)) throw new Error(`${JSON.stringify(text)} is no DNS label`);
  return text;
}

export const isDnsLabel = (text: string): text is DnsLabel => text.length <= 63 && label.test(text);

/** The name of most objects: DNS labels with dots between them. */
export const isDnsName = (text: string): boolean =>
  text.length <= 253 && text.split('.').every((part) => label.test(part));

export const isLabelValue = (text: string): boolean => text === '' || (text.length <= 63 && qualified.test(text));

/** The key of a label or an annotation: a name, below a domain if any. */
export function isQualifiedName(text: string): boolean {
  const [name = '', domain, ...more] = text.split('/').reverse();
  return more.length === 0 && (domain === undefined || isDnsName(domain)) && name !== '' && isLabelValue(name);
}

/** What these are called. */
export const labelKey = "label's key: NAME or DOMAIN/NAME";
export const labelValue = "label's value: at most 63 letters, digits, -, _ and .";

/** A key of a Secret or a ConfigMap. */
export const isDataKey = (text: string): boolean => /^(?!\.$|\.\.)[-._a-zA-Z0-9]{1,253}$/.test(text);

export const isEnvName = (text: string): boolean => /^(?!\.$|\.\.)[-._a-zA-Z][-._a-zA-Z0-9]*$/.test(text);

/** What PodSecurity asks for at its strictest level. */
export const restricted = {
  pod: (user: number) => ({ runAsNonRoot: true, runAsUser: user, seccompProfile: { type: 'RuntimeDefault' } }),
  container: { allowPrivilegeEscalation: false, capabilities: { drop: ['ALL'] } },
};

// The grammar by which kubelets read an image's name: github.com/distribution/reference.
const hostPart = '[a-zA-Z0-9](?:[-a-zA-Z0-9]*[a-zA-Z0-9])?';
const host = `(?:${hostPart}(?:\\.${hostPart})*|\\[[0-9a-fA-F:]+\\])(?::[0-9]+)?`;
const component = '[a-z0-9]+(?:(?:[._]|__|-+)[a-z0-9]+)*';
const digest = '@sha(?:256:[0-9a-f]{64}|384:[0-9a-f]{96}|512:[0-9a-f]{128})';
const reference = new RegExp(`^((?:${host}/)?${component}(?:/${component})*)(:\\w[-.\\w]{0,127})?(${digest})?$`);

/** An image's name as kubelets read it, and whether it says which of its images; nothing where it is none. */
export function readImage(text: string): { readonly chosen: boolean } | undefined {
  const [, name, tag, hash] = (text.length <= 1024 ? reference.exec(text) : undefined) ?? [];
  // Sixty-four hexadecimal digits are the id of an image.
  if (name === undefined || /^[0-9a-f]{64}$/.test(text)) return undefined;
  const slash = name.indexOf('/');
  const first = name.slice(0, Math.max(slash, 0));
  const path = first === 'localhost' || /[.:A-Z]/.test(first) ? name.slice(slash + 1) : name;
  // Without a registry and without a slash it is docker.io/library/NAME.
  if (path.length + (slash < 0 ? 'library/'.length : 0) > 255) return undefined;
  return { chosen: (tag ?? hash) !== undefined };
}

export const isImage = (text: string): boolean => readImage(text) !== undefined;
