import { classHighlighter, highlightCode } from '@lezer/highlight';
import { yamlLanguage } from '@codemirror/lang-yaml';
import { html, nothing, type TemplateResult } from 'lit-html';
import { live } from 'lit-html/directives/live.js';
import { bars, pictureView, tableView } from './picture.js';
import type { Answer, Brought, Difference, Field, Made, Problem, Stretch, Value } from './work.js';

/** What a view may ask the page for. */
export interface Actions {
  readonly reveal: (at: Stretch) => void;
  readonly fix: (problems: readonly Problem[]) => void;
  readonly choose: (step: number) => void;
  readonly give: (name: string, value: string | undefined) => void;
  readonly copy: (text: string, what: string) => void;
  readonly save: (name: string, text: string) => void;
  readonly compareFromNow: () => void;
  readonly compareWithFiles: () => void;
  readonly forgetNotes: () => void;
}

type Maybe = TemplateResult | typeof nothing;

const nouns = { error: 'error', warning: 'warning', info: 'note' } as const;

/** The numbers of findings in words. */
function counted(problems: readonly Problem[]): string {
  const parts = (['error', 'warning', 'info'] as const).flatMap((severity) => {
    const count = problems.filter((one) => one.severity === severity).length;
    return count === 0 ? [] : [`${count} ${nouns[severity]}${count === 1 ? '' : 's'}`];
  });
  return parts.join(', ');
}

export function problemsView(problems: readonly Problem[], { fix, reveal }: Actions): TemplateResult {
  const safe = problems.filter((problem) => problem.fix?.safe);
  return html`<header class="bar-of-panel">
      <h2>Problems</h2>
      <span class="soft" role="status">${counted(problems) || 'none'}</span>
      ${
        safe.length > 1
          ? html`<button
              class="small"
              @click=${() => {
                fix(safe);
              }}
            >
              Fix ${safe.length} that leave no doubt
            </button>`
          : nothing
      }
    </header>
    <ul>
      ${problems.map(
        (problem) =>
          html`<li class=${problem.severity}>
            <button
              class="where"
              @click=${() => {
                reveal(problem);
              }}
            >
              <span class="sign" aria-hidden="true"></span>
              <span class="said"><span class="hidden">${nouns[problem.severity]}: </span>${problem.message}</span>
              <span class="place">${problem.file}:${problem.line}</span>
            </button>
            <p class="soft">${problem.cause}</p>
            <p class="remedy">
              <span>${problem.remedy}</span>
              ${
                problem.fix
                  ? html`<button
                      class="small"
                      aria-label=${`Fix: ${problem.remedy}`}
                      @click=${() => {
                        fix([problem]);
                      }}
                    >
                      Fix
                    </button>`
                  : nothing
              }
              <code class="code">${problem.code}</code>
            </p>
          </li>`,
      )}
    </ul>`;
}

export const notesView = (notes: Brought['notes'], { forgetNotes }: Actions): Maybe =>
  notes.length === 0
    ? nothing
    : html`<details class="notes" open>
        <summary>What the import left out or wrote otherwise: ${notes.length}</summary>
        <ul>
          ${notes.map(
            ({ line, lost, text, why }) =>
              html`<li>
                <strong>${lost ? 'Left out' : 'Changed'}</strong>, line ${line}: <code>${text}</code>
                <span class="soft">${why}</span>
              </li>`,
          )}
        </ul>
        <button class="small" @click=${forgetNotes}>Done</button>
      </details>`;

const copyButton = (text: string, what: string, { copy }: Actions): TemplateResult =>
  html`<button
    class="small"
    aria-label=${`Copy ${what}`}
    @click=${() => {
      copy(text, what);
    }}
  >
    Copy
  </button>`;

/** Steps of a workflow to choose from. */
const stepsOf = ({ steps }: Made, chosen: number, { choose }: Actions): Maybe =>
  steps.length < 2
    ? nothing
    : html`<div class="choices" role="group" aria-label="Steps">
        ${steps.map(
          ({ name, step = name }, index) =>
            html`<button
              aria-pressed=${index === chosen}
              @click=${() => {
                choose(index);
              }}
            >
              ${step}
            </button>`,
        )}
      </div>`;

