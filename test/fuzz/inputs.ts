import fc from 'fast-check';
import { invented, mutated, ways, type Cut, type Mutation, type Written } from './mutate.js';
import { commands, type Call, type Command } from './run.js';
import { definitions, folder, ofKind, type Base, type Seed } from './seeds.js';

// An input is a few numbers: which documents, what is changed in them, how they are written, what is done with them.

const any = fc.nat({ max: 2 ** 31 - 1 });

/** What a call is made of. */
export interface Numbers {
  readonly command: Command;
  readonly base: number;
  /** More than 0: a platform profile beside the documents, or one in the place of theirs. */
  readonly profile: number;
  readonly mutations: readonly Mutation[];
  readonly cuts: readonly Cut[];
  readonly form: number;
  readonly switches: number;
  /** 0: what else is made sure of by running it again. */
  readonly again: number;
}

const mutation: fc.Arbitrary<Mutation> = fc.record({
  of: fc.nat({ max: 15 }),
  at: any,
  way: fc.constantFrom(...ways),
  by: any,
});
const cut: fc.Arbitrary<Cut> = fc.record({ of: fc.nat({ max: 15 }), at: any, length: fc.nat({ max: 63 }), way: any });

export const numbers: fc.Arbitrary<Numbers> = fc.record({
  command: fc.oneof(
    ...Object.entries(commands).map(([name, weight]) => ({ weight, arbitrary: fc.constant(name as Command) })),
  ),
  base: any,
  profile: fc.oneof({ weight: 3, arbitrary: fc.constant(0) }, { weight: 1, arbitrary: any }),
  mutations: fc.oneof(
    { weight: 4, arbitrary: fc.array(mutation, { minLength: 1, maxLength: 2 }) },
    { weight: 2, arbitrary: fc.array(mutation, { maxLength: 6 }) },
  ),
  cuts: fc.oneof({ weight: 5, arbitrary: fc.constant([]) }, { weight: 1, arbitrary: fc.array(cut, { maxLength: 2 }) }),
  form: fc.nat({ max: 11 }),
  switches: any,
  again: fc.nat({ max: 9 }),
});

const pick = <T>(all: readonly T[], n: number): T => all[n % all.length] as T;

/** The same workflow with the definitions in it, as a designer sends it. */
function gathered(base: Base): Base {
  const flow = base.find(({ kind }) => kind === 'workflow');
  const services = base.filter(({ kind }) => kind === 'service').map(({ tree }) => tree);
  if (!flow) return base.filter(({ kind }) => kind === 'service');
  const own = (flow.tree as { readonly services?: unknown }).services;
  return [
    { ...flow, tree: { ...flow.tree, services: [...(Array.isArray(own) ? (own as unknown[]) : []), ...services] } },
  ];
}

const profiles = ofKind('platform');
const pools: Partial<Record<Command, readonly Base[]>> = {
  rbac: profiles,
  'pod-template': ofKind('target'),
  import: ofKind('script', 'script', 'application'),
  dockerfile: ofKind('dockerfile'),
};

function baseOf({ base: n, command, profile }: Numbers): Base {
  const more: Seed[] =
    profile === 0 ? [] : profile % 8 === 0 ? [invented('platform', profile)] : [...pick(profiles, profile)];
  const pool = pools[command];
  if (pool) return [...pick(pool, n), ...(command === 'pod-template' ? more : [])];
  const base =
    n % 10 === 9 ? [invented(n % 3 === 0 ? 'workflow' : 'service', n)] : pick(definitions, Math.floor(n / 10));
  if (command === 'hook') return gathered(base);
  const own = more.length > 0 ? base.filter(({ kind }) => kind !== 'platform') : base;
  const there = ['write', 'check', 'diff'].includes(command) ? folder.filter((_, at) => at === 0 || n % 4 === 0) : [];
  return [...own.filter(({ kind }) => ['service', 'workflow', 'platform'].includes(kind)), ...more, ...there];
}

export const callOf = (given: Numbers): Call => ({
  command: given.command,
  documents: mutated(baseOf(given), given.mutations, given.cuts, given.form),
  switches: given.switches,
});

/** The same value with the members of every object in another order. */
function permuted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(permuted);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .reverse()
      .map(([key, member]) => [key, permuted(member)]),
  );
}

/** The same documents with their members in another order; nothing where that may mean something else. */
export function reordered({ command, documents, switches }: Call): Call | undefined {
  const isPlain = documents.every(
    ({ bytes, kind, tree }) => kind === 'record' || (tree && !/twin|__proto__/.test(bytes.toString('latin1'))),
  );
  if (!isPlain || !['generate', 'export', 'plan'].includes(command)) return undefined;
  const other = documents.map((one): Written =>
    one.tree ? { ...one, bytes: Buffer.from(JSON.stringify(permuted(one.tree))) } : one,
  );
  return { command, documents: other, switches };
}
