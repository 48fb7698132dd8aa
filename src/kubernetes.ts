// What Kubernetes takes for a name, a label, a key: k8s.io/apimachinery's validation.

declare const kind: unique symbol;

/** The name of a namespace, of a volume, or of what becomes a part of a host name. */
export type DnsLabel = string & { readonly [kind]: 'DNS label' };

const label = /^[a-z0-9]([-a-z0-9]*[a-z0-9])?$/;
const qualified = /^[A-Za-z0-9]([-A-Za-z0-9_.]*[A-Za-z0-9])?$/;

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

/** A key of a Secret or a ConfigMap. */
export const isDataKey = (text: string): boolean =>
  /^[-._a-zA-Z0-9]{1,253}$/.test(text) && !/^\.\.?($|\.\/)/.test(text);

export const isEnvName = (text: string): boolean => /^[-._a-zA-Z][-._a-zA-Z0-9]*$/.test(text) && !/^\.\.?$/.test(text);

/** An image's name: host and path, tag, digest. */
export const isImage = (text: string): boolean => /^[a-zA-Z0-9][-a-zA-Z0-9._:/@]{0,1023}$/.test(text);
