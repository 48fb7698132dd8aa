// Makes folders again of all cases, or of some: node scripts/run-ts.mjs test/unpack.ts FOLDER [NAME…]
import { join } from 'node:path';
import { names, readCase, unpack } from './archive.js';

const [folder = '', ...some] = process.argv.slice(2);
for (const name of some.length > 0 ? some : names) unpack(readCase(name), join(folder, name));
