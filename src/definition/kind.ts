import { parseAllDocuments } from 'yaml';
import { nearest } from './nearest.js';
import type { Report } from '../diagnostics/index.js';
import type { DocumentKind, SourceFile } from './types.js';

const kinds = ['PlatformProfile', 'ServiceWorkflow'];

/** The kind that a document nearly says, of all or of some. */
export function nearKind({ kind }: { readonly kind?: unknown }, of = kinds): string | undefined {
  return typeof kind === 'string' ? nearest(kind, of) : undefined;
}

/** Tells of a document that is none of these, or no profile. */
export function tellKind(code: 'not-a-profile' | 'unknown-document', source: SourceFile, report: Report): void {
  if (documentKind(source.value) === 'platform') {
    report.add('unknown-document', source.place('/kind'), { profile: true });
    return;
  }
  const near = nearKind(source.value as object, code === 'not-a-profile' ? ['PlatformProfile'] : kinds);
  report.add(code, source.place(near === undefined ? '' : '/kind'), { near });
}

/** What a document is, told by its content; undefined for other documents, such as a Kubernetes manifest. */
export function documentKind(value: unknown): DocumentKind | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  const { apiVersion, kind, name, url, properties } = value as Record<string, unknown>;
  if (apiVersion !== undefined || kind !== undefined) {
    if (kind === 'PlatformProfile') return 'platform';
    return kind === 'ServiceWorkflow' ? 'workflow' : undefined;
  }
  // A JSON Schema has `properties` too, but as an object.
  if (Array.isArray(properties)) return 'service';
  if (typeof name !== 'string') return undefined;
  const isMisspelt = Object.entries(value).some(([key, list]) => Array.isArray(list) && nearest(key, ['properties']));
  return typeof url === 'string' || isMisspelt ? 'service' : undefined;
}

/** Whether a text that cannot be read holds one of these documents all the same, as a lenient reader takes it. */
export function holdsDocument(text: string): boolean {
  return parseAllDocuments(text, { logLevel: 'silent', uniqueKeys: false }).some((document) => {
    try {
      return documentKind(document.toJS({ maxAliasCount: -1 })) !== undefined;
    } catch {
      // An alias of nothing.
      return false;
    }
  });
}
