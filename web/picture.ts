import { html, type TemplateResult } from 'lit-html';
import { ref } from 'lit-html/directives/ref.js';
import type { Plan, ResourceLimits } from '../src/index.js';
import type { Drawing } from './work.js';

/** Puts a picture into the page: without its colours, which are the page's; its boxes that lead somewhere can be chosen. */
function place(host: Element | undefined, svg: string, chosen: string, choose: (pointer: string) => void): void {
  if (!host) return;
  const { documentElement } = new DOMParser().parseFromString(
    svg.replace(/<style>[^<]*<\/style>/, ''),
    'image/svg+xml',
  );
  const picture = document.importNode(documentElement, true);
  const boxes = picture.querySelectorAll('[data-pointer]');
  // What is an image holds nothing that could be chosen.
  if (boxes.length > 0) picture.setAttribute('role', 'group');
  picture.setAttribute('aria-label', picture.querySelector('title')?.textContent ?? '');
  picture.querySelector('title')?.remove();
  for (const box of boxes) {
    const pointer = box.getAttribute('data-pointer') ?? '';
    const act = (event: Event): void => {
      if (event instanceof KeyboardEvent && event.key !== 'Enter' && event.key !== ' ') return;
      event.preventDefault();
      choose(pointer);
    };
    box.setAttribute('role', 'button');
    box.setAttribute('tabindex', '0');
    box.setAttribute('aria-pressed', String(pointer === chosen));
    box.addEventListener('click', act);
    box.addEventListener('keydown', act);
  }
  const focused = (host.getRootNode() as ShadowRoot).activeElement?.getAttribute('data-pointer');
  // Smaller than this nobody reads it: then one moves it.
  (picture as unknown as SVGElement).style.minWidth = `${Number(picture.getAttribute('width')) * 0.65}px`;
  host.replaceChildren(picture);
  if (focused != null) picture.querySelector<SVGElement>(`[data-pointer="${CSS.escape(focused)}"]`)?.focus();
}

export const pictureView = (
  { svg, title }: Drawing,
  chosen = '',
  choose: (pointer: string) => void = () => undefined,
): TemplateResult =>
  svg === undefined
    ? html`<p class="note">This is too large for a picture that one could read. Copy it for Graphviz or Mermaid.</p>`
    : html`<div
        class="picture"
        tabindex="0"
        role="region"
        aria-label=${`Picture of ${title}`}
        ${ref((host) => {
          place(host, svg, chosen, choose);
        })}
      ></div>`;

const gib = (mi: number): string => (mi === Infinity ? 'unbounded' : `${Math.round(mi / 102.4) / 10} GiB`);
const cores = (milli: number): string => (milli === Infinity ? 'unbounded' : `${Math.round(milli / 10) / 100} CPU`);

interface Bar {
  readonly name: string;
  readonly parts: readonly { readonly kind: string; readonly amount: number }[];
  readonly text: (amount: number) => string;
  readonly limit: number | undefined;
  readonly of: string;
}

/** An amount against what there is; where nobody says that, against itself. */
function bar({ limit, name, of, parts, text }: Bar): TemplateResult {
  const sum = parts.reduce((total, { amount }) => total + amount, 0);
  const whole = limit === undefined || limit < sum ? sum : limit;
  let x = 0;
  const told = `${text(sum)}${limit === undefined ? '' : ` of ${text(limit)} ${of}`}`;
  return html`<div class="bar">
    <span>${name}</span>
    <svg viewBox="0 0 100 4" preserveAspectRatio="none" role="img" aria-label=${`${name}: ${told}`}>
      ${parts.map(({ amount, kind }) => {
        const width = sum === Infinity ? 100 / parts.length : (amount / (whole || 1)) * 100;
        const rect = document.createElementNS('http://www.w3.org/2000/svg', 'rect');
        const attributes = { class: kind, x, y: 0, width, height: 4 };
        for (const [key, value] of Object.entries(attributes)) rect.setAttribute(key, String(value));
        x += width;
        return rect;
      })}
    </svg>
    <span class="amount">${told}</span>
  </div>`;
}

/** What a run asks for, as bars against the node and the quota. */
export function bars(
  { driver, executor, executors, total }: Plan['resources'],
  limits: ResourceLimits,
): TemplateResult {
  const many = executors.max === Infinity ? 'without a bound' : String(executors.max);
  const most = executors.max;
  const rest = (all: number, own: number): number => (most === 0 ? 0 : all === Infinity ? Infinity : all - own);
  const part = (kind: string, amount: number) => ({ kind, amount });
  const { maxCpuMilli, maxMemoryMi, nodeCpuMilli, nodeMemoryMi } = limits;
  return html`<div class="bars">
    ${bar({ name: 'Driver memory', parts: [part('driver', driver.memoryMi)], text: gib, limit: nodeMemoryMi, of: 'a node' })}
    ${bar({ name: 'Driver CPU', parts: [part('driver', driver.cpuRequestMilli)], text: cores, limit: nodeCpuMilli, of: 'a node' })}
    ${bar({ name: 'Executor memory', parts: [part('executor', executor.memoryMi)], text: gib, limit: nodeMemoryMi, of: 'a node' })}
    ${bar({ name: 'Executor CPU', parts: [part('executor', executor.cpuRequestMilli)], text: cores, limit: nodeCpuMilli, of: 'a node' })}
    ${bar({
      name: 'All memory',
      parts: [part('driver', driver.memoryMi), part('executor', rest(total.memoryMi, driver.memoryMi))],
      ...{ text: gib, limit: maxMemoryMi, of: 'allowed' },
    })}
    ${bar({
      name: 'All CPU',
      parts: [
        part('driver', driver.cpuRequestMilli),
        part('executor', rest(total.cpuRequestMilli, driver.cpuRequestMilli)),
      ],
      ...{ text: cores, limit: maxCpuMilli, of: 'allowed' },
    })}
    <p class="note">
      One driver, ${executors.min === most ? many : `${executors.min} to ${many}`}
      ${most === 1 ? 'executor' : 'executors'}; each bar
      ${Object.keys(limits).length === 0 ? 'is whole, for the profile has no limits' : 'is held against the profile’s limits'}.
    </p>
  </div>`;
}

/** A table that may be wider than its room. */
export const tableView = (
  caption: string,
  headings: readonly string[],
  rows: readonly TemplateResult[],
): TemplateResult =>
  html`<div class="wide" tabindex="0" role="region" aria-label=${caption}>
    <table>
      <caption class="hidden">
        ${caption}
      </caption>
      <thead>
        <tr>
          ${headings.map((heading) => html`<th scope="col">${heading}</th>`)}
        </tr>
      </thead>
      <tbody>
        ${rows}
      </tbody>
    </table>
  </div>`;
