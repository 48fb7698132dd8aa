import { existsSync } from 'node:fs';
import { basename, dirname, relative, resolve } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import {
  CodeActionKind,
  CompletionItemKind,
  CompletionItemTag,
  createConnection,
  DiagnosticSeverity,
  MarkupKind,
  ProposedFeatures,
  TextDocuments,
  TextDocumentSyncKind,
  type CodeAction,
  type CompletionItem,
  type Diagnostic as Shown,
  type Hover,
  type Range,
  type TextEdit,
} from 'vscode-languageserver/node';
import { TextDocument } from 'vscode-languageserver-textdocument';
import type { Texts } from '../../adapters/files.js';
import { documentKind, readSource } from '../../definition/index.js';
import { catalogue, fixed, Report, type Diagnostic, type Edit, type Position } from '../../diagnostics/index.js';
import { describeKey, keys, lookUp } from '../../spark-keys/index.js';
import { version } from '../../version.js';
import { findProject, projectName } from '../project.js';
import { check } from './validate.js';

const fixAll = `${CodeActionKind.SourceFixAll}.alida-argo`;

/** Milliseconds between the last keystroke and a look at the whole. */
const pause = 150;

const severities = {
  error: DiagnosticSeverity.Error,
  warning: DiagnosticSeverity.Warning,
  info: DiagnosticSeverity.Information,
} as const;

const at = ({ column, line }: Position): Range['start'] => ({ line: line - 1, character: column - 1 });
const rangeOf = ({ end, start }: { readonly start: Position; readonly end: Position }): Range => ({
  start: at(start),
  end: at(end),
});
const meet = (one: Range, other: Range): boolean =>
  one.start.line <= other.end.line && other.start.line <= one.end.line;

/** A diagnostic as an editor shows it. */
interface Finding {
  readonly diagnostic: Shown;
  readonly remedy: string;
  readonly cause: string;
  readonly fix?: { readonly safe: boolean; readonly changes: Record<string, TextEdit[]> };
}

/** What was found when a document was looked at. */
interface Looked {
  readonly version: number;
  /** By the addresses of files: of the document itself and of those that it goes together with. */
  readonly findings: ReadonlyMap<string, readonly Finding[]>;
  /** The document with all that can be put right safely. */
  readonly mended?: string | undefined;
}

/** The address of a file. */
type AddressOf = (file: string) => string;

function findingOf({ code, fix, message, place, remedy, severity }: Diagnostic, addressOf: AddressOf): Finding {
  const diagnostic = {
    range: rangeOf(place),
    severity: severities[severity],
    code,
    source: 'alida-argo',
    message: `${message}\n${remedy}`,
  };
  return {
    diagnostic,
    remedy,
    cause: catalogue[code].cause,
    ...(fix && { fix: { safe: fix.safe, changes: inFiles(fix.edits, addressOf) } }),
  };
}

function inFiles(edits: readonly Edit[], addressOf: AddressOf): Record<string, TextEdit[]> {
  const changes: Record<string, TextEdit[]> = {};
  for (const { end, file, start, text } of edits) {
    (changes[addressOf(file)] ??= []).push({ range: rangeOf({ start, end }), newText: text });
  }
  return changes;
}

/** The kind of each document when it could be read last. */
const kinds = new Map<string, ReturnType<typeof documentKind>>();

/** Looks at a document as it is written, beside the other ones and the files that it goes together with. */
async function look(document: TextDocument, open: readonly TextDocument[]): Promise<Looked> {
  const { uri, version: looked } = document;
  const findings = new Map<string, Finding[]>([[uri, []]]);
  const path = fileURLToPath(uri);
  if (!existsSync(dirname(path))) return { version: looked, findings };
  // As if it were called beside the file: so a project is found, and so files are named.
  process.chdir(dirname(path));
  const texts: Texts = new Map(open.map((one) => [relative('.', fileURLToPath(one.uri)), one.getText()]));
  // An editor has an address of its own for a file, with other characters as codes.
  const own = new Map(open.map((one) => [fileURLToPath(one.uri), one.uri]));
  const addressOf: AddressOf = (name) => own.get(resolve(name)) ?? pathToFileURL(name).href;
  const file = basename(path);
  const text = document.getText();
  const source = readSource(file, text, new Report());
  if (source) kinds.set(uri, documentKind(source.value));
  const kind = kinds.get(uri);
  if (kind === undefined && file !== projectName) return { version: looked, findings };
  const report = new Report();
  const { inputs = [], profile = [] } = findProject(report, texts) ?? {};
  // A service by itself, at every keystroke; what is about several with all of them. A profile by itself is fine.
  const paths = kind === 'service' || inputs.length === 0 ? [file] : inputs;
  if (report.errors === 0) report.include((await check(paths, { profile }, texts)).report);
  const told = report.diagnostics.filter(({ code }) => code !== 'no-definition');
  for (const one of told) {
    const where = addressOf(one.place.file);
    findings.set(where, [...(findings.get(where) ?? []), findingOf(one, addressOf)]);
  }
  const safe = told.flatMap(({ fix }) => (fix?.safe ? [fix] : []));
  return { version: looked, findings, mended: fixed(new Map([[file, text]]), safe).get(file) };
}

