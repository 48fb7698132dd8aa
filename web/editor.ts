import {
  autocompletion,
  closeBrackets,
  closeBracketsKeymap,
  completionKeymap,
  type Completion,
  type CompletionResult,
} from '@codemirror/autocomplete';
import { defaultKeymap, history, historyKeymap } from '@codemirror/commands';
import { json } from '@codemirror/lang-json';
import { yaml } from '@codemirror/lang-yaml';
import {
  bracketMatching,
  foldGutter,
  foldKeymap,
  HighlightStyle,
  indentOnInput,
  syntaxHighlighting,
} from '@codemirror/language';
import { lintGutter, lintKeymap, setDiagnostics } from '@codemirror/lint';
import { search, searchKeymap } from '@codemirror/search';
import { Compartment, EditorState, type Text } from '@codemirror/state';
import {
  drawSelection,
  EditorView,
  highlightActiveLine,
  highlightActiveLineGutter,
  highlightSpecialChars,
  hoverTooltip,
  keymap,
  lineNumbers,
} from '@codemirror/view';
import { tags } from '@lezer/highlight';
import { explained, kindOf, offers, spotAt } from './schema.js';
import type { Change, File, Problem } from './work.js';

const colours = HighlightStyle.define([
  { tag: [tags.propertyName, tags.definition(tags.propertyName)], color: 'var(--code-key)' },
  { tag: [tags.string, tags.content], color: 'var(--code-text)' },
  { tag: [tags.number, tags.bool, tags.null, tags.keyword], color: 'var(--code-number)' },
  { tag: [tags.comment, tags.meta], color: 'var(--soft)' },
  { tag: [tags.punctuation, tags.separator, tags.bracket], color: 'var(--soft)' },
]);

const theme = EditorView.theme({
  '&': { height: '100%', color: 'var(--ink)', backgroundColor: 'var(--panel)' },
  '&.cm-focused': { outline: 'none' },
  '.cm-scroller': { fontFamily: 'var(--mono)', lineHeight: '1.55', overflow: 'auto' },
  '.cm-content': { caretColor: 'var(--ink)', padding: '.5em 0' },
  '.cm-cursor': { borderLeftColor: 'var(--ink)' },
  '.cm-gutters': { backgroundColor: 'var(--panel)', color: 'var(--soft)', border: 'none' },
  '.cm-activeLine, .cm-activeLineGutter': { backgroundColor: 'var(--line-here)' },
  '&.cm-focused > .cm-scroller > .cm-selectionLayer .cm-selectionBackground, .cm-selectionBackground': {
    backgroundColor: 'var(--selected)',
  },
  '.cm-matchingBracket, &.cm-focused .cm-matchingBracket': { backgroundColor: 'var(--selected)' },
  '.cm-searchMatch': { backgroundColor: 'var(--mark)' },
  '.cm-tooltip, .cm-panels': { backgroundColor: 'var(--raised)', color: 'var(--ink)', borderColor: 'var(--edge)' },
  '.cm-tooltip': { border: '1px solid var(--edge)', borderRadius: '6px', boxShadow: 'var(--shadow)' },
  '.cm-tooltip-autocomplete > ul': { fontFamily: 'var(--mono)', maxHeight: '16em' },
  '.cm-tooltip-autocomplete ul li[aria-selected]': { backgroundColor: 'var(--accent)', color: 'var(--on-accent)' },
  '.cm-completionInfo': { maxWidth: '26em', padding: '.5em .75em' },
  '.cm-diagnostic': { padding: '.4em .75em', maxWidth: '40em', borderLeftWidth: '3px' },
  '.cm-diagnosticAction': { backgroundColor: 'var(--accent)', color: 'var(--on-accent)' },
  '.cm-foldPlaceholder': { backgroundColor: 'var(--line-here)', borderColor: 'var(--edge)', color: 'var(--soft)' },
  '.cm-textfield, .cm-button': {
    backgroundColor: 'var(--panel)',
    backgroundImage: 'none',
    color: 'var(--ink)',
    borderColor: 'var(--edge)',
  },
  '.about': { padding: '.5em .75em', maxWidth: '30em' },
});

