import { existsSync } from 'node:fs';
import { Argument, InvalidArgumentError, Option, type Command } from 'commander';
import type { Call, ProjectOptions } from './project.js';

/** A command as `--help` shows it. What it does is loaded when it is called: a start pays for nothing else. */
export interface Declaration {
  readonly name: string;
  readonly description: string;
  readonly examples: readonly string[];
  /** Exit codes, where there are more than 0 (fine), 1 (the input has errors) and 2 (wrong usage). */
  readonly exits?: string;
  /** What one does after it. */
  readonly next?: string;
  /** Its arguments, its flags, and what is called with them. */
  readonly flags: (command: Command) => Command;
}

const indented = (lines: readonly string[]): string => lines.map((line) => `  ${line}\n`).join('');

/** Below a command's options, or the program's: examples, exit codes, and the next step. */
export const addHelp = (
  command: Command,
  { examples, exits, next }: Pick<Declaration, 'examples' | 'exits' | 'next'>,
  title = 'Examples',
): Command =>
  command.addHelpText(
    'after',
    `\n${title}:\n${indented(examples)}\nExit codes:\n` +
      indented([
        ['0 fine, 1 the input has errors, 2 wrong usage', ...(exits === undefined ? [] : [exits])].join(', '),
      ]) +
      (next === undefined ? '' : `\nNext:\n${indented([next])}`),
  );

/** Adds a command to the program. */
export const declare = (program: Command, { name, description, flags, ...help }: Declaration): Command =>
  addHelp(flags(program.command(name).description(description)), help);

const collect = (value: string, before: readonly string[]): string[] => [...before, value];

const collectParameter = (value: string, before: ReadonlyMap<string, string>): Map<string, string> => {
  const split = value.indexOf('=');
  if (split < 1) throw new InvalidArgumentError('write name=value');
  return new Map([...before, [value.slice(0, split), value.slice(split + 1)]]);
};

/** Reads a whole number. */
export const atLeast =
  (least: number) =>
  (value: string): number => {
    const number = Number(value);
    if (value.trim() === '' || !Number.isInteger(number) || number < least)
      throw new InvalidArgumentError(`write a whole number from ${least} on`);
    return number;
  };

/** What most commands read. */
export const definitions = (): Argument =>
  new Argument('[inputs...]', 'definitions, or folders that hold them; - is standard input');

export const profiles = (): Option =>
  new Option('--profile <file>', 'platform profile; several for several clusters')
    .argParser(collect)
    .default([], 'built in');

/** Where there is one cluster. */
export const profile = (): Option =>
  new Option('--profile <file>', 'platform profile').argParser((file, before: string | undefined) => {
    if (before !== undefined) throw new InvalidArgumentError('there is one profile here');
    return file;
  });

export const parameters = (description: string): Option =>
  new Option('-p, --parameter <name=value>', description).argParser(collectParameter).default(new Map(), 'none');

export const format = (...choices: string[]): Option =>
  new Option('--format <format>', 'form of the output').choices(choices).default(choices[0]);

/** Which cluster, and as whom. */
export const clusterOptions = (command: Command): Command =>
  command
    .addOption(profiles())
    .option('--context <name>', 'context of the kubeconfig (default: its current one; within a cluster, that one)')
    .option('--kubeconfig <file>', 'the kubeconfig (default: KUBECONFIG, or ~/.kube/config)');

/** What files are made of, and how they lie in an output folder. */
export const outputOptions = (command: Command): Command =>
  command
    .addArgument(definitions())
    .addOption(
      new Option(
        '--layout <layout>',
        'all manifests in one folder, or a folder for each namespace (default: "flat")',
      ).choices(['flat', 'namespace']),
    )
    .option('--kustomization', 'write a kustomization.yaml too')
    .option('--no-kustomization', 'write none')
    .option('--prune', 'delete generated files that nothing makes any more')
    .option('--no-prune', 'keep them; without either, nothing is written where there are some');

/** The members of a project's file that are about an output folder. */
export const output = ['profile', 'out', 'layout', 'kustomization', 'prune', 'several'] as const;

/** Completes a call by the project's file, and runs it. */
export const inProject = async <O extends Partial<ProjectOptions>>(
  inputs: readonly string[],
  options: O,
  members: readonly (keyof ProjectOptions)[],
  run: (call: Call<O>) => number | Promise<number>,
): Promise<void> => {
  const call = (await import('./project.js')).inProject(inputs, options, members);
  finish(call ? await run(call) : 1);
};

/** Ends a call without any input, given or of the project, as wrong usage. */
export const needInputs = (inputs: readonly string[], command: Command): void => {
  if (inputs.length > 0) return;
  const other = ['alida-argo.yml', 'alida-argo.json'].find((name) => existsSync(name));
  const renamed = other === undefined ? '' : `; ${other} is not read, its name must be alida-argo.yaml`;
  command.error(`error: missing argument 'inputs' (or \`inputs\` in an alida-argo.yaml${renamed})`);
};

export const finish = (code: number): void => {
  process.exitCode = code;
};
