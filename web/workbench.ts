import examples from 'examples';
import { html, nothing, render, type TemplateResult } from 'lit-html';
import { Client } from './client.js';
import { Editor } from './editor.js';
import { pack, unpack } from './fragment.js';
import { Runs } from './runs.js';
import css from './workbench.css';
import * as views from './views.js';
import type { Answer, Brought, File, Made, Problem, Stretch } from './work.js';

const panels = {
  graph: 'Picture',
  plan: 'Plan',
  run: 'Submit',
  manifest: 'Manifests',
  changes: 'Changes',
  runs: 'Runs',
} as const;
type Panel = keyof typeof panels;

const isPanel = (name: unknown): name is Panel => typeof name === 'string' && name in panels;

/** What an address or a host may say of the files; nothing where it is something else. */
function filesOf(value: unknown): File[] | undefined {
  if (!Array.isArray(value)) return undefined;
  const files = value.filter(
    (one): one is File =>
      typeof (one as Partial<File> | null)?.name === 'string' && typeof (one as Partial<File>).text === 'string',
  );
  return files.length === value.length ? files.map(({ name, text }) => ({ name, text })) : undefined;
}

/** Bytes of a file that is read at all. */
const largest = 10 * 2 ** 20;

const empty: readonly File[] = [{ name: 'service.json', text: '' }];

/**
 * The workbench as an element, `<alida-argo-workbench>`: what is written on the left, what comes of it on the right.
 * docs/workbench.md tells its messages.
 */
