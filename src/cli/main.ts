import { existsSync } from 'node:fs';
import { Command, CommanderError, InvalidArgumentError, Option } from 'commander';
import { version } from '../version.js';
import type { ApplyOptions, LiveDiffOptions } from './commands/apply.js';
import type { CommitFlags } from './commands/commit.js';
import type { DiffOptions } from './commands/diff.js';
import type { DoctorOptions } from './commands/doctor.js';
import type { ExportOptions } from './commands/export.js';
import type { GenerateOptions } from './commands/generate.js';
import type { GraphOptions } from './commands/graph.js';
import type { ImportOptions } from './commands/import.js';
import type { InitOptions } from './commands/init.js';
import type { PlanOptions } from './commands/plan.js';
import type { PodTemplateOptions } from './commands/pod-template.js';
import type { ServeOptions } from './commands/serve.js';
import type { SubmitOptions } from './commands/submit.js';
import type { RbacOptions } from './commands/rbac.js';
import type { ValidateOptions } from './commands/validate.js';
import { cis, clusters, languages } from './choices.js';
import { addHelp } from './help.js';
import type { Call, ProjectOptions } from './project.js';

// Each command loads its own modules when it runs: a start pays for nothing else.

const collect = (value: string, before: readonly string[]): string[] => [...before, value];

const collectParameter = (value: string, before: ReadonlyMap<string, string>): Map<string, string> => {
  const split = value.indexOf('=');
  if (split < 1) throw new InvalidArgumentError('write name=value');
  return new Map([...before, [value.slice(0, split), value.slice(split + 1)]]);
};

const atLeast =
  (least: number) =>
  (value: string): number => {
    const number = Number(value);
    if (value.trim() === '' || !Number.isInteger(number) || number < least)
      throw new InvalidArgumentError(`write a whole number from ${least} on`);
    return number;
  };
const positive = atLeast(1);
const count = atLeast(0);

const profiles = (): Option =>
  new Option('--profile <file>', 'platform profile; several for several clusters')
    .argParser(collect)
    .default([], 'built in');

const format = (...choices: string[]): Option =>
  new Option('--format <format>', 'form of the output').choices(choices).default(choices[0]);

/** Which cluster, and as whom. */
const clusterOptions = (command: Command): Command =>
  command
    .addOption(profiles())
    .option('--context <name>', 'context of the kubeconfig (default: its current one; within a cluster, that one)')
    .option('--kubeconfig <file>', 'the kubeconfig (default: KUBECONFIG, or ~/.kube/config)');

/** How files lie in an output folder. */
const outputOptions = (command: Command): Command =>
  command
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
const output = ['profile', 'out', 'layout', 'kustomization', 'prune'] as const;

/** Completes a call by the project's file, and runs it. */
const inProject = async <O extends Partial<ProjectOptions>>(
  inputs: readonly string[],
  options: O,
  members: readonly (keyof ProjectOptions)[],
  run: (call: Call<O>) => number | Promise<number>,
): Promise<void> => {
  const call = (await import('./project.js')).inProject(inputs, options, members);
  finish(call ? await run(call) : 1);
};

const needInputs = (inputs: readonly string[], command: Command): void => {
  if (inputs.length > 0) return;
  const other = ['alida-argo.yml', 'alida-argo.json'].find((name) => existsSync(name));
  const renamed = other === undefined ? '' : `; ${other} is not read, its name must be alida-argo.yaml`;
  command.error(`error: missing argument 'inputs' (or \`inputs\` in an alida-argo.yaml${renamed})`);
};

const finish = (code: number): void => {
  process.exitCode = code;
};

const program = new Command('alida-argo')
  .description('Compiles Alida service definitions into Argo WorkflowTemplates that run Spark on Kubernetes.')
  .version(version)
  .showHelpAfterError('(--help shows how to call this)')
  .exitOverride();

program
  .command('init')
  .description(
    'begin a project: a definition, its program and image, a profile, CI; what is not said is asked on a terminal',
  )
  .argument('[dir]', 'the folder', '.')
  .option('--name <name>', "the first service's name (default: the folder's)")
  .addOption(new Option('--language <language>', 'of its program (default: "python")').choices(languages))
  .addOption(new Option('--cluster <kind>', 'what it runs on (default: "kind")').choices(clusters))
  .option('--registry <registry>', "where its images go, as in front of an image's name")
  .option('--namespace <namespace>', 'what it runs in (default: "alida")')
  .addOption(new Option('--ci <ci>', 'file for CI').choices(cis))
  .option('--from <file>', 'begin with what runs already, as `import` reads it')
  .action(async (dir: string, options: InitOptions, command: Command) => {
    const other = (['name', 'language', 'cluster', 'registry', 'namespace'] as const).find(
      (one) => options[one] !== undefined,
    );
    if (options.from !== undefined && other)
      command.error(`error: --from says what --${other} would: one of them, please`);
    finish(await (await import('./commands/init.js')).init(dir, options));
  });