/** A description from a schema without the marks of Markdown. */
const plain = (text: string): string => text.replace(/`/g, '').replace(/\[([^\]]*)\]\([^)]*\)/g, '$1');

interface Listener {
  readonly changed: () => void;
  readonly fix: (problem: Problem) => void;
  readonly sparkKeys: () => Promise<readonly string[]>;
}

/** The files that one writes, one of them in sight; each keeps its cursor and what can be undone. */
export class Editor {
  readonly view: EditorView;
  readonly #states = new Map<string, EditorState>();
  readonly #language = new Compartment();
  #problems: readonly Problem[] = [];
  #name = '';

  constructor(
    parent: Element,
    root: ShadowRoot,
    readonly listener: Listener,
  ) {
    this.view = new EditorView({ parent, root });
  }

  get name(): string {
    return this.#name;
  }

  get names(): string[] {
    return [...this.#states.keys()];
  }

  /** The texts, which nobody changes. */
  get documents(): ReadonlyMap<string, Text> {
    this.#keep();
    return new Map([...this.#states].map(([name, { doc }]) => [name, doc]));
  }

  get files(): File[] {
    return [...this.documents].map(([name, doc]) => ({ name, text: doc.toString() }));
  }

  /** Puts files in the place of all others. */
  set(files: readonly File[]): void {
    this.#states.clear();
    this.#name = '';
    for (const file of files) this.#states.set(file.name, this.#state(file));
    const [first] = this.#states.keys();
    if (first !== undefined) this.show(first);
  }

  put(file: File): void {
    this.#keep();
    this.#states.set(file.name, this.#state(file));
    this.#name = '';
    this.show(file.name);
  }

  remove(name: string): void {
    this.#keep();
    this.#states.delete(name);
    if (this.#name !== name) return;
    this.#name = '';
    const [first] = this.#states.keys();
    if (first !== undefined) this.show(first);
  }

  show(name: string): void {
    const state = this.#states.get(name);
    if (!state || name === this.#name) return;
    this.#keep();
    this.#name = name;
    this.view.setState(state);
    this.#mark();
  }

  /** Selects a stretch of a file. */
  reveal({ end, file, start }: { readonly file: string; readonly start: number; readonly end: number }): void {
    this.show(file);
    const { length } = this.view.state.doc;
    const [head, anchor] = [Math.min(start, length), Math.min(end, length)];
    this.view.dispatch({ selection: { anchor, head }, effects: EditorView.scrollIntoView(head, { y: 'center' }) });
    this.view.focus();
  }

  /** Makes changes, of two that meet the first. */
  change(changes: readonly Change[]): void {
    const shown = this.#name;
    for (const name of new Set(changes.map(({ file }) => file))) {
      this.show(name);
      const sorted = changes.filter(({ file }) => file === name).sort((a, b) => a.start - b.start || a.end - b.end);
      const apart = sorted.reduce<Change[]>((kept, one) => {
        const last = kept.at(-1);
        return last && (one.start < last.end || one.start === last.start) ? kept : [...kept, one];
      }, []);
      this.view.dispatch({
        changes: apart.map(({ end: to, start: from, text: insert }) => ({ from, to, insert })),
        userEvent: 'input.fix',
      });
    }
    this.show(shown);
  }

  set problems(problems: readonly Problem[]) {
    this.#problems = problems;
    this.#mark();
  }

  #keep(): void {
    if (this.#states.has(this.#name)) this.#states.set(this.#name, this.view.state);
  }

  #mark(): void {
    const { state } = this.view;
    const diagnostics = this.#problems
      .filter(({ file }) => file === this.#name)
      .map((problem) => ({
        from: Math.min(problem.start, state.doc.length),
        to: Math.min(Math.max(problem.end, problem.start), state.doc.length),
        severity: problem.severity,
        message: `${problem.message}\n${problem.remedy}`,
        source: problem.code,
        actions: problem.fix
          ? [
              {
                name: 'Fix',
                apply: () => {
                  this.listener.fix(problem);
                },
              },
            ]
          : [],
      }));
    this.view.dispatch(setDiagnostics(state, diagnostics));
  }

  #state({ name, text }: File): EditorState {
    const isJson = /^\s*[{[]/.test(text) || (text.trim() === '' && name.endsWith('.json'));
    return EditorState.create({
      doc: text,
      extensions: [
        lineNumbers(),
        lintGutter(),
        foldGutter(),
        highlightActiveLine(),
        highlightActiveLineGutter(),
        highlightSpecialChars(),
        history(),
        drawSelection(),
        indentOnInput(),
        bracketMatching(),
        closeBrackets(),
        autocompletion({ override: [(context) => this.#complete(context.state, context.pos, context.explicit)] }),
        hoverTooltip((_, pos) => this.#about(pos)),
        search({ top: true }),
        // Tab leaves the editor: whoever has no mouse must get out.
        keymap.of([
          ...closeBracketsKeymap,
          ...defaultKeymap,
          ...searchKeymap,
          ...historyKeymap,
          ...foldKeymap,
          ...completionKeymap,
          ...lintKeymap,
        ]),
        this.#language.of(isJson ? json() : yaml()),
        syntaxHighlighting(colours),
        theme,
        EditorView.lineWrapping,
        EditorView.contentAttributes.of({ 'aria-label': name, spellcheck: 'false', tabindex: '0' }),
        EditorView.updateListener.of((update) => {
          if (update.docChanged) this.listener.changed();
        }),
      ],
    });
  }

  async #complete({ doc }: EditorState, pos: number, explicit: boolean): Promise<CompletionResult | null> {
    const text = doc.toString();
    const spot = spotAt(text, pos);
    if (!spot || (!explicit && spot.from === pos && !spot.quoted)) return null;
    const isJson = /^\s*[{[]/.test(text);
    const found = offers(spot, kindOf(text), await this.listener.sparkKeys());
    const written = (label: string): string => {
      if (spot.what === 'key') return isJson ? (spot.quoted ? label : `"${label}": `) : `${label}: `;
      return isJson && !spot.quoted && !/^(?:true|false|-?\d+(?:\.\d+)?)$/.test(label) ? `"${label}"` : label;
    };
    const options = found.map(({ info, label, required }): Completion => ({
      label,
      apply: written(label),
      type: spot.what === 'key' ? 'property' : 'constant',
      ...(info !== undefined && { info: plain(info) }),
      ...(required && { boost: 1, detail: 'required' }),
    }));
    return options.length > 0 ? { from: spot.from, options, validFor: /^[\w.:/-]*$/ } : null;
  }

  #about(pos: number) {
    const { doc } = this.view.state;
    const word = this.view.state.wordAt(pos);
    const text = doc.toString();
    const spot = word && spotAt(text, word.to);
    if (!spot) return null;
    const key = /^[\w.$-]+/.exec(doc.sliceString(spot.from, spot.from + 100))?.[0] ?? '';
    const path = spot.what === 'key' ? [...spot.path, key] : spot.path;
    const info = explained({ ...spot, path }, kindOf(text));
    if (info === undefined) return null;
    return {
      pos: word.from,
      end: word.to,
      create: () => {
        const dom = document.createElement('div');
        dom.className = 'about';
        dom.textContent = plain(info);
        return { dom };
      },
    };
  }
}
