import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll, expect, it } from 'vitest';
import {
  CodeActionRequest,
  CompletionRequest,
  createProtocolConnection,
  DidChangeTextDocumentNotification,
  DidCloseTextDocumentNotification,
  DidOpenTextDocumentNotification,
  ExitNotification,
  HoverRequest,
  PublishDiagnosticsNotification,
  ShutdownRequest,
  StreamMessageReader,
  StreamMessageWriter,
  type CodeAction,
  type CompletionItem,
  type Diagnostic,
  type InitializeResult,
  type ProtocolConnection,
} from 'vscode-languageserver/node';
import { env, root } from '../cli.js';

// The built command, asked as an editor would.

const dir = mkdtempSync(join(tmpdir(), 'lsp-'));
const server = spawn(process.execPath, [join(root, 'dist/alida-argo.cjs'), 'lsp'], { cwd: root, env });
let editor: ProtocolConnection;
const news = new Map<string, Diagnostic[]>();
let told: (() => void) | undefined;
const uriOf = (name: string): string => `${pathToFileURL(dir).href}/${name}`;

beforeAll(async () => {
  editor = createProtocolConnection(new StreamMessageReader(server.stdout), new StreamMessageWriter(server.stdin));
  editor.onNotification(PublishDiagnosticsNotification.type, ({ diagnostics, uri }) => {
    news.set(uri, diagnostics);
    told?.();
  });
  editor.listen();
  const { capabilities } = await editor.sendRequest<InitializeResult>('initialize', {
    processId: process.pid,
    capabilities: {},
  });
  expect(capabilities.codeActionProvider).toEqual({ codeActionKinds: ['quickfix', 'source.fixAll.alida-argo'] });
});

afterAll(async () => {
  const ended = new Promise((resolve) => server.on('exit', resolve));
  await editor.sendRequest(ShutdownRequest.type);
  await editor.sendNotification(ExitNotification.type);
  expect(await ended).toBe(0);
  rmSync(dir, { recursive: true });
});

/** What is told next of a file. */
async function next(name: string, act: () => Promise<void>): Promise<Diagnostic[]> {
  const uri = uriOf(name);
  news.delete(uri);
  const come = new Promise<void>((resolve) => {
    told = () => {
      if (news.has(uri)) resolve();
    };
  });
  await act();
  await come;
  return news.get(uri) ?? [];
}

const open = (name: string, text: string): Promise<Diagnostic[]> =>
  next(name, () =>
    editor.sendNotification(DidOpenTextDocumentNotification.type, {
      textDocument: { uri: uriOf(name), languageId: name.endsWith('json') ? 'json' : 'yaml', version: 1, text },
    }),
  );
const change = (name: string, version: number, text: string, about = name): Promise<Diagnostic[]> =>
  next(about, () =>
    editor.sendNotification(DidChangeTextDocumentNotification.type, {
      textDocument: { uri: uriOf(name), version },
      contentChanges: [{ text }],
    }),
  );
const close = (name: string): Promise<Diagnostic[]> =>
  next(name, () =>
    editor.sendNotification(DidCloseTextDocumentNotification.type, { textDocument: { uri: uriOf(name) } }),
  );
const codes = (all: readonly Diagnostic[]): unknown[] => all.map(({ code }) => code);
const actions = async (name: string, line: number, only?: string[]): Promise<CodeAction[]> => {
  const here = { line, character: 0 };
  const range = { start: here, end: here };
  const found = await editor.sendRequest(CodeActionRequest.type, {
    textDocument: { uri: uriOf(name) },
    range,
    context: { diagnostics: [], ...(only && { only }) },
  });
  return (found ?? []) as CodeAction[];
};

const service = (memory: string, key = 'spark.executor.memory'): string => `name: words
version: "1"
url: docker://r.example/client:1
properties:
  - { key: spark.kubernetes.container.image, type: static, valueType: string, defaultValue: "r.example/words:1" }
  - { key: mainApplicationFile, type: static, valueType: string, defaultValue: "local:///opt/words.py" }
  - { key: ${key}, type: tuning, valueType: string, defaultValue: "${memory}" }
`;