outputOptions(program.command('generate'))
  .description('write WorkflowTemplates')
  .argument('[inputs...]', 'definitions, or folders that hold them; - is standard input')
  .addOption(profiles())
  .option('-o, --out <dir>', 'write into this folder instead of standard output')
  .option('--no-out', "write to standard output, whatever the project's file says")
  .option('--check', 'write nothing; exit 16 if a file of --out is not what would be generated')
  .option('--force', 'replace files of --out that were changed by hand or are of another origin')
  .addOption(format('yaml', 'json', 'github', 'gitlab'))
  .option('--watch', 'generate again whenever an input changes, until Ctrl-C')
  .action(async (given: string[], flags: GenerateOptions, command: Command) => {
    await inProject(given, flags, output, async ({ inputs, options }) => {
      needInputs(inputs, command);
      const needsOut = (['check', 'force', 'watch', 'kustomization'] as const).find((name) => flags[name]);
      if (needsOut && !options.out) command.error(`error: --${needsOut} is about the files of --out DIR`);
      if (['github', 'gitlab'].includes(options.format) && !options.check)
        command.error(`error: --format ${options.format} makes annotations of what --check finds`);
      const { generate } = await import('./commands/generate.js');
      if (!options.watch) return generate(inputs, options);
      if (options.check || inputs.includes('-'))
        command.error('error: --watch writes what it generates, and reads files again: no --check, no standard input');
      const project = await import('./project.js');
      return (await import('./commands/watch.js')).watch(
        () => project.inProject(given, flags, output),
        (now, onRead) => generate(now.inputs, now.options, onRead),
      );
    });
  });

outputOptions(program.command('diff'))
  .description('tell what would change, in words and in lines; exit 16 if something would')
  .argument('[inputs...]', 'definitions, or folders that hold them; - is standard input')
  .addOption(profiles())
  .option('-o, --out <dir>', 'compare with the files of this folder; without it, compare the profiles with one another')
  .option('--no-out', "compare the profiles, whatever the project's file says")
  .option('--revision <revision>', "compare with --out's files at this revision of their Git repository")
  .addOption(new Option('--manifests <format>', "form of --out's files").choices(['yaml', 'json']).default('yaml'))
  .addOption(
    new Option('--summary <number>', 'with more files than these, tell those that changed alike once, with a sample')
      .argParser(count)
      .default(20),
  )
  .option('--no-summary', 'tell each file')
  .option('--live', 'compare with the cluster, by its own dry run')
  .option('--context <name>', 'with --live: context of the kubeconfig')
  .option('--kubeconfig <file>', 'with --live: the kubeconfig')
  .option('--force-conflicts', 'with --live: as if fields that another one set became ours')
  .addOption(format('text', 'json', 'markdown'))
  .action(async (given: string[], flags: DiffOptions & LiveDiffOptions & { live?: true }, command: Command) => {
    await inProject(given, flags, [...output, 'name'], async ({ inputs, options }) => {
      needInputs(inputs, command);
      const ofLive = (['context', 'kubeconfig', 'forceConflicts'] as const).find((name) => flags[name] !== undefined);
      if (ofLive && !flags.live) command.error('error: --context, --kubeconfig and --force-conflicts are about --live');
      if (flags.live) {
        if (flags.revision !== undefined || flags.out) command.error('error: --live compares with the cluster alone');
        return (await import('./commands/apply.js')).liveDiff(inputs, options);
      }
      if (options.revision !== undefined && !options.out)
        command.error('error: --revision is about the files of --out DIR');
      return (await import('./commands/diff.js')).diff(inputs, options);
    });
  });

outputOptions(program.command('commit'))
  .description("generate into a Git repository and commit that with the user's git, nothing else")
  .argument('[inputs...]', 'definitions, or folders that hold them; - is standard input')
  .option('--repo <dir>', "the repository (default: the one that the project's file is in)")
  .option('--path <subdir>', 'the folder in it that the files go to (default: the project\'s `out`, or ".")')
  .option('--branch <name>', 'commit on a new branch that begins here')
  .option('--force', 'replace files that were changed by hand or are of another origin')
  .addOption(profiles())
  .addOption(format('yaml', 'json'))
  .action(async (given: string[], flags: CommitFlags, command: Command) => {
    await inProject(given, flags, output, async ({ inputs, options, project }) => {
      needInputs(inputs, command);
      const { commit, whereTo } = await import('./commands/commit.js');
      const place = whereTo(options, project);
      if (!place) command.error("error: required option '--repo <dir>' not specified (or `out` in an alida-argo.yaml)");
      return commit(inputs, { ...options, ...place });
    });
  });