export function graphView(made: Made, pointers: readonly string[], chosen: number, actions: Actions): TemplateResult {
  const { picture, steps } = made;
  const step = steps[chosen] ?? steps[0];
  const forms = ({ dot, mermaid, svg, title }: Made['picture']): TemplateResult =>
    html`<p class="acts">
      ${
        svg === undefined
          ? nothing
          : html`<button
              class="small"
              @click=${() => {
                actions.save(`${title}.svg`, svg);
              }}
            >
              Save SVG
            </button>`
      }
      <button
        class="small"
        @click=${() => {
          actions.copy(mermaid, 'the picture for Mermaid');
        }}
      >
        Copy for Mermaid
      </button>
      <button
        class="small"
        @click=${() => {
          actions.copy(dot, 'the picture for Graphviz');
        }}
      >
        Copy for Graphviz
      </button>
    </p>`;
  if (made.kind === 'service')
    return html`<h2>What a run makes</h2>
      ${pictureView(picture)}${forms(picture)}`;
  return html`<h2>${picture.title}</h2>
    ${pictureView(picture, pointers[chosen], (pointer) => {
      actions.choose(pointers.indexOf(pointer));
    })}
    ${forms(picture)}
    ${
      step
        ? html`<h2>A run of ${step.step ?? step.name}</h2>
            ${pictureView(step.picture)}`
        : nothing
    }`;
}

const layers: Readonly<Record<Value['from'], string>> = {
  'built-in': 'built in',
  profile: 'profile',
  default: 'definition',
  value: 'definition (value)',
  designer: 'workflow',
  parameter: 'this run',
};

function row({ at, from, instead, key, parameter, value }: Value, { reveal }: Actions): TemplateResult {
  const place = at ? `${at.file}:${at.line}` : '';
  const about = [
    `${layers[from]} decides ${key}`,
    ...(at ? [`it stands in ${place}`] : []),
    ...(instead ? [`in the place of ${instead.value || 'nothing'} (${layers[instead.from]})`] : []),
    ...(parameter === undefined ? [] : [`a run can set it: -p ${parameter}=…`]),
  ].join('; ');
  return html`<tr>
    <th scope="row"><code>${key}</code></th>
    <td>
      <code>${value === '' ? html`<span class="soft">(empty)</span>` : value}</code>
      ${instead ? html`<span class="soft"> instead of <code>${instead.value}</code></span>` : nothing}
    </td>
    <td>
      ${
        at
          ? html`<button
              class=${`chip ${from}`}
              title=${about}
              aria-label=${about}
              @click=${() => {
                reveal(at);
              }}
            >
              ${layers[from]}
            </button>`
          : html`<span class=${`chip ${from}`} title=${about}>${layers[from]}</span>`
      }
    </td>
  </tr>`;
}

const listing = (lines: readonly string[], name: string): TemplateResult =>
  html`<pre tabindex="0" role="region" aria-label=${name}><code>${lines.join('\n')}</code></pre>`;

export function planView(made: Made, chosen: number, actions: Actions): TemplateResult {
  const step = made.steps[chosen] ?? made.steps[0];
  if (!step) return html``;
  const decided = step.values.filter(({ from }) => from !== 'built-in');
  const builtIn = step.values.filter(({ from }) => from === 'built-in');
  const table = (values: readonly Value[], caption: string): TemplateResult =>
    tableView(
      caption,
      ['Setting', 'Value', 'Decided by'],
      values.map((value) => row(value, actions)),
    );
  return html`${stepsOf(made, chosen, actions)}
    <p class="soft">
      ${step.spark === undefined ? html`A container: <code>${step.image}</code>` : `Spark ${step.spark}`}, profile
      ${made.profile}, namespace ${made.namespace}
    </p>
    ${
      step.resources
        ? html`<h2>What it takes</h2>
            ${bars(step.resources, made.limits)}`
        : nothing
    }
    <h2>What was decided</h2>
    ${table(decided, 'What was decided')}
    <details>
      <summary>What nobody decided: ${builtIn.length} built in</summary>
      ${table(builtIn, 'What is built in')}
    </details>
    <details>
      <summary>
        ${step.spark === undefined ? 'The program’s arguments' : 'spark-submit’s arguments'}: ${step.argv.length}
      </summary>
      ${listing(step.argv, 'Arguments')}
    </details>
    ${
      step.podTemplate === undefined
        ? nothing
        : html`<details>
            <summary>Pod template</summary>
            ${listing([step.podTemplate.trimEnd()], 'Pod template')}
          </details>`
    }`;
}

