import { around, type Inside, type Place, type Report } from '../diagnostics/index.js';
import { tokenIn, valueAt, type SourceFile } from '../definition/index.js';
import { isMapping, type Mapping } from './mapping.js';
import { pieceOf, pieces } from './pods.js';

/** Reads a file that a profile names there, by the path that it says; tells why where it cannot. */
export type ReadNamed = (path: string, from: SourceFile, pointer: string) => SourceFile | undefined;

/**
 * A profile and what it extends, the strongest first; nothing where one of them cannot be read.
 *
 * @param tell Judges each by itself.
 */
export function layersOf(
  own: SourceFile,
  tell: (layer: SourceFile) => void,
  report: Report,
  readNamed: ReadNamed = (path, from, pointer) => {
    report.add('cannot-read', from.place(pointer), {
      reason: `${path}: the library reads no files; give it one whole profile`,
    });
    return undefined;
  },
): SourceFile[] | undefined {
  const layers: SourceFile[] = [];
  for (let source: SourceFile | undefined = own; ;) {
    tell(source);
    const whole = withTemplates(source, readNamed);
    if (!whole) return undefined;
    layers.push(whole);
    const { extends: path } = source.value as { extends?: unknown };
    if (typeof path !== 'string' || path === '') return layers;
    const place = source.place('/extends');
    source = readNamed(path, source, '/extends');
    if (!source) return undefined;
    const { file } = source;
    if (layers.some((layer) => layer.file === file)) {
      report.add('extends-circle', place, { file });
      return undefined;
    }
  }
}

/** A profile with what its files of pod templates hold in their places; nothing where one cannot be read. */
function withTemplates(source: SourceFile, readNamed: ReadNamed): SourceFile | undefined {
  const files = new Map<string, SourceFile>();
  const value = { ...(source.value as Mapping) };
  for (const member of pieces) {
    const part = value[member] as Mapping | undefined;
    if (typeof part?.podTemplate !== 'string' || part.podTemplate === '') continue;
    const pointer = pieceOf(member);
    const file = readNamed(part.podTemplate, source, pointer);
    if (!file) return undefined;
    files.set(pointer, file);
    value[member] = { ...part, podTemplate: file.value };
  }
  if (files.size === 0) return source;
  const found = (pointer: string): readonly [SourceFile, string] => {
    for (const [start, file] of files) {
      if (pointer === start || pointer.startsWith(`${start}/`)) return [file, pointer.slice(start.length)];
    }
    return [source, pointer];
  };
  return {
    file: source.file,
    value,
    text: JSON.stringify(value),
    place(pointer, target) {
      const [file, rest] = found(pointer);
      return file.place(rest, target);
    },
    inside(pointer, text) {
      const [file, rest] = found(pointer);
      return file.inside(rest, text);
    },
  };
}

/** Mappings are merged, whatever else the stronger one says takes the weaker one's place. */
function merged(weak: Mapping, strong: Mapping): Mapping {
  const all = new Map(Object.entries(weak));
  for (const [key, value] of Object.entries(strong)) {
    const other = all.get(key);
    all.set(key, isMapping(other) && isMapping(value) ? merged(other, value) : value);
  }
  return Object.fromEntries(all);
}

/** One document of several; each place is that of the strongest layer that says something there. */
export function layered(layers: readonly SourceFile[]): SourceFile | undefined {
  const [own, ...bases] = layers;
  if (!own || bases.length === 0) return own;
  const all = Object.entries(layers.map((layer) => layer.value as Mapping).reduceRight(merged));
  const value = Object.fromEntries(all.filter(([key]) => key !== 'extends'));
  const strongest = (pointer: string): SourceFile =>
    layers.find((layer) => valueAt(layer.value, pointer) !== undefined) ?? own;
  const place = (pointer: string, target?: 'key' | 'value'): Place => strongest(pointer).place(pointer, target);
  const inside = (pointer: string, text: string): Inside =>
    isMapping(valueAt(value, pointer))
      ? around((inner) => place(pointer + inner.pointer, tokenIn(text, inner)))
      : strongest(pointer).inside(pointer, text);
  return { file: own.file, value, text: JSON.stringify(value), place, inside };
}