clusterOptions(program.command('apply'))
  .description('show what would change in a cluster, ask, and do it')
  .argument('[inputs...]', 'definitions, or folders that hold them; - is standard input')
  .option('--yes', 'do not ask')
  .option('--force-conflicts', 'make fields ours that another one set')
  .option('--prune', "delete the project's WorkflowTemplates that nothing makes any more; they are known by its `name`")
  .option('--no-prune', 'keep them')
  .addOption(format('text', 'json'))
  .action(async (given: string[], flags: ApplyOptions, command: Command) => {
    await inProject(given, flags, ['profile', 'prune', 'name'], async ({ inputs, options }) => {
      needInputs(inputs, command);
      return (await import('./commands/apply.js')).applyToCluster(inputs, options);
    });
  });

clusterOptions(program.command('submit'))
  .description("run a service or a workflow, show its program's log, and end as it ends")
  .argument('<name>', 'the service or the workflow')
  .argument('[inputs...]', 'definitions, or folders that hold them; - is standard input')
  .addOption(
    new Option('-p, --parameter <name=value>', 'value of a run-time parameter')
      .argParser(collectParameter)
      .default(new Map(), 'none'),
  )
  .option('--detach', "print the Workflow's name and leave it to itself")
  .addOption(
    new Option('--output <form>', 'on standard output: the log, or how it ended')
      .choices(['text', 'json'])
      .default('text'),
  )
  .action(async (name: string, given: string[], flags: SubmitOptions, command: Command) => {
    await inProject(given, flags, ['profile'], async ({ inputs, options }) => {
      needInputs(inputs, command);
      return (await import('./commands/submit.js')).submit(name, inputs, options);
    });
  });

clusterOptions(program.command('doctor'))
  .description('tell whether a cluster is ready for these services, and which command mends what is not')
  .argument('[inputs...]', 'definitions, or folders that hold them; without any, only what the profile names')
  .addOption(format('text', 'json'))
  .action(async (given: string[], flags: DoctorOptions) => {
    await inProject(given, flags, ['profile'], async ({ inputs, options }) => {
      return (await import('./commands/doctor.js')).doctor(inputs, options);
    });
  });

program
  .command('validate')
  .description('tell what is wrong, write nothing')
  .argument('[inputs...]', 'definitions, profiles, or folders that hold them; - is standard input')
  .addOption(profiles())
  .option('--dockerfile <file>', 'Dockerfile of the application image, checked for what Spark demands of it')
  .option('--fix', 'put right in the files what can be without changing what runs, or what was plainly meant')
  .option('--unsafe', 'with --fix or --diff: do what the other remedies say, too')
  .option('--diff', 'show what --fix would change, and change nothing')
  .addOption(format('text', 'json', 'sarif', 'github', 'gitlab'))
  .action(async (given: string[], flags: ValidateOptions, command: Command) => {
    if (flags.unsafe && !flags.fix && !flags.diff) command.error('error: --unsafe is about what --fix does');
    if (flags.diff && flags.format !== 'text')
      command.error(`error: --diff and --format ${flags.format} both go to standard output`);
    if (flags.fix || flags.diff) await (await import('./commands/validate.js')).fixProject(flags);
    await inProject(given, flags, ['profile'], async ({ inputs, options }) => {
      // A Dockerfile that was named is checked alone.
      const named = given.length === 0 && options.dockerfile !== undefined ? [] : inputs;
      if (options.dockerfile === undefined) needInputs(named, command);
      if (options.fix && !options.diff && named.includes('-'))
        command.error('error: --fix writes files; --diff shows what it would make of standard input');
      return (await import('./commands/validate.js')).validate(named, options);
    });
  });

program
  .command('plan')
  .description('show what would run: arguments, pod template, resources, and where each value came from')
  .argument('[inputs...]', 'definitions, or folders that hold them; - is standard input')
  .addOption(profiles())
  .addOption(
    new Option('-p, --parameter <name=value>', 'value of a run-time parameter, as for `argo submit`')
      .argParser(collectParameter)
      .default(new Map(), 'none'),
  )
  .option('--all', "all values, spark-submit's arguments and the pod template, not only what the author decided")
  .addOption(format('text', 'json'))
  .action(async (given: string[], flags: PlanOptions, command: Command) => {
    await inProject(given, flags, ['profile'], async ({ inputs, options }) => {
      needInputs(inputs, command);
      return (await import('./commands/plan.js')).showPlan(inputs, options);
    });
  });

program
  .command('pod-template')
  .description(
    'render the pod template of a TARGET that is known only at run time, for `argo submit -p pod-template=…`',
  )
  .option('--target <file>', 'TARGET as JSON or YAML; - is standard input')
  .option('--profile <file>', 'platform profile')
  .action(async (options: PodTemplateOptions) => {
    finish((await import('./commands/pod-template.js')).showPodTemplate(options));
  });

