import { html, nothing, type TemplateResult } from 'lit-html';
import type { Run } from '../src/index.js';
import type { Client } from './client.js';
import { pictureView, tableView } from './picture.js';

const ended = new Set(['Succeeded', 'Failed', 'Error']);
/** Milliseconds between two looks. */
const interval = 3000;
/** Characters of a log that are kept in sight. */
const longest = 500_000;

/** A run's phase, of a Workflow that may be anything. */
const phaseOf = (run: unknown): string => {
  const { status } = (run ?? {}) as { status?: { phase?: unknown } };
  return typeof status?.phase === 'string' ? status.phase : 'Pending';
};
/** `00:05:00` */
const clock = (seconds: number): string =>
  [seconds / 3600, (seconds / 60) % 60, seconds % 60].map((n) => String(Math.floor(n)).padStart(2, '0')).join(':');
const nameOf = (run: unknown): string => {
  const { metadata } = (run ?? {}) as { metadata?: { name?: unknown } };
  return typeof metadata?.name === 'string' ? metadata.name : '';
};

/** Characters of steps that are unpacked. */
const mostSteps = 32 * 2 ** 20;

/** A run whose steps Argo packed, for they were many, with its steps. */
async function unpacked(run: unknown): Promise<unknown> {
  const { status } = run as { status?: { compressedNodes?: unknown } };
  if (typeof status?.compressedNodes !== 'string') return run;
  const bytes = Uint8Array.from(atob(status.compressedNodes), (character) => character.charCodeAt(0));
  const reader = new Blob([bytes])
    .stream()
    .pipeThrough(new DecompressionStream('gzip'))
    .pipeThrough(new TextDecoderStream())
    .getReader();
  let text = '';
  for (let part = await reader.read(); !part.done; part = await reader.read()) {
    text += part.value;
    if (text.length > mostSteps) throw new Error('there are more steps than one could look at');
  }
  return { ...(run as object), status: { ...status, nodes: JSON.parse(text) as unknown } };
}

/** Where the history server has a run's drivers; `alone` is what the one of a service is called. */
const historyOf = ({ history = [], name }: Run, alone: string): TemplateResult[] =>
  history.map(({ step, url }) => {
    const text = step === '' ? alone : step;
    return html`<a href=${url} target="_blank" rel="noreferrer" aria-label=${`${text}, history of ${name}`}
      >${text}</a
    > `;
  });

/** The runs of a cluster as `serve --runs` tells them, and runs that were brought as files. */
export class Runs {
  #token = '';
  #needsToken = false;
  #list: readonly Run[] | undefined;
  #trouble = '';
  #shown: { readonly name: string; readonly run: unknown; readonly svg: string | undefined } | undefined;
  #log = '';
  #left: AbortController | undefined;
  #clock: ReturnType<typeof setTimeout> | undefined;
  #visible = false;

  constructor(
    /** Where they are; nothing: there are files only. */
    readonly address: string | null,
    readonly client: Client,
    readonly redraw: () => void,
  ) {}

