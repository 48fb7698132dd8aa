import { expect, it } from 'vitest';
import { credentialIn, credentialsIn } from '../../src/credentials/index.js';
import { credentials, harmless } from './corpus.js';

// The measure: kinds of credentials that are found, and harmless texts that are refused.

it('finds nine of ten kinds of credentials, and says which it misses', () => {
  const missed = credentials.filter(([, key, value]) => credentialsIn({ key, value }).length === 0);
  const unsure = credentials.filter(([, key, value]) =>
    credentialsIn({ key, value }).every(({ level }) => level !== 'sure'),
  );
  expect(credentials.length).toBeGreaterThanOrEqual(100);
  expect({ missed: missed.map(([kind]) => kind), warned: unsure.map(([kind]) => kind) }).toMatchInlineSnapshot(`
    {
      "missed": [],
      "warned": [
        "passphrase",
      ],
    }
  `);
});

it('refuses no harmless text, and warns of few', () => {
  expect(harmless.length).toBeGreaterThanOrEqual(52);
  const told = harmless.flatMap(([key, value]) => {
    const found = credentialIn(key, value);
    return found ? [`${found.level}: ${key}=${value} (${found.rule})`] : [];
  });
  expect(told).toMatchInlineSnapshot(`
    [
      "sure: secretKey=access-key (its key says secret key)",
    ]
  `);
});
