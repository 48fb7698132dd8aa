import { code, shortened } from '../code.js';
import type { Change } from '../fix.js';

/** Mistakes in a file as such, in its shape, and in a service definition. */
export const definitionCodes = {
  'syntax-error': code<{ format: 'JSON' | 'YAML'; detail: string; edit?: Change }>({
    severity: 'error',
    title: 'The file is neither JSON nor YAML',
    message: ({ format, detail }) => `this is no ${format}: ${detail}`,
    cause: 'A text that begins with a bracket is read as JSON, any other as YAML 1.2; this one breaks the rules there.',
    remedy: ['<edit>', 'mend the text at this place'],
    example: { wrong: '{"name": "kmeans",}', right: '{"name": "kmeans"}' },
  }),
  'invalid-utf8': code<{ byte: number }>({
    severity: 'error',
    title: 'The file is not UTF-8',
    message: ({ byte }) => `the bytes from offset ${byte} on are not UTF-8`,
    cause: 'JSON and YAML are UTF-8; in another encoding names and values would be read wrongly.',
    remedy: 'save the file as UTF-8',
    example: { wrong: 'a file saved as UTF-16 or Latin-1', right: 'the same file saved as UTF-8' },
  }),
  'too-large': code<{ limit: number }>({
    severity: 'error',
    title: 'The file is too large',
    message: ({ limit }) =>
      `the file is larger than ${limit < 2 ** 20 ? `${limit / 1024} KiB` : `${limit / 2 ** 20} MiB`}`,
    cause:
      'A definition has some kilobytes. A file of this size is something else, and reading it could exhaust memory.',
    remedy: 'pass the definition itself; keep data out of it',
    example: { wrong: 'a data set of 100 MB', right: 'the service definition of some kilobytes' },
  }),
  'too-many-parts': code<{ limit: number }>({
    severity: 'error',
    title: 'YAML of too many parts',
    message: ({ limit }) => `this YAML has more than ${limit} words, marks and line ends`,
    cause: 'To read so many takes a time and a memory that no definition needs.',
    remedy: 'write it as JSON, or as several files',
  }),
  'too-many-items': code<{ what: string; count: number; limit: number }>({
    severity: 'error',
    title: 'A list or a mapping of too many items',
    message: ({ what, count, limit }) => `${what} has ${count} items; ${limit} are the most`,
    cause: 'A WorkflowTemplate cannot hold what would become of so many: Argo keeps a copy in every Workflow.',
    remedy: 'write what belongs to one service or one workflow, and keep data in a dataset',
    example: { wrong: '"steps": [ …20,000 steps… ]', right: '"steps": [ …100 steps… ]' },
  }),
  'too-deep': code<{ limit: number }>({
    severity: 'error',
    title: 'The file is nested too deep',
    message: ({ limit }) => `objects and lists are nested more than ${limit} deep`,
    cause: 'No definition needs such nesting, and programs that read it further down the line may overflow.',
    remedy: 'flatten the value, or write it as JSON inside a text',
    example: { wrong: '{"a": {"a": {"a": …', right: '{"a": "…"}' },
  }),
  'duplicate-key': code<{ key: string; line: number; edit?: Change }>({
    severity: 'error',
    title: 'A key is written twice',
    message: ({ key, line }) => `the key \`${key}\` is already on line ${line}`,
    cause: 'Readers of JSON and YAML differ in which of the two they take, so the file means different things to them.',
    remedy: ['<edit>', { delete: '<key>', say: 'remove one of the two, or rename it (`<key>`, line <line> and here)' }],
    example: { wrong: '{"version": "1.0.0", "version": "1.0.1"}', right: '{"version": "1.0.1"}' },
  }),
  'look-alike-character': code<{ text: string; what: string; edit: Change }>({
    severity: 'warning',
    title: 'A character that is not what it looks like',
    message: ({ text, what }) => `${shortened(text)} holds ${what}`,
    cause:
      'YAML takes a text without quotes as it stands; text editors and web pages put in marks and blanks of their own.',
    remedy: '<edit>',
    example: { wrong: 'version: “1.0.0”', right: 'version: "1.0.0"' },
  }),
  'alias-bomb': code<{ limit: number }>({
    severity: 'error',
    title: 'YAML aliases multiply too much',
    message: ({ limit }) => `the aliases of this file stand for more than ${limit} values`,
    cause: 'A few lines of nested aliases can stand for billions of values; reading them would exhaust memory.',
    remedy: 'write the values out instead of using aliases',
    example: { wrong: 'b: [*a, *a, *a, *a, …]', right: 'b: [1, 2, 3]' },
  }),
  'several-documents': code({
    severity: 'error',
    title: 'The file holds several YAML documents',
    message: () => 'a second YAML document begins here',
    cause: 'A file is one document; of several it would be unclear which one is meant.',
    remedy: 'put each document in a file of its own',
    example: { wrong: 'name: a\n---\nname: b', right: 'name: a' },
  }),
  'not-a-mapping': code<{ found: string }>({
    severity: 'error',
    title: 'The file is no mapping',
    message: ({ found }) => `a mapping is expected, but ${found}`,
    cause: 'Each file is an object with named members: service definitions, platform profiles, workflows, projects.',
    remedy: 'begin it with its first member, such as `name` of a service or `inputs` of a project',
    example: { wrong: '["kmeans"]', right: '{"name": "kmeans", "properties": []}' },
  }),
  'inexact-number': code<{ number: string }>({
    severity: 'error',
    title: 'A number that cannot be kept exactly',
    message: ({ number }) => `the number ${number} cannot be kept exactly`,
    cause: 'Numbers are held as 64-bit floating point; this one would silently become another number.',
    remedy: { text: '"<number>"', say: 'write it as a text: "<number>"', safe: true },
    example: { wrong: '{"defaultValue": 12345678901234567890}', right: '{"defaultValue": "12345678901234567890"}' },
  }),
  'number-rewritten': code<{ written: string; text: string }>({
    severity: 'info',
    title: 'A number that arrives in another form',
    message: ({ text, written }) => `${written} is a number here: it arrives as ${text}`,
    cause: 'A number is what it counts, not how it is written: zeros at its end, its base and its exponent are lost.',
    remedy: {
      text: '"<written>"',
      say: 'write "<written>" where it is a text, such as a version; <text> where it is a number',
    },
    example: { wrong: '{ key: release, defaultValue: 1.10 }', right: '{ key: release, defaultValue: "1.10" }' },
  }),
  'lone-surrogate': code({
    severity: 'error',
    title: 'Half a character',
    message: () => 'this text holds half of a character (a lone UTF-16 surrogate)',
    cause: 'It cannot be written as UTF-8: it would reach the program as another character.',
    remedy: 'write the whole character, or both halves of its escape',
    example: { wrong: '{"description": "\\ud83d"}', right: '{"description": "\\ud83d\\ude00"}' },
  }),
  'unsupported-yaml': code<{ what: string }>({
    severity: 'error',
    title: 'A YAML feature that is not supported',
    message: ({ what }) => `not supported: ${what}`,
    cause:
      'Files are read as YAML 1.2 with its core schema: no custom tags, no merge keys, no complex keys. Other readers would take these differently.',
    remedy: 'write the value out plainly',
    example: { wrong: 'retry:\n  <<: *defaults', right: 'retry:\n  limit: 2' },
  }),

  'missing-key': code<{ key: string; instead?: string | undefined }>({
    severity: 'error',
    title: 'A required key is missing',
    message: ({ key, instead }) =>
      `the key \`${key}\` is missing${instead === undefined ? '' : `; there is \`${instead}\``}`,
    cause: 'Without it the document is incomplete.',
    remedy: [{ key: '<key>', say: 'rename `<instead>` to `<key>`' }, 'add `<key>`'],
    example: { wrong: '{"properties": []}', right: '{"name": "kmeans", "properties": []}' },
  }),
  'unknown-key': code<{
    key: string;
    near?: string | undefined;
    /** The key that it is a slip for, where that is there, too. */
    there?: string | undefined;
    /** Where it belongs, beneath the keys that there are. */
    below?: string | undefined;
    /** Whether there is such a key in another place. */
    elsewhere?: boolean | undefined;
    allowed: readonly string[];
  }>({
    severity: 'error',
    title: 'An unknown key',
    message: ({ below, key, near, there }) =>
      `there is no key \`${key}\`${there !== undefined ? `; \`${there}\` is there, too` : below !== undefined ? `; there is \`${below}\`` : near !== undefined ? `; did you mean \`${near}\`?` : ''}`,
    cause: 'It would have no effect, so a misspelt setting would go unnoticed.',
    remedy: [
      'let `<there>` say what is meant, and take `<key>` out',
      'write it as `<below>`',
      { key: '<near>', say: 'write `<near>`' },
      // What counts elsewhere is not to be lost.
      { if: 'elsewhere', say: 'write `<key>` where it belongs; the keys here are `<allowed>`' },
      { delete: '<key>', say: 'remove `<key>`; the keys here are `<allowed>`' },
    ],
    example: { wrong: 'namspace: alida', right: 'namespace: alida' },
  }),
  'unknown-field': code<{ field: string; count: number }>({
    severity: 'info',
    title: 'A field that is not used',
    message: ({ field, count }) =>
      `the field \`${field}\` is not known and not used${count > 1 ? ` (${count} times)` : ''}`,
    cause: 'The metamodel has fields that say nothing about how a service runs; they are ignored.',
    remedy: 'nothing to do',
    example: { wrong: '{"key": "k", "colour": "red"}', right: '{"key": "k"}' },
  }),
  'misspelt-field': code<{
    field: string;
    count: number;
    near?: string | undefined;
    /** The one that counts, where that is there, too. */
    there?: string | undefined;
  }>({
    severity: 'warning',
    title: 'A field that is nearly one that counts',
    message: ({ field, count, near, there }) =>
      `the field \`${field}\` is not known and not used${count > 1 ? ` (${count} times)` : ''}; ${near === undefined ? `\`${there ?? ''}\` is there, too` : `did you mean \`${near}\`?`}`,
    cause: 'Unknown fields are ignored, so what a misspelt one says is lost.',
    remedy: [{ key: '<near>', say: 'write `<near>`' }, 'let `<there>` say what is meant, and take `<field>` out'],
    example: { wrong: '{"key": "k", "defaultvalue": "8"}', right: '{"key": "k", "defaultValue": "8"}' },
  }),
  'wrong-type': code<{
    expected: string;
    found: string;
    quoted?: string | undefined;
    /** What is taken there, where that is more than a type. */
    form?: string | undefined;
  }>({
    severity: 'error',
    title: 'A value of the wrong type',
    message: ({ expected, found }) => `${expected} is expected here, not ${found}`,
    cause: 'The value cannot be understood in this place.',
    remedy: [{ text: '<quoted>', say: 'put it in quotes: <quoted>', safe: true }, 'write <form>', 'write <expected>'],
    example: { wrong: '{"name": 5}', right: '{"name": "5"}' },
  }),
  'not-allowed-value': code<{
    value: string;
    allowed: readonly string[];
    near?: string | undefined;
    /** The value in brackets, where a list may stand, too. */
    listed?: string | undefined;
  }>({
    severity: 'error',
    title: 'A value that is not allowed',
    message: ({ value, near }) =>
      `${value} is not allowed here${near === undefined ? '' : `; did you mean \`${near}\`?`}`,
    cause: 'Only certain values have a meaning in this place.',
    remedy: [
      { value: '<near>', say: 'write one of `<allowed>`' },
      { text: '<listed>', say: 'write <listed>' },
      'write one of `<allowed>`',
    ],
    example: { wrong: '{"type": "aplication"}', right: '{"type": "application"}' },
  }),
  'malformed-value': code<{ value: string; expected: string; remedy?: string | undefined }>({
    severity: 'error',
    title: 'A value in the wrong form',
    message: ({ value, expected }) => `${value} is not ${expected}`,
    cause: 'The value must have a certain form to be understood, here or by Kubernetes.',
    remedy: ['<remedy>', 'write <expected>'],
    example: { wrong: 'namespace: My Namespace', right: 'namespace: my-namespace' },
  }),
  'out-of-range': code<{ value: string; limit: string; bound?: number | undefined }>({
    severity: 'error',
    title: 'A value outside its limits',
    message: ({ value, limit }) => `${value} is outside the limits: ${limit}`,
    cause: 'The value is more or less than what is allowed here.',
    remedy: [{ value: '<bound>', say: 'write a value that is <limit>' }, 'write a value that is <limit>'],
    example: { wrong: '{"defaultValue": 20, "maxValue": 16}', right: '{"defaultValue": 16, "maxValue": 16}' },
  }),

  'duplicate-property': code<{ key: string; line: number }>({
    severity: 'error',
    title: 'Two properties with one key',
    message: ({ key, line }) => `the property \`${key}\` is already defined on line ${line}`,
    cause: 'The key names one argument of the program or one Spark setting; it cannot have two values.',
    remedy: { delete: '<key>', say: 'rename this property, or remove one of the two (line <line> and here)' },
    example: { wrong: 'two properties with "key": "input-dataset"', right: '"input-dataset-1" and "input-dataset-2"' },
  }),
  'invalid-property-key': code<{ key: string; what: string }>({
    severity: 'error',
    title: 'A property key that no argument can have',
    message: ({ key, what }) => `the key ${JSON.stringify(key)} contains ${what}`,
    cause:
      'A property reaches the program as --key=value: the key ends at the first =, and blanks or control characters break it.',
    remedy: 'use letters, digits, dots, dashes and underscores',
    example: { wrong: '{"key": "max iter"}', right: '{"key": "max-iter"}' },
  }),
  'misspelt-setting': code<{ key: string; near: string }>({
    severity: 'warning',
    title: 'An argument that reads like a setting',
    message: ({ key, near }) => `\`${key}\` sets nothing: the program gets it as --${key}; did you mean \`${near}\`?`,
    cause:
      'Only a key as Spark or the generator spells it is a setting. Any other becomes an argument, and programs pass over arguments that they do not know.',
    remedy: { value: '<near>', say: 'write `<near>`, or leave it if the program reads --<key>' },
    example: { wrong: '"key": "mainFile"', right: '"key": "mainApplicationFile"' },
  }),
  'value-not-of-type': code<{ value: string; expected: string; type: string }>({
    severity: 'error',
    title: "A value that is not of its property's type",
    message: ({ value, expected, type }) => `${value} is not ${expected}, but the property's type is ${type}`,
    cause: 'The program would fail to read the argument, long after the cluster has started it.',
    remedy: 'write <expected>, or change `valueType`',
    example: {
      wrong: '{"valueType": "int", "defaultValue": "eight"}',
      right: '{"valueType": "int", "defaultValue": "8"}',
    },
  }),
  'json-not-valid': code<{ key: string }>({
    severity: 'warning',
    title: 'An argument of type JSON that is no JSON',
    message: ({ key }) => `the value of \`${key}\` is no JSON, though its type says so; it is passed on as it is`,
    cause: 'The program receives the text unchanged and may fail to read it.',
    remedy: 'mend the JSON inside the text, or set `valueType` to string',
    example: {
      wrong: '{"valueType": "json", "defaultValue": "[1, 2,]"}',
      right: '{"valueType": "json", "defaultValue": "[1, 2]"}',
    },
  }),
  'empty-range': code<{ min: number; max: number }>({
    severity: 'error',
    title: 'A range without values',
    message: ({ min, max }) => `the smallest value ${min} is greater than the greatest ${max}`,
    cause: 'No value can lie between the two.',
    remedy: 'exchange `minValue` and `maxValue`',
    example: { wrong: '{"minValue": "16", "maxValue": "1"}', right: '{"minValue": "1", "maxValue": "16"}' },
  }),
} as const;