  /** Looks as long as somebody else does. */
  set visible(visible: boolean) {
    if (visible === this.#visible) return;
    this.#visible = visible;
    clearTimeout(this.#clock);
    if (visible) void this.#look();
  }

  /** Shows a run that somebody brings. */
  async bring(brought: unknown): Promise<void> {
    this.close();
    const run = await unpacked(brought);
    this.#shown = { name: nameOf(run), run, svg: await this.client.drawn(run, new Date().toISOString()) };
    this.redraw();
  }

  /** Back to the list. */
  close(): void {
    this.#left?.abort();
    this.#left = undefined;
    this.#shown = undefined;
    this.#log = '';
  }

  async #ask(path: string, signal?: AbortSignal): Promise<Response> {
    const headers: Record<string, string> = this.#token === '' ? {} : { authorization: `Bearer ${this.#token}` };
    const answer = await fetch(`${this.address ?? ''}${path}`, {
      headers,
      cache: 'no-store',
      ...(signal && { signal }),
    });
    if (answer.ok) return answer;
    if (answer.status === 401) this.#needsToken = true;
    const { detail, title } = (await answer.json().catch(() => ({}))) as { detail?: string; title?: string };
    throw new Error(answer.status === 401 ? '' : (detail ?? title ?? `the answer is ${answer.status}`));
  }

  async #look(): Promise<void> {
    if (this.address === null || (this.#needsToken && this.#token === '')) return;
    try {
      const { runs } = (await (await this.#ask('')).json()) as { runs: readonly Run[] };
      this.#needsToken = false;
      this.#list = runs;
      this.#trouble = '';
      if (this.#left && this.#shown && !ended.has(phaseOf(this.#shown.run))) await this.#read(this.#shown.name);
    } catch (error) {
      this.#trouble = (error as Error).message;
    }
    this.redraw();
    if (this.#visible && !this.#needsToken) this.#clock = setTimeout(() => void this.#look(), interval);
  }

  async #read(name: string): Promise<void> {
    const run: unknown = await (await this.#ask(`/${encodeURIComponent(name)}`)).json();
    const svg = await this.client.drawn(run, new Date().toISOString());
    if (this.#left) this.#shown = { name, run, svg };
  }

  async #open(name: string): Promise<void> {
    this.close();
    const left = (this.#left = new AbortController());
    try {
      await this.#read(name);
      this.redraw();
      const { body } = await this.#ask(`/${encodeURIComponent(name)}/log`, left.signal);
      const reader = body?.pipeThrough(new TextDecoderStream()).getReader();
      for (let part = await reader?.read(); part && !part.done; part = await reader?.read()) {
        this.#log = (this.#log + part.value).slice(-longest);
        this.redraw();
      }
    } catch (error) {
      if (!left.signal.aborted) this.#trouble = (error as Error).message;
    }
    this.redraw();
  }

  view(): TemplateResult {
    const trouble = this.#trouble === '' ? nothing : html`<p class="wrong" role="alert">${this.#trouble}</p>`;
    if (this.#shown) return html`${trouble}${this.#one(this.#shown)}`;
    if (this.#needsToken) return this.#door();
    const brought = html`<p class="note">
      A run of your own: <code>kubectl get workflow NAME -o json &gt; run.json</code>, opened or dropped here, shows
      when its steps began and ended.
    </p>`;
    if (this.address === null)
      return html`<h2>Runs</h2>
        ${brought}
        <p class="note">
          Those of a cluster are shown where this page comes from <code>alida-argo serve --runs</code>.
        </p>`;
    return html`<h2>Runs</h2>
      ${trouble} ${this.#list ? this.#table(this.#list) : html`<p class="soft">Reading…</p>`} ${brought}`;
  }

  #door(): TemplateResult {
    const enter = (event: SubmitEvent): void => {
      event.preventDefault();
      const form = event.target as HTMLFormElement;
      this.#token = form.querySelector('input')?.value.trim() ?? '';
      this.#needsToken = false;
      void this.#look();
    };
    return html`<h2>Runs</h2>
      <form class="field" @submit=${enter}>
        <label for="token">Token</label>
        <input id="token" type="password" autocomplete="off" required aria-describedby="token-about" />
        <p id="token-about" class=${this.#token === '' ? 'soft' : 'wrong'}>
          ${this.#token === '' ? 'That of the hook. It is forgotten when the page is closed.' : 'This is not the token of the hook.'}
        </p>
        <p><button>Show the runs</button></p>
      </form>`;
  }

  #table(runs: readonly Run[]): TemplateResult {
    if (runs.length === 0) return html`<p class="fine">There is no run of a generated service here.</p>`;
    const took = ({ finishedAt, startedAt }: Run): string =>
      startedAt === undefined
        ? ''
        : clock((Date.parse(finishedAt ?? new Date().toISOString()) - Date.parse(startedAt)) / 1000);
    const row = (run: Run): TemplateResult =>
      html`<tr>
        <th scope="row">
          <button class="link" @click=${() => void this.#open(run.name)}>${run.name}</button>
          ${
            run.reason === undefined && run.message === undefined
              ? nothing
              : html`<p class="note">${[run.reason, run.message].filter(Boolean).join(': ')}</p>`
          }
        </th>
        <td><span class=${`chip ${run.phase}`}>${run.phase}</span></td>
        <td>
          <time datetime=${run.startedAt ?? ''}>${run.startedAt?.replace('T', ' ').replace('Z', ' UTC') ?? ''}</time>
        </td>
        <td>${took(run)}</td>
        <td>${run.exitCode ?? ''}</td>
        <td>${historyOf(run, 'Open')}</td>
      </tr>`;
    return tableView(
      'Runs, the latest first',
      ['Run', 'Phase', 'Began', 'Took', 'Exit code', 'History'],
      runs.map(row),
    );
  }

  #one({
    name,
    run,
    svg,
  }: {
    readonly name: string;
    readonly run: unknown;
    readonly svg: string | undefined;
  }): TemplateResult {
    const back = (): void => {
      this.close();
      this.redraw();
    };
    const log = this.#left
      ? html`<h2>What its program writes</h2>
          <pre
            class="log"
            tabindex="0"
            role="log"
            aria-label="Log"
          ><code>${this.#log === '' ? '…' : this.#log}</code></pre>`
      : nothing;
    const told = this.#list?.find((one) => one.name === name);
    return html`<p class="acts">
        <button class="small" @click=${back}>All runs</button>
        <span class="soft"
          >${phaseOf(run)}${told?.exitCode === undefined ? '' : `, exit code ${told.exitCode}`}${
            told?.reason === undefined ? '' : `, ${told.reason}`
          }</span
        >
        ${told ? historyOf(told, 'History server') : nothing}
      </p>
      <h2>${name}</h2>
      ${svg === undefined ? html`<p class="note">It has not begun.</p>` : pictureView({ title: name, svg, mermaid: '', dot: '' })}
      ${log}`;
  }
}
