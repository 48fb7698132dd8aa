const entities: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };

/** A text inside XML; what XML cannot hold becomes the replacement character. */
export const xml = (text: string): string =>
  text
    .replace(/[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/gu, '\ufffd')
    .replace(/[&<>"]/g, (character) => entities[character] ?? '');

/** An element; attributes that are undefined are left out. */
export function element(
  name: string,
  attributes: Readonly<Record<string, string | number | undefined>>,
  ...content: readonly string[]
): string {
  const written = Object.entries(attributes).flatMap(([key, value]) =>
    value === undefined ? [] : [` ${key}="${xml(String(value))}"`],
  );
  return `<${name}${written.join('')}${content.length > 0 ? `>${content.join('')}</${name}>` : '/>'}`;
}

/** Pixels of a text in a sans-serif font of 13 pixels, generously: nothing here can measure one. */
export const widthOf = (text: string): number =>
  Array.from(text).reduce((sum, character) => sum + ((character.codePointAt(0) ?? 0) > 0x2e7f ? 14 : 7.4), 0);

/** Characters of a line of a box. */
const longest = 40;

/** A line that fits. */
export const cut = (text: string): string => {
  const characters = Array.from(text);
  return characters.length > longest ? `${characters.slice(0, longest - 1).join('')}…` : text;
};

const light = { ink: '#1b1f24', soft: '#57606a', paper: '#ffffff', spark: '#e8f1ff', pod: '#f3f4f6', line: '#57606a' };
const dark = { ink: '#e6edf3', soft: '#9da7b3', paper: '#0d1117', spark: '#12294a', pod: '#1c222b', line: '#8b949e' };

const rules = (c: typeof light): string =>
  [
    `svg{background:${c.paper}}`,
    `text{fill:${c.ink};font:13px system-ui,sans-serif}`,
    `.soft{fill:${c.soft};font-size:12px}`,
    // It stands on its arrow.
    `.label{paint-order:stroke;stroke:${c.paper};stroke-width:5px}`,
    `.box{fill:${c.paper};stroke:${c.line}}`,
    `.spark{fill:${c.spark}}`,
    `.pod{fill:${c.pod}}`,
    `.line{stroke:${c.line};fill:none}`,
    `.head{fill:${c.line}}`,
  ].join('');

/** The colours: those of the reader's screen, light or dark. */
const style = (more: string): string =>
  element('style', {}, `${rules(light)}${more}@media(prefers-color-scheme:dark){${rules(dark)}}`);

/** A drawing; `more`: rules of its own. */
export const svg = (
  title: string,
  [width, height]: readonly [number, number],
  content: readonly string[],
  more = '',
): string => {
  const [w, h] = [Math.ceil(width), Math.ceil(height)];
  return `${element(
    'svg',
    { xmlns: 'http://www.w3.org/2000/svg', role: 'img', width: w, height: h, viewBox: `0 0 ${w} ${h}` },
    element('title', {}, xml(title)),
    style(more),
    ...content,
  )}\n`;
};