export class Workbench extends HTMLElement {
  readonly #root = this.attachShadow({ mode: 'open' });
  #client: Client | undefined;
  #runs: Runs | undefined;
  #editor: Editor | undefined;
  #pending: readonly File[] = empty;
  #before: readonly File[] = empty;
  #beforeName = 'what was opened';
  #given: Record<string, string> = {};
  #panel: Panel = 'graph';
  #step = 0;
  #answer: Answer | undefined;
  /** The last one without errors, and the texts that it is of. */
  #made: Made | undefined;
  #places: Answer['places'] = {};
  #asked: ReadonlyMap<string, unknown> | undefined;
  #notes: Brought['notes'] = [];
  #said = '';
  #trouble: string | undefined;
  #busy = false;
  #again = false;
  #clock: ReturnType<typeof setTimeout> | undefined;
  #address: ReturnType<typeof setTimeout> | undefined;
  #keys: Promise<readonly string[]> | undefined;
  #dragging = false;
  #frame = 0;
  readonly #arrived = (): void => {
    void this.#fromAddress();
  };

  connectedCallback(): void {
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(css);
    this.#root.adoptedStyleSheets = [sheet];
    this.#client = new Client();
    this.#runs = new Runs(this.getAttribute('runs'), this.#client, () => {
      cancelAnimationFrame(this.#frame);
      this.#frame = requestAnimationFrame(() => {
        this.#draw();
      });
    });
    this.#draw();
    const host = this.#root.querySelector('.editor');
    if (!host) return;
    this.#editor = new Editor(host, this.#root, {
      changed: () => {
        this.#changed();
      },
      fix: (problem) => {
        this.#fix([problem]);
      },
      sparkKeys: () => (this.#keys ??= this.#client?.sparkKeys() ?? Promise.resolve([])),
    });
    // CodeMirror has put its own beside it.
    this.#root.adoptedStyleSheets = [...new Set([...this.#root.adoptedStyleSheets, sheet])];
    this.files = this.#pending;
    if (!this.hasAttribute('fragment')) return;
    addEventListener('hashchange', this.#arrived);
    void this.#fromAddress();
  }

  disconnectedCallback(): void {
    removeEventListener('hashchange', this.#arrived);
    clearTimeout(this.#clock);
    clearTimeout(this.#address);
    this.#pending = this.files;
    this.#editor?.view.destroy();
    if (this.#runs) this.#runs.visible = false;
    this.#runs?.close();
    this.#client?.close();
    this.#editor = undefined;
    this.#client = undefined;
    render(nothing, this.#root);
  }

  /** The texts: a service definition, or a workflow and its services, and a profile. */
  get files(): readonly File[] {
    return this.#editor?.files ?? this.#pending;
  }

  set files(files: readonly File[]) {
    const given = filesOf(files) ?? [];
    this.#pending = given.length > 0 ? given : empty;
    this.#before = this.#pending;
    this.#beforeName = 'what was opened';
    this.#step = 0;
    this.#editor?.set(this.#pending);
    this.#changed(true);
  }

  /** Values of run-time parameters by name. */
  get given(): Readonly<Record<string, string>> {
    return this.#given;
  }

  set given(values: Readonly<Record<string, string>>) {
    this.#given = { ...values };
    this.#changed(true);
  }

  /** What is shown: `graph`, `plan`, `run`, `manifest`, `changes` or `runs`. */
  get panel(): string {
    return this.#panel;
  }

  set panel(name: string) {
    if (!isPanel(name)) return;
    this.#panel = name;
    this.#draw();
    this.#keep();
  }

  /** Shows a stretch of a file, by offsets. */
  reveal(at: Pick<Stretch, 'end' | 'file' | 'start'>): void {
    this.#editor?.reveal(at);
    this.#draw();
  }

  #tell(name: string, detail: object): void {
    this.dispatchEvent(new CustomEvent(`alida-argo-${name}`, { detail, bubbles: true, composed: true }));
  }

  #changed(now = false): void {
    clearTimeout(this.#clock);
    const length = this.#editor?.view.state.doc.length ?? 0;
    const wait = now ? 0 : length > 100_000 ? 250 : 40;
    this.#clock = setTimeout(() => {
      void this.#ask();
    }, wait);
  }

  async #ask(): Promise<void> {
    this.#again = this.#busy;
    if (this.#busy || !this.#client || !this.#editor) return;
    this.#busy = true;
    const documents = this.#editor.documents;
    const files = this.#editor.files;
    this.#tell('change', { files, given: this.#given });
    try {
      const answer = await this.#client.answer({ files, given: this.#given }, this.#before);
      this.#trouble = undefined;
      this.#take(answer, documents);
    } catch (error) {
      this.#trouble = (error as Error).message;
    }
    this.#busy = false;
    this.#draw();
    if (this.#again) this.#changed();
  }

  #take(answer: Answer, documents: ReadonlyMap<string, unknown>): void {
    this.#answer = answer;
    this.#asked = documents;
    if (answer.made) {
      this.#made = answer.made;
      this.#places = answer.places;
      this.#step = Math.min(this.#step, answer.made.steps.length - 1);
    } else if (answer.problems.every(({ severity }) => severity !== 'error')) this.#made = undefined;
    if (this.#editor && this.#isCurrent()) this.#editor.problems = answer.problems;
    this.#tell('result', answer);
    this.#keep();
  }

  /** Whether what is told is told of what stands there now. */
  #isCurrent(): boolean {
    const now = this.#editor?.documents;
    return now !== undefined && [...now].every(([name, doc]) => this.#asked?.get(name) === doc);
  }

  #fix(problems: readonly Problem[]): void {
    if (!this.#isCurrent()) return;
    this.#editor?.change(problems.flatMap(({ fix }) => fix?.changes ?? []));
  }

  #say(text: string): void {
    this.#said = text;
    this.#draw();
    setTimeout(() => {
      if (this.#said !== text) return;
      this.#said = '';
      this.#draw();
    }, 4000);
  }

  /** Keeps the state in the address, once it has come to rest. */
  #keep(): void {
    if (!this.hasAttribute('fragment')) return;
    clearTimeout(this.#address);
    this.#address = setTimeout(() => {
      void (async () => {
        const state = { files: this.files, given: this.#given, panel: this.#panel };
        const size = state.files.reduce((sum, { text }) => sum + text.length, 0);
        // What reads like a credential does not get into a history.
        const packed = this.#answer?.secret || size > 2 ** 18 ? undefined : await pack(state);
        history.replaceState(null, '', packed === undefined ? '#' : `#1${packed}`);
      })();
    }, 400);
  }

  async #fromAddress(): Promise<void> {
    if (!location.hash.startsWith('#1')) return;
    const state = (await unpack(location.hash.slice(2))) as
      { readonly files?: unknown; readonly given?: unknown; readonly panel?: unknown } | undefined;
    const files = filesOf(state?.files);
    if (!files) return;
    if (isPanel(state?.panel)) this.#panel = state.panel;
    const given = Object.entries(state?.given ?? {}).filter(
      (pair): pair is [string, string] => typeof pair[1] === 'string',
    );
    this.given = Object.fromEntries(given);
    this.files = files;
  }

  async #share(): Promise<void> {
    const packed = this.#answer?.secret
      ? undefined
      : await pack({ files: this.files, given: this.#given, panel: this.#panel });
    if (packed === undefined) {
      const why = this.#answer?.secret ? 'a credential is in it' : 'it is too long';
      this.#say(`There is no link to this: ${why}`);
      return;
    }
    await this.#copy(`${location.href.replace(/#.*/, '')}#1${packed}`, 'the link');
  }

  async #copy(text: string, what: string): Promise<void> {
    try {
      await navigator.clipboard.writeText(text);
    } catch {
      const area = document.createElement('textarea');
      area.value = text;
      this.#root.append(area);
      area.select();
      // The only way where a page is opened from disk, or by plain HTTP.
      // eslint-disable-next-line @typescript-eslint/no-deprecated
      document.execCommand('copy');
      area.remove();
    }
    this.#say(`Copied ${what}`);
  }

  #save(name: string, text: string): void {
    const link = document.createElement('a');
    link.href = URL.createObjectURL(new Blob([text], { type: 'application/octet-stream' }));
    link.download = name;
    link.click();
    URL.revokeObjectURL(link.href);
  }

  /** Reads files that somebody brings; those that are none of ours are imported. */
  async #read(given: Iterable<globalThis.File>): Promise<File[]> {
    const files: File[] = [];
    for (const file of given) {
      if (file.size > largest) {
        this.#say(`${file.name} is larger than ${largest / 2 ** 20} MiB`);
        continue;
      }
      try {
        const bytes = new Uint8Array(await file.arrayBuffer());
        const brought = await this.#client?.bring(file.name, bytes);
        if (brought?.refused !== undefined) this.#say(`${file.name}: ${brought.refused}`);
        if (brought && brought.files.length > 0) this.#notes = brought.notes;
        if (brought?.run !== undefined) {
          this.panel = 'runs';
          await this.#runs?.bring(brought.run);
        }
        files.push(...(brought?.files ?? []));
      } catch (error) {
        this.#say(`${file.name}: ${(error as Error).message}`);
      }
    }
    return files;
  }

  /** Files beside those of other kinds: a profile takes the place of a profile, a definition that of a definition. */
  #joined(brought: readonly File[]): File[] {
    const kinds = this.#answer?.kinds ?? {};
    const isProfile = ({ text }: File): boolean => /["']?kind["']?\s*:\s*["']?PlatformProfile/.test(text);
    const [profiles, others] = [brought.filter(isProfile), brought.filter((file) => !isProfile(file))];
    const hasWorkflow = Object.values(kinds).includes('workflow');
    const isReplaced = ({ name, text }: File): boolean =>
      text.trim() === '' ||
      brought.some((file) => file.name === name) ||
      (kinds[name] === 'platform' ? profiles.length > 0 : others.length > 0 && !hasWorkflow);
    return [...others, ...this.files.filter((file) => !isReplaced(file)), ...profiles];
  }

  async #open(given: Iterable<globalThis.File>): Promise<void> {
    const files = await this.#read(given);
    if (files.length > 0) this.files = this.#joined(files);
    this.#draw();
  }

  async #compareWith(given: Iterable<globalThis.File>): Promise<void> {
    const files = await this.#read(given);
    if (files.length === 0) return;
    const isManifest = files.every(({ text }) => /["']?kind["']?\s*:\s*["']?WorkflowTemplate/.test(text));
    this.#before = isManifest ? files : this.#joined(files);
    this.#beforeName = files.map(({ name }) => name).join(', ');
    this.#changed(true);
  }

  #pick(take: (files: FileList) => Promise<void>): void {
    const input = document.createElement('input');
    input.type = 'file';
    input.multiple = true;
    input.addEventListener('change', () => {
      if (input.files) void take(input.files);
    });
    input.click();
  }

  readonly #actions: views.Actions = {
    reveal: (at) => {
      this.reveal(at);
    },
    fix: (problems) => {
      this.#fix(problems);
    },
    choose: (step) => {
      this.#step = Math.max(0, step);
      const place = Object.values(this.#places)[this.#step];
      if (place && this.#panel === 'graph' && this.#isCurrent()) this.reveal(place);
      this.#draw();
    },
    give: (name, value) => {
      const rest = Object.entries(this.#given).filter(([other]) => other !== name);
      this.#given = Object.fromEntries(value === undefined ? rest : [...rest, [name, value]]);
      this.#changed();
    },
    copy: (text, what) => {
      void this.#copy(text, what);
    },
    save: (name, text) => {
      this.#save(name, text);
    },
    compareFromNow: () => {
      this.#before = this.files;
      this.#beforeName = 'what was here a moment ago';
      this.#changed(true);
    },
    compareWithFiles: () => {
      this.#pick((files) => this.#compareWith(files));
    },
    forgetNotes: () => {
      this.#notes = [];
      this.#draw();
    },
  };

  #add(): void {
    const names = this.#editor?.names ?? [];
    const isWorkflow = Object.values(this.#answer?.kinds ?? {}).includes('workflow');
    const hasProfile = Object.values(this.#answer?.kinds ?? {}).includes('platform');
    if (hasProfile || (isWorkflow && names.includes('profile.yaml'))) {
      const name = ['service.yaml', ...Array.from({ length: 99 }, (_, i) => `service-${i + 2}.yaml`)].find(
        (one) => !names.includes(one),
      );
      this.#editor?.put({ name: name ?? 'service.yaml', text: '' });
    } else {
      const text = 'apiVersion: alida-argo/v1\nkind: PlatformProfile\nname: my-cluster\nnamespace: alida\n';
      this.#editor?.put({ name: 'profile.yaml', text });
    }
    this.#changed(true);
    this.#draw();
    this.#editor?.view.focus();
  }

  #draw(): void {
    if (!this.#client) return;
    if (this.#runs) this.#runs.visible = this.#panel === 'runs';
    render(this.#page(), this.#root);
  }

  #page(): TemplateResult {
    const drop = (event: DragEvent): void => {
      event.preventDefault();
      this.#dragging = false;
      void this.#open([...(event.dataTransfer?.files ?? [])]);
      this.#draw();
    };
    const drag = (event: DragEvent): void => {
      event.preventDefault();
      const over = event.type === 'dragover';
      if (over === this.#dragging) return;
      this.#dragging = over;
      this.#draw();
    };
    return html`<div
      class=${`app${this.#dragging ? ' dragging' : ''}`}
      @dragover=${drag}
      @dragleave=${drag}
      @drop=${drop}
    >
      <header class="top">
        <svg class="logo" viewBox="0 0 32 32" aria-hidden="true">
          <path d="M9 3h14l7 13-7 13H9L2 16z" />
          <path class="inner" d="M10 21l6-11 6 11m-9.5-4h7" />
        </svg>
        <h1>alida-argo <span>workbench</span></h1>
        <span class="states" aria-live="polite">${views.statusOf(this.#answer, this.#trouble)}</span>
        <span class="grow"></span>
        <select
          aria-label="Examples"
          @change=${({ target }: Event) => {
            const select = target as HTMLSelectElement;
            const files = examples[select.value];
            select.value = '';
            this.#notes = [];
            if (files) this.files = files;
          }}
        >
          <option value="">Examples</option>
          ${Object.keys(examples).map((name) => html`<option value=${name}>${name}</option>`)}
        </select>
        <button
          title="Definitions, workflows, profiles; scripts and SparkApplications are imported"
          @click=${() => {
            this.#pick((files) => this.#open(files));
          }}
        >
          Open…
        </button>
        ${
          this.hasAttribute('fragment')
            ? html`<button
                @click=${() => {
                  void this.#share();
                }}
              >
                Copy link
              </button>`
            : nothing
        }
      </header>
      <main>
        <section class="write" aria-label="What you write">
          ${this.#files()}
          <div class="editor"></div>
          <section class="problems" aria-label="Problems">
            ${views.notesView(this.#notes, this.#actions)}
            ${views.problemsView(this.#answer?.problems ?? [], this.#actions)}
          </section>
        </section>
        <section class="result" aria-label="What comes of it">${this.#result()}</section>
      </main>
      <div class="said" role="status">${this.#said === '' ? nothing : html`<span>${this.#said}</span>`}</div>
      ${this.#dragging ? html`<div class="drop">Drop a definition, a workflow, a profile, a script, a SparkApplication or a run</div>` : nothing}
    </div>`;
  }

  #files(): TemplateResult {
    const { name: shown = '', names = [] } = this.#editor ?? {};
    const errors = (name: string): number =>
      this.#answer?.problems.filter(({ file, severity }) => file === name && severity === 'error').length ?? 0;
    return html`<nav class="tabs" aria-label="Files">
      ${names.map(
        (name) =>
          html`<span class=${name === shown ? 'tab chosen' : 'tab'}>
            <button
              aria-current=${name === shown ? 'true' : nothing}
              @click=${() => {
                this.#editor?.show(name);
                this.#draw();
              }}
            >
              ${name}${errors(name) > 0 ? html`<span class="count">${errors(name)}</span>` : nothing}
            </button>
            ${
              names.length > 1
                ? html`<button
                    class="close"
                    aria-label=${`Remove ${name}`}
                    @click=${() => {
                      this.#editor?.remove(name);
                      this.#changed(true);
                      this.#draw();
                    }}
                  >
                    ×
                  </button>`
                : nothing
            }
          </span>`,
      )}
      <button
        class="add"
        title="Add a profile or another service"
        aria-label="Add a file"
        @click=${() => {
          this.#add();
        }}
      >
        +
      </button>
    </nav>`;
  }

  #result(): TemplateResult {
    const names = Object.keys(panels) as Panel[];
    const move = (event: KeyboardEvent): void => {
      const by = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
      if (by === undefined) return;
      const next = names[(names.indexOf(this.#panel) + by + names.length) % names.length];
      if (next) this.panel = next;
      this.#root.querySelector<HTMLElement>('[role=tab][aria-selected=true]')?.focus();
    };
    const changes = this.#made?.changes.length ?? 0;
    return html`<div class="tabs" role="tablist" aria-label="What comes of it" @keydown=${move}>
        ${names.map(
          (name) =>
            html`<span class=${name === this.#panel ? 'tab chosen' : 'tab'} role="presentation"
              ><button
                role="tab"
                id=${`tab-${name}`}
                aria-controls="panel"
                aria-selected=${name === this.#panel}
                tabindex=${name === this.#panel ? 0 : -1}
                @click=${() => {
                  this.panel = name;
                }}
              >
                ${panels[name]}${name === 'changes' && changes > 0 ? html`<span class="count">${changes}</span>` : nothing}
              </button></span
            >`,
        )}
      </div>
      <div class="panel" id="panel" role="tabpanel" aria-labelledby=${`tab-${this.#panel}`} tabindex="0">
        ${this.#shown()}
      </div>`;
  }

  #shown(): TemplateResult {
    if (this.#panel === 'runs') return this.#runs?.view() ?? html``;
    const made = this.#made;
    if (!made) {
      return html`<div class="nothing">
        <p><strong>Nothing comes of this yet.</strong></p>
        <p>
          Write a service definition or a workflow on the left, take one of the examples, or drop a file here: a
          definition, a spark-submit script, a SparkApplication.
        </p>
      </div>`;
    }
    const old = this.#answer?.made ? nothing : html`<p class="old">This is of the last text without errors.</p>`;
    const step = this.#step;
    const view = {
      graph: () => views.graphView(made, Object.keys(this.#places), step, this.#actions),
      plan: () => views.planView(made, step, this.#actions),
      run: () => views.runView(made, this.#given, this.#actions),
      manifest: () => views.manifestView(made, this.#actions),
      changes: () => views.changesView(made, this.#beforeName, this.#actions),
    }[this.#panel];
    return html`${old}${view()}`;
  }
}

customElements.define('alida-argo-workbench', Workbench);