it('tells what is wrong while one writes, and that it no longer is', async () => {
  expect(codes(await open('words.yaml', service('4g')))).toEqual([]);
  const [wrong, ...more] = await change('words.yaml', 2, service('4 gigs'));
  expect(more).toEqual([]);
  expect(wrong).toMatchObject({ severity: 1, source: 'alida-argo', range: { start: { line: 6 } } });
  expect(codes(await change('words.yaml', 3, 'name: [words'))).not.toEqual([]);
  expect(codes(await change('words.yaml', 4, service('4g')))).toEqual([]);
  await close('words.yaml');
});

it('puts right what a remedy can, one or all', async () => {
  const text = service('4g', 'spark.executor.memry');
  const [{ range } = { range: undefined }] = await open('typo.yaml', text);
  const line = range?.start.line ?? -1;
  const [fix, all] = await actions('typo.yaml', line);
  expect(fix).toMatchObject({ kind: 'quickfix' });
  const [edit] = fix?.edit?.changes?.[uriOf('typo.yaml')] ?? [];
  expect(edit).toMatchObject({ newText: 'spark.executor.memory', range: { start: { line: 6 } } });
  expect(await actions('typo.yaml', 0, ['quickfix'])).toEqual([]);
  if (all) expect(all.edit?.changes?.[uriOf('typo.yaml')]?.[0]?.newText).toBe(service('4g'));
  await close('typo.yaml');
});

it('knows the keys of Spark', async () => {
  await open('keys.yaml', service('4g', 'spark.exec'));
  const textDocument = { uri: uriOf('keys.yaml') };
  const found = (await editor.sendRequest(CompletionRequest.type, {
    textDocument,
    position: { line: 6, character: 20 },
  })) as CompletionItem[];
  const item = found.find(({ label }) => label === 'spark.executor.memoryOverhead');
  expect(item?.textEdit).toEqual({
    range: { start: { line: 6, character: 11 }, end: { line: 6, character: 21 } },
    newText: 'spark.executor.memoryOverhead',
  });
  const elsewhere = await editor.sendRequest(CompletionRequest.type, {
    textDocument,
    position: { line: 0, character: 8 },
  });
  expect(elsewhere).toEqual([]);
  await change('keys.yaml', 2, service('4g', 'spark.executor.memoryOverheadFactor'));
  const hover = await editor.sendRequest(HoverRequest.type, { textDocument, position: { line: 6, character: 20 } });
  expect(hover?.contents).toMatchObject({ kind: 'markdown' });
  expect(JSON.stringify(hover)).toContain('Takes a number');
  await close('keys.yaml');
});

it('takes the profile of the project, as it is in the editor', async () => {
  writeFileSync(join(dir, 'alida-argo.yaml'), 'inputs: [mine.yaml]\nprofiles: [profile.yaml]\n');
  writeFileSync(join(dir, 'mine.yaml'), service('4g'));
  const profile = (most: string): string =>
    `apiVersion: alida-argo/v1\nkind: PlatformProfile\nname: here\nlimits: { nodeMemory: ${most} }\n`;
  writeFileSync(join(dir, 'profile.yaml'), profile('64Gi'));
  expect(codes(await open('mine.yaml', service('4g')))).toEqual([]);
  expect(codes(await open('profile.yaml', profile('64Gi')))).toEqual([]);
  expect(codes(await change('profile.yaml', 2, profile('1Gi'), 'mine.yaml'))).not.toEqual([]);
  expect(codes(await close('profile.yaml'))).toEqual([]);
  await close('mine.yaml');
});

it('calls a file as the editor calls it', async () => {
  // Editors write more characters of an address as codes than a URL must.
  expect(codes(await open('of%40me.yaml', service('4 gigs')))).toEqual(['spark-value']);
  expect(await actions('of%40me.yaml', 6)).not.toEqual([]);
  expect(codes(await close('of%40me.yaml'))).toEqual([]);
});

it('waits with a file in a folder that is not there yet', async () => {
  expect(codes(await open('new/words.yaml', service('4 gigs')))).toEqual([]);
  await close('new/words.yaml');
});

it('has nothing to say of what is none of its documents', async () => {
  expect(await open('deployment.yaml', 'apiVersion: apps/v1\nkind: Deployment\n')).toEqual([]);
  await close('deployment.yaml');
});