/** Spark's key, or what is written of one, around a position. */
function wordAt(document: TextDocument, { character, line }: Range['start']): { text: string; range: Range } {
  const whole = document.getText({ start: { line, character: 0 }, end: { line: line + 1, character: 0 } });
  const words = [...whole.matchAll(/[\w.-]+/g)];
  const found = words.find(({ 0: text, index }) => index <= character && character <= index + text.length);
  const { 0: text, index } = found ?? { 0: '', index: character };
  const start = { line, character: index };
  return { text, range: { start, end: { line, character: index + text.length } } };
}

const inMarkdown = (lines: readonly string[]): Hover['contents'] => ({
  kind: MarkupKind.Markdown,
  value: lines.join('  \n'),
});

function* completions({ range, text }: ReturnType<typeof wordAt>): Generator<CompletionItem> {
  if (!/^s(?:p|$)/.test(text)) return;
  for (const key of keys()) {
    const known = lookUp(key);
    yield {
      label: key,
      kind: CompletionItemKind.Property,
      ...(known?.default !== undefined && { labelDetails: { description: known.default } }),
      ...(known?.deprecated && { tags: [CompletionItemTag.Deprecated] }),
      textEdit: { range, newText: key },
    };
  }
}

/** `lsp`: answers an editor until it ends. */
export function lsp(): void {
  const connection = createConnection(ProposedFeatures.all, process.stdin, process.stdout);
  const documents = new TextDocuments(TextDocument);
  const isFile = ({ uri }: { readonly uri: string }): boolean => uri.startsWith('file:');
  const seen = new Map<string, Looked>();
  const waiting = new Map<string, NodeJS.Timeout>();

  /** What is known of a file, by whichever document was looked at. */
  const inFile = (uri: string): Finding[] => {
    const all = [...seen.values()].flatMap(({ findings }) => findings.get(uri) ?? []);
    return [...new Map(all.map((one) => [JSON.stringify(one.diagnostic), one])).values()];
  };
  const keep = (document: string, looked?: Looked): void => {
    const before = seen.get(document)?.findings.keys() ?? [];
    if (looked) seen.set(document, looked);
    else seen.delete(document);
    for (const uri of new Set([...before, ...(looked?.findings.keys() ?? [])])) {
      void connection.sendDiagnostics({ uri, diagnostics: inFile(uri).map(({ diagnostic }) => diagnostic) });
    }
  };
  // One after the other: each has a working folder of its own.
  let last = Promise.resolve();
  const soon = (document: TextDocument, delay: number): void => {
    clearTimeout(waiting.get(document.uri));
    const now = async (): Promise<void> => {
      waiting.delete(document.uri);
      try {
        keep(document.uri, await look(document, documents.all().filter(isFile)));
      } catch (error) {
        connection.console.error(error instanceof Error ? (error.stack ?? error.message) : String(error));
      }
    };
    waiting.set(
      document.uri,
      setTimeout(() => {
        last = last.then(now);
      }, delay),
    );
  };

  connection.onInitialize(() => ({
    serverInfo: { name: 'alida-argo', version },
    capabilities: {
      textDocumentSync: TextDocumentSyncKind.Incremental,
      completionProvider: { triggerCharacters: ['.'] },
      hoverProvider: true,
      codeActionProvider: { codeActionKinds: [CodeActionKind.QuickFix, fixAll] },
    },
  }));
  documents.onDidChangeContent(({ document }) => {
    if (isFile(document)) soon(document, pause);
  });
  documents.onDidClose(({ document }) => {
    clearTimeout(waiting.get(document.uri));
    kinds.delete(document.uri);
    keep(document.uri);
  });
  connection.onCompletion(({ position, textDocument: { uri } }) => {
    const document = documents.get(uri);
    return document ? [...completions(wordAt(document, position))] : [];
  });
  connection.onHover(({ position, textDocument: { uri } }): Hover | null => {
    const document = documents.get(uri);
    if (!document) return null;
    const { range, text } = wordAt(document, position);
    const known = describeKey(text);
    const causes = inFile(uri)
      .filter(({ diagnostic }) => meet(diagnostic.range, { start: position, end: position }))
      .map(({ cause, diagnostic }) => `${cause} (\`${diagnostic.code}\`)`);
    const lines = [...(known ? [`**${text}**`, ...known] : []), ...new Set(causes)];
    return lines.length === 0 ? null : { contents: inMarkdown(lines), ...(known && { range }) };
  });
  connection.onCodeAction(({ context: { only }, range, textDocument: { uri } }): CodeAction[] => {
    const document = documents.get(uri);
    const looked = seen.get(uri);
    // Of another text the edits would be wrong; the next look is under way.
    if (!document || looked?.version !== document.version) return [];
    const isWanted = (kind: string): boolean => !only || only.some((one) => kind === one || kind.startsWith(`${one}.`));
    const actions: CodeAction[] = [];
    for (const { diagnostic, fix, remedy: title } of looked.findings.get(uri) ?? []) {
      if (!fix || !meet(diagnostic.range, range) || !isWanted(CodeActionKind.QuickFix)) continue;
      const { changes, safe } = fix;
      actions.push({
        title,
        kind: CodeActionKind.QuickFix,
        diagnostics: [diagnostic],
        isPreferred: safe,
        edit: { changes },
      });
    }
    if (looked.mended !== undefined && isWanted(fixAll)) {
      const whole = { start: { line: 0, character: 0 }, end: document.positionAt(document.getText().length) };
      const changes = { [uri]: [{ range: whole, newText: looked.mended }] };
      actions.push({ title: 'Put right all that can be safely', kind: fixAll, edit: { changes } });
    }
    return actions;
  });
  documents.listen(connection);
  connection.listen();
}