function input(field: Field, value: string | undefined, { give }: Actions): TemplateResult {
  const { allowed, default: usual = '', max, min, name, type } = field;
  const changed = ({ target }: Event): void => {
    const { value: now } = target as HTMLInputElement;
    give(name, now === '' ? undefined : now);
  };
  const choices = allowed ?? (type === 'boolean' ? ['true', 'false'] : undefined);
  const id = `field-${name}`;
  const about = `${id}-about`;
  const wrong = field.wrong === undefined ? 'false' : 'true';
  if (choices)
    return html`<select id=${id} aria-describedby=${about} aria-invalid=${wrong} @change=${changed}>
      <option value="" ?selected=${value === undefined}>${usual === '' ? '—' : usual}</option>
      ${choices
        .filter((choice) => choice !== usual)
        .map((choice) => html`<option value=${choice} ?selected=${choice === value}>${choice}</option>`)}
    </select>`;
  if (type === 'json' || usual.includes('\n') || name.endsWith('application-args'))
    return html`<textarea
      id=${id}
      rows="3"
      placeholder=${usual}
      aria-describedby=${about}
      aria-invalid=${wrong}
      .value=${live(value ?? '')}
      @input=${changed}
    ></textarea>`;
  const isNumber = ['int', 'long', 'double'].includes(type);
  return html`<input
    id=${id}
    type="text"
    inputmode=${type === 'double' ? 'decimal' : isNumber ? 'numeric' : 'text'}
    min=${min ?? nothing}
    max=${max ?? nothing}
    placeholder=${usual}
    aria-describedby=${about}
    aria-invalid=${wrong}
    autocomplete="off"
    .value=${live(value ?? '')}
    @input=${changed}
  />`;
}

function fieldView(field: Field, made: Made, value: string | undefined, actions: Actions): TemplateResult {
  const { description, max, min, name, type, wrong } = field;
  const must = made.missing.includes(name);
  const bounds = [...(min === undefined ? [] : [`from ${min}`]), ...(max === undefined ? [] : [`to ${max}`])].join(' ');
  return html`<div class="field">
    <label for=${`field-${name}`}>${name}${must ? html` <span class="must">must be given</span>` : nothing}</label>
    ${input(field, value, actions)}
    <p id=${`field-${name}-about`} class=${wrong === undefined ? 'soft' : 'wrong'}>
      ${wrong ?? html`<span class="type">${type}${bounds === '' ? '' : ` ${bounds}`}</span> ${description ?? ''}`}
    </p>
  </div>`;
}

export function runView(made: Made, given: Readonly<Record<string, string>>, actions: Actions): TemplateResult {
  const field = (one: Field): TemplateResult => fieldView(one, made, given[one.name], actions);
  const asked = made.fields.filter(({ asked: of }) => of);
  const rest = made.fields.filter(({ asked: of }) => !of);
  const wrong = made.fields.some((one) => one.wrong !== undefined);
  const why =
    made.refused !== undefined
      ? `Such a run would end at once: ${made.refused}`
      : made.missing.length > 0
        ? `Must still be given: ${made.missing.join(', ')}`
        : wrong
          ? 'A value is wrong'
          : undefined;
  return html`<h2>Begin a run</h2>
    <div class="command">
      <pre tabindex="0" role="region" aria-label="Command"><code>${made.command}</code></pre>
      ${why === undefined ? copyButton(made.command, 'the command', actions) : nothing}
    </div>
    <p class=${why === undefined ? 'soft' : 'wrong'} role="status">
      ${why ?? 'Values that are not given are those of the WorkflowTemplate.'}
    </p>
    ${asked.map(field)}
    ${
      rest.length === 0
        ? nothing
        : html`<details>
            <summary>What the platform gives: ${rest.length}</summary>
            ${rest.map(field)}
          </details>`
    }`;
}

