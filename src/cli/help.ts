import type { Command } from 'commander';

/** What a command's help says below its options. */
interface Help {
  readonly examples: readonly string[];
  /** Exit codes, where there are more than 0 (fine), 1 (the input has errors) and 2 (wrong usage). */
  readonly exits?: string;
  /** What one does after it. */
  readonly next?: string;
}

const help: Readonly<Record<string, Help>> = {
  init: {
    examples: [
      'alida-argo init                      # asks, on a terminal',
      'alida-argo init word-count --language java --cluster alida',
      'alida-argo init kmeans --from entrypoint.sh',
    ],
    next: 'alida-argo validate, then alida-argo generate',
  },
  generate: {
    examples: [
      'alida-argo generate service.json | kubectl apply -f -',
      'alida-argo generate services --profile dev.yaml --profile prod.yaml -o deploy --kustomization',
      'alida-argo generate                  # as the alida-argo.yaml here or above says',
      'alida-argo generate --check          # in CI: are the files of the output folder up to date?',
      'alida-argo generate --watch',
    ],
    exits: '16 --check found a difference',
    next: 'alida-argo diff tells what would change, alida-argo commit commits it; then kubectl apply, or Argo CD or Flux',
  },
  diff: {
    examples: [
      'alida-argo diff services -o deploy',
      'alida-argo diff --revision origin/main --format markdown > comment.md',
      'alida-argo diff services --profile dev.yaml --profile prod.yaml   # what differs between clusters',
      'alida-argo diff services --live      # what an apply would change',
    ],
    exits: '16 something differs',
    next: 'alida-argo generate, or alida-argo commit',
  },
  commit: {
    examples: [
      'alida-argo commit services --repo . --path deploy --kustomization',
      'alida-argo commit --branch new-image # as alida-argo.yaml says, on a new branch',
    ],
    next: 'git push',
  },
  apply: {
    examples: [
      'alida-argo apply                     # as alida-argo.yaml says, after a question',
      'alida-argo apply services --profile prod.yaml --context prod --yes',
    ],
    next: 'alida-argo submit NAME',
  },
  submit: {
    examples: [
      'alida-argo submit kmeans -p input-dataset=s3a://data/in -p k=12',
      'alida-argo submit kmeans -p k=12 --output json > outcome.json',
      'alida-argo submit kmeans services --profile dev.yaml --detach',
    ],
    exits: "the driver's own where it failed, or 200 to 220 where the cluster did (docs/status-resolver.md)",
  },
  doctor: {
    examples: ['alida-argo doctor', 'alida-argo doctor services --profile prod.yaml --context prod'],
    next: 'the commands below what failed, then alida-argo apply',
  },
  validate: {
    examples: [
      'alida-argo validate services --profile prod.yaml',
      'alida-argo validate --dockerfile Dockerfile',
      'alida-argo validate --format sarif > alida-argo.sarif',
    ],
    next: 'alida-argo explain CODE says more about a diagnostic; alida-argo plan shows what would run',
  },
  plan: {
    examples: [
      'alida-argo plan service.json',
      'alida-argo plan service.json -p k=12 -p input-dataset=s3a://data/in',
      'alida-argo plan service.json --all   # every value, all of spark-submit, the pod template',
    ],
    next: 'alida-argo generate',
  },
  'pod-template': {
    examples: ['argo submit --from wftmpl/kmeans -p pod-template="$(alida-argo pod-template --target target.json)"'],
  },
  export: {
    examples: [
      'alida-argo export workflow.yaml services/*.json',
      'alida-argo export workflow.yaml services/*.json --inline',
    ],
    next: 'kubectl apply -f -, then argo submit --from wftmpl/NAME',
  },
  serve: {
    examples: ['ALIDA_ARGO_TOKEN=… alida-argo serve --listen 0.0.0.0:8080 --profile prod.yaml'],
    next: 'docs/serve.md tells how to ask it',
  },
  graph: {
    examples: [
      'alida-argo graph workflow.yaml services/*.json > workflow.mmd',
      'alida-argo graph --format svg service.json > service.svg',
      'kubectl get workflow NAME -o json | alida-argo graph --format svg - > run.svg',
    ],
  },
  import: {
    examples: ['alida-argo import entrypoint.sh -o kmeans', 'alida-argo import sparkapplication.yaml -o kmeans'],
    next: 'alida-argo validate DIR',
  },
  rbac: {
    examples: ['alida-argo rbac --profile prod.yaml | kubectl apply -f -'],
    next: 'alida-argo generate',
  },
  lsp: {
    examples: ['alida-argo lsp                       # an editor calls it; docs/editors.md has the set-up of each'],
  },
  explain: { examples: ['alida-argo explain                   # all codes', 'alida-argo explain spark-value'] },
  schema: {
    examples: [
      'alida-argo schema                    # which there are',
      'alida-argo schema platform > platform.schema.json',
    ],
  },
  completion: {
    examples: [
      'source <(alida-argo completion bash) # in ~/.bashrc',
      'source <(alida-argo completion zsh)  # in ~/.zshrc, after compinit',
      'alida-argo completion fish > ~/.config/fish/completions/alida-argo.fish',
    ],
  },
};

const indented = (lines: readonly string[]): string => lines.map((line) => `  ${line}\n`).join('');

/** Puts examples, exit codes and the next step below every command's options. */
export function addHelp(program: Command): void {
  for (const command of program.commands) {
    const own = help[command.name()];
    if (!own) continue;
    const codes = ['0 fine, 1 the input has errors, 2 wrong usage', ...(own.exits === undefined ? [] : [own.exits])];
    command.addHelpText(
      'after',
      `\nExamples:\n${indented(own.examples)}\nExit codes:\n${indented([codes.join(', ')])}` +
        (own.next === undefined ? '' : `\nNext:\n${indented([own.next])}`),
    );
  }
  program.addHelpText(
    'after',
    `\nFrom a definition to a run:\n${indented([
      'alida-argo validate service.json     # is it sound?',
      'alida-argo plan service.json         # what would run?',
      'alida-argo doctor service.json       # is the cluster ready?',
      'alida-argo apply service.json',
      'alida-argo submit NAME service.json -p …',
    ])}\nExit codes:\n${indented(['0 fine, 1 the input has errors, 2 wrong usage, 16 differences found'])}`,
  );
}
