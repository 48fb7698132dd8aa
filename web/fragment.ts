// The state of the page as a part of its address, which a browser sends to nobody.

/** Characters of an address that is still an address, and of the texts that it may stand for. */
const longest = 60_000;
const largest = 12 * 2 ** 20;

async function through(bytes: BlobPart, stream: CompressionStream | DecompressionStream): Promise<Uint8Array> {
  const reader = new Blob([bytes]).stream().pipeThrough(stream).getReader();
  const parts: Uint8Array<ArrayBuffer>[] = [];
  let size = 0;
  for (let part = await reader.read(); !part.done; part = await reader.read()) {
    parts.push(part.value);
    size += part.value.length;
    if (size > largest) throw new Error('too large');
  }
  return new Uint8Array(await new Blob(parts).arrayBuffer());
}

/** Nothing where it would be too long. */
export async function pack(value: unknown): Promise<string | undefined> {
  const bytes = await through(JSON.stringify(value), new CompressionStream('deflate-raw'));
  if (bytes.length > (longest * 3) / 4) return undefined;
  const text = btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join(''));
  return text.replaceAll('+', '-').replaceAll('/', '_').replace(/=+$/, '');
}

/** Nothing where it is none of ours. */
export async function unpack(text: string): Promise<unknown> {
  try {
    const binary = atob(text.replaceAll('-', '+').replaceAll('_', '/'));
    const bytes = Uint8Array.from(binary, (character) => character.charCodeAt(0));
    return JSON.parse(new TextDecoder().decode(await through(bytes, new DecompressionStream('deflate-raw'))));
  } catch {
    return undefined;
  }
}