program
  .command('export')
  .description("do what the hook does: a designer's workflow in, WorkflowTemplates out")
  .argument('<inputs...>', 'a workflow and the definitions that it names, or one definition; - is standard input')
  .option('--profile <file>', 'platform profile')
  .option('--inline', 'one WorkflowTemplate that stands alone')
  .option('-o, --out <dir>', 'write into this folder instead of standard output')
  .addOption(format('yaml', 'json'))
  .action(async (inputs: string[], options: ExportOptions) => {
    finish((await import('./commands/export.js')).exportFiles(inputs, options));
  });

program
  .command('serve')
  .description('answer exports over HTTP; the token is that of --token-file or of ALIDA_ARGO_TOKEN')
  .addOption(new Option('--listen <host:port>', 'where to listen').default('127.0.0.1:8080'))
  .option('--token-file <file>', 'file that holds the token; read again when it changes')
  .option('--profile <file>', 'platform profile')
  .addOption(new Option('--max-body <MiB>', 'largest request').argParser(positive).default(10))
  .addOption(new Option('--max-requests <number>', 'requests worked on or waiting').argParser(positive).default(16))
  .addOption(new Option('--timeout <seconds>', 'longest time for a request to arrive').argParser(positive).default(30))
  .addOption(new Option('--deadline <seconds>', 'longest work on a request').argParser(positive).default(20))
  .option('--runs', 'show on the page the runs of the profile’s namespace, of a cluster that is only read')
  .option('--kubeconfig <file>', 'kubeconfig for --runs; otherwise KUBECONFIG, or the cluster that this runs in')
  .option('--context <name>', 'context of the kubeconfig')
  .action(async (options: ServeOptions) => {
    finish(await (await import('./commands/serve.js')).serve(options));
  });

program
  .command('graph')
  .description(
    "print a picture of a workflow or, without one, of each service's run; or when a run's steps began and ended",
  )
  .argument(
    '[inputs...]',
    "a workflow and the definitions that it names, or definitions, or a run's Workflow; - is standard input",
  )
  .addOption(profiles())
  .addOption(format('mermaid', 'dot', 'svg'))
  .action(async (given: string[], flags: GraphOptions, command: Command) => {
    await inProject(given, flags, ['profile'], async ({ inputs, options }) => {
      needInputs(inputs, command);
      return (await import('./commands/graph.js')).graph(inputs, options);
    });
  });

program
  .command('import')
  .description(
    'make a definition and a profile of what calls spark-submit (a script, a Job, an Argo Workflow) or a SparkApplication',
  )
  .argument('<file>', 'the file; - is standard input')
  .requiredOption('-o, --out <dir>', 'write service.json and profile.yaml into this folder')
  .option('--force', 'replace them if they are there')
  .action(async (file: string, options: ImportOptions) => {
    finish((await import('./commands/import.js')).importInto(file, options));
  });

program
  .command('rbac')
  .description('print the least ServiceAccount, Role and RoleBinding that the generated workflows run with')
  .addOption(profiles())
  .action(async (flags: RbacOptions) => {
    await inProject([], flags, ['profile'], async ({ options }) => {
      return (await import('./commands/rbac.js')).showRbac(options);
    });
  });

program
  .command('lsp')
  .description('a language server on standard input and output: what is wrong, fixes, and Spark’s keys, in an editor')
  .action(async () => {
    (await import('./commands/lsp.js')).lsp();
  });

program
  .command('explain')
  .description('explain a diagnostic; without a code, list them all')
  .argument('[code]')
  .action(async (code: string | undefined) => {
    finish((await import('./commands/explain.js')).explain(code));
  });

program
  .command('schema')
  .description('print the JSON Schema of a document; without a name, list them all')
  .argument('[name]')
  .action(async (name: string | undefined) => {
    finish((await import('./commands/schema.js')).schema(name));
  });

/** Adds what completes words only where that is asked for: nothing else needs it. */
const addCompletion = async (): Promise<void> => {
  if (['complete', 'completion'].includes(process.argv[2] ?? ''))
    (await import('./commands/completion.js')).addCompletion(program);
  else program.command('completion').description("print a shell's completion script").argument('<shell>');
};

const run = async (): Promise<void> => {
  await addCompletion();
  addHelp(program);
  await program.parseAsync();
};

run().catch((error: unknown) => {
  if (error instanceof CommanderError) {
    finish(error.exitCode === 0 ? 0 : 2);
    return;
  }
  // Node would print a line of the bundle, which is long.
  process.stderr.write(
    `alida-argo: internal error: ${(error instanceof Error ? error.stack : undefined) ?? String(error)}\n`,
  );
  finish(1);
});