/** Characters of a text whose colours are worth their time. */
const coloured = 300_000;

function colours(text: string): readonly (TemplateResult | string)[] {
  if (text.length > coloured) return [text];
  const parts: (TemplateResult | string)[] = [];
  highlightCode(
    text,
    yamlLanguage.parser.parse(text),
    classHighlighter,
    (part, classes) => parts.push(classes === '' ? part : html`<span class=${classes}>${part}</span>`),
    () => parts.push('\n'),
  );
  return parts;
}
const painted = new WeakMap<Made, readonly TemplateResult[]>();

export function manifestView(made: Made, actions: Actions): TemplateResult {
  const { name, products } = made;
  const all = products.map(({ text }) => text).join('---\n');
  const views =
    painted.get(made) ??
    products.map(
      (product) =>
        html`<section class="product">
          <header class="bar-of-panel">
            <h2>${product.name}</h2>
            ${copyButton(product.text, product.name, actions)}
            <button
              class="small"
              aria-label=${`Save ${product.name}`}
              @click=${() => {
                actions.save(product.name, product.text);
              }}
            >
              Save
            </button>
          </header>
          <pre tabindex="0" role="region" aria-label=${product.name}><code>${colours(product.text)}</code></pre>
        </section>`,
    );
  painted.set(made, views);
  return html`<p class="acts">
      <span class="soft">What a cluster is given, in this order: <code>kubectl apply</code> or Git.</span>
      ${
        products.length > 1
          ? html`<button
              class="small"
              @click=${() => {
                actions.save(`${name}.yaml`, all);
              }}
            >
              Save all
            </button>`
          : nothing
      }
    </p>
    ${views}`;
}

function differenceView({ kind, patch, path, words }: Difference): TemplateResult {
  const lines = patch.split('\n').map((line) => {
    const sign = /^[+-](?![+-]{2} )/.exec(line)?.[0];
    return html`<span class=${sign === '+' ? 'added' : sign === '-' ? 'removed' : ''}>${line}${'\n'}</span>`;
  });
  const said = kind === 'changed' ? (words.length > 0 ? words : ['order or form only']) : [kind];
  return html`<section class="difference">
    <h3>${path}</h3>
    <ul>
      ${said.map((word) => html`<li>${word}</li>`)}
    </ul>
    <details>
      <summary>Lines</summary>
      <pre tabindex="0" role="region" aria-label=${`Lines of ${path}`}><code>${lines}</code></pre>
    </details>
  </section>`;
}

export const changesView = ({ changes }: Made, with_: string, actions: Actions): TemplateResult =>
  html`<h2>What changed</h2>
    <p class="acts">
      <span class="soft">Compared with ${with_}.</span>
      <button class="small" @click=${actions.compareFromNow}>Compare from now on</button>
      <button class="small" @click=${actions.compareWithFiles}>Compare with files…</button>
    </p>
    <p class="note">
      Files are an older definition, another profile, or what a cluster has:
      <code>kubectl get workflowtemplate NAME -o yaml</code>.
    </p>
    ${changes.length === 0 ? html`<p class="fine">No differences.</p>` : changes.map(differenceView)}`;

export const statusOf = (answer: Answer | undefined, trouble: string | undefined): TemplateResult => {
  if (trouble !== undefined) return html`<span class="status bad">${trouble}</span>`;
  if (!answer) return html`<span class="status">Reading…</span>`;
  const { made, problems } = answer;
  const errors = problems.filter(({ severity }) => severity === 'error').length;
  if (errors > 0) return html`<span class="status bad">${counted(problems)}</span>`;
  if (!made) return html`<span class="status">Waits for a definition</span>`;
  return html`<span class="status good">Ready${problems.length > 0 ? ` · ${counted(problems)}` : ''}</span>`;
};
