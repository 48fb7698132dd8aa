import { isDnsName } from '../kubernetes.js';
import { credentialIn, type Credential } from './detect.js';

/** A credential in plain data. */
interface PlacedCredential extends Credential {
  /** JSON Pointer. */
  readonly pointer: string;
  readonly key: string;
  /** The text that it lies in. */
  readonly whole: string;
}

interface Item {
  readonly value: unknown;
  readonly pointer: string;
  readonly key: string;
}

/** JSON in a text in JSON in a text … is read so deep. */
const deepest = 4;

function inText(key: string, text: string, depth: number): Credential | undefined {
  const found = credentialIn(key, text);
  if (found?.level === 'sure' || depth === deepest || !/^\s*[[{]/.test(text)) return found;
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return found;
  }
  for (const { level, rule, text: inner } of walk({ value, pointer: '', key }, depth + 1)) {
    return { level, rule, text: inner };
  }
  return found;
}

function* walk(root: Item, depth: number): Generator<PlacedCredential> {
  const open = [root];
  for (let item = open.pop(); item; item = open.pop()) {
    const { key, pointer, value } = item;
    if (typeof value === 'string' || typeof value === 'number') {
      const whole = String(value);
      const found = inText(key, whole, depth);
      if (found) yield { pointer, key, whole, ...found };
    } else if (Array.isArray(value)) {
      for (let i = value.length - 1; i >= 0; i -= 1) {
        // `["--password", "x"]`
        const before: unknown = value[i - 1];
        const option = typeof before === 'string' ? /^--?([A-Za-z][\w.-]{1,200})$/.exec(before)?.[1] : undefined;
        open.push({ value: value[i], pointer: `${pointer}/${i}`, key: option ?? key });
      }
    } else if (typeof value === 'object' && value !== null) {
      const members = value as Record<string, unknown>;
      const own = members.key ?? members.name;
      // A reference to a Secret names what lies in it; what no Secret can be called may be what it holds.
      const { secret } = members;
      const reference = typeof secret === 'string' && Object.keys(members).some((name) => /key$/i.test(name));
      const isNamed = (name: string): boolean => reference && (name !== 'secret' || isDnsName(secret));
      const children: Item[] = [];
      for (const [name, member] of Object.entries(members)) {
        const at = `${pointer}/${name.replaceAll('~', '~0').replaceAll('/', '~1')}`;
        const isValue = typeof own === 'string' && /^(?:default)?value$/i.test(name);
        if (name !== '') children.push({ value: name, pointer: at, key: '' });
        children.push({ value: member, pointer: at, key: isNamed(name) ? '' : isValue ? own : name });
      }
      for (const child of children.reverse()) open.push(child);
    }
  }
}

/** Every text of plain data that looks like a credential; `{key: …, value: …}` is a key and its value. */
export const credentialsIn = (value: unknown): PlacedCredential[] => [...walk({ value, pointer: '', key: '' }, 0)];
