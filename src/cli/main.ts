import { Command, CommanderError } from 'commander';
import { version } from '../version.js';
import { addHelp, declare, finish } from './command.js';
import { applyCommand } from './commands/apply.command.js';
import { commitCommand } from './commands/commit.command.js';
import { completionCommand } from './commands/completion.command.js';
import { diffCommand } from './commands/diff.command.js';
import { doctorCommand } from './commands/doctor.command.js';
import { explainCommand } from './commands/explain.command.js';
import { exportCommand } from './commands/export.command.js';
import { generateCommand } from './commands/generate.command.js';
import { graphCommand } from './commands/graph.command.js';
import { importCommand } from './commands/import.command.js';
import { initCommand } from './commands/init.command.js';
import { lspCommand } from './commands/lsp.command.js';
import { planCommand } from './commands/plan.command.js';
import { podTemplateCommand } from './commands/pod-template.command.js';
import { rbacCommand } from './commands/rbac.command.js';
import { schemaCommand } from './commands/schema.command.js';
import { serveCommand } from './commands/serve.command.js';
import { submitCommand } from './commands/submit.command.js';
import { validateCommand } from './commands/validate.command.js';

// As help lists them.
const commands = [
  initCommand,
  generateCommand,
  diffCommand,
  commitCommand,
  applyCommand,
  submitCommand,
  doctorCommand,
  validateCommand,
  planCommand,
  podTemplateCommand,
  exportCommand,
  serveCommand,
  graphCommand,
  importCommand,
  rbacCommand,
  lspCommand,
  explainCommand,
  schemaCommand,
];

// Whoever reads may stop reading, as `head` does; without somebody who is told of it, the product is made all the same.
for (const stream of [process.stdout, process.stderr]) {
  stream.on('error', ({ code, message }: NodeJS.ErrnoException) => {
    const isProduct = stream === process.stdout;
    if (code === 'EPIPE' && !isProduct) return;
    if (code === 'EPIPE') process.exit();
    if (isProduct) process.stderr.write(`alida-argo: cannot write to standard output: ${message}\n`);
    process.exit(1);
  });
}

const program = new Command('alida-argo')
  .description('Compiles Alida service definitions into Argo WorkflowTemplates that run Spark on Kubernetes.')
  .version(version)
  .showHelpAfterError('(--help shows how to call this)')
  .exitOverride();
// Of the others nobody is told then.
const called = commands.find(({ name }) => name === process.argv[2]);
for (const command of called ? [called] : commands) declare(program, command);

/** What completes words is loaded only where that is asked for. */
const declareCompletion = async (): Promise<void> => {
  if (!['complete', 'completion'].includes(process.argv[2] ?? '')) {
    declare(program, completionCommand);
    return;
  }
  const command = (await import('./commands/completion.js')).addCompletion(program);
  if (command) addHelp(command, completionCommand);
};

const run = async (): Promise<void> => {
  await declareCompletion();
  addHelp(
    program,
    {
      examples: [
        'alida-argo validate service.json     # is it sound?',
        'alida-argo plan service.json         # what would run?',
        'alida-argo doctor service.json       # is the cluster ready?',
        'alida-argo apply service.json',
        'alida-argo submit NAME service.json -p …',
      ],
      exits: '16 differences found',
    },
    'From a definition to a run',
  );
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
